"""Following the log: whoever must act once for each event reads on from a bookmark.

A batch is handled and the bookmark moved in one transaction: after a crash both have happened, or neither.
Writers take no lock and know no follower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from nguongoc.foundation.shared.log import Place, between, horizon
from nguongoc.trace.events.models import Bookmark, Event

BATCH = 500

BATCHES_AT_ONCE = 200
"""What a run of a sweeper reads at most, a hundred thousand events: the others have their turn each minute."""

Handle = Callable[[Sequence[Event]], None]


def read_on(name: str, handle: Handle, *, at: datetime, batches: int = BATCHES_AT_ONCE) -> None:
    """Follow the log batch by batch, to its settled end or as far as so many batches lead."""
    for _ in range(batches):
        if not follow(name, handle, at=at):
            return


def follow(name: str, handle: Handle, *, at: datetime, limit: int = BATCH) -> int:
    """Hand the next events of the log to `handle`, in order, at most `limit`; answers how many there were.

    0 means that this follower has read all that is settled. What `handle` writes is kept together with the moved
    bookmark; when it raises, neither is. It must not talk to other machines: its transaction would hold everyone
    else back meanwhile (write down what is to be sent, and send it afterwards). Two processes of one name take
    turns.
    """
    with transaction.atomic():
        bookmark = _held(name)
        events = after(Place(bookmark.generation, bookmark.tx, bookmark.number), limit=limit)
        if events:
            handle(events)
            _move(bookmark, events[-1], at=at)
    return len(events)


def after(place: Place, *, limit: int = BATCH) -> list[Event]:
    """The settled events after this place of the log, in order, at most `limit`."""
    until = horizon()
    return list(between(Event.objects.all(), place, until, number="number")[:limit])


def stand_still(name: str) -> None:
    """Keep this follower from handling events until the transaction ends. Any number may keep it at once."""
    Bookmark.objects.get_or_create(follower=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM events_bookmark WHERE follower = %s FOR SHARE", [name])


def begin_at_the_end(name: str) -> None:
    """Have a new follower read only what is settled from now on. One that has read already is left where it is."""
    until = horizon()
    Bookmark.objects.get_or_create(
        follower=name, defaults={"generation": until.generation, "tx": until.tx - 1, "number": LAST}
    )


LAST = 2**63 - 1


def _held(name: str) -> Bookmark:
    Bookmark.objects.get_or_create(follower=name)
    return Bookmark.objects.select_for_update().get(follower=name)


def _move(bookmark: Bookmark, last: Event, *, at: datetime) -> None:
    bookmark.generation, bookmark.tx, bookmark.number = last.generation, last.tx, last.number
    bookmark.moved_at = at
    bookmark.save(update_fields=["generation", "tx", "number", "moved_at"])
