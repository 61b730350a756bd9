"""Questions to the log. Index first, rows second, never a join."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from nguongoc.domain.epcis import normalise
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


@dataclass(frozen=True, slots=True)
class Way:
    """A chain, and the rows of the events along it, oldest first. `hidden` are the keys of the chain at which it
    goes on in events that the viewer may not see: that something is there, and nothing of what or whose. `asked` is
    what the log was asked for: who remembers it can expect it the next time."""

    chain: Chain
    events: tuple[Event, ...]
    hidden: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()


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
    veil = Veil(viewer)
    sees_all = viewer.may("events.see_all")

    def neighbours(level: Collection[str]) -> Iterator[dict[str, Any]]:
        asked.update(level)
        for event in naming(level, viewer) if sees_all else veil.naming(level):
            if event.declared_at is None:
                rows[event.event_id] = event
            yield event.body

    start = [normalise.identifier(key) for key in keys]
    found = walk(start, direction, neighbours, limit=limit, expected=expected)
    return Way(
        found, tuple(rows[body["eventID"]] for body in found.events), veil.hidden(found), frozenset(asked)
    )
