"""A document's events, batch by batch: checked, prepared, stored, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings

from nguongoc.domain.epcis import check
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.identifiers.queries import allotted_prefixes
from nguongoc.trace.events.models import Capture
from nguongoc.trace.events.rows import Prepared, prepare
from nguongoc.trace.events.store import Stored, store

BATCH = 1_000
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


def prepare_all(document: Document, intake: Intake) -> list[Prepared]:
    """All events of a small document, checked and prepared and not yet stored; what is wrong goes to `intake`."""
    intake.warn(document.warnings)
    intake.note(check.document_problems(document))
    return list(_good_events(document.context, document.events, 0, intake, one_by_one=False))


def take_in(job: Capture, document: Document, events: Events, *, at: datetime) -> Intake:
    """Check, prepare and store all events. After the first problem of a `rollback` document nothing more is
    stored, but all of it is still checked, so that the sender hears of every problem at once."""
    intake = Intake()
    intake.warn(document.warnings)
    intake.note(check.document_problems(document))
    proceed = job.behaviour == Capture.Behaviour.PROCEED
    for batch in _prepared(document.context, events, intake, one_by_one=proceed):
        if batch and (proceed or not intake.faults):
            intake.count(store(batch, sender=job.sender_id, capture=job.pk, at=at))
    return intake


def _prepared(
    context: Context, events: Events, intake: Intake, *, one_by_one: bool
) -> Iterator[list[Prepared]]:
    position = 0
    source = iter(events)
    # A document that is refused whole is read no further than its sender can use; what `proceed` promised to take
    # is taken to the end.
    while (one_by_one or len(intake.faults) <= MOST_PROBLEMS) and (batch := list(islice(source, BATCH))):
        if position + len(batch) > settings.CAPTURE_LIMIT_EVENTS:
            intake.problems.append(_too_many(settings.CAPTURE_LIMIT_EVENTS))
            return
        yield list(_good_events(context, batch, position, intake, one_by_one=one_by_one))
        position += len(batch)


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
