"""The project's own JSON Schemas for events and documents, compiled once, and their errors as sentences."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Problem, Text

_FILES = {"EPCISDocument": "document", "EPCISQueryDocument": "document", "context": "document"}


@cache
def validator(definition: str) -> Any:
    """The compiled validator of one definition: an event type, `ownEvent`, a document kind, `context`."""
    name = _FILES.get(definition, "event")
    held = json.loads(files(__package__).joinpath("schema", f"{name}.json").read_text("utf-8"))
    return jsonschema_rs.Draft202012Validator(
        {"$schema": held["$schema"], "$ref": f"#/$defs/{definition}", "$defs": held["$defs"]},
        validate_formats=True,
    )


def event_problems(kind: Any, event: Any, where: str) -> tuple[Problem, ...]:
    """What the schema of its type says against an event; an own type (a URI) has a schema of its own."""
    known = kind if isinstance(kind, str) and kind in EVENT_TYPES else "ownEvent"
    return problems(known, event, where)


def context_problems(given: Any) -> tuple[Problem, ...]:
    """What is wrong with an `@context` member; nothing where there is none."""
    return () if given is None else problems("context", given, "@context")


def problems(definition: str, value: Any, where: str) -> tuple[Problem, ...]:
    """What one definition says against a value, each with its place below `where`."""
    held = validator(definition)
    if held.is_valid(value):
        return ()
    return tuple(_problem(error, where) for error in held.iter_errors(value))


def _problem(error: Any, where: str) -> Problem:
    name = next((step for step in reversed(error.instance_path) if isinstance(step, str)), "")
    found = Problem(_place(error.instance_path), _sentence(error, name), error.kind.name)
    return found.under(where) if where else found


def _place(path: list[str | int]) -> str:
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


def _sentence(error: Any, name: str) -> Text:
    sentence = _SENTENCES.get(error.kind.name)
    if error.kind.name == "anyOf":
        return _alternatives(error, name)
    if sentence is None:
        return Text(f"Giá trị không hợp lệ. Hãy sửa theo chuẩn EPCIS 2.0 ({error.message}).", error.message)
    return sentence(error, name)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def _required(error: Any, name: str) -> Text:
    missing = error.kind.property
    return Text(f"Thiếu trường bắt buộc “{missing}”. Hãy thêm trường này.", f"{missing} is missing: add it")


def _type(error: Any, name: str) -> Text:
    vi = " hoặc ".join(_TYPES_VI.get(each, each) for each in error.kind.types)
    en = " or ".join(_TYPES_EN.get(each, each) for each in error.kind.types)
    return Text(
        f"Phải là {vi}, không phải “{_shown(error.instance)}”. Hãy ghi lại cho đúng kiểu.",
        f"must be {en}, not {_shown(error.instance)!r}",
    )


_TYPES_VI = {
    "string": "chuỗi ký tự",
    "object": "đối tượng {…}",
    "array": "danh sách […]",
    "number": "số",
    "boolean": "true hoặc false",
}
_TYPES_EN = {
    "string": "text",
    "object": "an object {…}",
    "array": "a list […]",
    "number": "a number",
    "boolean": "true or false",
}


def _format(error: Any, name: str) -> Text:
    shown = _shown(error.instance)
    if error.kind.format == "date-time":
        return Text(
            f"“{shown}” không phải thời điểm có múi giờ. Hãy ghi dạng 2026-03-01T07:30:00+07:00.",
            f"{shown!r} is not a time with an offset: write it as 2026-03-01T07:30:00+07:00",
        )
    return Text(
        f"“{shown}” không phải URI. Hãy ghi GS1 Digital Link, EPC URN hoặc URI khác.",
        f"{shown!r} is not a URI: write a GS1 Digital Link, an EPC URN or another URI",
    )


def _pattern(error: Any, name: str) -> Text:
    shown = _shown(error.instance)
    if name == "eventTimeZoneOffset":
        return Text(
            f"“{shown}” không phải độ lệch múi giờ. Hãy ghi dạng +07:00 (từ -14:00 đến +14:00).",
            f"{shown!r} is not an offset: write it as +07:00 (-14:00 to +14:00)",
        )
    if name == "uom":
        return Text(
            f"“{shown}” không phải đơn vị đo. Hãy dùng mã UN/ECE Rec. 20 gồm 2–3 chữ hoa hoặc số, ví dụ KGM.",
            f"{shown!r} is not a unit: use a UN/ECE Rec. 20 code of 2 or 3 capitals or digits, such as KGM",
        )
    return Text(
        f"“{shown}” không đúng dạng của trường này. Hãy sửa lại theo chuẩn EPCIS 2.0.",
        f"{shown!r} does not have the form of this member ({error.kind.pattern})",
    )


def _constant(error: Any, name: str) -> Text:
    return Text(
        f"“{_shown(error.instance)}” không dùng được ở đây. Hãy ghi ADD, OBSERVE hoặc DELETE.",
        f"{_shown(error.instance)!r} cannot stand here: write ADD, OBSERVE or DELETE",
    )


def _additional(error: Any, name: str) -> Text:
    names = ", ".join(error.kind.unexpected)
    return Text(
        f"Trường không có trong chuẩn: {names}. Trường riêng phải ghi “tiền_tố:tên”, "
        "tiền tố khai báo trong @context.",
        f"not in the standard: {names}; write a field of your own as prefix:name, "
        "its prefix declared in @context",
    )


def _unique(error: Any, name: str) -> Text:
    return Text(
        "Danh sách có giá trị lặp lại. Hãy bỏ giá trị trùng.",
        "the list names a value twice: take one of them out",
    )


def _empty(error: Any, name: str) -> Text:
    return Text("Không được để trống. Hãy ghi ít nhất một mục.", "must not be empty: give at least one entry")


_SENTENCES = {
    "required": _required,
    "type": _type,
    "format": _format,
    "pattern": _pattern,
    "enum": _constant,
    "const": _constant,
    "additionalProperties": _additional,
    "uniqueItems": _unique,
    "minItems": _empty,
    "minProperties": _empty,
}

_WORDS = frozenset(
    (
        "bizStep",
        "disposition",
        "set",
        "unset",
        "type",
        "reason",
        "component",
        "exception",
        "persistentDisposition",
    )
)
_WHAT_OF = {
    "ObjectEvent": (
        "epcList, quantityList, hoặc sensorElementList cùng readPoint",
        "epcList, quantityList, or sensorElementList together with readPoint",
    ),
    "AggregationEvent": (
        "childEPCs hoặc childQuantityList (trừ khi action là DELETE)",
        "childEPCs or childQuantityList (unless action is DELETE)",
    ),
    "TransactionEvent": (
        "epcList hoặc quantityList (trừ khi action là DELETE)",
        "epcList or quantityList (unless action is DELETE)",
    ),
    "TransformationEvent": (
        "đầu vào (input…) và đầu ra (output…), hoặc một trong hai cùng transformationID",
        "inputs (input…) and outputs (output…), or either together with a transformationID",
    ),
}
_WHAT_OF["AssociationEvent"] = _WHAT_OF["AggregationEvent"]


def _alternatives(error: Any, name: str) -> Text:
    kind = error.instance.get("type") if isinstance(error.instance, dict) else None
    if isinstance(kind, str) and kind in _WHAT_OF and not error.instance_path:
        vi, en = _WHAT_OF[kind]
        return Text(
            f"{kind} phải nói về vật gì: hãy ghi {vi}.", f"{kind} must say what it is about: give {en}"
        )
    if name == "sensorReport":
        return Text(
            "Thiếu “type” (hoặc “exception” nếu là báo động). Hãy thêm trường này.",
            "type is missing (or exception, where it is an alarm): add it",
        )
    shown = _shown(error.instance)
    if name in _WORDS:
        return Text(
            f"“{shown}” không phải từ của CBV 2.0. Hãy dùng đúng từ trong CBV, hoặc URI của riêng bạn.",
            f"{shown!r} is no word of CBV 2.0: use a word of the CBV as it stands, or a URI of your own",
        )
    return Text(
        f"“{shown}” không đúng dạng của trường này. Hãy sửa lại theo chuẩn EPCIS 2.0.",
        f"{shown!r} does not have the form of this member: mend it after EPCIS 2.0",
    )
