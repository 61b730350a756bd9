"""`nguongoc trace KEY [--up] [--down] [--json]`: the chain of a product, lot, item or logistic unit."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nguongoc.domain.epcis.trace import Direction
    from nguongoc.trace.events.queries import Way


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument("key", help="a Digital Link, an EPC URN or an element string such as (01)…(10)…")
    parser.add_argument("--up", action="store_true", help="where it came from")
    parser.add_argument("--down", action="store_true", help="what became of it")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--limit", type=int, default=100_000, help="events to walk at the most")
    parser.add_argument("--data", help="data folder")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Walk the chain as the administrator of this store, who sees everything."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from nguongoc.domain.problem import Refused
    from nguongoc.registry.parties.rights import SYSTEM
    from nguongoc.trace.events.queries import way

    direction: Direction = "both" if options.up == options.down else "up" if options.up else "down"
    try:
        found = way([key(options.key)], SYSTEM, direction=direction, limit=options.limit)
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"{options.key}: {problem.where}: {problem.why.vi} ({problem.why.en})")
        return 1
    if not found.events:
        print(f"{options.key}: chưa có sự kiện nào (no event names it)")
        return 1
    _print_json(found) if options.json else _print_lines(found)
    return 0


def key(text: str) -> str:
    """The identifier meant by an element string; URIs as they are."""
    from nguongoc.domain.gs1 import digital_link, elements

    return digital_link.build(elements.parse_bracketed(text)) if text.startswith("(") else text


def _print_json(found: Way) -> None:
    import orjson

    from nguongoc.trace.events.documents import chain_object

    print(orjson.dumps(chain_object(found)).decode())


def _print_lines(found: Way) -> None:
    for event in found.events:
        step = event.biz_step or event.event_type
        print(f"{event.event_time:%Y-%m-%d %H:%M}  {step:<24} {event.event_id}")
    for edge in found.chain.edges:
        amount = "" if edge.quantity is None else f"  {edge.quantity} {edge.uom or ''}".rstrip()
        print(f"  {edge.from_key} → {edge.to_key}  [{edge.kind}]{amount}")
    if found.chain.cut:
        print("… chuỗi còn dài hơn giới hạn (cut at the limit)")
