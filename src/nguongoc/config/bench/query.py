"""EPCIS queries over HTTP, 30 events a page, at two sizes of the store."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from urllib.parse import quote

from nguongoc.config.bench import Figure, serving
from nguongoc.config.bench.capture import headers, token
from nguongoc.config.bench.filled import growing
from nguongoc.config.bench.serving import Call, processor_seconds, send

SIZES = (10_000, 1_000_000)
QUERIES = 400


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """One figure a kind of question and size; the p95 is what a caller waits, the processor time the caller's with
    it."""
    with serving.store() as folder:
        caller = headers(token())
        for size in growing((options.size,) if options.size else SIZES):
            with serving.site() as port:
                for name, calls in _questions().items():
                    send(port, calls[:20], headers=caller, senders=1, status=200)
                    before = processor_seconds(folder)
                    load = send(port, calls, headers=caller, senders=1, status=200)
                    yield Figure(
                        f"query {name}",
                        load.rate,
                        "pages/s",
                        p95_ms=load.percentile_ms(0.95),
                        cpu_ms=1000 * (processor_seconds(folder) - before) / len(calls),
                        size=size,
                    )


def _questions() -> dict[str, list[Call]]:
    """What callers ask: the newest, one step, one type within a month, a place where much happens,
    every item, one item, one event."""
    from nguongoc.trace.events.models import Event, EventItem

    chance = random.Random(5)  # noqa: S311 (nothing here is a secret)
    items = list(
        EventItem.objects.filter(role="epc").order_by("event")[:QUERIES].values_list("key", flat=True)
    )
    ids = list(Event.objects.order_by("key")[:QUERIES].values_list("event_id", flat=True))
    months = [f"2026-01-{day:02}T00:00:00Z" for day in range(1, 12)]
    asked = {
        "newest": ["perPage=30"],
        "bizStep": [f"EQ_bizStep={step}&perPage=30" for step in ("shipping", "commissioning", "packing")],
        "type in a span of time": [
            f"eventType=TransformationEvent&GE_eventTime={chance.choice(months)}&perPage=30"
            for _ in range(50)
        ],
        "one busy place": [
            f"EQ_readPoint={quote(f'https://nguongoc.vn/place/{number:03}', safe='')}&perPage=30"
            for number in range(50)
        ],
        "a pattern over all items": ["MATCH_epc=urn:epc:idpat:sgtin:*.*.*&perPage=30"],
        "one item": [f"MATCH_anyEPC={quote(key, safe='')}&perPage=30" for key in items],
    }
    calls: dict[str, list[Call]] = {
        name: [("GET", f"/epcis/events?{queries[number % len(queries)]}", None) for number in range(QUERIES)]
        for name, queries in asked.items()
    }
    calls["one event"] = [("GET", f"/epcis/events/{quote(event_id, safe='')}", None) for event_id in ids]
    return calls
