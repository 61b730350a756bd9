"""What a start page is made of: figures, and lists of what waits. Plain values, drawn by `start/home.html`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact, Status, Tile, Tone, Words


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits, or that happened: what, how it stands, and when. `tone` marks what is urgent."""

    name: Words
    link: str
    status: Status | None = None
    code: str = ""
    note: Words = ""
    when: Words = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the page. `empty` says what it means that nothing stands here; `more` leads to the whole list."""

    id: str
    name: Text
    rows: Sequence[Row] = ()
    facts: Sequence[Fact] = ()
    empty: Words = ""
    more: str = ""
    count: int | None = None

    @property
    def has_states(self) -> bool:
        """Whether its rows say how they stand."""
        return any(row.status for row in self.rows)


@dataclass(frozen=True, slots=True)
class Board:
    """A start page: what it is for, its figures, what waits (wide), and what to know beside (narrow)."""

    words: Text
    tiles: Sequence[Tile] = ()
    main: Sequence[Section] = ()
    aside: Sequence[Section] = ()
