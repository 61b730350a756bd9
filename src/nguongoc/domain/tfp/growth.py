"""Growth accounts: the official form (A) and the Törnqvist form (B).

Y output at constant prices, K capital input, L labour input (any units; only their growth counts), s_L the
labour share of value added, α = 1 - s_L. Sources: General Statistics Office, indicator sheets of December
2019 ("Tốc độ tăng năng suất các nhân tố tổng hợp"); OECD, Measuring Productivity (2001), chapters 3 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import (
    Booleans,
    Floats,
    fraction,
    log_growth,
    mean_of_neighbours,
    positive,
    refusal,
)

SMALLEST_GROWTH = 1.0
"""Per cent. Below this size, and at or below zero, a share of growth says nothing and is not computed."""


@dataclass(frozen=True, slots=True)
class Account:
    """Growth (%) and contributions (percentage points) of T - 1 years from T levels, or their logs × 100.

    g_output = c_capital + c_labour + c_tfp in every year. `growth` is output growth in plain per cent
    whatever the scale of the rest, and `log_tfp` the TFP term that the index is chained with.
    """

    g_output: Floats
    g_capital: Floats
    g_labour: Floats
    c_capital: Floats
    c_labour: Floats
    c_tfp: Floats
    growth: Floats
    log_tfp: Floats


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of growth in per cent; NaN where `meaningful` says no."""

    capital: Floats
    labour: Floats
    tfp: Floats


def percent_growth(levels: ArrayLike) -> Floats:
    """g_t = 100 (X_t / X_{t-1} - 1), per cent."""
    found = np.asarray(levels, dtype=np.float64)
    return 100 * (found[1:] / found[:-1] - 1)


def official(
    output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike, *, log: bool = False
) -> Account:
    """Form A: c_K = α g_K, c_L = (1 - α) g_L, c_A = g_Y - c_K - c_L, with the share of year t.

    g is 100 (X_t/X_{t-1} - 1); with `log`, 100 Δln X. NaN in an input leaves the years it touches NaN.
    Refused: levels not above 0, shares outside (0, 1), vectors of different length.
    """
    y, k, lab, share = _checked(output, capital, labour, labour_share)
    rate = _log_percent if log else percent_growth
    g_y, g_k, g_l = rate(y), rate(k), rate(lab)
    c_k, c_l = (1 - share[1:]) * g_k, share[1:] * g_l
    c_a = g_y - c_k - c_l
    return Account(g_y, g_k, g_l, c_k, c_l, c_a, percent_growth(y), c_a)


def tornqvist(
    output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike, *, log: bool = False
) -> Account:
    """Form B: c_L = s̄_L Δln L, c_K = (1 - s̄_L) Δln K, c_A = Δln Y - c_L - c_K, s̄ the mean of t-1 and t.

    In log points × 100 with `log`; else in percentage points: every contribution times g_Y / Δln Y (whose
    limit is 1 as Δln Y → 0 when both are in per cent), so that they sum to g_Y. Refuses as `official`.
    """
    y, k, lab, share = _checked(output, capital, labour, labour_share)
    mean = mean_of_neighbours(share)
    logs, g_y = _log_percent(y), percent_growth(y)
    c_k, c_l = (1 - mean) * _log_percent(k), mean * _log_percent(lab)
    c_a = logs - c_k - c_l
    if log:
        return Account(logs, _log_percent(k), _log_percent(lab), c_k, c_l, c_a, g_y, c_a)
    scale = points_per_log_point(g_y, logs)
    return Account(
        g_y, percent_growth(k), percent_growth(lab), c_k * scale, c_l * scale, c_a * scale, g_y, c_a
    )


def points_per_log_point(growth: Floats, logs: Floats) -> Floats:
    """g_Y / (100 Δln Y), both in per cent: what turns log points into percentage points; 1 at no growth."""
    still = np.abs(logs) < 1e-9
    scale: Floats = np.where(still, 1.0, growth / np.where(still, 1.0, logs))
    return np.where(np.isnan(logs), np.nan, scale)


def meaningful(growth: ArrayLike) -> Booleans:
    """Whether a share of this growth (%) may be printed: above 0 and at least 1 % (productivity.md §5)."""
    return np.asarray(np.asarray(growth) >= SMALLEST_GROWTH)


def shares(account: Account) -> Shares:
    """share_i = 100 c_i / g_Y, per cent; NaN where growth is ≤ 0 or below 1 % in size.

    A share may pass 100 or be negative when growth is fit to be divided.
    """
    base = np.where(meaningful(account.growth), account.g_output, np.nan)
    return Shares(*(100 * part / base for part in (account.c_capital, account.c_labour, account.c_tfp)))


def index(log_tfp: ArrayLike, base: int = 0) -> Floats:
    """TFP index A_t = A_{t-1} exp(c_A / 100), 100 at position `base`; T levels from T - 1 years.

    c_A in log points × 100 (form B) or percentage points (form A). NaN beyond a year whose c_A is unknown:
    a chain is never closed over a hole.
    """
    steps = np.asarray(log_tfp, dtype=np.float64) / 100
    after = np.exp(np.cumsum(steps[base:]))
    before = np.exp(-np.cumsum(steps[:base][::-1]))[::-1]
    return 100 * np.concatenate([before, [1.0], after])


def _log_percent(levels: Floats) -> Floats:
    return 100 * log_growth(levels)


def _checked(
    output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    found = (
        positive("output", output),
        positive("capital", capital),
        positive("labour", labour),
        fraction("labour_share", labour_share),
    )
    if len({vector.shape for vector in found}) != 1:
        raise refusal(
            "",
            "sản lượng, vốn, lao động và tỷ trọng phải có cùng số năm",
            "output, capital, labour and share must cover the same years",
            "length",
        )
    return found
