"""A named query as a stream over a WebSocket (EPCIS 2.0 §8.2.7): what is sent, and when. Knows no socket.

A stream has no bookmark in the store: it begins where its client says (`initialRecordTime`, else now) and ends with
its line. Whoever must lose nothing over a cut line subscribes by webhook, or begins again at the recordTime of the
last event it got.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils import timezone

from nguongoc.domain.epcis import schedule as schedules
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import ApiToken, User
from nguongoc.foundation.shared.log import Place
from nguongoc.registry.parties.rights import Request
from nguongoc.trace.events.followers import after
from nguongoc.trace.events.models import Event
from nguongoc.trace.subscriptions import forms, matching, queries
from nguongoc.trace.subscriptions.collecting import start
from nguongoc.trace.subscriptions.documents import results
from nguongoc.trace.subscriptions.models import StoredQuery

BATCH = 100
OTHERS = ("stream", "reportIfEmpty", "initialRecordTime", "lang")


@dataclass(frozen=True, slots=True)
class Wished:
    """What a client asked for with its upgrade."""

    user: int
    token: int | None
    query_name: str
    parameters: dict[str, Any]
    schedule: dict[str, str] | None
    report_if_empty: bool
    initial_record_time: datetime | None


def wished(request: Request, query: StoredQuery) -> Wished:
    """Read from the address. Raises Refused naming what is wrong."""
    given = request.GET
    fields = {name: str(given[name]) for name in schedules.RANGES if name in given}
    unknown = [name for name in given if name not in (*schedules.RANGES, *OTHERS)]
    if unknown:
        raise Refused([Problem(name, UNKNOWN, "unknown-parameter") for name in unknown])
    problems = matching.not_for_subscribers(query.parameters)
    if problems:
        raise Refused(problems)
    assert request.viewer.user is not None
    return Wished(
        user=request.viewer.user.pk,
        token=request.token.pk if request.token else None,
        query_name=query.name,
        parameters=query.parameters,
        schedule=forms.controls({"schedule": fields or None, "stream": _flag(given.get("stream"), "stream")}),
        report_if_empty=_flag(given.get("reportIfEmpty"), "reportIfEmpty"),
        initial_record_time=forms.moment(given.get("initialRecordTime")),
    )


UNKNOWN = Text(
    "Luồng không nhận tham số này; chỉ nhận stream hoặc lịch, reportIfEmpty, initialRecordTime.",
    "A stream takes no such parameter: only stream or a schedule, reportIfEmpty, initialRecordTime.",
)


class Ended(Exception):
    """The stream must end, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Stream:
    """How far one stream has come. `documents(at)` answers what is to be sent now."""

    def __init__(self, wished: Wished, *, at: datetime) -> None:
        self.wished = wished
        self.asked = matching.read(wished.parameters)
        self.place = start(wished.initial_record_time)
        self.schedule = schedules.read(wished.schedule) if wished.schedule else None
        self.next_at = self._after(at)

    def documents(self, *, at: datetime) -> Iterator[str]:
        """The documents that are due, in the order of the log. Raises Ended when its owner may see nothing more."""
        if self.next_at is not None and at < self.next_at:
            return
        count = 0
        while events := after(self.place):
            for document in self._drawn(events, at):
                count += 1
                yield document
            last = events[-1]
            self.place = Place(last.generation, last.tx, last.number)
        if not count and self.schedule is not None and self.wished.report_if_empty:
            yield self._document([], at)
        self.next_at = self._after(at)

    def _drawn(self, events: list[Event], at: datetime) -> Iterator[str]:
        since = self.wished.initial_record_time
        recorded = [event for event in events if since is None or event.record_time >= since]
        found = matching.matched(self.asked, self._viewer(at), recorded)
        for first in range(0, len(found), BATCH):
            yield self._document(found[first : first + BATCH], at)

    def _viewer(self, at: datetime) -> Any:
        owner = User.objects.get(pk=self.wished.user)
        token = ApiToken.objects.get(pk=self.wished.token) if self.wished.token else None
        standing = queries.standing(owner, token, at=at)
        if standing.why is not None:
            raise Ended(standing.why)
        return standing.viewer

    def _document(self, events: list[Event], at: datetime) -> str:
        return orjson.dumps(results(events, self.wished.query_name, "", at=at)).decode()

    def _after(self, at: datetime) -> datetime | None:
        return None if self.schedule is None else self.schedule.after(timezone.localtime(at))


def _flag(given: str | None, name: str) -> bool:
    if given is None:
        return False
    if given.lower() in ("true", "false"):
        return given.lower() == "true"
    raise Refused(
        Problem(name, Text("Giá trị phải là true hoặc false.", "The value must be true or false."), "type")
    )
