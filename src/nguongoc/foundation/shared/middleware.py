"""What stands before every page: readable addresses, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.http import problem

Handler = Callable[[HttpRequest], HttpResponse]

LONGEST_ADDRESS = 8_000


def answer_unreadable_addresses(get_response: Handler) -> Handler:
    """Refuse over-long addresses by name, and NUL in them, which PostgreSQL cannot hold."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.path) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            why = Text(
                f"Địa chỉ dài quá {LONGEST_ADDRESS} ký tự. Rút bớt điều kiện, hoặc lưu truy vấn rồi gọi theo tên.",
                f"The address is longer than {LONGEST_ADDRESS} characters. Ask for less, or store the query.",
            )
            return problem(request, 414, "URITooLongException", why)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            why = Text("Địa chỉ chứa ký tự NUL, không đọc được.", "The address holds a NUL character.")
            return problem(request, 400, "ValidationException", why)
        return get_response(request)

    return middleware


def speak_the_readers_language(get_response: Handler) -> Handler:
    """Vietnamese unless English was chosen: by `?lang=`, else by the cookie, and for machines by
    Accept-Language. A browser's own setting does not switch a person's page: many phones here are set to
    English by the shop that sold them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language, chosen = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.HTTPS,
            )
        return response

    return middleware


_TOLD = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE")


def _language(request: HttpRequest) -> tuple[str, bool]:
    if not any(name in request.META for name in _TOLD) and not request.META.get("QUERY_STRING"):
        return settings.LANGUAGE_CODE, False  # most calls of programs, a thousand a second
    known = dict(settings.LANGUAGES)
    asked = request.GET.get("lang", "")
    if asked in known:
        return asked, True
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if kept in known:
        return kept, False
    if "text/html" in request.headers.get("Accept", "") or "HX-Request" in request.headers:
        return settings.LANGUAGE_CODE, False
    return get_language_from_request(request), False
