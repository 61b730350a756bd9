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
        now = time.monotonic()
        found = self.held.get(key)
        if found is not None and found[0] > now:
            return found[1]
        answer = ask()
        if len(self.held) >= self.size:
            self.held.clear()
        self.held[key] = (now + self.seconds, answer)
        return answer

    def forget(self) -> None:
        """Ask again next time, whatever it is."""
        self.held.clear()


def forget_everything() -> None:
    """Ask for everything again next time: between two tests, or when an administrator says so."""
    for one in _ALL:
        one.forget()
