"""Documents of many events: nearly always all good and all new, which has a way of its own; and all the others."""

from __future__ import annotations

from typing import Any

import pytest

from nguongoc.domain.problem import Refused
from nguongoc.trace.events import actions
from nguongoc.trace.events.models import Event, EventItem, EventParty
from nguongoc.trace.events.store import FEW
from world import LD_JSON, NOW, a_document, a_sender, an_event, as_bytes, begin, event_number, send

pytestmark = pytest.mark.django_db
MANY = 3 * FEW


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def many(count: int = MANY, first: int = 0) -> list[dict[str, Any]]:
    return [an_event(eventID=event_number(number)) for number in range(first, first + count)]


def capture(events: list[dict[str, Any]], sender: actions.Sender) -> Any:
    return actions.capture(as_bytes(a_document(*events)), media_type=LD_JSON, sender=sender, at=NOW)


def proceeding() -> actions.Sender:
    sender = a_sender()
    return actions.Sender(sender.party, sender.user, "proceed")


def test_many_new_events_are_stored_in_the_document_s_order_with_their_items_and_parties() -> None:
    job = capture(many(), a_sender())
    assert (job.success, job.events, job.repeated) == (True, MANY, 0)
    in_order = Event.objects.order_by("generation", "tx", "number").values_list("event_id", "position")
    assert list(in_order) == [(event_number(number), number) for number in range(MANY)]
    assert EventItem.objects.values("event").distinct().count() == MANY == EventParty.objects.count()


def test_events_that_the_log_holds_already_are_repeats_and_the_others_enter() -> None:
    sender = a_sender()
    send(sender, *many(5))
    job = capture(many(), sender)
    assert (job.success, job.events, job.repeated) == (True, MANY - 5, 5)
    assert Event.objects.count() == MANY


def test_an_event_that_stands_twice_in_a_document_enters_once() -> None:
    job = capture([*many(), *many(2)], a_sender())
    assert (job.success, job.events, job.repeated) == (True, MANY, 2)


def test_a_bad_event_late_among_many_leaves_nothing_and_is_named() -> None:
    events = many()
    events[-1]["eventTime"] = "hôm qua"
    with pytest.raises(Refused) as refusal:
        capture(events, a_sender())
    assert [problem.where for problem in refusal.value.problems] == [f"eventList[{MANY - 1}].eventTime"]
    assert not Event.objects.exists()
    assert not EventItem.objects.exists()


def test_a_text_with_nul_late_among_many_is_named_and_proceed_stores_the_rest() -> None:
    events = many()
    events[-1]["example:note"] = "a\x00b"
    document = as_bytes(a_document(*events, **{"@context": [{"example": "https://example.org/"}]}))
    job = actions.capture(document, media_type=LD_JSON, sender=proceeding(), at=NOW)
    assert (job.success, job.events) == (False, MANY - 1)
    assert "NUL" in str(job.problems)


def test_a_conflict_among_many_is_named_and_proceed_stores_the_rest() -> None:
    sender = proceeding()
    send(sender, an_event(eventID=event_number(7), bizStep="receiving"))
    job = capture(many(), sender)
    assert (job.success, job.events, job.repeated) == (False, MANY - 1, 0)
    assert job.problems[0]["where"] == "eventList[7].eventID"
