"""The event hash: what it holds, and what does not change it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.epcis.samples import CONTEXT, GS1_CONTEXT, body, document, object_event
from nguongoc.domain.epcis import fingerprint, read_json
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.fingerprint import canonical_time, canonical_value, event_hash, prehash

START = "eventType=ObjectEventeventTime=2026-03-01T00:30:00.000ZeventTimeZoneOffset=+07:00"


def test_fields_stand_in_canonical_order_and_extensions_at_the_end() -> None:
    event = object_event(
        epcList=["urn:epc:id:sgtin:0614141.107346.2018", "urn:epc:id:sgtin:0614141.107346.2017"],
        bizTransactionList=[{"bizTransaction": "urn:x:1", "type": "po"}],
        readPoint={"example:zone": "A", "id": "urn:epc:id:sgln:4012345.00224.0"},
        **{"example:b": {"example:y": 2.50, "example:x": [1, True, None]}, "eventID": "urn:uuid:1"},
    )
    assert prehash(event, CONTEXT) == (
        START
        + "epcListepc=https://id.gs1.org/01/10614141073464/21/2017epc=https://id.gs1.org/01/10614141073464/21/2018"
        "action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-shipping"
        "readPointid=https://id.gs1.org/414/4012345002249{https://ns.example.com/epcis/}zone=A"
        "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:1"
        "{https://ns.example.com/epcis/}b"
        "{https://ns.example.com/epcis/}x{https://ns.example.com/epcis/}x=1{https://ns.example.com/epcis/}x=true"
        "{https://ns.example.com/epcis/}y=2.5"
    )


def test_the_hash_is_a_named_information_uri() -> None:
    found = event_hash(object_event(), CONTEXT)
    assert found.startswith("ni:///sha-256;")
    assert found.endswith("?ver=CBV2.0")
    assert len(found) == len("ni:///sha-256;") + 64 + len("?ver=CBV2.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"eventID": "urn:uuid:2"},
        {"recordTime": "2026-05-01T00:00:00Z"},
        {"errorDeclaration": {"declarationTime": "2026-05-01T00:00:00Z"}},
        {"rdfs:comment": "a comment"},
        {"@context": {"more": "https://more.example.org/"}},
        {"eventTime": "2026-02-28T23:30:00.0004-01:00"},
        {"bizStep": "https://ref.gs1.org/cbv/BizStep-shipping"},
        {"bizStep": "urn:epcglobal:cbv:bizstep:shipping"},
        {"epcList": ["https://tea.example.com/gtin/02000000000015/lot/L9/ser/S1?x=y"]},
        {"quantityList": []},
    ],
)
def test_what_is_not_the_event_itself_does_not_change_the_hash(changes: dict[str, Any]) -> None:
    assert event_hash(object_event(**changes), CONTEXT) == event_hash(object_event(), CONTEXT)


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "ADD"},
        {"eventTime": "2026-03-01T07:30:00.0005+07:00"},
        {"eventTimeZoneOffset": "+06:00"},
        {"example:x": 1},
        {"certificationInfo": "urn:x:1"},
        {"epcList": ["https://id.gs1.org/01/02000000000015/21/S2"]},
    ],
)
def test_what_is_the_event_changes_the_hash(changes: dict[str, Any]) -> None:
    assert event_hash(object_event(**changes), CONTEXT) != event_hash(object_event(), CONTEXT)


def test_the_name_of_a_prefix_does_not_change_the_hash() -> None:
    other = Context.of([GS1_CONTEXT, {"ex": "https://ns.example.com/epcis/"}])
    assert event_hash(object_event(**{"ex:x": 1}), other) == event_hash(
        object_event(**{"example:x": 1}), CONTEXT
    )


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2020-12-31T23:59:59.9994Z", "2020-12-31T23:59:59.999Z"),
        ("2020-12-31T23:59:59.9995Z", "2021-01-01T00:00:00.000Z"),
        ("2020-01-01T00:00:00.0005Z", "2020-01-01T00:00:00.001Z"),
        ("2020-01-01T00:00:00.0015Z", "2020-01-01T00:00:00.002Z"),
        ("2020-01-01T00:00:00.00049999999Z", "2020-01-01T00:00:00.000Z"),
        ("2020-01-01T00:00:00+05:30", "2019-12-31T18:30:00.000Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_times_are_rounded_half_up_to_milliseconds(time: str, expected: str) -> None:
    assert canonical_time(time) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.50", "1.5"),
        ("0010", "10"),
        ("1e3", "1000"),
        ("-0", "0"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("A1", "A1"),
    ],
)
def test_numbers_have_no_needless_zeros(value: str, expected: str) -> None:
    assert canonical_value(value) == expected


def test_gs1_and_cbv_values_expand_and_own_ones_stay() -> None:
    event = object_event(
        **{"example:a": "gs1:Temperature", "example:b": "cbv:Disp-active", "example:c": "example:x"}
    )
    text = prehash(event, CONTEXT)
    assert "a=https://gs1.org/voc/Temperature" in text
    assert "b=https://ref.gs1.org/cbv/Disp-active" in text
    assert "c=example:x" in text


def test_fields_that_a_document_asks_to_ignore_are_left_out() -> None:
    context = [
        GS1_CONTEXT,
        {"repo": "https://repository-x.example.com/", "ours": "https://ours.example.com/"},
    ]
    plain, marked = object_event(), object_event(**{"ours:id": 5, "repo:hash": "x"})
    asked = {"@context": context, "repo:ignoreFields": ["ours:id", "repo:hash"]}
    first, second = fingerprint.document_hashes(read_json.read(body(document(plain, marked, **asked))))
    assert first == second
    results = {
        "queryName": "q",
        "resultsBody": {"eventList": [marked]},
        "repo:ignoreFields": ["ours:id", "repo:hash"],
    }
    answer = document(
        **{"@context": context, "type": "EPCISQueryDocument", "epcisBody": {"queryResults": results}}
    )
    assert list(fingerprint.document_hashes(read_json.read(body(answer)))) == [first]


RICH = object_event(
    bizTransactionList=[
        {"type": "po", "bizTransaction": "urn:x:1"},
        {"bizTransaction": "urn:x:2", "type": "inv"},
    ],
    sourceList=[{"type": "location", "source": "urn:x:3"}],
    quantityList=[{"epcClass": "urn:x:4", "quantity": 200.0, "uom": "KGM"}, {"epcClass": "urn:x:5"}],
    persistentDisposition={"set": ["damaged", "active"], "unset": ["expired"]},
    sensorElementList=[
        {
            "sensorReport": [{"type": "Temperature", "value": 4.5, "example:q": 1}, {"type": "Speed"}],
            "example:s": [2, 1],
        }
    ],
    ilmd={"example:a": {"type": "x", "source": "y", "example:b": [1, 2]}},
    **{"example:z": {"example:list": [{"b": 1, "a": 2}]}, "example:List": [1, 2]},
)


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    if isinstance(value, list):
        return chance.sample([shuffled(item, chance) for item in value], len(value))
    return value


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_members_and_of_list_entries_does_not_change_the_hash(chance: random.Random) -> None:
    assert prehash(shuffled(RICH, chance), CONTEXT) == prehash(RICH, CONTEXT)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*RICH, "childEPCs", "certificationInfo"]) | st.text(max_size=6), JSON)
)
def test_any_json_object_has_a_hash(event: dict[str, Any]) -> None:
    assert event_hash(event, CONTEXT).startswith("ni:///sha-256;")
