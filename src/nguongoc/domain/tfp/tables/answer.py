"""What a table answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nguongoc.domain.problem import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cells are empty: which (`unit`, year or period, `columns`) and the reason; all "" for the whole."""

    why: Text
    unit: str = ""
    at: int | None = None
    columns: str = ""

    def __str__(self) -> str:
        place = ", ".join(str(part) for part in (self.unit, self.at) if part not in ("", None))
        named = ": ".join(part for part in (place, self.columns) if part)
        return f"{named}: {self.why.vi} | {self.why.en}" if named else f"{self.why.vi} | {self.why.en}"


@dataclass(slots=True)
class Answer:
    """Header, rows (NaN = undefined) and the reason of every undefined cell."""

    header: Sequence[str]
    rows: list[Sequence[object]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
