"""Growth accounts: a worked vector, the edge of what may be said, and what no unit of measure may change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import growth, period

OUTPUT, CAPITAL, LABOUR = [100, 106.0, 115.5, 112.3], [300, 318, 340, 351], [250, 252.5, 255, 256]
SHARE = [0.55] * 4

levels = st.lists(st.floats(10, 1e6), min_size=4, max_size=4)
shares = st.lists(st.floats(0.05, 0.95), min_size=4, max_size=4)
scales = st.floats(1e-3, 1e3)
quick = settings(max_examples=60, deadline=None)


def test_the_official_form_gives_the_worked_vector() -> None:
    account = growth.official(OUTPUT, CAPITAL, LABOUR, SHARE)
    assert account.g_output == pytest.approx([6.0, 8.9623, -2.7706], abs=5e-5)
    assert account.g_capital == pytest.approx([6.0, 6.9182, 3.2353], abs=5e-5)
    assert account.g_labour == pytest.approx([1.0, 0.9901, 0.3922], abs=5e-5)
    assert account.c_capital == pytest.approx([2.7, 3.1132, 1.4559], abs=5e-5)
    assert account.c_labour == pytest.approx([0.55, 0.5446, 0.2157], abs=5e-5)
    assert account.c_tfp == pytest.approx([2.75, 5.3045, -4.4421], abs=5e-5)


def test_form_a_takes_the_share_of_the_year_and_form_b_the_mean_of_both() -> None:
    levels = ([100, 110], [100, 120], [100, 105])
    assert growth.official(*levels, [0.4, 0.6]).c_labour[0] == pytest.approx(0.6 * 5)
    logs = growth.tornqvist(*levels, [0.4, 0.6], log=True)
    assert logs.c_labour[0] == pytest.approx(50 * np.log(1.05))
    assert logs.c_capital[0] == pytest.approx(50 * np.log(1.2))


def test_a_share_is_not_computed_when_output_falls() -> None:
    found = growth.shares(growth.official(OUTPUT, CAPITAL, LABOUR, SHARE))
    assert found.tfp[:2] == pytest.approx([45.83, 59.19], abs=5e-3)
    assert found.capital[:2] == pytest.approx([45.0, 34.74], abs=5e-3)
    assert np.isnan([found.tfp[2], found.capital[2], found.labour[2]]).all()


@pytest.mark.parametrize("method", [growth.official, growth.tornqvist])
@pytest.mark.parametrize(("last", "printed"), [(100.9, False), (99.2, False), (100.0, False), (101.1, True)])
def test_a_share_is_not_computed_when_growth_is_below_one_per_cent(
    method: object, last: float, printed: bool
) -> None:
    account = method([100, last], [100, 103], [100, 101], [0.5, 0.5])  # type: ignore[operator]
    assert np.isfinite(growth.shares(account).tfp[0]) == printed
    assert np.isfinite(account.c_tfp[0])


def test_a_year_without_a_share_still_counts_in_the_period() -> None:
    average = period.official(OUTPUT, CAPITAL, LABOUR, SHARE)
    assert average.years == 3
    assert average.g_output == pytest.approx(3.9425, abs=5e-5)


def test_a_negative_contribution_and_a_share_beyond_a_hundred_are_allowed() -> None:
    account = growth.official([100, 102], [100, 104], [100, 103], [0.5, 0.5])
    assert account.c_tfp[0] == pytest.approx(-1.5)
    found = growth.shares(account)
    assert found.tfp[0] == pytest.approx(-75)
    assert found.capital[0] + found.labour[0] == pytest.approx(175)


@quick
@given(levels, levels, levels, shares, st.booleans())
def test_contributions_sum_to_growth_in_both_forms(
    y: list[float], k: list[float], lab: list[float], s: list[float], log: bool
) -> None:
    for form in (growth.official, growth.tornqvist):
        account = form(y, k, lab, s, log=log)
        total = account.c_capital + account.c_labour + account.c_tfp
        assert total == pytest.approx(account.g_output, rel=1e-9, abs=1e-9)


@quick
@given(levels, levels, levels, shares, scales, scales, scales)
def test_units_of_measure_do_not_change_tfp(
    y: list[float], k: list[float], lab: list[float], s: list[float], a: float, b: float, c: float
) -> None:
    for form in (growth.official, growth.tornqvist):
        before = form(y, k, lab, s).c_tfp
        after = form(np.multiply(y, a), np.multiply(k, b), np.multiply(lab, c), s).c_tfp
        assert after == pytest.approx(before, rel=1e-7, abs=1e-7)


@quick
@given(levels, levels, levels, shares)
def test_time_reversed_the_tornqvist_form_changes_sign(
    y: list[float], k: list[float], lab: list[float], s: list[float]
) -> None:
    forth = growth.tornqvist(y, k, lab, s, log=True).c_tfp
    back = growth.tornqvist(y[::-1], k[::-1], lab[::-1], s[::-1], log=True).c_tfp
    assert back[::-1] == pytest.approx(-forth, rel=1e-9, abs=1e-9)


@quick
@given(levels, levels, levels, shares)
def test_points_and_log_points_tell_the_same_shares(
    y: list[float], k: list[float], lab: list[float], s: list[float]
) -> None:
    points = growth.shares(growth.tornqvist(y, k, lab, s)).tfp
    logs = growth.shares(growth.tornqvist(y, k, lab, s, log=True)).tfp
    assert points == pytest.approx(logs, rel=1e-7, abs=1e-7, nan_ok=True)


def test_points_are_log_points_where_output_does_not_move() -> None:
    account = growth.tornqvist([100, 100], [100, 110], [100, 100], [0.5, 0.5])
    assert account.g_output[0] == 0
    assert account.c_capital[0] == pytest.approx(50 * np.log(1.1))
    assert account.c_tfp[0] == pytest.approx(-50 * np.log(1.1))


def test_the_index_chains_tfp_from_its_base_both_ways() -> None:
    found = growth.index([1.0, 2.0, -3.0], base=1)
    assert found == pytest.approx(100 * np.exp([-0.01, 0, 0.02, -0.01]))


def test_the_index_is_not_closed_over_a_hole() -> None:
    found = growth.index([1.0, np.nan, 2.0], base=0)
    assert found[:2] == pytest.approx(100 * np.exp([0, 0.01]))
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize("share", [0.0, 1.0, 1.2, -0.1, np.inf])
def test_a_labour_share_outside_nought_and_one_is_refused(share: float) -> None:
    with pytest.raises(Refused) as refused:
        growth.official(OUTPUT, CAPITAL, LABOUR, [0.5, 0.5, share, 0.5])
    assert refused.value.problems[0].where == "labour_share[2]"


@pytest.mark.parametrize("level", [0.0, -1.0, np.inf])
def test_a_stock_that_is_not_above_zero_is_refused(level: float) -> None:
    with pytest.raises(Refused) as refused:
        growth.tornqvist(OUTPUT, [300, level, 340, 351], LABOUR, SHARE)
    assert refused.value.problems[0].where == "capital[1]"


def test_vectors_of_different_length_are_refused() -> None:
    with pytest.raises(Refused, match="same years"):
        growth.official(OUTPUT, CAPITAL[:3], LABOUR, SHARE)
