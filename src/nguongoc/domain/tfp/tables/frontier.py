"""`dea`: unit,x1…,y1… → unit,efficiency. `malmquist`: unit,period,x1…,y1… → the change to each period."""

from __future__ import annotations

import itertools
import re

import numpy as np

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import columns, malmquist
from nguongoc.domain.tfp.columns import Sheet
from nguongoc.domain.tfp.dea import Orientation, Returns, efficiencies, enough_units
from nguongoc.domain.tfp.floats import Floats
from nguongoc.domain.tfp.tables.answer import Answer, Reason

NO_INPUT = Text("đơn vị cần ít nhất một đầu vào lớn hơn 0", "the unit needs an input above 0")
ONE_PERIOD = Text("cần ít nhất hai kỳ để so sánh", "two periods are needed to compare")
CHANGES = ("malmquist", "efficiency_change", "technical_change")


def efficiency(sheet: Sheet, *, orientation: Orientation = "input", returns: Returns = "crs") -> Answer:
    """Farrell's factor of every unit against all: ≤ 1 input-oriented, ≥ 1 output-oriented."""
    columns.require(sheet, "unit")
    names = columns.units(sheet)
    columns.by_unit(sheet, names, [0] * len(names), "unit")
    x, y = _amounts(sheet)
    answer = Answer(("unit", "efficiency"), reasons=_few(len(names), x, y))
    for name, found in zip(names, efficiencies(x, y, orientation=orientation, returns=returns), strict=True):
        answer.rows.append([name, found.factor])
        if found.reason:
            answer.reasons.append(Reason(found.reason, name, columns="efficiency"))
    return answer


def change(sheet: Sheet) -> Answer:
    """The Malmquist index of every unit from each period to the next in the sheet; above 1 is better."""
    columns.require(sheet, "unit", "period")
    names, periods = columns.units(sheet), columns.years(sheet, "period")
    columns.by_unit(sheet, names, periods, "period")
    if len(set(periods)) < 2:
        sheet.complain(sheet.lines[-1], "period", ONE_PERIOD, "one-period")
    x, y = _amounts(sheet)
    fronts = {period: _frontier(period, names, periods, x, y) for period in sorted(set(periods))}
    fewest = min(len(front.units) for front in fronts.values())
    answer = Answer(("unit", "to_period", *CHANGES), reasons=_few(fewest, x, y))
    found = {
        second: malmquist.between(fronts[first], fronts[second])
        for first, second in itertools.pairwise(fronts)
    }
    for unit, period in itertools.product(dict.fromkeys(names), found):
        if each := found[period].get(unit):
            row = (each.malmquist, each.efficiency_change, each.technical_change)
            answer.rows.append([unit, period, *row])
            if each.reason:
                empty = ", ".join(name for name, value in zip(CHANGES, row, strict=True) if np.isnan(value))
                answer.reasons.append(Reason(each.reason, unit, period, empty))
    return answer


def _frontier(period: int, names: list[str], periods: list[int], x: Floats, y: Floats) -> malmquist.Frontier:
    at = [i for i, each in enumerate(periods) if each == period]
    return malmquist.Frontier(tuple(names[i] for i in at), x[at], y[at])


def _amounts(sheet: Sheet) -> tuple[Floats, Floats]:
    """Inputs x1, x2 … and outputs y1, y2 …, lines × columns; at least one of each (x or y alone will do)."""
    x, y = ([name for name in sheet.columns if re.fullmatch(rf"{letter}\d*", name)] for letter in "xy")
    columns.require(sheet, *(first for first, found in (("x1", x), ("y1", y)) if not found))
    inputs, outputs = (
        np.column_stack([columns.numbers(sheet, name, columns.NOT_BELOW_ZERO) for name in group])
        for group in (x, y)
    )
    for line, amounts in zip(sheet.lines, inputs, strict=True):
        if not amounts.any():
            sheet.complain(line, x[0], NO_INPUT, "no-input")
    sheet.settle()
    return inputs, outputs


def _few(units: int, x: Floats, y: Floats) -> list[Reason]:
    inputs, outputs = x.shape[1], y.shape[1]
    if enough_units(units, inputs, outputs):
        return []
    needed = 3 * (inputs + outputs)
    vi = f"chỉ có {units} đơn vị, nên có ít nhất {needed} để so sánh có nghĩa"
    return [
        Reason(Text(vi, f"only {units} units: {needed} at least would make the comparison mean something"))
    ]
