"""The work list, by agency; and a reminder, for whoever leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Tile
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.vn import day, number
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, may, signed_in
from nguongoc.reports.worklist import actions, queries
from nguongoc.reports.worklist.dues import Due
from nguongoc.reports.worklist.forms import RemindForm
from nguongoc.reports.worklist.models import Reminder

NAME = Text("Danh sách việc", "Work list")
STANDINGS = {
    "qua-han": ("late", Text("quá hạn", "late")),
    "hom-nay": ("today", Text("hạn hôm nay", "due today")),
    "bay-ngay": ("soon", Text("trong 7 ngày tới", "within 7 days")),
    "con-lau": ("later", Text("còn thời gian", "in time")),
    "khong-han": ("open", Text("không có hạn", "no deadline")),
}
TURNS = {"toi": Text("của tôi, cơ quan tôi", "mine, my agency's"), "khac": Text("chờ người khác", "others'")}


@require_safe
@signed_in
def works(request: Request) -> HttpResponseBase:
    """`/cong-viec/`: what is late, due today, and waits for others; each count is the list behind it."""
    today = timezone.localdate()
    found = queries.works(request.viewer, today)
    agencies = queries.by_agency(found, today)
    told = queries.reminded(found) if request.viewer.may("work.remind") else {}
    table = take(
        request.GET,
        name=NAME,
        columns=_columns(request, told),
        rows=found,
        choices=_choices(agencies),
        id="viec",
        empty=Text("Không có việc nào đang chờ.", "Nothing waits."),
    )
    shown = {
        "tiles": _tiles(found),
        "agencies": [(one, _address(**{"co-quan": str(one.pk)})) for one in agencies],
        "today": today,
        "trail": [(_("Việc của tôi"), reverse("home")), (_("Danh sách việc"), "")],
    }
    return answer(request, "worklist/works.html", table, **shown)


def _address(**asked: str) -> str:
    return f"{reverse('works')}?{urlencode(asked)}"


def _tiles(found: Sequence[Due]) -> list[Tile]:
    today = timezone.localdate()
    stand = [one.standing(today) for one in found]
    shown = [
        Tile(
            Text(words.vi.capitalize(), words.en.capitalize()),
            number(stand.count(code)),
            link=_address(luc=key),
        )
        for key, (code, words) in STANDINGS.items()
        if code in ("late", "today", "soon")
    ]
    others = sum(not one.is_mine for one in found)
    return [
        *shown,
        Tile(Text("Chờ người khác", "Waits for others"), number(others), link=_address(ai="khac")),
    ]


def _columns(request: Request, told: Mapping[str, Reminder]) -> tuple[Column, ...]:
    today = timezone.localdate()
    found = (
        Column("viec", Text("Việc", "Work"), lambda one: one.name, note=_note, link=lambda one: one.link),
        Column("co-quan", Text("Ai phải làm", "Who must act"), _who, order=("agency_name",)),
        Column("han", Text("Hạn", "Due"), lambda one: one.by, kind="day", order=("by",)),
        Column("tinh-trang", Text("Tình trạng", "State"), lambda one: one.status(today), kind="status"),
    )
    if not request.viewer.may("work.remind"):
        return found
    remind = Column(
        "nhac",
        Text("Nhắc", "Remind"),
        lambda one: Text("Nhắc", "Remind") if _may_remind(one) else "",
        note=lambda one: _reminded(told.get(one.key)),
        link=lambda one: reverse("work_remind", args=[one.key]) if _may_remind(one) else "",
    )
    return (*found, remind)


def _note(one: Due) -> Text:
    vi, en = (f"{words} {one.code}".strip() for words in (one.register.vi, one.register.en))
    return Text(f"{vi} · {one.why}", f"{en} · {one.why}") if one.why else Text(vi, en)


def _who(one: Due) -> Text | str:
    if one.agency_name:
        return one.agency_name
    return Text("bạn", "you") if one.is_mine else Text("chưa giao", "nobody yet")


def _may_remind(one: Due) -> bool:
    return bool(one.agency) and not one.is_mine


def _reminded(last: Reminder | None) -> Text | str:
    if last is None:
        return ""
    return Text(f"đã nhắc {day(last.day)}", f"reminded {day(last.day)}")


def _choices(agencies: Sequence[queries.Agency]) -> tuple[Choice, ...]:
    today = timezone.localdate()
    return (
        Choice(
            "luc",
            Text("Hạn", "Due"),
            [(key, words) for key, (_code, words) in STANDINGS.items()],
            lambda rows, key: [one for one in rows if one.standing(today) == STANDINGS[key][0]],
        ),
        Choice(
            "ai",
            Text("Lượt của", "Whose turn"),
            list(TURNS.items()),
            lambda rows, key: [one for one in rows if one.is_mine == (key == "toi")],
        ),
        Choice(
            "co-quan",
            Text("Cơ quan", "Agency"),
            [(str(one.pk), one.name) for one in agencies],
            lambda rows, key: [one for one in rows if str(one.agency) == key],
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may("work.remind")
def remind(request: Request, key: str) -> HttpResponse:
    """`/cong-viec/nhac/{key}/`: tell an agency's people of what is due, with a note."""
    due = queries.work(request.viewer, key, timezone.localdate())
    agency = queries.agency_of(due) if due else None
    if due is None or agency is None:
        raise Http404
    form, user = RemindForm(request.POST or None), request.viewer.user
    if (
        request.method == "POST"
        and user is not None
        and form.carry(
            lambda: actions.remind(due, agency, note=form.cleaned_data["note"], actor=user, at=timezone.now())
        )
    ):
        messages.success(request, _("Đã nhắc %(agency)s.") % {"agency": due.agency_name})
        return redirect("works")
    words = due.name if isinstance(due.name, Text) else Text(str(due.name), str(due.name))
    told = Text(
        f"{due.agency_name} · {words.vi} · hạn {day(due.by)}",
        f"{due.agency_name} · {words.en} · due {day(due.by)}",
    )
    title, action = Text("Nhắc việc", "Remind"), Text("Gửi lời nhắc", "Send the reminder")
    here = (_("Danh sách việc"), reverse("works"))
    return desk(request, form, title, here, words=told, action=action)
