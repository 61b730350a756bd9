"""Write down what was done, in the transaction of the deed; chain what was written, behind the writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

from nguongoc.foundation.evidence import chain
from nguongoc.foundation.evidence.models import Entry, Seal
from nguongoc.foundation.shared.log import Place, between, horizon

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

BATCH = 2_000
ONE_SEALER = 0x5EA1  # advisory lock: links are made one after the other


def record(
    verb: str, subject: models.Model | str, *, actor: User | None, at: datetime, **details: Any
) -> Entry:
    """One audit entry. `verb` is `app.deed` (`token.made`); `subject` the record it was done to."""
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    return Entry.objects.create(verb=verb, subject=name, actor=actor, at=at, details=details)


def seal_all(at: datetime) -> None:
    """Chain every settled entry that no seal holds yet."""
    while seal(at=at):
        pass


def seal(*, at: datetime, limit: int = BATCH) -> int:
    """Chain the next settled entries, at most `limit`; answers how many. 0 also where another sealer is at it."""
    with transaction.atomic():
        if not _alone():
            return 0
        head = Seal.objects.order_by("-position").first()
        place = Place() if head is None else Place(head.generation, head.tx, head.entry)
        entries = between(Entry.objects.all(), place, horizon(), number="id")[:limit]
        seals = list(_links(head, entries, at))
        Seal.objects.bulk_create(seals)
    return len(seals)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        return bool(cursor.fetchone()[0])


def _links(head: Seal | None, entries: Iterable[Entry], at: datetime) -> Iterator[Seal]:
    last, previous = (0, chain.BEGINNING) if head is None else (head.position, bytes(head.hash))
    for position, entry in enumerate(entries, last + 1):
        made = chain.link(previous, entry)
        yield Seal(
            position=position,
            entry=entry.pk,
            generation=entry.generation,
            tx=entry.tx,
            previous=previous,
            hash=made,
            sealed_at=at,
        )
        previous = made
