"""`growth`: unit,year,output,capital,labour,labour_share[,hours][,human_capital] → yearly accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

import numpy as np

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import columns, growth, labour
from nguongoc.domain.tfp.columns import Sheet
from nguongoc.domain.tfp.floats import Floats
from nguongoc.domain.tfp.tables.answer import Answer, Reason

Method = Literal["official", "tornqvist"]

INDEX_BASE = 2020
"""The TFP index is 100 here, where the unit has the year (productivity.md §2.11), else in its first."""

GROWTHS = ("g_output", "g_capital", "g_labour", "g_tfp", "c_capital", "c_labour", "c_tfp")
SHARES = ("share_capital", "share_labour", "share_tfp")

FIRST_YEAR = Text("năm đầu, chưa có năm trước để so", "the first year has no year before it")
NO_LABOUR = Text(
    "thiếu giờ làm hoặc vốn con người của năm này hay năm trước",
    "hours or human capital are unknown this year or the year before",
)
NO_CHAIN = Text("chỉ số bị ngắt do có năm chưa tính được TFP", "the chain is broken by a year without TFP")
NO_BASE = Text(
    "không có TFP của năm gốc này: chỉ số lấy gốc ở năm khác",
    "there is no TFP in this base year: the index stands at 100 in another",
)
NO_SHARE = Text(
    "không tính tỷ trọng khi tăng trưởng ≤ 0 hoặc dưới 1 %", "no share when growth is ≤ 0 or below 1 %"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit's years and levels in order."""

    name: str
    years: list[int]
    output: Floats
    capital: Floats
    labour: Floats
    labour_share: Floats


def table(sheet: Sheet, *, method: Method = "official", log: bool = False, base: int | None = None) -> Answer:
    """The account of every unit and year, units as they first appear, years in order.

    The first year has an index and no growth. Labour input is labour · hours · human capital; an empty cell
    in hours or human capital leaves the years it touches undefined. Refused: see `columns`; a gap in years.
    """
    answer = Answer(("unit", "year", *GROWTHS, *SHARES, "tfp_index"))
    for unit in units(sheet):
        _add(answer, unit, method, log, base)
    return answer


def units(sheet: Sheet) -> Iterable[Unit]:
    """The sheet's units, or every problem that it has."""
    columns.require(sheet, "unit", "year", "output", "capital", "labour", "labour_share")
    names, years = columns.units(sheet), columns.years(sheet)
    output, capital, persons = (
        np.array(columns.numbers(sheet, name, columns.ABOVE_ZERO)) for name in ("output", "capital", "labour")
    )
    share = np.array(columns.numbers(sheet, "labour_share", columns.FRACTION))
    factors = {
        name: np.array(columns.numbers(sheet, name, columns.ABOVE_ZERO, optional=True))
        for name in ("hours", "human_capital")
        if name in sheet.columns
    }
    groups = columns.by_unit(sheet, names, years)
    columns.no_gaps(sheet, groups, years)
    sheet.settle()
    inputs = labour.labour_input(persons, **factors)
    for name, at in groups.items():
        yield Unit(name, [years[i] for i in at], output[at], capital[at], inputs[at], share[at])


def _add(answer: Answer, unit: Unit, method: Method, log: bool, base: int | None) -> None:
    form = growth.official if method == "official" else growth.tornqvist
    account = form(unit.output, unit.capital, unit.labour, unit.labour_share, log=log)
    parts = growth.shares(account)
    stand = _base(unit.years, account.log_tfp, base)
    index = growth.index(account.log_tfp, stand)
    if base is not None and unit.years[stand] != base:
        answer.reasons.append(Reason(NO_BASE, unit.name, base, "tfp_index"))
    c = (account.c_capital, account.c_labour, account.c_tfp)
    rates = (account.g_output, account.g_capital, account.g_labour, account.c_tfp)
    years = np.column_stack([*rates, *c, parts.capital, parts.labour, parts.tfp]).tolist()
    for i, year in enumerate(unit.years):
        row = years[i - 1] if i else [nan] * len((*GROWTHS, *SHARES))
        rate = float(account.growth[i - 1]) if i else nan
        answer.rows.append([unit.name, year, *row, float(index[i])])
        answer.reasons.extend(
            Reason(why, unit.name, year, names) for names, why in _reasons(row, rate, float(index[i]))
        )


def _reasons(row: list[float], rate: float, index: float) -> Iterable[tuple[str, Text]]:
    if isnan(rate):
        yield "g_*, c_*, share_*", FIRST_YEAR
    elif isnan(row[GROWTHS.index("g_tfp")]):
        yield "g_labour, g_tfp, c_labour, c_tfp, share_labour, share_tfp", NO_LABOUR
    if not isnan(rate) and not growth.meaningful(rate):
        yield "share_*", NO_SHARE
    if isnan(index):
        yield "tfp_index", NO_CHAIN


def _base(years: list[int], log_tfp: Floats, wanted: int | None) -> int:
    """Position of the year that is 100: the wanted one or 2020 if its TFP is known, else the first known."""
    known = np.flatnonzero(~np.isnan(log_tfp)).tolist()
    usable = sorted({*known, *(i + 1 for i in known)})
    for year in (wanted, INDEX_BASE):
        if year in years and years.index(year) in usable:
            return years.index(year)
    return usable[0] if usable else 0
