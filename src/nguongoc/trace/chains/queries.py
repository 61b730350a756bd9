"""Reading the chain behind a lot or an item, as it stands in the log at this moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from nguongoc.domain.sectors.load import sector
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties import queries as parties
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.trace.chains.journey import Journey, Told, journey
from nguongoc.trace.chains.models import ChainKeys
from nguongoc.trace.events import queries as log
from nguongoc.trace.events.models import Event

MOST_KEYS = 5_000
"""A chain is walked no further than this many keys; it then says that it is longer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The way up from some keys, sorted into the stages of a sector; `events` are those that it was read from.
    `naming` are the rows of the log that name the keys themselves, whether or not they lie on the way up, and
    `places` those where anything of all this happened."""

    journey: Journey
    events: tuple[Told, ...] = ()
    is_cut: bool = False
    asked: frozenset[str] = frozenset()
    naming: tuple[Event, ...] = ()
    places: Mapping[str, parties.Place] = field(default_factory=dict)


def read(keys: Collection[str], *, sector_code: str, expected: Collection[str] = ()) -> Reading:
    """What the log tells of these keys and of all that they came from. No keys have no chain. `expected`: the keys
    that an earlier reading asked for (`expected_of`)."""
    if not keys:
        return Reading(journey(sector(sector_code), ()))
    way = log.way(keys, SYSTEM, direction="up", limit=MOST_KEYS, expected=expected)
    points = {event.body.get("readPoint", {}).get("id", "") for event in (*way.events, *way.naming)}
    places = parties.places(points)
    told = _told(way, places)
    made = journey(sector(sector_code), told)
    return Reading(made, tuple(told), way.chain.cut, way.asked, way.naming, places)


def expected_of(lot: Lot | None) -> list[str]:
    """The keys that the last drawing of this lot's chain asked for: asking for all of them at once reads nearly
    every chain in two queries, and always as it stands now. No query where the lot came with its `chain_keys`."""
    drawn: ChainKeys | None = getattr(lot, "chain_keys", None)
    return drawn.keys if drawn is not None else []


def _told(way: log.Way, communes: Mapping[str, parties.Place]) -> list[Told]:
    events = [event for event in way.events if _leads_here(event, way.chain.nodes)]
    kinds = dict(Party.objects.filter(pk__in={event.sender for event in events}).values_list("pk", "kind"))
    zone = ZoneInfo(settings.TIME_ZONE)
    return [_one(event, kinds, communes, zone) for event in events]


def _leads_here(event: Event, nodes: Mapping[str, int]) -> bool:
    """Whether an event on the way up made something of this chain: the lots of leaf behind a tea went into other
    teas too, and those have pages of their own."""
    if event.event_type != "TransformationEvent":
        return True
    outputs = [
        *event.body.get("outputEPCList", ()),
        *(one["epcClass"] for one in event.body.get("outputQuantityList", ())),
    ]
    return not outputs or any(key in nodes for key in outputs)


def _one(event: Event, kinds: Mapping[int, str], places: Mapping[str, parties.Place], zone: ZoneInfo) -> Told:
    place = places.get(event.body.get("readPoint", {}).get("id", ""))
    at: datetime = event.event_time.astimezone(zone)
    return Told(event.body, kinds.get(event.sender, ""), at, place.commune if place else "", event.sender)
