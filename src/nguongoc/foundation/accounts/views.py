"""A person's own account: what stands in it, where they are signed in."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts import actions
from nguongoc.foundation.accounts.agents import device
from nguongoc.foundation.accounts.forms import TokenForm
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.rights import Request, known, signed_in
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.shared.templatetags.face import text


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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: Request) -> HttpResponse:
    """`/tai-khoan/khoa-truy-cap`: one's own keys for programs; a new one is shown once, in the answer that makes it."""
    user, made = reader(request), ""
    now = timezone.now()
    form = TokenForm(request.POST or None, longest=setting("token.days", on=timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = now + timedelta(days=said["days"])
        try:
            made = actions.make_token(
                user, name=said["name"], scopes=said["scopes"], actor=user, at=now, expires_at=ends
            )
        except Refused as refused:
            for one in refused.problems:
                form.add_error(one.where if one.where in form.fields else None, text(one.why))
    shown = {
        "form": form,
        "made": made,
        "live": user.tokens.filter(revoked_at=None),
        "now": now,
        "trail": [(_("Việc của tôi"), "/"), (_("Tài khoản"), reverse("account")), (_("Khóa truy cập"), "")],
    }
    return render(request, "account/tokens.html", shown)


@require_POST
@signed_in
def token_revoke(request: Request, token: int) -> HttpResponse:
    """`/tai-khoan/khoa-truy-cap/{id}/thu-hoi`: end one of one's own keys."""
    found = get_object_or_404(reader(request).tokens, pk=token)
    actions.revoke_token(found, actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã thu hồi khóa."))
    return redirect("account_tokens")


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
