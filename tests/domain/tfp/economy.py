"""A made-up province for tests: 2010–2025, sectors, electricity with a dry 2023, product taxes."""

from __future__ import annotations

from nguongoc.domain.tfp.frozen import Assumptions, Frozen, Vintage

YEARS = range(2010, 2026)
GROWTH = {2021: 1.06, 2022: 1.09, 2023: 0.9723, 2024: 1.10, 2025: 1.08}


def figures() -> dict[tuple[str, str], dict[int, float]]:
    """Every series, by measure and sector."""
    found: dict[tuple[str, str], dict[int, float]] = {}
    level = 6000.0
    for year in YEARS:
        level *= GROWTH.get(year, 1.085)
        t = year - 2010
        wet = 0.9 if year == 2023 else 1.0
        power = level * (0.2 + 0.004 * t) * wet
        parts = {"I": level * 0.18, "III": level * 0.34, "tax": level * 0.05}
        parts["II"] = level - sum(parts.values())
        price = 1.04**t
        for measure, factor in (("grdp_constant", 1.0), ("grdp_current", price)):
            for sector, value in {**parts, "": level, "electricity": power}.items():
                found.setdefault((measure, sector), {})[year] = value * factor
        for sector, share in {"": 1.0, "I": 0.1, "II": 0.6, "III": 0.3, "electricity": 0.35}.items():
            found.setdefault(("investment_constant", sector), {})[year] = (
                2600 * 1.06**t * share * (1 + 0.05 * (t % 4))
            )
        for sector, share in {"": 1.0, "I": 0.65, "II": 0.12, "III": 0.23, "electricity": 0.01}.items():
            found.setdefault(("employed", sector), {})[year] = 230 * (1.008**t + 0.002 * (t % 3)) * share
        found.setdefault(("electricity_energy", ""), {})[year] = 4500.0 * wet * (1 + 0.03 * t)
        found.setdefault(("installed_power", ""), {})[year] = 1500.0 * (1 + 0.02 * t)
    return found


def vintage(measure: str, sector: str, values: dict[int, float], key: int = 1, **other: object) -> Vintage:
    base = "2010" if measure.endswith("constant") else ""
    told: dict[str, object] = {
        "source": "Niên giám mẫu", "table": "Bảng 1", "page": "10", "published": "2026-06-01", "price_base": base,
        "boundary": "2004", "statuses": dict.fromkeys(values, "final"),
        "cells": dict.fromkeys(values, "B2"), "breaks": (), **other,
    }  # fmt: skip
    return Vintage(key, measure, sector, values=values, **told)  # type: ignore[arg-type]


def frozen(
    only: set[tuple[str, str]] | None = None, first: int = 2021, last: int = 2025, **assumed: object
) -> Frozen:
    vintages = tuple(
        vintage(measure, sector, values, key)
        for key, ((measure, sector), values) in enumerate(figures().items(), 1)
        if only is None or (measure, sector) in only
    )
    return Frozen("Tỉnh Mẫu", True, first, last, "official", Assumptions(**assumed), vintages)  # type: ignore[arg-type]


BARE = {("grdp_constant", ""), ("investment_constant", ""), ("employed", "")}
