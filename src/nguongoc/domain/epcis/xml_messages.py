"""What is not an event in EPCIS XML: messages of the query interface, capture jobs, master data, business headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.read_elements import Faults, Reader
from nguongoc.domain.epcis.xml_parse import Element

_REASON = ("reason",)
_NAMED = ("queryName", "subscriptionID")
MESSAGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "GetQueryNames": ((), ()),
    "GetQueryNamesResult": ((), ("string",)),
    "Subscribe": (("queryName", "params", "dest", "controls", "subscriptionID"), ()),
    "SubscribeResult": ((), ()),
    "Unsubscribe": (("subscriptionID",), ()),
    "UnsubscribeResult": ((), ()),
    "GetSubscriptionIDs": (("queryName",), ()),
    "GetSubscriptionIDsResult": ((), ("string",)),
    "Poll": (("queryName", "params"), ()),
    "VoidHolder": ((), ()),
    "GetStandardVersion": ((), ()),
    "GetStandardVersionResult": ((), ()),
    "GetVendorVersion": ((), ()),
    "GetVendorVersionResult": ((), ()),
    "QueryResults": (("queryName", "resultsBody"), ("subscriptionID",)),
    "QueryTooLargeException": (_REASON, _NAMED),
    "ImplementationException": (("reason", "severity"), _NAMED),
    **dict.fromkeys(
        (
            *("EPCISException", "DuplicateNameException", "InvalidURIException", "NoSuchNameException"),
            *("NoSuchSubscriptionException", "DuplicateSubscriptionException", "QueryParameterException"),
            *("QueryTooComplexException", "SubscriptionControlsException", "SubscribeNotPermittedException"),
            *("SecurityException", "ValidationException"),
        ),
        (_REASON, ()),
    ),
}
"""The messages of the query interface (EPCglobal-epcis-query): children that must stand, and that may."""

_ANSWERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "EPCISCaptureJob": (("captureErrorBehaviour",), ("createdAt", "finishedAt", "errors", "errorFile")),
    "EPCISException": (("type", "title"), ("status", "detail", "instance")),
}


def is_message(namespace: str, local: str) -> bool:
    """Whether a root of this name is a message, or an answer of the capture interface."""
    return (namespace in layout.QUERY and local in MESSAGES) or (
        layout.CORE.get(namespace) == "2.0" and local in _ANSWERS
    )


def look(element: Element, local: str, faults: Faults) -> None:
    """Note what a message lacks and what it has too much."""
    in_core = element.tag.rpartition("}")[0][1:] in layout.CORE
    needed, optional = _ANSWERS[local] if in_core else MESSAGES[local]
    found = [child.tag for child in element]
    for child in element:
        if child.tag not in needed and child.tag not in optional and not child.tag.startswith("{"):
            unknown(child, faults)
    for name in needed:
        if name not in found:
            missing(element, name, faults)


def unknown(element: Element, faults: Faults) -> None:
    """Note an element that has no place where it stands."""
    local = element.tag.rpartition("}")[2][:60]
    faults.add(
        element,
        local,
        f"Phần tử “{local}” không có chỗ ở đây. Hãy bỏ đi hoặc sửa lại không gian tên.",
        f"the element {local!r} has no place here: leave it out, or mend its namespace",
        "unexpected-element",
    )


def missing(element: Element, name: str, faults: Faults) -> None:
    """Note an element that must stand and does not."""
    faults.add(element, name, f"Thiếu “{name}”. Hãy bổ sung.", f"{name!r} is missing: add it", "required")


def wrong_namespace(element: Element, local: str, faults: Faults) -> None:
    """Note an element of the query interface without its namespace."""
    faults.add(
        element,
        local,
        f"“{local}” phải mang không gian tên urn:epcglobal:epcis-query:xsd. Hãy thêm tiền tố.",
        f"{local!r} belongs to the namespace urn:epcglobal:epcis-query:xsd: give it its prefix",
        "namespace",
    )


def master_data_alone(element: Element, faults: Faults) -> None:
    """Note that master data comes in with a document's header only."""
    faults.add(
        element,
        "EPCISMasterDataDocument",
        "Dữ liệu chủ chỉ được nhận trong EPCISHeader của một EPCISDocument. Hãy chuyển vào đó (epcis convert).",
        "master data enters only in the EPCISHeader of an EPCISDocument: put it there (epcis convert does)",
        "master-data",
    )


def vocabularies(around: Element, reader: Reader) -> list[dict[str, Any]]:
    """The vocabularies in a `VocabularyList`."""
    return [_vocabulary(one, reader) for one in around.iterfind("VocabularyList/Vocabulary")]


def _vocabulary(element: Element, reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {"type": (element.get("type") or "").strip()}
    listed = [_element(one, reader) for one in element.iterfind("VocabularyElementList/VocabularyElement")]
    if listed:
        found["vocabularyElementList"] = listed
    _own(element, ("VocabularyElementList",), reader, found)
    return reader.gathered(found)


def _element(element: Element, reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {"id": (element.get("id") or "").strip()}
    attributes = [_attribute(one, reader) for one in element.iterfind("attribute")]
    if attributes:
        found["attributes"] = attributes
    children = [(one.text or "").strip() for one in element.iterfind("children/id")]
    if children:
        found["children"] = children
    _own(element, ("attribute", "children"), reader, found)
    return reader.gathered(found)


def _own(element: Element, known: tuple[str, ...], reader: Reader, found: dict[str, Any]) -> None:
    for child in element:
        if child.tag.startswith("{"):
            name = reader.prefixes.name(child.tag, child.nsmap)
            reader.put(found, name, reader.value(child, name))
        elif child.tag not in known:
            unknown(child, reader.faults)


def _attribute(element: Element, reader: Reader) -> dict[str, Any]:
    value = reader.value(element, "attribute")
    if isinstance(value, dict):
        value.pop("id", None)
        if not value.keys() - {"#text"}:
            value = value.get("#text", "")
    return {"id": (element.get("id") or "").strip(), "attribute": value}


# The Standard Business Document Header

_SBDH = f"{{{layout.SBDH}}}"
_PEOPLE = {
    "sender": f"{_SBDH}Sender/{_SBDH}Identifier",
    "receiver": f"{_SBDH}Receiver/{_SBDH}Identifier",
    "instanceIdentifier": f"{_SBDH}DocumentIdentification/{_SBDH}InstanceIdentifier",
}
_PLAIN = {
    "HeaderVersion": "1.0",
    "Standard": "EPCglobal",
    "TypeVersion": "1.0",
    "Type": "Events",
    "CreationDateAndTime": None,
    **dict.fromkeys(("Sender", "Receiver", "DocumentIdentification", "Identifier", "InstanceIdentifier")),
}


def people(header: Element) -> dict[str, Any]:
    """Who sends, to whom, and the document's own number, where a business header says so."""
    said = {name: (header.findtext(path) or "").strip() for name, path in _PEOPLE.items()}
    return {name: value for name, value in said.items() if value}


def says_only_people(header: Element) -> bool:
    """Whether a business header holds nothing that `write_xml` would not write by itself."""
    seen = []
    for element in header.iterdescendants():
        local = element.tag.rpartition("}")[2]
        expected = _PLAIN.get(local, "")
        if local not in _PLAIN or element.attrib or (expected and (element.text or "").strip() != expected):
            return False
        seen.append(local)
    return len(seen) == len(set(seen)) + 1  # Identifier stands twice
