"""The families of query parameters: which names there are, what each takes, and which condition it makes
(EPCIS 2.0 §8.2.7.1).

GS1's `query-schema.json` cannot judge them (its extension patterns are over-escaped), so this does. Both
spellings stand where the artefacts differ: `GE_errorDeclarationTime` and `GE_errorDeclaration_Time`,
`EQATTR_…` and `EQ_ATTR_…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from nguongoc.domain.epcis.context import BUILT_IN
from nguongoc.domain.epcis.identifiers import identifier
from nguongoc.domain.epcis.master_data import attribute_name
from nguongoc.domain.epcis.query import units, values
from nguongoc.domain.epcis.query.model import (
    Attribute,
    Condition,
    Field,
    Moment,
    Named,
    Operator,
    Present,
    Quantity,
    Scope,
    SensorNumber,
    SensorText,
    Value,
    Within,
    Words,
)
from nguongoc.domain.epcis.query.patterns import reach
from nguongoc.domain.epcis.query.values import Kind
from nguongoc.domain.epcis.vocabulary import cbv

Prefixes = Mapping[str, str]
Build = Callable[[re.Match[str], Any, Prefixes], Condition | None]


class Family(NamedTuple):
    """Names of one form. `build` is None for what is no condition (`orderBy`, `perPage`, …); `shown` is how the
    family is written in a list for people."""

    pattern: re.Pattern[str]
    kind: Kind
    build: Build | None
    shown: str


THINGS = ("epc", "child", "parent", "input", "output")
CLASSES = ("epcClass", "childClass", "inputClass", "outputClass")
_ROLES = {
    "epc": ("epc", "child"),
    "parentID": ("parent",),
    "inputEPC": ("input",),
    "outputEPC": ("output",),
    "anyEPC": THINGS,
    "epcClass": ("epcClass", "childClass"),
    "inputEPCClass": ("inputClass",),
    "outputEPCClass": ("outputClass",),
    "anyEPCClass": CLASSES,
}
_WORDS = {
    "action": "action",
    "bizStep": "bizStep",
    "disposition": "disposition",
    "persistentDisposition_set": "persistentDisposition.set",
    "persistentDisposition_unset": "persistentDisposition.unset",
    "errorReason": "errorDeclaration.reason",
}
_IDENTIFIED = ("deviceID", "dataProcessingMethod", "bizRules")
_FIELD = r"[^\s:#]+[:#]\S+"
_SCOPES = "ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation"
_UOM = "[A-Z0-9]{2,3}"


def _types(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    return Words("type", tuple(given))


def _moment(found: re.Match[str], given: str, prefixes: Prefixes) -> Condition:
    member = found["member"].replace("_", "")
    return Moment(member, cast(Operator, found["operator"]), values.moment(given))


def _words(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    return Words(_WORDS[found["member"]], tuple(map(cbv, given)))


def _place(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    keys = tuple(map(identifier, given))
    return Within(found["role"], keys) if found["operator"] == "WD" else Named((found["role"],), keys)


def _typed(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    return Named((f"{found['role']}:{cbv(found['type'])}",), tuple(map(identifier, given)))


def _identity(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    if found["member"] == "eventID":
        return Words("eventID", tuple(given))
    spell = identifier if found["member"] == "transformationID" else str
    return Named((found["member"],), tuple(map(spell, given)))


def _match(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    things = not found["what"].endswith("Class")
    reached = [reach(uri, things=things) for uri in given]
    keys = tuple(dict.fromkeys(key for one in reached for key in one.keys))
    starts = tuple(dict.fromkeys(start for one in reached for start in one.starts))
    return Named(_ROLES[found["what"]], keys, starts)


def _quantity(found: re.Match[str], given: Any, prefixes: Prefixes) -> Condition:
    amounts = tuple(map(values.number, given if isinstance(given, list) else [given]))
    return Quantity(cast(Operator, found["operator"]), amounts, found["uom"])


def _present(found: re.Match[str], given: Any, prefixes: Prefixes) -> Condition | None:
    return None if given is False else Present(found["member"])


def _sensor_text(found: re.Match[str], given: Any, prefixes: Prefixes) -> Condition:
    member = found["member"]
    if isinstance(given, bool):
        return SensorText(member, given)
    spell = cbv if member == "type" else identifier if member in _IDENTIFIED else str
    return SensorText(member, tuple(map(spell, given)))


def _sensor_number(found: re.Match[str], given: Any, prefixes: Prefixes) -> Condition:
    member, operator = found["member"], cast(Operator, found["operator"])
    amounts = tuple(map(values.number, given if isinstance(given, list) else [given]))
    uom = found.groupdict().get("uom")
    if uom is None:
        return SensorNumber(member, operator, ((None, amounts),))
    converted = ((unit, _converted(amounts, uom, unit, member)) for unit in units.alike(uom))
    return SensorNumber(member, operator, tuple(converted))


def _converted(amounts: tuple[Decimal, ...], source: str, target: str, member: str) -> tuple[Decimal, ...]:
    distance = member == "sDev"
    found = (units.convert(amount, source, target, difference=distance) for amount in amounts)
    return tuple(amount for amount in found if amount is not None)


def _attribute(found: re.Match[str], given: list[str], prefixes: Prefixes) -> Condition:
    if found.groupdict().get("attribute") is None:
        return Attribute(found["field"], tuple(attribute_name(name, prefixes) for name in given))
    return Attribute(found["field"], (attribute_name(found["attribute"], prefixes),), tuple(given))


def _field(found: re.Match[str], given: Any, prefixes: Prefixes) -> Condition | None:
    operator = cast(Operator, found["operator"])
    if operator == "EXISTS":
        return None if given is False else field(found, operator, prefixes)
    return field(
        found,
        operator,
        prefixes,
        tuple(_value(one) for one in (given if isinstance(given, list) else [given])),
    )


def _value(given: Any) -> Value:
    if isinstance(given, bool):
        return "true" if given else "false"
    if not isinstance(given, str):
        return values.number(given)
    try:
        return values.moment(given)
    except ValueError:
        return given


FIELD = re.compile(rf"(?P<inner>INNER_)?(?:(?P<scope>{_SCOPES})_)?(?P<inner2>INNER_)?(?P<name>{_FIELD})")


def field(
    found: re.Match[str], operator: Operator, prefixes: Prefixes, given: tuple[Value, ...] = ()
) -> Field:
    """The extension field that a name means: `namespace#local` of 1.x, or `prefix:local` whose prefix the caller
    declared; an undeclared prefix is taken as written."""
    scope = cast(Scope, found["scope"] or "")
    inner = bool(found["inner"] or found["inner2"])
    if "#" in found["name"]:
        namespace, _, local = found["name"].rpartition("#")
        return Field(scope, inner, namespace, local, operator, given)
    prefix, _, local = found["name"].partition(":")
    namespace_or_none = prefixes.get(prefix, BUILT_IN.get(prefix))
    name = found["name"] if namespace_or_none is None else local
    return Field(scope, inner, namespace_or_none, name, operator, given)


def _family(pattern: str, kind: Kind, build: Build | None, shown: str = "") -> Family:
    return Family(re.compile(pattern), kind, build, shown or pattern)


_ANY_FIELD = FIELD.pattern
_COMPARISONS = "(?P<operator>GT|GE|LT|LE)"
_VOCABULARY = "readPoint|bizLocation|bizStep|disposition|epcClass|bizTransaction|source|destination"
_HOLDER = rf"(?P<field>{_VOCABULARY}|[^\s:#_]+[:#]"

FAMILIES: tuple[Family, ...] = (
    _family(r"@context", values.ANYTHING, None),
    _family(r"eventType", values.EVENT_TYPE, _types),
    _family(
        r"(?P<operator>GE|LT)_(?P<member>eventTime|recordTime|errorDeclaration_?Time|startTime|endTime|time)",
        values.TIME,
        _moment,
        "GE_, LT_ × eventTime, recordTime, errorDeclarationTime, startTime, endTime, time",
    ),
    _family(r"EQ_(?P<member>action)", values.one_of(("ADD", "OBSERVE", "DELETE")), _words, "EQ_action"),
    _family(
        r"EQ_(?P<member>bizStep|disposition|persistentDisposition_(?:set|unset)|errorReason)",
        values.TEXTS,
        _words,
        "EQ_bizStep, EQ_disposition, EQ_persistentDisposition_set, EQ_persistentDisposition_unset, EQ_errorReason",
    ),
    _family(
        r"(?P<operator>EQ|WD)_(?P<role>readPoint|bizLocation)",
        values.TEXTS,
        _place,
        "EQ_readPoint, WD_readPoint, EQ_bizLocation, WD_bizLocation",
    ),
    _family(
        r"EQ_(?P<role>bizTransaction|source|destination)_(?P<type>\S+)",
        values.TEXTS,
        _typed,
        "EQ_bizTransaction_TYPE, EQ_source_TYPE, EQ_destination_TYPE",
    ),
    _family(
        r"EQ_(?P<member>eventID|transformationID|correctiveEventID)",
        values.TEXTS,
        _identity,
        "EQ_eventID, EQ_transformationID, EQ_correctiveEventID",
    ),
    _family(
        r"EXISTS_(?P<member>errorDeclaration|sensorElementList)",
        values.FLAG,
        _present,
        "EXISTS_errorDeclaration, EXISTS_sensorElementList",
    ),
    _family(
        rf"MATCH_(?P<what>{'|'.join(_ROLES)})",
        values.TEXTS,
        _match,
        ", ".join(f"MATCH_{what}" for what in _ROLES),
    ),
    _family(
        rf"(?P<operator>EQ)_quantity(?:_(?P<uom>{_UOM}))?",
        values.NUMBERS,
        _quantity,
        "EQ_quantity, EQ_quantity_UOM",
    ),
    _family(
        rf"{_COMPARISONS}_quantity(?:_(?P<uom>{_UOM}))?",
        values.NUMBER,
        _quantity,
        "GT_, GE_, LT_, LE_ × quantity, quantity_UOM",
    ),
    _family(
        rf"(?P<operator>EQ)_(?P<member>value)_(?P<uom>{_UOM})", values.NUMBERS, _sensor_number, "EQ_value_UOM"
    ),
    _family(
        rf"{_COMPARISONS}_(?P<member>value|minValue|maxValue|meanValue|sDev|percValue)_(?P<uom>{_UOM})",
        values.NUMBER,
        _sensor_number,
        "GT_, GE_, LT_, LE_ × value_UOM, minValue_UOM, maxValue_UOM, meanValue_UOM, sDev_UOM, percValue_UOM",
    ),
    _family(
        rf"{_COMPARISONS}_(?P<member>percRank)",
        values.NUMBER,
        _sensor_number,
        "GT_, GE_, LT_, LE_ × percRank",
    ),
    _family(
        r"EQ_(?P<member>type|deviceID|dataProcessingMethod|microorganism|chemicalSubstance|bizRules"
        r"|stringValue|hexBinaryValue|uriValue)",
        values.TEXTS,
        _sensor_text,
        "EQ_type, EQ_deviceID, EQ_dataProcessingMethod, EQ_microorganism, EQ_chemicalSubstance, EQ_bizRules, "
        "EQ_stringValue, EQ_hexBinaryValue, EQ_uriValue",
    ),
    _family(r"EQ_(?P<member>booleanValue)", values.BOOLEAN, _sensor_text, "EQ_booleanValue"),
    _family(rf"HASATTR_{_HOLDER}\S+)", values.TEXTS, _attribute, "HASATTR_FIELD"),
    _family(
        rf"EQ_?ATTR_{_HOLDER}[^_\s]+)_(?P<attribute>\S+)", values.TEXTS, _attribute, "EQATTR_FIELD_ATTRIBUTE"
    ),
    _family(
        rf"(?P<operator>EXISTS)_{_ANY_FIELD}",
        values.FLAG,
        _field,
        "EXISTS_FIELD, EXISTS_INNER_FIELD, and both with ILMD_, ERROR_DECLARATION_, SENSORELEMENT_, SENSORMETADATA_, "
        "SENSORREPORT_, readPoint_, bizLocation_ before FIELD",
    ),
    _family(rf"(?P<operator>EQ)_{_ANY_FIELD}", values.SCALARS, _field, "EQ_FIELD, and all forms as above"),
    _family(
        rf"{_COMPARISONS}_{_ANY_FIELD}",
        values.COMPARED,
        _field,
        "GT_, GE_, LT_, LE_ × FIELD, and all forms as above",
    ),
    _family(r"orderBy", values.TEXT, None),
    _family(r"orderDirection", values.DIRECTION, None),
    _family(r"(?:eventCountLimit|maxEventCount)", values.COUNT, None, "eventCountLimit, maxEventCount"),
    _family(r"perPage", values.COUNT, None),
    _family(r"nextPageToken", values.TEXT, None),
)


def family(name: str) -> tuple[Family, re.Match[str]] | None:
    """The family of a parameter's name, and the name taken apart; None where there is none."""
    if len(name) > 500 or "\x00" in name:
        return None
    for one in FAMILIES:
        found = one.pattern.fullmatch(name)
        if found is not None:
            return one, found
    return None
