"""Monte Carlo of the growth account, beside the same accounts worked out one draw at a time."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from nguongoc.config.bench import Figure
from nguongoc.domain.tfp import capital, montecarlo, sectors

YEARS, SECTORS, DRAWS = 15, 20, 10_000
SAMPLE = 100
"""Draws of the yardstick: enough for a rate, few enough not to be waited for."""


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Draws a second over 15 years and 20 sectors, identity checked in each; `--size` draws, 10,000 else."""
    draws = options.size or DRAWS
    known = province(YEARS, SECTORS)
    began = time.perf_counter()
    found = montecarlo.simulate(known, draws=draws)
    rate = draws / (time.perf_counter() - began)
    yardstick = _one_by_one(known, found)
    yield Figure(
        work=f"tfp Monte Carlo {YEARS}×{SECTORS}",
        rate=rate,
        unit="draws/s",
        yardstick=yardstick,
        yardstick_name="one draw at a time",
        ratio=rate / yardstick,
        size=draws,
    )


def province(years: int, count: int, seed: int = 1) -> montecarlo.Known:
    """An invented economy of the wanted size, for measuring only: growth and shares of usual size."""
    random = np.random.default_rng(seed)

    def levels(low: float, high: float, more: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        steps = random.normal(0.06, 0.04, (years + more, count))
        return random.uniform(low, high, count) * np.exp(np.cumsum(steps, axis=0))

    real = levels(50, 500)
    return montecarlo.Known(
        nominal=real * random.uniform(1, 1.5, (years, count)),
        real=real,
        labour=(levels(1, 30), levels(2000, 60000)),
        labour_share=random.uniform(0.3, 0.8, (years, count)),
        investment=levels(10, 100, more=10),
        tax_nominal=real.sum(axis=1) * 0.06,
        tax_real=real.sum(axis=1) * 0.05,
    )


def _one_by_one(known: montecarlo.Known, found: montecarlo.Draws) -> float:
    """The same draws through the single-account functions: draws a second."""
    began = time.perf_counter()
    for i in range(min(SAMPLE, len(found.alpha))):
        account(known, found, i)
    return min(SAMPLE, len(found.alpha)) / (time.perf_counter() - began)


def account(known: montecarlo.Known, found: montecarlo.Draws, i: int) -> sectors.Decomposition:
    """Draw `i` again, by `capital.perpetual` sector by sector and `sectors.decompose`."""
    delta, growth = float(found.delta[i]), float(found.growth[i])
    stocks = [
        capital.perpetual(
            flow,
            delta,
            capital.harberger(capital.smoothed_first(flow), growth, delta),
            "mid" if found.mid_year[i] else "end",
        ).capital[-len(known.real) :]
        for flow in known.investment.T
    ]
    return sectors.decompose(
        sectors.Economy(
            nominal=known.nominal,
            real=known.real,
            capital=np.column_stack(stocks),
            labour=known.labour[found.labour[i]],
            labour_share=montecarlo.labour_share(known, float(found.alpha[i])),
            tax_nominal=known.tax_nominal,
            tax_real=known.tax_real,
        )
    )
