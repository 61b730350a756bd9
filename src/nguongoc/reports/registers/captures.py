"""The register of captures: what was sent, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.search import matching
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.registry.parties.models import PartyName, name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers.faults import place
from nguongoc.trace.events.models import Capture

LATELY = timedelta(days=30)

NAME = Text("Các lần ghi", "Captures")
EMPTY = Text(
    "Tạo khóa bằng `nguongoc token`, rồi gửi tài liệu EPCIS tới /epcis/capture.",
    "Make a token with `nguongoc token`, then send an EPCIS document to /epcis/capture.",
)
HINT = Text("đơn vị gửi", "sending party")

DONE = Status("good", Text("đã ghi", "taken in"))
PARTLY = Status("wait", Text("ghi được một phần", "partly taken in"))
REFUSED = Status("bad", Text("bị từ chối", "refused"))
RUNNING = Status("info", Text("đang xử lý", "being read"))


def state(job: Capture) -> Status:
    """What became of it."""
    if job.finished_at is None:
        return RUNNING
    if job.success:
        return DONE
    return PARTLY if job.events else REFUSED


def first_problem(job: Capture) -> Text:
    """The first thing that was wrong, and how many more there were."""
    if not job.problems:
        return Text("", "")
    first, more = job.problems[0], len(job.problems) - 1
    where = place(first["where"])
    vi, en = (": ".join(filter(None, said)) for said in ((where.vi, first["vi"]), (where.en, first["en"])))
    vi, en = vi[:1].upper() + vi[1:], en[:1].upper() + en[1:]
    return Text(f"{vi} (và {more} lỗi khác)", f"{en} (and {more} more)") if more else Text(vi, en)


COLUMNS = (
    Column(
        "luc",
        Text("Nhận lúc", "Received"),
        lambda job: job.received_at,
        kind="moment",
        order=("received_at",),
        link=lambda job: reverse("capture_job", args=[job.pk]),
    ),
    Column("don-vi", Text("Đơn vị gửi", "Sender"), lambda job: job.sender_name, order=("sender_name",)),
    Column("ket-qua", Text("Kết quả", "Result"), state, kind="status", note=first_problem),
    Column(
        "ghi", Text("Sự kiện mới", "New events"), lambda job: job.events, kind="number", order=("events",)
    ),
    Column(
        "trung",
        Text("Đã có từ trước", "Repeated"),
        lambda job: job.repeated,
        kind="number",
        order=("repeated",),
    ),
    Column(
        "co", Text("Kích thước (byte)", "Size (bytes)"), lambda job: job.size, kind="number", order=("size",)
    ),
)

WITH_PROBLEMS = Q(success=False, finished_at__isnull=False)
"""Refused, whole or in part."""


def register(request: HttpRequest, viewer: Viewer, *, at: datetime) -> Table:
    """The captures that this viewer may see, as they were asked for."""
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows(viewer, at=at),
        choices=_choices(at),
        search=_search,
        search_hint=HINT,
        empty=EMPTY,
    )


def rows(viewer: Viewer, *, at: datetime) -> QuerySet[Capture]:
    """The captures that this viewer may see, the latest first, with `sender_name`."""
    return Capture.objects.visible_to(viewer).annotate(sender_name=name_then(at.date(), "sender"))


def address(**asked: str) -> str:
    """The register with these filters."""
    return f"{reverse('captures')}?{urlencode(asked)}" if asked else reverse("captures")


def _choices(at: datetime) -> Sequence[Choice]:
    results = {
        "ghi": (DONE.words, Q(success=True)),
        "tu-choi": (Text("bị từ chối, cả hay một phần", "refused, whole or in part"), WITH_PROBLEMS),
        "dang": (RUNNING.words, Q(finished_at=None)),
    }
    spans = {"30": Text("30 ngày qua", "the last 30 days"), "90": Text("90 ngày qua", "the last 90 days")}
    return (
        Choice(
            "ket-qua",
            Text("Kết quả", "Result"),
            [(value, words) for value, (words, _) in results.items()],
            lambda found, value: found.filter(results[value][1]),
        ),
        Choice(
            "trong",
            Text("Nhận trong", "Received in"),
            list(spans.items()),
            lambda found, days: found.filter(received_at__gte=at - timedelta(days=int(days))),
        ),
    )


def _search(found: QuerySet[Capture], typed: str) -> Any:
    return found.filter(sender__in=matching(PartyName.objects.all(), typed).values("party"))
