"""Dates of six digits, YYMMDD, and the century they belong to.

Source: GS1 General Specifications 7.12: the difference of YY to the current two-digit year decides; 51 or more
ahead is the last century, 50 or more behind the next. A day of 00 means the whole month.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from nguongoc.domain.gs1 import rules, say
from nguongoc.domain.problem import Refused


@dataclass(frozen=True, slots=True)
class N6:
    """A date as an identifier holds it. `day` is None where only the month is given."""

    year: int
    month: int
    day: int | None

    @property
    def first(self) -> date:
        """The first day that is meant."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that is meant: a shelf life given as a month ends with it."""
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])


def year(two_digits: int, *, current_year: int) -> int:
    """The four-digit year that two digits mean in the given year."""
    century, now = divmod(current_year, 100)
    difference = two_digits - now
    if difference >= 51:
        century -= 1
    elif difference <= -50:
        century += 1
    return 100 * century + two_digits


def parse(text: str, *, current_year: int) -> N6:
    """The date that YYMMDD means in the given year. Raises Refused."""
    code = rules.yymmd0(text)
    if code:
        raise Refused(say.rule("", code, text))
    day = int(text[4:])
    return N6(year(int(text[:2]), current_year=current_year), int(text[2:4]), day or None)


def write(day: date) -> str:
    """A date as YYMMDD."""
    return day.strftime("%y%m%d")
