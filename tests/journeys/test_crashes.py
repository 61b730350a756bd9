"""Proof by force: while eight senders capture over HTTP, one part of a real `nguongoc run` after another is killed
at a random moment and rises again (the whole run by hand). Afterwards every acknowledged document is in the log
exactly once, no other is half there, and the store verifies without repair."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest

from config.running import COMMAND, Run, environment, free_port, postgres_of, running, until

SENDERS = 8
THREE = ("site", "worker", "postmaster")
ALL = (*THREE, "a process of the site", "supervisor")
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"


@dataclass
class Sent:
    """One document: the identities of its events, and whether the door answered 202."""

    events: list[str]
    acknowledged: bool = False


@dataclass
class Sender:
    """One program that captures documents one after the other, as fast as it can, and tries each up to three times.

    Every tenth is padded with blanks beyond what one call takes in, so that a worker has to finish it; every tenth
    has so many events that it may be stored after its answer.
    """

    number: int
    port: int
    token: str
    chance: random.Random
    sent: list[Sent] = field(default_factory=list)
    line: http.client.HTTPConnection | None = None

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            events = 120 if len(self.sent) % 10 == 4 else self.chance.randint(1, 5)
            document = Sent([self._identity() for _ in range(events)])
            self.sent.append(document)
            body = self._body(document)
            for _ in range(3):
                if self._post(body) == 202:
                    document.acknowledged = True
                    break
                stop.wait(0.2)

    def _identity(self) -> str:
        return f"urn:uuid:{self.chance.getrandbits(128):032x}"

    def _body(self, document: Sent) -> bytes:
        events = [
            {
                "type": "ObjectEvent",
                "eventID": identity,
                "eventTime": f"2026-09-12T08:{number // 60:02}:{number % 60:02}+07:00",
                "eventTimeZoneOffset": "+07:00",
                "action": "OBSERVE",
                "bizStep": "shipping",
                "quantityList": [
                    {"epcClass": "https://id.gs1.org/01/00200000000110/10/L260912", "quantity": 10}
                ],
            }
            for number, identity in enumerate(document.events)
        ]
        whole = {
            "@context": [CONTEXT],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-09-12T10:00:00+07:00",
            "epcisBody": {"eventList": events},
        }
        return json.dumps(whole).encode() + b" " * (2_200_000 if len(self.sent) % 10 == 9 else 0)

    def _post(self, body: bytes) -> int:
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            headers = {"Content-Type": "application/ld+json", "Authorization": f"Bearer {self.token}"}
            self.line.request("POST", "/epcis/capture", body, {**headers, "Host": "localhost"})
            answer = self.line.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            self.line = None
            return 0


@pytest.fixture
def folder() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="nguongoc-crash-"))
    yield place / "data"
    for process in postgres_of(place / "data")[:1]:
        process.send_signal(signal.SIGINT)
        process.wait(20)
    shutil.rmtree(place)


@pytest.mark.parametrize(
    ("victims", "times", "seed"),
    [
        pytest.param(THREE, 1, 1, id="three", marks=pytest.mark.timeout(280)),
        pytest.param(ALL, 4, 2, id="twenty", marks=[pytest.mark.acceptance, pytest.mark.timeout(1800)]),
    ],
)
def test_whatever_is_killed_every_acknowledged_document_is_there_exactly_once(
    folder: Path, victims: tuple[str, ...], times: int, seed: int
) -> None:
    chance, port = random.Random(seed), free_port()
    with running(folder, port=port):
        token = nguongoc("token", "crash", "--scopes", "capture", "--data", str(folder)).strip()
    senders = [Sender(number, port, token, random.Random(seed * 100 + number)) for number in range(SENDERS)]
    rounds = [victim for _ in range(times) for victim in chance.sample(victims, len(victims))]
    for number, victim in enumerate(rounds):
        one_round(folder, port, senders, victim, pause=chance.uniform(0.5, 2.0))
        print(f"round {number}: {victim} killed; {sum(len(one.sent) for one in senders)} documents so far")

    documents = [document for sender in senders for document in sender.sent]
    acknowledged = [document for document in documents if document.acknowledged]
    assert len(acknowledged) > 10 * len(rounds)
    with running(folder, port=port) as run:
        try:
            until(lambda: run.health().get("captures_waiting") == 0)
        except AssertionError as late:
            raise AssertionError(waiting(run)) from late
        stored = Counter(event_ids(run))
        assert set(stored.values()) <= {1}
        lost = [document for document in acknowledged if any(one not in stored for one in document.events)]
        half = [document for document in documents if len({one in stored for one in document.events}) == 2]
        assert (lost, half) == ([], [])
        assert stored.keys() <= {one for document in documents for one in document.events}
        told = json.loads(nguongoc("verify", "--json", "--data", str(folder)))
    assert told["problems"] == []
    assert told["events"] == sum(stored.values())
    print(
        f"{len(acknowledged)} of {len(documents)} documents acknowledged, {told['events']} events, none lost"
    )


def one_round(folder: Path, port: int, senders: list[Sender], victim: str, *, pause: float) -> None:
    """Start, send, kill at a random moment, go on sending into what is left and what rises, stop the rest."""
    stop = threading.Event()
    with running(folder, port=port) as run:
        threads = [threading.Thread(target=sender.work, args=(stop,)) for sender in senders]
        for thread in threads:
            thread.start()
        time.sleep(pause)
        kill(run, victim)
        if victim != "supervisor":
            until(run.is_well)
        time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()
        if victim == "supervisor":
            run.process.wait(30)


def kill(run: Run, victim: str) -> None:
    """SIGKILL, which nobody can answer."""
    targets = {
        "site": lambda: run.children("nguongoc.config.site")[0],
        "a process of the site": lambda: run.children("nguongoc.config.site")[-1],
        "worker": lambda: run.children("nguongoc.config.worker")[0],
        "postmaster": lambda: postgres_of(run.folder)[0],
        "supervisor": lambda: psutil.Process(run.process.pid),
    }
    os.kill(targets[victim]().pid, signal.SIGKILL)


def event_ids(run: Run) -> list[str]:
    """Asked of the database itself, past all of our code."""
    address = f"postgresql:///nguongoc?host={run.folder}/postgres&user=postgres"
    with psycopg.connect(address) as own:
        return [identity for (identity,) in own.execute("SELECT event_id FROM events_event").fetchall()]


def waiting(run: Run) -> str:
    """The first documents that are not taken in yet, and the jobs that should take them in."""
    captures = (
        "SELECT id, received_at, tries FROM events_capture WHERE finished_at IS NULL ORDER BY 2 LIMIT 10"
    )
    jobs = "SELECT status, attempts, scheduled_at, args FROM procrastinate_jobs WHERE task_name LIKE 'events%' LIMIT 10"
    address = f"postgresql:///nguongoc?host={run.folder}/postgres&user=postgres"
    with psycopg.connect(address) as own:
        return f"{own.execute(captures).fetchall()}\n{own.execute(jobs).fetchall()}"


def nguongoc(*words: str) -> str:
    done = subprocess.run([*COMMAND, *words], env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout
