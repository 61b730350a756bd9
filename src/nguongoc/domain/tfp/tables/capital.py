"""`capital`: unit,year,investment,delta[,opening_stock] → each year's closing stock and its depreciation."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.tfp import capital, columns
from nguongoc.domain.tfp.capital import Timing
from nguongoc.domain.tfp.columns import Line, Sheet
from nguongoc.domain.tfp.tables.answer import Answer, Reason

NO_DEPRECIATION = Text(
    "không suy ra được khấu hao của năm đầu từ vốn cuối năm và vốn đầu tư",
    "the first year's depreciation does not follow from its stock and investment",
)
OPENING_NOT_FIRST = Text(
    "vốn đầu kỳ chỉ ghi ở năm đầu của đơn vị", "an opening stock stands in the unit's first year only"
)
NOT_STEADY = Text(
    "g + δ phải lớn hơn 0: chọn --growth khác, hoặc điền opening_stock",
    "g + δ must be above 0: choose another --growth, or give opening_stock",
)


@dataclass(frozen=True, slots=True)
class Convention:
    """How stocks are laid out in time.

    `opening_at` says whether the given opening stock stands at the end of its own row's year (so that the
    year's investment is already in it, as in the published tables) or at its start. `growth` is that of
    investment for the Harberger opening stock of units that give none, or None to refuse those.
    """

    timing: Timing = "end"
    opening_at: Literal["end", "start"] = "end"
    growth: float | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit's years in order; `given` is NaN without an opening stock."""

    name: str
    lines: list[Line]
    years: list[int]
    investment: list[float]
    delta: list[float]
    given: list[float]


def table(sheet: Sheet, convention: Convention = Convention()) -> Answer:
    """Stock and depreciation of every unit and year.

    With a Harberger opening stock, K_0 = I_1/(g+δ) stands at the end of the year before the first row.
    Refused: see `columns`; a gap in years, investment not above 0, no opening stock, g + δ ≤ 0.
    """
    found = _units(sheet)
    for unit in found:
        _check_opening(sheet, unit, convention)
        _check_investment(sheet, unit, convention)
    sheet.settle()
    answer = Answer(("unit", "year", "capital", "depreciation"))
    for unit in found:
        stocks = _stocks(unit, convention)
        if isnan(stocks[0][1]):
            answer.reasons.append(Reason(NO_DEPRECIATION, unit.name, unit.years[0], "depreciation"))
        answer.rows.extend([unit.name, year, *pair] for year, pair in zip(unit.years, stocks, strict=True))
    return answer


def _units(sheet: Sheet) -> list[Unit]:
    columns.require(sheet, "unit", "year", "investment", "delta")
    names, years = columns.units(sheet), columns.years(sheet)
    investment = columns.numbers(sheet, "investment", columns.ABOVE_ZERO, optional=True)
    delta = columns.numbers(sheet, "delta", columns.RATE)
    given = [nan] * len(names)
    if "opening_stock" in sheet.columns:
        given = columns.numbers(sheet, "opening_stock", columns.ABOVE_ZERO, optional=True)
    groups = columns.by_unit(sheet, names, years)
    columns.no_gaps(sheet, groups, years)
    return [
        Unit(
            name,
            lines=[sheet.lines[i] for i in at],
            years=[years[i] for i in at],
            investment=[investment[i] for i in at],
            delta=[delta[i] for i in at],
            given=[given[i] for i in at],
        )
        for name, at in groups.items()
    ]


def _check_opening(sheet: Sheet, unit: Unit, convention: Convention) -> None:
    first = unit.given[0]
    if isnan(first) and convention.growth is None and not sheet.told(unit.lines[0], "opening_stock"):
        why = Text(
            f"“{unit.name}” chưa có vốn đầu kỳ: điền opening_stock ở năm đầu, "
            "hoặc dùng --opening harberger --growth g",
            f"“{unit.name}” has no opening stock: give it in its first year, "
            "or use --opening harberger --growth g",
        )
        sheet.complain(unit.lines[0], "opening_stock", why, "no-opening")
    if isnan(first) and convention.growth is not None and convention.growth + unit.delta[0] <= 0:
        sheet.complain(unit.lines[0], "delta", NOT_STEADY, "growth-and-depreciation")
    for line, given in zip(unit.lines[1:], unit.given[1:], strict=True):
        if not isnan(given) and given != first:
            sheet.complain(line, "opening_stock", OPENING_NOT_FIRST, "opening-not-first")


def _check_investment(sheet: Sheet, unit: Unit, convention: Convention) -> None:
    """Every year needs its investment, but for the one whose closing stock is given."""
    pairs = list(zip(unit.lines, unit.investment, strict=True))
    for line, flow in pairs[1:] if _is_closing(unit, convention) else pairs:
        if isnan(flow) and not sheet.told(line, "investment"):
            sheet.complain(line, "investment", columns.MISSING_CELL, "missing-cell")


def _is_closing(unit: Unit, convention: Convention) -> bool:
    """Whether the first year's stock at its end is given, so that its investment may be unknown."""
    return convention.opening_at == "end" and not isnan(unit.given[0])


def _stocks(unit: Unit, convention: Convention) -> list[tuple[float, float]]:
    """(stock, depreciation) of every year."""
    opening = unit.given[0]
    if _is_closing(unit, convention):
        found = capital.perpetual(unit.investment[1:], unit.delta[1:], opening, convention.timing)
        first = [(opening, _first_depreciation(unit, convention.timing))]
        return first + _pairs(found)
    if isnan(opening):
        opening = capital.harberger(unit.investment[0], convention.growth or 0.0, unit.delta[0])
    return _pairs(capital.perpetual(unit.investment, unit.delta, opening, convention.timing))


def _pairs(found: capital.Stock) -> list[tuple[float, float]]:
    return list(zip(found.capital.tolist(), found.depreciation.tolist(), strict=True))


def _first_depreciation(unit: Unit, timing: Timing) -> float:
    """D = K_{t-1} + I_t - K_t with K_{t-1} solved from the year's closing stock; NaN where it has none."""
    invested, stock = unit.investment[0], unit.given[0]
    if isnan(invested):
        return nan
    try:
        return capital.before(stock, invested, unit.delta[0], timing) + invested - stock
    except Refused:
        return nan
