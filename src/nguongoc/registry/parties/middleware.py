from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguongoc.registry.parties.rights import Viewer, viewer


def know_the_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.viewer`, asked of the database only when somebody looks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


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
