"""`nguongoc verify`: a sound store is sound; whatever was done behind its back is named."""

from __future__ import annotations

import io
import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from nguongoc.config import verification
from nguongoc.config.cli import main
from nguongoc.foundation.evidence.actions import seal_all
from nguongoc.foundation.shared.log import Place
from nguongoc.foundation.shared.snapshot import one_snapshot
from nguongoc.trace.events import actions
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.events.followers import after
from nguongoc.trace.events.models import Capture, CaptureChunk, Event, EventItem, EventParty
from nguongoc.trace.events.rows import event_key
from world import (
    LD_JSON,
    NOW,
    a_document,
    a_sender,
    a_transformation,
    an_event,
    as_bytes,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender() -> Sender:
    begin()
    return a_sender()


def verified() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    verification.run(lambda problem: found.append((problem.code, problem.where)))
    return found


@contextmanager
def behind_its_back() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def place(event: int) -> str:
    found = Event.objects.get(event_id=event_number(event))
    return f"capture {found.capture} eventList[{found.position}]"


def numbered(*numbers: int, **members: Any) -> list[dict[str, Any]]:
    return [an_event(eventID=event_number(number), **members) for number in numbers]


def without_id(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "eventID"}


def large(sender: Sender, *events: dict[str, Any]) -> Capture:
    """The way of large documents: padded with blanks beyond what one call takes in."""
    body = as_bytes(a_document(*events)) + b" " * 2_200_000
    job = actions.accept(io.BytesIO(body), media_type=LD_JSON, sender=sender, at=NOW)
    return actions.finish(job, at=NOW)


def test_a_store_with_every_kind_of_capture_is_sound(sender: Sender) -> None:
    proceed = Sender(sender.party, sender.user, "proceed")
    send(sender, *numbered(1, 2))
    send(
        sender,
        *numbered(2),
        without_id(a_transformation([kg(lot_key("A"), 1e19)], [kg(lot_key("B"), 0.1)])),
    )
    send(sender, dict(reversed(an_event(eventTime="2026-09-12T01:00:00.000Z").items())))  # 1, respelled
    send(proceed, *numbered(3), *numbered(4, action="TAKE"), *numbered(2, bizStep="storing"), *numbered(3, 5))
    send(
        sender,
        an_event(
            **{"@context": [{"ex": "https://ex.example/"}], "ex:note": "a\tb\\n", "ex:n": [1.50, 2e3]},
            eventID=None,
        ),
    )
    declared = {"declarationTime": "2026-09-13T08:00:00Z", "reason": "incorrect_data"}
    send(sender, an_event(errorDeclaration=declared))
    assert large(sender, *numbered(10, 11), *numbered(1)).events == 2
    assert not large(sender, *numbered(20), *numbered(21, action="TAKE")).success
    waiting = actions.accept(
        io.BytesIO(as_bytes(a_document(*numbered(30)))), media_type=LD_JSON, sender=sender, at=NOW
    )
    assert verified() == []
    actions.finish(waiting, at=NOW)
    assert verified() == []


def test_whatever_is_changed_behind_its_back_is_named(sender: Sender) -> None:
    send(sender, *numbered(*range(1, 11)))
    places = {number: place(number) for number in range(1, 11)}
    capture = Capture.objects.get()

    def of(model: Any, number: int) -> Any:
        return model.objects.filter(event=Event.objects.get(event_id=event_number(number)).key)

    with behind_its_back():
        event = Event.objects.get(event_id=event_number(1))
        Event.objects.filter(pk=event.key).update(body={**event.body, "bizStep": "storing"})
        Event.objects.filter(event_id=event_number(2)).update(biz_step="storing")
        Event.objects.filter(event_id=event_number(3)).update(event_time=NOW)
        of(EventItem, 4).update(quantity=11)
        of(EventItem, 5).delete()
        of(EventParty, 6).delete()
        Event.objects.filter(event_id=event_number(7)).update(digest=b"0" * 16)
        of(EventItem, 8).delete()
        Event.objects.filter(event_id=event_number(8)).delete()
    assert sorted(verified()) == sorted(
        [
            *(("event-altered", places[number]) for number in range(1, 8)),
            ("event-missing", places[8]),
            ("count-differs", f"capture {capture.pk}"),
            ("count-differs", "items"),
        ]
    )


def test_an_event_that_no_document_tells_is_named(sender: Sender) -> None:
    capture = send(sender, *numbered(1, 2)).pk
    nowhere = UUID("00000000-0000-4000-8000-000000000000")
    with behind_its_back():
        forge(event_number(1), event_number(77), capture, position=1)
        forge(event_number(1), event_number(78), nowhere, position=0)
    assert ("event-not-in-document", f"capture {capture} eventList[1]") in verified()
    assert ("capture-missing", f"capture {nowhere}") in verified()


def forge(like: str, event_id: str, capture: UUID, *, position: int) -> None:
    event = Event.objects.get(event_id=like)
    event.key = UUID(event_key(event_id))
    event.event_id, event.capture, event.position = event_id, capture, position
    event.body = {**event.body, "eventID": event_id}
    event.number = event.number + 1000
    event.save(force_insert=True)


def test_a_document_that_was_changed_lost_or_cut_is_named(sender: Sender) -> None:
    jobs = [send(sender, *numbered(number)) for number in (1, 2, 3)]
    jobs.append(large(sender, *numbered(4)))
    with behind_its_back():
        other = zlib.compress(as_bytes(a_document(*numbered(1, bizStep="storing"))))
        CaptureChunk.objects.filter(capture=jobs[0].pk).update(body=other)
        CaptureChunk.objects.filter(capture=jobs[1].pk).update(body=b"not compressed")
        CaptureChunk.objects.filter(capture=jobs[2].pk).delete()
        CaptureChunk.objects.filter(capture=jobs[3].pk, number=1).delete()
    damaged = {where for code, where in verified() if code == "document-damaged"}
    assert damaged == {f"capture {job.pk}" for job in jobs}


def test_a_job_that_claims_more_than_it_did_is_named(sender: Sender) -> None:
    job = send(sender, *numbered(1))
    with behind_its_back():
        Capture.objects.update(events=2)
    assert verified() == [("count-differs", f"capture {job.pk}")]


def test_the_command_names_problems_and_answers_by_its_status(sender: Sender, capsys: Any) -> None:
    send(sender, *numbered(1, 2))
    seal_all(NOW)
    assert main(["verify"]) == 0
    assert "2 events" in capsys.readouterr().err
    where = place(2)
    with behind_its_back():
        Event.objects.filter(event_id=event_number(2)).update(body={})
    assert main(["verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["events"], told["captures"], told["unsealed"]) == (False, 2, 1, 0)
    assert [(one["code"], one["where"]) for one in told["problems"]] == [("event-altered", where)]
    assert main(["verify"]) == 1
    assert where in capsys.readouterr().out


def test_verifying_holds_back_neither_writers_nor_followers(sender: Sender) -> None:
    send(sender, *numbered(1))
    seen: list[int] = []

    def write_and_follow() -> None:
        send(sender, *numbered(2))
        seen.append(len(after(Place())))
        connection.close()

    with one_snapshot():
        assert Event.objects.count() == 1
        other = threading.Thread(target=write_and_follow)
        other.start()
        other.join()
        assert Event.objects.count() == 1
    assert seen == [2]
