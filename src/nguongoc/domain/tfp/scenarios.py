"""Scenarios ("kịch bản") for years to come: what TFP a target needs. Not forecasts, and labelled so."""

from __future__ import annotations

from dataclasses import dataclass

from nguongoc.domain.tfp.floats import fraction
from nguongoc.domain.tfp.growth import meaningful


@dataclass(frozen=True, slots=True)
class Scenario:
    """One assumed path, per cent a year; `share_tfp` in per cent, NaN where the target is no growth."""

    label: str
    target: float
    g_capital: float
    g_labour: float
    labour_share: float
    g_tfp: float
    share_tfp: float


def needed(label: str, *, target: float, g_capital: float, g_labour: float, labour_share: float) -> Scenario:
    """g_A = g* - α g_K - (1 - α) g_L: the TFP growth that the target needs (productivity.md §2.13)."""
    share = float(fraction("labour_share", [labour_share])[0])
    g_tfp = target - (1 - share) * g_capital - share * g_labour
    part = 100 * g_tfp / target if meaningful(target) else float("nan")
    return Scenario(label, target, g_capital, g_labour, labour_share, g_tfp, part)


def reached(label: str, *, g_tfp: float, g_capital: float, g_labour: float, labour_share: float) -> Scenario:
    """The growth that an assumed TFP would give: g = g_A + α g_K + (1 - α) g_L."""
    share = float(fraction("labour_share", [labour_share])[0])
    growth = g_tfp + (1 - share) * g_capital + share * g_labour
    return needed(label, target=growth, g_capital=g_capital, g_labour=g_labour, labour_share=labour_share)
