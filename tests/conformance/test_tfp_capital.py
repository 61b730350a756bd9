"""Stocks against the published ones: mid-year (Penn World Table), end-year (EU KLEMS Japan)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from conformance.tfp import Row, command, reached, renamed, table

pytestmark = pytest.mark.conformance

NAMES = {"series": "unit", "year": "year", "I_real": "investment", "delta": "delta", "K0": "opening_stock"}


def stocks(tmp_path: Path, name: str, timing: str) -> list[tuple[Row, Row]]:
    """The command's rows beside the published ones, the opening stock on each unit's first line only."""
    rows = renamed(table(f"{name}_inputs"), NAMES)
    for before, row in itertools.pairwise(rows):
        if row["unit"] == before["unit"]:
            row["opening_stock"] = ""
    found = command(tmp_path, "capital", rows, "--timing", timing)
    return list(zip(found, table(f"{name}_expected"), strict=True))


def relative(mine: Row, name: str, told: Row, theirs: str) -> float:
    assert (mine["unit"], mine["year"]) == (told["series"], told["year"])
    return abs(float(mine[name]) / float(told[theirs]) - 1)


def test_mid_year_stocks_and_depreciation_are_those_of_the_penn_world_table(tmp_path: Path) -> None:
    pairs = stocks(tmp_path, "pim_pwt100", "mid")
    stock = [relative(mine, "capital", told, "K_real") for mine, told in pairs]
    lost = [relative(mine, "depreciation", told, "D_real") for mine, told in pairs]
    reached("PIM mid-year stock, relative", stock, 1e-5, at_least=180)
    reached("PIM mid-year depreciation, relative", lost, 1e-5, at_least=180)


def test_end_year_stocks_are_those_of_eu_klems(tmp_path: Path) -> None:
    pairs = stocks(tmp_path, "pim_euklems_jp", "end")
    errors = [relative(mine, "capital", told, "K_real") for mine, told in pairs]
    reached("PIM end-year stock, relative", errors, 1e-5, at_least=104)


@pytest.mark.parametrize(("name", "wrong"), [("pim_pwt100", "end"), ("pim_euklems_jp", "mid")])
def test_the_other_timing_is_another_stock(tmp_path: Path, name: str, wrong: str) -> None:
    worst = max(relative(mine, "capital", told, "K_real") for mine, told in stocks(tmp_path, name, wrong))
    assert worst > 0.05
