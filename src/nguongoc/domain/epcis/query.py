"""The parameters of an EPCIS query: which names there are and what values they take (EPCIS 2.0 §8.2.7).

GS1's `query-schema.json` cannot judge them (its extension patterns are over-escaped), so this does. Both
spellings stand where the artefacts differ: `GE_errorDeclarationTime` and `GE_errorDeclaration_Time`,
`EQATTR_…` and `EQ_ATTR_…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Problem, Text

_DEFINITION = re.compile(r"https?://\S+/query-schema\.json")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def is_definition(document: Document) -> bool:
    """Whether a document without a type is the definition of a query: its context is the query schema."""
    given = document.context.given
    contexts = given if isinstance(given, list) else [given]
    named = any(isinstance(each, str) and _DEFINITION.fullmatch(each) for each in contexts)
    return named and document.kind == "event" and "type" not in document.events[0]


def problems(parameters: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with the parameters of a query in JSON: unknown names, values of a wrong type, pairs that
    exclude each other. Each refuses the query (QueryParameterException)."""
    found = [_wrong(name, value) for name, value in parameters.items()]
    return (*(problem for problem in found if problem is not None), *_together(parameters))


def _wrong(name: str, value: Any) -> Problem | None:
    for pattern, fits, wanted in _FAMILIES:
        if pattern.fullmatch(name):
            return None if fits(value) else _bad_value(name, wanted)
    return _unknown(name)


def _together(parameters: Mapping[str, Any]) -> list[Problem]:
    found = []
    if "eventCountLimit" in parameters and "maxEventCount" in parameters:
        found.append(_excluded())
    if "eventCountLimit" in parameters and "orderBy" not in parameters:
        found.append(_needs_order())
    return found


def _is_list(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        # A leap second is a time too; Python knows none.
        datetime.fromisoformat(re.sub(r":60(?=[.Zz+-])", ":59", value.upper()))
    except ValueError:
        return False
    return True


def _is_flag(value: Any) -> bool:
    return value in (None, "", True, 1) and value is not False


def _is_event_type(value: Any) -> bool:
    return isinstance(value, str) and (value in EVENT_TYPES or ":" in value)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


_TEXTS = _is_list(_is_text)
_SCOPE = "(?:ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation)_"
_FIELD = rf"(?:INNER_)?(?:{_SCOPE})?(?:INNER_)?[^\s:#]+[:#]\S+"
_UOM = "_[A-Z0-9]{2,3}"

_Family = tuple[re.Pattern[str], Callable[[Any], bool], Text]


def _family(pattern: str, fits: Callable[[Any], bool], vi: str, en: str) -> _Family:
    return re.compile(pattern), fits, Text(vi, en)


_LIST = ("danh sách chuỗi", "a list of texts")
_NUMBER = ("một số", "a number")
_WHEN = ("thời điểm có múi giờ, ví dụ 2026-03-01T07:30:00+07:00", "a time such as 2026-03-01T07:30:00+07:00")
_COUNT = ("số nguyên dương", "a whole number above 0")
_FLAG = ("không có giá trị (hoặc true)", "no value (or true)")

_FAMILIES: tuple[_Family, ...] = (
    _family(r"@context", lambda value: True, "", ""),
    _family(r"eventType", _is_list(_is_event_type), "danh sách loại sự kiện", "a list of event types"),
    _family(
        r"(?:GE|LT)_(?:eventTime|recordTime|errorDeclaration_?Time|startTime|endTime|time)", _is_time, *_WHEN
    ),
    _family(
        r"EQ_action",
        _is_list(lambda value: value in ("ADD", "OBSERVE", "DELETE")),
        "danh sách gồm ADD, OBSERVE hoặc DELETE",
        "a list of ADD, OBSERVE or DELETE",
    ),
    _family(r"EQ_(?:bizStep|disposition|persistentDisposition_(?:set|unset)|errorReason)", _TEXTS, *_LIST),
    _family(r"(?:EQ|WD)_(?:readPoint|bizLocation)", _TEXTS, *_LIST),
    _family(r"EQ_(?:bizTransaction|source|destination)_\S+", _TEXTS, *_LIST),
    _family(r"EQ_(?:eventID|transformationID|correctiveEventID)", _TEXTS, *_LIST),
    _family(r"EXISTS_(?:errorDeclaration|sensorElementList)", _is_flag, *_FLAG),
    _family(r"MATCH_(?:epc|parentID|inputEPC|outputEPC|anyEPC)", _TEXTS, *_LIST),
    _family(r"MATCH_(?:epcClass|inputEPCClass|outputEPCClass|anyEPCClass)", _TEXTS, *_LIST),
    _family(
        rf"EQ_(?:quantity(?:{_UOM})?|value{_UOM})", _is_list(_is_number), "danh sách số", "a list of numbers"
    ),
    _family(rf"(?:GT|GE|LT|LE)_quantity(?:{_UOM})?", _is_number, *_NUMBER),
    _family(
        rf"(?:GT|GE|LT|LE)_(?:percRank|(?:value|minValue|maxValue|meanValue|sDev|percValue){_UOM})",
        _is_number,
        *_NUMBER,
    ),
    _family(
        r"EQ_(?:type|deviceID|dataProcessingMethod|microorganism|chemicalSubstance|bizRules"
        r"|stringValue|hexBinaryValue|uriValue)",
        _TEXTS,
        *_LIST,
    ),
    _family(r"EQ_booleanValue", lambda value: isinstance(value, bool), "true hoặc false", "true or false"),
    _family(r"HASATTR_\S+|EQ_?ATTR_\S+_\S+", _TEXTS, *_LIST),
    _family(rf"EXISTS_{_FIELD}", _is_flag, *_FLAG),
    _family(rf"EQ_{_FIELD}", _is_list(_is_scalar), "danh sách giá trị", "a list of values"),
    _family(
        rf"(?:GT|GE|LT|LE)_{_FIELD}",
        lambda value: _is_number(value) or _is_time(value),
        "một số hoặc thời điểm có múi giờ",
        "a number or a time with an offset",
    ),
    _family(r"orderBy", _is_text, "tên một trường", "the name of a field"),
    _family(r"orderDirection", lambda value: value in ("ASC", "DESC"), "ASC hoặc DESC", "ASC or DESC"),
    _family(r"eventCountLimit|maxEventCount|perPage", _is_count, *_COUNT),
    _family(r"nextPageToken", _is_text, "mã trang kế tiếp", "the token of a next page"),
)


def _bad_value(name: str, wanted: Text) -> Problem:
    return Problem(
        name,
        Text(f"Giá trị phải là {wanted.vi}. Hãy ghi lại.", f"the value must be {wanted.en}: write it so"),
        "query-parameter",
    )


def _unknown(name: str) -> Problem:
    return Problem(
        name,
        Text(
            "Không có tham số truy vấn tên này. Hãy xem danh sách tham số của EPCIS 2.0.",
            "there is no query parameter of this name: see the list of EPCIS 2.0",
        ),
        "query-parameter",
    )


def _excluded() -> Problem:
    return Problem(
        "maxEventCount",
        Text(
            "Không dùng cùng lúc eventCountLimit và maxEventCount. Hãy bỏ một trong hai.",
            "eventCountLimit and maxEventCount exclude each other: leave one of them out",
        ),
        "query-parameter",
    )


def _needs_order() -> Problem:
    return Problem(
        "eventCountLimit",
        Text("eventCountLimit cần có orderBy. Hãy thêm orderBy.", "eventCountLimit needs orderBy: add it"),
        "query-parameter",
    )
