"""Self-made EPCIS documents of the shape of a tea or rice chain, for every benchmark that needs events.

Deterministic for a seed. Every event names five identifiers. The GTINs lie in GS1's range for restricted
distribution inside a company (02…), so no measured key can be anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"nguongoc": "https://nguongoc.vn/ns/"},
]
GTIN = "02000000000015"
_GTINS = (GTIN, "02000000000022", "02000000000039", "02000000000046")
_PLACES = tuple(f"https://nguongoc.vn/place/{number:03}" for number in range(50))
_START = datetime(2026, 1, 1, tzinfo=UTC)


def documents(count: int, events_each: int, seed: int) -> Iterator[bytes]:
    """`count` EPCISDocuments of `events_each` events in compact JSON; event ids are unique over all of them."""
    chance = random.Random(seed)  # noqa: S311 (nothing here is a secret)
    for number in range(count):
        events = [event(chance, number * events_each + index) for index in range(events_each)]
        yield orjson.dumps(
            {
                "@context": CONTEXT,
                "type": "EPCISDocument",
                "schemaVersion": "2.0",
                "creationDate": "2026-06-01T07:00:00+07:00",
                "epcisBody": {"eventList": events},
            }
        )


def event(chance: random.Random, number: int) -> dict[str, Any]:
    """One event: half of them observe or commission items, a quarter transforms lots, a quarter packs."""
    made = (_object, _transformation, _object, _aggregation)[number % 4](chance, number)
    moment = _START + timedelta(seconds=number)
    return {
        "type": made.pop("type"),
        "eventID": f"urn:uuid:{UUID(int=chance.getrandbits(128), version=4)}",
        "eventTime": f"{moment:%Y-%m-%dT%H:%M:%S}.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        **made,
        "nguongoc:batch": f"M{number:07}",
    }


def _object(chance: random.Random, number: int) -> dict[str, Any]:
    commissioned = number % 8 == 0
    return {
        "type": "ObjectEvent",
        "action": "ADD" if commissioned else "OBSERVE",
        "epcList": [_item(chance, number, part) for part in range(4)],
        "bizStep": "commissioning" if commissioned else "shipping",
        "disposition": "active" if commissioned else "in_transit",
        "readPoint": {"id": chance.choice(_PLACES)},
    }


def _transformation(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "type": "TransformationEvent",
        "inputQuantityList": [_lot(chance, number, "A"), _lot(chance, number, "B")],
        "outputQuantityList": [_lot(chance, number, "C"), _lot(chance, number, "D")],
        "bizStep": "commissioning",
        "readPoint": {"id": chance.choice(_PLACES)},
    }


def _aggregation(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "type": "AggregationEvent",
        "action": "ADD",
        "parentID": _item(chance, number, 9),
        "childEPCs": [_item(chance, number - 1, part) for part in range(3)],
        "bizStep": "packing",
        "readPoint": {"id": chance.choice(_PLACES)},
    }


def _item(chance: random.Random, number: int, part: int) -> str:
    return f"https://id.gs1.org/01/{chance.choice(_GTINS)}/21/{number:X}-{part}"


def _lot(chance: random.Random, number: int, letter: str) -> dict[str, Any]:
    quantity = chance.randrange(1, 5000) / 10
    return {
        "epcClass": f"https://id.gs1.org/01/{chance.choice(_GTINS)}/10/L{number // 16}{letter}",
        "quantity": quantity,
        "uom": "KGM",
    }
