"""Whatever is sent: an answer, never an error of ours, and nothing half stored."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguongoc.trace.events.models import Capture, Event, EventItem
from world import (
    LD_JSON,
    a_client,
    a_document,
    a_party,
    a_transformation,
    a_user,
    an_event,
    begin,
    kg,
    lot_key,
)

pytestmark = pytest.mark.django_db

FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

FULL = [
    an_event(
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:x:1"}],
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00000"}],
        readPoint={"id": "urn:epc:id:sgln:4012345.00001.0"},
        epcList=["urn:epc:id:sgtin:4012345.012345.A"],
        errorDeclaration={"declarationTime": "2026-09-13T08:00:00Z", "reason": "incorrect_data"},
    ),
    a_transformation([kg(lot_key("A"), 5)], [kg(lot_key("B"), 1)]),
]
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["", "0000-01-01T00:00:00Z", "9999-12-31T23:59:60.999999999-14:00", "+14:00", "\x00", "\t\\N\n"]
    )
    | st.sampled_from(
        ["urn:epc:id:sgtin:1.2.3", "https://id.gs1.org/01/1/21/%00", "urn:uuid:x", "x" * 5000, "ADD"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in children:
        found += places(inner, (*path, name))
    return found


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(document)
    target = changed
    for name in path[:-1]:
        target = target[name]
    target[path[-1]] = value
    return changed


@pytest.fixture
def client() -> Client:
    begin()
    return a_client(a_user(a_party()))


@FUZZ
@given(st.data())
def test_a_document_with_anything_in_any_place_is_taken_or_refused(data: st.DataObject) -> None:
    begin()
    client = a_client(a_user(a_party()))  # a new sender: what others sent before must not answer for it
    document = a_document(data.draw(st.sampled_from(FULL)))
    path = data.draw(st.sampled_from(places(document)))
    body = json.dumps(put(document, path, data.draw(anything)))
    before = Event.objects.count(), EventItem.objects.count(), Capture.objects.count()
    answer = client.post("/epcis/capture", body, content_type=LD_JSON)
    assert answer.status_code in (202, 400, 409), (answer.status_code, body)
    if answer.status_code != 202:
        assert before == (Event.objects.count(), EventItem.objects.count(), Capture.objects.count())
        assert answer.json()["errors"]
    else:
        listed = client.get("/epcis/events").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        assert len(listed) == answer.json()["eventsAdded"] + answer.json()["eventsRepeated"]


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(client: Client, body: bytes) -> None:
    answer = client.post("/epcis/capture", body or b" ", content_type=LD_JSON)
    assert answer.status_code == 400


@FUZZ
@given(
    st.sampled_from(
        ["eventType", "GE_eventTime", "EQ_bizStep", "MATCH_anyEPC", "perPage", "nextPageToken", "x"]
    ),
    st.text(max_size=40),
)
def test_any_query_is_answered(client: Client, name: str, value: str) -> None:
    answer = client.get("/epcis/events", {name: value})
    assert answer.status_code in (200, 400)


@FUZZ
@given(st.text(max_size=60))
def test_any_address_behind_a_code_is_answered(rest: str) -> None:
    answer = Client(headers={"Accept": "text/html"}).get("/01/" + rest)
    assert answer.status_code in (400, 404)
