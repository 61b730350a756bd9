"""When a scheduled query runs."""

# ruff: noqa: DTZ001 (a schedule is read in the clock of its place)

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nguongoc.domain.epcis.schedule import RANGES, read
from nguongoc.domain.problem import Refused

FRIDAY = datetime(2026, 11, 20, 8, 0)


@pytest.mark.parametrize(
    ("schedule", "after"),
    [
        ({"hour": "1", "minute": "5"}, datetime(2026, 11, 21, 1, 5)),  # GS1's own: every morning at 1.05
        ({"second": "0,30"}, datetime(2026, 11, 20, 8, 0, 30)),
        ({"minute": "[15-17],45"}, datetime(2026, 11, 20, 8, 15)),
        ({"dayOfWeek": "1"}, datetime(2026, 11, 23)),
        ({"dayOfMonth": "29", "month": "2"}, datetime(2028, 2, 29)),
        ({"dayOfMonth": "31", "hour": 23}, datetime(2026, 12, 31, 23)),
        ({"hour": "8", "minute": "0", "second": "0"}, datetime(2026, 11, 21, 8)),
    ],
)
def test_the_next_moment_is_the_first_that_fits(schedule: Any, after: datetime) -> None:
    assert read(schedule).after(FRIDAY) == after


@pytest.mark.parametrize(
    "schedule",
    [
        {},
        None,
        "hourly",
        {"hour": "24"},
        {"minute": "60"},
        {"dayOfMonth": "0"},
        {"dayOfWeek": "8"},
        {"second": "[30-10]"},
        {"second": "*/5"},
        {"second": ""},
        {"second": "٣"},
        {"second": True},
        {"second": 1.5},
        {"second": ["1"]},
        {"seconds": "1"},
        {"month": "2", "dayOfMonth": "30,31"},
        {"second": "1," * 300 + "1"},
    ],
)
def test_what_is_no_schedule_is_refused(schedule: Any) -> None:
    with pytest.raises(Refused):
        read(schedule)


FIELDS = {
    name: some.lists(some.integers(low, high), min_size=1, max_size=4).map(
        lambda some: ",".join(map(str, some))
    )
    for name, (low, high) in RANGES.items()
    if name != "month"
}


@given(
    some.fixed_dictionaries(
        {"second": FIELDS["second"]}, optional={k: v for k, v in FIELDS.items() if k != "second"}
    ),
    some.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
)
def test_every_given_field_fits_and_time_goes_on(schedule: dict[str, str], moment: datetime) -> None:
    found = read(schedule).after(moment)
    assert found is not None
    assert found > moment
    fields = {
        "second": found.second,
        "minute": found.minute,
        "hour": found.hour,
        "dayOfMonth": found.day,
        "month": found.month,
        "dayOfWeek": found.isoweekday(),
    }
    assert all(fields[name] in map(int, words.split(",")) for name, words in schedule.items())
    assert found - moment <= timedelta(days=366 * 8 + 1)


@given(some.dictionaries(some.sampled_from([*RANGES, "x"]), some.text() | some.integers() | some.none()))
def test_whatever_is_given_is_read_or_refused(schedule: dict[str, Any]) -> None:
    with suppress(Refused):
        read(schedule).after(FRIDAY)
