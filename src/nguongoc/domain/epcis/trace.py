"""The chain of a product, lot, item or logistic unit: what it came from and what became of it.

The walk asks for events level by level, never twice for one key, and respects time. Three things
join keys: a transformation (inputs to outputs; events that share a transformationID are one transformation), a
containment (aggregation or association, from its ADD to its DELETE), and a commissioning event that says which
lot its serials belong to. A serial is not taken to belong to a lot otherwise.

A key is followed either *itself* (it is the material) or as a *carrier* (the material was in it for a time). A
carrier leads to its own carriers and to what it was transformed into meanwhile, never to the other things it
carried: a pallet that is used again does not leak.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from nguongoc.domain.epcis.items import decimal, lots

Direction = Literal["up", "down", "both"]
Neighbours = Callable[[Collection[str]], Iterable[dict[str, Any]]]


class Edge(NamedTuple):
    """One step of the material, in the direction it moved.

    `kind`: transform (input to output), aggregate (into a parent), disaggregate (out of it), observe (seen in
    it), commission (a lot to its serial). `quantity`, `uom`: how much of `from_key` went in, for a transform,
    how much was packed or unpacked otherwise; `made`, `made_uom`: how much of `to_key` came out of a
    transform. None where the event does not say; no unit means pieces. `event` is the event's identity.
    """

    from_key: str
    to_key: str
    event: str
    kind: str
    quantity: Decimal | None = None
    uom: str | None = None
    made: Decimal | None = None
    made_uom: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """What a walk found: keys and their level (0 the start, below 0 up the chain, above 0 down it), edges,
    the events on the way in order of time, and whether the limit stopped the walk (`cut`). `spans` are the
    spans of time for which each key was followed."""

    nodes: Mapping[str, int]
    edges: tuple[Edge, ...]
    events: tuple[dict[str, Any], ...]
    cut: bool
    spans: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    def passes(self, key: str, time: str) -> bool:
        """Whether an event that names this key at this time (canonical: UTC with Z) stands on the way."""
        moment = _moment(time)
        return any(since <= moment <= until for since, until in self.spans.get(key, ()))


def walk(
    start_keys: Collection[str],
    direction: Direction,
    neighbours: Neighbours,
    *,
    limit: int = 10_000,
    expected: Collection[str] = (),
) -> Chain:
    """Follows the keys up (what they came from), down (what became of them), or both ways, each from the start.

    `neighbours(keys)` answers every canonical event that names any of the keys (in any role, transformationID
    too); it is asked once a level. Keys that are `expected` to lie on the way are asked for at once with the first:
    a right guess saves asking, a wrong one changes nothing in what is found. No more than `limit` keys are visited.
    Retracted events (an error declaration with the same eventID) do not count. Ends always: a key is followed once
    for each span of time.
    """
    book = _Book(neighbours)
    if expected:
        book.expect({*start_keys, *expected})
    found = _Found(dict.fromkeys(start_keys, 0), {}, {}, {})
    cut = False
    for way in ("up", "down") if direction == "both" else (direction,):
        cut = _follow(start_keys, way == "down", book, found, limit) or cut
    events = sorted(found.events.values(), key=lambda told: (told.time, told.identity))
    return Chain(found.nodes, tuple(found.edges), tuple(told.event for told in events), cut, found.spans)


_EVER, _NEVER = "", "~"


class _Visit(NamedTuple):
    """A key to follow within a span of time (both ends within), itself or as the `carrier` of something.

    Down the chain the span is when the material is in the key. Up the chain the key's whole past until `until`
    counts, and `since` says from when on its contents do: what left it before is no part of the chain.
    """

    key: str
    since: str
    until: str
    level: int
    carrier: bool = False


class _Told(NamedTuple):
    """What one event says about the flow of material."""

    identity: str
    time: str
    event: dict[str, Any]
    action: str
    inputs: Mapping[str, _Amount]
    outputs: Mapping[str, _Amount]
    parent: str | None
    children: Mapping[str, _Amount]
    transformation: str | None
    members: Mapping[str, str]  # serial -> the lot it is said to belong to


_Amount = tuple[Decimal | None, str | None]
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Found:
    nodes: dict[str, int]
    edges: dict[Edge, None]
    events: dict[int, _Told]
    spans: dict[str, list[tuple[str, str]]]


@dataclass(slots=True)
class _Book:
    """Events asked for so far, by key and by transformation; nothing is asked for twice."""

    neighbours: Neighbours
    asked: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    retracted: set[str] = field(default_factory=set)
    by_key: dict[str, list[_Told]] = field(default_factory=dict)
    processes: dict[str, list[_Told]] = field(default_factory=dict)

    def expect(self, keys: Collection[str]) -> None:
        """Asks for all of these at once: they will be wanted."""
        self._ask(keys)

    def learn(self, keys: Collection[str]) -> None:
        """Asks for the events of keys not asked for yet, the rest of their transformations, and what was in
        them or held them: a stay is known only from the events of both."""
        self._ask(keys)
        told = [each for key in keys for each in self.by_key.get(key, ())]
        self._ask({each.transformation for each in told if each.transformation})
        self._ask({near for key in keys for near in (*self.children(key), *self.parents(key))})

    def children(self, key: str) -> dict[str, None]:
        """Whatever was in this parent at any time."""
        return {child: None for told in self.about(key) if told.parent == key for child in told.children}

    def parents(self, key: str) -> dict[str, None]:
        """Whatever held this key at any time."""
        return {told.parent: None for told in self.about(key) if told.parent and key in told.children}

    def between(self, parent: str, child: str) -> list[_Told]:
        """The events of a parent and of a child, in order of time."""
        both = {id(told): told for key in (parent, child) for told in self.about(key)}
        return sorted(both.values(), key=lambda told: (told.time, told.identity))

    def about(self, key: str) -> list[_Told]:
        """The events that name a key, in order of time, without those that were retracted."""
        return [told for told in self.by_key.get(key, ()) if told.event.get("eventID") not in self.retracted]

    def process(self, told: _Told) -> list[_Told]:
        """The events of one transformation."""
        if told.transformation is None:
            return [told]
        return [
            each
            for each in self.processes[told.transformation]
            if each.event.get("eventID") not in self.retracted
        ]

    def _ask(self, keys: Collection[str]) -> None:
        new = sorted(set(keys) - self.asked)
        self.asked.update(new)
        news = [self._enter(event) for event in self.neighbours(new)] if new else []
        told = [each for each in news if each is not None]
        for each in told:
            for key in _names(each):
                self.by_key.setdefault(key, []).append(each)
            if each.transformation:
                self.processes.setdefault(each.transformation, []).append(each)
        for key in {key for each in told for key in _names(each)}:
            self.by_key[key].sort(key=lambda each: (each.time, each.identity))

    def _enter(self, event: dict[str, Any]) -> _Told | None:
        if "errorDeclaration" in event:
            if event.get("eventID"):
                self.retracted.add(event["eventID"])
            return None
        told = _tell(event)
        if told.identity in self.seen:
            return None
        self.seen.add(told.identity)
        return told


def _follow(start_keys: Collection[str], down: bool, book: _Book, found: _Found, limit: int) -> bool:
    visited: dict[str, list[_Visit]] = {}
    frontier = [_Visit(key, _EVER, _NEVER, 0) for key in sorted(start_keys)]
    while frontier:
        book.learn([visit.key for visit in frontier])
        ahead: list[_Visit] = []
        for visit in frontier:
            if any(_covers(before, visit) for before in visited.get(visit.key, ())):
                continue
            if visit.key not in found.nodes and len(found.nodes) >= limit:
                return True
            visited.setdefault(visit.key, []).append(visit)
            found.nodes.setdefault(visit.key, visit.level if down else -visit.level)
            ahead += _steps(visit, down, book, found)
        frontier = ahead
    return False


def _covers(before: _Visit, visit: _Visit) -> bool:
    if before.carrier and not visit.carrier:
        return False
    return before.since <= visit.since and visit.until <= before.until


def _steps(visit: _Visit, down: bool, book: _Book, found: _Found) -> list[_Visit]:
    """Where one visit leads, with its events and edges written down."""
    ahead: list[_Visit] = []
    past = _EVER if not down and not visit.carrier else visit.since
    found.spans.setdefault(visit.key, []).append((past, visit.until))
    for told in book.about(visit.key):
        if past <= told.time <= visit.until:
            found.events[id(told)] = told
            ahead += _through_membership(visit, told, down, found)
        if (past if down else _EVER) <= told.time <= visit.until:
            ahead += _through_transformation(visit, told, down, book, found)
    if not visit.carrier:
        ahead += _into_children(visit, down, book, found)
    ahead += _into_carriers(visit._replace(since=past), book, found)
    return ahead


def _through_transformation(
    visit: _Visit, told: _Told, down: bool, book: _Book, found: _Found
) -> list[_Visit]:
    here = told.inputs if down else told.outputs
    if visit.key not in here:
        return []
    ahead = []
    for other in book.process(told):
        for key, amount in (other.outputs if down else other.inputs).items():
            found.events[id(other)] = other
            if down:
                edge = Edge(visit.key, key, other.identity, "transform", *here[visit.key], *amount)
                ahead.append(_Visit(key, other.time, _NEVER, visit.level + 1))
            else:
                edge = Edge(key, visit.key, told.identity, "transform", *amount, *here[visit.key])
                ahead.append(_Visit(key, other.time, other.time, visit.level + 1))
            found.edges[edge] = None
    return ahead


def _through_membership(visit: _Visit, told: _Told, down: bool, found: _Found) -> list[_Visit]:
    ahead = []
    for serial, lot in told.members.items():
        if visit.key == (lot if down else serial):
            found.edges[Edge(lot, serial, told.identity, "commission")] = None
            if down:
                ahead.append(_Visit(serial, told.time, _NEVER, visit.level + 1))
            else:
                ahead.append(_Visit(lot, told.time, told.time, visit.level + 1))
    return ahead


def _into_children(visit: _Visit, down: bool, book: _Book, found: _Found) -> list[_Visit]:
    # Everything that was in this parent at some moment of the visit.
    ahead = []
    for child in book.children(visit.key):
        for since, until in _shared(visit, visit.key, child, book, found):
            span = (since, _NEVER) if down else (since, until)
            ahead.append(_Visit(child, *span, visit.level + 1))
    return ahead


def _into_carriers(visit: _Visit, book: _Book, found: _Found) -> list[_Visit]:
    # Every parent that held this key at some moment of the visit, for as long as it did.
    return [
        _Visit(parent, since, until, visit.level + 1, carrier=True)
        for parent in book.parents(visit.key)
        for since, until in _shared(visit, parent, visit.key, book, found)
    ]


def _shared(visit: _Visit, parent: str, child: str, book: _Book, found: _Found) -> list[tuple[str, str]]:
    """The spans in which the child was in the parent during the visit; their events and edges written down."""
    shared = []
    told = book.between(parent, child)
    for since, until in _stays(told, parent, child):
        start, end = max(since, visit.since), min(until, visit.until)
        # Two spans that only touch share nothing: leaving one place at the moment of entering another.
        if start < end or (start == end and (since == until or visit.since == visit.until)):
            _write_stay(told, parent, child, since, until, found)
            shared.append((start, end))
    return shared


def _stays(events: list[_Told], parent: str, child: str) -> list[tuple[str, str]]:
    """The spans of time in which `child` was in `parent`, as far as `events` tell.

    A DELETE of the child without an ADD before it ends a stay of unknown beginning. What has no quantity is one
    thing: an ADD into another parent ends its stay too. Of what has one, the stay ends when as much was taken
    out as was put in, or when either amount is unknown.
    """
    stays: list[tuple[str, str]] = []
    since: str | None = None
    balance: Decimal | None = Decimal(0)
    for told in events:
        amount = told.children.get(child, (None, None))[0]
        if told.parent != parent:
            if since is not None and told.action == "ADD" and _moves_whole(told, child):
                stays.append((since, told.time))
                since, balance = None, Decimal(0)
        elif told.action != "DELETE":
            if child in told.children:
                if told.action == "ADD":
                    balance = None if amount is None or balance is None else balance + amount
                since = told.time if since is None else since
        elif child in told.children or (not told.children and since is not None):
            balance = None if amount is None or balance is None else balance - amount
            if balance is None or balance <= 0:
                stays.append((since or _EVER, told.time))
                since, balance = None, Decimal(0)
    if since is not None:
        stays.append((since, _NEVER))
    return stays


def _moves_whole(told: _Told, child: str) -> bool:
    # A child without a quantity is one thing, which leaves the parent it was in before.
    return child in told.children and told.children[child][0] is None


def _write_stay(events: list[_Told], parent: str, child: str, since: str, until: str, found: _Found) -> None:
    for told in events:
        if told.parent == parent and child in told.children and since <= told.time <= until:
            found.events[id(told)] = told
            if told.action == "ADD":
                edge = Edge(child, parent, told.identity, "aggregate", *told.children[child])
            else:
                kind = "disaggregate" if told.action == "DELETE" else "observe"
                edge = Edge(parent, child, told.identity, kind, *told.children[child])
            found.edges[edge] = None


def _names(told: _Told) -> set[str]:
    named = {*told.inputs, *told.outputs, *told.children, *told.members, *told.members.values()}
    named.update(_observed(told.event))
    if told.parent:
        named.add(told.parent)
    return named


def _observed(event: Mapping[str, Any]) -> Iterable[str]:
    yield from event.get("epcList", ())
    yield from (element["epcClass"] for element in event.get("quantityList", ()))


def _tell(event: dict[str, Any]) -> _Told:
    parent = event.get("parentID")
    contains = event.get("type") in ("AggregationEvent", "AssociationEvent")
    return _Told(
        event.get("eventID") or f"{event.get('eventTime')} {id(event)}",
        _moment(event.get("eventTime", "")),
        event,
        event.get("action", ""),
        _amounts(event, "inputEPCList", "inputQuantityList"),
        _amounts(event, "outputEPCList", "outputQuantityList"),
        parent if contains else None,
        _amounts(event, "childEPCs", "childQuantityList") if contains else _NOTHING,
        event.get("transformationID"),
        lots(event),
    )


def _moment(time: str) -> str:
    # Canonical times order as text once the Z and the fraction's last zeros are off.
    moment = time.rstrip("Z")
    return moment.rstrip("0").rstrip(".") if "." in moment else moment


def _amounts(event: Mapping[str, Any], epcs: str, quantities: str) -> Mapping[str, _Amount]:
    if epcs not in event and quantities not in event:
        return _NOTHING
    found: dict[str, _Amount] = dict.fromkeys(event.get(epcs, ()), (None, None))
    for element in event.get(quantities, ()):
        amount = element.get("quantity")
        more = None if amount is None else decimal(amount)
        before, uom = found.get(element["epcClass"], (None, element.get("uom")))
        if before is not None and more is not None and uom == element.get("uom"):
            more += before
        found[element["epcClass"]] = (more, element.get("uom"))
    return found
