"""The interval beside the official figure: form A drawn many times over what is not known, with a fixed seed.

`montecarlo` draws whole accounts by sector in form B; this draws the headline's own form, so that a figure and its
interval are of one method (productivity.md §3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nguongoc.domain.tfp.floats import Booleans, Floats, positive, refusal
from nguongoc.domain.tfp.growth import percent_growth
from nguongoc.domain.tfp.montecarlo import Ranges
from nguongoc.domain.tfp.period import geometric_growth
from nguongoc.domain.tfp.sensitivity import Path

SMOOTHED = 3
IDENTITY = 1e-9
"""Percentage points: the most by which a draw's parts may miss its growth."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """N draws of one period. Points a year (geometric means) by draw; `index` draws × years, first = 100."""

    growth: float
    c_capital: Floats
    c_labour: Floats
    c_tfp: Floats
    index: Floats

    def points(self, low: float = 5, high: float = 95) -> tuple[float, float, float]:
        """(low, median, high) of TFP's contribution."""
        a, b, c = np.percentile(self.c_tfp, [low, 50, high])
        return float(a), float(b), float(c)

    def fan(self, low: float = 5, high: float = 95) -> tuple[Floats, Floats, Floats]:
        """(low, median, high) of the TFP index, by year."""
        a, b, c = np.percentile(self.index, [low, 50, high], axis=0)
        return a, b, c


def draw(paths: Sequence[Path], ranges: Ranges, *, draws: int = 10_000, seed: int = 2020) -> Drawn:
    """`draws` official accounts of one output, each with its own α, δ, g_I, timing and labour measure (one of
    `paths`). The same seed gives the same draws. Refused: fewer than 10,000 draws, as the interval would hang on
    the seed; what `capital` refuses; and any draw whose parts miss its growth.
    """
    if draws < 10_000:
        raise refusal("draws", "cần ít nhất 10.000 lượt mô phỏng", "10,000 draws at least", "too-few-draws")
    if not ranges.growth[0] + ranges.delta[0] > 0:
        raise refusal("growth", "g + δ phải lớn hơn 0", "g + δ must be above 0", "growth-and-depreciation")
    random = np.random.default_rng(seed)
    alpha, delta, growth = (
        random.uniform(*each, draws) for each in (ranges.alpha, ranges.delta, ranges.growth)
    )
    mid = random.integers(0, 2, draws).astype(bool)
    measure = random.integers(0, len(paths), draws)
    output = positive("output", paths[0].output)
    stock = _stocks(positive("investment", paths[0].investment), len(output), delta, growth, mid)
    labour = np.stack([positive("labour", each.labour) for each in paths])
    return _accounts(output, stock, labour[measure], alpha)


def _stocks(flow: Floats, years: int, delta: Floats, growth: Floats, mid: Booleans) -> Floats:
    """draws × years: Harberger from the first years' mean, then `capital.perpetual`'s equations."""
    kept = np.where(mid, 1 - delta / 2, 1.0)
    stock = flow[:SMOOTHED].mean() / (growth + delta)
    found = np.empty((len(delta), len(flow)))
    for t, invested in enumerate(flow):
        stock = (1 - delta) * stock + kept * invested
        found[:, t] = stock
    return found[:, -years:]


def _accounts(output: Floats, stock: Floats, labour: Floats, alpha: Floats) -> Drawn:
    years = len(output) - 1
    g = geometric_growth(output)
    c_k = alpha * 100 * ((stock[:, -1] / stock[:, 0]) ** (1 / years) - 1)
    c_l = (1 - alpha) * 100 * ((labour[:, -1] / labour[:, 0]) ** (1 / years) - 1)
    c_a = g - c_k - c_l
    if not float(np.abs(c_k + c_l + c_a - g).max()) <= IDENTITY:
        raise refusal("", "có lượt mô phỏng không cộng đúng tổng", "a draw misses its total", "identity")
    yearly = percent_growth(output)[None, :] - alpha[:, None] * 100 * (stock[:, 1:] / stock[:, :-1] - 1)
    yearly = yearly - (1 - alpha)[:, None] * 100 * (labour[:, 1:] / labour[:, :-1] - 1)
    start = np.zeros((len(alpha), 1))
    index = 100 * np.exp(np.concatenate([start, np.cumsum(yearly / 100, axis=1)], axis=1))
    return Drawn(g, c_k, c_l, c_a, index)
