"""The one JSON form to XML and back: what is said comes back, what XML cannot say is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.epcis.samples import document, object_event
from domain.epcis.test_fuzz import broken, events
from nguongoc.domain.epcis import check, fingerprint, read_json, read_xml, write_json, write_xml
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Refused

AT = "2026-03-01T00:00:00.000Z"
VERSIONS = ("2.0", "1.2")


def written(given: Any, version: str = "2.0", words: str | None = None) -> bytes:
    return b"".join(write_xml.document(read_json.document(given), version=version, words=words, at=AT))


def both_ways(given: dict[str, Any], version: str = "2.0") -> Document:
    return read_xml.read(written(given, version))


def refused_at(given: dict[str, Any], version: str = "2.0") -> str:
    with pytest.raises(Refused) as refused:
        written(given, version)
    (problem,) = refused.value.problems
    assert problem.code == "not-in-xml"
    return problem.where


OWN: dict[str, Any] = {
    "example:text": " giá trị <&> ",
    "example:number": 1.5,
    "example:list": [1, True, "a"],
    "example:none": None,
    "example:object": {"example:inner": {"bare": "x", "#text": "t"}},
    "example:sackList": ["a", {"example:b": "c"}],
    "example:emptyList": {},
    "epcis:future": "z",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_event_with_everything_comes_back_as_it_was(version: str) -> None:
    event = object_event(
        action="ADD",
        eventID="urn:uuid:1",
        recordTime="2026-03-01T00:00:00Z",
        errorDeclaration={
            "declarationTime": "2026-03-01T00:00:00Z",
            "reason": "did_not_occur",
            "example:by": "x",
        },
        certificationInfo="https://certificate.example/1",
        disposition="https://own.example/disposition",
        readPoint={"id": "urn:x:r", "bare": "1", "example:gate": "2"},
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:po"}, {"bizTransaction": "urn:x:other"}],
        quantityList=[
            {"epcClass": "urn:x:c", "quantity": 1e-7, "uom": "KGM"},
            {"epcClass": "urn:x:d", "uom": "EA"},
        ],
        sourceList=[{"type": "location", "source": "urn:x:s"}],
        sensorElementList=[
            {
                "sensorMetadata": {"time": "2026-03-01T00:00:00Z", "example:x": "1"},
                "sensorReport": [
                    {"type": "Temperature", "value": 4.5, "booleanValue": False, "component": "x"}
                ],
                "example:more": {"example:x": 1},
            }
        ],
        persistentDisposition={"set": ["damaged"], "unset": ["active", "https://own.example/d"]},
        ilmd={"example:lot": "L1", "epcis:other": 2},
        **OWN,
    )
    given = document(event)
    assert not check.document_verdict(read_json.document(given)).problems
    (again,) = both_ways(given, version).events
    expected = {
        **event,
        "example:text": "giá trị <&>",
        "quantityList": [event["quantityList"][0], {"epcClass": "urn:x:d", "uom": "EA"}],
    }
    assert again == expected


def test_words_are_written_as_they_were_asked_for() -> None:
    given = document(object_event(disposition="in_transit"))
    web, urn = "https://ref.gs1.org/cbv/BizStep-shipping", "urn:epcglobal:cbv:bizstep:shipping"
    for version, words, expected in (
        ("2.0", None, web),
        ("1.2", None, urn),
        ("2.0", write_xml.URN, urn),
        ("1.2", write_xml.WEB_URI, web),
    ):
        assert f"<bizStep>{expected}</bizStep>".encode() in written(given, version, words)


def test_1_2_keeps_newer_members_in_its_extensions() -> None:
    event = object_event(
        eventID="urn:x:1", quantityList=[{"epcClass": "urn:x:c"}], persistentDisposition={"set": ["damaged"]}
    )
    root = etree.fromstring(written(document(event), "1.2"))
    assert root.findtext(".//ObjectEvent/baseExtension/eventID") == "urn:x:1"
    assert root.findtext(".//ObjectEvent/extension/quantityList/quantityElement/epcClass") == "urn:x:c"
    assert root.findtext(".//ObjectEvent/extension/extension/persistentDisposition/set").endswith(":damaged")


def test_what_xml_cannot_say_is_refused_by_name() -> None:
    where = "eventList[0]"
    for change, place in (
        ({"certificationInfo": ["https://a.example/", "https://b.example/"]}, "certificationInfo"),
        ({"example:x": [[1]]}, "example:x[0]"),
        ({"example:x": "a\u0001b"}, "example:x"),
        ({"example:1x": "a"}, "example:1x"),
        ({"example:x": {"a b": 1}}, "example:x.a b"),
        ({"https://own.example/x": "a"}, "https://own.example/x"),
        ({"eventTime": "2026-03-01T07:30:60Z"}, "eventTime"),
    ):
        assert refused_at(document(object_event(**change))) == f"{where}.{place}"
    sensors = [{"sensorReport": [{"type": "Temperature", "example:x": {"a": 1}}]}]
    assert refused_at(document(object_event(sensorElementList=sensors))).endswith("sensorReport[0].example:x")
    own_type = document({**object_event(), "type": "example:Own"})
    assert refused_at(own_type, "1.2") == "eventList[0].type"
    assert both_ways(own_type).events[0]["type"] == "example:Own"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_stands_around_the_events_comes_back(version: str) -> None:
    given = document(
        object_event(),
        id="https://id.example/1",
        sender="urn:x:s",
        receiver="urn:x:r",
        instanceIdentifier="7",
        epcisHeader={
            "epcisMasterData": {
                "vocabularyList": [
                    {
                        "type": "urn:v",
                        "vocabularyElementList": [
                            {
                                "id": "urn:x:1",
                                "attributes": [{"id": "urn:a", "attribute": "Kho"}],
                                "children": ["urn:x:2"],
                            }
                        ],
                    }
                ]
            },
            "example:note": {"example:a": "1"},
        },
        **{"example:list": ["a", "b"]},
    )
    again = both_ways(given, version)
    assert again.header == {**read_json.document(given).header}


def test_a_query_document_comes_back() -> None:
    results = {
        "queryName": "SimpleEventQuery",
        "subscriptionID": "7",
        "resultsBody": {"eventList": [object_event()]},
    }
    given = document(type="EPCISQueryDocument", epcisBody={"queryResults": results})
    for version in VERSIONS:
        again = both_ways(given, version)
        assert (again.kind, again.header["epcisBody"]["queryResults"]["subscriptionID"]) == (
            "EPCISQueryDocument",
            "7",
        )
        assert again.events == [object_event()]


def test_a_bare_event_becomes_a_document_of_one_event() -> None:
    context = document()["@context"]
    bare = read_json.document({"@context": context, **object_event()})
    xml = read_xml.read(b"".join(write_xml.document(bare, at=AT)))
    json = read_json.read(b"".join(write_json.document(bare, at=AT)))
    for found in (xml, json):
        assert (found.kind, found.header["creationDate"]) == ("EPCISDocument", AT)
        assert found.events == [object_event()]


def test_a_foreign_context_comes_back_and_its_prefixes_with_it() -> None:
    context = [document()["@context"][0], "https://own.example/context"]
    given = document({**object_event(), "own:x": "1"}, **{"@context": context})
    assert b'xmlns:own="https://own.example/context"' in written(given)
    again = both_ways(given)
    assert again.context.foreign == ("https://own.example/context",)
    assert list(fingerprint.document_hashes(again)) == list(
        fingerprint.document_hashes(read_json.document(given))
    )


def test_prefixes_that_we_need_ourselves_get_another_name() -> None:
    context = [document()["@context"][0], {"xsi": "https://own.example/", "epcis": "https://other.example/"}]
    given = document({**object_event(), "xsi:x": 1, "epcis:y": "2"}, **{"@context": context})
    again = both_ways(given)
    assert list(fingerprint.document_hashes(again)) == list(
        fingerprint.document_hashes(read_json.document(given))
    )


def test_jobs_and_problems_are_written_as_the_schema_has_them() -> None:
    problem = {
        "type": "epcisException:ValidationException",
        "title": "Sai",
        "status": 400,
        "where": "eventList[0]",
    }
    job = {
        "captureID": "a",
        "running": False,
        "success": False,
        "captureErrorBehaviour": "rollback",
        "createdAt": AT,
        "finishedAt": AT,
        "errors": [problem],
        "eventsAdded": 0,
    }
    root = etree.fromstring(write_xml.capture_job(job))
    assert (root.get("running"), root.get("captureID")) == ("false", "a")
    assert [child.tag for child in root][:4] == ["captureErrorBehaviour", "createdAt", "finishedAt", "errors"]
    assert root.findtext("errors/error/title") == "Sai"
    assert etree.fromstring(write_xml.problem(problem)).findtext("status") == "400"


def xml_or_refusal(given: Document, version: str) -> bytes | set[str]:
    """The document in XML, or the codes of why it is refused."""
    try:
        return b"".join(write_xml.document(given, version=version, at=AT))
    except Refused as refused:
        return {problem.code for problem in refused.problems}


def same_hash_or_refused(event: Any) -> None:
    given = read_json.document(document(event))
    if check.document_verdict(given).problems:
        return
    for version in VERSIONS:
        xml = xml_or_refusal(given, version)
        if not isinstance(xml, bytes):
            assert xml == {"not-in-xml"}
            continue
        again = read_xml.read(xml)
        assert not again.problems
        assert list(fingerprint.document_hashes(again)) == list(fingerprint.document_hashes(given))


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_good_event_keeps_its_hash_or_is_refused_by_name(kind: str, data: st.DataObject) -> None:
    same_hash_or_refused(data.draw(events(kind)))
    same_hash_or_refused(data.draw(broken(kind)))


NAMES = st.sampled_from(["example:a", "b", "example:aList", "epcis:c", "#text", "xml:lang", "id"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(["1e5", "0010", "true", "urn:epcglobal:cbv:bizstep:shipping", "gs1:x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["example:a", "b", "example:aList", "epcis:c", "#text", "xml:lang", "id"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(["example:x", "example:xList", "epcis:y"]))
def test_any_value_of_ones_own_keeps_the_hash_or_is_refused_by_name(value: Any, name: str) -> None:
    same_hash_or_refused(
        object_event(action="ADD", ilmd={name: value}, readPoint={"id": "urn:x", name: value})
    )
    same_hash_or_refused({**object_event(), name: value})
