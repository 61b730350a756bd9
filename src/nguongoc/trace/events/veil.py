"""What a viewer may not see, as it shows in a chain: that something is there, and nothing of what or whose.

A key is shown as hidden only where an event that the viewer does see names it too: nobody learns of a lot by
asking for its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from nguongoc.domain.epcis.items import items
from nguongoc.domain.epcis.trace import Chain
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.models import Event, EventItem


class _Mention(NamedTuple):
    """An event that names a key, by the index alone."""

    key: str
    event_time: datetime
    event: UUID


class Veil:
    """The events that one viewer sees, and where others stand that they do not."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.shown: set[str] = set()
        self.veiled: list[_Mention] = []

    def naming(self, keys: Collection[str]) -> list[Event]:
        """The events naming any of these keys that the viewer may see, oldest first: index, then rows."""
        index = EventItem.objects.filter(key__in=list(keys))
        found = [_Mention(*row) for row in index.values_list("key", "event_time", "event")]
        events = Event.objects.visible_to(self.viewer).filter(key__in={one.event for one in found})
        seen = own_declarations(events.order_by("event_time", "number"))
        if len(seen) < len({one.event for one in found}):
            self._set_aside(found, {event.key for event in seen})
        return seen

    def _set_aside(self, found: list[_Mention], seen: set[UUID]) -> None:
        self.shown.update(one.key for one in found if one.event in seen)
        self.veiled += [one for one in found if one.event not in seen]

    def hidden(self, chain: Chain) -> tuple[str, ...]:
        """The keys of this chain at which it goes on unseen, in the order of the chain."""
        standing = self._not_taken_back()
        veiled = [one for one in self.veiled if one.event in standing and one.key in self.shown]
        keys = {one.key for one in veiled if chain.passes(one.key, _canonical(one.event_time))}
        # A transformation told in several events goes on at the things of those that are seen.
        processes = {one.key for one in veiled}
        for event in chain.events:
            if event.get("transformationID") in processes:
                keys.update(item.key for item in items(event))
        return tuple(key for key in chain.nodes if key in keys)

    def _not_taken_back(self) -> set[UUID]:
        if not self.veiled:
            return set()
        rows = Event.objects.filter(key__in={one.event for one in self.veiled})
        told = own_declarations(rows.only("event_id", "declared_at", "sender"))
        taken_back = {event.event_id for event in told if event.declared_at is not None}
        return {event.key for event in told if event.event_id not in taken_back}


def own_declarations(events: Iterable[Event]) -> list[Event]:
    """These events without the declarations of error that somebody else made about them: only who sent an event
    takes it back. A declaration whose event is not among them stays."""
    found = list(events)
    senders = {event.event_id: event.sender for event in found if event.declared_at is None}
    return [
        event
        for event in found
        if event.declared_at is None or senders.get(event.event_id, event.sender) == event.sender
    ]


def _canonical(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
