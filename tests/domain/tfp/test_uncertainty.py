"""The interval: Monte Carlo held to the single account, the grid, and scenarios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nguongoc.config.bench import tfp as bench
from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import montecarlo, scenarios, sectors, sensitivity

KNOWN = bench.province(6, 3)


def test_the_identity_holds_in_every_draw() -> None:
    found = montecarlo.simulate(KNOWN, draws=300)
    assert found.worst_residual < 1e-9
    lines = found.sector_tfp + found.reallocation_capital + found.reallocation_labour + found.product_taxes
    assert lines == pytest.approx(found.c_tfp, abs=1e-9)
    assert found.c_capital + found.c_labour + found.c_tfp == pytest.approx(np.full(300, found.g_output))


@pytest.mark.parametrize("i", [0, 17, 299])
def test_a_draw_is_the_single_account_of_its_assumptions(i: int) -> None:
    found = montecarlo.simulate(KNOWN, draws=300)
    alone = bench.account(KNOWN, found, i)
    assert np.abs(sectors.residual(alone)).max() < 1e-9
    assert found.g_output == pytest.approx(alone.g_output.mean())
    for mine, its in (
        (found.c_capital, alone.c_capital),
        (found.c_labour, alone.c_labour),
        (found.c_tfp, alone.c_tfp),
        (found.sector_tfp, alone.sector_tfp_contribution.sum(axis=1)),
        (found.reallocation_capital, alone.reallocation_capital),
        (found.reallocation_labour, alone.reallocation_labour),
        (found.product_taxes, alone.product_taxes),
    ):
        assert mine[i] == pytest.approx(its.mean(), abs=1e-9)


def test_the_same_seed_gives_the_same_draws_and_another_does_not() -> None:
    one, same, other = (montecarlo.simulate(KNOWN, draws=50, seed=seed) for seed in (1, 1, 2))
    assert (one.c_tfp == same.c_tfp).all()
    assert (one.c_tfp != other.c_tfp).any()


def test_draws_stay_in_their_ranges_and_use_every_choice() -> None:
    found = montecarlo.simulate(KNOWN, draws=400)
    for values, (low, high) in (
        (found.alpha, (0.35, 0.55)),
        (found.delta, (0.04, 0.10)),
        (found.growth, (0.05, 0.09)),
    ):
        assert low <= values.min() < values.max() <= high
    assert set(found.labour.tolist()) == {0, 1}
    assert set(found.mid_year.tolist()) == {True, False}


def test_the_interval_has_its_median_between_its_ends() -> None:
    low, median, high = montecarlo.interval(montecarlo.simulate(KNOWN, draws=400).share_tfp)
    assert low < median < high


def test_no_share_is_drawn_for_a_period_that_did_not_grow() -> None:
    falling = replace(KNOWN, real=KNOWN.real[::-1].copy(), tax_real=None, tax_nominal=None)
    found = montecarlo.simulate(falling, draws=20)
    assert found.g_output < 0
    assert np.isnan(found.share_tfp).all()
    assert np.isfinite(found.c_tfp).all()


def test_without_sectors_alpha_is_the_capital_share_itself() -> None:
    one = bench.province(6, 1)
    plain = replace(one, labour_share=np.full((6, 1), 0.6), tax_nominal=None, tax_real=None)
    assert montecarlo.labour_share(plain, 0.45) == pytest.approx(np.full((6, 1), 0.55))


def test_a_run_without_electricity_is_that_of_the_other_sectors() -> None:
    rest = montecarlo.without(KNOWN, 1)
    assert rest.real == pytest.approx(KNOWN.real[:, [0, 2]])
    assert rest.labour[1] == pytest.approx(KNOWN.labour[1][:, [0, 2]])
    whole, part = (montecarlo.simulate(each, draws=50) for each in (KNOWN, rest))
    assert part.worst_residual < 1e-9
    assert part.g_output != pytest.approx(whole.g_output)


def test_a_sector_without_investment_stops_the_run() -> None:
    none = KNOWN.investment.copy()
    none[:, 1] = 0
    with pytest.raises(Refused, match="investment"):
        montecarlo.simulate(replace(KNOWN, investment=none), draws=10)


def test_growth_that_eats_depreciation_stops_the_run() -> None:
    with pytest.raises(Refused, match="above 0"):
        montecarlo.simulate(KNOWN, montecarlo.Ranges(delta=(0.0, 0.1), growth=(-0.1, 0.1)), draws=10)


def test_tables_that_do_not_fit_stop_the_run() -> None:
    with pytest.raises(Refused, match="share years and sectors"):
        montecarlo.simulate(replace(KNOWN, investment=KNOWN.investment[:3]), draws=10)


def test_the_bench_measures_the_wanted_draws() -> None:
    import argparse

    (figure,) = bench.figures(argparse.Namespace(size=200))
    assert figure.size == 200
    assert figure.rate > 0
    assert figure.ratio == pytest.approx(figure.rate / (figure.yardstick or 1))


def test_the_grid_has_every_combination_and_alpha_moves_it_most() -> None:
    years = np.arange(11)
    paths = {
        "persons": sensitivity.path(100 * 1.06 ** years[5:], 50 * 1.01 ** years[5:], 30 * 1.08**years),
        "hours": sensitivity.path(100 * 1.06 ** years[5:], 50 * 1.005 ** years[5:], 30 * 1.08**years),
    }
    cells = list(sensitivity.grid(paths, alphas=(0.35, 0.55), deltas=(0.04, 0.10), growths=(0.05, 0.09)))
    assert len(cells) == 2 * 2 * 2 * 2 * 2
    spread = {
        name: np.ptp(list(sensitivity.effect(cells, name).values()))
        for name in ("alpha", "delta", "growth", "timing", "labour")
    }
    assert max(spread, key=lambda name: spread[name]) == "alpha"
    assert spread["timing"] < 2
    by_alpha = sensitivity.effect(cells, "alpha")
    assert by_alpha[0.35] > by_alpha[0.55]


def test_a_path_whose_investment_begins_too_late_is_refused() -> None:
    with pytest.raises(Refused, match="begin no later"):
        sensitivity.path([1, 2, 3], [1, 1, 1], [1, 1])


def test_a_scenario_tells_the_tfp_that_its_target_needs() -> None:
    found = scenarios.needed("kịch bản cao", target=10, g_capital=11, g_labour=1, labour_share=0.55)
    assert found.g_tfp == pytest.approx(10 - 0.45 * 11 - 0.55)
    assert found.share_tfp == pytest.approx(45.0)
    back = scenarios.reached("kịch bản cao", g_tfp=found.g_tfp, g_capital=11, g_labour=1, labour_share=0.55)
    assert back.target == pytest.approx(10)


def test_a_scenario_of_no_growth_has_no_share() -> None:
    assert np.isnan(
        scenarios.needed("đứng yên", target=0.5, g_capital=1, g_labour=1, labour_share=0.5).share_tfp
    )
