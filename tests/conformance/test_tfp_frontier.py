"""DEA and Malmquist against the cases of DataEnvelopmentAnalysis.jl."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.tfp import command, reached, renamed, table

pytestmark = pytest.mark.conformance

EXPECTED = {"M": "malmquist", "EC": "efficiency_change", "TC": "technical_change"}


def test_efficiency_is_that_of_the_given_case(tmp_path: Path) -> None:
    rows = renamed(table("dea_2x1_inputs"), {name: name for name in ("unit", "x1", "x2")} | {"y": "y1"})
    shrunk = command(tmp_path, "dea", rows, "--orientation", "input", "--returns", "crs")
    grown = command(tmp_path, "dea", rows, "--orientation", "output", "--returns", "crs")
    told = {row["unit"]: float(row["crs_input"]) for row in table("dea_2x1_expected_crs_input")}
    reached(
        "DEA input CRS", (abs(float(r["efficiency"]) - told[r["unit"]]) for r in shrunk), 1e-6, at_least=11
    )
    reached(
        "DEA output CRS (Farrell ≥ 1)",
        (abs(float(r["efficiency"]) * told[r["unit"]] - 1) for r in grown),
        1e-6,
        at_least=11,
    )
    assert all(float(row["efficiency"]) >= 1 - 1e-9 for row in grown)


def test_malmquist_and_its_parts_are_those_of_the_given_case(tmp_path: Path) -> None:
    found = command(tmp_path, "malmquist", [dict(row) for row in table("malmquist_inputs_2p")])
    told = {(row["unit"], row["to_period"]): row for row in table("malmquist_expected_2p")}
    errors = [
        abs(float(row[mine]) - float(told[row["unit"], row["to_period"]][theirs]))
        for row in found
        for theirs, mine in EXPECTED.items()
    ]
    reached("Malmquist, EC, TC", errors, 1e-6, at_least=15)
