"""What an index of the log needs from one canonical event: who is named, in which part, how much."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote


class Item(NamedTuple):
    """One naming of one key. `quantity` and `uom` only where a quantity list says them (no `uom`: pieces)."""

    role: str
    key: str
    quantity: Decimal | None = None
    uom: str | None = None


_LISTS = (("epcList", "epc"), ("childEPCs", "child"), ("inputEPCList", "input"), ("outputEPCList", "output"))
_QUANTITIES = (
    ("quantityList", "epcClass"),
    ("childQuantityList", "childClass"),
    ("inputQuantityList", "inputClass"),
    ("outputQuantityList", "outputClass"),
)
_TYPED = (
    ("bizTransactionList", "bizTransaction"),
    ("sourceList", "source"),
    ("destinationList", "destination"),
)
_LOCATIONS = ("readPoint", "bizLocation")


def items(event: Mapping[str, Any]) -> list[Item]:
    """Every key that a canonical, checked event names, in a fixed order of members.

    Roles: epc, child, parent, input, output; epcClass, childClass, inputClass, outputClass (with quantity and
    unit); bizTransaction:TYPE, source:TYPE, destination:TYPE (TYPE as the bare CBV word or own URI, "" where
    a business transaction has none); readPoint, bizLocation; transformationID; correctiveEventID; lot (the
    lot that the ilmd of a commissioning event says its serials belong to).
    """
    found: list[Item] = []
    for member, role in _LISTS:
        if member in event:
            found += [Item(role, key) for key in event[member]]
    if "parentID" in event:
        found.append(Item("parent", event["parentID"]))
    for member, role in _QUANTITIES:
        if member in event:
            found += [_quantity(role, element) for element in event[member]]
    for member, role in _TYPED:
        if member in event:
            found += [Item(f"{role}:{link.get('type', '')}", link[role]) for link in event[member]]
    for member in _LOCATIONS:
        if member in event:
            found.append(Item(member, event[member]["id"]))
    if "transformationID" in event:
        found.append(Item("transformationID", event["transformationID"]))
    if "errorDeclaration" in event:
        corrections = event["errorDeclaration"].get("correctiveEventIDs", ())
        found += [Item("correctiveEventID", corrected) for corrected in corrections]
    if "ilmd" in event:
        found += [Item("lot", lot) for lot in dict.fromkeys(lots(event).values())]
    return found


def places_and_parties(event: Mapping[str, Any]) -> set[str]:
    """Every place and party that a canonical event names: sources, destinations, readPoint, bizLocation."""
    named = {event[member]["id"] for member in _LOCATIONS if member in event}
    named.update(link["source"] for link in event.get("sourceList", ()))
    named.update(link["destination"] for link in event.get("destinationList", ()))
    return named


def _quantity(role: str, element: Mapping[str, Any]) -> Item:
    amount = element.get("quantity")
    return Item(role, element["epcClass"], None if amount is None else decimal(amount), element.get("uom"))


def decimal(number: float) -> Decimal:
    """A JSON number as the decimal its sender wrote (0.1 is 0.1)."""
    return Decimal(number) if type(number) is int else Decimal(repr(number))


def lots(event: Mapping[str, Any]) -> dict[str, str]:
    """Which lot each commissioned serial is said to belong to: {`…/01/G/21/S`: `…/01/G/10/L`}.

    Only an event that brings serials into being says so: an ObjectEvent with action ADD or a
    TransformationEvent whose ilmd has a lotNumber (CBV 2.0 §9, `cbvmda:lotNumber`).
    """
    ilmd = event.get("ilmd")
    if not ilmd:
        return {}
    lot = next((str(value) for name, value in ilmd.items() if name.rpartition(":")[2] == "lotNumber"), "")
    if not lot:
        return {}
    serials = event.get("epcList" if event.get("action") == "ADD" else "outputEPCList", ())
    found = {}
    for serial in serials:
        item, within, _ = serial.partition("/21/")
        if within and "/01/" in item:
            found[serial] = f"{item}/10/{quote(lot, safe='')}"
    return found
