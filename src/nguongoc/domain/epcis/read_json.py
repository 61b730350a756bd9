"""EPCIS 2.0 JSON / JSON-LD bytes into documents and events (EPCIS 2.0 §10, RFC 8259).

Small bodies go through orjson whole; large ones are walked twice with ijson in bounded memory, so that the
order of their members does not matter. Either way the same rules hold: UTF-8 only, no lone surrogate, no
deeper than `Limits.depth`, and a member that stands twice is told (published valid documents have such; the
last counts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import ijson

from nguongoc.domain.epcis import json_text
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.problem import Problem, Refused, Text

# Where the events of each kind of document stand.
EVENT_LISTS: Mapping[str, tuple[str, ...]] = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once. `size` in bytes (None: no limit), `depth` in nested objects and lists."""

    size: int | None = 64 * 1024 * 1024
    depth: int = 64


@dataclass(frozen=True, slots=True)
class Document:
    """One EPCIS document, or one bare event.

    `kind` is "EPCISDocument", "EPCISQueryDocument" or "event". `header` holds every member except `@context`,
    the event list itself replaced by an empty one in its place (so `header` says where the events go back); it
    is empty for a bare event. `events` are the events as sent, in document order. `warnings` are what was odd
    about the text itself (a member that stands twice); `problems` are what is wrong with an XML text that can still
    be read (in a stream they grow with the events), `lines` where its events begin. A "message" of the query interface
    (XML) holds no events.
    """

    kind: str
    context: Context
    header: dict[str, Any]
    events: list[dict[str, Any]]
    warnings: tuple[Problem, ...] = ()
    problems: Sequence[Problem] = ()
    lines: Sequence[int] = ()


def read(body: bytes, *, limits: Limits = Limits()) -> Document:
    """The document in a JSON body. Raises `Refused` where the bytes are not JSON that can be read one way only.

    Nothing is said here about the document being a good one: that is `check`.
    """
    value, repeated = json_text.parse(body, size=limits.size, depth=limits.depth)
    return document(value, repeated)


def document(value: Any, repeated: Iterable[str] = ()) -> Document:
    """The document in an already parsed JSON value. Raises `Refused` where it is not an object."""
    warnings = tuple(map(_stands_twice, repeated))
    if not isinstance(value, dict):
        raise Refused(_NOT_AN_OBJECT)
    members = dict(value)
    context = Context.of(members.pop("@context", None))
    kind = members.get("type")
    if not isinstance(kind, str) or kind not in EVENT_LISTS:
        return Document("event", context, {}, [members], warnings)
    header, events = _take_events(members, EVENT_LISTS[kind])
    return Document(kind, context, header, events, warnings)


def stream(
    source: BinaryIO,
    *,
    limits: Limits = Limits(size=None),
) -> tuple[Document, Iterator[dict[str, Any]]]:
    """A large document: everything but its events, and its events one by one in bounded memory.

    `source` must be seekable: it is read twice from its present position (the first pass reads the members
    around the event list, wherever they stand, and holds every rule of the text; the second builds the events).
    Raises `Refused` in the first pass, so nothing has been handed out when a text is refused. A bare event
    comes back as a document of kind "event" and one event.
    """
    start = source.tell()
    members, repeated = json_text.skeleton(
        source, set(EVENT_LISTS.values()), size=limits.size, depth=limits.depth
    )
    # Only now is the type known; a list that is not this type's own list of events belongs to its other members.
    own = {
        EVENT_LISTS[kind] for kind in EVENT_LISTS if isinstance(members, dict) and members.get("type") == kind
    }
    if any(_stands_at(members, path) for path in set(EVENT_LISTS.values()) - own):
        source.seek(start)
        members, repeated = json_text.skeleton(source, own, size=limits.size, depth=limits.depth)
    around = document(members, repeated)
    if around.kind == "event":
        return document_of(around, ()), iter(around.events)
    source.seek(start)
    if source.read(3) != json_text.BOM:
        source.seek(start)
    path = ".".join((*EVENT_LISTS[around.kind], "item"))
    return around, ijson.items(source, path, use_float=True)


def _stands_at(members: Any, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(members, dict) or step not in members:
            return False
        members = members[step]
    return True


def document_of(around: Document, events: Iterable[dict[str, Any]]) -> Document:
    """The document with these events in place of its own."""
    return replace(around, events=list(events))


def _take_events(
    members: dict[str, Any], path: tuple[str, ...]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    # Copies only the objects on the way, so that what the caller parsed stays whole.
    inside = members
    for step in path[:-1]:
        held = inside.get(step)
        if not isinstance(held, dict):
            return members, []
        inside[step] = inside = dict(held)
    events = inside.get(path[-1])
    if not isinstance(events, list):
        return members, []
    inside[path[-1]] = []
    return members, events


def whole(document: Document) -> dict[str, Any]:
    """The document's JSON object again, its events in their place."""
    if document.kind == "event":
        event = document.events[0] if document.events else {}
        return _with_context(document.context, event)
    members = _with_context(document.context, document.header)
    *steps, last = EVENT_LISTS[document.kind]
    inside = members
    for step in steps:
        held = inside.get(step)
        if not isinstance(held, dict):
            return members
        inside[step] = inside = dict(held)
    if isinstance(inside.get(last), list):
        inside[last] = document.events
    return members


def _with_context(context: Context, members: Mapping[str, Any]) -> dict[str, Any]:
    return dict(members) if context.given is None else {"@context": context.given, **members}


_NOT_AN_OBJECT = Problem(
    "",
    Text(
        "Tài liệu EPCIS phải là một đối tượng JSON ({…}). Hãy gửi một EPCISDocument, một EPCISQueryDocument "
        "hoặc một sự kiện.",
        "an EPCIS document is a JSON object ({…}): send an EPCISDocument, an EPCISQueryDocument or one event",
    ),
    "not-an-object",
)


def _stands_twice(name: str) -> Problem:
    return Problem(
        "",
        Text(
            f"Trường “{name}” xuất hiện hai lần trong cùng một đối tượng; giá trị đứng sau được dùng. "
            "Hãy chỉ giữ một.",
            f"the member {name!r} stands twice in one object and the last one counts: keep one of them",
        ),
        "duplicate-key",
    )
