"""Malmquist productivity index of units between two periods. Above 1 is better.

Output-oriented, constant returns. Source: Färe, Grosskopf, Norris, Zhang (1994). Shephard's distance D is
one over Farrell's output factor φ; packages differ in which of the two they print, and so in the sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp.dea import Efficiency, efficiencies
from nguongoc.domain.tfp.floats import Floats

ABSENT = Text(
    "đơn vị không có số liệu ở cả hai kỳ",
    "the unit has no figures in both periods",
)


@dataclass(frozen=True, slots=True)
class Change:
    """M = EC · TC of one unit; NaN with the reason where a programme has no answer."""

    malmquist: float
    efficiency_change: float
    technical_change: float
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Frontier:
    """One period: the units there, X units × inputs, Y units × outputs."""

    units: tuple[str, ...]
    inputs: Floats
    outputs: Floats


def between(first: Frontier, second: Frontier) -> Mapping[str, Change]:
    """Each unit's change from `first` to `second`; every unit of either period has an answer or a reason.

    EC = D²(2) / D¹(1);  TC = √( D¹(2)/D²(2) · D¹(1)/D²(1) );  M = EC · TC, where Dˢ(t) is the unit's
    distance in period t against the frontier of period s. The whole of each period is its frontier.
    """
    on_own = [_factors(each, each) for each in (first, second)]
    first_on_second, second_on_first = _factors(first, second), _factors(second, first)
    found = {}
    for unit in dict.fromkeys((*first.units, *second.units)):
        if unit in on_own[0] and unit in on_own[1]:
            four = (on_own[0][unit], on_own[1][unit], first_on_second[unit], second_on_first[unit])
            found[unit] = _change(*four)
        else:
            found[unit] = Change(float("nan"), float("nan"), float("nan"), ABSENT)
    return found


def _change(own_1: Efficiency, own_2: Efficiency, one_on_2: Efficiency, two_on_1: Efficiency) -> Change:
    """From Farrell factors φ = 1/D."""
    efficiency = own_1.factor / own_2.factor
    technical = float(np.sqrt(own_2.factor / two_on_1.factor * one_on_2.factor / own_1.factor))
    reason = next((each.reason for each in (own_1, own_2, one_on_2, two_on_1) if each.reason), None)
    return Change(efficiency * technical, efficiency, technical, reason)


def _factors(period: Frontier, against: Frontier) -> dict[str, Efficiency]:
    found = efficiencies(
        period.inputs,
        period.outputs,
        orientation="output",
        returns="crs",
        reference=(against.inputs, against.outputs),
    )
    return dict(zip(period.units, found, strict=True))
