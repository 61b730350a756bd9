"""Labour productivity, split: Δln(Y/L) = (1 - s̄_L) Δln(K/L) + c_A (productivity.md §2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import Floats, log_growth, mean_of_neighbours, positive
from nguongoc.domain.tfp.growth import tornqvist


@dataclass(frozen=True, slots=True)
class Split:
    """Log points × 100 a year: productivity = deepening + tfp."""

    productivity: Floats
    deepening: Floats
    tfp: Floats


def labour_productivity(
    output: ArrayLike, capital: ArrayLike, labour: ArrayLike, labour_share: ArrayLike
) -> Split:
    """Growth of output a unit of labour: capital deepening and TFP, of T - 1 years from T levels (form B)."""
    y, k, lab = positive("output", output), positive("capital", capital), positive("labour", labour)
    account = tornqvist(y, k, lab, labour_share, log=True)
    share = mean_of_neighbours(positive("labour_share", labour_share))
    return Split(100 * log_growth(y / lab), 100 * (1 - share) * log_growth(k / lab), account.c_tfp)


def level(output: ArrayLike, labour: ArrayLike) -> Floats:
    """Y / L: output a worker (or an hour), in the units of its parts."""
    return positive("output", output) / positive("labour", labour)
