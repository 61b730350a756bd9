"""The raw documents against the log: every document is read again from its bytes, its events are derived anew and
compared with what is stored, and the rows are counted. In bounded memory, in the order of the captures' ids."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, cast
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Count

from nguongoc.domain.epcis.read import XML_TYPES
from nguongoc.domain.problem import Problem, Refused
from nguongoc.trace.events import differences, rows
from nguongoc.trace.events.actions import document_bytes
from nguongoc.trace.events.intake import MOST_PROBLEMS, read_document, stream_document
from nguongoc.trace.events.models import Capture, CaptureChunk, Event, EventItem
from nguongoc.trace.events.rows import Prepared, prepare
from nguongoc.trace.events.store import said

BATCH = 1_000
GROUP_BYTES = 8 * 1024 * 1024
GROUP = 500


@dataclass(slots=True)
class Counts:
    """What was read and found so far."""

    captures: int = 0
    waiting: int = 0
    bytes: int = 0
    events: int = 0
    items: int = 0


class Derived(NamedTuple):
    """One event as its document tells it, and the capture that the document came with."""

    job: Capture
    event: Prepared


def faults(counts: Counts) -> Iterator[Problem]:
    """Every way in which the log and the documents differ; `counts` grows along the way.

    Ask within one snapshot where others write meanwhile.
    """
    stored = _Stored()
    for group in _groups(Capture.objects.order_by("pk").iterator(GROUP)):
        held: Counter[UUID] = Counter()
        found: list[Problem] = []
        for batch in _batches(_derived(group, counts, found)):
            _compare(batch, held, counts, found)
            yield from found
            found.clear()
        for job in group:
            yield from stored.beside(job, held[job.pk])
        yield from found
    yield from stored.rest()
    counts.events = Event.objects.count()
    items = EventItem.objects.count()
    if items != counts.items:
        yield differences.items_differ(items, counts.items)


# From the bytes to the events


def _groups(jobs: Iterable[Capture]) -> Iterator[list[Capture]]:
    """Captures in portions that may be held in memory; a large document is a portion of its own."""
    group: list[Capture] = []
    for job in jobs:
        if group and (len(group) == GROUP or sum(one.size for one in group) + job.size > GROUP_BYTES):
            yield group
            group = []
        group.append(job)
    if group:
        yield group


def _derived(group: list[Capture], counts: Counts, found: list[Problem]) -> Iterator[Derived]:
    pieces = _pieces(group)
    for job in group:
        counts.captures += 1
        counts.waiting += job.finished_at is None
        counts.bytes += job.size
        try:
            with _read(job, pieces[job.pk]) as document:
                if job.finished_at is not None:
                    yield from _events(job, document)
        except (_Damaged, zlib.error):
            found.append(differences.damaged(job))
        except Refused as refusal:
            if job.success:
                found += [differences.unreadable(job, problem) for problem in refusal.problems]


def _pieces(group: list[Capture]) -> Mapping[UUID, Iterable[bytes]]:
    if len(group) == 1:
        return {group[0].pk: document_bytes(group[0])}
    chunks = CaptureChunk.objects.filter(capture__in=[job.pk for job in group]).order_by("capture", "number")
    kept: dict[UUID, list[bytes]] = defaultdict(list)
    for capture, body in chunks.values_list("capture", "body"):
        kept[capture].append(bytes(body))
    return {job.pk: map(zlib.decompress, kept[job.pk]) for job in group}


class _Damaged(Exception):
    """The kept bytes are not those that were received."""


def _read(job: Capture, pieces: Iterable[bytes]) -> BinaryIO:
    spool = tempfile.SpooledTemporaryFile(GROUP_BYTES, dir=str(settings.DATA))  # noqa: SIM115 (the caller closes it)
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        spool.write(piece)
    if (digest.hexdigest(), spool.tell()) != (job.digest, job.size):
        spool.close()
        raise _Damaged
    spool.seek(0)
    return cast(BinaryIO, spool)


def _events(job: Capture, source: BinaryIO) -> Iterator[Derived]:
    """The events that this document should have put into the log, or found there."""
    if not job.success and job.behaviour == Capture.Behaviour.ROLLBACK:
        return
    if job.size <= settings.CAPTURE_IN_REQUEST_BYTES:
        document = read_document(source.read(), job.media_type)
        events: Iterable[dict[str, Any]] = document.events
    else:
        if not job.success and _is_refused_for_its_layout(job, source):
            return
        document, events = stream_document(source, job.media_type)
    refused = _refused(job)
    for position, event in enumerate(events):
        if position not in refused:
            yield Derived(job, prepare(event, document.context, position))


def _is_refused_for_its_layout(job: Capture, source: BinaryIO) -> bool:
    """Whether a large document is refused whole, under `proceed` too, which shows with its last event only."""
    document, events = stream_document(source, job.media_type)
    for _ in events if job.media_type in XML_TYPES else ():
        pass
    source.seek(0)
    return bool(document.problems)


def _refused(job: Capture) -> set[int]:
    """The places of the events that this job names in its problems."""
    named = (re.match(r"eventList\[(\d+)\]", problem["where"]) for problem in job.problems)
    return {int(match[1]) for match in named if match}


def _batches(derived: Iterable[Derived]) -> Iterator[list[Derived]]:
    source = iter(derived)
    while batch := list(islice(source, BATCH)):
        yield batch


# Beside the log

EVENTS = """
SELECT e.key IS NOT NULL, e.capture, e.position, e.digest = decode(t.digest, 'hex'), (
    e.event_id, e.event_type, e.action, e.biz_step, e.disposition, e.event_time, e.declared_at, e.body, e.spelling
  ) IS NOT DISTINCT FROM (
    t.event_id, t.event_type, t.action, t.biz_step, t.disposition, t.event_time, t.declared_at, t.body, t.spelling
  ), e.sender, EXISTS (
    SELECT FROM events_eventparty p
    WHERE p.party = e.sender AND p.event_time = e.event_time AND p.event = e.key
  )
FROM ROWS FROM (jsonb_to_recordset(%s) AS (key uuid, event_id text, digest text, event_type text, action text,
  biz_step text, disposition text, event_time timestamptz, declared_at timestamptz, body jsonb, spelling jsonb)
) WITH ORDINALITY AS t
LEFT JOIN events_event e ON e.key = t.key
ORDER BY t.ordinality
"""

ITEMS = """
SELECT DISTINCT t.event
FROM jsonb_to_recordset(%s) AS t(key text, event_time timestamptz, event uuid, number smallint, role text,
  quantity numeric, uom text)
LEFT JOIN events_eventitem i
  ON i.key = t.key AND i.event_time = t.event_time AND i.event = t.event AND i.number = t.number
WHERE i.key IS NULL OR (i.role, i.quantity, i.uom) IS DISTINCT FROM (t.role, round(t.quantity, 9), t.uom)
"""


class _Held(NamedTuple):
    """What the log says of one derived event."""

    is_there: bool
    capture: UUID | None
    position: int | None
    same_content: bool | None
    same_row: bool
    sender: int | None
    sender_may_see: bool


def _compare(batch: list[Derived], held: Counter[UUID], counts: Counts, found: list[Problem]) -> None:
    events, items, _ = rows.as_json([one.event for one in batch], sender=0, named={})
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [events])
        answers = [_Held(*row) for row in cursor.fetchall()]
        cursor.execute(ITEMS, [items])
        wrong_items = {event.hex for (event,) in cursor.fetchall()}
    for one, answer in zip(batch, answers, strict=True):
        if not answer.is_there:
            if len(one.job.problems) < MOST_PROBLEMS:  # beyond, the job does not name what it refused
                found.append(differences.missing(one.job, one.event))
        elif (answer.capture, answer.position) != (one.job.pk, one.event.position):
            if not answer.same_content and not _says_the_same(one):
                found.append(differences.altered(one.job, one.event))
        else:
            held[one.job.pk] += 1
            counts.items += len(one.event.items)
            whole = answer.same_content and answer.same_row and answer.sender_may_see
            if not whole or answer.sender != one.job.sender_id or one.event.key in wrong_items:
                found.append(differences.altered(one.job, one.event))


def _says_the_same(one: Derived) -> bool:
    other = Event.objects.values_list("body", flat=True).get(pk=one.event.key)
    return said(orjson.loads(one.event.body)) == said(other)


class _Stored:
    """How many events the log holds of each capture, read alongside the captures in the order of their ids."""

    def __init__(self) -> None:
        counted = Event.objects.order_by("capture").values_list("capture").annotate(Count("key"))
        self.rows = counted.iterator(BATCH)
        self.row = next(self.rows, None)

    def beside(self, job: Capture, derived: int) -> Iterator[Problem]:
        """Problems up to this capture, of which `derived` events were found in their places."""
        while self.row is not None and self.row[0] < job.pk:
            yield self._without_document()
        stored = 0
        if self.row is not None and self.row[0] == job.pk:
            stored = self.row[1]
            self.row = next(self.rows, None)
        if stored > derived:
            yield from _strangers(job)
        if stored != job.events:
            yield differences.counted_otherwise(job, stored)

    def rest(self) -> Iterator[Problem]:
        """Problems after the last capture."""
        while self.row is not None:
            yield self._without_document()

    def _without_document(self) -> Problem:
        assert self.row is not None
        capture, count = self.row
        self.row = next(self.rows, None)
        return differences.no_document(capture, count)


def _strangers(job: Capture) -> Iterator[Problem]:
    """The events that the log ascribes to a document which does not tell them."""
    told = {(one.event.key, one.event.position) for one in _derived([job], Counts(), [])}
    for event in Event.objects.filter(capture=job.pk).order_by("position").iterator(BATCH):
        if (event.key.hex, event.position) not in told:
            yield differences.stranger(job, event)
