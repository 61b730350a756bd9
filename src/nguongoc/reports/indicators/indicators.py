"""The figures by which the plan is judged: each is a function over records, under its indicator's code.

A record is counted when its evidence is whole; where something is lacking it waits, with what is lacking. Nothing is
typed: what somebody states without records is `Declared`, and shown apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Words
from nguongoc.programme.plan.models import Phase
from nguongoc.programme.productivity.models import Review, Run
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party, name_then

IN_USE = timedelta(days=90)
"""How long ago the last event of a lot may lie for traceability to be in use (the plan's duty D2)."""
ENTERPRISES = (Party.Kind.ENTERPRISE, Party.Kind.COOPERATIVE, Party.Kind.HOUSEHOLD)


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure: which it is (app.model:key), what it is called, where it opens; `lacks` says why it
    waits, empty where it counts."""

    key: str
    name: Words
    link: str
    on: date | None = None
    lacks: Words = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator computed: None where no record here could show it."""

    value: Decimal | None
    counted: Sequence[Record] = ()
    waiting: Sequence[Record] = ()


NOT_SHOWN = Figure(None)


def certified(phase: Phase, on: date) -> Figure:
    """Enterprises with a certificate in force that has scan and scope. One lacking these waits, unless another
    certificate of the same enterprise is whole."""
    day = min(on, phase.ends)
    papers = (
        Certificate.objects.in_force(day)
        .filter(party__kind__in=ENTERPRISES, party__merged_into=None)
        .select_related("file")
        .annotate(called=name_then(on, "party"))
        .order_by("party", "issued_on", "pk")
    )
    counted: list[Record] = []
    waiting: list[Record] = []
    for party, held in groupby(papers, key=lambda paper: paper.party_id):
        best = min(held, key=lambda paper: len(_lacking(paper).vi))
        lacks = _lacking(best)
        record = _party(party, best.called, best.issued_on, lacks if lacks.vi else "")
        (waiting if lacks.vi else counted).append(record)
    return Figure(Decimal(len(counted)), counted, waiting)


def _lacking(paper: Certificate) -> Text:
    missing = [
        *([Text("bản quét", "the scan")] if paper.file is None or paper.file.withdrawn_at else []),
        *([] if paper.scope.strip() else [Text("phạm vi", "the scope")]),
        *([] if paper.issuer.strip() else [Text("nơi cấp", "the issuer")]),
    ]
    if not missing:
        return Text("", "")
    vi, en = ", ".join(one.vi for one in missing), ", ".join(one.en for one in missing)
    return Text(f"giấy {paper.number} thiếu {vi}", f"certificate {paper.number} lacks {en}")


def in_use(phase: Phase, on: date) -> Figure:
    """Enterprises with a lot told of lately whose chain has all stages. How chains stood in a phase that is over
    is not kept lot by lot, so such a phase has no computed figure."""
    if phase.is_over(on):
        return NOT_SHOWN
    told = (
        Lot.objects.filter(
            chain__last_at__date__range=(on - IN_USE, on), product__owner__kind__in=ENTERPRISES
        )
        .exclude(chain__told=[])
        .annotate(called=name_then(on, "product__owner"))
        .order_by("chain__last_at")
        .values_list("product__owner", "called", "chain__last_at__date", "chain__missing")
    )
    counted: dict[int, Record] = {}
    partly: dict[int, Record] = {}
    for party, called, last, missing in told:
        if missing:
            partly[party] = _party(party, called, last, NO_LOT_IS_WHOLE)
        else:
            counted[party] = _party(party, called, last)
    return Figure(
        Decimal(len(counted)), [*counted.values()], [one for key, one in partly.items() if key not in counted]
    )


NO_LOT_IS_WHOLE = Text("chưa có lô nào đủ công đoạn", "no lot has all stages")


def _party(party: int, called: str, on: date | None, lacks: Words = "") -> Record:
    return Record(f"parties.party:{party}", called, reverse("party", args=[party]), on, lacks)


def at_work(phase: Phase, on: date) -> Figure:
    """Lots of which the log holds an event of the last ninety days; those opened meanwhile and silent wait."""
    if phase.is_over(on):
        return NOT_SHOWN
    since = on - IN_USE
    rows = (
        Lot.objects.filter(
            Q(chain__last_at__date__range=(since, on))
            | Q(chain__last_at=None, created_at__date__range=(since, on))
        )
        .order_by("product__folded", "number")
        .values_list("pk", "number", "product__name", "chain__last_at__date")
    )
    records = [
        Record(
            f"identifiers.lot:{pk}",
            f"{number} · {product}",
            reverse("lot", args=[pk]),
            last,
            "" if last else SILENT,
        )
        for pk, number, product, last in rows
    ]
    counted = [one for one in records if not one.lacks]
    return Figure(Decimal(len(counted)), counted, [one for one in records if one.lacks])


SILENT = Text("chưa có sự kiện nào", "no event yet")


def tfp_computed(phase: Phase, on: date) -> Figure:
    """Runs on official figures that cover the phase as far as it has come and are approved for publication."""
    counted: list[Record] = []
    waiting: list[Record] = []
    last = min(on.year - 1, phase.ends.year)
    runs = Run.objects.filter(first_year__lte=phase.begins.year, last_year__gte=last, made_at__date__lte=on)
    said = (
        Review.objects.filter(run=OuterRef("pk"), at__date__lte=on).order_by("-at", "-pk").values("verdict")
    )
    for run in runs.select_related("area").annotate(verdict=Subquery(said[:1])):
        lacks = _not_published(run)
        record = Record(
            f"productivity.run:{run.pk}",
            run.name,
            reverse("productivity_run", args=[run.pk]),
            run.made_at.date(),
            lacks,
        )
        (waiting if lacks else counted).append(record)
    return Figure(Decimal(len(counted)), counted, waiting)


def _not_published(run: Any) -> Words:
    if run.area.is_demonstration:
        return Text("chạy trên số liệu trình diễn", "made on demonstration data")
    if run.verdict != Review.Verdict.APPROVED:
        return Text("chưa duyệt công bố", "not approved for publication")
    return ""


Compute = Callable[[Phase, date], Figure]
INDICATORS: dict[str, Compute] = {
    "doanh-nghiep-chung-nhan": certified,
    "truy-xuat-dang-dung": in_use,
    "he-thong-van-hanh": at_work,
    "tfp-da-tinh": tfp_computed,
}
"""By the code of the indicator. One without a function has declared figures only, and says so."""


def figure(code: str, phase: Phase, on: date) -> Figure:
    """An indicator in a phase as of a day. A phase that had not begun has no figure."""
    compute = INDICATORS.get(code)
    return NOT_SHOWN if compute is None or on < phase.begins else compute(phase, on)


def keys(records: Iterable[Record]) -> list[str]:
    """Which records these are."""
    return [one.key for one in records]
