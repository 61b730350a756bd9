"""`labour-share`: unit,year,compensation,value_added[,mixed_income][,employees,employed] → labour_share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import columns, labour
from nguongoc.domain.tfp.columns import Rule, Sheet
from nguongoc.domain.tfp.floats import Floats
from nguongoc.domain.tfp.tables.answer import Answer, Reason

METHODS: Mapping[str, tuple[Callable[..., Floats], Mapping[str, Rule]]] = {
    "raw": (labour.raw, {}),
    "all-mixed": (labour.all_mixed, {"mixed_income": columns.ANY}),
    "split": (labour.split, {"mixed_income": columns.ANY}),
    "employee-scaling": (
        labour.employee_scaling,
        {"employees": columns.ABOVE_ZERO, "employed": columns.ABOVE_ZERO},
    ),
}
"""Each method: its function of `labour`, and the columns it needs beside compensation and value added."""

NO_DATA = Text("thiếu số liệu mà cách tính này cần", "a figure that this method needs is unknown")
NOT_ADMISSIBLE = Text(
    "tỷ trọng tính ra không nằm giữa 0 và 1: hãy dùng cách tính khác",
    "the share computed is not between 0 and 1: use another method",
)


def table(sheet: Sheet, *, method: str = "raw") -> Answer:
    """The labour share of every unit and year; empty where it cannot be computed or is not in (0, 1)."""
    function, needs = METHODS[method]
    columns.require(sheet, "unit", "year", "compensation", "value_added", *needs)
    names, years = columns.units(sheet), columns.years(sheet)
    paid = columns.numbers(sheet, "compensation", columns.NOT_BELOW_ZERO)
    added = columns.numbers(sheet, "value_added", columns.ABOVE_ZERO)
    more = [columns.numbers(sheet, name, rule, optional=True) for name, rule in needs.items()]
    groups = columns.by_unit(sheet, names, years)
    sheet.settle()
    share = labour.admissible(function(paid, added, *more)).tolist()
    answer = Answer(("unit", "year", "labour_share"))
    for i in (i for at in groups.values() for i in at):
        answer.rows.append([names[i], years[i], share[i]])
        if isnan(share[i]):
            why = NO_DATA if any(isnan(column[i]) for column in more) else NOT_ADMISSIBLE
            answer.reasons.append(Reason(why, names[i], years[i], "labour_share"))
    return answer
