"""The EPCIS interface around its answers: resources, forms, versions, headers, discovery, problems (§8.2, §12)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client

from nguongoc.registry.parties.rights import viewer
from nguongoc.trace.events import values
from nguongoc.trace.events.models import KnownValue
from world import (
    LD_JSON,
    NOW,
    a_client,
    a_document,
    a_party,
    a_sender,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
    lot_key,
    send,
)

pytestmark = pytest.mark.django_db

CORE = "{urn:epcglobal:epcis:xsd:2}"
ITEM = "https://id.gs1.org/01/04012345123456/21/A"
URN = "urn:epc:id:sgtin:4012345.012345.A"
DOCK = "https://id.gs1.org/414/4012345000016"


@pytest.fixture
def sender() -> Any:
    begin()
    return a_sender()


@pytest.fixture
def client(sender: Any) -> Client:
    send(
        sender,
        an_event(eventID=event_number(1), disposition="in_transit", epcList=[URN], readPoint={"id": DOCK}),
        an_event(
            eventID=event_number(2),
            bizStep="receiving",
            eventTime="2026-09-13T08:00:00Z",
            bizLocation={"id": "urn:x:kho"},
        ),
    )
    return a_client(sender.user)


def events_of(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    listed = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return [int(event["eventID"][-2:]) for event in listed]


# Resources


def test_the_root_names_all_nine_resources(client: Client) -> None:
    answer = client.get("/epcis/").json()
    assert answer["type"] == "Collection"
    assert len(set(answer["member"])) == 9


RESOURCES = {
    "eventTypes": (["ObjectEvent"], "ObjectEvent", [2, 1]),
    "epcs": ([ITEM], URN, [1]),
    "bizSteps": (["receiving", "shipping"], "https://ref.gs1.org/cbv/BizStep-shipping", [1]),
    "dispositions": (["in_transit"], "urn:epcglobal:cbv:disp:in_transit", [1]),
    "readPoints": ([DOCK], "urn:epc:id:sgln:4012345.00001.0", [1]),
    "bizLocations": (["urn:x:kho"], "urn:x:kho", [2]),
}


@pytest.mark.parametrize("officer", [False, True])
@pytest.mark.parametrize("kind", RESOURCES)
def test_a_resource_lists_what_visible_events_hold_and_leads_to_them(
    client: Client, kind: str, officer: bool
) -> None:
    listed, value, numbers = RESOURCES[kind]
    asking = a_client(a_user(a_party("Sở", "agency"), "inspector")) if officer else client
    assert asking.get(f"/epcis/{kind}").json()["member"] == listed
    for spelling in (listed[-1], value):
        below = f"/epcis/{kind}/{quote(spelling, safe='')}"
        assert asking.get(below).json()["member"] == ["events"]
        assert events_of(asking.get(f"{below}/events")) == numbers
    assert events_of(asking.get(f"{below}/events?EQ_action=ADD")) == []
    stranger = a_client(a_user(a_party("Bên khác")))
    assert stranger.get(f"/epcis/{kind}").json()["member"] == []
    assert stranger.get(below).status_code == stranger.get(f"{below}/events").status_code == 404
    assert asking.get(f"/epcis/{kind}/urn:x:none").status_code == 404


def test_the_parameter_that_a_path_fixes_is_refused(client: Client) -> None:
    refused = client.get("/epcis/bizSteps/shipping/events?EQ_bizStep=receiving")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["where"] == "EQ_bizStep"


def test_values_come_page_by_page_and_are_spelled_as_asked(client: Client) -> None:
    first = client.get("/epcis/bizSteps?perPage=1")
    assert first.json()["member"] == ["receiving"]
    second = client.get(first["Link"].partition(">")[0][1:].removeprefix("http://testserver"))
    assert (second.json()["member"], second.get("Link")) == (["shipping"], None)
    assert client.get("/epcis/bizSteps?EQ_bizStep=x").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_who_sees_many_events_is_told_the_same_values_from_the_indexes(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = [
        an_event(eventID=event_number(n), epcList=[f"{ITEM}{n}"], readPoint={"id": DOCK}) for n in (1, 2, 3)
    ]
    send(sender, *theirs[:2])
    hidden = {"epcList": [f"{ITEM}2X"], "bizStep": "packing", "readPoint": {"id": "urn:x:theirs"}}
    send(a_sender(a_party("Bên khác")), an_event(eventID=event_number(9), **hidden))
    values.catch_up(NOW)
    send(sender, theirs[2], an_event(eventID=event_number(4), bizStep="receiving"))
    who = viewer(sender.user, on=NOW.date())
    read = {kind: values.after(kind, who, count=9) for kind in values.KINDS}
    assert (read["bizSteps"], read["readPoints"]) == (["receiving", "shipping"], [DOCK])
    monkeypatch.setattr(values, "MANY", 0)
    assert {kind: values.after(kind, who, count=9) for kind in values.KINDS} == read
    assert values.after("epcs", who, start=f"{ITEM}1", count=1) == [f"{ITEM}2"]


@pytest.mark.django_db(transaction=True)
def test_what_a_follower_noted_stands_beside_what_it_has_not_read(sender: Any) -> None:
    officer = a_client(a_user(a_party("Sở", "agency"), "inspector"))
    send(sender, an_event(eventID=event_number(1)))
    values.catch_up(NOW)
    assert set(KnownValue.objects.values_list("kind", "value")) == {
        ("eventTypes", "ObjectEvent"),
        ("bizSteps", "shipping"),
    }
    send(sender, an_event(eventID=event_number(2), bizStep="packing"))
    assert officer.get("/epcis/bizSteps").json()["member"] == ["packing", "shipping"]
    assert officer.get("/epcis/bizSteps/packing").status_code == 200


# Pages


def test_a_page_token_runs_out_and_can_be_given_back(client: Client) -> None:
    answer = client.get("/epcis/events?perPage=1")
    assert answer["GS1-Next-Page-Token-Expires"].endswith("Z")
    following = answer["Link"].partition(">")[0][1:].removeprefix("http://testserver")
    token = following.rpartition("nextPageToken=")[2]
    assert events_of(client.get(following)) == [1]
    assert client.delete(f"/epcis/nextPageToken/{token}").status_code == 204
    refused = client.get(following)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (400, "nextPageToken")
    assert client.delete("/epcis/nextPageToken/AAAA").status_code == 404


def test_jobs_come_page_by_page(sender: Any, client: Client) -> None:
    send(sender, an_event(eventID=event_number(3)))
    first = client.get("/epcis/capture?perPage=1")
    second = client.get(first["Link"].partition(">")[0][1:].removeprefix("http://testserver"))
    assert [len(first.json()), len(second.json())] == [1, 1]
    assert first.json()[0]["captureID"] != second.json()[0]["captureID"]


# Forms


def test_events_come_in_xml_of_either_version(client: Client) -> None:
    answer = client.get("/epcis/events", headers={"Accept": "application/xml"})
    assert answer["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.get("schemaVersion") == "2.0"
    assert len(root.findall(".//ObjectEvent")) == 2
    assert answer["GS1-EPCIS-Version"] == "2.0.0"
    older = client.get("/epcis/events", headers={"Accept": "text/xml", "GS1-EPCIS-Max": "1.2"})
    assert ElementTree.fromstring(older.content).get("schemaVersion") == "1.2"
    assert older["GS1-EPCIS-Version"] == "1.2.0"


@pytest.mark.parametrize(
    ("headers", "step"),
    [
        ({}, "https://ref.gs1.org/cbv/BizStep-shipping"),
        ({"GS1-CBV-XML-Format": "Always_URN"}, "urn:epcglobal:cbv:bizstep:shipping"),
        ({"GS1-CBV-XML-Format": "Always_Web_URI"}, "https://ref.gs1.org/cbv/BizStep-shipping"),
    ],
)
def test_cbv_words_in_xml_are_spelled_as_asked(client: Client, headers: dict[str, str], step: str) -> None:
    answer = client.get(f"/epcis/events/{event_number(1)}", headers={"Accept": "application/xml", **headers})
    assert [found.text for found in ElementTree.fromstring(answer.content).iter("bizStep")] == [step]


@pytest.mark.parametrize(
    ("wanted", "epc"),
    [
        ("", ITEM),
        ("No_Preference", ITEM),
        ("Always_GS1_Digital_Link", ITEM),
        ("Always_EPC_URN", URN),
        ("Never_Translates", URN),
    ],
)
def test_identifiers_are_spelled_as_asked(client: Client, wanted: str, epc: str) -> None:
    headers = {"GS1-EPC-Format": wanted} if wanted else {}
    answer = client.get(f"/epcis/events/{event_number(1)}", headers=headers).json()
    (event,) = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert event["epcList"] == [epc]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/csv"},
        {"Accept": "application/json", "GS1-EPCIS-Max": "1.2.0"},
        {"GS1-EPCIS-Min": "2.1"},
        {"GS1-EPCIS-Min": "two"},
        {"GS1-CBV-Min": "3.0.0"},
        {"GS1-EPCIS-Version": "9.0"},
        {"GS1-EPC-Format": "Sometimes"},
        {"GS1-CBV-XML-Format": "Sometimes"},
    ],
)
def test_what_cannot_be_met_is_not_acceptable(client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/epcis/events", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (406, "epcisException:NotAcceptableException")


def test_a_header_of_extensions_is_read_and_said_again_or_refused(client: Client) -> None:
    answer = client.get("/epcis/events", headers={"GS1-Extensions": "vn=https://vi-du.vn/"})
    assert answer["GS1-Extensions"] == "vn=https://vi-du.vn/"
    assert client.get("/epcis/events", headers={"GS1-Extensions": "vn"}).status_code == 400


def test_a_job_comes_in_xml(sender: Any, client: Client) -> None:
    job = send(sender, an_event(eventID=event_number(3)))
    answer = client.get(f"/epcis/capture/{job.pk}", headers={"Accept": "application/xml"})
    root = ElementTree.fromstring(answer.content)
    assert (root.tag, root.get("captureID"), root.get("success")) == (
        f"{CORE}EPCISCaptureJob",
        str(job.pk),
        "true",
    )


# Discovery and problems


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/epcis/", {"GET", "HEAD", "OPTIONS"}),
        ("/epcis/capture", {"GET", "HEAD", "POST", "OPTIONS"}),
        (f"/epcis/capture/{event_number(1)[9:]}", {"GET", "HEAD", "OPTIONS"}),
        ("/epcis/events", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/epcis/events/x", {"GET", "HEAD", "OPTIONS"}),
        ("/epcis/nextPageToken/x", {"DELETE", "OPTIONS"}),
        *(
            (f"/epcis/{kind}{below}", {"GET", "HEAD", "OPTIONS"})
            for kind in RESOURCES
            for below in ("", "/x", "/x/events")
        ),
    ],
)
def test_every_address_tells_what_it_does(client: Client, path: str, allow: set[str]) -> None:
    answer = client.options(path)
    assert answer.status_code == 204
    assert set(answer["Allow"].split(", ")) == allow
    assert (answer["GS1-EPCIS-Min"], answer["GS1-EPCIS-Max"]) == ("1.2.0", "2.0.0")
    assert answer["GS1-Vendor-Version"].startswith("nguongoc ")
    assert "Always_EPC_URN" in answer["GS1-EPC-Format"]
    assert ("GS1-EPCIS-Capture-Limit" in answer) == ("POST" in allow)
    assert client.patch(path).status_code == 405


def test_a_problem_comes_in_xml_where_xml_was_asked_for(client: Client) -> None:
    answer = client.get("/epcis/events?foo=1", headers={"Accept": "application/xml"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{CORE}EPCISException"
    assert root.findtext("type") == "epcisException:QueryParameterException"
    stranger = Client().get("/epcis/events", headers={"Accept": "text/xml"})
    assert (stranger.status_code, stranger["Content-Type"]) == (401, "application/problem+xml")


# One bare event


def a_bare_event(**members: Any) -> bytes:
    return as_bytes({"@context": a_document()["@context"], **an_event(**members)})


def test_a_bare_event_is_taken_in_at_once_and_only_once(client: Client) -> None:
    answer = client.post("/epcis/events", a_bare_event(eventID=event_number(7)), content_type=LD_JSON)
    assert answer.status_code == 201, answer.content
    assert client.get(answer["Location"].removeprefix("http://testserver")).status_code == 200
    for again in (
        a_bare_event(eventID=event_number(7)),
        a_bare_event(eventID=event_number(7), bizStep="packing"),
    ):
        refused = client.post("/epcis/events", again, content_type=LD_JSON)
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "epcisException:ResourceAlreadyExistsException",
        )


def test_an_event_without_an_id_is_found_under_its_hash(client: Client) -> None:
    answer = client.post("/epcis/events", a_bare_event(eventID=None), content_type=LD_JSON)
    assert "ni%3A%2F%2F%2Fsha-256" in answer["Location"]
    assert client.get(answer["Location"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (a_bare_event(eventTime="gestern"), LD_JSON, 400),
        (as_bytes(a_document(an_event())), LD_JSON, 400),
        (b"{", LD_JSON, 400),
        (b"x", "text/csv", 415),
        (b" " * 3_000_000, LD_JSON, 413),
    ],
)
def test_what_is_no_bare_event_is_refused(client: Client, body: bytes, media_type: str, status: int) -> None:
    assert client.post("/epcis/events", body, content_type=media_type).status_code == status


def test_a_lot_has_its_own_address_only_as_a_parameter(client: Client) -> None:
    """A class is no EPC: `/epcs` lists things."""
    assert client.get(f"/epcis/epcs/{quote(lot_key(), safe='')}").status_code == 404
