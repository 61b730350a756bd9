"""Small documents and events that the tests change one thing in."""

from __future__ import annotations

from typing import Any

import orjson

from nguongoc.domain.epcis.context import Context

GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
CONTEXT = Context.of([GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}])
ITEM = "https://id.gs1.org/01/02000000000015/21/S1"
LOT = "https://id.gs1.org/01/02000000000015/10/L1"


def object_event(**changes: Any) -> dict[str, Any]:
    """A good ObjectEvent; a change of None takes the member out."""
    event = {
        "type": "ObjectEvent",
        "eventTime": "2026-03-01T07:30:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "epcList": [ITEM],
        "bizStep": "shipping",
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def document(*events: Any, **changes: Any) -> dict[str, Any]:
    """A good EPCISDocument with these events; a change of None takes the member out."""
    members = {
        "@context": [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-01T08:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


def body(value: Any) -> bytes:
    """A value as JSON bytes."""
    return orjson.dumps(value)
