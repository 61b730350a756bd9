"""When a scheduled query runs (EPCIS 2.0 §8.2.5.3, QuerySchedule).

Six fields, each a list of numbers and of ranges in brackets with commas between: `0,[15-20],30`. A moment fits when
every given field fits; a field that is not given fits always. GS1's `query-schedule.json` cannot judge them (its
patterns read `[0-59]` as a set of characters), so this does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nguongoc.domain.problem import Problem, Refused, Text

RANGES = {
    "second": (0, 59),
    "minute": (0, 59),
    "hour": (0, 23),
    "dayOfMonth": (1, 31),
    "month": (1, 12),
    "dayOfWeek": (1, 7),
}
"""The fields in the standard's order and what their numbers may be; Monday is 1."""

_ELEMENT = re.compile(r"(\d{1,2})|\[(\d{1,2})-(\d{1,2})\]", re.ASCII)
LONGEST = 400
FARTHEST_DAYS = 366 * 8 + 1
"""29 February comes again after eight years at the latest (1896 to 1904)."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers that fit, field by field; `days` are of the week."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days_of_month: frozenset[int]
    months: frozenset[int]
    days: frozenset[int]

    def after(self, moment: datetime) -> datetime | None:
        """The first whole second after `moment` that fits, in the moment's own clock; None when none ever comes
        (the 31st of February)."""
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        for ahead in range(FARTHEST_DAYS):
            day = start.replace(hour=0, minute=0, second=0) + timedelta(days=ahead)
            if self._takes(day):
                found = self._time(day, start if ahead == 0 else day)
                if found is not None:
                    return found
        return None

    def _takes(self, day: datetime) -> bool:
        return day.month in self.months and day.day in self.days_of_month and day.isoweekday() in self.days

    def _time(self, day: datetime, since: datetime) -> datetime | None:
        """The first time of this day that fits and is not before `since`."""
        earliest = (since.hour, since.minute, since.second)
        for hour in self.hours:
            if hour < earliest[0]:
                continue
            for minute in self.minutes:
                if (hour, minute) < earliest[:2]:
                    continue
                for second in self.seconds:
                    if (hour, minute, second) >= earliest:
                        return day.replace(hour=hour, minute=minute, second=second)
        return None


def read(given: Any, *, where: str = "schedule") -> Schedule:
    """The schedule in a JSON object. Raises Refused naming every field that is wrong, an object without any
    field, and a schedule whose moment never comes."""
    if not isinstance(given, Mapping) or not given:
        raise Refused(_empty(where))
    problems = [_unknown(where, name) for name in given if name not in RANGES]
    fields: dict[str, list[int]] = {}
    for name in RANGES:
        numbers = _numbers(given.get(name), name)
        if numbers is None:
            problems.append(_wrong(where, name))
        else:
            fields[name] = numbers
    if problems:
        raise Refused(problems)
    schedule = _made(fields, given)
    if schedule.after(datetime(2001, 1, 1)) is None:  # noqa: DTZ001 (a calendar without a place)
        raise Refused(_never(where))
    return schedule


def _made(fields: Mapping[str, list[int]], given: Mapping[str, Any]) -> Schedule:
    """A field finer than the finest one given stands at its beginning: `{"hour": "1"}` is once, at 01:00:00."""
    names = list(RANGES)
    finest = min(names.index(name) for name in given)
    at = {name: [RANGES[name][0]] if names.index(name) < min(finest, 3) else fields[name] for name in RANGES}
    return Schedule(
        tuple(at["second"]),
        tuple(at["minute"]),
        tuple(at["hour"]),
        frozenset(at["dayOfMonth"]),
        frozenset(at["month"]),
        frozenset(at["dayOfWeek"]),
    )


def _numbers(value: Any, name: str) -> list[int] | None:
    """The numbers that a field names, sorted; all of them where it is not given; None where it cannot be read."""
    low, high = RANGES[name]
    if value is None:
        return list(range(low, high + 1))
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    found: set[int] = set()
    for element in text.split(","):
        match = _ELEMENT.fullmatch(element.strip())
        if match is None:
            return None
        first = int(match[1] or match[2])
        last = int(match[1] or match[3])
        if not low <= first <= last <= high:
            return None
        found.update(range(first, last + 1))
    return sorted(found)


def _wrong(where: str, name: str) -> Problem:
    low, high = RANGES[name]
    why = Text(
        f"Ghi các số từ {low} đến {high} cách nhau bằng dấu phẩy, hoặc khoảng trong ngoặc vuông: {low},[{low}-{high}].",
        f"Write numbers from {low} to {high} with commas, or ranges in brackets: {low},[{low}-{high}].",
    )
    return Problem(f"{where}.{name}", why, "schedule")


def _unknown(where: str, name: str) -> Problem:
    known = ", ".join(RANGES)
    why = Text(
        f"Lịch không có trường này. Các trường: {known}.", f"A schedule has no such field. Known: {known}."
    )
    return Problem(f"{where}.{name}", why, "schedule")


def _empty(where: str) -> Problem:
    why = Text(
        'Lịch cần ít nhất một trường, ví dụ {"hour": "1", "minute": "5"}.',
        'A schedule needs at least one field, for example {"hour": "1", "minute": "5"}.',
    )
    return Problem(where, why, "schedule")


def _never(where: str) -> Problem:
    why = Text(
        "Không có ngày nào đúng lịch này. Sửa dayOfMonth hoặc month.",
        "No day ever fits this schedule. Mend dayOfMonth or month.",
    )
    return Problem(where, why, "schedule")
