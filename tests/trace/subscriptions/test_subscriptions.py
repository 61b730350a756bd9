"""Subscriptions: every event that the query finds, once, in the order of the log, to whoever may still see it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from trace.subscriptions.receiver import Receiver, receiving
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml import etree

from nguongoc.foundation.accounts.models import ApiToken
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.parties.models import Membership
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.models import Bookmark
from nguongoc.trace.subscriptions import actions, matching, sending, tasks
from nguongoc.trace.subscriptions.models import Delivery, Subscription
from nguongoc.trace.subscriptions.sending import pause
from world import (
    LD_JSON,
    a_client,
    a_document,
    a_party,
    a_sender,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
)

pytestmark = pytest.mark.django_db(transaction=True)

STREAM = {"stream": True}


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTBOUND_PRIVATE = True
    with receiving() as open_receiver:
        yield open_receiver


@pytest.fixture
def sender() -> Sender:
    begin()
    with connection.cursor() as cursor:  # the queue's own tables are not emptied between tests
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    return a_sender()


@pytest.fixture
def client(sender: Sender) -> Client:
    caller = a_client(sender.user)
    query = {"name": "xuat", "query": {"EQ_bizStep": ["shipping"]}}
    assert (
        caller.post("/epcis/queries", json.dumps(query), content_type="application/json").status_code == 201
    )
    return caller


def subscribe(client: Client, receiver: Receiver, **wish: Any) -> Any:
    body = {"dest": receiver.url, **(wish or STREAM)}
    return client.post("/epcis/queries/xuat/subscriptions", json.dumps(body), content_type="application/json")


def tell(sender: Sender, *numbers: int, step: str = "shipping") -> list[str]:
    """Capture events of these numbers now; answers their ids."""
    events = [an_event(eventID=event_number(number), bizStep=step) for number in numbers]
    capture(as_bytes(a_document(*events)), media_type=LD_JSON, sender=sender, at=timezone.now())
    return [event_number(number) for number in numbers]


def serve() -> None:
    """What the worker does for every subscription there is."""
    for key in Subscription.objects.values_list("pk", flat=True):
        tasks.serve_one(str(key))


def the_one() -> Subscription:
    return Subscription.objects.get()


def test_a_stream_is_told_what_is_recorded_from_now_on_and_only_what_the_query_finds(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    tell(sender, 1)
    made = subscribe(client, receiver)
    assert made.status_code == 201
    assert made["Location"].endswith(f"/epcis/queries/xuat/subscriptions/{made.json()['subscriptionID']}")
    told = tell(sender, 2, 3)
    tell(sender, 4, step="receiving")
    serve()
    serve()
    assert receiver.events == told
    results = receiver.calls[0].document["epcisBody"]["queryResults"]
    assert (results["queryName"], results["subscriptionID"]) == ("xuat", made.json()["subscriptionID"])
    shown = client.get(made["Location"])
    assert shown.json()["state"] == "running"
    assert "lastNotifiedAt" in shown.json()
    assert shown["GS1-Query-Min-Record-Time"] == shown.json()["minRecordTime"]


def test_with_an_initial_record_time_the_past_is_told_too(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    tell(sender, 1)
    since = timezone.now()
    later = tell(sender, 2)
    subscribe(client, receiver, stream=True, initialRecordTime=since.isoformat())
    later += tell(sender, 3)
    serve()
    assert receiver.events == later


def test_each_call_is_signed_and_its_time_and_id_too(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    made = subscribe(client, receiver).json()
    secret = made["signatureToken"].encode()
    tell(sender, 1)
    serve()
    headers, body = receiver.calls[0].headers, receiver.calls[0].body
    assert headers["GS1-Signature"] == hmac.new(secret, body, hashlib.sha256).hexdigest()
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    stamp = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{stamp}"
    assert abs(int(headers["Webhook-Timestamp"]) - timezone.now().timestamp()) < 60
    assert headers["Content-Type"] == "application/json"


def test_a_failing_receiver_is_tried_again_in_order_under_the_same_id(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    receiver.answers = [500, 503]
    first = tell(sender, 1)
    serve()
    second = tell(sender, 2)
    serve()
    assert len(receiver.calls) == 1, "the second waits behind the first, which must wait a while"
    assert client.get("/epcis/queries/xuat/subscriptions").json()[0]["state"] == "failing"
    for _ in range(2):
        Delivery.objects.filter(state="waiting").update(next_at=timezone.now())
        serve()
    ids = [call.headers["Webhook-Id"] for call in receiver.calls]
    assert [call.events for call in receiver.calls] == [first, first, first, second]
    assert len(set(ids[:3])) == 1
    assert ids[3] != ids[0]
    assert [call.headers["Webhook-Attempt"] for call in receiver.calls] == ["1", "2", "3", "1"]
    assert (the_one().failures, the_one().last_problem) == (0, None)


def test_the_pauses_grow_and_end_at_four_hours() -> None:
    pauses = [pause(attempt).total_seconds() for attempt in range(1, 12)]
    assert pauses[:4] == [10, 30, 90, 270]
    assert pauses[-1] == 4 * 3600
    assert pauses == sorted(pauses)


def test_whoever_fails_for_long_is_suspended_says_why_and_loses_nothing_when_resumed(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    receiver.decide = lambda call: 500
    told = tell(sender, 1)
    serve()
    Subscription.objects.update(failing_since=timezone.now() - sending.PATIENCE)
    Delivery.objects.update(next_at=timezone.now())
    serve()
    shown = client.get("/epcis/queries/xuat/subscriptions").json()[0]
    assert shown["state"] == "suspended"
    assert "500" in shown["problem"]["vi"]
    told_owner = Notice.objects.get(user=sender.user)
    assert told_owner.link == f"/dang-ky-su-kien/{the_one().pk}/"
    told += tell(sender, 2)
    serve()
    calls = len(receiver.calls)
    receiver.decide = None
    who = sender.user
    actions.resume(the_one(), viewer=_viewer(who), token=None, at=timezone.now())
    serve()
    assert [event for call in receiver.calls[calls:] for event in call.events] == told


def _viewer(user: Any) -> Any:
    from nguongoc.registry.parties.rights import viewer

    return viewer(user, on=timezone.localdate())


def test_gone_means_gone(client: Client, sender: Sender, receiver: Receiver) -> None:
    subscribe(client, receiver)
    receiver.answers = [410]
    tell(sender, 1)
    serve()
    assert the_one().suspended_at is not None


def test_a_redirect_is_a_failure_and_says_so(client: Client, sender: Sender, receiver: Receiver) -> None:
    subscribe(client, receiver)
    receiver.answers = [301]
    tell(sender, 1)
    serve()
    assert "chuyển hướng" in the_one().last_problem["vi"]


def test_a_receiver_that_finds_a_document_too_large_gets_it_in_pieces_in_order(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    receiver.decide = lambda call: 413 if len(call.events) > 2 else 200
    told = tell(sender, *range(1, 8))
    serve()
    taken = [event for call in receiver.calls if len(call.events) <= 2 for event in call.events]
    assert taken == told
    assert the_one().batch < 4
    assert len({call.headers["Webhook-Id"] for call in receiver.calls}) == len(receiver.calls)


def test_a_schedule_sends_at_its_time_and_an_empty_document_when_that_was_wished(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver, schedule={"second": "0"}, reportIfEmpty=True)
    told = tell(sender, 1, 2)
    serve()
    assert receiver.calls == [], "its time has not come"
    for expected in (told, []):
        Subscription.objects.update(next_run_at=timezone.now())
        serve()
        assert receiver.calls[-1].events == expected
    assert len(receiver.calls) == 2
    assert the_one().next_run_at > timezone.now()
    assert the_one().next_run_at.second == 0


def test_a_run_that_finds_more_than_the_query_bears_is_told_as_an_error(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    query = {"name": "ít", "query": {"EQ_bizStep": ["shipping"], "maxEventCount": 2}}
    client.post("/epcis/queries", json.dumps(query), content_type="application/json")
    wish = json.dumps({"dest": receiver.url, "schedule": {"hour": "1"}})
    made = client.post("/epcis/queries/ít/subscriptions", wish, content_type="application/json")
    assert made.status_code == 201
    tell(sender, 1, 2, 3)
    Subscription.objects.update(next_run_at=timezone.now())
    serve()
    problem = receiver.calls[0].document
    assert problem["type"] == "epcisException:QueryTooLargeException"
    assert problem["status"] == 413
    assert receiver.calls[0].headers["Content-Type"] == "application/problem+json"


def test_a_query_that_cannot_be_answered_is_told_once_and_loses_nothing(
    client: Client, sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(client, receiver)
    told = tell(sender, 1)

    def broken(*_: Any) -> Any:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(matching, "matched", broken)
        serve()
        Subscription.objects.update(next_run_at=timezone.now())
        serve()
    assert [call.document["type"] for call in receiver.calls] == ["epcisException:ImplementationException"]
    Subscription.objects.update(next_run_at=timezone.now())
    serve()
    assert receiver.calls[1].events == told


def test_a_revoked_owner_gets_nothing_even_of_what_was_written_down(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    receiver.answers = [500]
    tell(sender, 1)
    serve()
    Membership.objects.filter(user=sender.user).delete()
    Delivery.objects.update(next_at=timezone.now())
    tasks.serve_one(str(the_one().pk))
    assert len(receiver.calls) == 1
    assert "không còn quyền" in the_one().last_problem["vi"]


def test_a_revoked_token_ends_what_was_subscribed_with_it_until_its_owner_resumes(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    told = tell(sender, 1)
    ApiToken.objects.update(revoked_at=timezone.now())
    serve()
    assert receiver.calls == []
    assert the_one().suspended_at is not None
    actions.resume(the_one(), viewer=_viewer(sender.user), token=None, at=timezone.now())
    serve()
    assert receiver.events == told


def test_what_its_owner_may_not_see_is_not_sent(client: Client, sender: Sender, receiver: Receiver) -> None:
    other = a_party("Khác")
    client.post(
        "/epcis/queries",
        json.dumps({"name": "xuat", "query": {"EQ_bizStep": ["shipping"]}}),
        content_type="application/json",
    )
    stranger = a_client(a_user(other))
    made = {"name": "xuat", "query": {"EQ_bizStep": ["shipping"]}}
    stranger.post("/epcis/queries", json.dumps(made), content_type="application/json")
    assert subscribe(stranger, receiver).status_code == 201
    tell(sender, 1)
    serve()
    assert receiver.calls == []


def test_an_ended_subscription_sends_nothing_and_leaves_no_bookmark(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    made = subscribe(client, receiver)
    tell(sender, 1)
    assert client.delete(made["Location"]).status_code == 204
    serve()
    assert receiver.calls == []
    assert not Bookmark.objects.filter(follower__startswith="subscription:").exists()
    again = subscribe(client, receiver)
    assert client.delete("/epcis/queries/xuat").status_code == 204
    assert client.get(again["Location"]).status_code == 404
    assert not Delivery.objects.exists()


def test_a_crash_between_the_answer_and_its_record_sends_the_same_id_again(
    client: Client, sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(client, receiver)
    tell(sender, 1)

    def die(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            serve()
    serve()
    assert len(receiver.calls) == 1, "whoever held it may still be at it"
    Delivery.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    serve()
    assert len({call.headers["Webhook-Id"] for call in receiver.calls}) == 1
    assert len(receiver.calls) == 2


def test_whoever_has_something_to_do_is_woken_once(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    def queued() -> int:
        return ProcrastinateJob.objects.filter(task_name=actions.SERVE, status="todo").count()

    subscribe(client, receiver)
    tasks.wake_all(timezone.now())
    assert queued() == 0
    tell(sender, 1)
    tasks.wake_all(timezone.now())
    tasks.wake_all(timezone.now())
    assert queued() == 1
    serve()
    ProcrastinateJob.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    tasks.wake_all(timezone.now())
    assert queued() == 0


def test_a_name_that_later_leads_into_a_closed_network_is_not_called(
    client: Client, sender: Sender, receiver: Receiver, settings: Any
) -> None:
    subscribe(client, receiver)
    settings.OUTBOUND_PRIVATE = False
    tell(sender, 1)
    serve()
    assert receiver.calls == []
    assert "mạng nội bộ" in the_one().last_problem["vi"]


def test_what_was_sent_long_ago_is_put_away_and_what_waits_is_kept(
    client: Client, sender: Sender, receiver: Receiver
) -> None:
    subscribe(client, receiver)
    receiver.answers = [200, 500]
    tell(sender, 1)
    serve()
    tell(sender, 2)
    serve()
    Delivery.objects.update(made_at=timezone.now() - timedelta(days=31))
    tasks.sweep(timezone.now())
    assert [one.state for one in Delivery.objects.all()] == ["waiting"]


@pytest.mark.parametrize("version", ["1", "2"])
def test_who_subscribes_over_soap_gets_xml_of_the_same_version(
    sender: Sender, receiver: Receiver, version: str
) -> None:
    namespace = f"urn:epcglobal:epcis-query:xsd:{version}"
    message = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<q:Subscribe xmlns:q="{namespace}"><queryName>SimpleEventQuery</queryName><params/>'
        f"<dest>{receiver.url}</dest><controls><schedule><second>0</second></schedule>"
        "<reportIfEmpty>true</reportIfEmpty></controls><subscriptionID>cũ</subscriptionID></q:Subscribe>"
        "</s:Body></s:Envelope>"
    )
    answer = a_client(sender.user).post("/epcis/soap", message.encode(), content_type="text/xml")
    assert answer.status_code == 200
    told = tell(sender, 1, 2)
    for _ in range(2):
        Subscription.objects.update(next_run_at=timezone.now())
        serve()
    full, empty = (etree.fromstring(call.body) for call in receiver.calls)
    assert receiver.calls[0].headers["Content-Type"] == "application/xml"
    for document in (full, empty):
        assert document.tag == f"{{{namespace}}}EPCISQueryDocument"
        assert document.findtext(".//subscriptionID") == "cũ"
    assert [one.text for one in full.iter("eventID")] == told
    assert not list(empty.iter("eventID"))


def test_an_error_is_told_in_xml_too(
    sender: Sender, receiver: Receiver, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(client, receiver)
    Subscription.objects.update(form=Subscription.Form.XML_12)
    tell(sender, 1)

    def broken(*_: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(matching, "matched", broken)
    serve()
    document = etree.fromstring(receiver.calls[0].body)
    exception = document.find(".//{*}ImplementationException")
    assert exception.findtext("severity") == "ERROR"
    assert exception.findtext("queryName") == "xuat"
