"""Questions to the log. Index first, rows second, never a join."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from nguongoc.domain.epcis import normalise
from nguongoc.domain.epcis.items import items
from nguongoc.domain.epcis.trace import Chain, Direction, walk
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.models import Event, EventItem
from nguongoc.trace.events.rows import event_key
from nguongoc.trace.events.veil import Veil, own_declarations


def with_id(event_id: str, viewer: Viewer) -> list[Event]:
    """The event of this id, then the declarations of error that name it, oldest first."""
    itself_or_declared = Q(key=event_key(event_id)) | Q(event_id=event_id, declared_at__isnull=False)
    return list(Event.objects.visible_to(viewer).filter(itself_or_declared).order_by("record_time", "number"))


def naming(keys: Collection[str], viewer: Viewer) -> list[Event]:
    """All events that name any of these keys, oldest first: index, then rows. Of declarations of error, only those
    of an event's own sender."""
    events = set(EventItem.objects.filter(key__in=list(keys)).values_list("event", flat=True))
    rows = Event.objects.visible_to(viewer).filter(key__in=events)
    return own_declarations(rows.order_by("event_time", "number"))


def seen_by(viewer: Viewer, events: Collection[Event]) -> list[Event]:
    """Those of these events that the viewer may see, as they were given; one query at most."""
    if viewer.may("events.see_all") or not events:
        return list(events)
    asked = Event.objects.visible_to(viewer).filter(key__in=[event.key for event in events])
    seen = set(asked.values_list("key", flat=True))
    return [event for event in events if event.key in seen]


@dataclass(frozen=True, slots=True)
class Way:
    """A chain, and the rows of the events along it, oldest first. `hidden` are the keys of the chain at which it
    goes on in events that the viewer may not see: that something is there, and nothing of what or whose. `asked` is
    what the log was asked for: who remembers it can expect it the next time. `naming` are all events that name a key
    from which the walk began, declarations of error too, oldest first."""

    chain: Chain
    events: tuple[Event, ...]
    hidden: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    naming: tuple[Event, ...] = ()


def way(
    keys: Collection[str],
    viewer: Viewer,
    *,
    direction: Direction = "both",
    limit: int = 10_000,
    expected: Collection[str] = (),
) -> Way:
    """The chain of these products, lots, items or logistic units, as far as this viewer may see it.

    Two queries a level, the index and then the rows; two in all where every key on the way was `expected`.
    """
    asked: set[str] = set()
    rows: dict[str, Event] = {}
    met: dict[UUID, Event] = {}
    veil = Veil(viewer)
    sees_all = viewer.may("events.see_all")

    def neighbours(level: Collection[str]) -> Iterator[dict[str, Any]]:
        asked.update(level)
        for event in naming(level, viewer) if sees_all else veil.naming(level):
            met[event.key] = event
            if event.declared_at is None:
                rows[event.event_id] = event
            yield event.body

    start = [normalise.identifier(key) for key in keys]
    found = walk(start, direction, neighbours, limit=limit, expected=expected)
    begun = {*start}
    named = [event for event in met.values() if any(item.key in begun for item in items(event.body))]
    return Way(
        found,
        tuple(rows[body["eventID"]] for body in found.events),
        veil.hidden(found),
        frozenset(asked),
        tuple(sorted(named, key=lambda event: (event.event_time, event.number))),
    )
