"""One number by many assumptions: the grid that stands beside every headline (productivity.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp import capital as stocks
from nguongoc.domain.tfp import period
from nguongoc.domain.tfp.capital import Timing
from nguongoc.domain.tfp.floats import Floats, floats, refusal

ALPHAS = (0.35, 0.40, 0.45, 0.50, 0.55)
DELTAS = (0.04, 0.05, 0.06, 0.08, 0.10)
GROWTHS = (0.05, 0.06, 0.07, 0.08, 0.09)
TIMINGS: tuple[Timing, ...] = ("mid", "end")


@dataclass(frozen=True, slots=True)
class Path:
    """What stays while assumptions vary: output and labour over T + 1 levels, and the real investment of
    as many years before, up to and including the last of them (I_1 first)."""

    output: Floats
    labour: Floats
    investment: Floats


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination and its answer: period growth in % and points a year, shares in per cent."""

    alpha: float
    delta: float
    growth: float
    timing: Timing
    labour: str
    average: period.Average


def path(output: ArrayLike, labour: ArrayLike, investment: ArrayLike) -> Path:
    """A path, refused when investment does not cover the years of output."""
    found = Path(floats(output), floats(labour), floats(investment))
    if len(found.output) != len(found.labour) or len(found.investment) < len(found.output):
        raise refusal(
            "",
            "sản lượng và lao động phải cùng số năm; vốn đầu tư phải bắt đầu không muộn hơn sản lượng",
            "output and labour must cover the same years, and investment begin no later than output",
            "length",
        )
    return found


def stock_of(found: Path, *, delta: float, growth: float, timing: Timing, smooth: int = 3) -> Floats:
    """K over the years of output: Harberger from I_1 (mean of `smooth` years), then perpetual inventory."""
    opening = stocks.harberger(stocks.smoothed_first(found.investment, smooth), growth, delta)
    return stocks.perpetual(found.investment, delta, opening, timing).capital[-len(found.output) :]


def grid(
    paths: dict[str, Path],
    *,
    alphas: Sequence[float] = ALPHAS,
    deltas: Sequence[float] = DELTAS,
    growths: Sequence[float] = GROWTHS,
    timings: Sequence[Timing] = TIMINGS,
    smooth: int = 3,
) -> Iterator[Cell]:
    """Every combination for every named path ("persons", "hours", "without electricity" …), form A."""
    for (name, each), delta, growth, timing in product(paths.items(), deltas, growths, timings):
        stock = stock_of(each, delta=delta, growth=growth, timing=timing, smooth=smooth)
        for alpha in alphas:
            share = np.full(len(each.output), 1 - alpha)
            average = period.official(each.output, stock, each.labour, share)
            yield Cell(alpha, delta, growth, timing, name, average)


def effect(cells: Sequence[Cell], assumption: str) -> dict[float | str, float]:
    """Mean TFP share (%) at each value of one assumption ("alpha", "delta", "growth", "timing", "labour"):
    the bars of the tornado."""
    found: dict[float | str, list[float]] = {}
    for cell in cells:
        found.setdefault(getattr(cell, assumption), []).append(cell.average.share_tfp)
    return {value: float(np.mean(shares)) for value, shares in found.items()}
