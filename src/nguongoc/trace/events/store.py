"""Rows into the log: one transaction, three COPYs, every event at most once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from nguongoc.domain.epcis import fingerprint
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.problem import Problem, Text
from nguongoc.foundation.shared.log import current_generation
from nguongoc.registry.parties.queries import named_by
from nguongoc.trace.events import rows
from nguongoc.trace.events.models import Event
from nguongoc.trace.events.rows import Prepared


@dataclass(slots=True)
class Stored:
    """What became of a batch: how many events entered, how many the log held already, which conflict."""

    added: int = 0
    repeated: int = 0
    conflicts: list[Problem] = field(default_factory=list)


def store(batch: Sequence[Prepared], *, sender: int, capture: uuid.UUID, at: datetime) -> Stored:
    """Put the new events of this batch into the log, within the caller's transaction.

    An event that the log holds with the same content, however spelled, is a repeat; with other content it is a
    conflict, and the caller decides. Two writers that bring the same new event at once meet at the primary key:
    the second's transaction fails with a unique violation and is to be tried again.
    """
    result, fresh = _sort_out(batch)
    if fresh:
        _copy(fresh, sender=sender, capture=capture, at=at)
    result.added = len(fresh)
    return result


def _sort_out(batch: Sequence[Prepared]) -> tuple[Stored, list[Prepared]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, digest FROM events_event WHERE key = ANY(%s)", [[one.key for one in batch]]
        )
        held: dict[str, str] = {key.hex: bytes(digest).hex() for key, digest in cursor.fetchall()}
    result, fresh = Stored(), {}
    for one in batch:
        digest = held.setdefault(one.key, one.digest)
        if digest is one.digest:
            fresh[one.key] = one
        elif digest == one.digest or _says_the_same(one, fresh.get(one.key)):
            result.repeated += 1
        else:
            result.conflicts.append(_conflict(one))
    return result, list(fresh.values())


def _says_the_same(one: Prepared, fresh: Prepared | None) -> bool:
    """Whether an event differs from the one of its identity in spelling only: another order of a list, another
    prefix for a namespace, a time with more zeros. Asked only when the digests differ."""
    held = orjson.loads(fresh.body) if fresh else Event.objects.values_list("body", flat=True).get(pk=one.key)
    return _said(orjson.loads(one.body)) == _said(held)


def _said(body: dict[str, Any]) -> tuple[str, Any]:
    # The hash leaves the declaration of error out (CBV 2.0 §8.9.2).
    return fingerprint.event_hash(body, Context.of(body.get("@context"))), body.get("errorDeclaration")


def _copy(batch: Sequence[Prepared], *, sender: int, capture: uuid.UUID, at: datetime) -> None:
    generation = current_generation()
    named = named_by(set().union(*(one.names for one in batch)))
    events = rows.event_lines(batch, generation=generation, sender=sender, capture=capture, at=at)
    parties = rows.party_lines(batch, sender=sender, named=named)
    with connection.cursor() as cursor:
        for table, columns, lines in (
            ("events_event", rows.EVENT_COLUMNS, events),
            ("events_eventitem", rows.ITEM_COLUMNS, rows.item_lines(batch)),
            ("events_eventparty", rows.PARTY_COLUMNS, parties),
        ):
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(lines)


def _conflict(one: Prepared) -> Problem:
    return Problem(
        f"eventList[{one.position}].eventID",
        Text(
            f"Sự kiện {one.event_id} đã có trong kho với nội dung khác. Sự kiện không sửa được: hãy gửi bản khai "
            "sai sót (errorDeclaration) rồi gửi sự kiện đúng với mã mới.",
            f"The event {one.event_id} is already stored with other content. Events are never changed: send an "
            "errorDeclaration, then the right event under a new id.",
        ),
        "conflict",
    )
