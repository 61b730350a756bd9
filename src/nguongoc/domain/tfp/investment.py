"""Real investment: at the prices of one base year, by one road only."""

from __future__ import annotations

from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import Floats, positive, refusal


def real(
    *, current: ArrayLike | None = None, deflator: ArrayLike | None = None, constant: ArrayLike | None = None
) -> Floats:
    """I_t = I_current / (P_t / 100), or the published constant-price figures: never both.

    P is the price index of investment (construction or GFCF deflator, base year = 100), not the CPI and
    not the GRDP deflator. Tỷ đồng of the base year. Source: productivity.md §2.2.
    """
    deflated = current is not None or deflator is not None
    if deflated == (constant is not None):
        raise refusal(
            "investment",
            "chọn một cách: giá hiện hành kèm chỉ số giá, hoặc giá so sánh đã công bố",
            "choose one: current prices with a deflator, or the published constant prices",
            "both-or-neither",
        )
    if constant is not None:
        return positive("investment", constant)
    if current is None or deflator is None:
        raise refusal(
            "deflator",
            "vốn đầu tư theo giá hiện hành phải đi cùng chỉ số giá đầu tư",
            "investment at current prices needs its price index",
            "deflator",
        )
    return positive("investment", current) / (positive("deflator", deflator) / 100)


def formed(investment: ArrayLike, ratio: ArrayLike) -> Floats:
    """GFCF = investment · (GFCF / investment). A constant ratio cancels out of capital growth, its drift
    does not (Việt Nam: 0.86 in 2009, 0.72 in 2016)."""
    return positive("investment", investment) * positive("ratio", ratio)
