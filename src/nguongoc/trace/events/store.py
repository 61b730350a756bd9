"""Rows into the log: one transaction, every event at most once."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import psycopg
from django.db import connection

from nguongoc.domain.epcis import fingerprint
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.problem import Problem, Text
from nguongoc.foundation.shared.log import current_generation
from nguongoc.registry.parties.queries import named_by
from nguongoc.trace.events import rows
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.rows import Prepared


@dataclass(slots=True)
class Stored:
    """What became of a batch: how many events entered, how many the log held already, which conflict."""

    added: int = 0
    repeated: int = 0
    conflicts: list[Problem] = field(default_factory=list)


FEW = 20
"""Up to here one INSERT, which finds repeats itself, is faster than a look and three COPYs."""


def store(batch: Sequence[Prepared], *, sender: int, capture: uuid.UUID, at: datetime) -> Stored:
    """Put the new events of this batch into the log, within the caller's transaction.

    An event that the log holds with the same content, however spelled, is a repeat; with other content it is a
    conflict, and the caller decides. Two writers that bring the same new event at once meet at the primary key:
    a COPY's transaction then fails with a unique violation and is to be tried again.
    """
    unique: dict[str, Prepared] = {}
    for one in batch:
        unique.setdefault(one.key, one)
    put = _insert if len(unique) <= FEW else _copy
    entered = put(list(unique.values()), sender=sender, capture=capture, at=at) if unique else set()
    result, repeated = Stored(added=len(entered)), list[str]()
    held = _digests(unique.keys() - entered)
    for one in batch:
        if one is unique[one.key] and one.key in entered:
            continue
        if one.digest == held.get(one.key, unique[one.key].digest) or _says_the_same(one, unique, held):
            result.repeated += 1
            repeated.append(one.key)
        else:
            result.conflicts.append(_conflict(one))
    if repeated:
        _let_see(repeated, sender)
    return result


def store_new(parts: Iterable[Sequence[Prepared]], *, sender: int, capture: uuid.UUID, at: datetime) -> int:
    """Put these events into the log, all of them new, within the caller's savepoint; answers how many.

    Raises UniqueViolation when the log holds one of them, or two are the same: `store` then tells them apart.
    PostgreSQL takes in the items of one part while the caller still prepares the next.
    """
    generation, batch, lines = current_generation(), list[Prepared](), list[str]()
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {rows.ITEMS} FROM STDIN") as copy:
            for part in parts:
                copy.write(rows.item_lines(part))
                lines.append(
                    rows.event_lines(part, generation=generation, sender=sender, capture=capture, at=at)
                )
                batch += part
        named = _named(batch)
        with cursor.copy(f"COPY {rows.EVENTS} FROM STDIN") as copy:
            copy.write("".join(lines))
            parties = rows.party_lines(batch, sender=sender, named=named)
        with cursor.copy(f"COPY {rows.PARTIES} FROM STDIN") as copy:
            copy.write(parties)
    return len(batch)


def _let_see(keys: Sequence[str], sender: int) -> None:
    """Who sends an event that somebody else sent before has told it as well, and sees it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_eventparty (party, event_time, event) SELECT %s, event_time, key FROM events_event "
            "WHERE key = ANY(%s::uuid[]) ON CONFLICT DO NOTHING",
            [sender, list(keys)],
        )


def _digests(keys: Collection[str]) -> dict[str, str]:
    """The digests of the events that the log holds under these keys."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, digest FROM events_event WHERE key = ANY(%s)", [list(keys)])
        return {key.hex: bytes(digest).hex() for key, digest in cursor.fetchall()}


def _says_the_same(one: Prepared, unique: Mapping[str, Prepared], held: Mapping[str, str]) -> bool:
    """Whether an event differs from the one of its identity in spelling only: another order of a list, another
    prefix for a namespace, a time with more zeros. Asked only when the digests differ."""
    if one.key in held:
        other = Event.objects.values_list("body", flat=True).get(pk=one.key)
    else:
        other = orjson.loads(unique[one.key].body)
    return said(orjson.loads(one.body)) == said(other)


def said(body: dict[str, Any]) -> tuple[str, Any]:
    """What an event says, however it is spelled. The hash leaves the declaration of error out (CBV 2.0 §8.9.2)."""
    return fingerprint.event_hash(body, Context.of(body.get("@context"))), body.get("errorDeclaration")


def _copy(batch: Sequence[Prepared], *, sender: int, capture: uuid.UUID, at: datetime) -> set[str]:
    """Put in what the log does not hold yet, by COPY; answers the keys that entered."""
    held = _digests([one.key for one in batch])
    fresh = [one for one in batch if one.key not in held]
    named = _named(fresh)
    generation = current_generation()
    pieces = (
        (rows.event_lines(fresh, generation=generation, sender=sender, capture=capture, at=at), rows.EVENTS),
        (rows.item_lines(fresh), rows.ITEMS),
        (rows.party_lines(fresh, sender=sender, named=named), rows.PARTIES),
    )
    with connection.cursor() as cursor:
        for lines, table in pieces:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(lines)
    return {one.key for one in fresh}


def _insert(batch: Sequence[Prepared], *, sender: int, capture: uuid.UUID, at: datetime) -> set[str]:
    """The same for a few events, in one statement."""
    events, items, parties = rows.as_json(batch, sender=sender, named=_named(batch))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "sender": sender,
            "capture": capture,
            "at": at,
            "events": events,
            "items": items,
            "parties": parties,
        }
        cursor.execute(INSERT, values)
        return {key.hex for (key,) in cursor.fetchall()}


# The rows of a few events, from three JSON arrays (rows.as_json).
_EVENT_ROWS = """key, event_id, decode(digest, 'hex'), event_type, action, biz_step, disposition, event_time,
    declared_at, position, body, spelling, nguongoc_generation(), %(sender)s::bigint, %(capture)s::uuid,
    %(at)s::timestamptz
  FROM jsonb_to_recordset(%(events)s::jsonb) AS t(key uuid, event_id text, digest text, event_type text, action text,
    biz_step text, disposition text, event_time timestamptz, declared_at timestamptz, position int, body jsonb,
    spelling jsonb)"""
_ITEM_ROWS = """t.* FROM jsonb_to_recordset(%(items)s::jsonb) AS t(key text, event_time timestamptz, event uuid,
    number smallint, role text, quantity numeric, uom text)"""
_PARTY_ROWS = (
    "t.* FROM jsonb_to_recordset(%(parties)s::jsonb) AS t(party bigint, event_time timestamptz, event uuid)"
)

INSERT = f"""
WITH fresh AS (
  INSERT INTO {rows.EVENTS} SELECT {_EVENT_ROWS} ON CONFLICT (key) DO NOTHING RETURNING key
), items AS (
  INSERT INTO {rows.ITEMS} SELECT {_ITEM_ROWS} JOIN fresh ON fresh.key = t.event
), parties AS (
  INSERT INTO {rows.PARTIES} SELECT {_PARTY_ROWS} JOIN fresh ON fresh.key = t.event
)
SELECT key FROM fresh
"""  # noqa: S608 (the tables' names are ours)

TAKE_IN = (
    "SELECT nguongoc_take_in(%s::uuid, %s::bigint, %s::bigint, %s::timestamptz, %s::timestamptz, %s::text, %s::text, "
    "%s::bigint, %s::text, %s::jsonb, %s::bytea, %s::uuid[], %s::jsonb, %s::jsonb, %s::jsonb)"
)


def store_whole(batch: Sequence[Prepared], job: Capture, document: bytes) -> bool:
    """A small document, its finished job and its events, by one call, which is its own transaction: most of what
    phones and tills send. False, with nothing stored, when the log holds one of the events already."""
    keys = [one.key for one in batch]
    if len(set(keys)) < len(keys):
        return False
    values = (
        *(
            job.pk,
            job.sender_id,
            job.user_id,
            job.received_at,
            job.finished_at,
            job.behaviour,
            job.media_type,
        ),
        *(job.size, job.digest, orjson.dumps(job.warnings).decode(), zlib.compress(document, 1), keys),
        *rows.as_json(batch, sender=job.sender_id, named=_named(batch)),
    )
    # Sent by the driver itself, so that PostgreSQL plans the call once a connection and not once a document.
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        taken = cursor.execute(TAKE_IN, values, prepare=True).fetchone()
        return bool(taken and taken[0])


def _named(batch: Sequence[Prepared]) -> dict[str, int]:
    return named_by(set().union(*(one.names for one in batch)))


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
