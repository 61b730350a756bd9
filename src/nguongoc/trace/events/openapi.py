"""The interface for programs, described in OpenAPI 3.1: what stands at `/epcis/openapi.json` and, for people, at
`/tro-giup/giao-dien-lap-trinh`. Kept by hand; a test holds it against the routes and what OPTIONS tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nguongoc.domain.epcis.query import FAMILIES
from nguongoc.domain.problem import Text
from nguongoc.trace.events.interface import DISCOVERED, JSON, XML
from nguongoc.trace.events.values import KINDS

DOCUMENTS = (*JSON, *XML)


class Operation(NamedTuple):
    """One method of one address: what it does, what it takes and answers, and what can go wrong there."""

    method: str
    path: str
    does: Text
    success: int = 200
    answers: Sequence[str] = ("application/json",)
    takes: Sequence[str] = ()
    refusals: Sequence[int] = ()
    asks: bool = False


_LISTED = Text(
    "Các giá trị có trong sự kiện bạn được xem, từng trang", "Values that occur in events you may see, paged"
)
_BELOW = Text("Bên dưới giá trị này có gì", "What there is below this value")
_WITH = Text(
    "Sự kiện mang giá trị này; nhận mọi điều kiện khác", "Events with this value; takes every other condition"
)


def _of_kinds() -> list[Operation]:
    found = []
    for kind in KINDS:
        found += [
            Operation("get", f"/{kind}", _LISTED, refusals=(400,)),
            Operation("get", f"/{kind}/{{value}}", _BELOW, refusals=(404,)),
            Operation(
                "get",
                f"/{kind}/{{value}}/events",
                _WITH,
                answers=DOCUMENTS,
                refusals=(400, 404, 413, 414),
                asks=True,
            ),
        ]
    return found


OPERATIONS: tuple[Operation, ...] = (
    Operation("get", "/", Text("Các tài nguyên có ở đây", "The resources there are")),
    Operation(
        "post",
        "/capture",
        Text("Gửi một tài liệu EPCIS; trả lời lần ghi", "Send an EPCIS document; answers its capture job"),
        success=202,
        answers=("application/json", *XML),
        takes=DOCUMENTS,
        refusals=(400, 409, 411, 413, 415),
    ),
    Operation(
        "get",
        "/capture",
        Text("Các lần ghi của bạn, mới nhất trước", "Your capture jobs, newest first"),
        refusals=(400,),
    ),
    Operation(
        "get",
        "/capture/{captureID}",
        Text("Một lần ghi đang ra sao", "How a capture job stands"),
        answers=("application/json", *XML),
        refusals=(404,),
    ),
    Operation(
        "get",
        "/events",
        Text("Sự kiện thỏa các điều kiện, từng trang", "Events that answer the conditions, paged"),
        answers=DOCUMENTS,
        refusals=(400, 413, 414),
        asks=True,
    ),
    Operation(
        "post",
        "/events",
        Text("Gửi một sự kiện đứng riêng", "Send one bare event"),
        success=201,
        answers=DOCUMENTS,
        takes=DOCUMENTS,
        refusals=(400, 409, 411, 413, 415),
    ),
    Operation(
        "get",
        "/events/{eventID}",
        Text("Một sự kiện và các bản khai sai sót về nó", "One event, and the error declarations about it"),
        answers=DOCUMENTS,
        refusals=(404,),
    ),
    *_of_kinds(),
    Operation(
        "delete",
        "/nextPageToken/{token}",
        Text("Trả lại một mã trang trước hạn", "Give a page token back before it runs out"),
        success=204,
        answers=(),
        refusals=(404,),
    ),
    Operation("get", "/queries", Text("Các truy vấn đã đặt tên", "Named queries"), refusals=(400,)),
    Operation(
        "post",
        "/queries",
        Text("Đặt tên cho một truy vấn", "Name a query"),
        success=201,
        takes=JSON,
        refusals=(400, 409, 411, 413, 415),
    ),
    Operation(
        "get", "/queries/{queryName}", Text("Một truy vấn đã đặt tên", "One named query"), refusals=(404,)
    ),
    Operation(
        "delete",
        "/queries/{queryName}",
        Text("Bỏ truy vấn và mọi đăng ký của nó", "Forget a query and all its subscriptions"),
        success=204,
        answers=(),
        refusals=(404,),
    ),
    Operation(
        "get",
        "/queries/{queryName}/events",
        Text(
            "Truy vấn ấy tìm thấy gì lúc này; hoặc luồng WebSocket",
            "What the query finds now; or a WebSocket stream",
        ),
        answers=JSON,
        refusals=(400, 404, 413, 414),
    ),
    Operation(
        "get",
        "/queries/{queryName}/subscriptions",
        Text("Các đăng ký của bạn với truy vấn ấy", "Your subscriptions to the query"),
        refusals=(404,),
    ),
    Operation(
        "post",
        "/queries/{queryName}/subscriptions",
        Text("Đăng ký nhận sự kiện về phần mềm của mình", "Subscribe: have events sent to your program"),
        success=201,
        takes=JSON,
        refusals=(400, 404, 411, 413, 415),
    ),
    Operation(
        "get",
        "/queries/{queryName}/subscriptions/{subscriptionID}",
        Text("Một đăng ký", "One subscription"),
        refusals=(404,),
    ),
    Operation(
        "delete",
        "/queries/{queryName}/subscriptions/{subscriptionID}",
        Text("Thôi đăng ký", "Unsubscribe"),
        success=204,
        answers=(),
        refusals=(404,),
    ),
)

REFUSALS: Mapping[int, tuple[str, Text]] = {
    400: (
        "ValidationException, QueryParameterException, SubscriptionControlsException",
        Text(
            "Tài liệu, tham số hoặc lịch không đúng; “errors” nêu từng chỗ",
            "A document, parameter or schedule is wrong; “errors” names each place",
        ),
    ),
    401: (
        "SecurityException",
        Text("Thiếu khóa truy cập, hoặc khóa đã hết hạn", "No token, or it has run out"),
    ),
    403: (
        "SecurityException",
        Text("Khóa hoặc vai trò không có quyền này", "The token or role lacks this right"),
    ),
    404: ("NoSuchNameException", Text("Không có, hoặc bạn không được xem", "Not there, or not yours to see")),
    406: (
        "NotAcceptableException",
        Text("Không trả lời được dạng hoặc phiên bản đã yêu cầu", "No such form or version of an answer"),
    ),
    409: ("ResourceAlreadyExistsException", Text("Đã có trong kho", "It is stored already")),
    411: ("ValidationException", Text("Thiếu Content-Length", "Content-Length is missing")),
    413: (
        "CaptureLimitExceededException, QueryTooLargeException, QueryTooComplexException",
        Text("Quá lớn, hoặc phải xem quá nhiều", "Too large, or too much to look at"),
    ),
    414: (
        "URITooLongException",
        Text("Địa chỉ dài quá 8.000 ký tự", "The address is longer than 8,000 characters"),
    ),
    415: (
        "UnsupportedMediaTypeException",
        Text("Kho không nhận dạng dữ liệu này", "No such media type is taken"),
    ),
}
EVERYWHERE = (401, 403, 406)
HEADERS: Mapping[str, Text] = {
    "GS1-EPCIS-Version": Text("phiên bản đã dùng", "the version used"),
    "GS1-EPCIS-Min": Text("phiên bản thấp nhất", "the lowest version"),
    "GS1-EPCIS-Max": Text("phiên bản cao nhất", "the highest version"),
    "GS1-CBV-Version": Text("phiên bản CBV đã dùng", "the CBV version used"),
    "GS1-CBV-Min": Text("phiên bản CBV thấp nhất", "the lowest CBV version"),
    "GS1-CBV-Max": Text("phiên bản CBV cao nhất", "the highest CBV version"),
    "GS1-EPC-Format": Text(
        "cách viết mã: Digital Link, URN hay như người gửi", "identifiers as Digital Link, URN or as sent"
    ),
    "GS1-CBV-XML-Format": Text("cách viết từ CBV trong XML", "how CBV words are written in XML"),
    "GS1-Extensions": Text(
        "tiền tố và không gian tên: vn=https://…", "prefixes and namespaces: vn=https://…"
    ),
}


def description(server: str) -> dict[str, Any]:
    """The OpenAPI object. `server`: the address below which the interface stands, `https://…/epcis`."""
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {"parameters": _in_path(one.path), "options": _OPTIONS})[one.method] = (
            _operation(one)
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nguồn Gốc: EPCIS 2.0",
            "version": DISCOVERED["GS1-Vendor-Version"].rpartition(" ")[2],
            "description": "The traceability repository of Lai Châu province, in GS1's EPCIS 2.0 (and 1.2 in XML).",
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM},
        },
    }


def _in_path(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _operation(one: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": one.does.en,
        "x-summary-vi": one.does.vi,
        "parameters": [_header(name, why) for name, why in HEADERS.items()],
        "responses": {
            str(one.success): {"description": one.does.en, "content": {kind: {} for kind in one.answers}},
            **{str(status): _refusal(status) for status in sorted({*EVERYWHERE, *one.refusals})},
        },
    }
    if one.asks or (one.method == "get" and 400 in one.refusals):
        described["parameters"] += [_in_query(name) for name in ("perPage", "nextPageToken")]
    if one.asks:
        described["parameters"].append(_CONDITIONS)
    if one.takes:
        described["requestBody"] = {"required": True, "content": {kind: {} for kind in one.takes}}
    return described


def _header(name: str, why: Text) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": why.en, "schema": {"type": "string"}}


def _in_query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


_PAGING = ("perPage", "nextPageToken", "@context")
CONDITIONS: tuple[str, ...] = tuple(family.shown for family in FAMILIES if family.shown not in _PAGING)
# The families hold more names than can be listed: EQ_vn:lot, GE_value_CEL, …
_CONDITIONS: dict[str, Any] = {
    "name": "conditions",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "Query parameters; the values of a list stand between |. " + "; ".join(CONDITIONS),
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


def _refusal(status: int) -> dict[str, Any]:
    kinds, why = REFUSALS[status]
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": f"{why.en} ({kinds})",
        "content": {"application/problem+json": schema, "application/problem+xml": schema},
    }


_OPTIONS: dict[str, Any] = {
    "summary": "What this address does, and in which versions and forms",
    "security": [],
    "responses": {
        "204": {
            "description": "Nothing but headers",
            "headers": {name: {"schema": {"type": "string"}} for name in ("Allow", *DISCOVERED)},
        }
    },
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 7807; errors names every place that is wrong, in Vietnamese and English",
    "required": ["type", "title"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "instance")},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("where", "code", "vi", "en")},
            },
        },
    },
}
