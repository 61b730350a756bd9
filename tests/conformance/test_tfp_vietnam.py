"""Vietnam's yearbook: indices and ICOR reproduced, its traps refused, its published shares of TFP placed."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.tfp import Row, reached, table
from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import icor, linking, period, sensitivity, series
from nguongoc.domain.tfp.series import Series

pytestmark = pytest.mark.conformance

BREAK = 2010
"""Product taxes were carved out of the activities at this year: their levels do not compare with 2009."""


def values(name: str, column: str, activity: str | None = None) -> dict[int, float]:
    rows = [row for row in table(name) if activity is None or row.get("activity") == activity]
    return {int(row["year"]): float(row[column]) for row in rows if row[column]}


def activities(rows: list[Row]) -> list[str]:
    return sorted({row["activity"] for row in rows})


def output(activity: str) -> Series:
    return Series(
        activity,
        values("gso_vn_gdp_by_activity", "gdp_const2010_bn", activity),
        "2010",
        frozenset() if activity == "TOTAL" else frozenset({BREAK}),
    )


def test_growth_indices_are_those_printed() -> None:
    errors = []
    for activity in activities(table("gso_vn_gdp_by_activity")):
        printed = values("gso_vn_growth_index_expected_to2010", "index_prev100", activity)
        mine = output(activity)
        for year in range(2006, BREAK + (activity == "TOTAL")):
            if year in mine.values and year - 1 in mine.values:
                errors.append(abs(series.growth(mine, year) + 100 - printed[year]))
    reached("growth index, two decimals printed", errors, 0.025, at_least=80)


def test_across_the_break_of_2010_only_the_published_index_speaks() -> None:
    off = []
    for activity in activities(table("gso_vn_gdp_by_activity")):
        mine = output(activity)
        if activity == "TOTAL" or 2009 not in mine.values:
            continue
        with pytest.raises(Refused) as refused:
            series.growth(mine, BREAK)
        assert refused.value.problems[0].code == "break"
        printed = values("gso_vn_growth_index_expected_to2010", "index_prev100", activity)
        told = Series(activity, mine.values, "2010", mine.breaks, printed)
        assert series.growth(told, BREAK) == pytest.approx(printed[BREAK] - 100)
        off.append(abs(100 * mine.values[BREAK] / mine.values[2009] - printed[BREAK]))
    assert max(off) > 40


def test_icor_is_that_printed() -> None:
    printed = values("gso_vn_icor_expected_to2010", "icor")
    invested = values("gso_vn_investment_total", "inv_const2010_bn")
    levels = values("gso_vn_gdp_by_activity", "gdp_const2010_bn", "TOTAL")
    index = values("gso_vn_growth_index_expected_to2010", "index_prev100", "TOTAL")
    levels |= linking.from_index(levels[2005], 2005, {2005: index[2005]})
    years = sorted(printed)
    found = icor.icor([invested[year] for year in years], [levels[year] for year in (years[0] - 1, *years)])
    errors = [abs(mine - printed[year]) for year, mine in zip(years, found.tolist(), strict=True)]
    reached("ICOR, two decimals printed", errors, 0.0101, at_least=6)


def test_the_missing_year_of_employment_is_refused_and_its_gap_flagged() -> None:
    employed = Series("employed", values("gso_vn_employment_by_activity", "employed_thous", "TOTAL"))
    assert series.missing_years(employed.values) == [2006]
    for year in (2006, 2007):
        with pytest.raises(Refused):
            series.growth(employed, year)
    assert series.gap_growth(employed, 2005, 2007).years == 2
    invested = values("gso_vn_investment_by_activity", "inv_const2010_bn", "TOTAL")
    assert series.missing_years(invested) == [2006, 2007, 2008]


def test_the_mean_share_of_an_assumption_grid_is_where_it_was_found() -> None:
    """Việt Nam 2011-2015, 120 runs: shares 19 to 46 %, median 35 (productivity.md §3), I_1 not smoothed."""

    def over(name: str, column: str, first: int, activity: str | None = None) -> list[float]:
        found = values(name, column, activity)
        return [found[year] for year in range(first, 2016)]

    path = sensitivity.path(
        over("gso_vn_gdp_by_activity", "gdp_const2010_bn", 2010, "TOTAL"),
        over("gso_vn_employment_by_activity", "employed_thous", 2010, "TOTAL"),
        over("gso_vn_investment_total", "inv_const2010_bn", 2005),
    )
    cells = list(
        sensitivity.grid(
            {"persons": path}, alphas=(0.35, 0.40, 0.45, 0.50), growths=(0.05, 0.07, 0.09), smooth=1
        )
    )
    shares = [cell.average.share_tfp for cell in cells]
    assert len(cells) == 120
    assert [round(float(each)) for each in (min(shares), np.median(shares), max(shares))] == [19, 35, 46]
    by_alpha, by_growth = sensitivity.effect(cells, "alpha"), sensitivity.effect(cells, "growth")
    assert [round(by_alpha[0.35]), round(by_alpha[0.50])] == [41, 27]
    assert [round(by_growth[0.05]), round(by_growth[0.09])] == [39, 30]
    by_delta, by_timing = sensitivity.effect(cells, "delta"), sensitivity.effect(cells, "timing")
    assert [round(by_delta[0.04]), round(by_delta[0.10])] == [33, 36]
    assert abs(by_timing["mid"] - by_timing["end"]) == pytest.approx(1, abs=0.1)


def test_published_shares_follow_from_their_published_parts() -> None:
    """Kiên Giang: TFP points over growth give the share, the negative one included."""
    for row in table("published_results_vn"):
        if row["area"] != "Kiên Giang":
            continue
        points, share = float(row["g_TFP"]), float(row["share_TFP_pct"])
        growth = 100 * points / share
        alpha = float(row["alpha_K"])
        inputs = growth - points
        found = period.official(
            [100, 100 + growth], [100, 100 + inputs], [100, 100 + inputs], [1 - alpha, 1 - alpha]
        )
        assert found.c_tfp == pytest.approx(points)
        assert found.share_tfp == pytest.approx(share)
