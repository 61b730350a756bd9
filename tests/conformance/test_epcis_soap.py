"""The published interoperability suite for EPCIS 1.x queries, spoken as it was written: over SOAP; and what is
answered, held against GS1's schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from conformance.given import given
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.models import Event
from world import NOW, a_sender, begin

pytestmark = [pytest.mark.django_db, pytest.mark.conformance]

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EXPECTED_ELSE = {
    "SE69": "its failure is the receiver's to see; the subscription itself is taken",
    "SE5": "asked without a token below",
    "SE74": "asked without a token below",
    "SE49": "its query is too complex for whoever wrote the suite, and is answered here",
}


@pytest.fixture
def suite(settings: Any) -> Path:
    settings.OUTBOUND_PRIVATE = True
    return given("epcis/query")


@pytest.fixture
def caller(suite: Path) -> Client:
    begin()
    sender = a_sender()
    for file in sorted((suite / "seed").glob("*.xml")):
        _seed(sender, file.read_bytes())
    token = make_token(sender.user, name="soap", scopes=["query"], actor=None, at=NOW)
    return Client(headers={"Authorization": f"Bearer {token}"})


def _seed(sender: Sender, body: bytes) -> None:
    if b"EPCISMasterDataDocument" in body:
        body = _in_a_header(body)
    job = capture(body, media_type="application/xml", sender=sender, at=NOW)
    assert job.success, job.problems


def _in_a_header(body: bytes) -> bytes:
    """Master data enters in the header of a document only, so the suite's own kind of document is put into one."""
    listed = etree.fromstring(body).find(".//VocabularyList")
    document = etree.fromstring(
        '<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2" creationDate="2026-11-20T08:00:00Z">'
        "<EPCISHeader><extension><EPCISMasterData/></extension></EPCISHeader><EPCISBody><EventList/></EPCISBody>"
        "</e:EPCISDocument>"
    )
    document.find(".//EPCISMasterData").append(listed)
    return etree.tostring(document)


def ask(caller: Client, message: bytes) -> Any:
    """What stands in the envelope of the answer."""
    inner = etree.tostring(etree.fromstring(message), encoding="unicode")
    body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{inner}</s:Body></s:Envelope>'.encode()
    answer = caller.post("/epcis/soap", body, content_type="text/xml")
    return etree.fromstring(answer.content).find("{*}Body")[0]


def said(answer: Any) -> str:
    """The name of the answer: of the exception, where it is a fault."""
    name = etree.QName(answer).localname
    return etree.QName(answer.find("detail")[0]).localname if name == "Fault" else name


def test_the_suite_is_answered_as_it_says(suite: Path, caller: Client) -> None:
    numbers = {event.event_id: number for number, event in enumerate(Event.objects.order_by("number"), 1)}
    wrong = [line for vector in vectors(suite) for line in differences(suite, caller, vector, numbers)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("request_", ["Test-EPCIS10-SE5-Request.xml", "Test-EPCIS10-MD1-Request.xml"])
def test_without_a_token_nothing_is_answered(suite: Path, caller: Client, request_: str) -> None:
    assert said(ask(Client(), (suite / "xml" / request_).read_bytes())) == "SecurityException"


def vectors(suite: Path) -> list[dict[str, Any]]:
    found = json.loads((suite / "vectors.json").read_text("utf-8"))
    assert len(found) > 40
    # The suite's recordTime is each event's own; the door here gives its own.
    return [one for one in found if not one["uses_recordTime"] and one["test"] not in EXPECTED_ELSE]


def differences(
    suite: Path, caller: Client, vector: dict[str, Any], numbers: dict[str, int]
) -> Iterator[str]:
    answer = ask(caller, (suite / "xml" / vector["request"]).read_bytes())
    name = f"{vector['test']}/{vector['step']} {vector['op']}"
    if vector["kind"] == "control":
        expected = vector.get("expect", f"{vector['op']}Result")
        if said(answer) != expected:
            yield f"{name}: {said(answer)}, not {expected}: {etree.tostring(answer)[:300]!r}"
        return
    if "expect" in vector:
        if said(answer) != vector["expect"]:
            yield f"{name}: {said(answer)}, not {vector['expect']}"
        return
    if "expect_vocabulary" in vector:
        told = {
            one.get("type"): sorted(each.get("id") for each in one.iter("VocabularyElement"))
            for one in answer.iter("Vocabulary")
        }
        expected = {kind: sorted(ids) for kind, ids in vector["expect_vocabulary"].items()}
        if told != expected:
            yield f"{name}: {told}, not {expected}"
        return
    found = sorted(numbers[one.text] for one in answer.iter("eventID") if one.text in numbers)
    if found != sorted(vector["expect_events"]):
        yield f"{name}: {found}, not {vector['expect_events']}; {said(answer)}"


@pytest.mark.parametrize(
    ("version", "schema"),
    [("1", "xsd12/EPCglobal-epcis-query-1_2.xsd"), ("2", "xsd20/EPCglobal-epcis-query-2_0.xsd")],
)
def test_answers_are_valid_by_the_schemas(caller: Client, version: str, schema: str) -> None:
    valid = etree.XMLSchema(etree.parse(str(given("epcis/official") / schema)))
    namespace = f"urn:epcglobal:epcis-query:xsd:{version}"
    for inner in QUESTIONS:
        answer = ask(caller, f'<q:{inner[0]} xmlns:q="{namespace}">{inner[1]}</q:{inner[0]}>'.encode())
        if etree.QName(answer).localname == "Fault":
            answer = answer.find("detail")[0]
        valid.assertValid(etree.ElementTree(_around(answer, namespace)))


FLAGS = "".join(
    f"<param><name>{name}</name><value>true</value></param>"
    for name in ("includeAttributes", "includeChildren")
)
QUESTIONS = (
    ("Poll", "<queryName>SimpleEventQuery</queryName><params/>"),
    ("Poll", f"<queryName>SimpleMasterDataQuery</queryName><params>{FLAGS}</params>"),
    ("Poll", "<queryName>none</queryName><params/>"),
    ("GetQueryNames", ""),
    ("GetStandardVersion", ""),
    ("GetVendorVersion", ""),
    ("GetSubscriptionIDs", "<queryName>SimpleEventQuery</queryName>"),
)


def _around(answer: Any, namespace: str) -> Any:
    """A query document around an answer: its schema has no other root for most of them."""
    version = "1.2" if namespace.endswith("1") else "2.0"
    root = etree.Element(
        f"{{{namespace}}}EPCISQueryDocument", schemaVersion=version, creationDate="2026-11-20T08:00:00Z"
    )
    etree.SubElement(root, "EPCISBody").append(answer)
    return etree.fromstring(etree.tostring(root))
