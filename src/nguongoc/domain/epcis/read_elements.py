"""Elements of the sender's own to JSON members: names with prefixes, values with their types.

An element with elements in it becomes an object, several of one name a list, attributes members like any other.
An element `…List` whose children all bear its name without `List` is a list. `xsi:type` makes numbers and truth
values; `xsi:nil` a null. This is how `write_events` writes JSON, so both ways keep the event hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.context import BUILT_IN
from nguongoc.domain.epcis.xml_parse import Element
from nguongoc.domain.problem import Problem, Refused, Text

MOST = 1000
"""So many faults of one document are named."""

_SILENT = frozenset(
    (*layout.CORE, *layout.QUERY, *layout.MASTER_DATA, layout.XSI, layout.XML, layout.SBDH, layout.JSON_LD)
)
_NO_PREFIX = frozenset(("urn", "http", "https", "ni", "xml", "xmlns", "_"))
_BUILT_IN = {namespace: prefix for prefix, namespace in BUILT_IN.items()} | {
    "urn:epcglobal:cbv:mda:": "cbvmda"
}


@dataclass(slots=True)
class Faults:
    """What is wrong with a document beyond its syntax; it can be read, and is not taken."""

    problems: list[Problem]

    def add(self, element: Element, where: str, vi: str, en: str, code: str) -> None:
        """Note a fault with the line of its element."""
        if len(self.problems) < MOST:
            line = element.sourceline
            self.problems.append(Problem(where, Text(f"{vi} (dòng {line})", f"{en} (line {line})"), code))


@dataclass(slots=True)
class Prefixes:
    """Which prefix a namespace has in JSON: the document's own, GS1's, or one that is declared for this part."""

    known: dict[str, str]
    taken: dict[str, str]
    foreign: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, nsmap: dict[str | None, str], foreign: Iterable[str] = ()) -> Prefixes:
        """What a root declares, but for the standard's own namespaces. `foreign`: contexts nobody sees."""
        found = cls({}, {}, tuple(foreign))
        for prefix, namespace in nsmap.items():
            if (
                prefix
                and namespace not in _SILENT
                and namespace not in _BUILT_IN
                and namespace not in found.foreign
            ):
                found._declare(prefix, namespace, found.taken)
        return found

    def for_event(self, foreign: Iterable[str] = ()) -> Prefixes:
        """The same, for one event: what is declared within it goes to `own`."""
        return Prefixes(self.known, self.taken, (*self.foreign, *foreign))

    def name(self, tag: str, nsmap: dict[str | None, str]) -> str:
        """The JSON name of an element or attribute."""
        if tag[0] != "{":
            return tag
        namespace, _, local = tag[1:].partition("}")
        return f"{self._prefix(namespace, nsmap)}:{local}"

    def _prefix(self, namespace: str, nsmap: dict[str | None, str]) -> str:
        found = self.known.get(namespace) or self.own.get(namespace)
        if found:
            return found
        built_in = _BUILT_IN.get(namespace)
        if built_in and built_in not in self.taken and built_in not in self.own.values():
            return built_in
        declared = next((prefix for prefix, uri in nsmap.items() if uri == namespace and prefix), "ns")
        if namespace in self.foreign:
            return declared
        return self._declare(declared, namespace, self.own)

    def _declare(self, prefix: str, namespace: str, into: dict[str, str]) -> str:
        free, number = prefix, 0
        while (
            free in self.taken
            or free in self.own.values()
            or free in _NO_PREFIX
            or _means_other(free, namespace)
        ):
            number += 1
            free = f"{prefix}{number}"
        if into is self.taken:
            self.taken[free] = namespace
            self.known.setdefault(namespace, free)
        else:
            self.own[namespace] = free
        return free


def _means_other(prefix: str, namespace: str) -> bool:
    # The epcis: names of JSON stand for what XML says without a namespace.
    return prefix == "epcis" and namespace != layout.RESERVED


_INTEGERS = frozenset(
    (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *(
            "nonPositiveInteger",
            "negativeInteger",
            "unsignedInt",
            "unsignedLong",
            "unsignedShort",
            "unsignedByte",
        ),
    )
)
_FRACTIONS = frozenset(("decimal", "double", "float"))
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TYPE, _NIL = f"{{{layout.XSI}}}type", f"{{{layout.XSI}}}nil"
_XSI, _LANG = f"{{{layout.XSI}}}", f"{{{layout.XML}}}"


def number(text: str) -> int | float | str:
    """A number as JSON has it; the text itself where it is none that JSON can hold."""
    if not _NUMBER.fullmatch(text):
        return text
    if text.lstrip("+-").isdigit() and -(2**63) <= int(text[:30]) < 2**63 and len(text) < 30:
        return int(text)
    found = float(text)
    return text if found in (float("inf"), float("-inf")) else found


def boolean(text: str) -> bool | str:
    """A truth value as XML Schema writes it, or the text itself."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text, text)


def _typed(text: str, kind: str) -> Any:
    local = kind.rpartition(":")[2]
    if local == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if local in _INTEGERS:
        found = number(text)
        return found if isinstance(found, int) else text
    if local in _FRACTIONS:
        found = number(text)
        return float(found) if isinstance(found, int) and local != "decimal" else found
    return text


@dataclass(slots=True)
class Reader:
    """Reads elements of the sender's own in one part of a document."""

    prefixes: Prefixes
    faults: Faults
    depth: int

    def put(self, members: dict[str, Any], name: str, value: Any) -> None:
        """Add a member; what stands several times becomes a list."""
        if name not in members:
            members[name] = _Several([value])
        else:
            members[name].append(value)

    def gathered(self, members: dict[str, Any]) -> dict[str, Any]:
        """The members, those that stood once without their list."""
        return {
            name: (value[0] if len(value) == 1 else list(value)) if type(value) is _Several else value
            for name, value in members.items()
        }

    def own_attributes(
        self, element: Element, members: dict[str, Any], known: frozenset[str] = frozenset()
    ) -> None:
        """The attributes of an element that the standard does not know, as members."""
        for name, value in element.attrib.items():
            if name in known or name.startswith((_XSI, f"{{{layout.JSON_LD}}}")):
                continue
            if name.startswith(_LANG):
                members[f"xml:{name.removeprefix(_LANG)}"] = value
            else:
                members[self.prefixes.name(name, element.nsmap)] = value

    def value(self, element: Element, where: str, depth: int = 1) -> Any:
        """The JSON value of an element."""
        if depth > self.depth:
            raise Refused(_too_deep(self.depth, where, element.sourceline))
        text = (element.text or "").strip()
        is_list = element.tag.endswith("List")
        if not len(element):
            attributes: dict[str, Any] = {}
            self.own_attributes(element, attributes)
            if attributes or is_list:
                return {**attributes, **({"#text": text} if text else {})}
            if element.get(_NIL) in ("true", "1"):
                return None
            kind = element.get(_TYPE)
            return _typed(text, kind) if kind else text
        if is_list and not text and all(child.tag == element.tag[:-4] for child in element):
            return [self.value(child, f"{where}[{i}]", depth + 1) for i, child in enumerate(element)]
        members: dict[str, Any] = {}
        self.own_attributes(element, members)
        for child in element:
            name = self.prefixes.name(child.tag, child.nsmap)
            self.put(members, name, self.value(child, f"{where}.{name}", depth + 1))
            if (child.tail or "").strip():
                self.faults.add(
                    child,
                    where,
                    "Có chữ nằm xen giữa các phần tử. Hãy đặt chữ vào một phần tử riêng.",
                    "text stands between elements: put it into an element of its own",
                    "mixed-content",
                )
        return {**self.gathered(members), **({"#text": text} if text else {})}


class _Several(list[Any]):
    """The values of one name, as they come; told from a list that is one value."""


def _too_deep(depth: int, where: str, line: int) -> Problem:
    return Problem(
        where[:200],
        Text(
            f"Phần tử lồng nhau sâu hơn {depth} mức (dòng {line}). Hãy làm phẳng bớt.",
            f"elements are nested deeper than {depth} levels (line {line}): flatten them",
        ),
        "too-deep",
    )
