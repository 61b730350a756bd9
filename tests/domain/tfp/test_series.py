"""Breaks, gaps and bases: what a series may not be asked."""

from __future__ import annotations

import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import series
from nguongoc.domain.tfp.series import Series

BROKEN = Series("mining", {2008: 100.0, 2009: 107.0, 2010: 65.0, 2011: 70.0}, "2010", frozenset({2010}))


def test_growth_is_the_level_ratio_where_nothing_breaks() -> None:
    assert series.growth(BROKEN, 2009) == pytest.approx(7.0)


def test_a_level_ratio_across_a_break_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        series.growth(BROKEN, 2010)
    assert refused.value.problems[0].code == "break"


def test_the_published_index_holds_across_a_break() -> None:
    told = Series("mining", BROKEN.values, "2010", BROKEN.breaks, {2010: 103.5})
    assert series.growth(told, 2010) == pytest.approx(3.5)


@pytest.mark.parametrize(("year", "lost"), [(2007, 2007), (2008, 2007), (2012, 2012)])
def test_a_missing_year_is_told_and_not_filled(year: int, lost: int) -> None:
    whole = Series("employed", {2005: 1.0, 2006: 1.1, 2008: 1.2, 2011: 1.3})
    with pytest.raises(Refused) as refused:
        series.growth(whole, year)
    assert f"{lost}" in refused.value.problems[0].where
    assert refused.value.problems[0].code == "missing-year"


def test_growth_over_a_gap_is_one_flagged_rate() -> None:
    found = series.gap_growth(Series("employed", {2005: 100.0, 2008: 133.1}), 2005, 2008)
    assert found.growth == pytest.approx(10.0)
    assert (found.first, found.last, found.years) == (2005, 2008, 3)


def test_growth_over_a_gap_does_not_step_over_a_break() -> None:
    with pytest.raises(Refused, match="splice it first"):
        series.gap_growth(BROKEN, 2008, 2011)


def test_missing_years_are_listed() -> None:
    assert series.missing_years([2005, 2007, 2010]) == [2006, 2008, 2009]
    assert series.missing_years([]) == []


def test_mixed_price_bases_are_refused_until_linked() -> None:
    with pytest.raises(Refused, match="link them first"):
        series.same_base(Series("GRDP", {}, "2010"), Series("investment", {}, "2020"))
    assert series.same_base(Series("GRDP", {}, "2010"), Series("employed", {})) == "2010"


def test_a_sector_sum_that_is_not_the_total_is_shown() -> None:
    gap, fine = series.discrepancy([40.0, 59.5], 100.0, tolerance=0.1)
    assert (gap, fine) == (pytest.approx(0.5), False)
    assert series.discrepancy([40.0, 59.95], 100.0, tolerance=0.1)[1]
