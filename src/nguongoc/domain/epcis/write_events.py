"""Events from their JSON object to XML elements (EPCIS 2.0 §9.5, EPCIS 1.2 §9.5), in either version's layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from nguongoc.domain.epcis import layout, vocabulary
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.vocabulary import Vocabulary
from nguongoc.domain.epcis.xml_text import Names, attribute, declarations, is_name, refuse, text

WEB_URI = "Always_Web_URI"
URN = "Always_URN"

_WORDS: Mapping[str, Vocabulary] = {
    "bizStep": vocabulary.BIZ_STEP,
    "disposition": vocabulary.DISPOSITION,
    "set": vocabulary.DISPOSITION,
    "unset": vocabulary.DISPOSITION,
    "bizTransaction": vocabulary.BIZ_TRANSACTION_TYPE,
    "source": vocabulary.SOURCE_DESTINATION_TYPE,
    "destination": vocabulary.SOURCE_DESTINATION_TYPE,
    "reason": vocabulary.ERROR_REASON,
    "type": vocabulary.MEASUREMENT_TYPE,
    "exception": vocabulary.SENSOR_ALERT,
    "component": vocabulary.COMPONENT,
}
# Nothing but these stands in an event without a prefix.
_STANDARD = frozenset(name for names in layout.EVENTS_2.values() for name in names)
_TIMES = frozenset(("eventTime", "recordTime", "declarationTime", "time", "startTime", "endTime"))


class Writer(NamedTuple):
    """Writes events in one version, CBV words in one spelling."""

    version: str
    words: str

    def event(self, event: Mapping[str, Any], around: Context, declared: dict[str, str], where: str) -> str:
        """One event as it stands in the list of events. `declared`: the prefixes of the root and their namespaces."""
        context = around.with_event(event)
        names = Names(context)
        kind = str(event.get("type", ""))
        own = {n: v for n, v in event.items() if n not in _STANDARD and n not in ("type", "@context")}
        attributes = self._foreign(event, names)
        if kind in layout.EVENTS_2:
            laid_out = self._version_1(kind, event, own, names, where) if self.version == "1.2" else ""
            inner = laid_out or self._version_2(layout.EVENTS_2[kind], event, own, names, where)
            return self._placed(
                kind, f"<{kind}{declarations(names.used, declared)}{attributes}>{inner}</{kind}>"
            )
        tag = names.name(kind, f"{where}.type") if ":" in kind else ""
        if not tag or self.version == "1.2":
            refuse(
                f"{where}.type",
                f"Loại sự kiện “{kind[:60]}” không ghi được trong XML {self.version}.",
                f"the event type {kind[:60]!r} cannot be said in XML {self.version}",
            )
        inner = self._version_2(_ANY_EVENT, event, own, names, where)
        return (
            f"<extension><{tag}{declarations(names.used, declared)}{attributes}>{inner}</{tag}></extension>"
        )

    def _foreign(self, event: Mapping[str, Any], names: Names) -> str:
        foreign = Context.of(event.get("@context")).foreign
        if not foreign:
            return ""
        names.used["ld"] = layout.JSON_LD
        return attribute("ld:context", " ".join(foreign), "@context")

    def _placed(self, kind: str, element: str) -> str:
        # 1.2 keeps the types that came after 1.0, and after 1.2, in extensions of the list.
        depth = {"TransformationEvent": 1, "AssociationEvent": 2}.get(kind, 0) if self.version == "1.2" else 0
        return "<extension>" * depth + element + "</extension>" * depth

    def _version_2(
        self, order: Iterable[str], event: Mapping[str, Any], own: dict[str, Any], names: Names, where: str
    ) -> str:
        self._no_others(order, event, where)
        return self._in_order(order, event, names, where) + members_of(own, names, where)

    def _version_1(
        self, kind: str, event: Mapping[str, Any], own: dict[str, Any], names: Names, where: str
    ) -> str:
        nested = layout.EVENTS_1[kind]
        self._no_others(layout.EVENTS_2[kind], event, where)
        reserved, others = _apart(own, names, where)
        base = self._in_order(layout.BASE_1, event, names, where)
        certified = self._in_order(("certificationInfo",), event, names, where)
        base += _wrapped("extension", certified)
        further = self._in_order(nested.further, event, names, where) + _local_members(reserved, names, where)
        if nested.extension[:1] != ("sensorElementList",) and kind != "AssociationEvent":
            inner = self._in_order(nested.extension, event, names, where) + _wrapped("extension", further)
        else:
            inner = self._in_order(nested.extension, event, names, where) + further
        return (
            self._in_order(("eventTime", "recordTime", "eventTimeZoneOffset"), event, names, where)
            + _wrapped("baseExtension", base)
            + self._in_order(nested.own, event, names, where, nested.needed)
            + _wrapped("extension", inner)
            + members_of(others, names, where)
        )

    def _no_others(self, order: Iterable[str], event: Mapping[str, Any], where: str) -> None:
        for name in event:
            if name in _STANDARD and name not in order:
                refuse(
                    f"{where}.{name}",
                    f"{event['type']} không có trường {name} trong XML. Hãy bỏ trường đó.",
                    f"{event['type']} has no {name} in XML: leave it out",
                )

    def _in_order(
        self, order: Iterable[str], event: Mapping[str, Any], names: Names, where: str, needed: str = ""
    ) -> str:
        parts = []
        for name in order:
            if name in event:
                parts.append(self._member(name, event[name], names, f"{where}.{name}"))
            elif name == needed:
                parts.append(f"<{name}/>")
        return "".join(parts)

    def _member(self, name: str, value: Any, names: Names, where: str) -> str:
        if name in layout.LISTS:
            item = layout.LISTS[name]
            inner = "".join(self._item(item, one, names, f"{where}[{i}]") for i, one in enumerate(value))
            return f"<{name}>{inner}</{name}>"
        if name in ("readPoint", "bizLocation"):
            return self._place(name, value, names, where)
        if name == "ilmd":
            reserved, others = _apart(value, names, where)
            extension = _wrapped("extension", _local_members(reserved, names, where))
            return f"<ilmd>{extension}{members_of(others, names, where)}</ilmd>"
        if name == "persistentDisposition":
            inner = "".join(self._plain(n, one, where) for n in ("unset", "set") for one in value.get(n, ()))
            return f"<{name}>{inner}</{name}>"
        if name == "errorDeclaration":
            return self._error_declaration(value, names, where)
        if name == "certificationInfo" and isinstance(value, list):
            if len(value) != 1:
                refuse(
                    where,
                    "XML chỉ ghi được một certificationInfo. Hãy giữ lại một giá trị.",
                    "XML holds one certificationInfo: keep one of them",
                )
            return self._plain(name, value[0], where)
        return self._plain(name, value, where)

    def _plain(self, name: str, value: Any, where: str) -> str:
        return f"<{name}>{text(self._said(name, value, where), where)}</{name}>"

    def _said(self, name: str, value: Any, where: str) -> str:
        if not isinstance(value, str):
            return scalar(value, where)
        if name in _TIMES:
            return _time(value, where)
        return self._word(name, value)

    def _word(self, name: str, value: str) -> str:
        words = _WORDS.get(name)
        if words is None or value not in words.words:
            return value
        return (words.urn if words.urn and self.words == URN else words.web) + value

    def _item(self, tag: str, value: Any, names: Names, where: str) -> str:
        if tag == "quantityElement":
            return self._quantity(value, where)
        if tag == "sensorElement":
            return self._sensor(value, names, where)
        if tag == "epc":
            return f"<epc>{text(value, where)}</epc>"
        _only(value, ("type", tag), where)
        kind = attribute("type", self._word(tag, value["type"]), where) if "type" in value else ""
        return f"<{tag}{kind}>{text(value[tag], where)}</{tag}>"

    def _quantity(self, value: Mapping[str, Any], where: str) -> str:
        _only(value, layout.QUANTITY, where)
        amount = f"<quantity>{_decimal(value['quantity'], where)}</quantity>" if "quantity" in value else ""
        unit = f"<uom>{text(value['uom'], where)}</uom>" if "uom" in value else ""
        if unit and not amount:
            amount = '<quantity xsi:nil="true"/>'
        return f"<quantityElement><epcClass>{text(value['epcClass'], where)}</epcClass>{amount}{unit}</quantityElement>"

    def _place(self, name: str, value: Mapping[str, Any], names: Names, where: str) -> str:
        own = {n: v for n, v in value.items() if n != "id"}
        local = {n: v for n, v in own.items() if ":" not in n}
        others = {n: v for n, v in own.items() if ":" in n}
        extension = _wrapped("extension", members_of(local, names, where))
        return f"<{name}><id>{text(value['id'], where)}</id>{extension}{members_of(others, names, where)}</{name}>"

    def _error_declaration(self, value: Mapping[str, Any], names: Names, where: str) -> str:
        own = {n: v for n, v in value.items() if n not in layout.ERROR_DECLARATION}
        reserved, others = _apart(own, names, where)
        inner = "".join(self._plain(n, value[n], where) for n in ("declarationTime", "reason") if n in value)
        if "correctiveEventIDs" in value:
            corrections = value["correctiveEventIDs"]
            listed = "".join(
                f"<correctiveEventID>{text(one, where)}</correctiveEventID>" for one in corrections
            )
            inner += f"<correctiveEventIDs>{listed}</correctiveEventIDs>"
        inner += _wrapped("extension", _local_members(reserved, names, where))
        return f"<errorDeclaration>{inner}{members_of(others, names, where)}</errorDeclaration>"

    def _sensor(self, value: Mapping[str, Any], names: Names, where: str) -> str:
        own = {n: v for n, v in value.items() if n not in ("sensorMetadata", "sensorReport")}
        reserved, others = _apart(own, names, where)
        inner = ""
        if "sensorMetadata" in value:
            inner = self._attributes(
                "sensorMetadata",
                value["sensorMetadata"],
                layout.SENSOR_METADATA,
                names,
                f"{where}.sensorMetadata",
            )
        for index, report in enumerate(value.get("sensorReport", ())):
            inner += self._attributes(
                "sensorReport", report, layout.SENSOR_REPORT, names, f"{where}.sensorReport[{index}]"
            )
        inner += _wrapped("extension", _local_members(reserved, names, where))
        return f"<sensorElement>{inner}{members_of(others, names, where)}</sensorElement>"

    def _attributes(
        self, tag: str, value: Mapping[str, Any], known: Iterable[str], names: Names, where: str
    ) -> str:
        parts = []
        for name, held in value.items():
            if isinstance(held, dict | list) or (name not in known and ":" not in name):
                refuse(
                    f"{where}.{name}",
                    "Trong XML, trường này là thuộc tính, chỉ giữ được một giá trị đơn. Hãy chuyển ra sensorElement.",
                    "in XML this member is an attribute and holds one plain value: put it into the sensorElement",
                )
            said = self._said(name, held, where) if name in known else scalar(held, where)
            parts.append(attribute(names.name(name, f"{where}.{name}"), said, where))
        return f"<{tag}{''.join(parts)}/>"


_ANY_EVENT = (
    *layout.EVENTS_2["ObjectEvent"][:6],
    *dict.fromkeys(name for names in layout.EVENTS_2.values() for name in names[6:]),
)


def members_of(members: Mapping[str, Any], names: Names, where: str) -> str:
    """Members of the sender's own as elements: a list as one element an item, an object as an element with elements
    in it, numbers and truth values with their `xsi:type`."""
    declared = {name[7:]: uri for name, uri in members.items() if name.startswith("@xmlns:")}
    if declared:
        names = names.within(names.context.with_event({"@context": declared}))
    return "".join(
        _own(name, value, names, f"{where}.{name}" if where else name)
        for name, value in members.items()
        if name != "#text" and not name.startswith("@xmlns")
    )


def _own(name: str, value: Any, names: Names, where: str) -> str:
    tag = names.name(name, where)
    if name.startswith("xml:"):
        refuse(
            where,
            "Trong XML, trường này chỉ có thể là thuộc tính dạng chuỗi của một phần tử riêng.",
            "in XML this member can only be a text, as an attribute of an element of your own",
        )
    if name.endswith("List") and not isinstance(value, dict):
        items = value if isinstance(value, list) else [value]
        item = names.name(name[:-4], where) if is_name(name[:-4].rpartition(":")[2]) else ""
        if not item:
            refuse(
                where,
                "Danh sách này không đặt tên được trong XML.",
                "XML has no name for the items of this list",
            )
        inner = "".join(_own_element(item, one, names, where) for one in items)
        return f"<{tag}>{inner}</{tag}>" if items else ""
    if isinstance(value, list):
        return "".join(_own_element(tag, one, names, f"{where}[{index}]") for index, one in enumerate(value))
    return _own_element(tag, value, names, where)


def _own_element(tag: str, value: Any, names: Names, where: str) -> str:
    if value is None:
        return f'<{tag} xsi:nil="true"/>'
    if isinstance(value, list):
        refuse(
            where,
            "XML không ghi được danh sách nằm trong danh sách. Hãy đặt tên cho danh sách bên trong.",
            "XML cannot say a list within a list: give the inner list a name",
        )
    if isinstance(value, dict):
        # A language, or whatever belongs to XML itself, is an attribute; so is what a business header says of numbers.
        business = ("Authority",) if tag.endswith(":Identifier") else ()
        plain = {
            n: v for n, v in value.items() if isinstance(v, str) and (n.startswith("xml:") or n in business)
        }
        attributes = "".join(attribute(name, held, where) for name, held in plain.items())
        inner = members_of({n: v for n, v in value.items() if n not in plain}, names, where)
        if "#text" in value:
            inner = text(scalar(value["#text"], where), where) + inner
        return f"<{tag}{attributes}>{inner}</{tag}>"
    kind = {bool: "boolean", int: "integer", float: "double"}.get(type(value))
    typed = f' xsi:type="xsd:{kind}"' if kind else ""
    return f"<{tag}{typed}>{text(scalar(value, where), where)}</{tag}>"


def _local_members(members: Mapping[str, Any], names: Names, where: str) -> str:
    # The standard's own future names stand without a namespace.
    return members_of({name.partition(":")[2]: value for name, value in members.items()}, names, where)


def _apart(members: Mapping[str, Any], names: Names, where: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Members in the standard's own namespace (`epcis:…`), and the others, which must have a namespace."""
    reserved: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in members.items():
        if name.startswith("@xmlns"):
            others[name] = value
            continue
        place = f"{where}.{name}"
        namespace = names.namespace(name, place)
        if not namespace:
            refuse(
                place,
                f"Trường “{name[:60]}” không có tiền tố nên không ghi được trong XML. Hãy thêm tiền tố.",
                f"the member {name[:60]!r} has no prefix and cannot stand in XML: give it one",
            )
        (reserved if namespace == layout.RESERVED else others)[name] = value
    return reserved, others


def _wrapped(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _only(value: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for name in value:
        if name not in known:
            refuse(
                f"{where}.{name}",
                "Trường này không có chỗ trong XML. Hãy bỏ đi.",
                "this member has no place in XML: leave it out",
            )


def scalar(value: Any, where: str) -> str:
    """A plain value as text. Raises Refused for any other."""
    if not isinstance(value, str | int | float):
        refuse(where, "Giá trị này không ghi được trong XML.", "this value cannot be said in XML")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _decimal(value: Any, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(where, "Số lượng phải là một số.", "a quantity is a number")
    return format(Decimal(repr(value)), "f")


_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))", re.ASCII
)


def _time(value: str, where: str) -> str:
    said = value.upper()
    if not _TIME.fullmatch(said):
        refuse(
            where,
            f"XML không ghi được thời điểm “{value[:40]}”: cần múi giờ từ −14:00 đến +14:00 và giây từ 00 đến 59.",
            f"XML cannot say the time {value[:40]!r}: offsets reach from −14:00 to +14:00, seconds from 00 to 59",
        )
    return said
