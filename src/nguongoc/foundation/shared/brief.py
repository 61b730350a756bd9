"""Remember an answer for a moment, in this process: for what every call asks and what rarely changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
_ALL: WeakSet[Brief[Any]] = WeakSet()


class Brief(Generic[T]):
    """Answers by key, each good for `seconds`; at most `size` are kept. Threads may share it: at worst two ask at
    once. What it remembers may be that much out of date, so `seconds` is part of what is promised to people."""

    def __init__(self, seconds: float, size: int = 1_000) -> None:
        self.seconds, self.size = seconds, size
        self.held: dict[str, tuple[float, T]] = {}
        _ALL.add(self)

    def get(self, key: str, ask: Callable[[], T]) -> T:
        """The remembered answer, else a fresh one."""
        found = self.held.get(key)
        if found is not None and found[0] > time.monotonic():
            return found[1]
        answer = ask()
        self.keep(key, answer)
        return answer

    def held_of(self, key: str) -> T | None:
        """What is remembered, None where nothing is; nobody is asked."""
        found = self.held.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def keep(self, key: str, answer: T) -> None:
        """Remember this from now on."""
        if len(self.held) >= self.size:
            self.held.clear()
        self.held[key] = (time.monotonic() + self.seconds, answer)

    def forget(self) -> None:
        """Ask again next time, whatever it is."""
        self.held.clear()


def forget_everything() -> None:
    """Ask for everything again next time: between two tests, or when an administrator says so."""
    for one in _ALL:
        one.forget()
