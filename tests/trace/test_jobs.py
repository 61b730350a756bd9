"""Accepted documents are taken in by a worker, whatever became of the one that began."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.config import worker
from nguongoc.config.sweep import run_sweepers
from nguongoc.domain.problem import Refused
from nguongoc.trace.events import actions, intake, store, tasks
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.events.beside import Beside
from nguongoc.trace.events.models import Capture, CaptureChunk, Event
from world import LD_JSON, NOW, a_client, a_document, a_sender, an_event, as_bytes, begin, event_number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender() -> Sender:
    begin()
    lose_all_jobs()  # the queue's own tables are not emptied between tests
    return a_sender()


def accepted(sender: Sender, body: bytes | None = None) -> Capture:
    body = as_bytes(a_document(an_event())) if body is None else body
    return actions.accept(io.BytesIO(body), media_type=LD_JSON, sender=sender, at=NOW)


def queued() -> list[str]:
    return [
        job.args["capture"]
        for job in ProcrastinateJob.objects.filter(task_name=actions.FINISH, status="todo")
    ]


def lose_all_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


def let_a_worker_work() -> None:
    """A worker on connections of its own, until the queue is empty."""

    def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as running:
            running.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def now(job: Capture) -> Capture:
    return Capture.objects.get(pk=job.pk)


def test_a_worker_takes_in_what_was_accepted(sender: Sender) -> None:
    job = accepted(sender)
    assert (queued(), Event.objects.count()) == ([str(job.pk)], 0)
    let_a_worker_work()
    assert (now(job).success, now(job).events, Event.objects.count(), queued()) == (True, 1, 1, [])


def test_a_document_its_job_and_its_place_in_the_queue_are_kept_together_or_not_at_all(
    sender: Sender,
) -> None:
    class Cut(io.BytesIO):
        """A spool whose disk fails at the second reading."""

        reads = 0

        def read(self, size: int | None = -1) -> bytes:
            self.reads += 1
            if self.reads > 3:
                raise OSError("the disk is gone")
            return super().read(size)

    with pytest.raises(OSError):
        actions.accept(Cut(as_bytes(a_document(an_event()))), media_type=LD_JSON, sender=sender, at=NOW)
    assert not Capture.objects.exists()
    assert not CaptureChunk.objects.exists()
    assert queued() == []


def test_the_sweeper_queues_what_a_crash_left_and_nothing_else(sender: Sender) -> None:
    left = accepted(sender)
    actions.finish(accepted(sender, as_bytes(a_document(an_event(eventID=event_number(2))))), at=NOW)
    lose_all_jobs()
    run_sweepers(NOW)
    run_sweepers(NOW)
    assert queued() == [str(left.pk)]
    let_a_worker_work()
    assert now(left).success


def test_a_document_that_somebody_is_taking_in_is_left_to_them(sender: Sender) -> None:
    job = accepted(sender)
    lose_all_jobs()
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Capture.objects.select_for_update().get(pk=job.pk)
                held.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(20)
    tasks.take_up_what_was_left(NOW)
    tasks.finish_capture(str(job.pk))
    assert (queued(), now(job).finished_at) == ([], None)
    go_on.set()
    thread.join()
    tasks.finish_capture(str(job.pk))
    assert now(job).success


def many(first: int, **members: Any) -> bytes:
    """A document of enough events to be stored after its answer."""
    events = [
        an_event(eventID=event_number(number), **members) for number in range(first, first + actions.MANY)
    ]
    return as_bytes(a_document(*events))


def test_many_good_events_are_stored_beside_while_their_sender_goes_on(sender: Sender) -> None:
    go_on = threading.Event()

    def store_when_told(job: Capture, document: Any) -> None:
        assert go_on.wait(20)
        tasks.finish_good(job, document)

    beside = Beside(store_when_told)
    beside.open()

    def sent(body: bytes) -> Capture:
        return actions.capture(body, media_type=LD_JSON, sender=sender, at=NOW, beside=beside)

    kept = [sent(many(1)), sent(many(1))]  # the same twice
    assert [(job.finished_at, job.success) for job in kept] == [(None, False)] * 2
    assert b"".join(actions.document_bytes(kept[0])) == many(1)
    assert Event.objects.count() == 0
    at_once = sent(many(1_000))  # two are enough to wait for
    assert (at_once.success, at_once.events) == (True, actions.MANY)
    with pytest.raises(Refused):
        sent(many(2_000, action="MOVE"))
    go_on.set()
    until_free(beside)
    assert [(now(job).events, now(job).repeated) for job in kept] == [(actions.MANY, 0), (0, actions.MANY)]
    other = sent(many(1, bizStep="packing"))  # what contradicts the log is told by the job
    until_free(beside)
    assert {error["code"] for error in now(other).problems} == {"conflict"}
    assert Event.objects.count() == 2 * actions.MANY


def until_free(beside: Beside) -> None:
    for one in beside.held:
        one.result(20)


def test_a_document_whose_process_died_before_it_was_stored_beside_is_taken_up_by_a_worker(
    sender: Sender,
) -> None:
    beside = Beside(lambda job, document: None)
    beside.open()
    left = actions.capture(many(1), media_type=LD_JSON, sender=sender, at=NOW, beside=beside)
    assert (queued(), now(left).finished_at) == ([], None)
    run_sweepers(NOW)
    let_a_worker_work()
    assert (now(left).success, now(left).events, Event.objects.count()) == (True, actions.MANY, actions.MANY)


def test_a_document_that_is_no_document_ends_its_job_with_the_problems(sender: Sender) -> None:
    job = accepted(sender, b'{"type": "EPCISDocument", "epcisBody": {"eventList": [{]}}')
    let_a_worker_work()
    assert (now(job).success, now(job).events) == (False, 0)
    assert now(job).finished_at is not None
    assert now(job).problems
    run_sweepers(NOW)
    assert queued() == []


def test_a_fault_of_ours_ends_the_job_and_the_document_is_kept(sender: Sender, monkeypatch: Any) -> None:
    def broken(*anything: Any, **named: Any) -> None:
        raise ZeroDivisionError

    job = accepted(sender)
    monkeypatch.setattr(intake, "prepare", broken)
    let_a_worker_work()
    assert [problem["code"] for problem in now(job).problems] == ["internal"]
    assert b"".join(actions.document_bytes(job)) == as_bytes(a_document(an_event()))


def test_a_document_that_ends_its_worker_time_after_time_is_given_up_and_kept(
    sender: Sender, monkeypatch: Any
) -> None:
    class Killed(BaseException):
        """What no `except` of ours sees, as a worker that is killed sees nothing."""

    def killed(*anything: Any, **named: Any) -> None:
        raise Killed

    job = accepted(sender)
    monkeypatch.setattr(actions, "stream_document", killed)
    for tries in (1, 2, 3):
        with pytest.raises(Killed):
            tasks.finish_capture(str(job.pk))
        assert (now(job).tries, now(job).finished_at) == (tries, None)
    tasks.finish_capture(str(job.pk))
    told = a_client(sender.user).get(f"/epcis/capture/{job.pk}").json()
    assert (told["running"], told["success"], told["eventsAdded"]) == (False, False, 0)
    assert [error["code"] for error in told["errors"]] == ["worn-out"]
    assert b"".join(actions.document_bytes(job)) == as_bytes(a_document(an_event()))
    lose_all_jobs()
    run_sweepers(NOW)
    assert (queued(), Event.objects.count()) == ([], 0)


def test_when_the_database_goes_away_the_job_stays_open_and_is_tried_again(
    sender: Sender, monkeypatch: Any
) -> None:
    job, real, fail = accepted(sender), store.store, [True]

    def cut_off(*batch: Any, **named: Any) -> Any:
        if fail:
            fail.pop()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return real(*batch, **named)

    monkeypatch.setattr(intake, "store", cut_off)
    let_a_worker_work()
    assert (now(job).finished_at, Event.objects.count()) == (None, 0)
    again = ProcrastinateJob.objects.get(task_name=actions.FINISH)
    assert (again.status, again.attempts, now(job).tries) == ("todo", 1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    let_a_worker_work()
    assert (now(job).success, Event.objects.count()) == (True, 1)


def test_the_same_new_events_sent_at_once_in_opposite_order_enter_once(sender: Sender) -> None:
    events = [an_event(eventID=event_number(number)) for number in range(1, 400)]
    started, outcomes = threading.Barrier(2), []

    def send(document: list[dict[str, Any]]) -> None:
        try:
            started.wait(20)
            outcomes.append(
                actions.capture(as_bytes(a_document(*document)), media_type=LD_JSON, sender=sender, at=NOW)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(each,)) for each in (events, events[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((job.events, job.repeated) for job in outcomes) == [(0, 399), (399, 0)]
    assert Event.objects.count() == 399


def test_the_worker_has_no_statement_timeout_and_sweeps_before_it_works(monkeypatch: Any) -> None:
    found: list[str] = []

    def stop() -> None:
        import os

        found.append(os.environ["NGUONGOC_STATEMENT_TIMEOUT"])

    monkeypatch.setenv("NGUONGOC_STATEMENT_TIMEOUT", "60s")
    monkeypatch.setattr(worker, "_work", stop)
    monkeypatch.setattr("nguongoc.config.environment.open_django", lambda: None)
    worker.main()
    assert found == ["0"]
