"""The figures by which the plan is judged: each is a function over records, under its indicator's code.

A record is counted when its evidence is whole; where something is lacking it waits, with what is lacking. Nothing is
typed: what somebody states without records is `Declared`, and shown apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Words
from nguongoc.programme.plan.models import Phase, Target
from nguongoc.programme.plan.queries import rule_on
from nguongoc.programme.productivity.models import Review, Run
from nguongoc.programme.support.models import Case, Kind, Ruling
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.certificates.queries import standing
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.rights import Viewer

IN_USE = timedelta(days=90)
"""How long ago the last event of a lot may lie for traceability to be in use (the plan's duty D2)."""
ENTERPRISES = (Party.Kind.ENTERPRISE, Party.Kind.COOPERATIVE, Party.Kind.HOUSEHOLD)


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure: which it is (app.model:key), what it is called, where it opens, and for whom
    (`opens`, a permission); `lacks` says why it waits, empty where it counts."""

    key: str
    name: Words
    link: str
    on: date | None = None
    lacks: Words = ""
    opens: str = "registry.see_all"

    def seen_by(self, viewer: Viewer) -> Record:
        """The same, without the way to a page that stays shut for this reader."""
        return self if viewer.may(self.opens) else replace(self, link="")


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator computed: None where no record here could show it."""

    value: Decimal | None
    counted: Sequence[Record] = ()
    waiting: Sequence[Record] = ()

    def seen_by(self, viewer: Viewer) -> Figure:
        """With ways only to what this reader may open."""
        counted, waiting = ([one.seen_by(viewer) for one in some] for some in (self.counted, self.waiting))
        return Figure(self.value, counted, waiting)


NOT_SHOWN = Figure(None)


def certified(phase: Phase, on: date) -> Figure:
    """Enterprises that a granted support case helped to a certificate which is whole (scan, scope, issuer) and holds on
    the day. A granted case without one waits, with what it lacks, unless another case of the same enterprise counts."""
    day = min(on, phase.ends)
    cases = _granted(Kind.CountsFor.CERTIFIED, phase, on)
    return _by_enterprise((case, _standing(case, day)) for case in cases)


def _granted(counts_for: str, phase: Phase, on: date, **more: Any) -> QuerySet[Any]:
    """The cases granted until the day, once for each certificate that they name; where the target counts each phase by
    itself, in this phase alone."""
    of_plan = Q(rule=Target.Rule.CUMULATIVE) | Q(answered_on__gte=phase.begins)
    found = Case.objects.alias(rule=rule_on(CODES[counts_for], phase, on)).filter(
        of_plan,
        kind__counts_for=counts_for,
        ruling__verdict=Ruling.Verdict.SUPPORT,
        answered_on__lte=min(on, phase.ends),
        party__kind__in=ENTERPRISES,
    )
    owner, paper = Coalesce("party__merged_into", "party"), "results__certificate__"
    columns = {f"paper_{name}": F(paper + name) for name in PAPER}
    gone = F(f"{paper}file__withdrawn_at")
    rows = found.annotate(owner=owner, called=name_then(on, "party"), paper_gone=gone, **columns, **more)
    return rows.order_by("owner", "answered_on", "pk")


PAPER = ("number", "scope", "issuer", "issued_on", "expires_on", "revoked_on", "file")
"""What of a certificate its standing depends on."""


def _by_enterprise(found: Iterable[tuple[Any, Text]]) -> Figure:
    """One record an enterprise: counted where one of its cases lacks nothing, else waiting with its nearest case."""
    counted: list[Record] = []
    waiting: list[Record] = []
    for party, held in groupby(found, key=lambda one: one[0].owner):
        case, lacks = min(held, key=lambda one: len(one[1].vi))
        words = Text(f"hồ sơ {case.code}: {lacks.vi}", f"case {case.code}: {lacks.en}") if lacks.vi else ""
        link = reverse("case_carrying", args=[case.pk])
        record = Record(
            f"parties.party:{party}",
            f"{case.called} · {case.code}",
            link,
            case.answered_on,
            words,
            "support.see_all",
        )
        (waiting if words else counted).append(record)
    return Figure(Decimal(len(counted)), counted, waiting)


NOTHING, NO_CERTIFICATE = Text("", ""), Text("chưa gắn giấy chứng nhận", "no certificate named yet")


def _standing(case: Any, day: date) -> Text:
    """What the certificate of this row lacks on that day; nothing where it is whole and holds."""
    if case.paper_number is None:
        return NO_CERTIFICATE
    paper = Certificate(**{name: getattr(case, f"paper_{name}") for name in PAPER[:-1]})
    lacks = _lacking(paper, has_scan=case.paper_file is not None and case.paper_gone is None)
    tone, words = standing(paper, day)
    if lacks.vi or (tone in ("good", "wait") and paper.issued_on <= day):
        return lacks
    return Text(f"giấy {paper.number} {words.vi}", f"certificate {paper.number}: {words.en}")


def _lacking(paper: Certificate, *, has_scan: bool) -> Text:
    missing = [
        *([] if has_scan else [Text("bản quét", "the scan")]),
        *([] if paper.scope.strip() else [Text("phạm vi", "the scope")]),
        *([] if paper.issuer.strip() else [Text("nơi cấp", "the issuer")]),
    ]
    if not missing:
        return Text("", "")
    vi, en = ", ".join(one.vi for one in missing), ", ".join(one.en for one in missing)
    return Text(f"giấy {paper.number} thiếu {vi}", f"certificate {paper.number} lacks {en}")


def in_use(phase: Phase, on: date) -> Figure:
    """Enterprises that a granted case supported in traceability, with a lot told of lately whose chain has all stages;
    for organic farming, a certificate that is whole does too. How chains stood in a phase that is over is not kept
    lot by lot, so such a phase has no computed figure."""
    if phase.is_over(on):
        return NOT_SHOWN
    told = Lot.objects.filter(product__owner=OuterRef("owner"), chain__last_at__date__range=(on - IN_USE, on))
    told = told.exclude(chain__told=[])
    lots = {"is_told": Exists(told), "is_whole": Exists(told.filter(chain__missing=[]))}
    cases = _granted(Kind.CountsFor.TRACEABILITY, phase, on, **lots)
    return _by_enterprise((case, _use(case, on)) for case in cases)


def _use(case: Any, on: date) -> Text:
    """What a case lacks to be in use: a lot that is told of whole, or a certificate that is whole."""
    if case.is_whole or not _standing(case, on).vi:
        return NOTHING
    return NO_LOT_IS_WHOLE if case.is_told else NO_LOT_TOLD


NO_LOT_IS_WHOLE = Text("chưa có lô nào đủ công đoạn", "no lot has all stages")
NO_LOT_TOLD = Text("90 ngày qua chưa có lô nào được ghi", "no lot was told of in the last 90 days")


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
            "productivity.see",
        )
        (waiting if lacks else counted).append(record)
    return Figure(Decimal(len(counted)), counted, waiting)


def _not_published(run: Any) -> Words:
    if run.area.is_demonstration:
        return Text("chạy trên số liệu trình diễn", "made on demonstration data")
    if run.verdict != Review.Verdict.APPROVED:
        return Text("chưa duyệt công bố", "not approved for publication")
    return ""


CODES: dict[str, str] = {
    Kind.CountsFor.CERTIFIED: "doanh-nghiep-chung-nhan",
    Kind.CountsFor.TRACEABILITY: "truy-xuat-dang-dung",
}
"""The indicator that a kind of support counts for."""
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
