"""Capital services by asset: the growth of each stock weighted by what its use costs.

Source: OECD, Measuring Capital (2009), chapters 8 and 11; productivity.md §2.4. Arrays are years × assets.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import (
    Floats,
    chained,
    floats,
    log_growth,
    mean_of_neighbours,
    positive,
    refusal,
)


def user_cost(price: ArrayLike, delta: ArrayLike, rate_of_return: ArrayLike) -> Floats:
    """u_a = P_a(-1) r + δ_a P_a - (P_a - P_a(-1)), for T - 1 years: money a year for one unit of the asset.

    `price` T × assets (investment price index), `delta` one a year and asset or one an asset, the return
    r one number or one a year (T - 1), as fractions. Refused when a cost is not above 0: the asset's price
    rose by more than it costs, and its weight has no meaning with this rate of return.
    """
    p = positive("price", price)
    earned = floats(rate_of_return)
    r = earned[:, None] if earned.ndim == 1 else earned
    loss = floats(delta)
    d = loss[1:] if loss.ndim == 2 else loss
    cost: Floats = p[:-1] * r + d * p[1:] - (p[1:] - p[:-1])
    if (cost <= 0).any():
        year, asset = np.argwhere(cost <= 0)[0]
        raise refusal(
            f"user_cost[{year}, {asset}]",
            "chi phí sử dụng vốn không dương do giá tài sản tăng nhanh: hãy dùng tỷ suất sinh lời khác",
            "the user cost is not above 0: the asset's price outran its cost, use another rate of return",
            "user-cost",
        )
    return cost


def internal_return(
    price: ArrayLike, delta: ArrayLike, stock: ArrayLike, capital_income: ArrayLike
) -> Floats:
    """r_t that makes Σ_a u_a K_a(-1) equal capital income: the rate closing the account, T - 1 years."""
    p, k = positive("price", price), positive("stock", stock)
    loss = floats(delta)
    d = loss[1:] if loss.ndim == 2 else loss
    other = ((d * p[1:] - (p[1:] - p[:-1])) * k[:-1]).sum(axis=1)
    found: Floats = (floats(capital_income) - other) / (p[:-1] * k[:-1]).sum(axis=1)
    return found


def cost_shares(cost: ArrayLike, stock: ArrayLike) -> Floats:
    """v_a = u_a K_a / Σ u K, years × assets, each year summing to 1."""
    value = positive("user_cost", cost) * positive("stock", stock)
    found: Floats = value / value.sum(axis=1, keepdims=True)
    return found


def growth(stock: ArrayLike, share: ArrayLike) -> Floats:
    """Δln K = Σ_a v̄_a Δln K_a with v̄ the mean of both years' cost shares; log points × 100, T - 1 years."""
    k, v = positive("stock", stock), floats(share)
    if v.shape != k.shape or not np.allclose(v.sum(axis=1), 1, atol=1e-9):
        raise refusal(
            "share",
            "tỷ trọng chi phí vốn mỗi năm phải có đủ các loại tài sản và cộng bằng 1",
            "each year's cost shares must name every asset and sum to 1",
            "shares",
        )
    found: Floats = 100 * (mean_of_neighbours(v) * log_growth(k)).sum(axis=1)
    return found


def index(stock: ArrayLike, share: ArrayLike) -> Floats:
    """Volume of capital services, first year = 100: the capital input of a growth account."""
    return chained(growth(stock, share) / 100)
