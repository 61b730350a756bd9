"""The one door into the log. Whoever has events (the web, the console, the diary, a spreadsheet) calls `capture`
for what fits into one call, `accept` for what a worker shall take in afterwards."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from procrastinate.contrib.django import app
from psycopg.errors import DeadlockDetected, UniqueViolation

from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.http import as_json
from nguongoc.registry.parties.models import Party
from nguongoc.trace.events import masterdata
from nguongoc.trace.events.beside import Beside
from nguongoc.trace.events.intake import (
    MOST_PROBLEMS,
    Intake,
    is_good,
    prepare_all,
    read_document,
    stream_document,
    take_in,
)
from nguongoc.trace.events.models import Capture, CaptureChunk
from nguongoc.trace.events.store import FEW, store_whole

CHUNK = 1024 * 1024
MANY = 100  # events of a document that is worth a job which still runs when its sender is answered
FINISH = "events.finish_capture"  # the task that takes an accepted document in


class Conflict(Refused):
    """The log holds an event of the same identity with other content."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and how they want errors to be taken: `rollback` (all or nothing) or `proceed`."""

    party: Party
    user: User
    behaviour: str = Capture.Behaviour.ROLLBACK


def capture(
    body: bytes, *, media_type: str, sender: Sender, at: datetime, beside: Beside | None = None
) -> Capture:
    """Take one document in within this call, and answer its finished job.

    With `rollback`, raises Refused when the document is not good (every problem named, nothing stored) and
    Conflict when it contradicts the log. With `proceed`, the good events are stored and the job names the rest.

    Many good events are handed to `beside`, if it has room: the job that is answered still runs, its bytes are
    committed, and a contradiction to the log is told by the job.
    """
    document = read_document(body, media_type)
    job = _job(len(body), hashlib.sha256(body).hexdigest(), media_type=media_type, sender=sender, at=at)
    short = len(document.events) <= FEW and not masterdata.told(document)
    if short and _at_once(job, document, body, at=at):
        return job
    if beside is not None and len(document.events) >= MANY and _handed_over(job, document, body, beside):
        return job

    def whole() -> Capture:
        intake = take_in(job, document, document.events, at=at)
        if intake.faults and job.behaviour == Capture.Behaviour.ROLLBACK:
            raise Refused(intake.problems) if intake.problems else Conflict(intake.conflicts)
        masterdata.keep(document, job)
        _note(job, intake, at=at)
        job.save(force_insert=True)
        _keep(job, [body])
        return job

    return _once_more_on_a_race(whole)


def _at_once(job: Capture, document: Document, body: bytes, *, at: datetime) -> bool:
    """The short way for a few good events that are all new. False, with nothing stored, for any others."""
    intake = Intake()
    batch = prepare_all(document, intake)
    if intake.faults or not batch:
        return False
    intake.added = len(batch)
    _note(job, intake, at=at)
    with suppress(UniqueViolation, IntegrityError):
        return store_whole(batch, job, body)
    return False


def _handed_over(job: Capture, document: Document, body: bytes, beside: Beside) -> bool:
    """Keep a document whose events are all good, and have them stored beside. False, with nothing kept, for any
    other, and where nobody is free for it."""
    if not beside.has_room() or not is_good(document):
        return False
    with transaction.atomic():
        job.save(force_insert=True)
        _keep(job, [body])
    beside.store(job, document)
    return True


def accept(body: BinaryIO, *, media_type: str, sender: Sender, at: datetime) -> Capture:
    """Keep a large document and answer its running job; `finish` takes its events in, in a worker.

    The bytes and the job are committed when this returns: that is what "acknowledged" means. A worker is woken
    in the same transaction; should that be lost, the sweeper finds the row.
    """
    digest, size = _measure(body)
    with transaction.atomic():
        job = _job(size, digest, media_type=media_type, sender=sender, at=at)
        job.save(force_insert=True)
        body.seek(0)
        _keep(job, iter(lambda: body.read(CHUNK), b""))
        wake(job)
    return job


def wake(job: Capture) -> None:
    """Have a worker take up this job. Waking twice does no harm."""
    app.configure_task(FINISH).defer(capture=str(job.pk))


def finish(job: Capture, *, at: datetime, wait: bool = True, good: Document | None = None) -> Capture:
    """Take in the events of an accepted document; a job that has ended is answered as it is.

    The job's row is locked, so two workers that take up the same job do it once: the second waits for the first
    or, without `wait`, leaves it to the first. Who has read the document and found it `good` spares reading it again.
    """

    def whole() -> Capture:
        held = Capture.objects.select_for_update(skip_locked=not wait).filter(pk=job.pk).first()
        if held is None:
            return job
        if held.finished_at is not None:
            return held
        if good is not None:
            document = good
            intake = take_in(held, document, document.events, at=at, known_good=True)
        else:
            with _document_file(held) as source:
                document, events = stream_document(source, held.media_type)
                intake = take_in(held, document, events, at=at)
        if intake.faults and held.behaviour == Capture.Behaviour.ROLLBACK:
            raise Refused(intake.faults)
        masterdata.keep(document, held)
        return _end(held, intake, at=at)

    try:
        return _once_more_on_a_race(whole)
    except Refused as refusal:
        return _end(job, Intake(problems=list(refusal.problems)), at=at)


def begin_try(job: Capture) -> int:
    """Note, before a worker begins to take the document in, that it does; answers how many tries were begun and
    never came to an end, this one included. 0 where the job has ended or somebody is at it."""
    with transaction.atomic():
        held = Capture.objects.select_for_update(skip_locked=True).filter(pk=job.pk, finished_at=None).first()
        if held is None:
            return 0
        held.tries += 1
        held.save(update_fields=["tries"])
        return held.tries


def end_try(job: Capture) -> None:
    """Note that a try came to an end without the document: the worker lives, so it was not the document's fault."""
    Capture.objects.filter(pk=job.pk, finished_at=None, tries__gt=0).update(tries=F("tries") - 1)


def give_up(job: Capture, why: Problem, *, at: datetime) -> None:
    """End an accepted document's job with this problem, unless it has ended."""
    with transaction.atomic():
        held = Capture.objects.select_for_update().get(pk=job.pk)
        if held.finished_at is None:
            _end(held, Intake(problems=[why]), at=at)


def _job(size: int, digest: str, *, media_type: str, sender: Sender, at: datetime) -> Capture:
    return Capture(
        sender_id=sender.party.pk,
        user_id=sender.user.pk,
        received_at=at,
        behaviour=sender.behaviour,
        media_type=media_type,
        size=size,
        digest=digest,
    )


def _note(job: Capture, intake: Intake, *, at: datetime) -> None:
    """Write into the job what became of it."""
    job.finished_at = at
    job.success = not intake.faults
    job.events, job.repeated = intake.added, intake.repeated
    job.problems = [as_json(one) for one in intake.faults[:MOST_PROBLEMS]]
    job.warnings = [as_json(one) for one in intake.warnings[:MOST_PROBLEMS]]


def _end(job: Capture, intake: Intake, *, at: datetime) -> Capture:
    _note(job, intake, at=at)
    job.save(update_fields=["finished_at", "success", "events", "repeated", "problems", "warnings"])
    return job


def _keep(job: Capture, pieces: Iterable[bytes]) -> None:
    for number, piece in enumerate(pieces):
        CaptureChunk.objects.create(capture=job.pk, number=number, body=zlib.compress(piece, 1))


def document_bytes(job: Capture) -> Iterator[bytes]:
    """The document as it was received, piece by piece."""
    numbers = CaptureChunk.objects.filter(capture=job.pk).order_by("number").values_list("number", flat=True)
    for number in list(numbers):
        yield zlib.decompress(CaptureChunk.objects.get(capture=job.pk, number=number).body)


def _document_file(job: Capture) -> BinaryIO:
    """The document in a temporary file: reading it twice takes no memory."""
    spooled = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115 (the caller closes it)
    for piece in document_bytes(job):
        spooled.write(piece)
    spooled.seek(0)
    return spooled


def _measure(body: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    body.seek(0)
    while piece := body.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _once_more_on_a_race(whole: Callable[[], Capture], tries: int = 5) -> Capture:
    """Run in one transaction; when another writer brought the same new event first, or the two stood in each
    other's way, run again: the event is then found, and is a repeat or a conflict."""
    while True:
        tries -= 1
        try:
            with transaction.atomic():
                return whole()
        except (UniqueViolation, DeadlockDetected):
            if not tries:
                raise
