"""A document's events, batch by batch: checked, prepared, stored, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from psycopg.errors import UniqueViolation

from nguongoc.domain.epcis import check, read
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.identifiers.queries import allotted_prefixes
from nguongoc.trace.events.models import Capture
from nguongoc.trace.events.rows import Prepared, prepare
from nguongoc.trace.events.store import FEW, Stored, store, store_new

BATCH = 1_000
PART = 50  # small enough that PostgreSQL soon has something to do, large enough that handing it over costs little
MOST_PROBLEMS = 1_000

Events = Iterable[dict[str, Any]]


@dataclass(slots=True)
class Intake:
    """What became of a document's events so far."""

    added: int = 0
    repeated: int = 0
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    own_prefixes: tuple[str, ...] | None = None

    @property
    def faults(self) -> list[Problem]:
        """All that stands against the document."""
        return [*self.problems, *self.conflicts]

    def note(self, verdict: check.Verdict) -> None:
        """Add what a check found."""
        self.problems += verdict.problems
        self.warn(verdict.warnings)

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Add these warnings, as many as a job keeps: every event of a large document may be worth one."""
        self.warnings += islice(warnings, MOST_PROBLEMS - len(self.warnings))

    def count(self, stored: Stored) -> None:
        """Add what became of a batch."""
        self.added += stored.added
        self.repeated += stored.repeated
        self.conflicts += stored.conflicts


def read_document(body: bytes, media_type: str) -> Document:
    """A small document, by its media type. Raises Refused where it cannot be read, or is XML of a layout that no
    version has: that refuses it whole, also under `proceed`."""
    document = read.read(body, xml=media_type in read.XML_TYPES)
    _refuse_layout(document)
    return document


def stream_document(source: BinaryIO, media_type: str) -> tuple[Document, Iterator[dict[str, Any]]]:
    """A large document and its events; `take_in` looks at the layout of the last of them."""
    document, events = read.stream(source, xml=media_type in read.XML_TYPES)
    _refuse_layout(document)
    return document, events


def _refuse_layout(document: Document) -> None:
    if document.kind == "message":
        raise Refused(_NO_EVENTS)
    if document.problems:
        raise Refused(document.problems)


_NO_EVENTS = Problem(
    "",
    Text(
        "Đây là một thông điệp truy vấn, không phải tài liệu sự kiện. Hãy gửi một EPCISDocument.",
        "This is a message of the query interface, not a document of events. Send an EPCISDocument.",
    ),
    "no-events",
)


def prepare_all(document: Document, intake: Intake) -> list[Prepared]:
    """All events of a small document, checked and prepared and not yet stored; what is wrong goes to `intake`."""
    intake.warn(document.warnings)
    intake.note(check.document_problems(document))
    return list(_good_events(document.context, document.events, 0, intake, one_by_one=False))


def is_good(document: Document) -> bool:
    """Whether nothing at all is to be said about a document and its events."""
    if document.warnings or len(document.events) > settings.CAPTURE_LIMIT_EVENTS:
        return False
    around = check.document_problems(document)
    return around == check.GOOD and check.events_verdict(document.events, 0, document.context) == check.GOOD


def take_in(
    job: Capture, document: Document, events: Events, *, at: datetime, known_good: bool = False
) -> Intake:
    """Check, prepare and store all events; those that are known to be good are not checked again. After the first
    problem of a `rollback` document nothing more is stored, but all of it is still checked, so that the sender hears
    of every problem at once."""
    intake = Intake()
    intake.warn(document.warnings)
    intake.note(check.document_problems(document))
    proceed = job.behaviour == Capture.Behaviour.PROCEED
    for position, batch in _batches(events, intake, to_the_end=proceed):
        if (proceed or not intake.faults) and _straight(
            job, document.context, batch, position, intake, at=at, known_good=known_good
        ):
            continue
        good = list(_good_events(document.context, batch, position, intake, one_by_one=proceed))
        if good and (proceed or not intake.faults):
            intake.count(store(good, sender=job.sender_id, capture=job.pk, at=at))
    _refuse_layout(document)
    intake.problems = list(check.with_lines(intake.problems, document))
    return intake


def _batches(
    events: Events, intake: Intake, *, to_the_end: bool
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The events in batches, each with its first one's place. A document that is refused whole is read no further
    than its sender can use; what `proceed` promised to take is taken to the end."""
    position = 0
    source = iter(events)
    while (to_the_end or len(intake.faults) <= MOST_PROBLEMS) and (batch := list(islice(source, BATCH))):
        if position + len(batch) > settings.CAPTURE_LIMIT_EVENTS:
            intake.problems.append(_too_many(settings.CAPTURE_LIMIT_EVENTS))
            return
        yield position, batch
        position += len(batch)


def _straight(
    job: Capture,
    context: Context,
    batch: list[dict[str, Any]],
    position: int,
    intake: Intake,
    *,
    at: datetime,
    known_good: bool,
) -> bool:
    """The way of nearly every batch: all of it is good and new, and PostgreSQL takes in its first events while the
    next are checked. False, with nothing stored and nothing noted, when one is not."""
    if len(batch) <= FEW:
        return False
    warnings: list[Problem] = []
    own = () if known_good else allotted_prefixes()

    def parts() -> Iterator[list[Prepared]]:
        for first in range(0, len(batch), PART):
            part = batch[first : first + PART]
            if not known_good:
                verdict = check.events_verdict(part, position + first, context, own_prefixes=own)
                if verdict.problems:
                    raise Refused(verdict.problems)
                warnings.extend(verdict.warnings)
            yield [prepare(event, context, index) for index, event in enumerate(part, position + first)]

    try:
        with transaction.atomic():
            added = store_new(parts(), sender=job.sender_id, capture=job.pk, at=at)
    except (Refused, UniqueViolation):
        return False
    intake.added += added
    intake.warn(warnings)
    return True


def _too_many(limit: int) -> Problem:
    why = Text(
        f"Tài liệu có hơn {limit} sự kiện. Chia nhỏ rồi gửi lại.",
        f"The document holds more than {limit} events. Send it in parts.",
    )
    return Problem("eventList", why, "too-many-events")


def _good_events(
    context: Context, batch: list[dict[str, Any]], position: int, intake: Intake, *, one_by_one: bool
) -> Iterator[Prepared]:
    verdict = _verdict(batch, position, context, intake)
    if verdict.problems and not one_by_one:
        intake.note(verdict)
        return
    intake.warn(verdict.warnings)
    for index, event in enumerate(batch, position):
        if verdict.problems:
            single = _verdict([event], index, context, intake)
            intake.problems += single.problems
            if single.problems:
                continue
        try:
            yield prepare(event, context, index)
        except Refused as refusal:
            intake.problems += refusal.problems


def _verdict(batch: list[dict[str, Any]], position: int, context: Context, intake: Intake) -> check.Verdict:
    """What is wrong with these events. A doubtful key is a warning, unless it lies under a prefix that was
    allotted to one of our own parties; who these are is asked once, and only when something is doubtful."""
    verdict = check.events_verdict(batch, position, context)
    if verdict.warnings and not verdict.problems:
        if intake.own_prefixes is None:
            intake.own_prefixes = allotted_prefixes()
        if intake.own_prefixes:
            return check.events_verdict(batch, position, context, own_prefixes=intake.own_prefixes)
    return verdict
