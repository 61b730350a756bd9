"""Opening stock, perpetual inventory, and the year that is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import capital, growth

flows = st.lists(st.floats(1, 1e5), min_size=3, max_size=8)
quick = settings(max_examples=60, deadline=None)


def test_the_worked_vector_of_the_law_is_reproduced() -> None:
    opening = capital.harberger(50, 0.06, 0.05)
    assert opening == pytest.approx(454.5455, abs=5e-5)
    assert capital.perpetual([52, 55], 0.05, opening).capital == pytest.approx([483.8182, 514.6273], abs=5e-5)


def test_on_a_steady_path_the_harberger_stock_grows_with_investment() -> None:
    investment = 50 * 1.06 ** np.arange(10)
    stock = capital.perpetual(investment, 0.05, capital.harberger(50, 0.06, 0.05))
    assert growth.percent_growth(stock.capital) == pytest.approx(np.full(9, 6.0))


def test_mid_year_investment_loses_half_a_years_wear() -> None:
    stock = capital.perpetual([10.0], 0.2, 100.0, "mid")
    assert stock.capital[0] == pytest.approx(0.8 * 100 + 0.9 * 10)
    assert stock.depreciation[0] == pytest.approx(0.2 * (100 + 5))


@quick
@given(flows, st.floats(0, 0.5), st.floats(1, 1e6), st.sampled_from(["mid", "end"]))
def test_stock_rises_by_investment_less_depreciation(
    investment: list[float], delta: float, opening: float, timing: capital.Timing
) -> None:
    found = capital.perpetual(investment, delta, opening, timing)
    before = np.concatenate([[opening], found.capital[:-1]])
    assert before + investment - found.depreciation == pytest.approx(found.capital)


@quick
@given(st.floats(1, 1e5), st.floats(0, 0.5), st.floats(1, 1e6), st.sampled_from(["mid", "end"]))
def test_the_stock_before_undoes_one_year(
    invested: float, delta: float, opening: float, timing: capital.Timing
) -> None:
    after = float(capital.perpetual([invested], delta, opening, timing).capital[0])
    assert capital.before(after, invested, delta, timing) == pytest.approx(opening, rel=1e-6, abs=1e-6)


@quick
@given(flows, st.floats(0.5, 1.0), st.sampled_from(["mid", "end"]))
def test_a_constant_gfcf_ratio_cancels_out_of_capital_growth(
    investment: list[float], ratio: float, timing: capital.Timing
) -> None:
    def grown(flow: list[float]) -> object:
        stock = capital.perpetual(flow, 0.05, capital.harberger(flow[0], 0.06, 0.05), timing)
        return growth.percent_growth(stock.capital)

    assert grown([each * ratio for each in investment]) == pytest.approx(grown(investment), abs=1e-9)


def test_a_depreciation_rate_may_change_by_year() -> None:
    found = capital.perpetual([10, 10], [0.1, 0.2], 100)
    assert found.depreciation == pytest.approx([10, 20])


def test_the_opening_stock_fades_as_told() -> None:
    assert capital.opening_weight(0.05, 16) == pytest.approx(0.44, abs=0.005)
    assert capital.opening_weight(0.08, 16) == pytest.approx(0.26, abs=0.005)


def test_capital_input_may_be_the_mean_of_the_year() -> None:
    assert capital.year_mean([110, 120], 100) == pytest.approx([105, 115])


def test_the_opening_may_come_from_a_ratio_or_a_smoothed_start() -> None:
    assert capital.from_ratio(200, 1.5) == 300
    assert capital.smoothed_first([10, 20, 30, 1000]) == 20
    assert capital.investment_growth([100, 110, 121]) == pytest.approx(0.1)


@pytest.mark.parametrize(("growth_rate", "delta"), [(-0.05, 0.05), (-0.1, 0.05)])
def test_growth_that_eats_depreciation_is_refused(growth_rate: float, delta: float) -> None:
    with pytest.raises(Refused, match="above 0"):
        capital.harberger(50, growth_rate, delta)


@pytest.mark.parametrize("first", [0.0, -5.0, float("nan")])
def test_no_investment_gives_no_opening_stock(first: float) -> None:
    with pytest.raises(Refused, match="give the opening stock"):
        capital.harberger(first, 0.06, 0.05)


def test_a_year_without_investment_is_refused_by_its_place() -> None:
    with pytest.raises(Refused) as refused:
        capital.perpetual([10, 0, 10], 0.05, 100)
    assert refused.value.problems[0].where == "investment[1]"


@pytest.mark.parametrize("opening", [0.0, -1.0])
def test_an_opening_stock_not_above_zero_is_refused(opening: float) -> None:
    with pytest.raises(Refused, match="opening_stock"):
        capital.perpetual([10], 0.05, opening)


@pytest.mark.parametrize("delta", [5.0, 1.0, -0.01])
def test_a_depreciation_rate_in_per_cent_is_refused(delta: float) -> None:
    with pytest.raises(Refused, match=r"write 5 % as 0\.05"):
        capital.perpetual([10], delta, 100)


def test_a_stock_below_its_own_years_investment_cannot_be_taken_back() -> None:
    with pytest.raises(Refused, match="below that year's own investment"):
        capital.before(5, 10, 0.05)


def test_a_missing_year_is_interpolated_and_marked() -> None:
    filled, marked = capital.interpolated([10, np.nan, np.nan, 40])
    assert filled == pytest.approx([10, 20, 30, 40])
    assert marked.tolist() == [False, True, True, False]


@pytest.mark.parametrize("investment", [[np.nan, 10, 20], [10, 20, np.nan], [np.nan, np.nan]])
def test_a_missing_end_is_not_interpolated(investment: list[float]) -> None:
    with pytest.raises(Refused, match="cannot be interpolated"):
        capital.interpolated(investment)
