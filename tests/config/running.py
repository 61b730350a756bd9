"""A real `nguongoc run`, as a person at a terminal has it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 90.0
COMMAND = [sys.executable, "-c", "import sys; from nguongoc.config.cli import main; sys.exit(main())"]


@dataclass
class Run:
    """One running `nguongoc run`."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    said: Path

    def health(self) -> dict[str, Any]:
        """What /healthz says; an empty one where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except (OSError, ValueError):
            return {}

    def is_well(self) -> bool:
        return self.health().get("status") == "ok"

    def children(self, module: str) -> list[psutil.Process]:
        """The processes that run one module of ours: the one that `run` started, then those it started."""
        everyone = psutil.Process(self.process.pid).children(recursive=True)
        named = [one for one in everyone if module in words(one)]
        return sorted(named, key=lambda one: one.ppid() != self.process.pid)

    def first(self, module: str) -> int:
        """The pid of the one that `run` started, 0 where there is none."""
        found = self.children(module)
        return found[0].pid if found and found[0].ppid() == self.process.pid else 0

    def everything(self) -> list[psutil.Process]:
        """Every process of this run, PostgreSQL's too."""
        return [*psutil.Process(self.process.pid).children(recursive=True), *postgres_of(self.folder)]


def words(process: psutil.Process) -> str:
    """Its command line; an ended one has none."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def postgres_of(folder: Path) -> list[psutil.Process]:
    """The server of this data folder, with its children; none while it is down.

    Its pid file comes, is written and goes while we look: whatever is half there counts as not there.
    """
    try:
        server = psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        return [server, *server.children(recursive=True)]
    except (OSError, ValueError, IndexError, psutil.Error):
        return []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Come back when it is so; fail when it is not within the time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


def environment(**more: str) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NGUONGOC_", "DJANGO_", "DATABASE_URL", "PYTEST_"))
    }
    return {**kept, **more}


@contextmanager
def running(folder: Path, *, port: int | None = None, **more: str) -> Iterator[Run]:
    """Start, wait until it serves, and end it at last whatever happened."""
    port = port or free_port()
    said = folder.parent / "said"
    with said.open("w") as stderr:
        process = subprocess.Popen(
            [*COMMAND, "run", "--data", str(folder), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=environment(**more),
        )
    run = Run(process, folder, port, said)
    try:
        until(lambda: run.is_well() or process.poll() is not None)
        assert process.poll() is None, said.read_text()
        yield run
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def gone(processes: list[psutil.Process], *, seconds: float = 20) -> bool:
    """Whether all of these have ended (an ended one that nobody asked after counts)."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return all(one.status() == psutil.STATUS_ZOMBIE for one in alive if one.is_running())
