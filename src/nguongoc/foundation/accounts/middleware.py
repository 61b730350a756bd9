"""Who calls by token. A token call needs no cookie, so it needs no CSRF check either."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import ApiToken
from nguongoc.foundation.accounts.queries import bearer
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.http import problem

CALLERS: Brief[ApiToken | None] = Brief(seconds=2)
"""A program that sends a thousand documents a minute is looked up now and then; a token that was revoked, or whose
rights changed, ends within two seconds."""

BAD_TOKEN = Text(
    "Khóa truy cập không đúng, đã thu hồi hoặc hết hạn. Tạo khóa mới bằng `nguongoc token`.",
    "The token is unknown, revoked or expired. Make a new one with `nguongoc token`.",
)


def know_the_bearer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.token` and `request.user` from `Authorization: Bearer …`; a bad token is refused at once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        request.token = None  # type: ignore[attr-defined]
        if scheme.lower() == "bearer":
            given = credentials.strip()
            token = CALLERS.get(digest(given), lambda: bearer(given, at=timezone.now()))
            if token is None:
                refusal = problem(request, 401, "SecurityException", BAD_TOKEN)
                refusal["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                return refusal
            request.token = token  # type: ignore[attr-defined]
            request.user = token.user
        return get_response(request)

    return middleware
