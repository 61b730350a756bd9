"""A store and a site of their own for a measurement: durable, on this machine, gone afterwards."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE = 60


@contextmanager
def store() -> Iterator[Path]:
    """An embedded PostgreSQL with durable commits in a temporary folder, migrated and installed, and Django
    loaded on it. Cannot be nested: Django is loaded once a process."""
    folder = Path(tempfile.mkdtemp(prefix="nguongoc-bench-"))
    os.environ.pop("DATABASE_URL", None)
    try:
        from nguongoc.config.environment import open_django

        open_django(str(folder))
        from django.utils import timezone

        from nguongoc.config.install import install, migrate

        migrate()
        install(at=timezone.now())
        yield folder
    finally:
        from django.db import connection

        connection.close()
        pool = getattr(connection, "close_pool", None)
        if pool is not None:
            pool()
        _stop_database(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _stop_database(folder: Path) -> None:
    from nguongoc.config import embedded

    embedded.leave(folder)


@contextmanager
def site(module: str = "nguongoc.config.site") -> Iterator[int]:
    """The site as `nguongoc run` serves it (same server, same processes and threads), on the store in force.
    Answers its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", module, "--bind", f"127.0.0.1:{port}"])  # noqa: S603
    _SERVERS[port] = process.pid
    try:
        _wait(port)
        yield port
    finally:
        del _SERVERS[port]
        process.terminate()
        process.wait(20)


_SERVERS: dict[int, int] = {}


def site_seconds(port: int) -> float:
    """Processor time that the site at this port has taken so far, all its processes together: what a busy machine
    leaves comparable."""
    server = psutil.Process(_SERVERS[port])
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise TimeoutError("the site did not answer")


def processor_seconds(folder: Path) -> float:
    """What this process, the site it started and the store's PostgreSQL have spent so far."""
    spent = time.process_time()
    site = psutil.Process().children(recursive=True)
    database = (one for one in psutil.process_iter(["cwd"]) if one.info["cwd"] == str(folder / "postgres"))
    for process in {*site, *database}:
        with suppress(psutil.Error):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


@dataclass(slots=True)
class Load:
    """What a load brought: how many answers in how many seconds, and how long each took (seconds)."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile_ms(self, share: float) -> float:
        """The latency under which this share of the answers lies, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


Call = tuple[str, str, bytes | None]
"""Method, path, body."""


def send(
    port: int,
    calls: Sequence[Call],
    *,
    headers: dict[str, str],
    senders: int,
    status: int,
    each: Callable[[bytes], None] | None = None,
) -> Load:
    """Share the calls among so many senders, each on one kept-alive connection, as fast as they are answered.
    Raises when an answer has another status than expected: a rate of refusals is no rate."""
    load = Load()
    started = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        for latencies in pool.map(
            lambda part: _send_part(port, part, headers, status, each), _parts(calls, senders)
        ):
            load.latencies += latencies
    load.seconds = time.perf_counter() - started
    return load


def _parts(calls: Sequence[Call], senders: int) -> list[Sequence[Call]]:
    return [calls[number::senders] for number in range(senders)]


def _send_part(
    port: int,
    calls: Sequence[Call],
    headers: dict[str, str],
    status: int,
    each: Callable[[bytes], None] | None,
) -> list[float]:
    latencies = []
    with Line(port, headers) as line:
        for method, path, body in calls:
            started = time.perf_counter()
            answered, text = line.call(method, path, body)
            latencies.append(time.perf_counter() - started)
            if answered != status:
                raise RuntimeError(f"{method} {path}: {answered} {text[:500]!r}")
            if each is not None:
                each(text)
    return latencies


class Line:
    """A kept-alive connection that costs next to nothing: senders are elsewhere in life, here they take of the same
    cores, and `http.client` takes three times as much. Reads answers that say their length, as all of the site's do."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = "".join(
            f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **headers}.items()
        )

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def call(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Send and wait: the status and the body. Raises ConnectionError when the line breaks."""
        length = "" if body is None else f"Content-Length: {len(body)}\r\n"
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{self.head}{length}\r\n".encode() + (body or b""))
        got = self._more(b"")
        while b"\r\n\r\n" not in got:
            got = self._more(got)
        head, _, text = got.partition(b"\r\n\r\n")
        said = _LENGTH.search(head)
        if said is None:
            raise RuntimeError(f"{method} {path}: an answer that does not say its length")
        while len(text) < int(said[1]):
            text = self._more(text)
        return int(head[9:12]), text

    def _more(self, got: bytes) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the site closed the line")
        return got + part


_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
