# ruff: noqa: S608 (the pieces of SQL put together here are this module's own)
"""The index, asked first and alone: which events may answer a query, in the order of event time, batch by batch.

Three ways, the narrowest first. Few events name what is asked for: all of them. Many do: those of one key after
another in time, from the index of items. Nothing is named, and the viewer sees only their own parties' events:
those, in time, from the index of visibility.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nguongoc.domain.epcis.query.model import Named

FEW = 250
"""Up to here all events that name what is asked for are looked at; beyond, they are walked in time."""


class Mention(NamedTuple):
    """An event by its place in time."""

    event_time: datetime
    event: UUID


@dataclass(frozen=True, slots=True)
class Span:
    """The events in question, by time: from `since` on, before `until`, and, walking, beyond `after`."""

    since: datetime | None = None
    until: datetime | None = None
    after: Mention | None = None
    descending: bool = True

    def sql(self) -> tuple[str, list[Any]]:
        """Conditions on columns `event_time` and `event`."""
        parts, values = ["TRUE"], list[Any]()
        for sign, bound in ((">=", self.since), ("<", self.until)):
            if bound is not None:
                parts.append(f"event_time {sign} %s")
                values.append(bound)
        if self.after is not None:
            parts.append(f"(event_time, event) {'<' if self.descending else '>'} (%s, %s)")
            values += self.after
        return " AND ".join(parts), values

    @property
    def order(self) -> str:
        """How the walk goes."""
        return "event_time DESC, event DESC" if self.descending else "event_time, event"

    def holds(self, one: Mention) -> bool:
        """Whether the walk has this event still before it."""
        return self.after is None or (one < self.after if self.descending else one > self.after)

    def beyond(self, last: Mention) -> Span:
        """The rest of the walk."""
        return Span(self.since, self.until, last, self.descending)


def few(condition: Named, span: Span) -> set[Mention] | None:
    """The events of the span that name what is asked for; None where there are more than a few."""
    within, bounds = span.sql()
    wanted = f"FROM events_eventitem WHERE %s AND role = ANY(%s) AND {within}"
    roles = list(condition.roles)
    parts, values = list[str](), list[Any]()
    if condition.keys:
        inner = wanted.replace("%s", "key = one.key", 1)
        parts.append(
            "SELECT named.* FROM unnest(%s::text[]) AS one(key) CROSS JOIN LATERAL "
            f"(SELECT event_time, event {inner} ORDER BY event_time LIMIT %s) AS named"
        )
        values += [list(condition.keys), roles, *bounds, FEW + 1]
    for start in condition.starts:
        inner = wanted.replace("%s", "key >= %s AND key < %s", 1)
        parts.append(f"SELECT * FROM (SELECT event_time, event {inner} ORDER BY key LIMIT %s) AS begun")
        values += [start, f"{start}\U0010ffff", roles, *bounds, FEW + 1]
    if not parts:
        return set()
    rows = _asked(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found LIMIT %s", [*values, FEW + 1])
    return None if len(rows) > FEW else set(rows)


def naming(condition: Named, span: Span, count: int) -> list[Mention]:
    """The next events in time that name one of these keys (not: a key that begins so)."""
    within, bounds = span.sql()
    return _asked(
        "SELECT named.* FROM unnest(%s::text[]) AS one(key) CROSS JOIN LATERAL (SELECT event_time, event "
        f"FROM events_eventitem WHERE key = one.key AND role = ANY(%s) AND {within} "
        f"ORDER BY {span.order} LIMIT %s) AS named ORDER BY {span.order} LIMIT %s",
        [list(condition.keys), list(condition.roles), *bounds, count, count],
    )


def seen_by(parties: Sequence[int], span: Span, count: int) -> list[Mention]:
    """The next events in time that one of these parties may see."""
    within, bounds = span.sql()
    return _asked(
        "SELECT seen.* FROM unnest(%s::bigint[]) AS one(party) CROSS JOIN LATERAL (SELECT event_time, event "
        f"FROM events_eventparty WHERE party = one.party AND {within} ORDER BY {span.order} LIMIT %s) AS seen "
        f"ORDER BY {span.order} LIMIT %s",
        [list(parties), *bounds, count, count],
    )


def visible(mentions: Sequence[Mention], parties: Sequence[int]) -> list[Mention]:
    """Those of these events that one of the parties may see, in the same order."""
    rows = _asked(
        "SELECT DISTINCT seen.* FROM unnest(%s::timestamptz[], %s::uuid[]) AS one(event_time, event) "
        "CROSS JOIN LATERAL (SELECT event_time, event FROM events_eventparty AS may WHERE may.party = ANY(%s) "
        "AND may.event_time = one.event_time AND may.event = one.event) AS seen",
        [[one.event_time for one in mentions], [one.event for one in mentions], list(parties)],
    )
    shown = set(rows)
    return [one for one in mentions if one in shown]


def in_batches(found: set[Mention], span: Span, size: int) -> Iterator[list[Mention]]:
    """A few events in the order of the span, in growing batches."""
    ordered = sorted(filter(span.holds, found), reverse=span.descending)
    while ordered:
        yield ordered[:size]
        ordered, size = ordered[size:], size * 4


def _asked(statement: str, values: Sequence[Any]) -> list[Mention]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Mention(*row) for row in cursor.fetchall()]
