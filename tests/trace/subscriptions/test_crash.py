"""The worker killed again and again while events come and a receiver takes them: nothing lost, nothing new twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from trace.subscriptions.receiver import receiving
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from config.running import environment
from nguongoc.trace.events.actions import capture
from nguongoc.trace.subscriptions import sending
from nguongoc.trace.subscriptions.actions import Wish, define, subscribe
from nguongoc.trace.subscriptions.models import Delivery
from world import LD_JSON, a_document, a_sender, an_event, as_bytes, begin, event_number, seen_by

pytestmark = pytest.mark.django_db(transaction=True)

SERVE_FOR_EVER = """
import time
from nguongoc.config.environment import open_django
open_django()
from datetime import timedelta
from django.utils import timezone
from nguongoc.trace.subscriptions import queries, sending, tasks
sending.LEASE = timedelta(seconds=1)
sending.FIRST_PAUSE = timedelta(milliseconds=50)
print("ready", flush=True)
while True:
    for key in queries.due(timezone.now()):
        tasks.serve_one(str(key))
    time.sleep(0.02)
"""
KILLS, EVENTS = 4, 60


@contextmanager
def a_worker(database: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE_FOR_EVER],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(
            DATABASE_URL=database,
            NGUONGOC_DATA=os.environ["NGUONGOC_DATA"],
            NGUONGOC_SECRET_KEY=os.environ["NGUONGOC_SECRET_KEY"],
            NGUONGOC_OUTBOUND_PRIVATE="1",
        ),
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(20)


def test_a_worker_killed_at_any_moment_loses_nothing_and_tells_nothing_new_twice(
    database_url: str, settings: Any
) -> None:
    settings.OUTBOUND_PRIVATE = True
    begin()
    sender, chance = a_sender(), random.Random(7)
    who = seen_by(sender.user)
    query = define("mọi", {}, viewer=who, at=timezone.now())
    told: list[str] = []
    with receiving() as receiver:
        receiver.decide = lambda call: chance.choice((200, 200, 200, 503))
        subscription = subscribe(Wish(query, {}, receiver.url), viewer=who, token=None, at=timezone.now())
        for _ in range(KILLS):
            with a_worker(database_url):
                until = time.monotonic() + 0.5 + chance.random()
                while time.monotonic() < until and len(told) < EVENTS:
                    number = len(told) + 1
                    event = an_event(eventID=event_number(number))
                    capture(as_bytes(a_document(event)), media_type=LD_JSON, sender=sender, at=timezone.now())
                    told.append(event_number(number))
        receiver.decide = None
        with a_worker(database_url):
            deadline = time.monotonic() + 60
            while subscription.deliveries.filter(state="waiting").exists() or _behind(subscription.follower):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        first = {call.headers["Webhook-Id"]: call.events for call in receiver.calls}
    assert [event for events in first.values() for event in events] == told, (
        "by id, each once, in the log's order"
    )
    assert all(call.events == first[call.headers["Webhook-Id"]] for call in receiver.calls)
    assert not Delivery.objects.exclude(state="sent").exists()
    assert timedelta(seconds=60) == sending.LEASE, "the short one was the killed worker's alone"


def _behind(follower: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM events_event e, events_bookmark b WHERE b.follower = %s "
            "AND (e.generation, e.tx, e.number) > (b.generation, b.tx, b.number))",
            [follower],
        )
        return bool(cursor.fetchone()[0])


def test_the_worker_sends_within_seconds_and_ends_when_asked(database_url: str, settings: Any) -> None:
    """The real worker, its queue and its clock: nobody but the log tells it that something is new."""
    settings.OUTBOUND_PRIVATE = True
    begin()
    sender = a_sender()
    who = seen_by(sender.user)
    query = define("mọi", {}, viewer=who, at=timezone.now())
    with receiving() as receiver:
        subscribe(Wish(query, {}, receiver.url), viewer=who, token=None, at=timezone.now())
        worker = subprocess.Popen(
            [sys.executable, "-m", "nguongoc.config.worker"],
            env=environment(
                DATABASE_URL=database_url,
                NGUONGOC_DATA=os.environ["NGUONGOC_DATA"],
                NGUONGOC_SECRET_KEY=os.environ["NGUONGOC_SECRET_KEY"],
                NGUONGOC_OUTBOUND_PRIVATE="1",
            ),
        )
        try:
            event = an_event(eventID=event_number(1))
            capture(as_bytes(a_document(event)), media_type=LD_JSON, sender=sender, at=timezone.now())
            deadline = time.monotonic() + 60
            while not receiver.calls:
                assert time.monotonic() < deadline
                assert worker.poll() is None
                time.sleep(0.1)
            assert receiver.events == [event_number(1)]
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
        finally:
            worker.kill()
            worker.wait(20)
