"""How identifiers are spelled in an answer: as GS1 Digital Links, as EPC URNs, or as their sender wrote them.

The words are those of the `GS1-EPC-Format` header (EPCIS 2.0, OpenAPI). Standard words of the CBV are bare in JSON;
`GS1-CBV-XML-Format` says how XML writes them (`write_xml.WEB_URI`, `write_xml.URN`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from nguongoc.domain.epcis import normalise
from nguongoc.domain.epcis.identifiers import identifier
from nguongoc.domain.gs1 import epc
from nguongoc.domain.problem import Refused

DIGITAL_LINK = "Always_GS1_Digital_Link"
EPC_URN = "Always_EPC_URN"
AS_SENT = "Never_Translates"
ANY = "No_Preference"
FORMATS = (ANY, DIGITAL_LINK, EPC_URN, AS_SENT)
"""What `GS1-EPC-Format` may say; absent or `ANY` is answered as `DIGITAL_LINK`."""

Spell = Callable[[str], str]


def event(
    canonical: dict[str, Any],
    sent: normalise.Spelling,
    *,
    epcs: str = DIGITAL_LINK,
    prefixes: Collection[str] = (),
) -> dict[str, Any]:
    """A stored event in the spelling that was asked for (a new dict where anything changes).

    `canonical` and `sent` are what `normalise.event` made of it (`Event.body`, `Event.spelling`). `epcs` is one of
    `FORMATS`. `prefixes`: the GS1 company prefixes that are known, as digits; a URN cannot be written without one,
    unless the sender wrote it: what cannot be said as a URN stays a Digital Link.
    """
    if epcs == AS_SENT:
        return normalise.restore(canonical, sent)
    if epcs != EPC_URN:
        return canonical
    written: dict[str, str] = {}

    def remember(uri: str) -> str:
        if uri.startswith("urn:epc:"):
            written[identifier(uri)] = uri
        return uri

    respelled(sent or {}, remember)
    return respelled(canonical, lambda uri: written.get(uri) or urn(uri, prefixes))


def urn(uri: str, prefixes: Collection[str] = ()) -> str:
    """The EPC URN of one identifier, where one of these company prefixes is its own; else the identifier as it is."""
    length = _prefix_length(uri, prefixes)
    if length is None or uri.startswith("urn:"):
        return uri
    try:
        return epc.to_urn(uri, length)
    except Refused:
        return uri


def digital_link(uri: str) -> str:
    """The canonical Digital Link of one identifier; what is no GS1 key stays as it is."""
    return identifier(uri)


# One digit stands before the company prefix in these keys (GTIN and SSCC: indicator; GRAI, ITIP: filler, indicator).
_KEY = re.compile(
    r"https://id\.gs1\.org/(?:(?:00|01|8003|8006)/[0-9]|(?:253|255|401|402|414|417|8004|8010|801[78])/)(.*)"
)


def _prefix_length(uri: str, prefixes: Collection[str]) -> int | None:
    found = _KEY.match(identifier(uri))
    own = [len(prefix) for prefix in prefixes if found and found[1].startswith(prefix)]
    return max(own, default=None)


def respelled(event: Mapping[str, Any], spell: Spell) -> dict[str, Any]:
    """An event, or a part of its members, with every identifier of its standard members written by `spell`."""
    return {
        name: _MEMBERS[name](value, spell) if name in _MEMBERS else value for name, value in event.items()
    }


def _one(value: Any, spell: Spell) -> Any:
    return spell(value) if isinstance(value, str) else value


def _each(value: Any, spell: Spell) -> Any:
    return [_one(item, spell) for item in value] if isinstance(value, list) else value


def _within(*names: str) -> Callable[[Any, Spell], Any]:
    def respell(value: Any, spell: Spell) -> Any:
        if isinstance(value, list):
            return [respell(item, spell) for item in value]
        if not isinstance(value, dict):
            return value
        return {name: _one(held, spell) if name in names else held for name, held in value.items()}

    return respell


_DEVICE = _within("deviceID", "deviceMetadata", "bizRules", "dataProcessingMethod")


def _sensors(value: Any, spell: Spell) -> Any:
    def respell(element: Any) -> Any:
        parts = ("sensorMetadata", "sensorReport")
        if not isinstance(element, dict):
            return element
        return {name: _DEVICE(held, spell) if name in parts else held for name, held in element.items()}

    return [respell(element) for element in value] if isinstance(value, list) else value


_MEMBERS: dict[str, Callable[[Any, Spell], Any]] = {
    **dict.fromkeys(("parentID", "transformationID"), _one),
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), _each),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _within("epcClass")
    ),
    **dict.fromkeys(("readPoint", "bizLocation"), _within("id")),
    "bizTransactionList": _within("bizTransaction"),
    "sourceList": _within("source"),
    "destinationList": _within("destination"),
    "sensorElementList": _sensors,
}
