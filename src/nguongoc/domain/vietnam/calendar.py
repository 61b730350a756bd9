"""Working days: Monday to Friday, without the days off and with the days worked in exchange, and the clock of a
dossier that stops while its owner's turn lasts.

What is a day off is data (`evidence.SpecialDay`); here are the days that the law itself fixes, and the arithmetic.
Periods are counted as the Civil Code does (Điều 147): the day on which they begin is not counted, and one that would
end on a day off ends on the next working day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import lunar

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: `off` beside Saturdays and Sundays, `worked` in spite of them."""

    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on that day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def working_from(self, day: date) -> date:
        """This day, or the next one that is worked."""
        while not self.is_working(day):
            day += DAY
        return day

    def add(self, start: date, days: int) -> date:
        """The last of so many working days after `start`, which itself is not counted."""
        if days < 0:
            raise ValueError("a period has no fewer days than none")
        day = start
        while days > 0:
            day = self.working_from(day + DAY)
            days -= 1
        return self.working_from(day)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; 0 where `end` is not later."""
        if end <= start:
            return 0
        whole, rest = divmod((end - start).days, 7)
        weekdays = whole * 5 + sum((start + n * DAY).weekday() < 5 for n in range(1, rest + 1))
        return weekdays - self._within(self._lost, start, end) + self._within(self._gained, start, end)

    @staticmethod
    def _within(days: list[date], start: date, end: date) -> int:
        return bisect_right(days, end) - bisect_right(days, start)

    @cached_property
    def _lost(self) -> list[date]:
        return sorted(day for day in self.off - self.worked if day.weekday() < 5)

    @cached_property
    def _gained(self) -> list[date]:
        return sorted(day for day in self.worked if day.weekday() >= 5)


class Pause(NamedTuple):
    """A stretch in which the clock stands: from the end of one day to the end of another; None while it lasts."""

    begins: date
    ends: date | None


def used(calendar: Calendar, start: date, end: date, pauses: Iterable[Pause] = ()) -> int:
    """Working days on the clock from `start` to `end`, without the pauses; days in two pauses are taken off once."""
    stood, until = 0, start
    for pause in sorted(pauses, key=lambda one: one.begins):
        begins, ends = max(pause.begins, until), min(pause.ends or end, end)
        stood += calendar.between(begins, ends)
        until = max(until, ends)
    return calendar.between(start, end) - stood


def resumed(calendar: Calendar, deadline: date, pause: Pause) -> date:
    """The deadline after a pause that has ended: as many working days are left as when it began. One that had passed
    already by then stays where it was."""
    if pause.ends is None:
        raise ValueError("the pause lasts")
    if pause.begins > deadline:
        return deadline
    return calendar.add(pause.ends, calendar.between(pause.begins, deadline))


class Holiday(NamedTuple):
    """A day off: why, and which text says so."""

    day: date
    name: Text
    source: str


LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112 khoản 1"
IN_EXCHANGE = "Bộ luật Lao động 2019, Điều 111 khoản 3"


def fixed(year: int) -> list[Holiday]:
    """The days off of a year that follow from the law alone, in order; what falls on a weekend is made up for on the
    next working day.

    Two days a year are set by decision, and an administrator enters them: the fifth day of Tết, before or after these
    four, and the second day at National Day. Until then deadlines fall a day early, never late.
    """
    tet = lunar.tet(year)
    blocks = [
        [Holiday(date(year, 1, 1), Text("Tết Dương lịch", "New Year"), LABOUR_CODE)],
        [
            Holiday(tet - DAY, Text("Tết: ngày cuối năm cũ", "Tết: last day of the old year"), LABOUR_CODE),
            *(
                Holiday(tet + n * DAY, Text(f"Tết: mùng {n + 1}", f"Tết: day {n + 1}"), LABOUR_CODE)
                for n in range(3)
            ),
        ],
        [
            Holiday(
                lunar.solar(10, 3, year), Text("Giỗ Tổ Hùng Vương", "Hùng Kings’ Commemoration"), LABOUR_CODE
            )
        ],
        [
            Holiday(date(year, 4, 30), Text("Ngày Chiến thắng", "Victory Day"), LABOUR_CODE),
            Holiday(date(year, 5, 1), Text("Quốc tế lao động", "Labour Day"), LABOUR_CODE),
        ],
        [Holiday(date(year, 9, 2), Text("Quốc khánh", "National Day"), LABOUR_CODE)],
    ]
    holidays = sorted(one for block in blocks for one in block)
    return sorted([*holidays, *_in_exchange(holidays)])


def _in_exchange(holidays: list[Holiday]) -> Iterator[Holiday]:
    """For each holiday on a Saturday or Sunday, the next day that is worked."""
    taken = {one.day for one in holidays}
    for one in holidays:
        if one.day.weekday() < 5:
            continue
        day = Calendar(off=frozenset(taken)).working_from(one.day)
        taken.add(day)
        name = Text(f"Nghỉ bù {one.name.vi}", f"In place of {one.name.en}")
        yield Holiday(day, name, IN_EXCHANGE)


def percentile(values: Iterable[int], share: float) -> int | None:
    """The smallest value that at least this share of them does not pass; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = bisect_left([(n + 1) / len(ordered) for n in range(len(ordered))], share - 1e-12)
    return ordered[min(rank, len(ordered) - 1)]
