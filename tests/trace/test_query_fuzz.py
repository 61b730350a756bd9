"""Whatever a caller writes into an address or a header, the answer is one of those that the standard names."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from world import a_client, a_sender, an_event, begin, event_number, send

pytestmark = pytest.mark.django_db

STEMS = ["EQ_", "GT_", "GE_", "LT_", "LE_", "EXISTS_", "WD_", "MATCH_", "HASATTR_", "EQATTR_", "EQ_ATTR_", ""]
NAMES = [
    *("eventTime", "recordTime", "bizStep", "readPoint", "bizLocation", "anyEPC", "epcClass", "quantity"),
    *(
        "quantity_KGM",
        "value_CEL",
        "sDev_FAH",
        "percRank",
        "vn:lot",
        "INNER_vn:lot",
        "ILMD_vn:lot",
        "https://a/b#c",
    ),
    *(
        "INNER_ERROR_DECLARATION_x:y",
        "SENSORREPORT_x:y",
        "readPoint_x:y",
        "bizLocation_urn:x:a",
        "eventID",
        "time",
    ),
    *("bizTransaction_po", "source_owning_party", "booleanValue", "type", "stringValue", "errorDeclaration"),
    *(
        "orderBy",
        "orderDirection",
        "eventCountLimit",
        "maxEventCount",
        "perPage",
        "nextPageToken",
        "eventType",
    ),
]
NASTY = [
    *(
        "",
        "|",
        "1",
        "-1",
        "1e99",
        "1e-99",
        "NaN",
        "Infinity",
        "0" * 50,
        "true",
        "ASC",
        "eventTime",
        "vn:x",
        "a" * 500,
    ),
    *(
        "2026-09-12T08:00:00+07:00",
        "9999-12-31T23:59:60-23:59",
        "0001-01-01T00:00:00+14:00",
        "2026-02-30T00:00:00Z",
    ),
    *(
        "urn:epc:idpat:sgtin:*.*.*",
        "urn:epc:idpat:gid:1.*",
        "urn:epc:id:sgtin:é.*",
        "https://id.gs1.org/01/*",
        "*",
    ),
    *(
        '"',
        "\\",
        "'; DROP TABLE events_event; --",
        "%",
        "%s",
        "$[*]",
        "? (@ == 1)",
        "\ud7ff",
        "\U0010ffff",
        "ổi",
        "\n",
    ),
]
names = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(STEMS), st.sampled_from(NAMES))), st.text(max_size=20)
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
pairs = st.lists(st.tuples(names, texts), min_size=1, max_size=3)
heads = st.dictionaries(
    st.sampled_from(
        ["Accept", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Min", "GS1-EPC-Format", "GS1-Extensions"]
    ),
    st.one_of(
        st.sampled_from(
            ["application/xml", "*/*", "2.0", "1.2.0", "Always_EPC_URN", "vn=https://a/", "x=", ";q=2", ","]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12),
    ),
    max_size=2,
)
ANSWERED = {200, 400, 404, 406, 413, 414}
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def client() -> Client:
    begin()
    sender = a_sender()
    context: dict[str, Any] = {"@context": {"vn": "https://a/", "x": "https://b/"}}
    fields: dict[str, Any] = {"vn:lot": ["A", 5, None, True, {"vn:lot": [[]]}], "x:y": "2026-99-99T99:99:99Z"}
    send(sender, an_event(eventID=event_number(1), **context, **fields))
    return a_client(sender.user)


@given(pairs, heads)
@FUZZ
def test_any_query_is_answered_or_refused(
    client: Client, asked: list[tuple[str, str]], headers: dict[str, str]
) -> None:
    query = "&".join(urlencode({name: text}, errors="replace") for name, text in asked)
    answer = client.get(f"/epcis/events?{query}", headers=headers)
    assert answer.status_code in ANSWERED, (asked, headers, answer.content)


@given(
    st.sampled_from(["eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions"]), texts
)
@FUZZ
def test_any_value_in_a_path_is_answered_or_refused(client: Client, kind: str, value: str) -> None:
    for below in ("", "/events"):
        path = f"/epcis/{kind}/{quote(value, safe='', errors='replace')}{below}"
        assert client.get(path).status_code in ANSWERED | {301}, path
