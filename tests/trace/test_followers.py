"""Followers: every committed event once, in one order, whatever the writers, crashes and moves do."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection, transaction

from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared.log import Place, horizon
from nguongoc.foundation.shared.models import Generation
from nguongoc.trace.events import followers
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.events.followers import after, follow
from nguongoc.trace.events.models import Bookmark, Event
from world import NOW, a_party, a_sender, an_event, begin, event_number, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender() -> Sender:
    begin()
    return a_sender()


def in_threads(*works: Callable[[], None]) -> None:
    """Each in a thread with a connection of its own; the first failure is the test's."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Reader:
    """A follower that writes down what it was given, and whose process dies now and then before it commits."""

    def __init__(self, name: str, *, dies: float = 0.0, seed: int = 0) -> None:
        self.name, self.dies, self.random = name, dies, random.Random(seed)
        self.given: list[str] = []
        self.places: list[Place] = []

    def step(self, limit: int = 7) -> int:
        """One batch. What it was given counts only once the bookmark is committed."""
        batch: list[Event] = []

        def handle(events: Sequence[Event]) -> None:
            batch.extend(events)
            if self.random.random() < self.dies:
                raise InterruptedError

        try:
            count = follow(self.name, handle, at=NOW, limit=limit)
        except InterruptedError:
            return 1
        self.given += [event.event_id for event in batch]
        self.places += [Place(event.generation, event.tx, event.number) for event in batch]
        return count

    def read_all(self) -> None:
        while self.step():
            pass


def committed() -> Counter[str]:
    return Counter(Event.objects.values_list("event_id", flat=True))


class Writers:
    """Eight writers whose transactions overlap: each captures some documents inside one transaction, lingers,
    and takes some of them back."""

    def __init__(self, sender: Sender, *, each: int, seed: int) -> None:
        self.sender, self.each, self.seed = sender, each, seed
        self.done = threading.Event()
        self.left = 8
        self.lock = threading.Lock()

    def works(self) -> list[Callable[[], None]]:
        return [lambda number=number: self._write(number) for number in range(8)]  # type: ignore[misc]

    def _write(self, writer: int) -> None:
        chance = random.Random(self.seed * 8 + writer)
        try:
            for turn in range(self.each):
                self._one_transaction(writer * 1_000_000 + turn * 100, chance)
        finally:
            with self.lock:
                self.left -= 1
                if not self.left:
                    self.done.set()

    def _one_transaction(self, first: int, chance: random.Random) -> None:
        pause = threading.Event()
        try:
            with transaction.atomic():
                for document in range(chance.randint(1, 2)):
                    numbers = range(first + document * 10, first + document * 10 + chance.randint(1, 4))
                    send(self.sender, *(an_event(eventID=event_number(number + 1)) for number in numbers))
                    pause.wait(chance.random() * 0.02)
                if chance.random() < 0.15:
                    raise InterruptedError
        except InterruptedError:
            pass


@pytest.mark.parametrize("seed", range(2))
def test_under_eight_writers_nothing_is_lost_and_nothing_comes_twice(sender: Sender, seed: int) -> None:
    writers = Writers(sender, each=12, seed=seed)
    quick, dying = Reader("quick"), Reader("dying", dies=0.3, seed=seed)
    shared = [Reader("shared"), Reader("shared")]

    def keep_reading(reader: Reader) -> None:
        while not writers.done.is_set():
            reader.step()

    in_threads(*writers.works(), *(lambda one=one: keep_reading(one) for one in (quick, dying, *shared)))  # type: ignore[misc]
    for reader in (quick, dying, *shared):
        reader.read_all()
    assert sum(committed().values()) > 100
    assert Counter(quick.given) == Counter(dying.given) == committed()
    assert Counter(shared[0].given) + Counter(shared[1].given) == committed()
    assert quick.places == sorted(quick.places)
    assert quick.given == dying.given


def test_a_follower_of_ids_would_have_lost_rows_here(sender: Sender) -> None:
    """The danger is real: a transaction that began first and commits last has the smaller numbers."""
    held, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            send(sender, an_event(eventID=event_number(1)))
            held.set()
            assert go_on.wait(20)

    def quick() -> None:
        assert held.wait(20)
        send(sender, an_event(eventID=event_number(2)))
        reader = Reader("reader")
        assert reader.step() == 0
        go_on.set()

    in_threads(slow, quick)
    reader = Reader("reader")
    reader.read_all()
    assert reader.given == [event_number(1), event_number(2)]


def test_a_restart_goes_on_where_the_bookmark_stands(sender: Sender) -> None:
    send(sender, *(an_event(eventID=event_number(number)) for number in range(1, 11)))
    first, second = Reader("reader"), Reader("reader")
    assert first.step(limit=4) == 4
    close_old_connections()
    second.read_all()
    assert first.given + second.given == [event_number(number) for number in range(1, 11)]


def test_what_a_handler_wrote_and_the_bookmark_are_kept_together_or_not_at_all(sender: Sender) -> None:
    send(sender, an_event())

    def fail(events: Sequence[Event]) -> None:
        a_party("Chưa bao giờ có")
        raise Refused([])

    with pytest.raises(Refused):
        follow("reader", fail, at=NOW)
    bookmark = Bookmark.objects.filter(follower="reader").first()
    assert bookmark is None or (bookmark.generation, bookmark.tx) == (0, 0)
    assert not a_party_named("Chưa bao giờ có")


def a_party_named(name: str) -> bool:
    from nguongoc.registry.parties.models import PartyName

    return PartyName.objects.filter(name=name).exists()


def test_a_new_generation_has_the_old_one_read_to_its_end_first(sender: Sender) -> None:
    """After a move the cluster counts its transactions anew: old rows may carry numbers far above."""
    send(sender, an_event(eventID=event_number(1)), an_event(eventID=event_number(2)))
    reader = Reader("reader")
    assert reader.step(limit=1) == 1
    as_if_written_elsewhere(10**12)
    Generation.objects.create(number=2, started_at=NOW, reason="moved")
    send(sender, an_event(eventID=event_number(3)))
    reader.read_all()
    assert reader.given == [event_number(1), event_number(2), event_number(3)]
    assert [place.generation for place in reader.places] == [1, 1, 2]


def as_if_written_elsewhere(ahead: int) -> None:
    """Give the rows and bookmarks of this store transaction numbers that this cluster has not reached."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE events_event SET tx = tx + %s", [ahead])
        cursor.execute("UPDATE events_bookmark SET tx = tx + %s", [ahead])


def test_a_follower_that_begins_at_the_end_reads_only_what_comes_later(sender: Sender) -> None:
    send(sender, an_event(eventID=event_number(1)))
    followers.begin_at_the_end("late")
    send(sender, an_event(eventID=event_number(2)))
    followers.begin_at_the_end("late")
    late = Reader("late")
    late.read_all()
    assert late.given == [event_number(2)]


def test_the_settled_rows_are_read_from_the_index_alone_however_many_are_not_settled(sender: Sender) -> None:
    send(sender, *(an_event(eventID=event_number(number)) for number in range(1, 40)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_event")
        cursor.execute("SET enable_seqscan = off")
        last = after(Place())[-1]
        rows = followers.between(
            Event.objects.all(), Place(last.generation, last.tx, 0), horizon(), number="number"
        )
        plan = rows[:10].explain()
        cursor.execute("RESET enable_seqscan")
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "event_log_order" in plan
    assert condition.count("ROW(generation, tx") == 2
    assert "Filter" not in plan
    assert "Sort" not in plan


# Time-outs


def test_the_site_ends_a_transaction_that_idles_and_a_statement_that_lasts() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("30s",)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)


def test_a_stuck_writer_is_ended_and_followers_go_on(sender: Sender, database_url: str) -> None:
    """With the time-out that the site sets, shortened here: the writer loses its transaction, nobody else."""
    with psycopg.connect(
        database_url, options="-c idle_in_transaction_session_timeout=500ms", autocommit=False
    ) as stuck:
        stuck.execute("SELECT pg_current_xact_id()")
        send(sender, an_event())
        reader = Reader("reader")
        assert reader.step() == 0
        wait_for(lambda: reader.step() == 1)
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            stuck.execute("SELECT 1")
    assert reader.given == [event_number(1)]


def wait_for(what: Callable[[], Any], seconds: float = 10) -> None:
    pause = threading.Event()
    deadline = timedelta(seconds=seconds) / timedelta(milliseconds=50)
    for _ in range(int(deadline)):
        if what():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within {seconds} s")
