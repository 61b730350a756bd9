"""Queries that were given a name: whose they are, what they find, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from nguongoc.foundation.evidence.models import Entry
from nguongoc.trace.subscriptions import actions
from nguongoc.trace.subscriptions.models import StoredQuery
from world import a_client, a_party, a_sender, a_user, an_event, begin, event_number, send

pytestmark = pytest.mark.django_db

SHIPPING = {"eventType": ["ObjectEvent"], "EQ_bizStep": ["shipping"]}


def name_it(client: Client, name: Any = "xuat-kho", query: Any = None, **more: Any) -> Any:
    body = {"name": name, "query": SHIPPING if query is None else query, **more}
    return client.post("/epcis/queries", json.dumps(body), content_type="application/json")


@pytest.fixture
def client() -> Client:
    begin()
    sender = a_sender()
    send(
        sender,
        an_event(eventID=event_number(1)),
        an_event(eventID=event_number(2), bizStep="receiving"),
        an_event(eventID=event_number(3)),
    )
    return a_client(sender.user)


def test_a_named_query_is_made_read_listed_and_deleted(client: Client) -> None:
    made = name_it(client)
    assert made.status_code == 201
    assert made["Location"].endswith("/epcis/queries/xuat-kho")
    assert client.get("/epcis/queries/xuat-kho").json()["query"] == SHIPPING
    assert [one["name"] for one in client.get("/epcis/queries").json()] == ["xuat-kho"]
    assert client.delete("/epcis/queries/xuat-kho").status_code == 204
    gone = client.get("/epcis/queries/xuat-kho")
    assert (gone.status_code, gone.json()["type"]) == (404, "epcisException:NoSuchNameException")
    assert set(Entry.objects.values_list("verb", flat=True)) >= {"query.named", "query.forgotten"}


def test_its_events_are_those_that_it_finds_page_by_page(client: Client) -> None:
    name_it(client)
    first = client.get("/epcis/queries/xuat-kho/events?perPage=1")
    results = first.json()["epcisBody"]["queryResults"]
    assert results["queryName"] == "xuat-kho"
    following = first["Link"].split(";")[0].strip("<>")
    second = client.get(following)
    found = [results, second.json()["epcisBody"]["queryResults"]]
    steps = [event["bizStep"] for one in found for event in one["resultsBody"]["eventList"]]
    assert steps == ["shipping", "shipping"]
    assert "Link" not in second


def test_no_further_conditions_are_taken_beside_the_name(client: Client) -> None:
    name_it(client)
    refused = client.get("/epcis/queries/xuat-kho/events?EQ_bizStep=receiving")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["where"] == "EQ_bizStep"


def test_a_name_in_use_is_refused_and_another_partys_name_is_not(client: Client) -> None:
    assert name_it(client).status_code == 201
    again = name_it(client)
    assert (again.status_code, again.json()["type"]) == (409, "epcisException:ResourceAlreadyExistsException")
    other = a_client(a_user(a_party("Khác")))
    assert name_it(other).status_code == 201
    assert name_it(client, "SimpleEventQuery").status_code == 409


def test_another_party_sees_a_query_only_when_it_is_shared(client: Client) -> None:
    name_it(client)
    name_it(client, "chung", shared=True)
    other = a_client(a_user(a_party("Khác")))
    assert other.get("/epcis/queries/xuat-kho").status_code == 404
    assert [one["name"] for one in other.get("/epcis/queries").json()] == ["chung"]
    found = other.get("/epcis/queries/chung/events").json()["epcisBody"]["queryResults"]
    assert found["resultsBody"]["eventList"] == []
    assert other.delete("/epcis/queries/chung").status_code == 403


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"EQ_colour": ["red"]}, "EQ_colour"),
        ({"GE_eventTime": "yesterday"}, "GE_eventTime"),
        ({"perPage": 10}, "perPage"),
        (["eventType"], "query"),
        ("eventType", "query"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused_by_name(client: Client, query: Any, where: str) -> None:
    refused = name_it(client, query=query)
    assert (refused.status_code, refused.json()["type"]) == (400, "epcisException:QueryParameterException")
    assert refused.json()["errors"][0]["where"] == where
    assert not StoredQuery.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "a/b", "x" * 121, "a\x00b", 7, None, ".."])
def test_a_bad_name_is_refused(client: Client, name: Any) -> None:
    assert name_it(client, name).status_code == 400


def test_bodies_that_are_no_query_are_refused(client: Client) -> None:
    def post(body: bytes, kind: str = "application/json") -> int:
        return client.post("/epcis/queries", body, content_type=kind).status_code

    assert post(b"{") == 400
    assert post(b"[]") == 400
    assert post(b'{"name": "a", "query": {}, "colour": 1}') == 400
    assert post(b"{}", "text/plain") == 415
    assert post(b" " * 300_000) == 413
    assert post(b'{"name": "a", "query": ' + b"[" * 500 + b"]" * 500 + b"}") == 400


def test_a_party_has_so_many_queries_and_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_QUERIES", 1)
    assert name_it(client).status_code == 201
    assert name_it(client, "hai").status_code == 403


def test_what_an_address_answers_is_said_by_options(client: Client) -> None:
    said = client.options("/epcis/queries")
    assert said.status_code == 204
    assert set(said["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert said["GS1-EPCIS-Version"] == "2.0.0"
    assert client.put("/epcis/queries").status_code == 405


def test_its_events_are_answered_in_the_form_that_was_asked_for(client: Client) -> None:
    name_it(client)
    answer = client.get("/epcis/queries/xuat-kho/events", headers={"Accept": "application/xml"})
    assert answer["Content-Type"].startswith("application/xml")
    document = etree.fromstring(answer.content)
    assert document.findtext(".//queryName") == "xuat-kho"
    assert len(document.findall(".//EventList/ObjectEvent")) == 2
    assert client.get("/epcis/queries/xuat-kho/events", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/epcis/queries", headers={"GS1-EPCIS-Min": "3.0"}).status_code == 406


def test_more_than_the_query_bears_is_too_large(client: Client) -> None:
    name_it(client, query={"EQ_bizStep": ["shipping"], "maxEventCount": 1})
    answer = client.get("/epcis/queries/xuat-kho/events")
    assert (answer.status_code, answer.json()["type"]) == (413, "epcisException:QueryTooLargeException")
