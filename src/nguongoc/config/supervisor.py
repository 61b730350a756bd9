"""`nguongoc run`: hold the database, the site and the worker up, and take them down together.

This process loads no Django. It holds the listening socket (the port is ours before anything starts, and stays
ours while a site is replaced), the embedded PostgreSQL, and two children. If it is killed, the kernel ends the
children, and the next `run` finds the database as after any crash.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from nguongoc.config.children import CannotRun, Child, say, take_down
from nguongoc.config.holding import hold_folder, listen
from nguongoc.domain.problem import Text

LOOK_SECONDS = 0.3


class Stop:
    """Counts SIGINT, SIGTERM and SIGHUP. A plain number: nothing that a signal handler could deadlock on."""

    def __init__(self) -> None:
        self.asked = 0
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._count)

    def _count(self, number: int, frame: object) -> None:
        self.asked += 1

    def impatient(self) -> bool:
        """Whether it was asked more than once."""
        return self.asked > 1


def run(folder: Path, host: str, port: int, *, demonstration: bool) -> int:
    """Serve until a signal comes. Answers the exit status: 0 after a signal, 1 when something would not stay up,
    2 when this folder or this port cannot be had."""
    stop = Stop()
    try:
        with (
            hold_folder(folder, f"http://{host}:{port}") as crashed,
            listen(host, port, crashed=crashed) as listener,
        ):
            return _serve(folder, listener, stop, demonstration=demonstration)
    except CannotRun as refusal:
        say(f"nguongoc run: {refusal.why.vi}\nnguongoc run: {refusal.why.en}")
        return refusal.status


def _serve(folder: Path, listener: socket.socket, stop: Stop, *, demonstration: bool) -> int:
    os.environ.setdefault("NGUONGOC_BASE_URL", f"http://localhost:{listener.getsockname()[1]}")
    embedded_in = None if "DATABASE_URL" in os.environ else folder
    descriptor = listener.fileno()
    install = Child("install", ["nguongoc.config.install", *(["--demo"] if demonstration else [])])
    children = [
        Child("site", ["nguongoc.config.site", "--bind", f"fd://{descriptor}"], (descriptor,)),
        Child("worker", ["nguongoc.config.worker"]),
    ]
    try:
        _open_database(folder, embedded_in=embedded_in)
        _finish(install, stop)
        _keep_up(children, listener, stop, embedded_in)
        return 0
    finally:
        take_down([install, *children], impatient=stop.impatient)
        if embedded_in is not None:
            from nguongoc.config import embedded

            embedded.leave(embedded_in)
        say("Đã dừng. (stopped)")


def _open_database(folder: Path, *, embedded_in: Path | None) -> None:
    from nguongoc.config import embedded
    from nguongoc.config.environment import prepare

    try:
        prepare(str(folder))
        if embedded_in is None:
            embedded.wait(
                os.environ["DATABASE_URL"], float(os.environ.get("NGUONGOC_DATABASE_SECONDS", "60"))
            )
        elif not embedded.is_running(embedded_in):
            embedded.start(embedded_in)
    except (TimeoutError, subprocess.SubprocessError) as error:
        raise CannotRun(
            Text(
                f"Không mở được cơ sở dữ liệu: {error}. Kiểm tra DATABASE_URL, hoặc đọc {folder}/postgres/log.",
                f"The database cannot be opened: {error}. Check DATABASE_URL, or read {folder}/postgres/log.",
            ),
            1,
        ) from error


def _finish(install: Child, stop: Stop) -> None:
    """Wait until the store is ready to serve, or until a signal comes."""
    install.start()
    while install.is_alive and not stop.asked:
        time.sleep(0.05)
    if not install.is_alive and install.status != 0:
        raise CannotRun(
            Text(
                "Chưa chuẩn bị được kho dữ liệu; nguyên nhân ở các dòng phía trên.",
                "The store could not be made ready; the lines above say why.",
            ),
            1,
        )


def _keep_up(children: list[Child], listener: socket.socket, stop: Stop, embedded_in: Path | None) -> None:
    """Look after the database and the children until a signal comes."""
    from nguongoc.config import embedded

    announced = False
    while not stop.asked:
        if embedded_in is not None and not embedded.is_running(embedded_in):
            say("PostgreSQL: đã dừng, đang khởi động lại… (ended, starting again)")
            _open_database(embedded_in, embedded_in=embedded_in)
        for child in children:
            if child.process is None:
                child.start()
            elif not child.is_alive:
                child.start_again(now=time.monotonic())
        if not announced and _answers(listener):
            announced = True
            print(f"Đang chạy tại {os.environ['NGUONGOC_BASE_URL']} · dừng bằng Ctrl-C", flush=True)
        time.sleep(LOOK_SECONDS)


def _answers(listener: socket.socket) -> bool:
    """Whether the site answers at all, whatever it says."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (told apart, not bound)
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(here, port, timeout=2)
        connection.request("GET", "/healthz", headers={"Host": _served_host()})
        return connection.getresponse().status > 0
    return False


def _served_host() -> str:
    """A name that the site answers to."""
    return os.environ.get("NGUONGOC_HOSTS", "localhost").split(",")[0].strip()
