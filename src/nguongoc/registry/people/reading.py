"""What administrators look up and set right: which role may do what, and who is locked out."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.accounts.views import reader
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.editing import entries
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.parties.rights import Request, may, signed_in
from nguongoc.registry.people.actions.rights import change_rights
from nguongoc.registry.people.forms import RightsForm


@require_safe
@signed_in
def roles(request: Request) -> HttpResponse:
    """`/vai-tro/`: every role, and what it may do."""
    known = [
        (role, [PERMISSIONS[one] for one in role.permissions if one in PERMISSIONS])
        for role in Role.objects.order_by("-needs_second_factor", "name_vi")
    ]
    shown = {
        "roles": known,
        "own": request.viewer.roles,
        "may_edit": request.viewer.may("accounts.manage"),
        "trail": [(_("Việc của tôi"), "/"), (_("Vai trò"), "")],
    }
    return render(request, "people/roles.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may("accounts.manage")
def role(request: Request, code: str) -> HttpResponse:
    """`/vai-tro/{code}/`: what one role may do, set by an administrator, and who set what before."""
    found = get_object_or_404(Role, code=code)
    form, at = RightsForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: change_rights(found, actor=reader(request), at=at, opened=form.opened, **form.values)
    ):
        messages.success(request, _("Đã lưu. Vai trò có quyền mới từ trang kế tiếp."))
        return redirect("roles")
    held = Membership.objects.filter(role=found, valid_from__lte=at.date()).exclude(valid_to__lt=at.date())
    return desk(
        request,
        form,
        Text(f"Quyền của vai trò: {found.name_vi}", f"Rights of the role: {found.name_en}"),
        (_("Vai trò"), reverse("roles")),
        template="people/role.html",
        holders=held.values("user").distinct().count(),
        history=[_told(entry) for entry in entries(found)[:20]],
    )


def _told(entry: Entry) -> tuple[Entry, list[str], list[str], list[tuple[str, str]]]:
    """One change: the entry, what was given, what was taken, what it was called."""
    changes = entry.details.get("changes", {})
    was, now = changes.get("permissions", ([], []))
    given, taken = (
        [text(PERMISSIONS[one]) for one in PERMISSIONS if one in more and one not in less]
        for more, less in ((now, was), (was, now))
    )
    renamed = [(was, now) for name, (was, now) in changes.items() if name != "permissions"]
    return entry, given, taken, renamed


@require_safe
@may("accounts.manage")
def locks(request: Request) -> HttpResponse:
    """`/khoa-dang-nhap/`: who failed to sign in lately, and who is locked out."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(attempt_time__gte=since).order_by("-attempt_time")
    limit = settings.AXES_FAILURE_LIMIT
    shown = {
        "attempts": [(one, one.failures_since_start >= limit) for one in attempts],
        "trail": [(_("Việc của tôi"), "/"), (_("Khóa đăng nhập"), "")],
    }
    return render(request, "people/locks.html", shown)


@require_POST
@may("accounts.manage")
def unlock(request: Request, attempt: int) -> HttpResponse:
    """`/khoa-dang-nhap/{id}/mo`: let somebody try again."""
    found = get_object_or_404(AccessAttempt, pk=attempt)
    with transaction.atomic():
        reset(ip=found.ip_address, username=found.username)
        record("lock.opened", "sign-in", actor=reader(request), at=timezone.now(), username=found.username)
    messages.success(request, _("Đã mở khóa. Người ấy thử lại được ngay."))
    return redirect("locks")
