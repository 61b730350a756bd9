"""Calls by programs, and the codes that strangers scan, take a shorter way than pages: no session, no sign-in, no
message. Of what a page is sent with, a code's page keeps its content policy and its frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from nguongoc.domain.gs1.digital_link import ORDERS

INTERFACES = ("/epcis/", "/api/")
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CallHandler(WSGIHandler):
    """Django's handler with these middlewares, which only wrap: none of them looks at views or templates."""

    def __init__(self, middleware: Sequence[str]) -> None:
        self.middleware = middleware
        super().__init__()

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
            reversed(self.middleware),
            convert_exception_to_response(view),
        )

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, which says how long it is: gunicorn would send one that does not in three parts."""
        answer = super().get_response(request)
        if not answer.streaming and answer.status_code not in BODILESS:
            answer.setdefault("Content-Length", str(len(answer.content)))  # type: ignore[attr-defined]
        return answer


BODILESS = (204, 304)


def with_calls(pages: Application) -> Application:
    """Calls of an interface that carry a token go the short way, and so does reading a code for who is not signed in;
    every other page, and what has a session's cookie or nothing, goes the way of pages."""
    calls, codes = CallHandler(settings.CALL_MIDDLEWARE), CallHandler(settings.CODE_MIDDLEWARE)

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        by_token = environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        if by_token and environ.get("PATH_INFO", "").startswith(INTERFACES):
            return calls(environ, start_response)
        return (codes if is_code_of_a_stranger(environ) else pages)(environ, start_response)

    return application


def is_code_of_a_stranger(environ: Mapping[str, Any]) -> bool:
    """Whether somebody who is not signed in reads what stands behind a code: what most calls of a day are."""
    return (
        environ.get("REQUEST_METHOD") in ("GET", "HEAD", "OPTIONS")
        and _CODE.match(environ.get("PATH_INFO", "")) is not None
        and f"{settings.SESSION_COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")
        and "HTTP_AUTHORIZATION" not in environ
    )


_CODE = re.compile(rf"(?:/xem)?/(?:{'|'.join(sorted(ORDERS))})/")
