"""WebSocket streams, a few lines before Django's application.

The handshake goes through Django like any other call (who asks, what they may, what they wish), which leaves what is
wished in `environ["nguongoc.stream"]`. Then the line is taken out of gunicorn's hands and served by a thread of its
own, so that a hundred silent streams hold none of the threads that answer pages.

A browser's WebSocket can send no header: it names its token as a subprotocol, `["epcis", "bearer.TOKEN"]`.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from simple_websocket import ConnectionClosed, Server
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

MOST = int(os.environ.get("NGUONGOC_STREAMS", "50"))
"""Streams of one process of the site; each is two threads that mostly sleep."""
PING_SECONDS = 25
LOOK_SECONDS = 1.0
SEND_SECONDS = 30.0
"""A client that reads nothing for so long has gone."""
LARGEST_WORD = 4_096
SUBPROTOCOL = "epcis"
_BEARER = "bearer."


class Line(socket.socket):
    """The client's line. simple-websocket calls `send` from two threads and takes it for `sendall`."""

    def __init__(self, fileno: int) -> None:
        super().__init__(fileno=fileno)
        self.sending = threading.Lock()

    def send(self, data: Any, flags: int = 0) -> int:
        with self.sending:
            self.sendall(data, flags)
        return len(data)


class Streams:
    """Django's application with streams before it; `close` ends them all."""

    def __init__(self, application: Application, most: int = MOST) -> None:
        self.application = application
        self.places = threading.BoundedSemaphore(most)
        self.open: set[Server] = set()
        self.lock = threading.Lock()
        self.ending = threading.Event()

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket" or "gunicorn.socket" not in environ:
            return self.application(environ, start)
        return self._upgrade(environ, start)

    def _upgrade(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not environ.get("HTTP_SEC_WEBSOCKET_KEY"):
            start("426 Upgrade Required", [("Sec-WebSocket-Version", "13"), ("Content-Length", "0")])
            return []
        environ["nguongoc.streams"] = True
        _bearer_from_subprotocol(environ)
        said: list[tuple[Any, ...]] = []
        answer = self.application(environ, lambda *words: said.append(words))
        wished = environ.get("nguongoc.stream")
        if wished is None:
            start(*said[0])
            return answer
        _close(answer)
        if self.ending.is_set() or not self.places.acquire(blocking=False):
            start("503 Service Unavailable", [("Retry-After", "60"), ("Content-Length", "0")])
            return []
        environ["gunicorn.socket"] = _taken(environ["gunicorn.socket"])
        threading.Thread(target=self._run, args=(environ, wished), daemon=True, name="stream").start()
        raise StopIteration  # gunicorn's word for: this line is none of yours any more

    def _run(self, environ: Environ, wished: Any) -> None:
        try:
            self._serve(environ, wished)
        finally:
            self.places.release()
            environ["gunicorn.socket"].close()

    def _serve(self, environ: Environ, wished: Any) -> None:
        with suppress(OSError, ConnectionClosed, ProtocolError):
            server = Server.accept(
                environ,
                subprotocols=[SUBPROTOCOL],
                ping_interval=PING_SECONDS,
                max_message_size=LARGEST_WORD,
                thread_class=partial(threading.Thread, daemon=True),
            )
            with self.lock:
                self.open.add(server)
            try:
                _send_what_comes(server, wished, self.ending)
            finally:
                with self.lock:
                    self.open.discard(server)

    def close(self) -> None:
        """Tell every client that this server goes away."""
        self.ending.set()
        with self.lock:
            servers = list(self.open)
        for server in servers:
            with suppress(OSError, ConnectionClosed):
                server.close(CloseReason.GOING_AWAY, "server stops")


def _send_what_comes(server: Server, wished: Any, ending: threading.Event) -> None:
    """Until the line or the server ends, or the owner may see nothing more."""
    from django.db import connection
    from django.utils import timezone

    from nguongoc.trace.subscriptions.streams import Ended, Stream

    stream = Stream(wished, at=timezone.now())
    try:
        while server.connected and not ending.is_set():
            for document in stream.documents(at=timezone.now()):
                server.send(document)
            connection.close()  # back into the pool while nothing happens
            _listen(server, LOOK_SECONDS)
    except Ended as ended:
        server.close(CloseReason.POLICY_VIOLATION, ended.why.en[:100])
    finally:
        connection.close()


def _listen(server: Server, seconds: float) -> None:
    """What a client says is taken and thrown away."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and server.receive(timeout=left) is not None:
        pass


def _taken(line: socket.socket) -> Line:
    """The client's line, out of the hands of gunicorn: its socket is put on a line that leads nowhere, so that
    closing it closes nothing of ours."""
    mine = Line(os.dup(line.fileno()))
    here, nowhere = socket.socketpair()
    os.dup2(here.fileno(), line.fileno())
    here.close()
    nowhere.close()
    mine.settimeout(SEND_SECONDS)
    return mine


def _bearer_from_subprotocol(environ: Environ) -> None:
    given = [word.strip() for word in environ.get("HTTP_SEC_WEBSOCKET_PROTOCOL", "").split(",")]
    tokens = [word.removeprefix(_BEARER) for word in given if word.startswith(_BEARER)]
    if tokens and "HTTP_AUTHORIZATION" not in environ:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {tokens[0]}"
    # A cookie rides along from any page on the web: a stream asks for a token.
    environ.pop("HTTP_COOKIE", None)


def _close(answer: Any) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()
