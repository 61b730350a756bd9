"""Averages of a period that add up: never the mean of yearly shares (productivity.md §2.9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import Floats, floats, fraction, positive, refusal
from nguongoc.domain.tfp.growth import meaningful, tornqvist


@dataclass(frozen=True, slots=True)
class Average:
    """One period. Growth and contributions a year (% and points, or log points × 100); shares in per cent.

    `kind` says which mean it is: "geometric" (form A) or "log" (form B). A share is NaN when the period's
    own growth is ≤ 0 or below 1 %.
    """

    kind: str
    years: int
    g_output: float
    g_capital: float
    g_labour: float
    c_capital: float
    c_labour: float
    c_tfp: float
    share_capital: float
    share_labour: float
    share_tfp: float


def geometric_growth(levels: ArrayLike) -> float:
    """ḡ = 100 ((X_T / X_0)^{1/T} - 1), per cent a year, from the first and last of T + 1 levels."""
    found = positive("levels", levels)
    if len(found) < 2:
        raise refusal(
            "levels",
            "bình quân cần ít nhất hai năm, kể cả năm trước giai đoạn (2021-2025 cần mức của 2020)",
            "an average needs two years at least, the one before the period included (2021-2025 needs 2020)",
            "too-few-years",
        )
    return float(100 * ((found[-1] / found[0]) ** (1 / (len(found) - 1)) - 1))


def official(output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike) -> Average:
    """Form A over the period: contributions and shares from geometric mean growth.

    α = 1 - mean of the labour share over the years after the first level; constant when it is constant.
    """
    g_y, g_k, g_l = (geometric_growth(levels) for levels in (output, capital, labour))
    share = float(np.mean(fraction("labour_share", labour_share)[1:]))
    return _average(
        "geometric", len(floats(output)) - 1, (g_y, g_k, g_l), (1 - share) * g_k, share * g_l, g_y
    )


def log_mean(output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike) -> Average:
    """Form B over the period: the mean of yearly log contributions, additive; log points × 100 a year."""
    account = tornqvist(output, capital, labour, labour_share, log=True)
    growth = geometric_growth(output)
    rates = (_mean(account.g_output), _mean(account.g_capital), _mean(account.g_labour))
    return _average(
        "log", len(account.g_output), rates, _mean(account.c_capital), _mean(account.c_labour), growth
    )


def _mean(values: Floats) -> float:
    return float(np.mean(values))


def _average(
    kind: str, years: int, rates: tuple[float, float, float], c_k: float, c_l: float, growth: float
) -> Average:
    g_y, g_k, g_l = rates
    c_a = g_y - c_k - c_l
    base = g_y if meaningful(growth) else float("nan")
    parts = (100 * c_k / base, 100 * c_l / base, 100 * c_a / base)
    return Average(kind, years, g_y, g_k, g_l, c_k, c_l, c_a, *parts)
