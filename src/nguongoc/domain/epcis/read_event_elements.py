"""An event's element, in the layout of either version, to its JSON object.

Values are taken wherever they stand; what stands where its version does not have it is a fault that names the place,
so that the event hash can be told of documents that are not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.read_elements import Faults, Prefixes, Reader, boolean, number
from nguongoc.domain.epcis.vocabulary import cbv
from nguongoc.domain.epcis.xml_parse import Element

_STANDARD_NAMESPACES = frozenset((*layout.CORE, *layout.QUERY, *layout.MASTER_DATA))
_STANDARD = frozenset(name for names in layout.EVENTS_2.values() for name in names)
_NESTING = ("extension", "baseExtension")
_CONTEXT = f"{{{layout.JSON_LD}}}context"
# Attributes that a bare event carries in place of the document around it.
_DOCUMENT_ATTRIBUTES = frozenset(("schemaVersion", "creationDate"))
KINDS = frozenset(layout.EVENTS_1)


@dataclass(frozen=True, slots=True)
class Level:
    """What may stand in one element: standard names in this order (None: any, in any order), then elements of other
    namespaces (`others`); and what may stand in its nesting elements."""

    order: Mapping[str, int] | None
    others: bool = True
    base: Level | None = None
    extension: Level | None = None


_ANYTHING = Level(None)
_OTHERS_ONLY = Level({})


def _level(names: tuple[str, ...], others: bool, base: Level | None, extension: Level | None) -> Level:
    return Level({name: index for index, name in enumerate(names)}, others, base, extension)


@cache
def _top(kind: str, version: str) -> Level:
    before = ("eventTime", "recordTime", "eventTimeZoneOffset")
    if kind not in layout.EVENTS_1 or (version == "1.2" and kind == "AssociationEvent"):
        return Level(None, True, _ANYTHING, _ANYTHING)  # no schema speaks of these
    if version == "2.0":
        own = layout.EVENTS_2.get(kind)
        if own is None:
            return _top(kind, "1.2")  # a QuantityEvent, which 2.0 has no more
        return _level((*own[:6], "baseExtension", *own[6:], "extension"), True, _OTHERS_ONLY, _OTHERS_ONLY)
    nested = layout.EVENTS_1[kind]
    base = _level((*layout.BASE_1, "extension"), False, None, _ANYTHING)
    extension = (
        _level((*nested.extension, "extension"), False, None, _ANYTHING) if nested.extension else _ANYTHING
    )
    return _level((*before, "baseExtension", *nested.own, "extension"), True, base, extension)


class EventReader:
    """Reads the events of one document. `version`: "2.0" or "1.2", as the namespace of its root says."""

    def __init__(self, prefixes: Prefixes, faults: Faults, *, version: str, depth: int) -> None:
        self.document_prefixes, self.faults = prefixes, faults
        self.version, self.depth = version, depth
        self.reader = Reader(prefixes, faults, depth)

    def event(self, element: Element, where: str) -> dict[str, Any]:
        """The JSON object of one event's element."""
        foreign = tuple(element.get(_CONTEXT, "").split())
        self.reader = Reader(self.document_prefixes.for_event(foreign), self.faults, self.depth)
        kind = self._kind(element, where)
        members: dict[str, Any] = {"type": kind}
        self._members(element, _top(kind, self.version), members, where)
        own = self.reader.gathered(members)
        attributes: dict[str, Any] = {}
        self.reader.own_attributes(element, attributes, _DOCUMENT_ATTRIBUTES)
        own |= {name if ":" in name else f"epcis:{name}": value for name, value in attributes.items()}
        if kind == "QuantityEvent":
            own = _as_object_event(own)
        if self.version == "1.2":
            _without_empty_lists(own)
        declared = {prefix: namespace for namespace, prefix in self.reader.prefixes.own.items()}
        context = [*foreign, *([declared] if declared else [])]
        return {"@context": context, **own} if context else own

    def _kind(self, element: Element, where: str) -> str:
        namespace, _, local = element.tag.rpartition("}")
        if not namespace:
            return str(local)
        if namespace[1:] in _STANDARD_NAMESPACES:
            self._qualified(element, where)
            return str(local)
        return self.reader.prefixes.name(element.tag, element.nsmap)

    def _qualified(self, element: Element, where: str) -> None:
        namespace, _, local = element.tag.rpartition("}")
        self.faults.add(
            element,
            where,
            f"Phần tử “{local}” không được mang không gian tên {namespace[1:]}. Hãy bỏ tiền tố của phần tử.",
            f"the element {local!r} belongs to no namespace, not to {namespace[1:]}: take its prefix off",
            "namespace",
        )

    def _members(self, element: Element, level: Level, members: dict[str, Any], where: str) -> None:
        last, last_name = -1, ""
        for child in element:
            namespace, _, name = child.tag.rpartition("}")
            if namespace and namespace[1:] not in _STANDARD_NAMESPACES:
                self._other(child, level, members, where)
                last, last_name = 1000, name
                continue
            place = f"{where}.{name}" if where else name
            if namespace:
                self._qualified(child, place)
            if level.order is not None:
                at = level.order.get(name)
                if at is None:
                    self._misplaced(child, name, place)
                elif at <= last:
                    self._out_of_order(child, name, last_name, place)
                last, last_name = (last, last_name) if at is None or at <= last else (at, name)
            if name in _NESTING:
                inner = level.base if name == "baseExtension" else level.extension
                self._members(child, inner or _ANYTHING, members, where)
            else:
                self._member(child, name, level, members, place)

    def _other(self, child: Element, level: Level, members: dict[str, Any], where: str) -> None:
        name = self.reader.prefixes.name(child.tag, child.nsmap)
        place = f"{where}.{name}" if where else name
        if not level.others:
            self.faults.add(
                child,
                place,
                "Trường riêng phải nằm ở chính sự kiện, sau các trường chuẩn. Hãy chuyển ra ngoài extension.",
                "an element of your own stands at the event itself, after the standard ones: move it out",
                "order",
            )
        self.reader.put(members, name, self.reader.value(child, place))

    def _member(self, child: Element, name: str, level: Level, members: dict[str, Any], place: str) -> None:
        read = _MEMBERS.get(name)
        if read is not None:
            members[name] = read(self, child, place)
        elif level.order is None:
            # What stands without a namespace in an extension belongs to the standard's own future.
            self.reader.put(members, f"epcis:{name}", self.reader.value(child, place))
        else:
            members[name] = self.reader.value(child, place)

    def _misplaced(self, child: Element, name: str, place: str) -> None:
        if name not in _STANDARD and name not in _NESTING:
            return  # the check says so
        self.faults.add(
            child,
            place,
            f"“{name}” không đứng ở đây trong EPCIS {self.version}: tài liệu trộn lẫn hai phiên bản. "
            "Hãy dùng đúng một phiên bản.",
            f"{name!r} does not stand here in EPCIS {self.version}: the document mixes versions",
            "mixed-versions",
        )

    def _out_of_order(self, child: Element, name: str, last_name: str, place: str) -> None:
        vi = f"“{name}” phải đứng trước “{last_name}”. Hãy xếp các phần tử đúng thứ tự của chuẩn."
        en = f"{name!r} stands before {last_name!r}: put the elements in the order of the schema"
        if name == last_name:
            vi = f"“{name}” xuất hiện hai lần. Hãy chỉ giữ một."
            en = f"{name!r} stands twice: keep one of them"
        self.faults.add(child, place, vi, en, "order")

    # The standard members

    def text(self, element: Element, where: str) -> str:
        """The text of an element that holds nothing else."""
        if len(element):
            self.unexpected(element[0], where)
        return (element.text or "").strip()

    def unexpected(self, element: Element, where: str) -> None:
        """Note an element that has no place where it stands."""
        local = element.tag.rpartition("}")[2]
        self.faults.add(
            element,
            where,
            f"Phần tử “{local}” không có chỗ ở đây. Hãy bỏ đi.",
            f"the element {local!r} has no place here: leave it out",
            "unexpected-element",
        )

    def word(self, element: Element, where: str) -> str:
        return cbv(self.text(element, where))

    def items(self, element: Element, where: str, tag: str, read: Callable[[Element, str], Any]) -> list[Any]:
        """The items of a list whose elements all bear one name."""
        found: list[Any] = []
        for child in element:
            if child.tag.rpartition("}")[2] != tag:
                self.unexpected(child, where)
                continue
            if child.tag != tag:
                self._qualified(child, where)
            found.append(read(child, f"{where}[{len(found)}]"))
        return found

    def epcs(self, element: Element, where: str) -> list[str]:
        return self.items(element, where, "epc", self.text)

    def quantities(self, element: Element, where: str) -> list[Any]:
        return self.items(element, where, "quantityElement", self._quantity)

    def _quantity(self, element: Element, where: str) -> dict[str, Any]:
        found = self.in_order(element, where, layout.QUANTITY)
        if "quantity" in found:
            said = number(found["quantity"])
            found["quantity"] = said
            if said == "":  # xsi:nil
                del found["quantity"]
        return found

    def in_order(self, element: Element, where: str, order: tuple[str, ...]) -> dict[str, Any]:
        """The texts of elements that stand in this order, each at most once."""
        found: dict[str, Any] = {}
        last = -1
        for child in element:
            namespace, _, name = child.tag.rpartition("}")
            if name not in order or name in found:
                self.unexpected(child, where)
                continue
            if namespace:
                self._qualified(child, where)
            at = order.index(name)
            if at < last:
                self._out_of_order(child, name, order[last], f"{where}.{name}")
            last = max(at, last)
            found[name] = self.text(child, f"{where}.{name}")
        return found

    def links(self, element: Element, where: str) -> list[Any]:
        tag = layout.LISTS[element.tag.rpartition("}")[2]]

        def link(child: Element, place: str) -> dict[str, str]:
            kind = {"type": cbv(child.get("type").strip())} if child.get("type") is not None else {}
            return {**kind, tag: self.text(child, place)}

        return self.items(element, where, tag, link)

    def place(self, element: Element, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._with_others(element, where, found, {"id": self.text}, bare="")
        return self.reader.gathered(found)

    def _with_others(
        self,
        element: Element,
        where: str,
        found: dict[str, Any],
        known: Mapping[str, Callable[[Element, str], Any]],
        bare: str = "epcis:",
    ) -> None:
        """Elements of the standard, an `extension` of names without a namespace (`bare` goes before them), and the
        sender's own."""
        after = ""
        for child in element:
            namespace, _, name = child.tag.rpartition("}")
            if namespace and namespace[1:] not in _STANDARD_NAMESPACES:
                own = self.reader.prefixes.name(child.tag, child.nsmap)
                self.reader.put(found, own, self.reader.value(child, f"{where}.{own}"))
                after = name
                continue
            if namespace:
                self._qualified(child, where)
            if after and self.version == "2.0" and element.tag != "errorDeclaration":
                self._out_of_order(child, name, after, f"{where}.{name}")
            if name in known:
                if name in found and name != "sensorReport":
                    self.unexpected(child, where)
                found[name] = known[name](child, f"{where}.{name}")
            elif name == "extension":
                for inner in child:
                    own = self.reader.prefixes.name(inner.tag, inner.nsmap)
                    own = own if ":" in own else f"{bare}{own}"
                    self.reader.put(found, own, self.reader.value(inner, f"{where}.{own}"))
            else:
                self.unexpected(child, where)

    def ilmd(self, element: Element, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._with_others(element, where, found, {})
        self.reader.own_attributes(element, found)
        return self.reader.gathered(found)

    def error_declaration(self, element: Element, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        corrections = "correctiveEventID"

        def corrective(child: Element, place: str) -> list[str]:
            return self.items(child, place, corrections, self.text)

        known = {"declarationTime": self.text, "reason": self.word, "correctiveEventIDs": corrective}
        self._with_others(element, where, found, known)
        return self.reader.gathered(found)

    def persistent_disposition(self, element: Element, where: str) -> dict[str, Any]:
        found: dict[str, list[str]] = {}
        for child in element:
            name = child.tag
            if name not in ("set", "unset"):
                self.unexpected(child, where)
            else:
                if name == "unset" and "set" in found:
                    self._out_of_order(child, "unset", "set", where)
                found.setdefault(name, []).append(self.word(child, where))
        return found

    def sensors(self, element: Element, where: str) -> list[Any]:
        return self.items(element, where, "sensorElement", self._sensor)

    def _sensor(self, element: Element, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        reports: list[Any] = []

        def report(child: Element, place: str) -> list[Any]:
            reports.append(self._attributes(child, f"{place}[{len(reports)}]"))
            return reports

        known = {"sensorMetadata": self._attributes, "sensorReport": report}
        self._with_others(element, where, found, known)
        return self.reader.gathered(found)

    def _attributes(self, element: Element, where: str) -> dict[str, Any]:
        if len(element) or (element.text or "").strip():
            self.unexpected(element[0] if len(element) else element, where)
        found: dict[str, Any] = {}
        self.reader.own_attributes(element, found)
        return {name: _attribute_value(name, value) for name, value in found.items()}


def _attribute_value(name: str, value: str) -> Any:
    if name in layout.NUMBERS:
        return number(value.strip())
    if name == "booleanValue":
        return boolean(value.strip())
    return cbv(value) if name in ("type", "exception", "component") else value


_MEMBERS: dict[str, Callable[[EventReader, Element, str], Any]] = {
    **dict.fromkeys(
        ("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "certificationInfo"), EventReader.text
    ),
    **dict.fromkeys(("action", "parentID", "transformationID", "epcClass", "quantity"), EventReader.text),
    **dict.fromkeys(("bizStep", "disposition"), EventReader.word),
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), EventReader.epcs),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
        EventReader.quantities,
    ),
    **dict.fromkeys(("bizTransactionList", "sourceList", "destinationList"), EventReader.links),
    **dict.fromkeys(("readPoint", "bizLocation"), EventReader.place),
    "ilmd": EventReader.ilmd,
    "errorDeclaration": EventReader.error_declaration,
    "persistentDisposition": EventReader.persistent_disposition,
    "sensorElementList": EventReader.sensors,
}


def _as_object_event(members: dict[str, Any]) -> dict[str, Any]:
    """EPCIS 1.1 §7.4.4: what a QuantityEvent said is said since by an ObjectEvent that observes a quantity."""
    found = {**members, "type": "ObjectEvent", "action": "OBSERVE"}
    quantity = {"epcClass": found.pop("epcClass", ""), "quantity": number(str(found.pop("quantity", "")))}
    return {**found, "quantityList": [quantity]}


def _without_empty_lists(event: dict[str, Any]) -> None:
    # The list that 1.2 asks for even where the event is about quantities or sensors says nothing when it is empty.
    for name in ("epcList", "childEPCs"):
        said = ("quantityList", "childQuantityList", "sensorElementList")
        if event.get(name) == [] and (
            any(other in event for other in said) or event.get("action") == "DELETE"
        ):
            del event[name]
