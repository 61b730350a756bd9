"""Questions about series, runs and what was published elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import honest, linking, printed
from nguongoc.domain.tfp.measures import named
from nguongoc.programme.productivity.models import (
    Area,
    Benchmark,
    ReportTemplate,
    Review,
    Run,
    Series,
    Vintage,
)
from nguongoc.registry.parties.rights import Viewer


def series_of(viewer: Viewer) -> QuerySet[Any]:
    """The series that this viewer may see, each with its latest vintage's years and their number."""
    latest = Vintage.objects.filter(series=OuterRef("pk")).order_by("-number")
    found: QuerySet[Any] = (
        Series.objects.visible_to(viewer)
        .select_related("area")
        .annotate(
            count=Count("vintages", distinct=True),
            first=Min("vintages__observations__year"),
            last=Max("vintages__observations__year"),
            source=Subquery(latest.values("source")[:1]),
            price_base=Subquery(latest.values("price_base")[:1]),
            published_on=Subquery(latest.values("published_on")[:1]),
        )
        .order_by("-area__is_own", "area__name", "measure", "sector")
    )
    return found


def runs_of(viewer: Viewer) -> QuerySet[Any]:
    """The runs that this viewer may see, the latest first, with what was said of them."""
    last = Review.objects.filter(run=OuterRef("pk")).order_by("-at", "-id")
    found: QuerySet[Any] = (
        Run.objects.visible_to(viewer)
        .select_related("area", "made_by")
        .annotate(verdict=Subquery(last.values("verdict")[:1]))
        .order_by("-made_at", "-id")
    )
    return found


def verdict(run: Run) -> str:
    """What was last said of the run: "" when nothing was."""
    last = run.reviews.order_by("-at", "-id").first()
    return last.verdict if last else ""


def headline_run(viewer: Viewer) -> Run | None:
    """The run that speaks for the province: the last one approved, else the last one made."""
    found = runs_of(viewer)
    return found.filter(verdict="approved").first() or found.first()


def vintages_then(area: Area, as_of: date | None) -> list[Vintage]:
    """The latest vintage of each of the area's series, of those published until that day."""
    found = Vintage.objects.filter(series__area=area)
    if as_of is not None:
        found = found.filter(published_on__lte=as_of)
    latest = found.order_by("series_id", "-number").distinct("series_id").values("pk")
    return list(
        Vintage.objects.filter(pk__in=latest)
        .select_related("series")
        .prefetch_related("observations", "breaks")
        .order_by("series__measure", "series__sector")
    )


def revisions(series: Series) -> list[tuple[Vintage, Vintage, list[tuple[int, float, float, float]]]]:
    """What each vintage changed of the one before it, both of the same price base: (before, after, changes)."""
    found = list(series.vintages.prefetch_related("observations").order_by("number"))
    pairs = pairwise(found)
    return [(a, b, linking.revision(a.values, b.values)) for a, b in pairs if a.price_base == b.price_base]


def benchmarks() -> list[printed.Benchmark]:
    """All figures published elsewhere, as table 8 prints them."""
    return [
        printed.Benchmark(
            one.area, one.period, one.method, one.alpha, one.delta, one.opening, one.growth, one.points, one.share,
            one.source,
        )
        for one in Benchmark.objects.all()
    ]  # fmt: skip


def tables(run: Run) -> list[printed.Table]:
    """The run's tables, as every page and document prints them."""
    return printed.tables(run.frozen, run.figures, benchmarks())


def headline(run: Run) -> honest.Headline:
    return printed.headline(run.frozen, run.figures)


def template() -> ReportTemplate | None:
    """The Word template that an officer placed last."""
    return ReportTemplate.objects.select_related("file").filter(file__withdrawn_at=None).first()


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: what, in the first run, in the second."""

    name: Text
    first: str
    second: str


def compare(a: Run, b: Run) -> dict[str, Sequence[Difference]]:
    """What differs between two runs: results first, then assumptions, then figures. Both are of the official form."""
    honest.one_method([a.frozen.method, b.frozen.method])
    return {"results": _results(a, b), "assumptions": _assumptions(a, b), "figures": _figures(a, b)}


RESULTS = (
    ("g_output", Text("Tăng trưởng GRDP (%)", "GRDP growth (%)")),
    ("c_capital", Text("Đóng góp của vốn (điểm)", "Capital (points)")),
    ("c_labour", Text("Đóng góp của lao động (điểm)", "Labour (points)")),
    ("c_tfp", Text("Đóng góp của TFP (điểm)", "TFP (points)")),
)


def _results(a: Run, b: Run) -> list[Difference]:
    lines = []
    for key, name in RESULTS:
        first, second = (printed.figure(run.figures["official"]["period"][key], 2).vi() for run in (a, b))
        lines.append(Difference(name, first, second))
    heads = [headline(run) for run in (a, b)]
    shares = [
        printed.figure(one.share).vi() if one.share is not None else honest.NOT_COMPUTED.vi for one in heads
    ]
    bounds = [f"{printed.figure(one.low).vi()} – {printed.figure(one.high).vi()}" for one in heads]
    lines.append(Difference(Text("Tỷ trọng của TFP (%)", "TFP share (%)"), *shares))
    lines.append(Difference(Text("Khoảng 90 %", "90 % interval"), *bounds))
    return lines


def _assumptions(a: Run, b: Run) -> list[Difference]:
    lines = zip(
        printed.assumptions(a.frozen, a.figures), printed.assumptions(b.frozen, b.figures), strict=True
    )
    found = [Difference(one[0], one[1], other[1]) for one, other in lines if one[1] != other[1]]
    if asdict(a.frozen.assumptions) == asdict(b.frozen.assumptions):
        return []
    return found


def _figures(a: Run, b: Run) -> list[Difference]:
    """Every figure that the runs hold differently, and series that only one of them holds."""
    first, second = ({(one.measure, one.sector): one for one in run.frozen.vintages} for run in (a, b))
    found = []
    for key in sorted(first.keys() | second.keys()):
        mine, other = first.get(key), second.get(key)
        years = sorted({*(mine.values if mine else ()), *(other.values if other else ())})
        for year in years:
            pair = [one.values.get(year) if one else None for one in (mine, other)]
            if pair[0] != pair[1]:
                name = named(*key)
                shown = [printed.figure(value, 2).vi() for value in pair]
                found.append(Difference(Text(f"{name.vi}, {year}", f"{name.en}, {year}"), *shown))
    return found
