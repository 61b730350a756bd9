"""A run: from frozen series and assumptions to every figure of the workbook. Plain arithmetic, no clock, no database.

`work` answers a tree of numbers, lists by year and words, ready for JSON; what is not defined is None. Figures are
kept to 12 significant digits, so that the last bit of another processor makes no other result. Form A ("official") and
form B ("tornqvist") are both there, apart, whichever the headline is of.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import (
    capital,
    growth,
    honest,
    hydropower,
    icor,
    interval,
    investment,
    labour,
    montecarlo,
    period,
    regression,
    scenarios,
    sectors,
    sensitivity,
    series,
    split,
)
from nguongoc.domain.tfp.capital import Timing
from nguongoc.domain.tfp.floats import Floats, fraction
from nguongoc.domain.tfp.frozen import Assumptions, Frozen, checked
from nguongoc.domain.tfp.measures import PARTITION, SECTORS
from nguongoc.domain.tfp.sensitivity import Path

Tree = dict[str, Any]
TOLERANCE = 0.005
"""Relative: how far sectors may miss their total before it is called a discrepancy (rounded yearbook figures)."""
SIGNIFICANT = 12


def work(frozen: Frozen) -> Tree:
    """Every figure of this run. Raises Refused with all that stands in its way."""
    checked(frozen)
    book = Book(frozen)
    account, cross = book.account(), book.cross()
    drawn, rest = book.drawn(), _or_reason(book.without_electricity)
    found: Tree = {
        "levels": book.levels,
        "years": book.years,
        "inputs": {
            "output": book.output,
            "investment": book.flow[-len(book.levels) :],
            "capital": book.stock,
            "labour": book.work,
            "labour_share": book.share,
            "shares": book.variants(),
        },
        "capital": book.capital_table(),
        "official": account,
        "tornqvist": cross,
        "interval": _interval(drawn, account),
        "sectors": _or_reason(book.by_sector),
        "electricity": rest,
        "water": _or_reason(book.water_adjusted),
        "sensitivity": book.sensitivity(rest),
        "productivity": book.productivity(),
        "icor": icor.icor(book.flow[-len(book.years) :], book.output),
        "cobb_douglas": _or_reason(book.cobb_douglas),
        "scenarios": book.scenarios(),
        "discrepancies": book.discrepancies(),
    }
    return cast(Tree, plain(found))


def write(result: Tree) -> str:
    """A result in its one spelling."""
    return json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """Numbers to 12 significant digits, NaN as None, arrays as lists."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, Text):
        return {"vi": value.vi, "en": value.en}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(one) for one in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    return float(f"{float(value):.{SIGNIFICANT}g}") if math.isfinite(value) else None


class Book:
    """The inputs of one run as vectors: `levels` are the years from the one before the period to its last, `years` the
    period's own."""

    def __init__(self, frozen: Frozen) -> None:
        self.frozen, self.given = frozen, frozen.assumptions
        self.levels = list(range(frozen.first - 1, frozen.last + 1))
        self.years = self.levels[1:]
        self.output = self.of("grdp_constant")
        self.flow = self.investment()
        self.persons = self.of("employed")
        self.work = self.labour()
        self.share = self.labour_share()
        self.stock = self.stock_of(self.flow, self.output)

    # --- inputs

    def of(self, measure: str, sector: str = "") -> Floats:
        """The figures of a series over the levels. Refused where it is not there or lacks a year."""
        found = self.frozen.find(measure, sector)
        if found is None:
            raise Refused(Problem(f"{measure}.{sector}", _lacking(measure, sector), "missing-series"))
        lost = [year for year in self.levels if year not in found.values]
        if lost:
            why = Text(f"thiếu năm {lost[0]} của {measure}", f"{measure} lacks {lost[0]}")
            raise Refused(Problem(f"{measure}.{sector}.{lost[0]}", why, "missing-year"))
        return np.array([found.values[year] for year in self.levels])

    def has(self, measure: str, sector: str = "") -> bool:
        return self.frozen.find(measure, sector) is not None

    def investment(self, sector: str = "") -> Floats:
        """Real investment from its first year to the period's last, by one road only."""
        constant = self.frozen.find("investment_constant", sector)
        if constant is not None:
            return investment.real(constant=_until(constant.values, self.frozen.last))
        current, prices = (
            self.frozen.find("investment_current", sector),
            self.frozen.find("investment_deflator"),
        )
        if current is None or prices is None:
            raise Refused(Problem("investment", _lacking("investment_constant", sector), "missing-series"))
        lost = [year for year in current.values if year <= self.frozen.last and year not in prices.values]
        if lost:
            why = Text(
                f"chỉ số giá đầu tư thiếu năm {lost[0]}", f"the investment price index lacks {lost[0]}"
            )
            raise Refused(Problem(f"investment_deflator.{lost[0]}", why, "missing-year"))
        years = [year for year in sorted(current.values) if year <= self.frozen.last]
        return investment.real(
            current=[current.values[year] for year in years], deflator=[prices.values[year] for year in years]
        )

    def labour(self) -> Floats:
        hours = self.of("hours") if self.given.labour == "hours" else None
        return labour.labour_input(self.persons, hours=hours)

    def variants(self) -> Tree:
        """Every labour share that the data allow, over the levels; coefficients are kept until the next table."""
        if not (self.has("compensation") and self.has("grdp_current")):
            return {}
        found = labour.variants(
            self.kept("compensation"),
            self.kept("grdp_current", like="compensation"),
            mixed_income=self.kept("mixed_income", like="compensation") if self.has("mixed_income") else None,
            employees=self.kept("employees", like="compensation") if self.has("employees") else None,
            employed=self.kept("employed", like="compensation"),
            farm_value_added=self.kept("grdp_current", "I", like="compensation")
            if self.has("grdp_current", "I")
            else None,
        )
        return {name: labour.admissible(share) for name, share in found.items()}

    def kept(self, measure: str, sector: str = "", *, like: str = "") -> Floats:
        """A series read at the latest year, not after each level, in which `like` (by default itself) has a figure: an
        input-output table's coefficients hold until the next table (General Statistics Office, December 2019)."""
        values, dates = (
            self.frozen.find(measure, sector),
            self.frozen.find(like or measure, "" if like else sector),
        )
        assert values is not None
        assert dates is not None
        found = []
        for level in self.levels:
            at = max((year for year in dates.values if year <= level), default=None)
            found.append(values.values.get(at, math.nan) if at is not None else math.nan)
        return np.array(found)

    def labour_share(self) -> Floats:
        """The chosen share; refused where it is unknown or outside (0, 1)."""
        if self.given.labour_share == "fixed":
            return fraction("labour_share", np.full(len(self.levels), 1 - (self.given.alpha or 0)))
        found = self.variants().get(self.given.labour_share)
        if found is None or bool(np.isnan(found).any()):
            why = Text(
                "Cách tính tỷ trọng lao động này không cho kết quả giữa 0 và 1 ở mọi năm: hãy chọn cách khác hoặc hệ "
                "số cố định có nguồn.",
                "This labour share is not between 0 and 1 in every year: choose another or a fixed coefficient.",
            )
            raise Refused(Problem("labour_share", why, "labour-share"))
        return cast(Floats, found)

    # --- capital

    @property
    def timing(self) -> Timing:
        return "mid" if self.given.timing == "mid" else "end"

    def investment_growth(self) -> float:
        """g_I of the opening stock: as assumed, else the mean growth of the first ten years."""
        chosen = self.given.investment_growth
        return capital.investment_growth(self.flow) if chosen is None else chosen

    def opening(self, flow: Floats, output: Floats | None) -> float:
        """The stock at the end of the year before the first investment."""
        if self.given.opening == "given" and output is not None and self.given.opening_value:
            return self.given.opening_value
        if self.given.opening == "ratio" and output is not None and self.given.opening_value:
            return self._from_ratio(len(flow), self.given.opening_value)
        return capital.harberger(capital.smoothed_first(flow), self.investment_growth(), self.given.delta)

    def _from_ratio(self, years: int, ratio: float) -> float:
        before = self.frozen.last - years
        found = self.frozen.find("grdp_constant")
        if found is None or before not in found.values:
            why = Text(
                f"Cách hệ số vốn trên sản lượng cần GRDP năm {before} (năm trước năm đầu tư đầu tiên).",
                f"The capital-output ratio needs GRDP of {before}, the year before the first investment.",
            )
            raise Refused(Problem(f"grdp_constant.{before}", why, "missing-year"))
        return capital.from_ratio(found.values[before], ratio)

    def stock_of(self, flow: Floats, output: Floats | None = None) -> Floats:
        """Capital input over the levels. A part of the economy (no `output`) opens by Harberger's way."""
        opening = self.opening(flow, output)
        found = capital.perpetual(flow, self.given.delta, opening, self.timing).capital
        if self.given.capital_input == "mean":
            found = capital.year_mean(found, opening)
        return found[-len(self.levels) :]

    def capital_table(self) -> Tree:
        opening = self.opening(self.flow, self.output)
        built = capital.perpetual(self.flow, self.given.delta, opening, self.timing)
        years = list(range(self.frozen.last - len(self.flow) + 1, self.frozen.last + 1))
        return {
            "years": years,
            "investment": self.flow,
            "stock": built.capital,
            "depreciation": built.depreciation,
            "opening": opening,
            "opening_weight": capital.opening_weight(self.given.delta, self.frozen.first - 1 - years[0] + 1),
            "investment_growth": self.investment_growth(),
            "capital_output": icor.capital_output(self.stock, self.output),
        }

    # --- accounts

    def account(self) -> Tree:
        return official(self.output, self.stock, self.work, self.share)

    def cross(self) -> Tree:
        """Form B, all of it in log points, and its period's TFP in the headline's points a year."""
        tree = _yearly(growth.tornqvist(self.output, self.stock, self.work, self.share, log=True))
        mean = period.log_mean(self.output, self.stock, self.work, self.share)
        logs, plain_growth = np.array([mean.g_output]), np.array([period.geometric_growth(self.output)])
        tree["period"] = asdict(mean)
        tree["period_points"] = mean.c_tfp * float(growth.points_per_log_point(plain_growth, logs)[0])
        tree["period_interval"] = _log_interval(self.known(), self.given)
        return tree

    def paths(self) -> dict[str, Path]:
        """The labour measures that may be drawn."""
        found = {"persons": sensitivity.path(self.output, self.persons, self.flow)}
        if self.has("hours"):
            found["hours"] = sensitivity.path(self.output, self.persons * self.of("hours"), self.flow)
        return found

    def drawn(self) -> interval.Drawn:
        return interval.draw(
            list(self.paths().values()), _ranges(self.given), draws=self.given.draws, seed=self.given.seed
        )

    def known(self) -> montecarlo.Known:
        """The economy as one sector, for the cross-check's draws."""
        column: Callable[[Floats], Floats] = lambda values: values[:, None]  # noqa: E731
        works = tuple(column(each.labour) for each in self.paths().values())
        return montecarlo.Known(
            column(self.output), column(self.output), works, column(self.share), column(self.flow)
        )

    def by_sector(self) -> Tree:
        """Form B: sectors, reallocation, product taxes (points of log growth a year)."""
        economy = sectors.Economy(
            nominal=self.table("grdp_current"),
            real=self.table("grdp_constant"),
            capital=np.stack([self.stock_of(self.investment(one)) for one in PARTITION], axis=1),
            labour=self.table("employed"),
            labour_share=self.sector_shares(),
            tax_nominal=self.of("grdp_current", "tax") if self.has("grdp_current", "tax") else None,
            tax_real=self.of("grdp_constant", "tax") if self.has("grdp_constant", "tax") else None,
            total_real=self.output,
        )
        found = sectors.decompose(economy)
        w, tax = sectors.weights(economy.nominal, economy.tax_nominal)
        tree: Tree = {name: getattr(found, name) for name in LINES}
        tree["sectors"] = [
            {
                "code": code,
                "growth": found.sector_growth[:, i],
                "tfp": found.sector_tfp[:, i],
                "contribution": found.sector_tfp_contribution[:, i],
                "weight": w[:, i],
            }
            for i, code in enumerate(PARTITION)
        ]
        tree["tax_weight"] = tax
        tree["own_shares"] = all(self.has("compensation", one) for one in PARTITION)
        return tree

    def table(self, measure: str) -> Floats:
        return np.stack([self.of(measure, one) for one in PARTITION], axis=1)

    def sector_shares(self) -> Floats:
        """A sector's own labour share where its compensation is known, else the whole economy's."""
        if not all(self.has("compensation", one) for one in PARTITION):
            return np.repeat(self.share[:, None], len(PARTITION), axis=1)
        return self.table("compensation") / self.table("grdp_current")

    def without_electricity(self) -> Tree:
        output = hydropower.real_without(
            self.output,
            self.of("grdp_constant", "electricity"),
            self.of("grdp_current"),
            self.of("grdp_current", "electricity"),
        )
        stock = hydropower.without(self.stock, self.electricity_stock())
        works = hydropower.without(self.persons, self.of("employed", "electricity"))
        tree = official(output, stock, works, self.share)
        flow = (
            self.flow[-len(self.investment("electricity")) :]
            - self.investment("electricity")[-len(self.flow) :]
        )
        drawn = interval.draw(
            [sensitivity.path(output, works, flow)],
            _ranges(self.given),
            draws=self.given.draws,
            seed=self.given.seed,
        )
        return {**tree, "interval": _interval(drawn, tree)}

    def water_adjusted(self) -> Tree:
        used = hydropower.utilisation(1e6 * self.of("electricity_energy"), self.of("installed_power"))
        stock = hydropower.water_adjusted(self.stock, self.electricity_stock(), used)
        return {**official(self.output, stock, self.work, self.share), "utilisation": used}

    def electricity_stock(self) -> Floats:
        return self.stock_of(self.investment("electricity"))

    # --- what stands beside

    def sensitivity(self, rest: Tree) -> Tree:
        """The grid of §3 in form A: α × δ at the chosen rest, one assumption at a time, and the whole range."""
        cells = list(sensitivity.grid(self.paths()))
        shown = [cell.average.share_tfp for cell in cells]
        chosen = [
            [self._share_at(alpha=alpha, delta=delta) for delta in sensitivity.DELTAS]
            for alpha in sensitivity.ALPHAS
        ]
        return {
            "alphas": sensitivity.ALPHAS,
            "deltas": sensitivity.DELTAS,
            "heat": chosen,
            "tornado": self.tornado(rest),
            "runs": len(cells),
            "low": min(shown),
            "median": float(np.median(shown)),
            "high": max(shown),
        }

    def tornado(self, rest: Tree) -> list[Tree]:
        """One assumption at a time; `rest` is the account without electricity."""
        bounds: list[tuple[str, Any, Any]] = [
            ("alpha", *self.given.alpha_range),
            ("delta", *self.given.delta_range),
            ("growth", *self.given.growth_range),
            ("timing", "end", "mid"),
        ]
        if self.has("hours"):
            bounds.append(("labour", "persons", "hours"))
        found = [
            {
                "name": name,
                "at": [low, high],
                "share": [self._share_at(**{name: low}), self._share_at(**{name: high})],
            }
            for name, low, high in bounds
        ]
        if self.has("grdp_constant", "electricity"):
            whole = self._share_at()
            apart = rest["period"]["share_tfp"] if "period" in rest else math.nan
            found.append({"name": "electricity", "at": ["with", "without"], "share": [whole, apart]})
        return found

    def _share_at(
        self,
        alpha: float | None = None,
        delta: float | None = None,
        growth: float | None = None,
        timing: Timing | None = None,
        labour: str | None = None,
    ) -> float:
        """TFP's share of the period's growth with some assumptions otherwise; opening stock by Harberger's way."""
        path = self.paths()[labour or self.given.labour]
        stock = sensitivity.stock_of(
            path,
            delta=self.given.delta if delta is None else delta,
            growth=self.investment_growth() if growth is None else growth,
            timing=timing or self.timing,
        )
        share = self.share if alpha is None else np.full(len(self.levels), 1 - alpha)
        return period.official(path.output, stock, path.labour, share).share_tfp

    def productivity(self) -> Tree:
        found = split.labour_productivity(self.output, self.stock, self.work, self.share)
        return {**asdict(found), "level": split.level(self.output, self.persons)}

    def cobb_douglas(self) -> Tree:
        """The cross-check by regression over all years that every series has."""
        whole, works = self.frozen.find("grdp_constant"), self.frozen.find("employed")
        assert whole is not None
        assert works is not None
        built = self.capital_table()
        stock = dict(zip(built["years"], built["stock"], strict=True))
        years = [
            y
            for y in range(min(whole.values), self.frozen.last + 1)
            if y in whole.values and y in works.values and y in stock
        ]
        if series.missing_years(years):
            raise Refused(
                Problem("", Text("chuỗi không liên tục", "the years are not consecutive"), "missing-year")
            )
        found = regression.cobb_douglas(
            [whole.values[y] for y in years], [stock[y] for y in years], [works.values[y] for y in years]
        )
        return {**asdict(found), "may_be_headline": found.may_be_headline}

    def scenarios(self) -> list[Tree]:
        share = float(self.share[-1])
        return [
            asdict(scenarios.needed(label, target=target, g_capital=g_k, g_labour=g_l, labour_share=share))
            for label, target, g_k, g_l in self.given.scenarios
        ]

    def discrepancies(self) -> list[Tree]:
        """Where sectors do not sum to their total: shown, never spread."""
        found = []
        for measure in ("grdp_constant", "grdp_current", "employed"):
            parts = [*PARTITION, "tax"] if self.has(measure, "tax") else list(PARTITION)
            if not (self.has(measure) and all(self.has(measure, one) for one in parts)):
                continue
            totals, columns = self.of(measure), [self.of(measure, one) for one in parts]
            for i, year in enumerate(self.levels):
                gap, within = series.discrepancy([c[i] for c in columns], totals[i], TOLERANCE * totals[i])
                found.append({"measure": measure, "year": year, "gap": gap, "within": within})
        return found


LINES = (
    "g_output", "c_capital", "c_labour", "c_tfp", "reallocation_capital", "reallocation_labour", "product_taxes",
    "discrepancy",
)  # fmt: skip


def official(output: Floats, stock: Floats, works: Floats, share: Floats) -> Tree:
    """Form A by year, and over the period."""
    tree = _yearly(growth.official(output, stock, works, share))
    tree["period"] = asdict(period.official(output, stock, works, share))
    return tree


def _yearly(found: growth.Account) -> Tree:
    shares = [honest.shares(parts, g) for *parts, g in _rows(found)]
    return {
        **{
            name: getattr(found, name)
            for name in ("g_output", "g_capital", "g_labour", "c_capital", "c_labour", "c_tfp")
        },
        "shares": shares,
        "index": growth.index(found.log_tfp),
    }


def _rows(found: growth.Account) -> list[tuple[float, float, float, float]]:
    columns = (found.c_capital, found.c_labour, found.c_tfp, found.growth)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _interval(drawn: interval.Drawn, account: Tree) -> Tree:
    low, median, high = drawn.points()
    below, middle, above = drawn.fan()
    shares = honest.shares((low, median, high), account["period"]["g_output"])
    return {
        "points": [low, median, high],
        "share": shares,
        "fan": {"low": below, "median": middle, "high": above},
        "draws": len(drawn.c_tfp),
    }


def _log_interval(known: montecarlo.Known, given: Assumptions) -> Tree:
    drawn = montecarlo.simulate(known, _ranges(given), draws=given.draws, seed=given.seed)
    return {
        "points": list(montecarlo.interval(drawn.c_tfp)),
        "worst_residual_held": bool(drawn.worst_residual <= 1e-8),
    }


def _ranges(given: Assumptions) -> montecarlo.Ranges:
    return montecarlo.Ranges(given.alpha_range, given.delta_range, given.growth_range)


def _until(values: Any, last: int) -> Sequence[float]:
    return [value for year, value in sorted(values.items()) if year <= last]


def _or_reason(asked: Callable[[], Tree]) -> Tree:
    """What was asked, or why it cannot be told: the page then says so instead of leaving it out."""
    try:
        return asked()
    except Refused as refused:
        why = refused.problems[0].why
        return {"reason": {"vi": why.vi, "en": why.en}}


def _lacking(measure: str, sector: str) -> Text:
    from nguongoc.domain.tfp.measures import named

    name = named(measure, sector) if sector in SECTORS else Text(measure, measure)
    return Text(f"chưa có chuỗi “{name.vi}”", f"the series “{name.en}” is not there")
