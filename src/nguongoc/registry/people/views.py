"""A party's people: who they are, inviting them, their roles."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.accounts.views import reader
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.models import Membership, name_then
from nguongoc.registry.parties.rights import Request, may_one
from nguongoc.registry.people import codes, letters, queries, roster
from nguongoc.registry.people.actions import invitations, members, recorders
from nguongoc.registry.people.forms import InviteForm, RecorderForm, RoleForm, show
from nguongoc.registry.people.models import Device, Invitation

GET_POST = ["GET", "HEAD", "POST"]
NAME = Text("Người của đơn vị", "People")
MANAGE = may_one(queries.MANAGES, queries.ALL)
LOOK_AFTER = may_one(queries.MANAGES, queries.ENROLS, queries.ALL)


@require_safe
@LOOK_AFTER
def people(request: Request) -> HttpResponseBase:
    """`/nguoi-dung/`: the people whom the reader looks after; its export is the review sheet of rights."""
    today = timezone.localdate()
    rows = queries.members(request.viewer, on=today).annotate(party_name=name_then(today, "party"))
    table = take(
        request.GET,
        name=NAME,
        columns=_columns(opens=request.viewer.may(queries.MANAGES) or request.viewer.may(queries.ALL)),
        rows=rows,
        choices=(_role_choice(),),
        search=lambda found, words: (
            found.filter(user__full_name__icontains=words) | found.filter(user__username__icontains=words)
        ),
    )
    shown = {
        "trail": _trail(),
        "invitations": queries.invitations(request.viewer),
        "devices": queries.devices(request.viewer),
        "now": timezone.now(),
        "may_manage": request.viewer.may(queries.MANAGES) or request.viewer.may(queries.ALL),
        "may_enrol": queries.enrolling_parties(request.viewer).exists(),
        "reviewed": queries.last_review(request.viewer),
    }
    return answer(request, "people/list.html", table, **shown)


def _state(one: Membership) -> Status:
    if not one.user.is_active:
        return Status("quiet", Text("tài khoản ngừng", "account ended"))
    if hasattr(one, "delegation"):
        return Status(
            "info", Text(f"ủy quyền từ {one.delegation.giver}", f"delegated by {one.delegation.giver}")
        )
    return Status("good", Text("đang làm việc", "at work"))


def _columns(*, opens: bool) -> tuple[Column, ...]:
    """`opens`: whether the reader may open each person's own page."""
    name = Column(
        "ten",
        Text("Họ và tên", "Name"),
        lambda one: str(one.user),
        order=("user__full_name",),
        note=lambda one: one.user.username,
        link=(lambda one: reverse("person", args=[one.pk])) if opens else None,
    )
    return (name, *COLUMNS)


COLUMNS = (
    Column("don-vi", Text("Đơn vị", "Party"), lambda one: one.party_name, order=("party_name",)),
    Column("vai-tro", Text("Vai trò", "Role"), lambda one: one.role.name, order=("role__name_vi",)),
    Column("tu", Text("Từ ngày", "Since"), lambda one: one.valid_from, kind="day", order=("valid_from",)),
    Column("den", Text("Đến ngày", "Until"), lambda one: one.valid_to, kind="day", order=("valid_to",)),
    Column(
        "vao-cuoi",
        Text("Vào lần cuối", "Last sign-in"),
        lambda one: one.user.last_login,
        kind="moment",
        order=("user__last_login",),
    ),
    Column("tinh-trang", Text("Tình trạng", "State"), _state, kind="status"),
)


def _role_choice() -> Choice:
    known = [(one.code, one.name) for one in Role.objects.all()]
    return Choice("vai-tro-la", Text("Vai trò", "Role"), known, lambda rows, value: rows.filter(role=value))


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    people = (text(NAME), reverse("people") if more else "")
    return [(_("Việc của tôi"), "/"), people, *more]


@require_http_methods(GET_POST)
@MANAGE
def invite(request: Request) -> HttpResponse:
    """`/nguoi-dung/moi`: invite somebody; the answer shows the link once."""
    parties = queries.looked_after(request.viewer).living()
    form = InviteForm(request.POST or None, parties=parties, roles=queries.grantable_in(parties))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = invitations.invite(
                said["full_name"],
                party=said["party"],
                role=said["role"].pk,
                email=said["email"],
                actor=reader(request),
                at=timezone.now(),
            )
        except Refused as refused:
            show(form, refused)
        else:
            return _invited(request, made, secret)
    return render(request, "people/invite.html", {"form": form, "trail": _trail((_("Mời người"), ""))})


@require_POST
@MANAGE
def withdraw(request: Request, invitation: UUID) -> HttpResponse:
    """`/nguoi-dung/loi-moi/{id}/thu-hoi`: take an invitation back."""
    found = get_object_or_404(queries.invitations(request.viewer), pk=invitation)
    invitations.withdraw(found, actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã thu hồi lời mời."))
    return redirect("people")


@require_POST
@MANAGE
def invite_again(request: Request, invitation: UUID) -> HttpResponse:
    """`/nguoi-dung/loi-moi/{id}/gui-lai`: another link for an invitation that was lost or is over."""
    found = get_object_or_404(queries.invitations(request.viewer), pk=invitation)
    return _invited(request, found, invitations.renew(found, actor=reader(request), at=timezone.now()))


def _invited(request: Request, made: Invitation, secret: str) -> HttpResponse:
    """The page that shows an invitation's link this once."""
    address = codes.link("invitation", secret)
    shown = {
        "invitation": made,
        "address": address,
        "picture": codes.picture(address),
        "is_sent": letters.invite(made, address),
        "trail": _trail((_("Lời mời"), "")),
    }
    return render(request, "people/invited.html", shown)


@require_safe
@MANAGE
def review(request: Request) -> HttpResponseBase:
    """`/nguoi-dung/ra-soat`: who holds what and when they were last there, as a sheet that is marked and sent back."""
    today, now = timezone.localdate(), timezone.now()
    rows = list(roster.review(request.viewer, on=today))
    record("people.reviewed", "people", actor=reader(request), at=now, rows=len(rows))
    heads = [text(one.head) for one in roster.FIELDS]
    return sheets.answer(f"ra-soat-quyen-{today:%Y-%m-%d}", heads, rows)


@require_http_methods(GET_POST)
@MANAGE
def person(request: Request, membership: int) -> HttpResponse:
    """`/nguoi-dung/{id}/`: one membership: change its role."""
    today = timezone.localdate()
    found = get_object_or_404(queries.members(request.viewer, on=today), pk=membership)
    roles = queries.grantable(found.party)
    form = RoleForm(request.POST or None, roles=roles, initial={"role": found.role_id})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(found, form.cleaned_data["role"].pk, actor=reader(request), at=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Đã đổi vai trò."))
            return redirect("people")
    shown = {
        "membership": found,
        "form": form,
        "state": _state(found),
        "is_lent": hasattr(found, "delegation"),
        "signed_in": UserSession.objects.filter(user=found.user).count(),
        "keys": found.user.tokens.filter(revoked_at=None).count(),
        "may_shut_out": request.viewer.may(queries.ALL),
        "may_unenrol": request.viewer.may(queries.ALL)
        and Authenticator.objects.filter(user=found.user).exists(),
        "trail": _trail((str(found.user), "")),
    }
    return render(request, "people/person.html", shown)


@require_POST
@MANAGE
def end(request: Request, membership: int) -> HttpResponse:
    """`/nguoi-dung/{id}/ket-thuc`: end a membership."""
    found = get_object_or_404(queries.members(request.viewer, on=timezone.localdate()), pk=membership)
    try:
        members.end(found, actor=reader(request), at=timezone.now())
    except Refused as refused:
        for one in refused.problems:
            messages.error(request, text(one.why))
        return redirect("person", found.pk)
    messages.success(request, _("Đã kết thúc vai trò. Người ấy không còn quyền nào ở đơn vị này."))
    return redirect("people")


@require_POST
@may_one(queries.ALL)
def unenrol(request: Request, membership: int) -> HttpResponse:
    """`/nguoi-dung/{id}/go-hai-lop`: take away the second factor of somebody who lost it: they enrol anew."""
    found = get_object_or_404(queries.members(request.viewer, on=timezone.localdate()), pk=membership)
    members.forget_second_factor(found.user, actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã gỡ lớp xác thực thứ hai. Lần đăng nhập tới, người ấy phải bật lại."))
    return redirect("person", found.pk)


@require_POST
@may_one(queries.ALL)
def shut_out(request: Request, membership: int) -> HttpResponse:
    """`/nguoi-dung/{id}/dang-xuat`: end every sign-in and token of somebody, whose roles stay."""
    found = get_object_or_404(queries.members(request.viewer, on=timezone.localdate()), pk=membership)
    members.shut_out(found.user, actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã kết thúc mọi lần đăng nhập và thu hồi mọi khóa truy cập của người ấy."))
    return redirect("person", found.pk)


@require_http_methods(GET_POST)
@may_one(queries.ENROLS, queries.ALL)
def recorder(request: Request) -> HttpResponse:
    """`/nguoi-dung/nguoi-ghi`: a recorder without e-mail; the answer shows the QR code once."""
    form = RecorderForm(request.POST or None, parties=queries.enrolling_parties(request.viewer))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        device, secret = recorders.enrol_recorder(
            said["full_name"], party=said["party"], actor=reader(request), at=timezone.now()
        )
        return _offered(request, device, secret)
    return render(request, "people/recorder.html", {"form": form, "trail": _trail((_("Thêm người ghi"), ""))})


def _offered(request: Request, device: Device, secret: str) -> HttpResponse:
    address = codes.link("device", secret)
    shown = {"device": device, "address": address, "picture": codes.picture(address)}
    return render(request, "people/offered.html", {**shown, "trail": _trail((_("Mã QR"), ""))})


@require_POST
@may_one(queries.ENROLS, queries.ALL)
def device_again(request: Request, device: UUID) -> HttpResponse:
    """`/nguoi-dung/thiet-bi/{id}/ma-moi`: another phone for this recorder; the one before is revoked."""
    found = get_object_or_404(queries.devices(request.viewer), pk=device)
    return _offered(
        request,
        *recorders.new_device(found.user, party=found.party, actor=reader(request), at=timezone.now()),
    )


@require_POST
@may_one(queries.ENROLS, queries.ALL)
def device_revoke(request: Request, device: UUID) -> HttpResponse:
    """`/nguoi-dung/thiet-bi/{id}/thu-hoi`: end a phone."""
    found = get_object_or_404(queries.devices(request.viewer), pk=device)
    recorders.revoke(found, actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã thu hồi thiết bị. Ai cầm máy ấy cũng không vào được nữa."))
    return redirect("people")
