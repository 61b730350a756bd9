"""The answer to a query, page by page: index first, rows second, within bounds of time and size.

Pages are cut by the place of their last event in the order asked for, not by count, so events that arrive meanwhile
shift nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from nguongoc.domain.epcis.query.model import Condition, Field, Moment, Named, Query, Words
from nguongoc.domain.problem import Problem, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events import candidates, masterdata, tokens, where
from nguongoc.trace.events.bounds import TooLarge, cut_off, in_time
from nguongoc.trace.events.candidates import Mention, Span
from nguongoc.trace.events.models import Event
from nguongoc.trace.events.rows import event_key
from nguongoc.trace.events.where import Where

PAGE = 30
LARGEST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """Events in the order asked for, and the token of the next page with its end (None: this was the last)."""

    events: list[Event] = field(default_factory=list)
    token: str | None = None
    expires_at: datetime | None = None


def page(query: Query, viewer: Viewer, *, at: datetime) -> Page:
    """One page of the events that answer the query and that this viewer may see.

    `query.token` goes on where another page ended, `query.per_page` says how many (30; at most 1,000). Raises
    Refused for a token that is damaged, expired, given back or of another query; TooLarge; TooComplex.
    """
    after = None if query.token is None else tokens.read(query.token, query.binding, at=at)
    size = min(query.per_page or PAGE, LARGEST_PAGE)
    left = query.limit if after is None else after.left
    with in_time():
        asked = _Asked(masterdata.resolved(query.conditions), query, viewer)
        if after is None and query.most is not None:
            _refuse_more_than(query.most, asked)
        count = size + 1 if left is None else min(size + 1, left)
        found = list(islice(asked.events(after.place if after else None, wanted=count), count))
    if len(found) <= size:
        return Page(found)
    shown = found[:size]
    rest = None if left is None else left - size
    place = tokens.Place(query.binding, asked.order.place_of(shown[-1]), rest)
    return Page(shown, *tokens.make(place, at=at))


def among(query: Query, viewer: Viewer, keys: Sequence[UUID]) -> list[Event]:
    """Those of the events of these keys that answer the query and that this viewer may see, in log order: what a
    follower of the log asks of each batch. Order, limits and pages of the query do not count here."""
    with in_time():
        asked = _Asked(masterdata.resolved(query.conditions), query, viewer)
        conditions = [
            Where("e.key = ANY(%s::uuid[])", (list(keys),)),
            *map(where.of, asked.conditions),
            *asked.seen(),
        ]
        return _rows(conditions, Where(""), "e.generation, e.tx, e.number", len(keys))


def _refuse_more_than(most: int, asked: _Asked) -> None:
    if sum(1 for _ in islice(asked.events(None, wanted=most + 1), most + 1)) > most:
        why = Text(
            f"Truy vấn có hơn {most} sự kiện (maxEventCount). Hãy thêm điều kiện hoặc tăng maxEventCount.",
            f"More than {most} events answer this query (maxEventCount). Add conditions, or raise maxEventCount.",
        )
        raise TooLarge(Problem("maxEventCount", why, "query-too-large"))


class _Order:
    """By what the answer is ordered: columns of SQL, all of one direction, the event's key last."""

    def __init__(self, query: Query) -> None:
        self.by, self.descending = query.order, query.descending
        self.source = Where("")
        self.columns: tuple[str, ...] = ("e.event_time",)
        if self.by == "recordTime":
            self.columns = ("e.record_time",)
        elif isinstance(self.by, Field):
            self.source = _first_value(self.by, lacking=-1 if self.descending else 9)
            self.columns = ("o.kind", "o.amount", "o.said")

    @property
    def sql(self) -> str:
        down = " DESC" if self.descending else ""
        return ", ".join(f"{column}{down}" for column in (*self.columns, "e.key"))

    def beyond(self, place: Sequence[Any]) -> Where:
        columns = (*self.columns, "e.key")
        marks = ", ".join(["%s"] * len(columns))
        return Where(f"({', '.join(columns)}) {'<' if self.descending else '>'} ({marks})", tuple(place))

    def place_of(self, event: Event) -> tuple[Any, ...]:
        if isinstance(self.by, Field):
            ordered: Any = event  # the columns of the order came with the row
            return ordered.kind, ordered.amount, ordered.said, event.key
        return (event.record_time if self.by == "recordTime" else event.event_time), event.key


# Of an event's first value in a field: numbers before times before texts; events that lack it last.
_FIRST = """ CROSS JOIN LATERAL (
  SELECT CASE WHEN t.said IS NULL THEN %s WHEN t.number IS NOT NULL THEN 1 WHEN t.moment IS NOT NULL THEN 2 ELSE 3 END
      AS kind,
    coalesce(t.number, extract(epoch FROM t.moment), 0) AS amount,
    CASE WHEN coalesce(t.number, extract(epoch FROM t.moment)) IS NULL THEN left(coalesce(t.said, ''), 200) ELSE '' END
      COLLATE "C" AS said
  FROM (
    SELECT s.said, nguongoc_number(s.said) AS number, nguongoc_time(s.said) AS moment
    FROM (SELECT (SELECT found.value #>> '{}' FROM SOURCE LIMIT 1) AS said) AS s
  ) AS t
) AS o"""


def _first_value(field: Field, *, lacking: int) -> Where:
    """A source of the columns `kind, amount, said`, by which events are ordered."""
    source = where.values_of(field)
    return Where(_FIRST.replace("SOURCE", source.sql), (lacking, *source.values))


class _Asked:
    """One query of one viewer: what the index can answer, and what the rows must."""

    def __init__(self, conditions: Sequence[Condition], query: Query, viewer: Viewer) -> None:
        self.conditions = conditions
        self.order = _Order(query)
        self.parties = None if viewer.may("events.see_all") else viewer.sees

    def events(self, place: Sequence[Any] | None, *, wanted: int) -> Iterator[Event]:
        """The events that answer, in order, from the place on."""
        if self.parties == ():
            return
        in_time = self.order.by == "eventTime"
        span = self._span(Mention(*place) if place and in_time else None)
        pool, rest = self._pool(span)
        rows = [where.of(one) for one in rest]
        if in_time and pool is not None:
            for batch in candidates.in_batches(pool, span, STEPS[0]):
                yield from self._of(batch, rows, wanted)
            return
        if in_time and (self.parties is not None or _walked(rest)):
            place = yield from self._walk(span, _walked(rest), rows, wanted)
            if place is None:
                return
        if place:
            rows.append(self.order.beyond(place))
        if pool is not None:
            rows.append(Where("e.key = ANY(%s::uuid[])", ([one.event for one in pool],)))
        with cut_off():
            found = _rows([*rows, *self.seen()], self.order.source, self.order.sql, wanted)
        yield from found

    def seen(self) -> list[Where]:
        """That the viewer may see an event, as a condition on rows."""
        if self.parties is None:
            return []
        return [Where(_SEEN, (list(self.parties),))]

    def _span(self, after: Mention | None) -> Span:
        since = [one.value for one in self.conditions if isinstance(one, Moment) and _is_from(one)]
        until = [one.value for one in self.conditions if isinstance(one, Moment) and _is_until(one)]
        return Span(max(since, default=None), min(until, default=None), after, self.order.descending)

    def _pool(self, span: Span) -> tuple[set[Mention] | None, list[Condition]]:
        """The few events that all narrow conditions name (None: there is no narrow one), and the other conditions."""
        pool: set[Mention] | None = None
        rest: list[Condition] = []
        for one in self.conditions:
            found = _few(one, span)
            if found is None:
                rest.append(one)
            else:
                pool = found if pool is None else pool & found
        return pool, rest

    def _walk(
        self, span: Span, driver: Named | None, rows: Sequence[Where], wanted: int
    ) -> Generator[Event, None, Mention | None]:
        """Events along one key in time or, where none is given, along what the viewer's parties see. Answers how far
        it came, None where it came to the end: what is rarer than that, the rows' own indexes find better."""
        reached = None
        for size in STEPS:
            if driver is not None:
                found = candidates.naming(driver, span, size)
            else:
                found = candidates.seen_by(self.parties or (), span, size)
            batch = list(dict.fromkeys(found))
            yield from self._of(batch, rows, wanted, is_seen=driver is None)
            if len(found) < size:
                return None
            reached = found[-1]
            span = span.beyond(reached)
        return reached

    def _of(
        self, batch: list[Mention], rows: Sequence[Where], wanted: int, *, is_seen: bool = False
    ) -> list[Event]:
        """Those of these events that answer and that the viewer may see, in order."""
        if self.parties is not None and batch and not is_seen:
            batch = candidates.visible(batch, self.parties)
        if not batch:
            return []
        keys = Where("e.key = ANY(%s::uuid[])", ([one.event for one in batch],))
        return _rows([keys, *rows], Where(""), self.order.sql, wanted)


STEPS = (64, 256, 1_024)
_SEEN = (
    "EXISTS (SELECT FROM events_eventparty seen WHERE seen.party = ANY(%s) AND seen.event_time = e.event_time "
    "AND seen.event = e.key)"
)


def _walked(rest: Sequence[Condition]) -> Named | None:
    """The condition whose keys are walked in time, if one is."""
    return next((one for one in rest if isinstance(one, Named) and not one.starts), None)


def _is_from(one: Moment) -> bool:
    return one.member == "eventTime" and one.operator == "GE"


def _is_until(one: Moment) -> bool:
    return one.member == "eventTime" and one.operator == "LT"


_OF_IDS = """
SELECT event_time, key FROM events_event WHERE key = ANY(%s::uuid[])
UNION SELECT event_time, key FROM events_event WHERE event_id = ANY(%s) AND declared_at IS NOT NULL
"""


def _few(condition: Condition, span: Span) -> set[Mention] | None:
    if isinstance(condition, Named):
        return None if condition.starts and _is_usual(condition, span) else candidates.few(condition, span)
    if isinstance(condition, Words) and condition.member == "eventID":
        keys = [event_key(event_id) for event_id in condition.values]
        with connection.cursor() as cursor:
            cursor.execute(_OF_IDS, [keys, list(condition.values)])
            return {Mention(*row) for row in cursor.fetchall()}
    return None


NEWEST, USUAL = 300, 30


def _is_usual(condition: Named, span: Span) -> bool:
    """Whether so many of the newest events answer that a page is found soon by walking back in time. Asked of keys
    that begin so: the index may hold a million of those before the first that stands in the role asked for."""
    within, bounds = span.sql()
    asked = where.of(condition)
    statement = (
        "SELECT count(*) FROM (SELECT * FROM (SELECT event_time, key AS event, body FROM events_event) AS named "  # noqa: S608
        f"WHERE {within} ORDER BY {span.order} LIMIT %s) AS e WHERE {asked.sql}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*bounds, NEWEST, *asked.values])
        return bool(cursor.fetchone()[0] >= USUAL)


def _rows(conditions: Sequence[Where], source: Where, order: str, count: int) -> list[Event]:
    asked = where.every(conditions)
    columns = "e.*, o.*" if source.sql else "e.*"
    statement = (
        f"SELECT {columns} FROM events_event e{source.sql} WHERE {asked.sql} ORDER BY {order} LIMIT %s"  # noqa: S608
    )
    return list(Event.objects.raw(statement, [*source.values, *asked.values, count]))
