"""The whole chain of a lot with a thousand keys behind it, in stores of two sizes; and finding the lots that a batch of
events concerns."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from nguongoc.config.bench import Figure, serving
from nguongoc.config.bench.events import CONTEXT, GTIN
from nguongoc.config.bench.filled import growing
from nguongoc.config.site import rest_collector

SIZES = (10_000, 1_000_000)
BATCH, TOLD = 500, (0, 10_000)
TIMES = 25
HOUSEHOLDS, COLLECTIONS = 31, 31
"""31 lots of leaf in each of 31 collected lots, all in one lot of tea: 993 keys, 32 transformations."""


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Up from the tea to every leaf, down from a seed to every fruit; cost must follow the chain, not the store. Before
    that, what a batch concerns: cost must follow the batch, not what the log tells of the same lot already."""
    with serving.store() as folder:
        _make_chain()
        rest_collector()  # as in the site, which walks the chains that people ask for
        yield from _mark()
        for size in growing((options.size,) if options.size else SIZES):
            yield _walk("up", _lot("TEA"), size, folder)
            yield _walk("down", _lot("SEED"), size, folder)


def _walk(direction: Literal["up", "down"], key: str, size: int, folder: Path) -> Figure:
    from nguongoc.registry.parties.rights import SYSTEM
    from nguongoc.trace.events.queries import way

    seconds, before = [], serving.processor_seconds(folder)
    for _ in range(TIMES):
        started = time.perf_counter()
        found = way([key], SYSTEM, direction=direction)
        seconds.append(time.perf_counter() - started)
    seconds.sort()
    nodes = len(found.chain.nodes)
    p95 = 1000 * seconds[int(0.95 * len(seconds))]
    return Figure(
        f"chain {direction}, {nodes:,} keys",
        1 / seconds[len(seconds) // 2],
        "chains/s",
        p95_ms=p95,
        cpu_ms=1000 * (serving.processor_seconds(folder) - before) / TIMES,
        size=size,
    )


def _mark() -> Iterator[Figure]:
    from django.utils import timezone

    from nguongoc.config.operator import operator
    from nguongoc.registry.identifiers.actions import open_lot
    from nguongoc.registry.products.actions import add_product
    from nguongoc.trace.chains.actions import FOLLOWER, catch_up, mark_concerned
    from nguongoc.trace.events.followers import read_on

    now = timezone.now()
    tea = add_product("Chè", gtin=GTIN, owner=operator(at=now), sector="tea", actor=None, at=now)
    open_lot(tea, "SEEN", actor=None, at=now)
    catch_up(now)
    told = 0
    for before in TOLD:
        while told < before:
            told += _see(told)
        read_on(FOLLOWER, mark_concerned, at=now)
        _see(told)
        started = time.perf_counter()
        read_on(FOLLOWER, mark_concerned, at=now)
        rate = BATCH / (time.perf_counter() - started)
        told += BATCH
        yield Figure("lots of a batch, so much told", rate, "events/s", size=before)


def _see(told: int) -> int:
    """Tell so many events more of one registered lot; answers how many."""
    _capture([_seen(told + number) for number in range(BATCH)])
    return BATCH


def _seen(number: int) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventTime": f"2026-04-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": "storing",
        "quantityList": [_quantity("SEEN")],
    }


def _make_chain() -> None:
    _capture(
        [
            *(
                _made(1, [f"LEAF{c}-{h}" for h in range(HOUSEHOLDS)], [f"BATCH{c}"])
                for c in range(COLLECTIONS)
            ),
            _made(2, [f"BATCH{c}" for c in range(COLLECTIONS)], ["TEA"]),
            _made(1, ["SEED"], [f"PLANT{c}" for c in range(COLLECTIONS)]),
            *(
                _made(2, [f"PLANT{c}"], [f"FRUIT{c}-{h}" for h in range(HOUSEHOLDS)])
                for c in range(COLLECTIONS)
            ),
        ]
    )


def _capture(events: list[dict[str, Any]]) -> None:
    from django.utils import timezone

    from nguongoc.config.operator import as_sender
    from nguongoc.trace.events import actions

    document = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-06-01T07:00:00+07:00",
        "epcisBody": {"eventList": events},
    }
    sender = as_sender("rollback", at=timezone.now())
    actions.capture(
        json.dumps(document).encode(), media_type="application/ld+json", sender=sender, at=timezone.now()
    )


def _made(day: int, inputs: list[str], outputs: list[str]) -> dict[str, Any]:
    return {
        "type": "TransformationEvent",
        "eventTime": f"2026-03-{day:02}T08:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "inputQuantityList": [_quantity(lot) for lot in inputs],
        "outputQuantityList": [_quantity(lot) for lot in outputs],
    }


def _quantity(lot: str) -> dict[str, Any]:
    return {"epcClass": _lot(lot), "quantity": 10, "uom": "KGM"}


def _lot(number: str) -> str:
    return f"https://id.gs1.org/01/{GTIN}/10/{number}"
