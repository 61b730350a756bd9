"""What every answer behind a code shares: who may read it, and refusals that say the same to people and programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from nguongoc.domain.gs1 import digital_link, epc_binary
from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.http import problem, raw_path, raw_query

METHODS = "GET, HEAD, OPTIONS"
NOT_HERE = Text(
    "Chưa có gì mang mã này trong hệ thống của tỉnh Lai Châu.",
    "Nothing in Lai Châu's system bears this number.",
)
NO_SUCH_LINK = Text(
    "Mã này có thật nhưng không có liên kết thuộc loại đã hỏi. Thêm linkType=linkset để xem mọi liên kết.",
    "This code is known, and has no link of the type asked for. Ask linkType=linkset for all of them.",
)
WRONG_METHOD = Text(
    "Ở đây chỉ đọc được: dùng GET, HEAD hoặc OPTIONS.", "Here is only reading: use GET, HEAD or OPTIONS."
)

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Whatever the answer, any page of any site may read it; nothing but reading is allowed (Resolver 1.2.1: CORS)."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            answer = problem(request, 405, "ValidationException", WRONG_METHOD)
            answer["Allow"] = METHODS
        else:
            answer = view(request, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = METHODS
        answer["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
        answer["Access-Control-Expose-Headers"] = "Link, Location"
        patch_vary_headers(answer, ("Accept", "Accept-Language"))
        return answer

    return opened


def origin(request: HttpRequest) -> str:
    """Scheme and host by which we were asked."""
    return f"{request.scheme}://{request.get_host()}"


def wants_page(request: HttpRequest) -> bool:
    """Whether a person with a browser asks."""
    return "text/html" in request.headers.get("Accept", "")


def read(request: HttpRequest, path: str | None = None) -> DigitalLink:
    """The Digital Link that was asked for: the raw path (or `path`) and the attributes in the query; one slash at the
    end is passed over. Raises Refused."""
    path = (raw_path(request) if path is None else path).removesuffix("/")
    segment = path.removeprefix("/")
    if segment[:2].lower() in ("eh", "ex"):
        path = digital_link.identity_of(_path_of(epc_binary.to_digital_link(segment)))
        path = path.removeprefix(digital_link.CANONICAL_DOMAIN)
    query = raw_query(request)
    return digital_link.parse(settings.BASE_URL + path + (f"?{query}" if query else ""))


def _path_of(uri: str) -> Any:
    return digital_link.parse(uri).path


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """No code of ours or of anybody: 400."""
    if wants_page(request):
        return render(request, "resolver/bad_code.html", {"problems": refusal.problems}, status=400)
    return problem(request, 400, "ValidationException", problems=refusal.problems)


def _bare(path: str) -> str:
    """The path of a code, without the stem of our own pages."""
    return path.removeprefix("/xem").removesuffix("/")


def unknown(request: HttpRequest, code: str, why: Text = NOT_HERE) -> HttpResponse:
    """A code of which nothing is known here, or that has no such link: 404."""
    if wants_page(request):
        shown = {"code": code, "why": why, "is_link": why is NO_SUCH_LINK, "path": _bare(raw_path(request))}
        return render(request, "resolver/unknown.html", shown, status=404)
    return problem(request, 404, "NoSuchNameException", why)
