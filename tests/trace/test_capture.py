"""The one door: what is taken in, what is refused, and that nothing is half stored."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from nguongoc.domain.problem import Refused
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.trace.events import actions
from nguongoc.trace.events.models import Capture, CaptureChunk, Event, EventItem, EventParty
from world import (
    LD_JSON,
    NOW,
    a_client,
    a_document,
    a_party,
    a_sender,
    a_site,
    a_transformation,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Capture, CaptureChunk, Event, EventItem, EventParty))


def test_an_event_is_stored_with_its_items_its_party_and_the_bytes_as_sent() -> None:
    sender = a_sender()
    body = as_bytes(a_document(an_event()))
    job = actions.capture(body, media_type=LD_JSON, sender=sender, at=NOW)

    assert (job.success, job.events, job.repeated, job.finished_at) == (True, 1, 0, NOW)
    event = Event.objects.get()
    assert (event.event_type, event.biz_step, event.sender) == ("ObjectEvent", "shipping", sender.party.pk)
    assert event.body["eventTime"] == "2026-09-12T01:00:00Z"
    item = EventItem.objects.get(role="epcClass")
    assert (item.key, item.quantity, item.uom) == (lot_key(), 10, "KGM")
    assert EventParty.objects.get().party == sender.party.pk
    assert b"".join(actions.document_bytes(job)) == body


def test_the_same_event_sent_twice_is_one_event() -> None:
    sender = a_sender()
    send(sender, an_event())
    again = send(sender, an_event())
    assert (again.success, again.events, again.repeated) == (True, 0, 1)
    assert Event.objects.count() == 1


def test_the_same_event_in_another_spelling_is_one_event() -> None:
    sender = a_sender()
    send(sender, an_event())
    respelled = an_event(eventTime="2026-09-12T01:00:00.000Z")
    assert send(sender, dict(reversed(respelled.items()))).repeated == 1


def test_the_same_id_with_other_content_is_a_conflict_and_nothing_of_the_document_is_stored() -> None:
    sender = a_sender()
    send(sender, an_event())
    with pytest.raises(actions.Conflict, match="already stored"):
        send(sender, an_event(eventID=event_number(2)), an_event(bizStep="receiving"))
    assert Event.objects.count() == 1
    assert Capture.objects.count() == 1


def test_a_second_party_that_sends_the_same_event_sees_it_too() -> None:
    first, second = a_sender(a_party("Một")), a_sender(a_party("Hai"))
    send(first, an_event())
    assert send(second, an_event()).repeated == 1
    assert set(EventParty.objects.values_list("party", flat=True)) == {first.party.pk, second.party.pk}


def test_an_event_without_an_id_gets_its_hash_so_that_sending_it_again_changes_nothing() -> None:
    sender = a_sender()
    send(sender, an_event(eventID=None))
    assert Event.objects.get().event_id.startswith("ni:///sha-256;")
    assert send(sender, an_event(eventID=None)).repeated == 1


def test_a_declaration_of_error_is_an_event_of_its_own_beside_the_one_it_takes_back() -> None:
    sender = a_sender()
    send(sender, an_event())
    declared = {"declarationTime": "2026-09-13T08:00:00Z", "reason": "incorrect_data"}
    send(sender, an_event(errorDeclaration=declared))
    assert Event.objects.filter(event_id=event_number(1)).count() == 2
    assert send(sender, an_event(errorDeclaration=declared)).repeated == 1


def test_a_document_with_problems_is_refused_whole_and_every_problem_is_named() -> None:
    sender = a_sender()
    with pytest.raises(Refused) as refusal:
        send(sender, an_event(), an_event(eventID=event_number(2), eventTime="hôm qua"), {"type": "Lạ"})
    wheres = {problem.where for problem in refusal.value.problems}
    assert any(where.startswith("eventList[1]") for where in wheres)
    assert any(where.startswith("eventList[2]") for where in wheres)
    assert nothing_is_stored()


def test_with_proceed_the_good_events_are_stored_and_the_job_names_the_others() -> None:
    sender = a_sender()
    proceed = actions.Sender(sender.party, sender.user, "proceed")
    job = send(proceed, an_event(), an_event(eventID=event_number(2), action="TAKE"))
    assert (job.success, job.events) == (False, 1)
    assert job.problems[0]["where"].startswith("eventList[1]")
    assert Event.objects.count() == 1


def test_proceed_takes_every_good_event_however_many_are_bad() -> None:
    sender = a_sender()
    bad = [an_event(eventID=event_number(number), action="TAKE") for number in range(1, 2101)]
    last = an_event(eventID=event_number(9999))
    job = send(actions.Sender(sender.party, sender.user, "proceed"), *bad, last)
    assert (job.success, job.events, len(job.problems)) == (False, 1, 1000)


def test_a_document_with_more_events_than_announced_is_refused_whole(settings: Any) -> None:
    settings.CAPTURE_LIMIT_EVENTS = 30
    with pytest.raises(Refused, match="more than 30 events"):
        send(a_sender(), *(an_event(eventID=event_number(number)) for number in range(1, 32)))
    assert nothing_is_stored()


@pytest.mark.parametrize("value", ["maybe", "x" * 200, ""])
def test_an_unknown_error_behaviour_is_refused_by_name(value: str) -> None:
    client = a_client(a_user(a_party()))
    answer = post(client, as_bytes(a_document(an_event())), headers={"GS1-Capture-Error-Behaviour": value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"] == "GS1-Capture-Error-Behaviour"
    assert nothing_is_stored()


def test_a_doubtful_key_is_a_warning_and_under_a_prefix_of_our_own_party_a_problem() -> None:
    doubtful = an_event(quantityList=None, epcList=["https://id.gs1.org/01/09506000134353/21/A"])
    owner = a_party("Chủ mã")
    job = send(a_sender(owner), doubtful)
    assert (job.success, len(job.warnings)) == (True, 1)

    Prefix.objects.create(party=owner, digits="9506000", valid_from=NOW.date())
    with pytest.raises(Refused, match="check digit"):
        send(a_sender(owner), {**doubtful, "eventID": event_number(2)})


def test_a_member_named_twice_is_taken_and_told_of() -> None:
    body = as_bytes(a_document(an_event())).replace(b'"action"', b'"bizStep": "packing", "action"')
    job = actions.capture(body, media_type=LD_JSON, sender=a_sender(), at=NOW)
    assert job.success
    assert "bizStep" in job.warnings[0]["en"]


def test_a_text_with_nul_is_refused_by_its_place() -> None:
    with pytest.raises(Refused) as refusal:
        send(a_sender(), an_event(**{"@context": [{"ex": "https://ex.example/"}], "ex:note": "a\x00b"}))
    assert refusal.value.problems[0].code == "nul"
    assert refusal.value.problems[0].where == "eventList[0].ex:note"
    assert nothing_is_stored()


def test_an_event_carries_the_prefixes_it_uses_so_that_it_stands_without_its_document() -> None:
    document = a_document(an_event(**{"ex:grade": "A"}))
    document["@context"].append({"ex": "https://ex.example/", "unused": "https://unused.example/"})
    actions.capture(as_bytes(document), media_type=LD_JSON, sender=a_sender(), at=NOW)
    assert Event.objects.get().body["@context"] == [{"ex": "https://ex.example/"}]


def test_every_party_that_an_event_names_may_see_it() -> None:
    seller, buyer = a_party("Bên bán"), a_party("Bên mua", gln="4012345000009")
    site = a_site(buyer, "Kho")
    stranger = a_party("Người ngoài")
    links = {
        "sourceList": [{"type": "owning_party", "source": seller.identifiers[0]}],
        "destinationList": [{"type": "owning_party", "destination": buyer.identifiers[0]}],
        "readPoint": {"id": site.identifiers[0]},
    }
    send(a_sender(seller), an_event(**links))
    seen = set(EventParty.objects.values_list("party", flat=True))
    assert seen == {seller.pk, buyer.pk}
    assert stranger.pk not in seen


def test_a_large_document_is_kept_first_and_taken_in_by_the_worker() -> None:
    sender = a_sender()
    events = [an_event(eventID=event_number(number)) for number in range(1, 2502)]
    body = as_bytes(a_document(*events))
    job = actions.accept(io.BytesIO(body), media_type=LD_JSON, sender=sender, at=NOW)
    assert (job.finished_at, Event.objects.count()) == (None, 0)

    done = actions.finish(job, at=NOW)
    assert (done.success, done.events, Event.objects.count()) == (True, 2501, 2501)
    assert actions.finish(job, at=NOW).events == 2501


def test_a_large_document_with_a_problem_leaves_only_its_failed_job() -> None:
    events = [an_event(eventID=event_number(number)) for number in range(1, 1202)]
    events[1100]["action"] = "TAKE"
    job = actions.accept(
        io.BytesIO(as_bytes(a_document(*events))), media_type=LD_JSON, sender=a_sender(), at=NOW
    )
    done = actions.finish(job, at=NOW)
    assert (done.success, done.events, Event.objects.count()) == (False, 0, 0)
    assert done.problems[0]["where"].startswith("eventList[1100]")
    assert Capture.objects.get().finished_at == NOW


# Over HTTP


def post(client: Any, body: bytes | str, **more: Any) -> Any:
    return client.post("/epcis/capture", body, content_type=more.pop("content_type", LD_JSON), **more)


def test_a_posted_document_answers_202_and_a_job_that_can_be_looked_up() -> None:
    client = a_client(a_user(a_party()))
    answer = post(client, as_bytes(a_document(an_event())))
    assert answer.status_code == 202
    job = client.get(answer["Location"]).json()
    assert (job["success"], job["running"], job["captureID"]) == (True, False, answer.json()["captureID"])
    assert int(answer["GS1-EPCIS-Capture-Limit"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        "\ufeff{}".encode("utf-16"),
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[]",
    ],
    ids=["truncated", "not JSON", "UTF-16", "deep", "a list"],
)
def test_what_is_no_document_is_refused_with_its_own_reason(body: bytes) -> None:
    answer = post(a_client(a_user(a_party())), body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "epcisException:ValidationException"
    assert told["errors"][0]["code"] not in ("", "schema")
    assert told["errors"][0]["vi"] != told["errors"][0]["en"]
    assert nothing_is_stored()


def test_an_unknown_event_type_is_refused() -> None:
    answer = post(a_client(a_user(a_party())), as_bytes(a_document(an_event(type="TeaEvent"))))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"].startswith("eventList[0]")


def test_a_repeated_id_with_other_content_answers_409() -> None:
    client = a_client(a_user(a_party()))
    post(client, as_bytes(a_document(an_event())))
    answer = post(client, as_bytes(a_document(an_event(bizStep="receiving"))))
    assert answer.status_code == 409
    assert answer.json()["type"] == "epcisException:ResourceAlreadyExistsException"


def test_another_media_type_answers_415() -> None:
    answer = post(a_client(a_user(a_party())), b"<a/>", content_type="text/plain")
    assert answer.status_code == 415


def test_a_body_over_the_limit_answers_413_and_names_the_limit(settings: Any) -> None:
    settings.CAPTURE_LIMIT_BYTES = 10
    answer = post(a_client(a_user(a_party())), as_bytes(a_document(an_event())))
    assert (answer.status_code, answer["GS1-EPCIS-Capture-File-Size-Limit"]) == (413, "10")


def over_the_wire(client: Client, body: bytes, length: str) -> Any:
    """A call below Django's test client, which sends no body shorter than announced and always a length."""
    environ = RequestFactory().post("/epcis/capture").environ
    sent = {"CONTENT_TYPE": LD_JSON, "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(body)}
    return ClientHandler(enforce_csrf_checks=False)({**environ, **client.defaults, **sent})


def test_a_body_that_is_cut_on_the_way_is_refused() -> None:
    body = as_bytes(a_document(an_event()))
    answer = over_the_wire(a_client(a_user(a_party())), body[:-20], str(len(body)))
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"][0]["code"] == "cut-short"
    assert nothing_is_stored()


def test_a_chunked_body_without_its_length_answers_411() -> None:
    answer = over_the_wire(a_client(a_user(a_party())), as_bytes(a_document(an_event())), "")
    assert answer.status_code == 411
    assert "Content-Length" in json.loads(answer.content)["detail"]


def test_an_empty_body_is_refused() -> None:
    answer = over_the_wire(a_client(a_user(a_party())), b"", "0")
    assert answer.status_code == 400


def test_a_token_without_the_scope_is_told_which_right_it_lacks() -> None:
    answer = post(a_client(a_user(a_party()), "query"), as_bytes(a_document(an_event())))
    assert answer.status_code == 403
    assert "capture events" in answer.json()["detail_en"]


def test_a_stranger_and_a_wrong_token_answer_401(client: Any) -> None:
    assert post(client, b"{}").status_code == 401
    assert post(client, b"{}", headers={"Authorization": "Bearer ng_wrong"}).status_code == 401


def test_an_account_of_no_party_cannot_capture() -> None:
    from nguongoc.foundation.accounts.models import User
    from nguongoc.registry.parties.models import Membership

    user = a_user(a_party())
    client = a_client(user)
    Membership.objects.filter(user=user).update(valid_to=NOW.date().replace(year=2025, month=8))
    assert post(client, as_bytes(a_document(an_event()))).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_a_job_of_another_party_is_not_found() -> None:
    answer = post(a_client(a_user(a_party("Một"))), as_bytes(a_document(an_event())))
    other = a_client(a_user(a_party("Hai")))
    assert other.get(answer["Location"]).status_code == 404
    assert other.get(f"/epcis/capture/{uuid.uuid4()}").status_code == 404
    assert other.get("/epcis/capture").json() == []


# The log keeps what it holds


@pytest.mark.parametrize(
    "table", ["events_event", "events_eventitem", "events_eventparty", "events_capturechunk"]
)
@pytest.mark.parametrize("deed", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_log_refuses_every_way_of_changing_it(table: str, deed: str) -> None:
    from django.db import IntegrityError, transaction

    send(a_sender(), an_event())
    column = {"events_capturechunk": "number", "events_eventparty": "party"}.get(table, "event_time")
    with pytest.raises(IntegrityError, match="nothing is updated or deleted"), transaction.atomic():
        connection.cursor().execute(deed.format(table, column))


@pytest.mark.parametrize("deed", ["UPDATE {0} SET events = 2", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_a_capture_that_has_ended_is_not_changed_and_none_is_deleted(deed: str) -> None:
    from django.db import IntegrityError, transaction

    send(a_sender(), an_event())
    with pytest.raises(IntegrityError, match="what has ended is not changed"), transaction.atomic():
        connection.cursor().execute(deed.format("events_capture"))


def test_only_the_store_creates_events() -> None:
    import pathlib

    import nguongoc

    source = pathlib.Path(nguongoc.__file__).parent
    writers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "migrations" not in path.parts
        if any(
            word in path.read_text()
            for word in ("COPY events_event", "INTO events_event", "Event.objects.create")
        )
    }
    assert writers <= {"trace/events/store.py", "config/bench/capture.py"}


def test_transformations_are_stored_with_both_sides() -> None:
    send(a_sender(), a_transformation([kg(lot_key("LA"), 420)], [kg(lot_key("CHE"), 88.4)]))
    roles = {item.role: float(item.quantity or 0) for item in EventItem.objects.all()}
    assert roles == {"inputClass": 420, "outputClass": 88.4}
    assert json.loads(json.dumps(Event.objects.get().body))["outputQuantityList"][0]["quantity"] == 88.4
