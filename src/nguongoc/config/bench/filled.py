"""A store with as many events as asked for, made by the bench itself through the one door."""

from __future__ import annotations

from collections.abc import Iterator

from nguongoc.config.bench.events import documents

EVENTS_EACH = 1_000


def growing(sizes: tuple[int, ...]) -> Iterator[int]:
    """Fill the store in force to each size in turn, and pause there."""
    held = 0
    for size in sizes:
        _add(size - held, seed=11 + held)
        held = size
        yield size


def _add(events: int, *, seed: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from nguongoc.config.operator import as_sender
    from nguongoc.trace.events import actions

    sender = as_sender("rollback", at=timezone.now())
    for body in documents(max(1, events // EVENTS_EACH), min(events, EVENTS_EACH), seed=seed):
        actions.capture(body, media_type="application/ld+json", sender=sender, at=timezone.now())
    with connection.cursor() as cursor:
        # As autovacuum would soon: the planner's statistics, and the map of pages that are visible to all.
        cursor.execute("VACUUM ANALYZE events_event, events_eventitem, events_eventparty")
