"""Parameters into a question. Unknown, doubled and ill-typed ones are refused by name, all at once
(QueryParameterException, EPCIS 2.0 §8.2.7)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.query import families
from nguongoc.domain.epcis.query.model import Condition, Field, Query
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused, Text

_DEFINITION = re.compile(r"https?://\S+/query-schema\.json")
PAGE_ALONE = ("perPage", "nextPageToken")


def is_definition(document: Document) -> bool:
    """Whether a document without a type is the definition of a query: its context is the query schema."""
    given = document.context.given
    contexts = given if isinstance(given, list) else [given]
    named = any(isinstance(each, str) and _DEFINITION.fullmatch(each) for each in contexts)
    return named and document.kind == "event" and "type" not in document.events[0]


def problems(parameters: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with the parameters of a query in JSON: unknown names, values of a wrong type, pairs that
    exclude each other. Each refuses the query."""
    return tuple(_problems(parameters))


def read_json(parameters: Mapping[str, Any], prefixes: Mapping[str, str] | None = None) -> Query:
    """The question that a JSON object asks: `{"EQ_bizStep": ["shipping"], "GE_eventTime": "…"}`.

    `prefixes` are those of `GS1-Extensions`; the object's own `@context` comes on top. Raises Refused with every
    parameter that is wrong.
    """
    found = _problems(parameters)
    if found:
        raise Refused(found)
    declared = {**(prefixes or {}), **Context.of(parameters.get("@context")).prefixes}
    conditions: list[Condition] = []
    for name, value in parameters.items():
        known = families.family(name)
        made = known[0].build(known[1], value, declared) if known and known[0].build else None
        if made is not None:
            conditions.append(made)
    return Query(
        conditions=tuple(conditions),
        order=_order(parameters.get("orderBy", "eventTime"), declared),
        descending=parameters.get("orderDirection", "DESC") == "DESC",
        limit=parameters.get("eventCountLimit"),
        most=parameters.get("maxEventCount"),
        per_page=parameters.get("perPage"),
        token=parameters.get("nextPageToken"),
        binding=_binding(parameters, declared),
    )


def read_text(
    pairs: Iterable[tuple[str, str]],
    prefixes: Mapping[str, str] | None = None,
    *,
    fixed: Mapping[str, Any] | None = None,
) -> Query:
    """The question in the pairs of a query string; the values of a list stand between `|`.

    `fixed` are parameters, as JSON, that something else has set already (the path of `/bizSteps/{v}/events`):
    giving one of them again is giving it twice. Raises Refused with every parameter that is wrong.
    """
    given: dict[str, Any] = dict(fixed or {})
    found: list[Problem] = []
    for name, text in pairs:
        if name in given:
            found.append(_doubled(name))
            continue
        given[name] = text
        known = families.family(name)
        if known is None:
            found.append(_unknown(name))
            continue
        try:
            given[name] = known[0].kind.of_text(text)
        except (ValueError, KeyError):
            found.append(_bad_value(name, known[0].kind.wanted))
    reported = {problem.where for problem in found}
    rest = {name: value for name, value in given.items() if name not in reported}
    found += _problems(rest)
    if found:
        raise Refused(found)
    return read_json(given, prefixes)


def _problems(parameters: Mapping[str, Any]) -> list[Problem]:
    found = []
    for name, value in parameters.items():
        known = families.family(name)
        if known is None:
            found.append(_unknown(name))
        elif not known[0].kind.fits(value):
            found.append(_bad_value(name, known[0].kind.wanted))
    return [*found, *_together(parameters)]


def _together(parameters: Mapping[str, Any]) -> list[Problem]:
    found = []
    if "eventCountLimit" in parameters and "maxEventCount" in parameters:
        found.append(_excluded())
    if "eventCountLimit" in parameters and "orderBy" not in parameters:
        found.append(_needs_order())
    order = parameters.get("orderBy")
    if (
        isinstance(order, str)
        and order not in ("eventTime", "recordTime")
        and not families.FIELD.fullmatch(order)
    ):
        found.append(_bad_order())
    return found


def _order(name: str, prefixes: Mapping[str, str]) -> Any:
    found = families.FIELD.fullmatch(name)
    return name if found is None else _order_field(found, prefixes)


def _order_field(found: re.Match[str], prefixes: Mapping[str, str]) -> Field:
    return families.field(found, "EXISTS", prefixes)


def _binding(parameters: Mapping[str, Any], prefixes: Mapping[str, str]) -> str:
    asked = {name: value for name, value in parameters.items() if name not in PAGE_ALONE}
    return json.dumps([asked, dict(prefixes)], sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    raise TypeError(value)


def _bad_value(name: str, wanted: Text) -> Problem:
    return Problem(
        name,
        Text(f"Giá trị phải là {wanted.vi}. Hãy ghi lại.", f"the value must be {wanted.en}: write it so"),
        "query-parameter",
    )


def _unknown(name: str) -> Problem:
    return Problem(
        name[:200],
        Text(
            "Không có tham số truy vấn tên này. Hãy xem danh sách tham số của EPCIS 2.0.",
            "there is no query parameter of this name: see the list of EPCIS 2.0",
        ),
        "query-parameter",
    )


def _doubled(name: str) -> Problem:
    return Problem(
        name,
        Text(
            "Tham số này được viết hai lần. Viết một lần, các giá trị cách nhau bằng dấu |.",
            "this parameter is given twice: give it once, its values separated by |",
        ),
        "doubled-parameter",
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


def _bad_order() -> Problem:
    return Problem(
        "orderBy",
        Text(
            "orderBy là eventTime, recordTime hoặc một trường mở rộng như vn:khoiLuong. Hãy ghi lại.",
            "orderBy is eventTime, recordTime or an extension field such as vn:weight: write it so",
        ),
        "query-parameter",
    )
