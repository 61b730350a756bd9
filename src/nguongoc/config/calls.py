"""Calls by programs take a shorter way than pages: no session, no cookie, no message, no content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CallHandler(WSGIHandler):
    """Django's handler with `settings.CALL_MIDDLEWARE`, which only wraps: none of it looks at views or templates."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware, self._template_response_middleware, self._exception_middleware = [], [], []
        self._middleware_chain = reduce(
            lambda inner, name: convert_exception_to_response(import_string(name)(inner)),
            reversed(settings.CALL_MIDDLEWARE),
            convert_exception_to_response(self._get_response),
        )


def with_calls(pages: Application) -> Application:
    """Calls that carry a token go the short way; what has a cookie or nothing goes the way of pages."""
    calls = CallHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        by_token = environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        return (calls if by_token else pages)(environ, start_response)

    return application
