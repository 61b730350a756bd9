"""Questions to the log. Index first, rows second, never a join."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from nguongoc.domain.epcis import normalise
from nguongoc.domain.epcis.trace import Chain, Direction, walk
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.models import Capture, Event, EventItem
from nguongoc.trace.events.rows import event_key
from nguongoc.trace.events.veil import Veil, own_declarations

ANY_EPC = ("epc", "child", "parent", "input", "output")
ANY_CLASS = ("epcClass", "childClass", "inputClass", "outputClass")
PAGE = 30
LARGEST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for. All conditions hold together; the values of one are alternatives."""

    event_types: tuple[str, ...] = ()
    biz_steps: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    any_epc: tuple[str, ...] = ()
    any_class: tuple[str, ...] = ()
    per_page: int = PAGE
    after: tuple[datetime, uuid.UUID] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one page, newest first, and where the next page starts (None: this was the last)."""

    events: list[Event] = field(default_factory=list)
    next: tuple[datetime, uuid.UUID] | None = None


def page(asked: Asked, viewer: Viewer) -> Page:
    """One page of the events that this viewer may see, by event time, newest first.

    Pages are cut by (event time, key), not by count, so events that arrive meanwhile shift nothing.
    """
    rows = list(_matching(asked, viewer).order_by("-event_time", "-key")[: asked.per_page + 1])
    if len(rows) <= asked.per_page:
        return Page(rows)
    last = rows[asked.per_page - 1]
    return Page(rows[: asked.per_page], (last.event_time, last.key))


def _matching(asked: Asked, viewer: Viewer) -> Any:
    found = Event.objects.visible_to(viewer)
    if asked.event_types:
        found = found.filter(event_type__in=asked.event_types)
    if asked.biz_steps:
        found = found.filter(biz_step__in=asked.biz_steps)
    if asked.since:
        found = found.filter(event_time__gte=asked.since)
    if asked.before:
        found = found.filter(event_time__lt=asked.before)
    for keys, roles in ((asked.any_epc, ANY_EPC), (asked.any_class, ANY_CLASS)):
        if keys:
            found = found.filter(key__in=_events_naming(keys, roles))
    if asked.after:
        time, key = asked.after
        found = found.filter(Q(event_time__lt=time) | Q(event_time=time, key__lt=key))
    return found


def _events_naming(keys: Collection[str], roles: Collection[str]) -> list[uuid.UUID]:
    """The keys of the events that name one of these in one of these roles: the index, asked first and alone."""
    return list(
        EventItem.objects.filter(key__in=keys, role__in=roles).values_list("event", flat=True).distinct()
    )


def with_id(event_id: str, viewer: Viewer) -> list[Event]:
    """The event of this id, then the declarations of error that name it, oldest first."""
    itself_or_declared = Q(key=event_key(event_id)) | Q(event_id=event_id, declared_at__isnull=False)
    return list(Event.objects.visible_to(viewer).filter(itself_or_declared).order_by("record_time", "number"))


def naming(keys: Collection[str], viewer: Viewer) -> list[Event]:
    """All events that name any of these keys, oldest first: index, then rows. Of declarations of error, only those
    of an event's own sender."""
    events = set(EventItem.objects.filter(key__in=list(keys)).values_list("event", flat=True))
    rows = Event.objects.visible_to(viewer).filter(key__in=events)
    return own_declarations(rows.order_by("event_time", "number"))


@dataclass(frozen=True, slots=True)
class Way:
    """A chain, and the rows of the events along it, oldest first. `hidden` are the keys of the chain at which it
    goes on in events that the viewer may not see: that something is there, and nothing of what or whose."""

    chain: Chain
    events: tuple[Event, ...]
    hidden: tuple[str, ...] = ()


def way(keys: Collection[str], viewer: Viewer, *, direction: Direction = "both", limit: int = 10_000) -> Way:
    """The chain of these products, lots, items or logistic units, as far as this viewer may see it.

    Two queries a level: the index, then the rows.
    """
    rows: dict[str, Event] = {}
    veil = Veil(viewer)
    sees_all = viewer.may("events.see_all")

    def neighbours(level: Collection[str]) -> Iterator[dict[str, Any]]:
        for event in naming(level, viewer) if sees_all else veil.naming(level):
            if event.declared_at is None:
                rows[event.event_id] = event
            yield event.body

    found = walk([normalise.identifier(key) for key in keys], direction, neighbours, limit=limit)
    return Way(found, tuple(rows[body["eventID"]] for body in found.events), veil.hidden(found))


def captures(viewer: Viewer, *, limit: int = PAGE) -> list[Capture]:
    """The latest jobs that this viewer may see."""
    return list(Capture.objects.visible_to(viewer)[:limit])


def next_page_token(page: Page, query: str) -> str | None:
    """Where the next page starts, bound to the query it belongs to. None on the last page."""
    if page.next is None:
        return None
    time, key = page.next
    return base64.urlsafe_b64encode(orjson.dumps([time, key, query])).decode().rstrip("=")


def read_page_token(token: str, query: str) -> tuple[datetime, uuid.UUID]:
    """Raises Refused for a token that is damaged or belongs to another query."""
    try:
        time, key, bound = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if bound == query:
            return datetime.fromisoformat(time), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        pass  # nobody's token of ours
    raise Refused(
        Problem(
            "nextPageToken",
            Text(
                "Mã trang không đúng hoặc thuộc truy vấn khác. Hãy bắt đầu lại từ trang đầu.",
                "The page token is damaged or belongs to another query. Start again from the first page.",
            ),
            "page-token",
        )
    )
