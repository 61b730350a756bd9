"""What waits for the reader's own word or deed, whatever register it stands in; one question to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.components import Status, Tone
from nguongoc.foundation.shared.templatetags.vn import due
from nguongoc.programme.needs.models import Campaign, Need
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.privacy.models import DataRequest
from nguongoc.reports.start.board import Row, Section
from nguongoc.trace.labels.models import LabelBatch
from nguongoc.trace.resolver.models import Report

ENDING = timedelta(days=60)
"""How long before its last day a paper is asked after: what `/giay-chung-nhan/?han=sap` shows."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One kind of thing that may wait: the permissions by any of which it is one's own, which rows, and what is said of
    so many."""

    permissions: str
    rows: Callable[[Viewer, date], QuerySet[Any]]
    words: Callable[[int], Text]
    address: Callable[[], str]
    tone: Tone = "wait"


def _ending(model: Any) -> Callable[[Viewer, date], QuerySet[Any]]:
    return lambda viewer, today: model.objects.all().editable_by(viewer).ending(today, ENDING)


def _undecided(viewer: Viewer, today: date) -> QuerySet[Need]:
    open_now = Campaign.objects.filter(opens_on__lte=today, closes_on__gte=today)
    return Need.objects.filter(campaign__in=open_now, state=Need.State.PROPOSED)


WAITS: tuple[Wait, ...] = (
    Wait(
        "privacy.answer",
        lambda viewer, today: DataRequest.objects.filter(answered_at=None),
        lambda n: Text(
            f"{n} yêu cầu về dữ liệu cá nhân chờ trả lời", f"{n} requests about personal data to answer"
        ),
        lambda: reverse("privacy_requests"),
        "bad",
    ),
    Wait(
        "buyers.answer",
        lambda viewer, today: Report.objects.visible_to(viewer).filter(state=Report.State.NEW),
        lambda n: Text(
            f"{n} phản ánh của người mua chưa ai đọc", f"{n} buyers' reports that nobody has read"
        ),
        lambda: reverse("reports"),
        "bad",
    ),
    Wait(
        "labels.approve",
        lambda viewer, today: LabelBatch.objects.visible_to(viewer).filter(state=LabelBatch.State.ASKED),
        lambda n: Text(f"{n} yêu cầu in tem, nhãn chờ duyệt", f"{n} requests for labels to decide"),
        lambda: reverse("labels"),
    ),
    Wait(
        "needs.compile",
        _undecided,
        lambda n: Text(f"{n} đề xuất nhu cầu chờ xem xét", f"{n} proposed needs to decide"),
        lambda: reverse("needs"),
    ),
    Wait(
        "registry.edit_own registry.edit_all",
        _ending(Certificate),
        lambda n: Text(
            f"{n} giấy chứng nhận hết hạn trong 60 ngày", f"{n} certificates that end within 60 days"
        ),
        lambda: f"{reverse('certificates')}?han=sap",
    ),
    Wait(
        "registry.edit_own registry.edit_all",
        _ending(Declaration),
        lambda n: Text(f"{n} bản công bố hết hạn trong 60 ngày", f"{n} declarations that end within 60 days"),
        lambda: f"{reverse('declarations')}?han=sap",
    ),
)
TO_DO = {"bad": Text("cần trả lời", "to answer"), "wait": Text("đang chờ", "waiting")}


def section(viewer: Viewer, at: datetime) -> Section:
    """Everything that waits for this reader, the most urgent kind first."""
    today = at.date()
    mine = [one for one in WAITS if any(map(viewer.may, one.permissions.split()))]
    found = _counts(viewer, mine, today)
    rows = [
        Row(one.words(found[f"n{number}"]), one.address(), Status(one.tone, TO_DO[one.tone]))
        for number, one in enumerate(mine)
        if found[f"n{number}"]
    ]
    return Section(
        id="cho-ban",
        name=Text("Đang chờ bạn", "Waiting for you"),
        rows=[*rows, *_campaign(viewer, found, today)],
        empty=Text("Không có việc nào chờ bạn.", "Nothing waits for you."),
    )


def _counts(viewer: Viewer, mine: list[Wait], today: date) -> Mapping[str, Any]:
    """How many of each, and the open campaign to which the reader's party has said nothing."""
    asked: dict[str, Any] = {f"n{number}": _count(one.rows(viewer, today)) for number, one in enumerate(mine)}
    if viewer.may("needs.propose") and not viewer.may("needs.compile"):
        silent = (
            Campaign.objects.filter(opens_on__lte=today, closes_on__gte=today)
            .exclude(needs__proposer__in=viewer.parties)
            .exclude(no_needs__party__in=viewer.parties)
        )
        first = silent.order_by("closes_on")
        asked |= {
            "year": Subquery(first.values("year")[:1]),
            "closes_on": Subquery(first.values("closes_on")[:1]),
        }
    if not asked or viewer.user is None:
        return {}
    found: dict[str, Any] = User.objects.filter(pk=viewer.user.pk).annotate(**asked).values(*asked).get()
    return found


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _campaign(viewer: Viewer, found: Mapping[str, Any], today: date) -> Iterator[Row]:
    if found.get("year"):
        name = Text(f"Đề xuất nhu cầu năm {found['year']}", f"Propose the needs of {found['year']}")
        yield Row(
            name,
            reverse("needs_year", args=[found["year"]]),
            Status("info", Text("đơn vị bạn chưa đề xuất", "nothing from your party yet")),
            when=due(found["closes_on"], today),
        )
