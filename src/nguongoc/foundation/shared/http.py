"""HTTP as this system speaks it: problems, media types, raw paths, whole bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from nguongoc.domain.problem import Problem, Text

PROBLEM_JSON = "application/problem+json"

TITLES = {
    400: Text("Yêu cầu không đúng", "Bad request"),
    401: Text("Cần đăng nhập hoặc khóa truy cập", "Authentication is needed"),
    403: Text("Không được phép", "Not allowed"),
    404: Text("Không tìm thấy", "Not found"),
    405: Text("Phương thức không dùng được ở đây", "Method not allowed"),
    406: Text("Không trả lời được dạng đã yêu cầu", "Not acceptable"),
    409: Text("Trùng với dữ liệu đã có", "Conflict with what is stored"),
    411: Text("Thiếu Content-Length", "Content-Length is needed"),
    413: Text("Quá lớn", "Too large"),
    414: Text("Địa chỉ quá dài", "The address is too long"),
    415: Text("Dạng dữ liệu không được hỗ trợ", "Unsupported media type"),
    500: Text("Lỗi hệ thống", "Internal error"),
    501: Text("Chưa hỗ trợ", "Not implemented"),
}


def problem(
    request: HttpRequest,
    status: int,
    kind: str,
    why: Text | None = None,
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    """A refusal as RFC 7807 `application/problem+json`.

    `kind` is EPCIS's exception name (`ValidationException`). Vietnamese stands in `title` and `detail` unless
    English was asked for; the other language stands beside it.
    """
    first, second = ("en", "vi") if get_language() == "en" else ("vi", "en")
    found = list(problems)
    why = why or (found[0].why if len(found) == 1 else None) or TITLES[status]
    body: dict[str, Any] = {
        "type": f"epcisException:{kind}",
        "title": getattr(TITLES[status], first),
        "status": status,
        "detail": getattr(why, first),
        f"detail_{second}": getattr(why, second),
        "instance": request.path,
    }
    if found:
        body["errors"] = [as_json(one) for one in found[:200]]
        body["errorCount"] = len(found)
    return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM_JSON)


def as_json(found: Problem) -> dict[str, str]:
    """One problem for a machine, in both languages."""
    return {"where": found.where, "code": found.code, "vi": found.why.vi, "en": found.why.en}


def json_answer(value: Any, *, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """A JSON answer written by orjson."""
    return HttpResponse(orjson.dumps(value), status=status, content_type=content_type)


def raw_path(request: HttpRequest) -> str:
    """The path as it was sent, percent-escapes untouched.

    WSGI hands over a decoded path, in which `%2F` inside a lot number has become a separator. gunicorn keeps
    the raw target in RAW_URI; Django's test client sets none, and there the path is escaped again.
    """
    target = str(request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or "")
    if not target:
        return (
            quote(request.path, safe="/!\"%&'()*+,-.:;<=>?_$@~") if "%" not in request.path else request.path
        )
    if "://" in target.split("?", 1)[0]:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    return target.split("?", 1)[0].split("#", 1)[0]


def raw_query(request: HttpRequest) -> str:
    """The query string exactly as it was sent, without the question mark."""
    return str(request.META.get("QUERY_STRING", ""))
