"""What a run was computed from, written down so that it can be computed again years later.

One JSON text in one spelling (sorted keys, shortest floats): its SHA-256 is the run's identity. It holds every figure
of every vintage used, each with its cell, and every assumption.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp.measures import MEASURES, named
from nguongoc.domain.tfp.series import Series, missing_years, same_base

FORM = 1
"""The spelling of this text. A later program that computes otherwise raises it and keeps the old road."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that the data do not say. Fractions a year (0.05), money in the run's own unit.

    `labour_share`: "fixed" (then `alpha` holds) or a variant of `domain.tfp.labour`. `opening`: harberger, ratio
    (K/Y in `opening_value`) or given (the stock at the end of the year before the first investment).
    `investment_growth` None: the mean growth of the first ten years. `why` says the source of each choice by name.
    """

    labour_share: str = "fixed"
    alpha: float | None = 0.45
    delta: float = 0.05
    investment_growth: float | None = None
    timing: str = "end"
    opening: str = "harberger"
    opening_value: float | None = None
    capital_input: str = "end"
    labour: str = "persons"
    alpha_range: tuple[float, float] = (0.35, 0.55)
    delta_range: tuple[float, float] = (0.04, 0.10)
    growth_range: tuple[float, float] = (0.05, 0.09)
    draws: int = 10_000
    seed: int = 2020
    scenarios: tuple[tuple[str, float, float, float], ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vintage:
    """One published state of one series, whole: figures, cells and where they stand."""

    key: int
    measure: str
    sector: str
    source: str
    table: str
    page: str
    published: str
    price_base: str
    boundary: str
    values: Mapping[int, float]
    statuses: Mapping[int, str]
    cells: Mapping[int, str]
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """A run's whole input."""

    area: str
    is_demonstration: bool
    first: int
    last: int
    method: str
    assumptions: Assumptions
    vintages: tuple[Vintage, ...]

    def find(self, measure: str, sector: str = "") -> Vintage | None:
        """The vintage of this series, if the run holds one."""
        return next((one for one in self.vintages if (one.measure, one.sector) == (measure, sector)), None)


def write(frozen: Frozen) -> str:
    """The one spelling: the same input gives the same bytes."""
    return json.dumps(
        {"form": FORM, **asdict(frozen)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def read(text: str) -> Frozen:
    """A run's input as it was written. Raises Refused for a spelling that a later program wrote."""
    found: dict[str, Any] = json.loads(text)
    if found.pop("form") != FORM:
        why = Text("Lần tính này do phiên bản mới hơn ghi.", "This run was written by a later version.")
        raise Refused(Problem("form", why, "unknown-form"))
    given = found.pop("assumptions")
    for name in ("alpha_range", "delta_range", "growth_range"):
        given[name] = tuple(given[name])
    given["scenarios"] = tuple(tuple(one) for one in given["scenarios"])
    vintages = tuple(_vintage(one) for one in found.pop("vintages"))
    return Frozen(assumptions=Assumptions(**given), vintages=vintages, **found)


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _vintage(given: dict[str, Any]) -> Vintage:
    for name in ("values", "statuses", "cells"):
        given[name] = {int(year): value for year, value in given[name].items()}
    given["breaks"] = tuple(given["breaks"])
    return Vintage(**given)


def checked(frozen: Frozen) -> None:
    """Refuse, all at once, what no run may be computed from: lacking series or years, breaks that nobody linked, mixed
    price bases. Nothing is filled in."""
    problems: list[Problem] = []
    for measure in ("grdp_constant", "employed"):
        if frozen.find(measure) is None:
            problems.append(_lacking(measure))
    if not (frozen.find("investment_constant") or frozen.find("investment_current")):
        problems.append(_lacking("investment_constant"))
    for one in frozen.vintages:
        problems += _holes(one, frozen)
        problems += _steps(one, frozen)
    try:
        same_base(*(_as_series(one) for one in frozen.vintages))
    except Refused as refused:
        problems += refused.problems
    if problems:
        raise Refused(problems)


def _as_series(one: Vintage) -> Series:
    return Series(named(one.measure, one.sector).vi, one.values, one.price_base, frozenset(one.breaks))


def _lacking(measure: str) -> Problem:
    name = MEASURES[measure].name
    why = Text(
        f"Thiếu chuỗi “{name.vi}”: hãy nhập từ niên giám trước khi tính.",
        f"The series “{name.en}” is missing: enter it from the yearbook first.",
    )
    return Problem(measure, why, "missing-series")


EVERY_YEAR = ("grdp_constant", "employed", "hours", "grdp_current")
"""What the account needs in every year of the period and in the year before it."""


def _holes(one: Vintage, frozen: Frozen) -> list[Problem]:
    lost = missing_years(one.values) if one.measure.startswith("investment") else []
    if one.measure in EVERY_YEAR:
        lost = [year for year in range(frozen.first - 1, frozen.last + 1) if year not in one.values]
    elif one.measure.startswith("investment"):
        lost += [
            year
            for year in range(frozen.first - 1, frozen.last + 1)
            if year not in one.values and year not in lost
        ]
    return [_hole(one, year) for year in sorted(lost)]


def _hole(one: Vintage, year: int) -> Problem:
    name = named(one.measure, one.sector)
    why = Text(
        f"“{name.vi}” thiếu năm {year}. Không tự điền: hãy bổ sung số liệu.",
        f"“{name.en}” lacks {year}. Nothing is filled in: supply the figure.",
    )
    return Problem(f"{one.measure}.{one.sector or 'whole'}.{year}", why, "missing-year")


def _steps(one: Vintage, frozen: Frozen) -> list[Problem]:
    """Breaks inside the years that the run uses."""
    first = min(one.values, default=0) if one.measure.startswith("investment") else frozen.first - 1
    return [_break(one, year) for year in one.breaks if first < year <= frozen.last]


def _break(one: Vintage, year: int) -> Problem:
    name = named(one.measure, one.sector)
    why = Text(
        f"“{name.vi}” không so sánh được giữa {year - 1} và {year}: hãy nối chuỗi (trang của chuỗi, nút Nối) rồi tính.",
        f"“{name.en}” cannot be compared between {year - 1} and {year}: link the series first.",
    )
    return Problem(f"{one.measure}.{one.sector or 'whole'}.{year}", why, "break")
