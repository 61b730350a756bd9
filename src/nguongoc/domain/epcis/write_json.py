"""EPCIS documents in their one form as JSON text, piece by piece (EPCIS 2.0 §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from nguongoc.domain.epcis.read_json import EVENT_LISTS, Document, whole

_HERE = "\u0001the events stand here\u0001"


def document(around: Document, events: Iterable[dict[str, Any]] | None = None, *, at: str) -> Iterator[bytes]:
    """A document in JSON: what stands before the events, each event, what follows.

    `events` stand in place of the document's own. A bare event becomes a document of one event that was made `at`.
    """
    members = whole(_one_event(around, at) if around.kind == "event" else around)
    inside: Any = members
    *steps, last = EVENT_LISTS[members["type"]]
    for step in steps:
        inside = inside[step]
    inside[last] = _HERE
    before, _, after = orjson.dumps(members).partition(orjson.dumps(_HERE))
    yield before + b"["
    joint = b""
    for event in around.events if events is None else events:
        yield joint + orjson.dumps(event)
        joint = b","
    yield b"]" + after + b"\n"


def _one_event(around: Document, at: str) -> Document:
    header = {
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": at,
        "epcisBody": {"eventList": []},
    }
    return Document("EPCISDocument", around.context, header, [])
