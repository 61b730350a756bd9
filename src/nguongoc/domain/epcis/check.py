"""Whether an EPCIS 2.0 document is a good one: the schema first, then the rules that no schema can say.

Problems refuse; warnings are told and the document is taken (`requirements/epcis.md` §6). The decisions where
the official artefacts contradict each other stand in `docs/conformance.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from nguongoc.domain.epcis import query, rules, schema
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.read_json import Document, whole
from nguongoc.domain.problem import Problem, Text


class Verdict(NamedTuple):
    """What is wrong (the document is refused) and what is odd (it is taken, and its sender is told)."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing refuses it."""
        return not self.problems


GOOD = Verdict()


def document_verdict(document: Document, *, own_prefixes: tuple[str, ...] = ()) -> Verdict:
    """Everything about a document and its events, or about the definition of a query. Where: `creationDate`,
    `eventList[3].eventTime`; a bare event's members stand for themselves."""
    if query.is_definition(document):
        return Verdict(query.problems(document.events[0]), document.warnings)
    if document.kind in ("event", "message"):
        around = document_problems(document)
        if not document.events:
            return around
        event = event_verdict(document.events[0], "", document.context, own_prefixes=own_prefixes)
        return _joined((around, event))
    found = events_verdict(document.events, 0, document.context, own_prefixes=own_prefixes)
    events = Verdict(with_lines(found.problems, document), with_lines(found.warnings, document))
    return _joined((document_problems(document), events))


def with_lines(problems: Iterable[Problem], document: Document) -> tuple[Problem, ...]:
    """The same problems; those of events in XML tell the line at which their event begins."""
    return (
        tuple(_with_line(problem, document.lines) for problem in problems)
        if document.lines
        else tuple(problems)
    )


_EVENT = re.compile(r"eventList\[(\d+)\]")
_LAST_LINE = 65_535
"""libxml2 counts no further."""


def _with_line(problem: Problem, lines: Sequence[int]) -> Problem:
    named = _EVENT.match(problem.where)
    line = lines[int(named[1])] if named and int(named[1]) < len(lines) else 0
    if not 0 < line < _LAST_LINE:
        return problem
    why = Text(
        f"{problem.why.vi} (sự kiện ở dòng {line})", f"{problem.why.en} (the event begins at line {line})"
    )
    return Problem(problem.where, why, problem.code)


def document_problems(document: Document) -> Verdict:
    """The verdict on everything around the events."""
    told = tuple(document.problems)
    if document.kind == "message":
        return Verdict(told, document.warnings)
    if document.kind == "event":
        problems = told if document.context.given is not None else (*told, rules.NO_CONTEXT)
        found = (*problems, *schema.context_problems(document.context.given))
        return Verdict(found, document.warnings)
    members = whole(Document(document.kind, document.context, document.header, []))
    found = schema.problems(document.kind, members, "")
    return Verdict(
        (*told, *found, *rules.header_problems(members, document.context)),
        (*document.warnings, *rules.document_warnings(document.context)),
    )


def event_verdict(
    event: dict[str, Any], where: str, context: Context, *, own_prefixes: tuple[str, ...] = ()
) -> Verdict:
    """The verdict on one event. `where` is what its problems' places begin with: `eventList[3]`, or "".

    `own_prefixes`: GS1 company prefixes allotted to our own parties; a doubtful key under one of them
    refuses.
    """
    kind = event.get("type") if isinstance(event, dict) else None
    found = schema.event_problems(kind, event, where)
    if found:
        return Verdict(found)
    problems, warnings = rules.event(event, context.with_event(event), own_prefixes)
    if not problems and not warnings:
        return GOOD
    return Verdict(_under(problems, where), _under(warnings, where))


def events_verdict(
    events: Sequence[dict[str, Any]],
    first_index: int,
    context: Context,
    *,
    own_prefixes: tuple[str, ...] = (),
) -> Verdict:
    """The verdict on a run of events, the first of which is `eventList[first_index]`."""
    verdicts = (
        event_verdict(event, f"eventList[{index}]", context, own_prefixes=own_prefixes)
        for index, event in enumerate(events, first_index)
    )
    return _joined(verdict for verdict in verdicts if verdict is not GOOD)


def _joined(verdicts: Iterable[Verdict]) -> Verdict:
    held = tuple(verdicts)
    return Verdict(
        tuple(problem for verdict in held for problem in verdict.problems),
        tuple(warning for verdict in held for warning in verdict.warnings),
    )


def _under(problems: Iterable[Problem], where: str) -> tuple[Problem, ...]:
    return tuple(problem.under(where) if where else problem for problem in problems)
