"""Calls by programs take a shorter way than pages: no session, no cookie, no message, no content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

INTERFACES = ("/epcis/", "/api/")
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CallHandler(WSGIHandler):
    """Django's handler with `settings.CALL_MIDDLEWARE`, which only wraps: none of it looks at views or templates."""

    def load_middleware(self, is_async: bool = False) -> None:
        looks: list[Any] = []
        self._view_middleware, self._template_response_middleware, self._exception_middleware = (
            looks,
            looks,
            looks,
        )
        view: Any = self._get_response  # type: ignore[attr-defined]  # the stubs leave it out
        self._middleware_chain = reduce(
            lambda inner, name: convert_exception_to_response(import_string(name)(inner)),
            reversed(settings.CALL_MIDDLEWARE),
            convert_exception_to_response(view),
        )


def with_calls(pages: Application) -> Application:
    """Calls of an interface that carry a token go the short way; what has a cookie or nothing, and every page, goes
    the way of pages."""
    calls = CallHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        by_token = environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        is_call = by_token and environ.get("PATH_INFO", "").startswith(INTERFACES)
        return (calls if is_call else pages)(environ, start_response)

    return application
