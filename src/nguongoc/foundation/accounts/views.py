"""A person's own account: what stands in it, where they are signed in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguongoc.foundation.accounts import actions
from nguongoc.foundation.accounts.agents import device
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.rights import Request, known


@require_safe
@known
def account(request: Request) -> HttpResponse:
    """`/tai-khoan/`: everything of one's own account, and where it is changed."""
    user = reader(request)
    factors = Authenticator.objects.filter(user=user)
    shown = {
        "factors": {
            "totp": factors.filter(type=Authenticator.Type.TOTP).exists(),
            "passkeys": factors.filter(type=Authenticator.Type.WEBAUTHN).count(),
        },
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "tokens": user.tokens.filter(revoked_at=None).count(),
        "sign_ons": settings.SIGN_ONS,
        "trail": [(_("Việc của tôi"), "/"), (_("Tài khoản"), "")],
    }
    return render(request, "account/home.html", shown)


def reader(request: Request) -> User:
    """Who is signed in, behind a guard."""
    assert request.viewer.user is not None
    return request.viewer.user


@require_safe
@known
def sessions(request: Request) -> HttpResponse:
    """`/tai-khoan/phien`: where one is signed in."""
    mine = sorted(
        UserSession.objects.purge_and_list(reader(request)), key=lambda one: one.created_at, reverse=True
    )
    here = request.session.session_key
    shown = {
        "sessions": [(one, device(one.user_agent), one.session_key == here) for one in mine],
        "trail": [
            (_("Việc của tôi"), "/"),
            (_("Tài khoản"), reverse("account")),
            (_("Nơi đang đăng nhập"), ""),
        ],
    }
    return render(request, "account/sessions.html", shown)


@require_POST
@known
def end_session(request: Request, session: int) -> HttpResponse:
    """`/tai-khoan/phien/{id}/ket-thuc`: end one sign-in of one's own."""
    found = get_object_or_404(UserSession, pk=session, user=reader(request))
    actions.end_sessions(reader(request), [found], actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã kết thúc lần đăng nhập ấy."))
    return redirect("account_sessions")


@require_POST
@known
def end_others(request: Request) -> HttpResponse:
    """`/tai-khoan/phien/ket-thuc-het`: end every sign-in but this one."""
    user = reader(request)
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    actions.end_sessions(user, others, actor=user, at=timezone.now())
    messages.success(request, _("Đã đăng xuất khỏi mọi nơi khác."))
    return redirect("account_sessions")
