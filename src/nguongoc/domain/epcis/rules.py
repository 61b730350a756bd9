"""The rules of EPCIS 2.0 that no schema can say: they need the context, the keys, or another member's value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nguongoc.domain.epcis import keys
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.normalise import utc
from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Problem, Text

GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

NO_CONTEXT = Problem(
    "@context",
    Text(
        f"Sự kiện gửi riêng phải có @context. Hãy thêm {GS1_CONTEXT}.",
        f"a bare event needs its @context: add {GS1_CONTEXT}",
    ),
    "context",
)
_NO_GS1_CONTEXT = Problem(
    "@context",
    Text(
        f"@context không có ngữ cảnh EPCIS của GS1. Hãy thêm {GS1_CONTEXT}.",
        f"GS1's EPCIS context is not named: add {GS1_CONTEXT}",
    ),
    "context",
)
_ILMD = Problem(
    "ilmd",
    Text(
        "ilmd chỉ dùng khi action là ADD. Hãy bỏ ilmd hoặc đổi action.",
        "ilmd belongs to an ObjectEvent with action ADD only: leave it out, or mend the action",
    ),
    "ilmd",
)
_NO_PARENT = Problem(
    "parentID",
    Text(
        "Thiếu parentID: khi action là ADD hoặc DELETE phải nói rõ bao gói hay phương tiện chứa.",
        "parentID is missing: with action ADD or DELETE say which parent holds the children",
    ),
    "required",
)


_NO_SUCH_YEAR = Text(
    "Thời điểm phải nằm trong khoảng từ năm 1 đến năm 9999 (UTC). Hãy kiểm tra năm và múi giờ.",
    "the time must lie in the years 1 to 9999 in UTC: check the year and the offset",
)


def header_problems(members: Mapping[str, Any], context: Context) -> Iterator[Problem]:
    """Fields around the events whose prefix nobody declared."""
    yield from _undeclared(members, context, "")


def document_warnings(context: Context) -> Iterator[Problem]:
    """What is odd about a document's context."""
    if context.given is not None and not context.gs1:
        yield _NO_GS1_CONTEXT


def event(
    event: Mapping[str, Any], context: Context, own_prefixes: tuple[str, ...]
) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings of an event that its schema accepted; `context` already holds the event's own."""
    problems, warnings = keys.look(event, own_prefixes)
    kind = event["type"]
    if kind == "ObjectEvent":
        if "ilmd" in event and event["action"] != "ADD":
            problems.append(_ILMD)
    elif kind == "AggregationEvent":
        if "parentID" not in event and event["action"] != "OBSERVE":
            problems.append(_NO_PARENT)
    elif kind not in EVENT_TYPES:
        problems.extend(_own_type(kind, context))
    problems.extend(_out_of_range(event))
    problems.extend(_undeclared(event, context, ""))
    return problems, warnings


def _out_of_range(event: Mapping[str, Any]) -> Iterator[Problem]:
    # RFC 3339 has a year 0, and an offset can lead out of the year 9999; no calendar here holds either.
    declared = event.get("errorDeclaration", {}).get("declarationTime")
    for where, time in (
        ("eventTime", event["eventTime"]),
        ("recordTime", event.get("recordTime")),
        ("errorDeclaration.declarationTime", declared),
    ):
        if time is not None:
            moment = utc(time)
            if moment[-1] != "Z" or moment.startswith("0000"):
                yield Problem(where, _NO_SUCH_YEAR, "time-range")


def _own_type(kind: str, context: Context) -> Iterator[Problem]:
    prefix, _, local = kind.partition(":")
    if not local.startswith("//") and prefix not in ("urn", "ni") and not context.knows(prefix):
        yield _undeclared_prefix("type", prefix)


# Members in which the schema lets no extension stand (and the context, which declares rather than uses).
_CLOSED = frozenset(
    (
        *("@context", "epcList", "childEPCs", "inputEPCList", "outputEPCList"),
        *("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
        *("bizTransactionList", "sourceList", "destinationList", "persistentDisposition"),
    )
)


def _undeclared(value: Any, context: Context, where: str) -> Iterator[Problem]:
    if type(value) is dict:
        for name, held in value.items():
            if ":" in name and not _is_declared(name, context):
                yield _undeclared_prefix(f"{where}.{name}" if where else name, name.partition(":")[0])
            if (type(held) is dict or type(held) is list) and name not in _CLOSED:
                yield from _undeclared(held, context, f"{where}.{name}" if where else name)
    else:
        for index, held in enumerate(value):
            if type(held) is dict or type(held) is list:
                yield from _undeclared(held, context, f"{where}[{index}]")


def _is_declared(name: str, context: Context) -> bool:
    prefix, _, local = name.partition(":")
    # An absolute URI is a name of its own; `@xmlns:…` members are marks that some XML converters leave.
    return local.startswith("//") or prefix in ("urn", "xml", "@xmlns") or context.knows(prefix)


def _undeclared_prefix(where: str, prefix: str) -> Problem:
    return Problem(
        where,
        Text(
            f"Tiền tố “{prefix}” chưa được khai báo. Hãy khai báo trong @context của tài liệu hoặc sự kiện.",
            f"the prefix {prefix!r} is not declared: declare it in the @context of the document or the event",
        ),
        "undeclared-prefix",
    )
