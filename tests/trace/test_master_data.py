"""Master data in the headers of documents: kept with who said it, and asked by queries."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from nguongoc.domain.epcis.master_data import read_query
from nguongoc.domain.problem import Refused
from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.trace.events import masterdata
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.bounds import TooLarge
from nguongoc.trace.events.models import MasterElement
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
    seen_by,
)

pytestmark = pytest.mark.django_db

PLACE = "urn:epcglobal:epcis:vtype:BusinessLocation"
SITE = "urn:epcglobal:cbv:mda:site"


def element(uri: str, children: tuple[str, ...] = (), **attributes: str) -> dict[str, Any]:
    held = [{"id": f"cbvmda:{name}", "attribute": value} for name, value in attributes.items()]
    return {"id": uri, "attributes": held, **({"children": list(children)} if children else {})}


def telling(sender: Sender, *elements: dict[str, Any], events: tuple[dict[str, Any], ...] = ()) -> None:
    header = {
        "epcisMasterData": {"vocabularyList": [{"type": PLACE, "vocabularyElementList": list(elements)}]}
    }
    body = as_bytes(a_document(*events, epcisHeader=header))
    assert capture(body, media_type=LD_JSON, sender=sender, at=NOW).success


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


@pytest.fixture
def sender() -> Sender:
    return a_sender()


@pytest.fixture
def client(sender: Sender) -> Client:
    places = enumerate(("urn:x:nha", "urn:x:nha:kho", "urn:x:nha:kho:ke", "urn:x:khac"), 1)
    telling(
        sender,
        element("urn:x:nha", ("urn:x:nha:kho",), site="A", kind="nhà"),
        element("urn:x:nha:kho", ("urn:x:nha:kho:ke",), site="B"),
        element("urn:x:nha:kho:ke", ("urn:x:nha",)),
        events=tuple(
            an_event(eventID=event_number(n), bizLocation={"id": uri}, readPoint={"id": uri})
            for n, uri in places
        ),
    )
    return a_client(sender.user)


def found(client: Client, **parameters: str) -> list[int]:
    answer = client.get(f"/epcis/events?{urlencode(parameters)}")
    assert answer.status_code == 200, answer.content
    events = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return sorted(int(event["eventID"][-2:]) for event in events)


def test_a_place_is_found_with_all_that_lies_below_it_even_in_a_circle(client: Client) -> None:
    assert found(client, WD_bizLocation="urn:x:nha") == [1, 2, 3]
    assert found(client, WD_readPoint="urn:x:nha:kho") == [1, 2, 3]
    assert found(client, WD_bizLocation="urn:x:khac") == [4]
    assert found(client, EQ_bizLocation="urn:x:nha") == [1]


def test_events_are_found_by_the_attributes_of_their_places(client: Client) -> None:
    assert found(client, HASATTR_bizLocation="cbvmda:site") == [1, 2]
    assert found(client, HASATTR_readPoint=f"{SITE}|urn:x:none") == [1, 2]
    assert found(client, **{f"EQATTR_bizLocation_{SITE}": "B|C"}) == [2]
    assert found(client, **{"EQ_ATTR_bizLocation_cbvmda:kind": "nhà"}) == [1]
    assert found(client, HASATTR_bizLocation="urn:x:none") == []
    assert found(client, HASATTR_source=SITE) == []


def test_the_latest_word_of_a_sender_holds_and_nobody_overwrites_anothers(
    sender: Sender, client: Client
) -> None:
    telling(sender, element("urn:x:nha:kho", site="Z"))
    assert found(client, **{f"EQATTR_bizLocation_{SITE}": "B"}) == []
    assert found(client, WD_bizLocation="urn:x:nha") == [1, 2]
    other = a_sender(a_party("Bên khác"))
    telling(other, element("urn:x:nha:kho", site="Khác"))
    assert found(client, **{f"EQATTR_bizLocation_{SITE}": "Z"}) == [2]


def test_the_same_statement_sent_again_is_kept_once_and_none_is_ever_changed(sender: Sender) -> None:
    telling(sender, element("urn:x:nha", site="A"))
    telling(sender, element("urn:x:nha", site="A"))
    statement = MasterElement.objects.get()
    assert (statement.sender, statement.received_at) == (sender.party.pk, NOW)
    with pytest.raises(IntegrityError, match="master_data_is_append_only"), transaction.atomic():
        MasterElement.objects.update(uri="urn:x:doi")


def test_master_data_that_a_database_cannot_hold_is_refused_and_nothing_stored(sender: Sender) -> None:
    with pytest.raises(Refused) as refused:
        telling(sender, element("urn:x:nha", site="A\x00"))
    assert refused.value.problems[0].where == "epcisHeader.epcisMasterData"
    assert not MasterElement.objects.exists()


def test_master_data_itself_is_asked_for_by_its_own_query(sender: Sender, client: Client) -> None:
    shown: dict[str, Any] = {"includeAttributes": True, "includeChildren": False}
    query = read_query({**shown, "EQ_name": ["urn:x:nha:kho"], f"EQATTR_{SITE}": ["B"]})
    (vocabulary,) = masterdata.find(query, SYSTEM)
    assert vocabulary == {
        "type": PLACE,
        "vocabularyElementList": [{"id": "urn:x:nha:kho", "attributes": [{"id": SITE, "attribute": "B"}]}],
    }
    everything = read_query(
        {**shown, "includeChildren": "true", "attributeNames": ["urn:x:none"], "WD_name": ["urn:x:nha"]}
    )
    (vocabulary,) = masterdata.find(everything, seen_by(sender.user))
    assert [one["id"] for one in vocabulary["vocabularyElementList"]] == [
        "urn:x:nha",
        "urn:x:nha:kho",
        "urn:x:nha:kho:ke",
    ]
    assert vocabulary["vocabularyElementList"][0] == {
        "id": "urn:x:nha",
        "attributes": [],
        "children": ["urn:x:nha:kho"],
    }
    assert masterdata.find(everything, seen_by(a_user(a_party("Bên khác")))) == []
    with pytest.raises(TooLarge):
        masterdata.find(read_query({**shown, "maxElementCount": 1}), SYSTEM)


def test_parameters_of_a_master_data_query_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        read_query(
            {"includeAttributes": "maybe", "vocabularyName": "x", "maxElementCount": -1, "EQ_bizStep": ["x"]}
        )
    assert [one.where for one in refused.value.problems] == [
        "includeAttributes",
        "includeChildren",
        "vocabularyName",
        "maxElementCount",
        "EQ_bizStep",
    ]
