"""Whatever is sent to these addresses is answered; no answer is a failure of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from nguongoc.domain.epcis.schedule import RANGES
from world import a_client, a_sender, begin

pytestmark = pytest.mark.django_db

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = (
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=20)
)
ANYTHING = some.recursive(
    SCALARS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = some.sampled_from(
    ["eventType", "EQ_bizStep", "GE_eventTime", "MATCH_epc", "EQ_vn:a", "maxEventCount", "@context"]
)
QUERIES = some.dictionaries(NAMES | some.text(max_size=12), ANYTHING, max_size=4) | ANYTHING
WISHES = some.fixed_dictionaries(
    {},
    optional={
        "dest": some.just("http://127.0.0.1:9/") | ANYTHING,
        "stream": some.booleans() | ANYTHING,
        "schedule": some.dictionaries(some.sampled_from([*RANGES]), ANYTHING, max_size=3) | ANYTHING,
        "signatureToken": ANYTHING,
        "initialRecordTime": some.datetimes().map(str) | ANYTHING,
        "reportIfEmpty": ANYTHING,
        "epcFormat": ANYTHING,
    },
)


@pytest.fixture
def client(settings: Any) -> Client:
    settings.OUTBOUND_PRIVATE = True
    begin()
    caller = a_client(a_sender().user)
    made = caller.post(
        "/epcis/queries", json.dumps({"name": "a", "query": {}}), content_type="application/json"
    )
    assert made.status_code == 201
    return caller


@FEW
@given(name=some.just("b") | ANYTHING, query=QUERIES, shared=ANYTHING)
def test_any_query_is_named_or_refused(client: Client, name: Any, query: Any, shared: Any) -> None:
    body = json.dumps({"name": name, "query": query, "shared": shared})
    answer = client.post("/epcis/queries", body, content_type="application/json")
    assert answer.status_code in (201, 400, 403, 409)
    if answer.status_code == 201:
        assert client.get(answer["Location"] + "/events").status_code in (200, 413)
        assert client.delete(answer["Location"]).status_code == 204


@FEW
@given(wish=WISHES)
def test_any_wish_is_taken_or_refused(client: Client, wish: Any) -> None:
    answer = client.post("/epcis/queries/a/subscriptions", json.dumps(wish), content_type="application/json")
    assert answer.status_code in (201, 400, 403)
    if answer.status_code == 201:
        assert client.delete(answer["Location"]).status_code == 204


@FEW
@given(
    body=some.binary(max_size=60) | some.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_refused(client: Client, body: bytes) -> None:
    for path in ("/epcis/queries", "/epcis/queries/a/subscriptions"):
        assert client.post(path, body, content_type="application/json").status_code in (400, 415)


@FEW
@given(
    name=some.text(min_size=1, max_size=20).filter(lambda text: "\x00" not in text and "/" not in text),
    asked=some.dictionaries(
        some.sampled_from(["perPage", "nextPageToken", "stream", "x"]), some.text(max_size=9)
    ),
)
def test_any_address_is_answered(client: Client, name: str, asked: dict[str, str]) -> None:
    for tail in ("", "/events", "/subscriptions", f"/subscriptions/{quote(name, safe='')}"):
        for stem in ("a", quote(name, safe="")):
            answer = client.get(
                f"/epcis/queries/{stem}{tail}", {k: v for k, v in asked.items() if "\x00" not in v}
            )
            assert answer.status_code in (200, 400, 404)
