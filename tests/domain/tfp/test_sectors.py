"""The whole and its parts: sectors, reallocation, product taxes, electricity, labour productivity, ICOR."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import growth, hydropower, icor, sectors, split
from nguongoc.domain.tfp.sectors import Economy, decompose, residual


def economy(seed: int, years: int = 5, count: int = 4, *, taxes: bool = True) -> Economy:
    random = np.random.default_rng(seed)

    def levels(*shape: int) -> sectors.Floats:
        return random.uniform(20, 200) * np.exp(np.cumsum(random.normal(0.04, 0.08, shape), axis=0))

    return Economy(
        nominal=levels(years, count),
        real=levels(years, count),
        capital=levels(years, count),
        labour=levels(years, count),
        labour_share=random.uniform(0.2, 0.9, (years, count)),
        tax_nominal=levels(years) if taxes else None,
        tax_real=levels(years) if taxes else None,
        total_real=levels(years),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_lines_add_up_to_the_total(seed: int, taxes: bool) -> None:
    found = decompose(economy(seed, taxes=taxes))
    assert np.abs(residual(found)).max() < 1e-9
    assert found.c_capital + found.c_labour + found.c_tfp == pytest.approx(found.g_output)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_the_order_of_sectors_does_not_change_the_total(seed: int, order: list[int]) -> None:
    one = economy(seed)
    names = ("nominal", "real", "capital", "labour", "labour_share")
    other = replace(one, **{name: getattr(one, name)[:, order] for name in names})
    a, b = decompose(one), decompose(other)
    for line in ("c_tfp", "reallocation_capital", "reallocation_labour", "product_taxes", "discrepancy"):
        assert getattr(b, line) == pytest.approx(getattr(a, line), abs=1e-9)
    assert b.sector_tfp == pytest.approx(a.sector_tfp[:, order])


def test_nothing_is_reallocated_where_all_sectors_grow_alike() -> None:
    one = economy(3)
    steady = np.exp(0.05 * np.arange(5))[:, None]
    alike = replace(one, capital=one.capital[:1] * steady, labour=one.labour[:1] * steady)
    found = decompose(alike)
    assert found.reallocation_capital == pytest.approx(np.zeros(4), abs=1e-9)
    assert found.reallocation_labour == pytest.approx(np.zeros(4), abs=1e-9)


def test_labour_that_moves_to_better_paid_work_is_reallocation() -> None:
    flat = np.full((2, 2), 100.0)
    one = Economy(
        nominal=np.array([[100.0, 100.0]] * 2),
        real=flat,
        capital=flat,
        labour=np.array([[900.0, 100.0], [800.0, 200.0]]),
        labour_share=np.full((2, 2), 0.5),
    )
    found = decompose(one)
    assert found.reallocation_labour[0] == pytest.approx(25 * (np.log(800 / 900) + np.log(2)))
    assert found.reallocation_labour[0] > 0
    assert found.reallocation_capital[0] == 0


def test_one_sector_alone_is_the_plain_account() -> None:
    one = economy(5, count=1, taxes=False)
    alone = replace(one, total_real=None)
    found = decompose(alone)
    plain = growth.tornqvist(
        one.real[:, 0], one.capital[:, 0], one.labour[:, 0], one.labour_share[:, 0], log=True
    )
    assert found.c_tfp == pytest.approx(plain.c_tfp)
    for line in (
        found.reallocation_capital,
        found.reallocation_labour,
        found.product_taxes,
        found.discrepancy,
    ):
        assert line == pytest.approx(np.zeros(4), abs=1e-9)


def test_product_taxes_growing_with_inputs_add_nothing() -> None:
    one = economy(7)
    steady = np.exp(0.05 * np.arange(5))
    alike = replace(
        one,
        capital=one.capital[:1] * steady[:, None],
        labour=one.labour[:1] * steady[:, None],
        tax_real=10 * steady,
    )
    assert decompose(alike).product_taxes == pytest.approx(np.zeros(4), abs=1e-9)


@pytest.mark.parametrize("name", ["real", "capital", "labour", "nominal"])
def test_a_sector_with_nothing_is_refused(name: str) -> None:
    one = economy(1)
    empty = getattr(one, name).copy()
    empty[2, 1] = 0
    with pytest.raises(Refused) as refused:
        decompose(replace(one, **{name: empty}))
    assert refused.value.problems[0].where == f"{name}[2, 1]"


def test_taxes_at_one_price_only_are_refused() -> None:
    with pytest.raises(Refused, match="both current and constant"):
        decompose(replace(economy(1), tax_real=None))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_labour_productivity_is_deepening_and_tfp(seed: int) -> None:
    one = economy(seed, count=1)
    y, k, lab, share = (m[:, 0] for m in (one.real, one.capital, one.labour, one.labour_share))
    found = split.labour_productivity(y, k, lab, share)
    assert found.deepening + found.tfp == pytest.approx(found.productivity, abs=1e-9)
    assert split.level(y, lab) == pytest.approx(y / lab)


def test_icor_is_blank_where_output_does_not_grow() -> None:
    found = icor.icor([50, 50, 50], [100, 110, 110, 105])
    assert found[0] == pytest.approx(5.0)
    assert np.isnan(found[1:]).all()
    assert icor.capital_output([300], [100])[0] == 3


def test_utilisation_is_energy_over_what_the_power_could_give() -> None:
    assert hydropower.utilisation([438_000_000], [100])[0] == pytest.approx(0.5)
    with pytest.raises(Refused, match="check the units"):
        hydropower.utilisation([438_000_000], [0.1])


def test_a_wet_year_is_capital_at_work_and_not_tfp() -> None:
    output, labour, share = [100.0, 120.0], [50.0, 50.0], [0.5, 0.5]
    capital = [200.0, 200.0]
    adjusted = hydropower.water_adjusted(capital, [100, 100], [0.4, 0.8])
    assert adjusted == pytest.approx([140, 180])
    plain = growth.official(output, capital, labour, share)
    wet = growth.official(output, adjusted, labour, share)
    assert wet.c_tfp[0] == pytest.approx(plain.c_tfp[0] - 50 * (180 / 140 - 1))


def test_growth_without_electricity_weighs_it_at_current_prices() -> None:
    rest = hydropower.real_without([100, 111.63], [30, 43.2], [100, 100], [30, 30])
    whole, part = np.log(1.1163), np.log(43.2 / 30)
    assert rest == pytest.approx([100, 100 * np.exp((whole - 0.3 * part) / 0.7)])
    assert hydropower.without([100, 120], [30, 40]) == pytest.approx([70, 80])
    with pytest.raises(Refused):
        hydropower.without([100], [100])
