"""Asking the log: pages of events, one event, the chain."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.trace.events.queries import way
from world import (
    a_client,
    a_party,
    a_sender,
    a_transformation,
    a_user,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    seen_by,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


@pytest.fixture
def sender() -> Any:
    return a_sender()


@pytest.fixture
def client(sender: Any) -> Client:
    return a_client(sender.user)


def asked(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/epcis/events?{query}")
    assert answer.status_code == 200, answer.content
    return [
        event["eventID"] for event in answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    ]


def at(hour: int, number: int, **members: Any) -> dict[str, Any]:
    return an_event(eventID=event_number(number), eventTime=f"2026-09-12T{hour:02}:00:00Z", **members)


def test_events_come_newest_first_with_the_time_at_which_they_were_recorded(
    sender: Any, client: Client
) -> None:
    send(sender, at(1, 1), at(3, 3), at(2, 2))
    answer = client.get("/epcis/events").json()
    assert asked(client) == [event_number(number) for number in (3, 2, 1)]
    first = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"][0]
    assert first["recordTime"] == "2026-11-20T08:00:00.000Z"
    assert answer["type"] == "EPCISQueryDocument"


def test_every_condition_narrows_and_values_of_one_are_alternatives(sender: Any, client: Client) -> None:
    made = a_transformation([kg(lot_key("A"), 5)], [kg(lot_key("B"), 1)], eventID=event_number(4))
    send(sender, at(1, 1), at(2, 2, bizStep="receiving"), at(3, 3, bizStep="storing"), made)
    assert asked(client, "EQ_bizStep=receiving|storing") == [event_number(3), event_number(2)]
    assert asked(client, "EQ_bizStep=https://ref.gs1.org/cbv/BizStep-receiving") == [event_number(2)]
    assert asked(client, "eventType=TransformationEvent") == [event_number(4)]
    assert asked(client, "GE_eventTime=2026-09-12T02:00:00Z&LT_eventTime=2026-09-12T03:00:00Z") == [
        event_number(2)
    ]
    assert asked(client, "GE_eventTime=2026-09-12T09:00:00%2B07:00&EQ_bizStep=shipping") == []


def test_an_object_is_found_in_either_spelling_of_its_identifier(sender: Any, client: Client) -> None:
    urn, link = "urn:epc:id:sgtin:4012345.012345.A", "https://id.gs1.org/01/04012345123456/21/A"
    send(sender, at(1, 1, quantityList=None, epcList=[urn]))
    assert asked(client, f"MATCH_anyEPC={quote(urn)}") == [event_number(1)]
    assert asked(client, f"MATCH_anyEPC={quote(link)}") == [event_number(1)]
    assert asked(client, f"MATCH_anyEPC={quote('https://example.org/01/04012345123456/21/A')}") == [
        event_number(1)
    ]
    assert asked(client, "MATCH_anyEPC=urn:epc:id:sgtin:4012345.012345.B") == []


def test_a_lot_is_found_wherever_it_is_named_with_a_quantity(sender: Any, client: Client) -> None:
    made = a_transformation([kg(lot_key("A"), 5)], [kg(lot_key("B"), 1)], eventID=event_number(2))
    send(sender, at(2, 1, quantityList=[kg(lot_key("B"), 1)]), made)
    assert asked(client, f"MATCH_anyEPCClass={quote(lot_key('B'))}") == [event_number(1), event_number(2)]
    assert asked(client, f"MATCH_anyEPCClass={quote(lot_key('A'))}") == [event_number(2)]
    assert asked(client, f"MATCH_anyEPC={quote(lot_key('A'))}") == []
    assert asked(client, "MATCH_anyEPCClass=urn:epc:class:lgtin:0020000.000011.B") == []


def test_pages_follow_one_another_and_new_events_shift_nothing(sender: Any, client: Client) -> None:
    send(sender, *(at(hour, hour) for hour in range(1, 8)))
    seen, address = [], "/epcis/events?perPage=3"
    while address:
        answer = client.get(address)
        page = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        seen += [event["eventID"] for event in page]
        if len(seen) == 3:
            send(sender, at(23, 99))
        link = answer.get("Link", "")
        address = link[1 : link.index(">")].removeprefix("http://testserver") if link else ""
    assert seen == [event_number(number) for number in range(7, 0, -1)]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("foo=1", "foo"),
        ("eventType=ObjectEvent&eventType=ObjectEvent", "eventType"),
        ("eventType=TeaEvent", "eventType"),
        ("GE_eventTime=yesterday", "GE_eventTime"),
        ("GE_eventTime=2026-09-12T02:00:00", "GE_eventTime"),
        ("perPage=-1", "perPage"),
        ("perPage=٣", "perPage"),
        ("nextPageToken=AAAA", "nextPageToken"),
        ("nextPageToken=NQ", "nextPageToken"),  # 5
        ("nextPageToken=WzEsMiwiIl0", "nextPageToken"),  # [1,2,""]
    ],
)
def test_a_parameter_that_is_wrong_is_refused_by_its_name(client: Client, query: str, named: str) -> None:
    answer = client.get(f"/epcis/events?{query}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "epcisException:QueryParameterException"
    assert answer.json()["errors"][0]["where"] == named


def test_a_page_token_of_another_query_is_refused(sender: Any, client: Client) -> None:
    send(sender, *(at(hour, hour) for hour in range(1, 4)))
    link = client.get("/epcis/events?perPage=1")["Link"]
    token = link.split("nextPageToken=")[1].split(">")[0]
    assert client.get(f"/epcis/events?EQ_bizStep=shipping&nextPageToken={token}").status_code == 400


def test_an_event_is_answered_with_the_declaration_that_takes_it_back(sender: Any, client: Client) -> None:
    declared = {"declarationTime": "2026-09-13T08:00:00Z", "reason": "incorrect_data"}
    send(sender, at(1, 1), at(1, 1, errorDeclaration=declared))
    answer = client.get(f"/epcis/events/{quote(event_number(1), safe='')}").json()
    found = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert ["errorDeclaration" in event for event in found] == [False, True]


def test_an_unknown_event_answers_404(client: Client) -> None:
    answer = client.get("/epcis/events/urn:uuid:none")
    assert (answer.status_code, answer.json()["type"]) == (404, "epcisException:NoSuchNameException")


def test_another_party_sees_nothing_of_it_by_any_way(sender: Any) -> None:
    send(sender, at(1, 1))
    other = a_client(a_user(a_party("Bên khác")))
    assert asked(other) == []
    assert other.get(f"/epcis/events/{event_number(1)}").status_code == 404
    assert way([lot_key()], seen_by(a_user(a_party("Bên thứ ba")))).events == ()


@pytest.mark.parametrize("role", ["inspector", "lead-officer", "leader", "auditor"])
def test_officers_see_every_event(sender: Any, role: str) -> None:
    send(sender, at(1, 1))
    assert asked(a_client(a_user(a_party("Sở", "agency"), role))) == [event_number(1)]


def test_an_officers_token_without_the_scope_sees_nothing(sender: Any) -> None:
    send(sender, at(1, 1))
    officer = a_user(a_party("Sở", "agency"), "inspector")
    assert a_client(officer, "registry").get("/epcis/events").status_code == 403


# The chain


def test_a_chain_goes_up_through_processing_to_every_leaf_lot_with_quantities(sender: Any) -> None:
    send(
        sender,
        at(1, 1, action="ADD", bizStep="commissioning", quantityList=[kg(lot_key("LA1"), 200)]),
        at(1, 2, action="ADD", bizStep="commissioning", quantityList=[kg(lot_key("LA2"), 220)]),
        a_transformation(
            [kg(lot_key("LA1"), 200), kg(lot_key("LA2"), 220)],
            [kg(lot_key("CHE"), 88.4)],
            eventID=event_number(3),
            eventTime="2026-09-12T05:00:00Z",
        ),
        at(9, 4, quantityList=[kg(lot_key("CHE"), 88)]),
    )
    up = way([lot_key("CHE")], SYSTEM, direction="up")
    assert [event.event_id for event in up.events] == [event_number(number) for number in (1, 2, 3, 4)]
    assert {(edge.from_key, edge.quantity) for edge in up.chain.edges} == {
        (lot_key("LA1"), 200),
        (lot_key("LA2"), 220),
    }
    down = way([lot_key("LA1")], SYSTEM, direction="down")
    assert lot_key("CHE") in down.chain.nodes
    assert lot_key("LA2") not in down.chain.nodes


def test_an_event_that_was_taken_back_is_not_on_the_way(sender: Any) -> None:
    wrong = a_transformation([kg(lot_key("SAI"), 1)], [kg(lot_key("CHE"), 1)], eventID=event_number(1))
    declared = {"declarationTime": "2026-09-13T08:00:00Z", "reason": "incorrect_data"}
    send(sender, wrong, {**wrong, "errorDeclaration": declared})
    assert way([lot_key("CHE")], SYSTEM).events == ()


def test_a_chain_costs_two_queries_a_level(sender: Any, django_assert_max_num_queries: Any) -> None:
    steps = [
        a_transformation(
            [kg(lot_key(f"L{step}"), 10)],
            [kg(lot_key(f"L{step + 1}"), 10)],
            eventID=event_number(step),
            eventTime=f"2026-09-{step:02}T00:00:00Z",
        )
        for step in range(1, 11)
    ]
    send(sender, *steps)
    with django_assert_max_num_queries(2 * 11):
        assert len(way([lot_key("L11")], SYSTEM, direction="up").events) == 10


def test_a_page_of_events_costs_few_queries_however_long_it_is(
    sender: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    send(sender, *(at(hour, hour) for hour in range(1, 20)))
    with django_assert_max_num_queries(4):
        client.get("/epcis/events?perPage=19")
