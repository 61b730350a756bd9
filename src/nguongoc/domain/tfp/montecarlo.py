"""Uncertainty: many draws of what is not known, a fixed seed, and the identity held in every draw.

productivity.md §3: α .35-.55, δ .04-.10, g_I .05-.09, timing, labour measure; 5-95 % interval. Each draw is a
whole account by sector: opening stocks, perpetual inventory, contributions, reallocation, product taxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nguongoc.domain.tfp.floats import (
    Booleans,
    Floats,
    fraction,
    log_growth,
    mean_of_neighbours,
    positive,
    refusal,
)
from nguongoc.domain.tfp.growth import SMALLEST_GROWTH
from nguongoc.domain.tfp.sectors import weights

BATCH = 200
"""Draws worked on at once: keeps the arrays of a batch within tens of megabytes."""
HELD = 1e-8
"""Log points × 100: the most that a draw's lines may stand from its total, all of it floating point."""


@dataclass(frozen=True, slots=True)
class Known:
    """What every draw shares. Arrays are T years × S sectors; a province without sectors has S = 1.

    nominal, real: GVA. labour: one array for each measure that may be drawn (persons, hours …).
    labour_share: the chosen variant, whose level each draw moves. investment: real, T0 ≥ T years ending
    with the last year, the first setting the opening stock. tax_*: product taxes by year, or None.
    """

    nominal: Floats
    real: Floats
    labour: tuple[Floats, ...]
    labour_share: Floats
    investment: Floats
    tax_nominal: Floats | None = None
    tax_real: Floats | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """Uniform ranges, fractions: α of the whole economy, δ a year, growth of investment before the data."""

    alpha: tuple[float, float] = (0.35, 0.55)
    delta: tuple[float, float] = (0.04, 0.10)
    growth: tuple[float, float] = (0.05, 0.09)


@dataclass(frozen=True, slots=True)
class Draws:
    """The assumptions of N draws and their answers: period means a year, log points × 100.

    c_tfp = sector_tfp + reallocation_capital + reallocation_labour + product_taxes in every draw, and
    g_output = c_capital + c_labour + c_tfp; `worst_residual` is the largest gap met in any year of any draw.
    """

    alpha: Floats
    delta: Floats
    growth: Floats
    mid_year: Booleans
    labour: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    g_output: float
    c_capital: Floats
    c_labour: Floats
    c_tfp: Floats
    sector_tfp: Floats
    reallocation_capital: Floats
    reallocation_labour: Floats
    product_taxes: Floats
    worst_residual: float

    @property
    def share_tfp(self) -> Floats:
        """100 c_A / g_Y, per cent; all NaN where the period's growth is ≤ 0 or below 1 %."""
        small = 100 * np.expm1(self.g_output / 100) < SMALLEST_GROWTH
        return np.full_like(self.c_tfp, np.nan) if small else 100 * self.c_tfp / self.g_output


def simulate(known: Known, ranges: Ranges | None = None, *, draws: int = 10_000, seed: int = 2020) -> Draws:
    """`draws` accounts under assumptions drawn uniformly; the same seed gives the same draws.

    Each draw moves every sector's labour share by one odds ratio, so that the whole economy's becomes about
    1 - α and none leaves (0, 1). Refused: what `sectors.decompose` refuses, g_I + δ ≤ 0, no investment in a
    sector; and any draw whose lines do not add up, since then no figure of the run may be believed.
    """
    limits = ranges or Ranges()
    facts = _facts(known, limits)
    random = np.random.default_rng(seed)
    alpha, delta, growth = (
        random.uniform(*bounds, draws) for bounds in (limits.alpha, limits.delta, limits.growth)
    )
    mid_year = random.integers(0, 2, draws).astype(bool)
    measure = random.integers(0, len(known.labour), draws)
    parts = []
    for some in _batches(draws):
        stock = _stocks(facts.investment, len(facts.real), delta[some], growth[some], mid_year[some])
        parts.append(_accounts(facts, stock, measure[some], alpha[some]))
    lines = np.concatenate(parts, axis=1)
    worst = float(lines[-1].max())
    if not worst <= HELD:
        raise refusal(
            "",
            f"có lượt mô phỏng không cộng đúng tổng (lệch {worst:g}): không được dùng kết quả này",
            f"a draw's lines do not add up to its total (off by {worst:g}): this run may not be used",
            "identity",
        )
    c_k, c_l, c_a, own, moved_k, moved_l, taxes = lines[:-1]
    return Draws(
        alpha=alpha,
        delta=delta,
        growth=growth,
        mid_year=mid_year,
        labour=measure,
        g_output=float(np.mean(facts.total)),
        c_capital=c_k,
        c_labour=c_l,
        c_tfp=c_a,
        sector_tfp=own,
        reallocation_capital=moved_k,
        reallocation_labour=moved_l,
        product_taxes=taxes,
        worst_residual=worst,
    )


def without(known: Known, sector: int) -> Known:
    """The same economy less one sector (electricity), to be drawn beside the whole."""

    def rest(table: Floats) -> Floats:
        return np.delete(table, sector, axis=1)

    return replace(
        known,
        nominal=rest(known.nominal),
        real=rest(known.real),
        labour=tuple(rest(each) for each in known.labour),
        labour_share=rest(known.labour_share),
        investment=rest(known.investment),
    )


def labour_share(known: Known, alpha: float) -> Floats:
    """Years × sectors: the labour shares that a draw of this α accounts with."""
    w, _ = weights(known.nominal, known.tax_nominal)
    moved: Floats = _moved(known.labour_share, _economy_share(w, known.labour_share), np.array([alpha]))[0]
    return moved


def interval(values: Floats, low: float = 5, high: float = 95) -> tuple[float, float, float]:
    """(low, median, high) percentiles of the draws."""
    a, b, c = np.percentile(values, [low, 50, high])
    return float(a), float(b), float(c)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Growth and weights that no draw changes, worked out once."""

    real: Floats
    investment: Floats
    labour: Floats
    share: Floats
    base_share: float
    w: Floats
    mean_w: Floats
    dy: Floats
    total: Floats
    tax: Floats


def _facts(known: Known, limits: Ranges) -> _Facts:
    real, share = positive("real", known.real), fraction("labour_share", known.labour_share)
    investment = positive("investment", known.investment)
    labour = np.stack([positive("labour", each) for each in known.labour])
    if len({real.shape, share.shape, labour.shape[1:], np.shape(known.nominal)}) != 1 or (
        investment.shape[1:] != real.shape[1:] or len(investment) < len(real)
    ):
        raise refusal(
            "",
            "các bảng phải cùng số năm và số ngành; vốn đầu tư phải bắt đầu không muộn hơn sản lượng",
            "tables must share years and sectors, and investment begin no later than output",
            "length",
        )
    if limits.growth[0] + limits.delta[0] <= 0:
        raise refusal("growth", "g + δ phải lớn hơn 0", "g + δ must be above 0", "growth-and-depreciation")
    w, tax_w = weights(known.nominal, known.tax_nominal)
    mean_w, dy = mean_of_neighbours(w), 100 * log_growth(real)
    tax = np.zeros(len(dy))
    if known.tax_real is not None:
        tax = mean_of_neighbours(tax_w) * 100 * log_growth(positive("tax_real", known.tax_real))
    base = _economy_share(w, share)
    total = (mean_w * dy).sum(axis=1) + tax
    return _Facts(real, investment, labour, share, base, w, mean_w, dy, total, tax)


def _economy_share(w: Floats, share: Floats) -> float:
    """Mean over the years of the whole economy's labour share."""
    return float(np.mean((w * share).sum(axis=1) / w.sum(axis=1)))


def _batches(draws: int) -> Iterator[slice]:
    for start in range(0, draws, BATCH):
        yield slice(start, min(start + BATCH, draws))


def _stocks(investment: Floats, years: int, delta: Floats, growth: Floats, mid_year: Booleans) -> Floats:
    """draws × years × sectors: Harberger from three years' mean, then `capital.perpetual`'s equations."""
    rate = delta[:, None]
    kept = np.where(mid_year, 1 - delta / 2, 1.0)[:, None]
    stock = investment[:3].mean(axis=0) / (growth + delta)[:, None]
    early = len(investment) - years
    found = np.empty((len(delta), years, investment.shape[1]))
    for t, flow in enumerate(investment):
        stock = (1 - rate) * stock + kept * flow
        if t >= early:
            found[:, t - early] = stock
    return found


def _accounts(
    facts: _Facts, stock: Floats, measure: np.ndarray[tuple[int, ...], np.dtype[np.int64]], alpha: Floats
) -> Floats:
    """Rows: c_K, c_L, c_A, sector TFP, reallocation of K, of L, taxes (period means), worst residual."""
    share = _moved(facts.share, facts.base_share, alpha)
    mean_share = (share[:, 1:] + share[:, :-1]) / 2
    whole = (facts.w * share).sum(axis=2) / facts.w.sum(axis=1)
    whole_share = (whole[:, 1:] + whole[:, :-1]) / 2

    dk = 100 * np.diff(np.log(stock), axis=1)
    dl = 100 * np.diff(np.log(facts.labour), axis=1)[measure]
    whole_k = 100 * np.diff(np.log(stock.sum(axis=2)), axis=1)
    whole_l = 100 * np.diff(np.log(facts.labour.sum(axis=2)), axis=1)[measure]
    c_k, c_l = (1 - whole_share) * whole_k, whole_share * whole_l
    c_a = facts.total - c_k - c_l

    paid_l = facts.mean_w * mean_share
    paid_k = facts.mean_w - paid_l
    own = (facts.mean_w * (facts.dy - (1 - mean_share) * dk - mean_share * dl)).sum(axis=2)
    lent_k, lent_l = paid_k.sum(axis=2) * whole_k, paid_l.sum(axis=2) * whole_l
    moved_k = (paid_k * dk).sum(axis=2) - lent_k
    moved_l = (paid_l * dl).sum(axis=2) - lent_l
    taxes = facts.tax - (c_k + c_l - lent_k - lent_l)
    worst = np.abs(c_a - own - moved_k - moved_l - taxes).max(axis=1)
    return np.stack([*(line.mean(axis=1) for line in (c_k, c_l, c_a, own, moved_k, moved_l, taxes)), worst])


def _moved(share: Floats, base: float, alpha: Floats) -> Floats:
    """Labour shares of each draw: the odds s/(1-s) times what takes the economy's mean to 1 - α."""
    ratio = ((1 - alpha) / alpha * (1 - base) / base)[:, None, None]
    odds = ratio * (share / (1 - share))
    moved: Floats = odds / (1 + odds)
    return moved
