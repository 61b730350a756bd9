"""Working days, the lunar calendar behind Tết, and the clock that stops while its owner's turn lasts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.vietnam import lunar
from nguongoc.domain.vietnam.calendar import Calendar, Pause, fixed, resumed, used

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(DAYS, max_size=40),
    st.frozensets(DAYS.filter(lambda d: d.weekday() >= 5), max_size=9),
)
TET = {
    1985: (1, 21),  # the year in which Việt Nam and China differed by a month
    2000: (2, 5),
    2007: (2, 17),  # a day before China's
    2018: (2, 16),
    2019: (2, 5),
    2020: (1, 25),
    2021: (2, 12),
    2022: (2, 1),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 2),
}
KINGS = {2021: (4, 21), 2022: (4, 10), 2023: (4, 29), 2024: (4, 18), 2025: (4, 7), 2026: (4, 26)}


def test_tet_and_the_hung_kings_fall_on_the_published_days() -> None:
    assert {year: (lunar.tet(year).month, lunar.tet(year).day) for year in TET} == TET
    found = {year: lunar.solar(10, 3, year) for year in KINGS}
    assert {year: (day.month, day.day) for year, day in found.items()} == KINGS
    for wrong in ((31, 1), (0, 1), (1, 13)):
        with pytest.raises(ValueError, match="lunar"):
            lunar.solar(*wrong, 2026)


def test_a_holiday_on_a_weekend_is_made_up_for_on_the_next_working_day() -> None:
    days = {one.day: one.name.vi for one in fixed(2022)}
    assert days[date(2022, 1, 3)] == "Nghỉ bù Tết Dương lịch"  # a Saturday
    assert days[date(2022, 4, 11)] == "Nghỉ bù Giỗ Tổ Hùng Vương"  # a Sunday
    assert [day for day in days if day.month == 5] == [date(2022, 5, 1), date(2022, 5, 2), date(2022, 5, 3)]
    assert {date(2026, 2, day) for day in (16, 17, 18, 19)} <= {one.day for one in fixed(2026)}


def test_a_deadline_never_ends_on_a_holiday() -> None:
    calendar = Calendar(frozenset(one.day for one in fixed(2026)))
    assert calendar.add(date(2026, 4, 28), 2) == date(2026, 5, 4)  # over 30/4, 1/5 and a weekend
    swapped = Calendar(calendar.off | {date(2026, 8, 31), date(2026, 9, 1)}, frozenset({date(2026, 8, 22)}))
    assert swapped.add(date(2026, 8, 21), 1) == date(2026, 8, 22)  # a Saturday worked in exchange
    assert swapped.add(date(2026, 8, 28), 1) == date(2026, 9, 3)
    assert swapped.add(date(2026, 9, 1), 0) == date(2026, 9, 3)


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_adding_and_counting_agree(calendar: Calendar, start: date, days: int) -> None:
    end = calendar.add(start, days)
    assert calendar.is_working(end)
    if days:
        assert calendar.between(start, end) == days
        assert calendar.between(start, end - timedelta(days=1)) == days - 1
    counted = sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == counted


@given(
    CALENDARS,
    DAYS,
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_pauses_move_the_deadline_and_give_nobody_more_or_less_time(
    calendar: Calendar, start: date, days: int, stops: list[tuple[int, int]]
) -> None:
    deadline, last, pauses = calendar.add(start, days), start, list[Pause]()
    for after, long in stops:
        begins = last + timedelta(days=after)
        last = begins + timedelta(days=long)
        if begins >= deadline:
            break
        pauses.append(Pause(begins, last))
        deadline = resumed(calendar, deadline, pauses[-1])
    assert used(calendar, start, deadline, pauses) == days
    assert calendar.is_working(deadline)


def test_a_deadline_that_had_passed_is_not_given_back_by_a_pause() -> None:
    late = Pause(date(2026, 11, 25), date(2026, 11, 30))
    assert resumed(Calendar(), date(2026, 11, 20), late) == date(2026, 11, 20)
    twice = [Pause(date(2026, 11, 2), date(2026, 11, 6)), Pause(date(2026, 11, 4), None)]
    assert used(Calendar(), date(2026, 11, 2), date(2026, 11, 13), twice) == 0
