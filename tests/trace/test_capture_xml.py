"""XML through the one door: the same jobs, limits and promises as JSON."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from domain.epcis.xml_samples import BEFORE, xml_document, xml_event
from nguongoc.domain.problem import Refused
from nguongoc.trace.events import actions, verify
from nguongoc.trace.events.actions import document_bytes
from nguongoc.trace.events.models import Capture, Event, EventItem
from world import NOW, a_client, a_document, a_sender, an_event, as_bytes, begin, send

pytestmark = pytest.mark.django_db

XML = "application/xml"
LOT = "https://id.gs1.org/01/02000000000015/10/L1"
QUANTITIES = (
    f"<quantityList><quantityElement><epcClass>{LOT}</epcClass><quantity>10</quantity><uom>KGM</uom>"
    "</quantityElement></quantityList>"
)


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def numbered(number: int, inner: str = "") -> str:
    return xml_event(before=BEFORE + f"<eventID>urn:uuid:{number}</eventID>", after=inner)


def sound() -> bool:
    return not list(verify.faults(verify.Counts()))


def test_an_event_in_xml_is_stored_in_its_one_form_and_the_bytes_as_sent() -> None:
    body = xml_document(xml_event(QUANTITIES, after="<example:note>Chè</example:note>"), version="1.2")
    job = actions.capture(body, media_type=XML, sender=a_sender(), at=NOW)
    assert (job.success, job.events, job.media_type) == (True, 1, XML)
    assert b"".join(document_bytes(job)) == body
    event = Event.objects.get()
    assert event.body["example:note"] == "Chè"
    assert event.body["@context"] == [{"example": "https://ns.example.com/epcis/"}]
    assert EventItem.objects.get(role="epcClass").quantity == 10
    assert sound()


def test_the_same_event_in_json_and_in_xml_is_one_event() -> None:
    sender = a_sender()
    send(sender, an_event(eventID=None, bizStep="shipping", quantityList=None, epcList=["urn:x:1"]))
    told = (
        "<ObjectEvent><eventTime>2026-09-12T08:00:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>"
        "<epcList><epc>urn:x:1</epc></epcList><action>OBSERVE</action>"
        "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent>"
    )
    for version in ("2.0", "1.2"):
        body = xml_document(told, version=version)
        job = actions.capture(body, media_type="text/xml", sender=sender, at=NOW)
        assert (job.events, job.repeated) == (0, 1)
    assert Event.objects.count() == 1
    assert sound()


def test_mixed_versions_are_refused_whole_also_when_proceeding() -> None:
    mixed = xml_document(numbered(1), xml_event(QUANTITIES))
    for behaviour in Capture.Behaviour.values:
        sender = actions.Sender(a_sender().party, a_sender().user, behaviour)
        with pytest.raises(Refused) as refused:
            actions.capture(mixed, media_type=XML, sender=sender, at=NOW)
        assert refused.value.problems[0].code == "mixed-versions"
    assert not Capture.objects.exists()


def test_proceed_takes_the_good_events_and_names_the_rest() -> None:
    sender = actions.Sender(a_sender().party, a_sender().user, Capture.Behaviour.PROCEED)
    bad = numbered(2).replace("ADD", "LOOK")
    job = actions.capture(xml_document(numbered(1), bad, numbered(3)), media_type=XML, sender=sender, at=NOW)
    assert (job.success, job.events) == (False, 2)
    assert [found["where"] for found in job.problems] == ["eventList[1].action"]
    assert sound()


@pytest.mark.parametrize("behaviour", Capture.Behaviour.values)
def test_a_large_document_is_taken_in_as_a_stream(behaviour: str, settings: Any) -> None:
    settings.CAPTURE_IN_REQUEST_BYTES = 10
    party = a_sender()
    sender = actions.Sender(party.party, party.user, behaviour)
    good = xml_document(*(numbered(number) for number in range(30)))
    job = actions.accept(io.BytesIO(good), media_type=XML, sender=sender, at=NOW)
    done = actions.finish(job, at=timezone.now())
    assert (done.success, done.events, done.problems) == (True, 30, [])
    mixed = xml_document(*(numbered(number) for number in range(100, 130)), xml_event(QUANTITIES))
    late = actions.finish(
        actions.accept(io.BytesIO(mixed), media_type=XML, sender=sender, at=NOW), at=timezone.now()
    )
    assert (late.success, late.events) == (False, 0)
    assert late.problems[0]["code"] == "mixed-versions"
    cut = actions.accept(io.BytesIO(good[:-50]), media_type=XML, sender=sender, at=NOW)
    assert actions.finish(cut, at=timezone.now()).problems[0]["code"] == "xml"
    assert Event.objects.count() == 30
    assert sound()


def test_what_was_done_behind_the_back_of_an_xml_document_is_named() -> None:
    job = actions.capture(xml_document(numbered(1)), media_type=XML, sender=a_sender(), at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # as somebody with the database's own rights
        cursor.execute(
            "UPDATE events_event SET body = body || %s WHERE capture = %s", ['{"bizStep": "x"}', job.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert [found.code for found in verify.faults(verify.Counts())] == ["event-altered"]


def posted(client: Client, body: bytes, **headers: str) -> Any:
    return client.post("/epcis/capture", body, content_type=XML, headers=headers)


def test_xml_comes_in_over_http_and_its_refusal_names_the_place() -> None:
    client = a_client(a_sender().user)
    assert posted(client, xml_document(numbered(1))).status_code == 202
    answer = posted(client, xml_document(numbered(2))[:-40])
    assert answer.status_code == 400
    assert (
        posted(client, b'<urn:GetQueryNames xmlns:urn="urn:epcglobal:epcis-query:xsd:1"/>').status_code == 400
    )
    json = as_bytes(a_document(an_event()))
    assert posted(client, json).status_code == 400, "JSON that is called XML"
    assert Event.objects.count() == 1


def test_a_body_of_another_version_than_its_header_says_is_refused_by_name() -> None:
    client = a_client(a_sender().user)
    json = as_bytes(a_document(an_event()))
    old = xml_document(numbered(1)).replace(b"epcis:xsd:2", b"epcis:xsd:1").replace(b"2.0", b"1.2")
    for body, kind, said in (
        (json, "application/json", "1.2"),
        (xml_document(numbered(1)), XML, "1.2.0"),
        (xml_document(numbered(1)).decode().encode("utf-16"), XML, "1.2"),
        (old, XML, "2.0.0"),
    ):
        answer = client.post("/epcis/capture", body, content_type=kind, headers={"GS1-EPCIS-Version": said})
        assert answer.status_code == 400
        assert [(one["where"], one["code"]) for one in answer.json()["errors"]] == [
            ("GS1-EPCIS-Version", "version")
        ]
    assert not Capture.objects.exists()
    assert posted(client, xml_document(numbered(1)), **{"GS1-EPCIS-Version": "2.0"}).status_code == 202
