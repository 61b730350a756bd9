"""What one person was told, and how they want to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.rights import Request, signed_in
from nguongoc.foundation.notices import actions, queries
from nguongoc.foundation.notices.forms import WishesForm
from nguongoc.foundation.notices.kinds import KINDS
from nguongoc.foundation.notices.letters import read_stop
from nguongoc.foundation.notices.models import Notice
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text

NAME = Text("Thông báo", "Notices")
EMPTY = Text(
    "Chưa có thông báo nào. Khi có việc cần bạn biết, nó hiện ở đây và trên biểu tượng chuông.",
    "No notices yet. What you need to know will stand here and on the bell.",
)


@require_safe
@signed_in
def notices(request: Request) -> HttpResponseBase:
    """`/thong-bao/`: what the reader was told."""
    table = take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=queries.of(_reader(request)),
        choices=(_NEW, _KIND),
        empty=EMPTY,
    )
    trail = [(_("Việc của tôi"), "/"), (text(NAME), "")]
    return answer(request, "notices/list.html", table, trail=trail, unread=queries.unread(_reader(request)))


def _reader(request: Request) -> User:
    assert request.viewer.user is not None
    return request.viewer.user


def _state(notice: Notice) -> Status:
    return Status("quiet", Text("đã xem", "opened")) if notice.read_at else Status("info", Text("mới", "new"))


COLUMNS = (
    Column("luc", Text("Lúc", "At"), lambda one: one.told_at, kind="moment", order=("told_at",)),
    Column(
        "noi-dung",
        Text("Nội dung", "What"),
        lambda one: one.title,
        note=lambda one: one.words,
        link=lambda one: reverse("notice", args=[one.pk]),
    ),
    Column("loai", Text("Loại", "Kind"), lambda one: KINDS[one.kind].name if one.kind in KINDS else one.kind),
    Column("da-xem", Text("Tình trạng", "State"), _state, kind="status"),
)
_NEW = Choice(
    "moi",
    Text("Tình trạng", "State"),
    (("moi", Text("mới", "new")), ("xem", Text("đã xem", "opened"))),
    lambda rows, value: rows.filter(read_at__isnull=value == "moi"),
)
_KIND = Choice(
    "loai",
    Text("Loại", "Kind"),
    [(code, kind.name) for code, kind in KINDS.items()],
    lambda rows, value: rows.filter(kind=value),
)


@require_safe
@signed_in
def notice(request: Request, notice: int) -> HttpResponse:
    """`/thong-bao/{id}`: open one: it counts as read, and the reader goes where it leads."""
    found = get_object_or_404(queries.of(_reader(request)), pk=notice)
    actions.open_notice(found, at=timezone.now())
    return redirect(found.link or "notices")


@require_POST
@signed_in
def read_all(request: Request) -> HttpResponse:
    """`/thong-bao/da-xem`: nothing is new any more."""
    actions.read_all(_reader(request), at=timezone.now())
    return redirect("notices")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wishes(request: Request) -> HttpResponse:
    """`/thong-bao/cach-nhan`: how the reader wants to be told of each kind."""
    user = _reader(request)
    form = WishesForm(request.POST or None, wishes=queries.wishes(user))
    if request.method == "POST" and form.is_valid():
        for kind, how in form.changed().items():
            actions.wish(user, kind, how, at=timezone.now())
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("notice_wishes")
    trail = [(_("Việc của tôi"), "/"), (text(NAME), reverse("notices")), (_("Cách nhận"), "")]
    shown = {"form": form, "trail": trail, "address": queries.address_of(user), "email": user.email}
    return render(request, "notices/wishes.html", shown)


@csrf_exempt  # mail programs post here without our cookie (RFC 8058); the link is signed
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """`/thong-bao/thoi/{signed}`: stop letters of one kind, without signing in. Following it asks, posting does."""
    said = read_stop(signed)
    user = User.objects.filter(pk=said[0]).first() if said else None
    if said is None or user is None:
        return render(request, "notices/stop.html", {"is_unknown": True}, status=404)
    kind = KINDS.get(said[1])
    shown = {"kind": kind.name if kind else Text("thư tổng hợp hằng ngày", "the daily letter")}
    if request.method == "POST":
        shown["is_done"] = actions.stop_letters(user, said[1], at=timezone.now())  # type: ignore[assignment]
    return render(request, "notices/stop.html", shown)
