"""What administrators look up: which role may do what, and who is locked out."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.accounts.views import reader
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.parties.rights import Request, may, signed_in


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
        "trail": [(_("Việc của tôi"), "/"), (_("Vai trò"), "")],
    }
    return render(request, "people/roles.html", shown)


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
