"""Capital stock: opening stock, perpetual inventory with both timings, capital input.

Sources: OECD, Measuring Capital (2009), chapters 10 and 15; Penn World Table 10.0 (timing "mid");
EU KLEMS & INTANProd (timing "end"). Stocks in the units of real investment, δ per year as a fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import Booleans, Floats, floats, mean_of_neighbours, positive, refusal

Timing = Literal["mid", "end"]


@dataclass(frozen=True, slots=True)
class Stock:
    """Stock at the end of each year of investment, and that year's depreciation."""

    capital: Floats
    depreciation: Floats


def harberger(first_investment: float, growth: float, delta: float) -> float:
    """K_0 = I_1 / (g_I + δ): the stock at the END of the year before I_1, on a steady path.

    `growth` is the mean growth of real investment and `delta` the depreciation, both fractions a year.
    Refused: I_1 ≤ 0, g_I + δ ≤ 0. Source: Harberger (1978); OECD, Measuring Capital, 15.7.
    """
    if not first_investment > 0:
        raise refusal(
            "investment",
            "vốn đầu tư năm đầu phải lớn hơn 0: hãy nhập vốn đầu kỳ thay cho cách Harberger",
            "the first year's investment must be above 0: give the opening stock instead",
            "no-investment",
        )
    if not growth + delta > 0:
        raise refusal(
            "growth",
            f"g + δ = {growth + delta:g} phải lớn hơn 0: chọn tốc độ tăng đầu tư khác hoặc nhập vốn đầu kỳ",
            f"g + δ = {growth + delta:g} must be above 0: choose another growth or give the opening stock",
            "growth-and-depreciation",
        )
    return first_investment / (growth + delta)


def smoothed_first(investment: ArrayLike, years: int = 3) -> float:
    """I_1 as the mean of the first `years` years of real investment, so one odd year does not set K_0."""
    return float(np.mean(positive("investment", investment)[:years]))


def investment_growth(investment: ArrayLike, years: int = 10) -> float:
    """g_I: geometric mean growth of real investment over the first `years` steps, a fraction a year."""
    found = positive("investment", investment)[: years + 1]
    if len(found) < 2:
        raise refusal(
            "investment", "cần ít nhất hai năm đầu tư", "two years of investment are needed", "too-few-years"
        )
    return float((found[-1] / found[0]) ** (1 / (len(found) - 1)) - 1)


def from_ratio(output: float, ratio: float) -> float:
    """K_0 = (K/Y) · Y_0 with a capital-output ratio taken from a like economy; same prices as Y_0."""
    return float(positive("output", [output])[0] * positive("ratio", [ratio])[0])


def opening_weight(delta: float, years: int) -> float:
    """(1 - δ)^n: the part of the opening stock still standing after n years; 44 % at δ = 5 %, n = 16."""
    return float((1 - delta) ** years)


def perpetual(investment: ArrayLike, delta: ArrayLike, opening: float, timing: Timing = "end") -> Stock:
    """Perpetual inventory from `opening`, the stock at the end of the year before the first investment.

    end: K_t = (1-δ) K_{t-1} + I_t,          D_t = δ K_{t-1}                (EU KLEMS)
    mid: K_t = (1-δ) K_{t-1} + (1-δ/2) I_t,  D_t = δ (K_{t-1} + I_t / 2)    (Penn World Table)
    so K_t = K_{t-1} + I_t - D_t in both. `delta` is one rate or one a year. Refused: stock ≤ 0,
    investment ≤ 0, δ outside [0, 1).
    """
    flow = positive("investment", investment)
    rate = rates(delta, len(flow))
    stock = float(positive("opening_stock", [opening])[0])
    capital, lost = np.empty_like(flow), np.empty_like(flow)
    half = 0.5 if timing == "mid" else 0.0
    for t, (invested, d) in enumerate(zip(flow, rate, strict=True)):
        lost[t] = d * (stock + half * invested)
        stock = capital[t] = stock + invested - lost[t]
    return Stock(capital, lost)


def before(first_stock: float, investment: float, delta: float, timing: Timing = "end") -> float:
    """The stock one year earlier, from a stock at the end of a year and that year's investment.

    K_{t-1} = (K_t - (1 - δ/2) I_t) / (1-δ) for "mid", (K_t - I_t) / (1-δ) for "end": `perpetual` run back.
    Refused when that is not above 0: such a stock cannot hold its own year's investment.
    """
    kept = 1 - delta / 2 if timing == "mid" else 1.0
    found = (first_stock - kept * investment) / (1 - delta)
    if not found > 0:
        raise refusal(
            "opening_stock",
            "vốn cuối năm đầu nhỏ hơn vốn đầu tư của chính năm đó: hãy kiểm tra đơn vị và năm của vốn đầu kỳ",
            "the stock at the end of the first year is below that year's own investment: check unit and year",
            "opening-stock",
        )
    return found


def rates(delta: ArrayLike, years: int) -> Floats:
    """δ for each year, refused outside [0, 1): it is a fraction a year, 0.05 for five per cent."""
    found: Floats = np.broadcast_to(floats(delta), (years,)).copy()
    wrong = np.flatnonzero(~((found >= 0) & (found < 1)))
    if wrong.size:
        raise refusal(
            f"delta[{wrong[0]}]",
            f"tỷ lệ khấu hao {found[wrong[0]]:g} phải từ 0 đến dưới 1 (5 % ghi là 0.05)",
            f"the depreciation rate {found[wrong[0]]:g} must be from 0 to below 1 (write 5 % as 0.05)",
            "delta",
        )
    return found


def year_mean(stock: ArrayLike, opening: float) -> Floats:
    """Capital input as the mean stock of the year, (K_{t-1} + K_t) / 2: Tăng Văn Khiên's."""
    ends = np.concatenate([[opening], positive("capital", stock)])
    return mean_of_neighbours(ends)


def interpolated(investment: ArrayLike) -> tuple[Floats, Booleans]:
    """Investment with holes (NaN) filled on a straight line between their neighbours, and the filled marked.

    The only place where a missing year may be filled, and it shows (productivity.md §5). A hole at either
    end is refused: nothing stands on its far side.
    """
    found = floats(investment)
    holes: Booleans = np.isnan(found)
    if holes.all() or holes[0] or holes[-1]:
        raise refusal(
            "investment",
            "thiếu năm đầu hoặc năm cuối: không nội suy được, hãy bổ sung số liệu",
            "the first or last year is missing and cannot be interpolated: supply it",
            "missing-year",
        )
    at = np.arange(len(found))
    found[holes] = np.interp(at[holes], at[~holes], found[~holes])
    return found, holes
