from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguongoc.registry.parties.rights import viewer


def know_the_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.viewer`, asked of the database only when somebody looks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = getattr(request, "token", None)
        request.viewer = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: viewer(request.user, on=timezone.localdate(), token=token)
        )
        return get_response(request)

    return middleware
