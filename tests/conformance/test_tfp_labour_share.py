"""Labour shares against those of the Penn World Table."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.tfp import command, reached, renamed, table

pytestmark = pytest.mark.conformance

NAMES = {"countrycode": "unit", "year": "year", "comp_sh": "compensation", "mixed_sh": "mixed_income"}


@pytest.mark.parametrize(("method", "column"), [("all-mixed", "lab_sh1"), ("split", "lab_sh2")])
def test_shares_with_mixed_income_are_those_of_the_penn_world_table(
    tmp_path: Path, method: str, column: str
) -> None:
    rows = renamed(table("labshare_pwt100_inputs"), NAMES, value_added=1)
    found = command(tmp_path, "labour-share", rows, "--method", method)
    told = {
        (row["countrycode"], row["year"]): float(row[column]) for row in table("labshare_pwt100_expected")
    }
    errors = [abs(float(row["labour_share"]) - told[row["unit"], row["year"]]) for row in found]
    reached(f"labour share {method}", errors, 1e-6, at_least=914)
