"""The chain: splits, merges, pallets, partial use, retracted events, and the walk against a plain simulation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.epcis.items import items
from nguongoc.domain.epcis.trace import Chain, Edge, walk

Event = dict[str, Any]


def at(minute: int) -> str:
    return f"2026-03-01T{minute // 60:02}:{minute % 60:02}:00Z"


def transform(
    minute: int, inputs: dict[str, float | None], outputs: dict[str, float | None], **more: Any
) -> Event:
    event: Event = {"type": "TransformationEvent", "eventID": f"e{minute}", "eventTime": at(minute), **more}
    for side, named in (("input", inputs), ("output", outputs)):
        event[f"{side}EPCList"] = [key for key, amount in named.items() if amount is None]
        event[f"{side}QuantityList"] = [
            {"epcClass": key, "quantity": amount, "uom": "KGM"}
            for key, amount in named.items()
            if amount is not None
        ]
    return event


def aggregate(minute: int, action: str, parent: str, *children: str) -> Event:
    return {
        "type": "AggregationEvent",
        "eventID": f"e{minute}",
        "eventTime": at(minute),
        "action": action,
        "parentID": parent,
        "childEPCs": list(children),
    }


def seen(minute: int, *keys: str) -> Event:
    return {
        "type": "ObjectEvent",
        "eventID": f"e{minute}",
        "eventTime": at(minute),
        "action": "OBSERVE",
        "epcList": list(keys),
    }


def chain(log: list[Event], start: str, direction: Any, **more: Any) -> Chain:
    def neighbours(keys: Collection[str]) -> Iterable[Event]:
        return [event for event in log if any(item.key in keys for item in items(event))]

    return walk([start], direction, neighbours, **more)


def ids(found: Chain) -> list[str]:
    return [event["eventID"] for event in found.events]


def test_a_split_and_a_merge_carry_quantities_along_their_edges() -> None:
    log = [
        transform(1, {"leaf1": 12.5, "leaf2": 7.5}, {"tea": 4.0, "dust": 0.3}),
        transform(2, {"tea": 1.5}, {"box1": None, "box2": None}),
    ]
    up = chain(log, "box1", "up")
    assert up.nodes == {"box1": 0, "tea": -1, "leaf1": -2, "leaf2": -2}
    assert Edge("leaf1", "tea", "e1", "transform", Decimal("12.5"), "KGM", Decimal("4.0"), "KGM") in up.edges
    assert Edge("tea", "box1", "e2", "transform", Decimal("1.5"), "KGM") in up.edges
    down = chain(log, "leaf2", "down")
    assert set(down.nodes) == {"leaf2", "tea", "dust", "box1", "box2"}


def test_what_was_used_before_a_lot_existed_is_not_in_its_chain() -> None:
    log = [transform(1, {"a": 1.0}, {"b": 1.0}), transform(2, {"x": 1.0}, {"a": 1.0})]
    assert set(chain(log, "x", "down").nodes) == {"x", "a"}
    assert set(chain(log, "b", "up").nodes) == {"b", "a"}


def test_a_pallet_that_is_used_again_leaks_nothing() -> None:
    log = [
        aggregate(1, "ADD", "pallet", "a"),
        seen(2, "pallet"),
        aggregate(3, "DELETE", "pallet"),
        aggregate(4, "ADD", "pallet", "b"),
        seen(5, "pallet"),
    ]
    for direction in ("up", "down", "both"):
        found = chain(log, "a", direction)
        assert set(found.nodes) == {"a", "pallet"}
        assert ids(found) == ["e1", "e2", "e3"]
    assert ids(chain(log, "b", "both")) == ["e4", "e5"]


def test_a_thing_added_elsewhere_has_left_where_it_was() -> None:
    log = [
        aggregate(1, "ADD", "p", "a"),
        aggregate(2, "ADD", "q", "a"),
        seen(3, "p"),
        transform(4, {"p": None}, {"z": None}),
    ]
    found = chain(log, "a", "down")
    assert set(found.nodes) == {"a", "p", "q"}
    assert "e3" not in ids(found)


def test_a_parent_leads_to_what_was_in_it_and_to_what_became_of_that() -> None:
    log = [aggregate(1, "ADD", "crate", "a", "b"), transform(2, {"a": None}, {"soup": None})]
    assert chain(log, "crate", "down").nodes == {"crate": 0, "a": 1, "b": 1, "soup": 2}
    assert set(chain(log, "soup", "up").nodes) == {"soup", "a", "crate"}


def test_what_is_used_up_inside_its_pallet_goes_on_in_the_product() -> None:
    log = [
        aggregate(1, "ADD", "pallet", "old"),
        aggregate(2, "DELETE", "pallet", "old"),
        aggregate(3, "ADD", "pallet", "new"),
        transform(4, {"pallet": None}, {"product": None}),
    ]
    assert "product" in chain(log, "new", "down").nodes
    assert "product" not in chain(log, "old", "down").nodes
    assert set(chain(log, "product", "up").nodes) == {"product", "pallet", "new"}


def test_pallets_in_containers_carry_the_thing_further() -> None:
    log = [
        aggregate(1, "ADD", "pallet", "a"),
        aggregate(2, "ADD", "ship", "pallet", "other"),
        seen(3, "ship"),
        aggregate(4, "DELETE", "pallet", "a"),
        seen(5, "ship"),
    ]
    found = chain(log, "a", "down")
    assert set(found.nodes) == {"a", "pallet", "ship"}
    assert ids(found) == ["e1", "e2", "e3", "e4"]


def test_events_with_one_transformation_id_are_one_transformation() -> None:
    log = [
        transform(1, {"a": 1.0}, {}, transformationID="t"),
        transform(2, {}, {"z": 3.0}, transformationID="t"),
    ]
    assert set(chain(log, "a", "down").nodes) == {"a", "z"}
    (edge,) = chain(log, "z", "up").edges
    assert (edge.from_key, edge.to_key, edge.quantity, edge.made) == (
        "a",
        "z",
        Decimal("1.0"),
        Decimal("3.0"),
    )


def test_a_serial_belongs_to_a_lot_only_where_an_event_says_so() -> None:
    gtin = "https://id.gs1.org/01/02000000000015"
    said = {**seen(2, f"{gtin}/21/1"), "action": "ADD", "ilmd": {"cbvmda:lotNumber": "L1"}}
    log = [transform(1, {"leaf": 1.0}, {f"{gtin}/10/L1": 1.0}), said, seen(3, f"{gtin}/21/2")]
    assert set(chain(log, f"{gtin}/21/1", "up").nodes) == {f"{gtin}/21/1", f"{gtin}/10/L1", "leaf"}
    assert set(chain(log, f"{gtin}/21/2", "up").nodes) == {f"{gtin}/21/2"}
    assert f"{gtin}/21/1" in chain(log, "leaf", "down").nodes


def test_a_retracted_event_does_not_count() -> None:
    wrong = transform(1, {"a": 1.0}, {"b": 1.0})
    log = [wrong, {**wrong, "errorDeclaration": {"declarationTime": at(9)}}]
    assert set(chain(log, "a", "down").nodes) == {"a"}


def test_part_of_a_lot_may_leave_a_pallet_while_the_rest_stays() -> None:
    def moved(minute: int, action: str, amount: int) -> Event:
        event = aggregate(minute, action, "pallet")
        return {**event, "childQuantityList": [{"epcClass": "lot", "quantity": amount, "uom": "KGM"}]}

    log = [
        moved(1, "ADD", 50),
        moved(2, "DELETE", 20),
        seen(3, "pallet"),
        moved(4, "DELETE", 30),
        seen(5, "pallet"),
    ]
    found = chain(log, "lot", "down")
    assert ids(found) == ["e1", "e2", "e3", "e4"]
    assert [edge.quantity for edge in found.edges] == [50, 20, 30]


def test_the_walk_says_when_the_limit_cut_it() -> None:
    log = [transform(minute, {f"k{minute}": 1.0}, {f"k{minute + 1}": 1.0}) for minute in range(30)]
    assert not chain(log, "k0", "down").cut
    found = chain(log, "k0", "down", limit=10)
    assert found.cut
    assert len(found.nodes) == 10


def test_a_ring_of_transformations_ends() -> None:
    log = [transform(minute, {f"k{minute % 3}": 1.0}, {f"k{(minute + 1) % 3}": 1.0}) for minute in range(40)]
    assert set(chain(log, "k0", "both").nodes) == {"k0", "k1", "k2"}


def test_every_key_is_asked_for_once() -> None:
    asked: list[str] = []
    log = [transform(minute, {f"k{minute}": 1.0}, {f"k{minute + 1}": 1.0}) for minute in range(50)]

    def neighbours(keys: Collection[str]) -> Iterable[Event]:
        asked.extend(keys)
        return [event for event in log if any(item.key in keys for item in items(event))]

    walk(["k0"], "both", neighbours)
    assert len(asked) == len(set(asked)) == 51


# The reference: the log is played forward once, with what is tainted and what stands in what.

THINGS = ["a", "b", "c", "d", "e"]
PARENTS = ["p", "q"]


def tainted_by(log: list[Event], start: str) -> set[str]:
    tainted, touched, place = {start}, {start}, dict[str, str]()

    def spread() -> None:
        # What is in a tainted parent is tainted; what holds a tainted thing has carried it.
        for _ in place:
            tainted.update(child for child, parent in place.items() if parent in tainted)
        touched.update(tainted)
        for _ in place:
            touched.update(parent for child, parent in place.items() if holds_taint(child))

    def holds_taint(key: str) -> bool:
        return key in tainted or any(holds_taint(child) for child, parent in place.items() if parent == key)

    for event in log:
        if event["type"] == "TransformationEvent":
            if any(holds_taint(key) for key in event["inputEPCList"]):
                tainted.update(event["outputEPCList"])
        elif event["action"] == "ADD":
            place.update(dict.fromkeys(event["childEPCs"], event["parentID"]))
        else:
            for child in event["childEPCs"] or list(place):
                if place.get(child) == event["parentID"]:
                    del place[child]
        spread()
    return touched


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    log: list[Event] = []
    place: dict[str, str] = {}
    for minute in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(("transform", "add", "delete", "clear")))
        parent = draw(st.sampled_from(PARENTS))
        inside = [child for child, held in place.items() if held == parent]
        if kind == "transform":
            keys = draw(st.lists(st.sampled_from(THINGS + PARENTS), min_size=2, max_size=4, unique=True))
            log.append(transform(minute, {keys[0]: None}, dict.fromkeys(keys[1:])))
        elif kind == "add":
            allowed = THINGS + (["q"] if parent == "p" else [])
            child = draw(st.sampled_from(allowed))
            place[child] = parent
            log.append(aggregate(minute, "ADD", parent, child))
        elif inside:
            out = inside if kind == "clear" else [draw(st.sampled_from(inside))]
            for child in out:
                del place[child]
            log.append(aggregate(minute, "DELETE", parent, *([] if kind == "clear" else out)))
    return log


@settings(max_examples=200, deadline=None)
@given(logs(), st.sampled_from(THINGS + PARENTS))
def test_the_walk_down_finds_what_a_plain_simulation_finds(log: list[Event], start: str) -> None:
    assert set(chain(log, start, "down").nodes) == tainted_by(log, start)


@settings(max_examples=150, deadline=None)
@given(logs(), st.sampled_from(THINGS), st.sampled_from(THINGS))
def test_up_and_down_agree_on_what_was_made_from_what(log: list[Event], first: str, second: str) -> None:
    """Without containers, `second` is down from `first` exactly when `first` is up from `second`."""
    log = [event for event in log if event["type"] == "TransformationEvent"]
    down = second in chain(log, first, "down").nodes
    assert down == (first in chain(log, second, "up").nodes)


@settings(max_examples=100, deadline=None)
@given(logs(), st.sampled_from(THINGS + PARENTS))
def test_the_order_in_which_events_are_answered_does_not_matter(log: list[Event], start: str) -> None:
    assert chain(log, start, "both") == chain(log[::-1], start, "both")
