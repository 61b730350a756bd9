"""How the two XML versions lay out what JSON says flatly: which elements stand in which, in which order.

Source: EPCglobal-epcis-2_0.xsd and EPCglobal-epcis-1_2.xsd. In 2.0 every member stands at the event; 1.2 keeps what
came after 1.0 in nested `extension` and `baseExtension` elements, and what came after 1.2 one level deeper still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CORE = {"urn:epcglobal:epcis:xsd:2": "2.0", "urn:epcglobal:epcis:xsd:1": "1.2"}
QUERY = {"urn:epcglobal:epcis-query:xsd:2": "2.0", "urn:epcglobal:epcis-query:xsd:1": "1.2"}
MASTER_DATA = {"urn:epcglobal:epcis-masterdata:xsd:2": "2.0", "urn:epcglobal:epcis-masterdata:xsd:1": "1.2"}
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
XML = "http://www.w3.org/XML/1998/namespace"
JSON_LD = "https://www.w3.org/ns/json-ld#"
"""Our attribute `context` in this namespace keeps the context URLs of a JSON document whose prefixes nobody sees."""

RESERVED = "https://ref.gs1.org/epcis/"
"""The standard's own names in JSON (`epcis:…`): what stands without a namespace in an `extension` element, which the
schemas keep for the standard's own future."""

_BEFORE = "eventTime recordTime eventTimeZoneOffset"
_WHY = "action bizStep disposition readPoint bizLocation"
_PARTIES = "sourceList destinationList"
_LATE = "sensorElementList persistentDisposition"
_TRANSFORMED = (
    "inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID bizStep disposition "
    "readPoint bizLocation"
)


def _order(names: str) -> tuple[str, ...]:
    return tuple(names.split())


EVENTS_2: Mapping[str, tuple[str, ...]] = {
    kind: _order(f"{_BEFORE} eventID errorDeclaration certificationInfo {own}")
    for kind, own in (
        ("ObjectEvent", f"epcList {_WHY} bizTransactionList quantityList {_PARTIES} {_LATE} ilmd"),
        (
            "AggregationEvent",
            f"parentID childEPCs {_WHY} bizTransactionList childQuantityList {_PARTIES} {_LATE}",
        ),
        ("TransactionEvent", f"bizTransactionList parentID epcList {_WHY} quantityList {_PARTIES} {_LATE}"),
        ("TransformationEvent", f"{_TRANSFORMED} bizTransactionList {_PARTIES} {_LATE} ilmd"),
        (
            "AssociationEvent",
            f"parentID childEPCs childQuantityList {_WHY} bizTransactionList {_PARTIES} {_LATE}",
        ),
    )
}
"""Version 2.0: the standard members of each event type, in the order of its schema."""


@dataclass(frozen=True, slots=True)
class Nested:
    """How 1.2 lays out one event type: members of the event itself, of its `extension`, and of what stands within
    that in a further `extension`; `needed` are elements that must stand even when they are empty."""

    own: tuple[str, ...]
    extension: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    needed: str = ""


EVENTS_1: Mapping[str, Nested] = {
    "ObjectEvent": Nested(
        _order(f"epcList {_WHY} bizTransactionList"),
        _order(f"quantityList {_PARTIES} ilmd"),
        _order(_LATE),
        needed="epcList",
    ),
    "AggregationEvent": Nested(
        _order(f"parentID childEPCs {_WHY} bizTransactionList"),
        _order(f"childQuantityList {_PARTIES}"),
        _order(_LATE),
        needed="childEPCs",
    ),
    "TransactionEvent": Nested(
        _order(f"bizTransactionList parentID epcList {_WHY}"),
        _order(f"quantityList {_PARTIES}"),
        _order(_LATE),
        needed="epcList",
    ),
    "TransformationEvent": Nested(
        _order(f"{_TRANSFORMED} bizTransactionList {_PARTIES} ilmd"),
        _order(_LATE),
    ),
    # 1.2 knows no such type: as its own documents do, the element of 2.0 stands in two extensions of the list.
    "AssociationEvent": Nested(EVENTS_2["AssociationEvent"][6:]),
    # 1.0; since 1.1 an ObjectEvent that observes a quantity says the same.
    "QuantityEvent": Nested(
        _order("epcClass quantity bizStep disposition readPoint bizLocation bizTransactionList")
    ),
}
"""Version 1.2, after `eventTime recordTime eventTimeZoneOffset baseExtension`."""

BASE_1 = _order("eventID errorDeclaration")
"""What 1.2 keeps in `baseExtension`; `certificationInfo` stands in its further `extension`."""

LISTS: Mapping[str, str] = {
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), "epc"),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), "quantityElement"
    ),
    "bizTransactionList": "bizTransaction",
    "sourceList": "source",
    "destinationList": "destination",
    "sensorElementList": "sensorElement",
}
"""The element that each item of a standard list is."""

ERROR_DECLARATION = _order("declarationTime reason correctiveEventIDs")
QUANTITY = _order("epcClass quantity uom")

SENSOR_METADATA = _order(
    "time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules"
)
SENSOR_REPORT = _order(
    "type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance value "
    "component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue "
    "uom coordinateReferenceSystem bizRules"
)
"""The attributes of a sensor's metadata and report (`bizRules` of a report is known to the schema of JSON only; that
of XML lets any attribute stand)."""

NUMBERS = frozenset(_order("value minValue maxValue meanValue sDev percRank percValue"))
"""Those attributes of a sensor report that are numbers."""
