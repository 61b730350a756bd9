"""Six-digit dates and their century."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import dates
from nguongoc.domain.problem import Refused


@pytest.mark.parametrize(
    ("two", "now", "full"),
    [(26, 2026, 2026), (76, 2026, 2076), (77, 2026, 1977), (0, 2026, 2000), (99, 2026, 1999), (49, 2099, 2149),
     (0, 2050, 2100), (1, 2050, 2001), (50, 2000, 2050), (51, 2000, 1951)],
)  # fmt: skip
def test_the_century_slides_with_the_year_that_is_passed_in(two: int, now: int, full: int) -> None:
    assert dates.year(two, current_year=now) == full


@given(st.integers(0, 99), st.integers(1950, 2200))
def test_a_year_is_never_more_than_fifty_years_away(two: int, now: int) -> None:
    full = dates.year(two, current_year=now)
    assert full % 100 == two
    assert -49 <= full - now <= 50


def test_a_day_of_zero_means_the_whole_month() -> None:
    month = dates.parse("240200", current_year=2026)
    assert (month.first, month.last) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("text", ["250230", "251301", "25113", "２５０１０１", "", "250100a"])
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        dates.parse(text, current_year=2026)


@given(st.dates(date(1980, 1, 1), date(2070, 1, 1)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert dates.parse(dates.write(day), current_year=2026).first == day
