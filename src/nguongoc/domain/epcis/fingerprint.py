"""The event hash of CBV 2.0 §8.9: one id for one event, however it is spelled.

The pre-hash string is built as GS1's reference implementation builds it (`requirements/epcis.md` §7), because
two repositories must arrive at one hash: standard fields in canonical order, then everything else sorted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from nguongoc.domain.epcis import lenient
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.layout import RESERVED
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    COMPONENT,
    DISPOSITION,
    MEASUREMENT_TYPE,
    SENSOR_ALERT,
    SOURCE_DESTINATION_TYPE,
    Vocabulary,
    web_uri,
)

_IGNORE_FIELDS = "{https://repository-x.example.com/}ignoreFields"


def event_hash(event: Mapping[str, Any], context: Context, ignore: Collection[str] = ()) -> str:
    """The `ni:///sha-256;…?ver=CBV2.0` id of an event as sent. `ignore`: field names left out (see
    `ignored`)."""
    digest = hashlib.sha256(prehash(event, context, ignore).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def document_hashes(document: Document) -> Iterator[str]:
    """The hash of every event of a document, in document order."""
    left_out = ignored(document)
    for event in document.events:
        yield event_hash(event, document.context, left_out)


def ignored(document: Document) -> tuple[str, ...]:
    """The fields that a document asks to be left out: `{https://repository-x.example.com/}ignoreFields`.

    It stands at the document or at any object around the event list.
    """
    return tuple(_asked(document.header, document.context))


def _asked(members: Any, context: Context) -> Iterator[str]:
    for name, value in members.items():
        if isinstance(value, dict):
            yield from _asked(value, context)
        elif ":" in name and _expanded(name, context) == _IGNORE_FIELDS:
            # XML tells one field as a text, or several in one text.
            told = value if isinstance(value, list) else [value]
            yield from (
                field for part in told if isinstance(part, str) for field in part.replace(",", " ").split()
            )


def prehash(event: Mapping[str, Any], context: Context, ignore: Collection[str] = ()) -> str:
    """The string that is hashed: `eventType=…`, then the fields in canonical order, then the rest sorted."""
    context = context.with_event(event)
    left_out = frozenset(_expanded(name, context) for name in ignore)
    reader = _Reader(context, left_out)
    text, rest = _ordered(reader.children(event, _EVENT_WORDS), _ORDER)
    rest = [node for node in rest if node[0] not in _NOT_HASHED]
    return f"eventType={event.get('type', '')}{text}{_sorted(rest)}"


# A field as the reference sees it: its name, its text, and the fields within it.
_Node = tuple[str, str, list[Any]]
_Order = Mapping[str, Any]

_NOT_HASHED = frozenset(("recordTime", "eventID", "type", "errorDeclaration"))
_NO_FIELDS = frozenset(("rdfs:comment", "comment", "#text", "@context"))
_TIMES = frozenset(("eventTime", "time", "startTime", "endTime"))
_PAIRS = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}
_RENAMED = {
    "inputEPC": "epc",
    "outputEPC": "epc",
    "inputQuantity": "quantityElement",
    "outputQuantity": "quantityElement",
    "childQuantity": "quantityElement",
}

_EVENT_WORDS = {"bizStep": BIZ_STEP, "disposition": DISPOSITION}
_WORDS_WITHIN: Mapping[str, Mapping[str, Vocabulary]] = {
    "persistentDisposition": {"set": DISPOSITION, "unset": DISPOSITION},
    "bizTransactionList": {"type": BIZ_TRANSACTION_TYPE},
    "sourceList": {"type": SOURCE_DESTINATION_TYPE},
    "destinationList": {"type": SOURCE_DESTINATION_TYPE},
    "sensorReport": {"type": MEASUREMENT_TYPE, "exception": SENSOR_ALERT, "component": COMPONENT},
}
_NO_WORDS: Mapping[str, Vocabulary] = {}


def _fields(names: str) -> _Order:
    return dict.fromkeys(names.split())


_EPCS: _Order = _fields("epc")
_QUANTITIES: _Order = {"quantityElement": _fields("epcClass quantity uom")}
_SENSOR: _Order = {
    "sensorElement": {
        "sensorMetadata": _fields(
            "time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules"
        ),
        "sensorReport": _fields(
            "type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism "
            "chemicalSubstance value component stringValue booleanValue hexBinaryValue uriValue minValue "
            "maxValue meanValue sDev percRank percValue uom coordinateReferenceSystem"
        ),
    }
}
_ORDER: _Order = {
    "eventTime": None,
    "eventTimeZoneOffset": None,
    "certificationInfo": None,
    "parentID": None,
    "epcList": _EPCS,
    "inputEPCList": _EPCS,
    "childEPCs": _EPCS,
    "quantityList": _QUANTITIES,
    "childQuantityList": _QUANTITIES,
    "inputQuantityList": _QUANTITIES,
    "outputEPCList": _EPCS,
    "outputQuantityList": _QUANTITIES,
    "action": None,
    "transformationID": None,
    "bizStep": None,
    "disposition": None,
    "persistentDisposition": _fields("set unset"),
    "readPoint": _fields("id"),
    "bizLocation": _fields("id"),
    "sensorElementList": _SENSOR,
}


class _Reader(NamedTuple):
    """Reads JSON members as the reference's fields: names expanded, lists opened, words as web URIs."""

    context: Context
    left_out: frozenset[str]

    def children(self, members: Mapping[str, Any], words: Mapping[str, Vocabulary]) -> list[_Node]:
        nodes: list[_Node] = []
        for name, value in members.items():
            if name in _NO_FIELDS or name.startswith("@xmlns"):
                continue
            reader, full = self._at(name, value)
            if full in self.left_out:
                continue
            if full in _PAIRS and type(value) is list:
                nodes.append((full, "", self._pairs(full, value)))
            elif full == "childEPCs" and type(value) is list and value:
                nodes.append((full, "", [reader.node("epc", item) for item in value]))
            elif full.endswith("List"):
                reader._put_list(nodes, full, value)
            else:
                inner = _WORDS_WITHIN.get(full, _NO_WORDS)
                word = words.get(full)
                for item in value if type(value) is list else (value,):
                    nodes.append(reader.node(full, item, inner, word))
        return nodes

    def node(
        self,
        name: str,
        value: Any,
        words: Mapping[str, Vocabulary] = _NO_WORDS,
        word: Vocabulary | None = None,
    ) -> _Node:
        if type(value) is dict:
            kids = self.children(value, words)
            if name == "quantity" and kids:
                name = "quantityElement"
            text = value.get("#text")
            # As XML has it, where the text of an element is one with or without attributes beside it.
            return _RENAMED.get(name, name), "" if type(text) in (dict, list) else self._text(text), kids
        if type(value) is list:
            return _RENAMED.get(name, name), "", [self.node("", item) for item in value]
        text = self._text(value)
        return _RENAMED.get(name, name), web_uri(text, word) if word else text, []

    def _at(self, name: str, value: Any) -> tuple[_Reader, str]:
        reader = self
        if type(value) is dict and any(member.startswith("@xmlns:") for member in value):
            declared = {member[7:]: uri for member, uri in value.items() if member.startswith("@xmlns:")}
            reader = _Reader(self.context.with_event({"@context": declared}), self.left_out)
        return reader, _expanded(name, reader.context) if ":" in name else name

    def _put_list(self, nodes: list[_Node], name: str, value: Any) -> None:
        if type(value) is dict:
            # What XML told whose items bear other names than their list.
            nodes.append(self.node(name, value))
            return
        # XML wraps the members of a list once more: epcList holds epc, resourceList holds resource.
        items = value if type(value) is list else [value]
        if items:
            nodes.append((name, "", [self.node(name[:-4], item) for item in items]))

    def _pairs(self, name: str, links: list[Any]) -> list[_Node]:
        words, held = _WORDS_WITHIN[name], _PAIRS[name]
        pairs: list[_Node] = []
        for link in links:
            if type(link) is dict:
                nodes = {node[0]: node for node in self.children(link, words)}
                text = "".join(_generic(nodes[part]) for part in ("type", held) if part in nodes)
                pairs.append((text, "", []))
        return pairs

    def _text(self, value: Any) -> str:
        if type(value) is str:
            return self._value(value) if ":" in value else value
        if type(value) is bool:
            return "true" if value else "false"
        return "" if value is None else str(value)

    def _value(self, value: str) -> str:
        # gs1: and cbv: values expand; a document's own compact values stay as written, as they do in XML.
        prefix, _, local = value.partition(":")
        namespace = self.context.namespace(prefix)
        if namespace and namespace.startswith(("https://ref.gs1.org", "https://gs1.org")):
            return namespace + local
        return value


def _expanded(name: str, context: Context) -> str:
    prefix, colon, local = name.partition(":")
    namespace = context.namespace(prefix) if colon and not local.startswith("//") else None
    if namespace is None:
        return name
    # The standard's own future names stand without a namespace in the extensions of XML.
    return local if namespace == RESERVED else f"{{{namespace}}}{local}"


def _ordered(nodes: list[_Node], order: _Order) -> tuple[str, list[_Node]]:
    """The text of the fields that have a place in `order`, and the fields (or parts of them) that have
    none."""
    nodes, extensions = _apart(nodes)
    placed: dict[str, list[str]] = {}
    rest: list[_Node] = []
    for node in nodes:
        name, text, kids = node
        if name not in order:
            rest.append(node)
            continue
        within = order[name]
        inner, left = _ordered(kids, within) if within and kids else ("", kids)
        value = _canonical(name, text)
        if value or inner:
            placed.setdefault(name, []).append(f"{name}={value}{inner}" if value else name + inner)
        if left:
            rest.append((name, text, left))
    parts = ["".join(sorted(placed[name])) for name in order if name in placed]
    return "".join(parts) + (_sorted(extensions) if extensions else ""), rest


def _apart(nodes: list[_Node]) -> tuple[list[_Node], list[_Node]]:
    # Extensions of a place or a sensor element close the element they stand in (rule 21). The reference knows
    # them by a namespace that ends in a slash; others it leaves to the end of the event.
    if len(nodes) < 2 or not any("/}" in name for name, _, _ in nodes):
        return nodes, []
    if any("eventTime" in name or "action" in name for name, _, _ in nodes):
        return nodes, []
    extensions = [node for node in nodes if "{" in node[0] and "/}" in node[0]]
    return [node for node in nodes if node not in extensions], extensions


def _sorted(nodes: list[_Node]) -> str:
    return "".join(sorted(map(_generic, nodes)))


def _generic(node: _Node) -> str:
    name, text, kids = node
    value = canonical_value(text.strip()) if text else ""
    inner = _sorted(kids) if kids else ""
    return f"{name}={value}{inner}" if value else name + inner


def _canonical(name: str, text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return canonical_time(text) if name in _TIMES else canonical_value(text)


_CBV_URNS = {
    f"urn:epcglobal:cbv:{short}:": f"https://ref.gs1.org/cbv/{long}-"
    for short, long in (
        ("bizstep", "BizStep"),
        ("disp", "Disp"),
        ("btt", "BTT"),
        ("sdt", "SDT"),
        ("er", "ER"),
    )
}


@lru_cache(maxsize=65536)
def canonical_value(text: str) -> str:
    """A value as the pre-hash string holds it: CBV URNs as web URIs, plain numbers, finest Digital Links."""
    if "urn:epcglobal:cbv:" in text:
        for urn, web in _CBV_URNS.items():
            text = text.replace(urn, web)
    text = _number(text)
    return lenient.link(text) or text


def _number(text: str) -> str:
    # As the reference reads numbers: whatever Python's float takes, so "0010" is 10 and "1e3" is 1000.
    try:
        number = float(text)
        return str(int(number)) if int(number) == number else str(number)
    except (ValueError, OverflowError):
        return text


_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d))?", re.ASCII
)


@lru_cache(maxsize=16384)
def canonical_time(text: str) -> str:
    """A time in UTC with milliseconds, rounded half up from the fourth decimal (rule 9); unchanged if it is
    none."""
    found = _TIME.fullmatch(text)
    if not found:
        return text
    day, clock, fraction, _, sign, hours, minutes = found.groups()
    try:
        return _in_utc(f"{day}T{clock}", fraction or "", sign, int(hours or 0), int(minutes or 0))
    except (ValueError, OverflowError):
        return text


def _in_utc(local: str, fraction: str, sign: str | None, hours: int, minutes: int) -> str:
    moment = datetime.fromisoformat(local)
    offset = timedelta(hours=hours, minutes=minutes)
    moment = moment + offset if sign == "-" else moment - offset
    milliseconds = int(fraction[:3].ljust(3, "0")) + (fraction[3:4] >= "5")
    return (moment + timedelta(milliseconds=milliseconds)).isoformat(timespec="milliseconds") + "Z"
