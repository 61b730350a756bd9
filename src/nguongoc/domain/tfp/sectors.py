"""Sectors and the whole: Σ w̄_i TFP_i + reallocation of K and of L + product taxes = total TFP (form B).

Sources: Jorgenson, Gallop, Fraumeni (1987); OECD, Measuring Productivity, chapter 8; productivity.md §2.10.
Arrays are years × sectors; log points × 100 out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import (
    Floats,
    floats,
    fraction,
    log_growth,
    mean_of_neighbours,
    positive,
    refusal,
)


@dataclass(frozen=True, slots=True)
class Economy:
    """T years of S sectors, and of the line of product taxes less subsidies (no K, no L, in no sector).

    nominal: GVA at current prices (weights), real: GVA at constant prices, capital, labour, labour_share.
    tax_nominal, tax_real: T values, or None where the line is not shown. total_real: the published total at
    constant prices, or None for the weighted sum of the parts.
    """

    nominal: Floats
    real: Floats
    capital: Floats
    labour: Floats
    labour_share: Floats
    tax_nominal: Floats | None = None
    tax_real: Floats | None = None
    total_real: Floats | None = None


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Log points × 100, T - 1 years. The headline account of the whole, and the lines that make its TFP:

    c_tfp = Σ sector_tfp_contribution + reallocation_capital + reallocation_labour + product_taxes
            + discrepancy
    """

    g_output: Floats
    c_capital: Floats
    c_labour: Floats
    c_tfp: Floats
    sector_growth: Floats
    sector_tfp: Floats
    sector_tfp_contribution: Floats
    reallocation_capital: Floats
    reallocation_labour: Floats
    product_taxes: Floats
    discrepancy: Floats


def weights(nominal: ArrayLike, tax_nominal: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """w_i = nominal GVA_i / (Σ GVA + taxes), years × sectors, and the weight of the tax line (0 without)."""
    value = positive("nominal", nominal)
    tax = np.zeros(len(value)) if tax_nominal is None else floats(tax_nominal)
    whole = value.sum(axis=1) + tax
    return value / whole[:, None], tax / whole


def decompose(economy: Economy) -> Decomposition:
    """The whole and its parts.

    Sector i: TFP_i = Δln Y_i - s̄K_i Δln K_i - s̄L_i Δln L_i. The whole: s_L = Σ w_i sL_i / Σ w_i,
    TFP = Δln Y - (1 - s̄_L) Δln ΣK - s̄_L Δln ΣL. Reallocation of K: Σ w̄_i s̄K_i Δln K_i less the same weight
    on Δln ΣK, and so for L: what growth gained because inputs moved to where they are worth more.
    Product taxes: their own contribution less the input growth which the headline account lends them.
    Discrepancy: the published total's growth less that of the weighted parts. Refused: any zero or negative
    sector value, a share outside (0, 1), arrays of different shape.
    """
    _same_shape(economy)
    w, tax_w = weights(economy.nominal, economy.tax_nominal)
    share = fraction("labour_share", economy.labour_share)
    mean_w, mean_tax = mean_of_neighbours(w), mean_of_neighbours(tax_w)
    mean_share = mean_of_neighbours(share)
    dy, dk, dl = (
        100 * log_growth(positive(name, levels))
        for name, levels in (("real", economy.real), ("capital", economy.capital), ("labour", economy.labour))
    )
    own = dy - (1 - mean_share) * dk - mean_share * dl
    tax_growth = _tax_growth(economy, len(dy))
    parts = (mean_w * dy).sum(axis=1) + mean_tax * tax_growth
    total = parts if economy.total_real is None else 100 * log_growth(positive("total", economy.total_real))

    whole_share = mean_of_neighbours((w * share).sum(axis=1) / w.sum(axis=1))
    whole_k, whole_l = (100 * log_growth(levels.sum(axis=1)) for levels in (economy.capital, economy.labour))
    c_k, c_l = (1 - whole_share) * whole_k, whole_share * whole_l

    paid_k, paid_l = mean_w * (1 - mean_share), mean_w * mean_share
    lent: Floats = c_k + c_l - paid_k.sum(axis=1) * whole_k - paid_l.sum(axis=1) * whole_l
    return Decomposition(
        g_output=total,
        c_capital=c_k,
        c_labour=c_l,
        c_tfp=total - c_k - c_l,
        sector_growth=dy,
        sector_tfp=own,
        sector_tfp_contribution=mean_w * own,
        reallocation_capital=(paid_k * dk).sum(axis=1) - paid_k.sum(axis=1) * whole_k,
        reallocation_labour=(paid_l * dl).sum(axis=1) - paid_l.sum(axis=1) * whole_l,
        product_taxes=mean_tax * tax_growth - lent,
        discrepancy=total - parts,
    )


def residual(found: Decomposition) -> Floats:
    """Total TFP less the sum of its lines, a year: zero but for floating point, or the account is wrong."""
    lines = found.reallocation_capital + found.reallocation_labour + found.product_taxes + found.discrepancy
    gap: Floats = found.c_tfp - found.sector_tfp_contribution.sum(axis=1) - lines
    return gap


def _tax_growth(economy: Economy, years: int) -> Floats:
    if economy.tax_real is None:
        return np.zeros(years)
    return 100 * log_growth(positive("tax_real", economy.tax_real))


def _same_shape(economy: Economy) -> None:
    shapes = {
        np.shape(each)
        for each in (economy.nominal, economy.real, economy.capital, economy.labour, economy.labour_share)
    }
    if len(shapes) != 1 or (economy.tax_real is None) != (economy.tax_nominal is None):
        raise refusal(
            "",
            "các bảng theo ngành phải cùng số năm và số ngành; "
            "thuế sản phẩm cần cả giá hiện hành và giá so sánh",
            "sector tables must share years and sectors; product taxes need both current and constant prices",
            "length",
        )
