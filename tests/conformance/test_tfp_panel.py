"""The panel Cobb-Douglas of 48 states, as R's plm prints it."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.tfp import reached, table
from nguongoc.domain.tfp import regression

pytestmark = pytest.mark.conformance

# plm's vignette, summary(plm(log(gsp) ~ log(pcap) + log(pc) + log(emp) + unemp, model = "random")).
RANDOM = {
    "const": (2.13541100, 0.13346149),
    "log(pcap)": (0.00443859, 0.02341732),
    "log(pc)": (0.31054843, 0.01980475),
    "log(emp)": (0.72967053, 0.02492022),
    "unemp": (-0.00617247, 0.00090728),
}


def states(effects: str) -> regression.Panel:
    rows = table("produc_us_states_inputs")
    logs = {f"log({name})": np.log([float(row[name]) for row in rows]) for name in ("pcap", "pc", "emp")}
    return regression.panel(
        [row["state"] for row in rows],
        [int(row["year"]) for row in rows],
        np.log([float(row["gsp"]) for row in rows]),
        logs | {"unemp": np.array([float(row["unemp"]) for row in rows])},
        effects=effects,  # type: ignore[arg-type]
    )


def errors(found: regression.Panel, told: dict[str, tuple[float, float]]) -> list[float]:
    return [
        abs(mine[term] - value)
        for term, pair in told.items()
        for mine, value in zip((found.coefficients, found.standard_errors), pair, strict=True)
    ]


def test_fixed_effects_are_those_of_plm() -> None:
    told = {
        row["term"]: (float(row["coef"]), float(row["se"]))
        for row in table("produc_us_states_expected_within")
    }
    reached("panel FE: coefficients and s.e.", errors(states("fixed"), told), 1e-6, at_least=8)


def test_random_effects_are_those_of_plm() -> None:
    reached("panel RE: coefficients and s.e.", errors(states("random"), RANDOM), 1e-6, at_least=10)
