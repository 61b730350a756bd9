"""What the house's components show: plain values that views make and the tags of `{% load face %}` draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise

from nguongoc.domain.problem import Text

Words = str | Text | Promise
Tone = Literal["good", "info", "wait", "bad", "quiet"]
"""What a state means to its reader: well, under way, waiting for somebody, wrong, or of no matter."""


@dataclass(frozen=True, slots=True)
class Status:
    """A state, in words."""

    tone: Tone
    words: Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is known under it; `status` says how well, `note` adds a smaller line."""

    name: Words
    value: Words
    note: Words = ""
    status: Status | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a product's journey. `lines` tell when, where and how much; `proof` who vouches for it.
    A gap is a step that must have happened and that nobody has told of."""

    name: Words
    status: Status
    lines: Sequence[Words] = ()
    proof: Words = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits: what, since when or until when, and whose turn it is."""

    name: Words
    link: str
    status: Status
    code: str = ""
    note: Words = ""
    due: date | None = None
    turn: Words = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure against its target. `done` and `pending` are shares of the target, 0 to 1."""

    name: Words
    figure: Words
    target: Words = ""
    done: float | None = None
    pending: float = 0.0
    note: Words = ""
    link: str = ""

    @property
    def bar(self) -> tuple[int, int]:
        """The two lengths of the bar in hundredths; together they never pass its end."""
        done = min(100, max(0, round((self.done or 0) * 100)))
        return done, min(100 - done, max(0, round(self.pending * 100)))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the table it is drawn from: `rows` are (category, figure, figure, …), one figure a series;
    None is a gap in the line. The axis begins at zero unless only differences matter (an index around 100)."""

    name: Words
    category: Words
    series: Sequence[Words]
    rows: Sequence[tuple[Words, Sequence[Any]]]
    kind: Literal["bar", "line", "stack"] = "bar"
    unit: Words = ""
    note: Words = ""
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a map and in the list beside it: a point (longitude, latitude, degrees WGS 84), a GeoJSON
    geometry, or neither, for a place whose position nobody has told yet."""

    name: Words
    note: Words = ""
    point: tuple[float, float] | None = None
    shape: Mapping[str, Any] | None = None
    link: str = ""
    status: Status | None = None

    @property
    def geometry(self) -> Mapping[str, Any] | None:
        return {"type": "Point", "coordinates": self.point} if self.point else self.shape


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some long work has come. `address` answers the same component again; `page` is where its reader
    goes without JavaScript. `total` 0: nobody knows how long."""

    name: Words
    done: int
    total: int
    address: str
    words: Words = ""
    state: Literal["running", "done", "failed"] = "running"
    id: str = "tien-do"
    ways: Sequence[tuple[Words, str]] = field(default_factory=tuple)
