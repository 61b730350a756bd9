"""Processes that are looked after: started, started again when they die, taken down in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from nguongoc.config.orphan import SUPERVISOR
from nguongoc.domain.problem import Text

DEATHS, WITHIN_SECONDS = 5, 60.0
GRACE_SECONDS = 10.0


class CannotRun(Exception):
    """Why `nguongoc run` refuses to start or to go on, for the person at the terminal."""

    def __init__(self, why: Text, status: int) -> None:
        super().__init__(why.en)
        self.why, self.status = why, status


def say(what: str) -> None:
    """A line for the person at the terminal, on stderr."""
    print(what, file=sys.stderr, flush=True)


@dataclass(slots=True)
class Child:
    """A Python module run as a process, in a session of its own: Ctrl-C at the terminal does not reach it."""

    name: str
    command: list[str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; it learns whose child it is, and ends when that one ends."""
        self.process = subprocess.Popen(  # noqa: S603 (our own modules)
            [sys.executable, "-m", *self.command],
            pass_fds=self.pass_fds,
            start_new_session=True,
            env={**os.environ, SUPERVISOR: str(os.getpid())},
        )

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def status(self) -> int | None:
        """Its exit status, once it has ended."""
        return self.process.poll() if self.process else None

    def start_again(self, *, now: float) -> None:
        """End what it left behind and start it anew. Raises CannotRun after too many deaths in a short time."""
        self.kill()
        self.deaths = [*(one for one in self.deaths if one > now - WITHIN_SECONDS), now]
        if len(self.deaths) > DEATHS:
            raise CannotRun(
                Text(
                    f"{self.name} đã dừng quá {DEATHS} lần trong {WITHIN_SECONDS:.0f} giây (mã {self.status}). "
                    "Xem thông báo phía trên, sửa nguyên nhân rồi chạy lại.",
                    f"{self.name} ended more than {DEATHS} times within {WITHIN_SECONDS:.0f} s "
                    f"(status {self.status}). See the messages above, mend the cause and run again.",
                ),
                1,
            )
        say(f"{self.name}: đã dừng (mã {self.status}), đang khởi động lại… (ended, starting again)")
        self.start()

    def tell(self, what: signal.Signals) -> None:
        """Send it a signal, if it still lives."""
        if self.is_alive:
            assert self.process is not None
            self.process.send_signal(what)

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def take_down(children: Sequence[Child], *, impatient: Callable[[], bool]) -> None:
    """End all: politely, then, after the grace period or at the person's second Ctrl-C, at once."""
    for child in children:
        child.tell(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(child.is_alive for child in children) and time.monotonic() < deadline and not impatient():
        time.sleep(0.05)
    for child in children:
        child.kill()
