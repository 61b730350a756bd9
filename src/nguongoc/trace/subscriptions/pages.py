"""What people see of subscriptions: their own, how each stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.epcis.schedule import RANGES
from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.components import Fact, Status
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment
from nguongoc.registry.parties.rights import Request, may
from nguongoc.trace.subscriptions import actions, documents
from nguongoc.trace.subscriptions.models import Delivery, StoredQuery, Subscription

NAME = Text("Đăng ký nhận sự kiện", "Event subscriptions")
QUERIES = Text("Truy vấn đã lưu", "Stored queries")
EMPTY = Text(
    "Chưa có đăng ký nào. Phần mềm của đơn vị gọi POST /epcis/queries để lưu truy vấn, rồi POST …/subscriptions.",
    "No subscriptions yet. Your software stores a query by POST /epcis/queries, then calls POST …/subscriptions.",
)
NO_QUERIES = Text("Chưa lưu truy vấn nào.", "No queries are stored.")
NO_DELIVERIES = Text("Chưa có tài liệu nào để gửi.", "There was nothing to send yet.")

STATES = {
    "running": Status("good", Text("đang gửi", "running")),
    "failing": Status("wait", Text("gửi chưa được, đang thử lại", "failing, tried again")),
    "suspended": Status("bad", Text("đã dừng", "stopped")),
}
DELIVERIES = {
    Delivery.State.HELD: Status("info", Text("đang gom", "being gathered")),
    Delivery.State.WAITING: Status("wait", Text("chờ gửi", "waiting")),
    Delivery.State.SENT: Status("good", Text("đã gửi", "sent")),
    Delivery.State.NOTHING: Status("quiet", Text("không còn gì được xem", "nothing left to see")),
}
KINDS = {
    Delivery.Kind.EVENTS: Text("sự kiện", "events"),
    Delivery.Kind.EMPTY: Text("không có gì mới", "nothing new"),
    Delivery.Kind.ERROR: Text("báo lỗi", "an error"),
}
UNITS = {
    "second": Text("giây", "second"),
    "minute": Text("phút", "minute"),
    "hour": Text("giờ", "hour"),
    "dayOfMonth": Text("ngày", "day"),
    "month": Text("tháng", "month"),
    "dayOfWeek": Text("thứ (1 là thứ Hai)", "weekday (1 is Monday)"),
}


@require_safe
@may("events.query")
def subscriptions(request: Request) -> HttpResponseBase:
    """`/dang-ky-su-kien/`: the reader's own queries and subscriptions."""
    table = take(request.GET, name=NAME, columns=COLUMNS, rows=_rows(request), choices=(_STATE,), empty=EMPTY)
    stored = take(
        request.GET.__class__(""),
        name=QUERIES,
        columns=QUERY_COLUMNS,
        rows=_queries(request),
        empty=NO_QUERIES,
        id="truy-van",
        per_page=actions.MOST_QUERIES,
    )
    trail = [(_("Việc của tôi"), reverse("home")), (text(NAME), "")]
    return answer(request, "subscriptions/list.html", table, stored=stored, trail=trail)


def _rows(request: Request) -> QuerySet[Subscription]:
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    return (
        Subscription.objects.visible_to(request.viewer)
        .select_related("owner")
        .annotate(waiting=waiting)
        .order_by("-created_at", "pk")
    )


def _queries(request: Request) -> QuerySet[StoredQuery]:
    return (
        StoredQuery.objects.owned_by(request.viewer)
        .annotate(followers=Count("subscriptions"))
        .order_by("name", "pk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may("events.query")
def subscription(request: Request, key: UUID) -> HttpResponseBase:
    """`/dang-ky-su-kien/{id}/`: one subscription and what was sent lately; POST stops it or resumes it."""
    found = get_object_or_404(_rows(request), pk=key)
    if request.method == "POST":
        return _decided(request, found)
    table = take(
        request.GET,
        name=Text("Các lần gửi", "Deliveries"),
        columns=DELIVERY_COLUMNS,
        rows=found.deliveries.order_by("-number"),
        empty=NO_DELIVERIES,
        id="lan-gui",
    )
    trail = [
        (_("Việc của tôi"), reverse("home")),
        (text(NAME), reverse("subscriptions")),
        (found.query_name, ""),
    ]
    shown = {"one": found, "facts": _facts(found), "state": STATES[documents.state(found)], "trail": trail}
    return answer(request, "subscriptions/one.html", table, **shown, why=said(found.last_problem))


def _decided(request: Request, found: Subscription) -> HttpResponse:
    if request.POST.get("viec") == "tiep-tuc":
        actions.resume(found, viewer=request.viewer, token=None, at=timezone.now())
        messages.success(request, _("Đăng ký tiếp tục gửi từ chỗ đã dừng."))
    else:
        actions.stop(found, actor=cast(User, request.viewer.user), at=timezone.now())
        messages.success(request, _("Đăng ký đã dừng. Sự kiện mới vẫn được giữ để gửi khi tiếp tục."))
    return redirect("subscription", key=found.pk)


def said(problem: Mapping[str, str] | None) -> Text:
    """What was written down in both languages."""
    return Text(problem["vi"], problem["en"]) if problem else Text("", "")


def rhythm(found: Subscription) -> Text:
    """How often it sends, in words."""
    if found.schedule is None:
        return Text("ngay khi có sự kiện", "as soon as events are recorded")
    given = [(UNITS[name], found.schedule[name]) for name in reversed(RANGES) if name in found.schedule]
    return Text(
        "theo lịch: " + ", ".join(f"{unit.vi} {value}" for unit, value in given),
        "on schedule: " + ", ".join(f"{unit.en} {value}" for unit, value in given),
    )


def _facts(found: Subscription) -> list[Fact]:
    last = moment(found.last_sent_at) if found.last_sent_at else Text("chưa lần nào", "never")
    return [
        Fact(Text("Trạng thái", "State"), "", status=STATES[documents.state(found)]),
        Fact(Text("Truy vấn", "Query"), found.query_name),
        Fact(Text("Nơi nhận", "Receiver"), found.dest),
        Fact(Text("Khi nào gửi", "When"), rhythm(found)),
        Fact(Text("Gửi được gần nhất", "Last delivered"), last),
        Fact(Text("Đang chờ gửi", "Waiting"), str(cast(Any, found).waiting)),
        Fact(Text("Lần hỏng liên tiếp", "Failures in a row"), str(found.failures)),
        Fact(Text("Người đăng ký", "Owner"), str(found.owner)),
        Fact(Text("Đăng ký lúc", "Since"), moment(found.created_at)),
        Fact(Text("Mã đăng ký", "Id"), found.code),
    ]


COLUMNS = (
    Column(
        "truy-van",
        Text("Truy vấn", "Query"),
        lambda one: one.query_name,
        order=("query_name",),
        note=lambda one: rhythm(one),
        link=lambda one: reverse("subscription", args=[one.pk]),
    ),
    Column(
        "noi-nhan", Text("Nơi nhận", "Receiver"), lambda one: urlsplit(one.dest).hostname, order=("dest",)
    ),
    Column(
        "trang-thai",
        Text("Trạng thái", "State"),
        lambda one: STATES[documents.state(one)],
        kind="status",
        note=lambda one: said(one.last_problem),
    ),
    Column(
        "gan-nhat",
        Text("Gửi được lúc", "Delivered"),
        lambda one: one.last_sent_at,
        kind="moment",
        order=("last_sent_at",),
    ),
    Column("cho", Text("Chờ gửi", "Waiting"), lambda one: one.waiting, kind="number", order=("waiting",)),
    Column(
        "hong",
        Text("Hỏng liên tiếp", "Failures"),
        lambda one: one.failures,
        kind="number",
        order=("failures",),
    ),
)
QUERY_COLUMNS = (
    Column("ten", Text("Tên", "Name"), lambda one: one.name),
    Column(
        "dieu-kien",
        Text("Điều kiện", "Conditions"),
        lambda one: "; ".join(f"{name}: {_short(value)}" for name, value in one.parameters.items()),
    ),
    Column("dang-ky", Text("Số đăng ký", "Subscriptions"), lambda one: one.followers, kind="number"),
    Column(
        "chung",
        Text("Ai dùng được", "Who may use it"),
        lambda one: (
            Text("mọi người", "everybody") if one.is_shared else Text("đơn vị mình", "one's own party")
        ),
    ),
)
DELIVERY_COLUMNS = (
    Column("luc", Text("Lập lúc", "Made"), lambda one: one.made_at, kind="moment", order=("made_at",)),
    Column("noi-dung", Text("Nội dung", "What"), lambda one: KINDS[Delivery.Kind(one.kind)]),
    Column("so", Text("Sự kiện", "Events"), lambda one: len(one.events), kind="number"),
    Column(
        "ket-qua", Text("Kết quả", "Result"), lambda one: DELIVERIES[Delivery.State(one.state)], kind="status"
    ),
    Column(
        "lan", Text("Số lần thử", "Attempts"), lambda one: one.attempts, kind="number", order=("attempts",)
    ),
    Column(
        "ma", Text("Mã trả lời", "Answer"), lambda one: str(one.last_status or ""), order=("last_status",)
    ),
    Column("gui", Text("Gửi lúc", "Sent"), lambda one: one.sent_at, kind="moment", order=("sent_at",)),
)
_KEPT = {
    "gui": Q(suspended_at=None, failing_since=None),
    "hong": Q(suspended_at=None, failing_since__isnull=False),
    "dung": Q(suspended_at__isnull=False),
}
_STATE = Choice(
    "trang-thai",
    Text("Trạng thái", "State"),
    list(zip(_KEPT, (state.words for state in STATES.values()), strict=True)),
    lambda rows, value: rows.filter(_KEPT[value]),
)


def _short(value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words if len(words) <= 80 else f"{words[:79]}…"
