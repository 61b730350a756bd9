"""WebSocket streams, against the server that `nguongoc run` starts."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone
from simple_websocket import Client, ConnectionClosed

from config.running import environment, free_port
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.foundation.accounts.models import ApiToken
from nguongoc.registry.parties.rights import viewer
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.subscriptions.actions import define
from world import LD_JSON, NOW, a_document, a_sender, an_event, as_bytes, begin, event_number

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 2
PATH = "/epcis/queries/xuat/events"


@contextmanager
def the_site(database: str) -> Iterator[tuple[int, Any]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "nguongoc.config.site", "--bind", f"127.0.0.1:{port}"],
        env=environment(
            DATABASE_URL=database,
            NGUONGOC_DATA=os.environ["NGUONGOC_DATA"],
            NGUONGOC_SECRET_KEY=os.environ["NGUONGOC_SECRET_KEY"],
            NGUONGOC_WORKERS="1",
            NGUONGOC_THREADS="2",
            NGUONGOC_STREAMS=str(MOST),
        ),
    )
    try:
        deadline = time.monotonic() + 60
        while status(port, "/healthz") is None:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def status(port: int, path: str, **headers: str) -> int | None:
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("GET", path, headers=headers)
        return line.getresponse().status
    except OSError:
        return None


def upgrade(port: int, path: str, token: str = "") -> int | None:
    """The status of a handshake that is refused."""
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **({"Authorization": f"Bearer {token}"} if token else {}),
    }
    return status(port, path, **headers)


@pytest.fixture
def sender() -> Sender:
    begin()
    sender = a_sender()
    define(
        "xuat",
        {"EQ_bizStep": ["shipping"]},
        viewer=viewer(sender.user, on=timezone.localdate()),
        at=timezone.now(),
    )
    return sender


@pytest.fixture
def token(sender: Sender) -> str:
    return make_token(sender.user, name="luồng", scopes=["query"], actor=None, at=NOW)


def tell(sender: Sender, *numbers: int) -> list[str]:
    events = [an_event(eventID=event_number(number)) for number in numbers]
    capture(as_bytes(a_document(*events)), media_type=LD_JSON, sender=sender, at=timezone.now())
    return [event_number(number) for number in numbers]


def listen(port: int, token: str, more: str = "stream=true", *, by_header: bool = True) -> Client:
    url = f"ws://127.0.0.1:{port}{PATH}?{more}"
    if by_header:
        return Client.connect(url, headers={"Authorization": f"Bearer {token}"})
    return Client.connect(url, subprotocols=["epcis", f"bearer.{token}"])


def received(client: Client, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        said = client.receive(timeout=15)
        assert said is not None, f"only {found}"
        results = json.loads(said)["epcisBody"]["queryResults"]
        found += [event["eventID"] for event in results["resultsBody"]["eventList"]]
    return found


def closed(client: Client) -> int:
    try:
        while client.receive(timeout=15) is not None:
            pass
    except ConnectionClosed as end:
        return int(end.reason)
    raise AssertionError("nobody closed it")


def test_a_stream_over_a_websocket_from_the_handshake_to_the_end(
    sender: Sender, token: str, database_url: str
) -> None:
    """One server for the whole story: it takes seconds to start."""
    past = tell(sender, 1)
    with the_site(database_url) as (port, process):
        assert upgrade(port, f"{PATH}?stream=true") == 401
        assert upgrade(port, "/epcis/queries/nothing/events?stream=true", token) == 404
        assert upgrade(port, PATH, token) == 400
        assert upgrade(port, f"{PATH}?hour=25", token) == 400
        assert (
            status(port, f"{PATH}?stream=true", Upgrade="websocket", Authorization=f"Bearer {token}") == 426
        )

        program = listen(port, token)
        browser = listen(port, token, "stream=true&initialRecordTime=2020-01-01T00:00:00Z", by_header=False)
        assert browser.subprotocol == "epcis"
        assert received(browser, 1) == past
        told = tell(sender, 2, 3)
        assert received(program, 2) == told
        assert received(browser, 2) == told
        assert upgrade(port, f"{PATH}?stream=true", token) == 503, "no more streams than may be"
        # Two streams, two threads for pages: those are free.
        assert [status(port, "/healthz") for _ in range(3)] == [200] * 3

        browser.close()
        deadline = time.monotonic() + 15
        while True:  # its place becomes free when the server has noticed
            try:
                scheduled = listen(
                    port, token, "second=" + ",".join(map(str, range(60))) + "&reportIfEmpty=true"
                )
                break
            except Exception:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        empty = json.loads(str(scheduled.receive(timeout=15)))
        assert empty["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []

        ApiToken.objects.update(revoked_at=timezone.now())
        tell(sender, 4)
        assert closed(program) == 1008, "whose token has ended is told nothing more"
        process.send_signal(signal.SIGTERM)
        assert closed(scheduled) in (1001, 1008)
        process.wait(20)
        assert process.returncode == 0
