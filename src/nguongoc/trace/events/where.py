"""Conditions of a query as SQL over the rows of `events_event e`. What the item index answers better is asked there
first (`candidates`); the same condition on an event's body, said here, is for when it names too much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any, NamedTuple

import orjson

from nguongoc.domain.epcis.context import BUILT_IN
from nguongoc.domain.epcis.query.model import (
    Field,
    Moment,
    Named,
    Present,
    Quantity,
    SensorNumber,
    SensorText,
    Value,
    Words,
)


class Where(NamedTuple):
    """A condition of SQL, and the values of its places."""

    sql: str
    values: tuple[Any, ...] = ()


def every(conditions: Iterable[Where]) -> Where:
    """All of them together; true where there is none."""
    held = list(conditions)
    return _joined(held, " AND ") if held else Where("TRUE")


def _joined(parts: Sequence[Where], word: str) -> Where:
    text = word.join(f"({part.sql})" for part in parts)
    return Where(text, tuple(value for part in parts for value in part.values))


@singledispatch
def of(condition: object) -> Where:
    """The condition as SQL. Those over master data are resolved before (`masterdata.resolved`)."""
    raise TypeError(condition)


_COLUMNS = {"type": "event_type", "action": "action", "bizStep": "biz_step", "disposition": "disposition"}
_TIMES = {"eventTime": "event_time", "recordTime": "record_time", "errorDeclarationTime": "declared_at"}
_SIGNS = {"GT": ">", "GE": ">=", "LT": "<", "LE": "<=", "EQ": "=="}
_HAS_SENSORS = "e.body ? 'sensorElementList'"
_HAS_ILMD = "e.body ? 'ilmd'"
_DECLARES = "e.declared_at IS NOT NULL"


@of.register
def _(condition: Words) -> Where:
    values = list(condition.values)
    if condition.member in _COLUMNS:
        return Where(f"e.{_COLUMNS[condition.member]} = ANY(%s)", (values,))
    if condition.member == "eventID":
        return Where("e.event_id = ANY(%s)", (values,))
    guard = (
        _DECLARES if condition.member.startswith("errorDeclaration") else "e.body ? 'persistentDisposition'"
    )
    return _joined([Where(guard), _found(f"$.{condition.member}[*] ? (@ == $values[*])", values)], " AND ")


def _found(path: str, values: Sequence[Any] = ()) -> Where:
    """That a path of the body leads somewhere; `$values[*]` in it are the values."""
    return Where(
        "jsonb_path_exists(e.body, %s::jsonpath, %s::jsonb)",
        (f"lax {path}", orjson.dumps({"values": list(values)}).decode()),
    )


@of.register
def _(condition: Moment) -> Where:
    sign = _SIGNS[condition.operator]
    if condition.member in _TIMES:
        return Where(f"e.{_TIMES[condition.member]} {sign} %s", (condition.value,))
    told = [_time_at(f"{part}.{condition.member}", sign, condition.value) for part in _SENSOR_PARTS]
    return _joined([Where(_HAS_SENSORS), _joined(told, " OR ")], " AND ")


_SENSOR_PARTS = ("$.sensorElementList[*].sensorMetadata", "$.sensorElementList[*].sensorReport[*]")


def _time_at(path: str, sign: str, moment: datetime) -> Where:
    return Where(
        "EXISTS (SELECT FROM jsonb_path_query(e.body, %s::jsonpath) AS found(value) "
        f"WHERE nguongoc_time(found.value #>> '{{}}') {sign} %s)",
        (f"lax {path}", moment),
    )


_ROLES = {
    "epc": "$.epcList[*]",
    "child": "$.childEPCs[*]",
    "parent": "$.parentID",
    "input": "$.inputEPCList[*]",
    "output": "$.outputEPCList[*]",
    "epcClass": "$.quantityList[*].epcClass",
    "childClass": "$.childQuantityList[*].epcClass",
    "inputClass": "$.inputQuantityList[*].epcClass",
    "outputClass": "$.outputQuantityList[*].epcClass",
    "readPoint": "$.readPoint.id",
    "bizLocation": "$.bizLocation.id",
    "transformationID": "$.transformationID",
    "correctiveEventID": "$.errorDeclaration.correctiveEventIDs[*]",
}
_LISTS = {"bizTransaction": "bizTransactionList", "source": "sourceList", "destination": "destinationList"}


@of.register
def _(condition: Named) -> Where:
    tests = ["@ == $values[*]"] if condition.keys else []
    tests += [f"@ starts with {_quoted(start)}" for start in condition.starts]
    if not tests:
        return Where("FALSE")
    test = " || ".join(tests)
    return _joined([_found(f"{_place(role)} ? ({test})", condition.keys) for role in condition.roles], " OR ")


def _place(role: str) -> str:
    member, typed, kind = role.partition(":")
    if not typed:
        return _ROLES[role]
    return f"$.{_LISTS[member]}[*] ? (@.type == {_quoted(kind)}).{member}"


def _quoted(text: str) -> str:
    """A string of jsonpath, whose escapes are those of JSON."""
    return orjson.dumps(text).decode()


@of.register
def _(condition: Quantity) -> Where:
    unit = "!exists(@.uom)" if condition.uom is None else f"@.uom == {_quoted(condition.uom)}"
    test = f"{unit} && ({_compared('@.quantity', condition.operator, condition.values)})"
    lists = (
        "$.quantityList[*]",
        "$.childQuantityList[*]",
        "$.inputQuantityList[*]",
        "$.outputQuantityList[*]",
    )
    return _joined([_found(f"{part} ? ({test})") for part in lists], " OR ")


def _compared(member: str, operator: str, values: Iterable[Decimal]) -> str:
    return " || ".join(f"{member} {_SIGNS[operator]} {value:f}" for value in values)


@of.register
def _(condition: Present) -> Where:
    return Where(_DECLARES if condition.member == "errorDeclaration" else _HAS_SENSORS)


@of.register
def _(condition: SensorText) -> Where:
    given = condition.values
    values: Sequence[Any] = [given] if isinstance(given, bool) else given
    told = [_found(f"{part}.{condition.member} ? (@ == $values[*])", values) for part in _SENSOR_PARTS]
    return _joined([Where(_HAS_SENSORS), _joined(told, " OR ")], " AND ")


@of.register
def _(condition: SensorNumber) -> Where:
    tests = []
    for place, (uom, values) in enumerate(condition.alternatives):
        unit = "" if uom is None else f"@.uom == {_quoted(uom)} && "
        test = _about if place and condition.operator == "EQ" else _compared_as(condition.operator)
        tests.append(f"({unit}({test(f'@.{condition.member}', values)}))")
    report = _found(f"{_SENSOR_PARTS[1]} ? ({' || '.join(tests)})")
    return _joined([Where(_HAS_SENSORS), report], " AND ")


def _compared_as(operator: str) -> Callable[[str, Iterable[Decimal]], str]:
    return lambda member, values: _compared(member, operator, values)


_NEAR = Decimal("1e-9")


def _about(member: str, values: Iterable[Decimal]) -> str:
    """Equal but for the last digits of a conversion."""
    spans = ((value - abs(value) * _NEAR, value + abs(value) * _NEAR) for value in values)
    return " || ".join(f"({member} >= {low:f} && {member} <= {high:f})" for low, high in spans)


# Where the extension fields of a part of the event stand, and where those below them do.
_BASES = {
    "": "$",
    "ILMD": "$.ilmd",
    "ERROR_DECLARATION": "$.errorDeclaration",
    "SENSORELEMENT": "$.sensorElementList[*]",
    "SENSORMETADATA": "$.sensorElementList[*].sensorMetadata",
    "SENSORREPORT": "$.sensorElementList[*].sensorReport[*]",
    "readPoint": "$.readPoint",
    "bizLocation": "$.bizLocation",
}
_GUARDS = {
    "ILMD": _HAS_ILMD,
    "ERROR_DECLARATION": _DECLARES,
    "SENSORELEMENT": _HAS_SENSORS,
    "SENSORMETADATA": _HAS_SENSORS,
    "SENSORREPORT": _HAS_SENSORS,
}


@of.register
def _(condition: Field) -> Where:
    source = values_of(condition)
    test = Where("TRUE") if condition.operator == "EXISTS" else _holds(condition)
    there = Where(f"EXISTS (SELECT FROM {source.sql} WHERE {test.sql})", (*source.values, *test.values))
    guard = _GUARDS.get(condition.scope)
    return _joined([Where(guard), there], " AND ") if guard else there


def values_of(field: Field) -> Where:
    """A source of rows `found(value)`: the values that an event has in an extension field, a list's one by one."""
    base = _BASES[field.scope]
    if field.inner:
        base += ".*.**" if field.scope == "ILMD" else '.keyvalue() ? (@.key like_regex ":").value.**'
    if field.namespace is None:
        return Where(
            "jsonb_path_query(e.body, %s::jsonpath) AS found(value)",
            (f"lax {base}.{_quoted(field.name)}[*]",),
        )
    # A prefix means what the event itself declares, else what GS1's context does. Names end a namespace in #, : or
    # nothing, by the form they came in.
    return Where(
        "(SELECT inside.value FROM jsonb_path_query(e.body, %s::jsonpath) AS member(value), "
        "jsonb_path_query(member.value, 'lax $.value[*]') AS inside(value) "
        "WHERE split_part(member.value ->> 'key', ':', 2) = %s AND rtrim(coalesce("
        "nguongoc_namespace(e.body -> '@context', split_part(member.value ->> 'key', ':', 1)), "
        "%s::jsonb ->> split_part(member.value ->> 'key', ':', 1)), '#:') = %s) AS found(value)",
        (
            f'lax {base} ? (@.type() == "object").keyvalue() ? (@.key like_regex ":")',
            field.name,
            orjson.dumps(dict(BUILT_IN)).decode(),
            field.namespace.rstrip("#:"),
        ),
    )


def _holds(condition: Field) -> Where:
    text = "found.value #>> '{}'"
    if condition.operator == "EQ":
        return _equals(text, condition.values)
    (value,) = condition.values
    read = "nguongoc_number" if isinstance(value, Decimal) else "nguongoc_time"
    return Where(f"{read}({text}) {_SIGNS[condition.operator]} %s", (value,))


def _equals(text: str, values: Iterable[Value]) -> Where:
    tests = []
    for value in values:
        if isinstance(value, Decimal):
            tests.append(Where(f"nguongoc_number({text}) = %s", (value,)))
        elif isinstance(value, datetime):
            tests.append(Where(f"nguongoc_time({text}) = %s", (value,)))
        else:
            tests.append(
                Where(f"{text} = %s OR nguongoc_number({text}) = nguongoc_number(%s)", (value, value))
            )
    return _joined(tests, " OR ")
