"""Capture over HTTP until the job is done, beside a bare COPY of the same rows and a bare INSERT over HTTP."""

from __future__ import annotations

import argparse
import json
import time
import uuid
from collections.abc import Iterator

from nguongoc.config.bench import Figure, serving
from nguongoc.config.bench.events import documents
from nguongoc.config.bench.serving import Call, send

EVENTS_EACH = 500
SENDERS = 8
TURN = 8
"""Documents sent one after the other before the yardstick has its turn."""


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Documents of 500 events from one sender, then documents of one event from eight."""
    count = max(4, (options.size or 20_000) // EVENTS_EACH)
    with serving.store():
        caller = headers(token())
        yield _large(count, caller)
        yield _small(min(4_000, max(400, (options.size or 20_000) // 10)), caller)


def token() -> str:
    """A token that may capture and query."""
    from django.utils import timezone

    from nguongoc.config.operator import service_user
    from nguongoc.foundation.accounts.actions import make_token

    now = timezone.now()
    user = service_user("bench", may_make=True, at=now)
    return make_token(user, name="bench", scopes=["capture", "query"], actor=None, at=now)


def headers(bearer: str) -> dict[str, str]:
    """The headers of a call with this token."""
    return {"Authorization": f"Bearer {bearer}", "Content-Type": "application/ld+json"}


def _calls(bodies: list[bytes]) -> list[Call]:
    return [("POST", "/epcis/capture", body) for body in bodies]


def _large(count: int, caller: dict[str, str]) -> Figure:
    """In turn, a few documents over HTTP and the same number's rows by bare COPY, so that both meet the same
    machine and the same tables' growth."""
    bodies, twins = (
        list(documents(count + 2, EVENTS_EACH, seed=1)),
        list(documents(count, EVENTS_EACH, seed=2)),
    )
    ours = bare = 0.0
    with serving.site() as port:
        _captured(port, bodies[:2], caller)
        for first in range(0, count, TURN):
            part = bodies[2 + first : 2 + first + TURN]
            ours += _captured(port, part, caller)
            bare += _copy(twins[first : first + TURN])
    rate, yardstick = count * EVENTS_EACH / ours, count * EVENTS_EACH / bare
    return Figure(
        "capture, 500 events each",
        rate,
        "events/s",
        yardstick,
        "COPY of the same rows",
        rate / yardstick,
        size=count * EVENTS_EACH,
    )


def _captured(port: int, bodies: list[bytes], caller: dict[str, str]) -> float:
    """Seconds from the first document's sending, by one sender, until the last of their jobs is done."""
    started, jobs = time.perf_counter(), list[str]()
    send(
        port,
        _calls(bodies),
        headers=caller,
        senders=1,
        status=202,
        each=lambda answer: jobs.append(json.loads(answer)["captureID"]),
    )
    with serving.Line(port, caller) as line:
        _wait(line, jobs[-1])  # stored in the order in which they came
        done = time.perf_counter()
        late = [job for job in jobs if _wait(line, job)]
        if late:
            done = time.perf_counter()  # not quite in that order
    return done - started


def _wait(line: serving.Line, job: str) -> bool:
    """Until this job is done; whether it was not yet. Asked every hundredth of a second: asking oftener would take the
    site's time."""
    had_to = False
    while True:
        _, answer = line.call("GET", f"/epcis/capture/{job}", None)
        if not json.loads(answer)["running"]:
            break
        had_to = True
        time.sleep(0.01)
    _done(answer)
    return had_to


def _done(answer: bytes) -> None:
    job = json.loads(answer)
    if job["running"] or not job["success"]:
        raise RuntimeError(f"not captured: {job}")


def _copy(bodies: list[bytes]) -> float:
    """Seconds of COPYing prepared rows into the log's own tables, a commit a document, nothing else."""
    from django.db import connection, transaction
    from django.utils import timezone

    from nguongoc.domain.epcis import read_json
    from nguongoc.trace.events import rows

    prepared = []
    for body in bodies:
        document = read_json.read(body)
        batch = [rows.prepare(event, document.context, index) for index, event in enumerate(document.events)]
        lines = rows.event_lines(batch, generation=1, sender=1, capture=uuid.uuid4(), at=timezone.now())
        prepared.append((lines, rows.item_lines(batch), rows.party_lines(batch, sender=1, named={})))
    tables = (rows.EVENTS, rows.ITEMS, rows.PARTIES)
    started = time.perf_counter()
    for pieces in prepared:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, lines in zip(tables, pieces, strict=True):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(lines)
    return time.perf_counter() - started


def _small(count: int, caller: dict[str, str]) -> Figure:
    """Documents of one event from eight senders, beside one-row inserts from eight senders."""
    from django.db import connection

    bodies = list(documents(count, 1, seed=3))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE yardstick (id bigserial PRIMARY KEY, body text)")
    with serving.site() as port:
        send(port, _calls(bodies[:40]), headers=caller, senders=SENDERS, status=202)
        ours = send(port, _calls(bodies[40:]), headers=caller, senders=SENDERS, status=202, each=_done)
    inserts: list[Call] = [("POST", "/insert", body) for body in bodies]
    with serving.site("nguongoc.config.bench.yardstick") as port:
        send(port, inserts[:40], headers={}, senders=SENDERS, status=202)
        bare = send(port, inserts[40:], headers={}, senders=SENDERS, status=202)
    return Figure(
        "capture, one event each",
        ours.rate,
        "documents/s",
        bare.rate,
        "one-row INSERT over HTTP",
        ours.rate / bare.rate,
        p95_ms=ours.percentile_ms(0.95),
        size=count,
    )
