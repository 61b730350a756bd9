from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.http import problem
from nguongoc.registry.parties.rights import Viewer, viewer

OWN_AFFAIRS = ("/tai-khoan/", "/thong-bao/", "/du-lieu-ca-nhan/")
"""Where everybody may change things: their own sign-in, notices and personal data."""
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def know_the_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.viewer`, asked of the database only when somebody looks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def hold_to_what_a_viewer_may(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever only reads changes nothing, at any address; staff without a second factor start by getting one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        who: Viewer = request.viewer  # type: ignore[attr-defined]
        if request.method not in SAFE and not request.path.startswith(OWN_AFFAIRS) and who.reads_only:
            return _refuse_change(request)
        if request.path == "/" and who.must_enrol:
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def _refuse_change(request: HttpRequest) -> HttpResponse:
    why = Text(
        "Vai trò của bạn chỉ đọc: xem được mọi thứ được phép, không đổi gì.",
        "Your role reads only: it sees what it may, and changes nothing.",
    )
    if "text/html" in request.headers.get("Accept", ""):
        return render(request, "403.html", {"needed": why}, status=403)
    return problem(request, 403, "SecurityException", why)


def _viewer(request: HttpRequest) -> Viewer:
    """The rights behind a token are remembered as long as the token itself: they hang on it."""
    token = getattr(request, "token", None)
    today = timezone.localdate()
    if token is None:
        return viewer(request.user, on=today)
    known: Viewer | None = getattr(token, "_viewer", None)
    if known is None:
        known = token._viewer = viewer(token.user, on=today, token=token)
    return known
