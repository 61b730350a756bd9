"""What is wrong, where, and what to do about it: said in Vietnamese for people, in English for machines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Text(NamedTuple):
    """One sentence in both languages. Vietnamese comes first, as on every screen."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `where` names the place as its reader would find it: a JSON path (`eventList[3].eventTime`), an
    application identifier (`(01)`), a spreadsheet cell (`B7`), or "" for the whole.
    `why` says what is wrong and what to do. `code` is a stable word for machines (`check-digit`).
    """

    where: str
    why: Text
    code: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.why.en}" if self.where else self.why.en

    def under(self, prefix: str) -> Problem:
        """The same problem, seen from one level above."""
        if not self.where:
            return Problem(prefix, self.why, self.code)
        joint = "" if self.where.startswith("[") or not prefix else "."
        return Problem(f"{prefix}{joint}{self.where}", self.why, self.code)


class Refused(ValueError):
    """Input that is refused whole. Carries every problem that was found, at least one."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))
