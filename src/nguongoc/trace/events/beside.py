"""Between the answer and the end of a document of many events: its sender sends the next one meanwhile.

A thread of the site stores it. Nothing hangs on that thread: the bytes and the job were committed before the answer,
and what it does not come to, because its process died, is left lying as any accepted document is, until a worker's
sweeper finds it. A process that is asked to end first stores what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from nguongoc.domain.epcis.read_json import Document
from nguongoc.trace.events.models import Capture

Store = Callable[[Capture, Document], None]


class Beside:
    """One thread, and how many documents may wait for it or be in its hands; none until it is opened."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "beside")
        self._room = 0
        self.held: list[Future[None]] = []

    def open(self, *, room: int = 2) -> None:
        """Take documents from now on. Two: one is stored while the next is received; a third is worth no waiting,
        its own call stores it."""
        self._room = room

    def has_room(self) -> bool:
        """Whether another document would be stored soon."""
        self.held = [one for one in self.held if not one.done()]
        return len(self.held) < self._room

    def store(self, job: Capture, document: Document) -> None:
        """Store this document, which is kept already and whose events are good, as soon as the thread is free."""
        self.held.append(self._thread.submit(self._store, job, document))
