# ruff: noqa: S608 (the pieces of SQL put together here are this module's own)
"""Which values the log knows: event types, steps, dispositions, places, EPCs, as far as a viewer's events name them.

Whoever sees every event is answered from what a follower of the log noted, and from the tail it has not read yet;
everybody else from the events they see or, where those are many, from the indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from nguongoc.domain.epcis.normalise import cbv, identifier
from nguongoc.domain.epcis.query import Query
from nguongoc.domain.epcis.query.families import THINGS
from nguongoc.domain.epcis.query.model import Named
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events import candidates, tokens
from nguongoc.trace.events.bounds import cut_off, in_time
from nguongoc.trace.events.candidates import Span
from nguongoc.trace.events.followers import read_on
from nguongoc.trace.events.models import Bookmark, Event, KnownValue
from nguongoc.trace.events.pages import LARGEST_PAGE, PAGE

FOLLOWER = "known-values"
_EPCS = ("$.epcList[*]", "$.childEPCs[*]", "$.parentID", "$.inputEPCList[*]", "$.outputEPCList[*]")


class Kind(NamedTuple):
    """A kind of value: the query parameter that asks for events with it, and where an event `e` holds it."""

    parameter: str
    column: str
    things: bool = False
    words: bool = False


KINDS: dict[str, Kind] = {
    "eventTypes": Kind("eventType", "e.event_type"),
    "epcs": Kind("MATCH_anyEPC", "", things=True),
    "bizSteps": Kind("EQ_bizStep", "e.biz_step", words=True),
    "bizLocations": Kind("EQ_bizLocation", "e.body #>> '{bizLocation,id}'"),
    "readPoints": Kind("EQ_readPoint", "e.body #>> '{readPoint,id}'"),
    "dispositions": Kind("EQ_disposition", "e.disposition", words=True),
}


def canonical(kind: str, value: str) -> str:
    """The one spelling of a value in a path."""
    return value if kind == "eventTypes" else cbv(value) if KINDS[kind].words else identifier(value)


def catch_up(at: datetime) -> None:
    """Read on in the log and note its values: what the worker does every minute."""
    read_on(FOLLOWER, note, at=at)


def note(events: Sequence[Event]) -> None:
    """Note the values of these events that were not known yet."""
    seen = {(kind, value) for event in events for kind, value in _values(event) if value}
    KnownValue.objects.bulk_create(
        (KnownValue(kind=kind, value=value) for kind, value in sorted(seen)), ignore_conflicts=True
    )


def _values(event: Event) -> list[tuple[str, str]]:
    return [
        ("eventTypes", event.event_type),
        ("bizSteps", event.biz_step),
        ("dispositions", event.disposition),
        ("readPoints", event.body.get("readPoint", {}).get("id", "")),
        ("bizLocations", event.body.get("bizLocation", {}).get("id", "")),
    ]


class Values(NamedTuple):
    """One page of values, and the token of the next with its end."""

    values: list[str]
    token: str | None = None
    expires_at: datetime | None = None


def page(kind: str, asked: Query, viewer: Viewer, *, at: datetime) -> Values:
    """The values of this kind that occur in events the viewer sees. Raises Refused for a token of another list."""
    size = min(asked.per_page or PAGE, LARGEST_PAGE)
    start = "" if asked.token is None else tokens.read(asked.token, kind, at=at).place[0]
    found = after(kind, viewer, start=start, count=size + 1)
    if len(found) <= size:
        return Values(found)
    return Values(found[:size], *tokens.make(tokens.Place(kind, (found[size - 1],)), at=at))


def after(kind: str, viewer: Viewer, *, start: str = "", count: int) -> list[str]:
    """The next values of this kind that occur in an event the viewer sees, in the order of their bytes."""
    with in_time(), cut_off():
        if not viewer.may("events.see_all"):
            of_theirs = _of_their_index if _see_many(viewer.sees) else _of_their_events
            return of_theirs(kind, viewer.sees, start, count)
        found = _of_items(start, count) if KINDS[kind].things else _of_all(kind, start, count)
        return sorted(found, key=str.encode)[:count]


def occurs(kind: str, value: str, viewer: Viewer) -> bool:
    """Whether an event that the viewer sees holds this value."""
    if KINDS[kind].things:
        found = candidates.few(Named(THINGS, (value,)), Span())
        if found is None:  # named more than a thousand times; the newest thousand are looked at
            found = set(candidates.naming(Named(THINGS, (value,)), Span(), candidates.FEW))
        shown = list(found)
        return bool(shown if viewer.may("events.see_all") else candidates.visible(shown, viewer.sees))
    see_all = viewer.may("events.see_all")
    if see_all and KnownValue.objects.filter(kind=kind, value=value).exists():
        return True
    rest = _TAIL if see_all else _THEIRS
    bound = _place() if see_all else [list(viewer.sees)]
    column = KINDS[kind].column
    statement = f"SELECT {column} FROM events_event e WHERE {rest} AND {column} = %s LIMIT 1"
    with in_time(), cut_off():
        return bool(_strings(statement, [*bound, value]))


_TAIL = "(e.generation, e.tx, e.number) > (%s, %s, %s)"
"""What the follower has not read yet."""
_THEIRS = (
    "EXISTS (SELECT FROM events_eventparty may WHERE may.party = ANY(%s) AND may.event_time = e.event_time "
    "AND may.event = e.key)"
)


def _place() -> list[int]:
    held = Bookmark.objects.filter(follower=FOLLOWER).values_list("generation", "tx", "number").first()
    return list(held or (0, 0, 0))


def _of_all(kind: str, start: str, count: int) -> set[str]:
    known = KnownValue.objects.filter(kind=kind, value__gt=start).order_by("value")
    found = set(known.values_list("value", flat=True)[:count])
    column = KINDS[kind].column
    found.update(
        _strings(
            f'SELECT DISTINCT {column} COLLATE "C" FROM events_event e WHERE {_TAIL} AND {column} COLLATE "C" > %s '
            "ORDER BY 1 LIMIT %s",
            [*_place(), start, count],
        )
    )
    return found


# The next key, and the next, each one step in the index; whether it names a thing is seen from its first mentions.
_STEPS = """
WITH RECURSIVE step(key) AS (
  (SELECT key FROM events_eventitem WHERE key > %(start)s ORDER BY key LIMIT 1)
  UNION ALL
  SELECT (SELECT key FROM events_eventitem WHERE key > step.key ORDER BY key LIMIT 1)
  FROM step WHERE step.key IS NOT NULL
)
SELECT key FROM step WHERE key IS NOT NULL AND EXISTS (
  SELECT FROM (SELECT role FROM events_eventitem i WHERE i.key = step.key ORDER BY i.event_time LIMIT 20) AS first
  WHERE first.role = ANY(%(roles)s)
) LIMIT %(count)s
"""


def _of_items(start: str, count: int) -> set[str]:
    return set(_strings(_STEPS, {"start": start, "roles": list(THINGS), "count": count}))


MANY = 2_000
"""Up to here a party's events are read for their values; beyond, each value is held against the indexes."""


def _see_many(parties: Sequence[int]) -> bool:
    statement = "SELECT count(*) FROM (SELECT FROM events_eventparty WHERE party = ANY(%s) LIMIT %s) AS seen"
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(parties), MANY + 1])
        return bool(cursor.fetchone()[0] > MANY)


_MAY_SEE = (
    "EXISTS (SELECT FROM events_eventparty may WHERE may.party = ANY(%(parties)s) "
    "AND may.event_time = {0}.event_time AND may.event = {0}.{1})"
)
_THEIR_STEPS = _STEPS.replace(
    "SELECT key FROM step WHERE key IS NOT NULL AND EXISTS (",
    "SELECT key FROM step WHERE key IS NOT NULL AND EXISTS (SELECT FROM events_eventitem i WHERE i.key = step.key "
    f"AND i.role = ANY(%(roles)s) AND {_MAY_SEE.format('i', 'event')}) AND EXISTS (",
)


def _of_their_index(kind: str, parties: Sequence[int], start: str, count: int) -> list[str]:
    """The same from the indexes: each value that anybody's events hold, as far as an event with it is theirs to
    see."""
    one = KINDS[kind]
    asked = {"parties": list(parties), "start": start, "count": count, "kind": kind, "roles": list(THINGS)}
    if one.things:
        return _strings(_THEIR_STEPS, asked)
    if kind in _PLACES:
        holding = (
            f"SELECT FROM events_eventitem i WHERE i.key = known.value AND i.role = '{_PLACES[kind]}' "
            f"AND {_MAY_SEE.format('i', 'event')} ORDER BY i.event_time DESC LIMIT 1"
        )
    else:
        holding = (
            f"SELECT FROM events_event e WHERE {one.column} = known.value AND {_MAY_SEE.format('e', 'key')} "
            "ORDER BY e.event_time DESC LIMIT 1"
        )
    known = _strings(
        f"SELECT known.value FROM events_knownvalue known CROSS JOIN LATERAL ({holding}) AS held "
        "WHERE known.kind = %(kind)s AND known.value > %(start)s ORDER BY known.value LIMIT %(count)s",
        asked,
    )
    generation, tx, number = _place()
    unread = _strings(
        f'SELECT DISTINCT {one.column} COLLATE "C" FROM events_event e WHERE (e.generation, e.tx, e.number) > '
        f"(%(generation)s, %(tx)s, %(number)s) AND {_MAY_SEE.format('e', 'key')} "
        f'AND {one.column} COLLATE "C" > %(start)s ORDER BY 1 LIMIT %(count)s',
        {**asked, "generation": generation, "tx": tx, "number": number},
    )
    return sorted({*known, *unread}, key=str.encode)[:count]


_PLACES = {"readPoints": "readPoint", "bizLocations": "bizLocation"}


def _of_their_events(kind: str, parties: Sequence[int], start: str, count: int) -> list[str]:
    one = KINDS[kind]
    paths = (f"SELECT jsonb_path_query(e.body, 'lax {path}') #>> '{{}}'" for path in _EPCS)
    source = " UNION ALL ".join(paths) if one.things else f"VALUES ({one.column})"
    return _strings(
        f'SELECT DISTINCT held.value COLLATE "C" FROM events_event e CROSS JOIN LATERAL ({source}) AS held(value) '
        f'WHERE {_THEIRS} AND held.value COLLATE "C" > %s ORDER BY 1 LIMIT %s',
        [list(parties), start, count],
    )


def _strings(statement: str, values: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [value for (value,) in cursor.fetchall() if value]
