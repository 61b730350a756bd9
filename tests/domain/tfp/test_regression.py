"""Cobb-Douglas by regression: it finds what was put in, and says when it may not be believed."""

from __future__ import annotations

import numpy as np
import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import regression


def province(years: int, alpha: float, noise: float = 0.002, seed: int = 4) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    capital = 300 * np.exp(np.cumsum(random.normal(0.07, 0.05, years)))
    labour = 200 * np.exp(np.cumsum(random.normal(0.01, 0.02, years)))
    tfp = np.exp(0.02 * np.arange(years) + random.normal(0, noise, years))
    return tfp * capital**alpha * labour ** (1 - alpha), capital, labour


def test_the_capital_share_and_trend_that_were_put_in_are_found() -> None:
    found = regression.cobb_douglas(*province(25, 0.45))
    assert found.alpha == pytest.approx(0.45, abs=0.03)
    assert found.trend == pytest.approx(0.02, abs=0.003)
    assert found.returns_p > regression.SIGNIFICANT
    assert found.may_be_headline
    assert "25" in found.notes[0].vi


@pytest.mark.parametrize(("alpha", "noise"), [(0.85, 0.002), (0.10, 0.002), (0.45, 0.5)])
def test_an_alpha_out_of_range_or_insignificant_is_never_headline(alpha: float, noise: float) -> None:
    assert not regression.cobb_douglas(*province(15, alpha, noise)).may_be_headline


def test_departure_from_constant_returns_is_seen() -> None:
    _, capital, labour = province(30, 0.4)
    steps = np.random.default_rng(1).normal(0, 0.002, 30)
    output = capital**0.4 * labour**0.9 * np.exp(0.02 * np.arange(30) + steps)
    found = regression.cobb_douglas(output, capital, labour)
    assert found.returns == pytest.approx(0.3, abs=0.05)
    assert found.returns_p < regression.SIGNIFICANT


def test_ten_years_are_too_few_to_test_stationarity_and_it_says_so() -> None:
    found = regression.cobb_douglas(*province(10, 0.45))
    assert np.isnan(found.stationarity_p)
    assert "stationarity" in found.notes[1].en


def test_seven_years_are_refused() -> None:
    with pytest.raises(Refused, match="panel of provinces"):
        regression.cobb_douglas(*province(7, 0.45))


def panel_rows() -> tuple[list[str], list[int], np.ndarray, dict[str, np.ndarray]]:
    random = np.random.default_rng(2)
    units = [f"tỉnh {i}" for i in range(12) for _ in range(8)]
    years = [2015 + t for _ in range(12) for t in range(8)]
    capital, own = random.normal(5, 1, 96), np.repeat(random.normal(0, 1, 12), 8)
    return units, years, 1 + own + 0.45 * capital + random.normal(0, 0.01, 96), {"ln(K/L)": capital}


@pytest.mark.parametrize("effects", ["fixed", "random"])
def test_a_panel_finds_alpha_through_provinces_of_unlike_level(effects: str) -> None:
    found = regression.panel(*panel_rows(), effects=effects)  # type: ignore[arg-type]
    assert found.coefficients["ln(K/L)"] == pytest.approx(0.45, abs=0.01)
    assert found.observations == 96
    assert ("const" in found.coefficients) == (effects == "random")


def test_a_doubled_province_year_is_refused() -> None:
    units, years, y, x = panel_rows()
    with pytest.raises(Refused, match="stands twice"):
        regression.panel(
            [units[0], *units], [years[0], *years], np.append(y[:1], y), {"k": np.append(0, x["ln(K/L)"])}
        )
