"""How fast events are checked, spelled one way and fingerprinted, each beside the bare compiled schema."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

from nguongoc.config.bench import Figure
from nguongoc.config.bench.events import documents
from nguongoc.domain.epcis import check, fingerprint, normalise, read_json, schema
from nguongoc.domain.epcis.items import items

EVENTS_EACH = 500
_SCHEMA = "bare compiled schema"


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Events a second of processor time. Every event is a fresh one, so no cache knows its identifiers."""
    count = options.size or 40_000
    bodies = list(documents(-(-count // EVENTS_EACH), EVENTS_EACH, seed=4))
    parsed = [read_json.read(body) for body in bodies]
    events = [event for document in parsed for event in document.events]
    context = parsed[0].context
    bare = _rate(_bare_schema, events)

    def figure(work: str, rate: float) -> Figure:
        return Figure(work, rate, "events/s", bare, _SCHEMA, rate / bare, size=len(events))

    yield figure("schema check", _rate(lambda event: schema.event_problems(event["type"], event, ""), events))
    yield figure("check as a whole", _rate(lambda event: check.event_verdict(event, "", context), events))
    yield figure("event hash", _rate(lambda event: fingerprint.event_hash(event, context), events))
    yield figure(
        "normalise and items", _rate(lambda event: items(normalise.event(event, context)[0]), events)
    )
    yield figure("read", _reading(bodies, len(events)))


def _bare_schema(event: dict[str, Any]) -> object:
    return schema.validator(event["type"]).is_valid(event)


def _rate(work: Callable[[dict[str, Any]], object], events: list[dict[str, Any]]) -> float:
    start = process_time()
    for event in events:
        work(event)
    return len(events) / (process_time() - start)


def _reading(bodies: list[bytes], count: int) -> float:
    start = process_time()
    for body in bodies:
        read_json.read(body)
    return count / (process_time() - start)
