"""A subscriber: a real HTTP server that keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    """One call as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[str]:
        """The ids of the events in it."""
        results = self.document["epcisBody"]["queryResults"]
        return [event["eventID"] for event in results["resultsBody"]["eventList"]]


@dataclass
class Receiver:
    """`answers` are the statuses to give, one a call, then 200; `decide` may look at the call first."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    decide: Callable[[Call], int] | None = None

    def status(self, call: Call) -> int:
        self.calls.append(call)
        if self.decide is not None:
            return self.decide(call)
        return self.answers.pop(0) if self.answers else 200

    @property
    def events(self) -> list[str]:
        return [event for call in self.calls for event in call.events]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine, as long as the test lasts."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.status(Call(self.path, dict(self.headers), body)))
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
