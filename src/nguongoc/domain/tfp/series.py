"""A statistical series by year: its base, its breaks, and growth that never steps over one.

Plain mappings year → value; a year that is not there is missing, and nothing fills it in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nguongoc.domain.tfp.floats import positive, refusal


@dataclass(frozen=True, slots=True)
class Series:
    """One measured thing over the years.

    `price_base` is "2010", "2020", "current" or "" (not money). `breaks` holds each year whose level cannot
    be compared with the year before (new classification, definition or boundary). `published` is the
    statistics office's index, previous year = 100, which holds across a break.
    """

    name: str
    values: Mapping[int, float]
    price_base: str = ""
    breaks: frozenset[int] = frozenset()
    published: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GapGrowth:
    """Mean growth a year (%) over `years` years with nothing known between: always shown as such."""

    growth: float
    first: int
    last: int

    @property
    def years(self) -> int:
        return self.last - self.first


def growth(series: Series, year: int) -> float:
    """Growth of `year` on the year before, per cent: the published index where there is one, else levels.

    Refused: a level ratio across a flagged break, and a year whose neighbour is missing.
    """
    if year in series.published:
        return series.published[year] - 100
    if year in series.breaks:
        raise refusal(
            f"{series.name}.{year}",
            f"{year} không so sánh được với {year - 1} (đổi phân loại hoặc khái niệm): "
            "hãy dùng chỉ số công bố hoặc nối chuỗi",
            f"{year} cannot be compared with {year - 1} (a break): use the published index or splice",
            "break",
        )
    for needed in (year - 1, year):
        if needed not in series.values:
            raise refusal(
                f"{series.name}.{needed}",
                f"thiếu số liệu năm {needed}: không tự điền, hãy bổ sung số liệu",
                f"the figure of {needed} is missing and is not filled in: supply it",
                "missing-year",
            )
    return ratio_growth(series.values[year - 1], series.values[year], 1)


def gap_growth(series: Series, first: int, last: int) -> GapGrowth:
    """((X_b / X_a)^{1/n} - 1) · 100 between two known years: one rate for the whole gap, flagged."""
    crossed = sorted(year for year in series.breaks if first < year <= last)
    if crossed:
        raise refusal(
            f"{series.name}.{crossed[0]}",
            f"giữa {first} và {last} có điểm gãy chuỗi năm {crossed[0]}: hãy nối chuỗi trước",
            f"the series breaks in {crossed[0]} between {first} and {last}: splice it first",
            "break",
        )
    return GapGrowth(ratio_growth(series.values[first], series.values[last], last - first), first, last)


def ratio_growth(before: float, after: float, years: int) -> float:
    """100 ((after / before)^{1/years} - 1), per cent a year."""
    first, last = positive("level", [before, after])
    return float(100 * ((last / first) ** (1 / years) - 1))


def missing_years(years: Iterable[int]) -> list[int]:
    """The years between the first and the last that are not there."""
    known = set(years)
    return [year for year in range(min(known, default=0), max(known, default=-1) + 1) if year not in known]


def same_base(*series: Series) -> str:
    """The one price base of all money series; mixed bases are refused until linked."""
    bases = {each.price_base: each.name for each in series if each.price_base}
    if len(bases) > 1:
        said = ", ".join(f"{name}: {base}" for base, name in bases.items())
        raise refusal(
            "price_base",
            f"các chuỗi không cùng gốc giá ({said}): hãy nối gốc giá trước khi tính",
            f"the series stand on different price bases ({said}): link them first",
            "mixed-bases",
        )
    return next(iter(bases), "")


def discrepancy(parts: Iterable[float], total: float, tolerance: float) -> tuple[float, bool]:
    """Total less the sum of its parts, in the series' unit, and whether that is within `tolerance`.

    Shown, never spread over the parts.
    """
    gap = total - sum(parts)
    return gap, abs(gap) <= tolerance
