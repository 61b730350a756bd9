"""The given EPCIS documents in XML: read, written valid against the official schemas, hashed, and back again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from conformance.given import SHARED, given
from nguongoc.domain.epcis import check, fingerprint, query, read, read_json, read_xml, write_xml
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused

pytestmark = pytest.mark.conformance

AT = "2026-03-01T00:00:00Z"
VERSIONS = {"2.0": ("xsd20", "2_0"), "1.2": ("xsd12", "1_2")}

# What 1.2 cannot say (docs/conformance.md).
ONLY_2_0 = {"gs1__JSON-Schema__test__Extended-Event.json"}


def names(folder: str, pattern: str = "*.xml") -> list[str]:
    return sorted(path.name for path in (SHARED / "data/epcis" / folder).glob(pattern)) or [""]


def document(path: Path) -> Document:
    body = path.read_bytes()
    return read.read(body, xml=read.is_xml(body[:100]))


def problems(path: Path) -> tuple[Problem, ...]:
    try:
        return check.document_verdict(document(path)).problems
    except Refused as refused:
        return refused.problems


def hashes(found: Document) -> list[str]:
    return list(fingerprint.document_hashes(found))


@cache
def schema(version: str, kind: str) -> Any:
    folder, suffix = VERSIONS[version]
    name = "epcis-query" if kind == "EPCISQueryDocument" else "epcis"
    return etree.XMLSchema(etree.parse(given(f"epcis/official/{folder}") / f"EPCglobal-{name}-{suffix}.xsd"))


def valid_xml(found: Document, version: str) -> Document:
    """The document written in this version, held against the official schema, and read again."""
    body = b"".join(write_xml.document(found, version=version, at=AT))
    schema(version, found.kind).assertValid(etree.fromstring(body))
    again = read_xml.read(body)
    assert not again.problems
    return again


@pytest.mark.parametrize("name", names("valid"))
def test_a_valid_document_is_taken(name: str) -> None:
    assert problems(given("epcis/valid") / name) == ()


@pytest.mark.parametrize("name", names("invalid"))
def test_an_invalid_document_is_refused(name: str) -> None:
    assert problems(given("epcis/invalid") / name)


CONVERTED = [
    *(("valid", name) for name in names("valid", "*.*") if name),
    *(("hash", name) for name in (*names("hash"), *names("hash", "*.json*")) if name),
    *(("query/seed", name) for name in names("query/seed") if name),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("folder", "name"), CONVERTED or [("valid", "")])
def test_every_document_is_written_valid_and_keeps_its_hashes(folder: str, name: str, version: str) -> None:
    found = document(given(f"epcis/{folder}") / name)
    if found.kind == "message" or query.is_definition(found):
        return
    if version == "1.2" and name in ONLY_2_0:
        with pytest.raises(Refused):
            valid_xml(found, version)
        return
    again = valid_xml(found, version)
    assert hashes(again) == hashes(found)
    # And through JSON text in between, which is the one form.
    assert hashes(read_json.document(read_json.whole(again))) == hashes(found)
    assert hashes(valid_xml(again, "2.0")) == hashes(found)
    refused_before = bool(check.document_verdict(found).problems)
    assert refused_before or not check.document_verdict(again).problems


@pytest.mark.parametrize("name", [name for name in names("hash") if "__examples__" in name] or [""])
def test_every_hash_equals_the_published_one(name: str) -> None:
    path = given("epcis/hash") / name
    assert hashes(document(path)) == path.with_suffix(".hashes").read_text().split()


@pytest.mark.parametrize("name", [name for name in names("hash") if "expected_equal" in name] or [""])
def test_events_that_say_the_same_hash_alike(name: str) -> None:
    found = hashes(document(given("epcis/hash") / name))
    assert len(found) > 1
    assert len(set(found)) == 1


def test_six_of_seven_spellings_of_one_event_hash_alike() -> None:
    """The second states another eventTimeZoneOffset, which is hashed (CBV 2.0 §8.9.2): see docs/conformance.md."""
    folder = given("epcis/hash")
    found = {path.stem[-1]: hashes(document(path))[0] for path in folder.glob("*identical_hash_id_*")}
    assert len(found) == 7
    other = found.pop("2")
    assert len(set(found.values())) == 1
    assert other not in found.values()


# The decisions of docs/conformance.md: the codes of the problems, none where a document is taken.
DISPUTED = {
    "openepcis__1.2__EPCIS__XML__Capture__Documents__Document_with_namespace.xml": {
        "namespace",
        "mixed-versions",
    },
    "openepcis__1.2__EPCIS__XML__Capture__Documents__Jumbled_attributes_order.xml": {"order"},
    "openepcis__1.2__EPCIS__XML__Capture__Documents__ObjectEvent_all_possible_fields.xml": {
        "mixed-versions",
        "anyOf",
    },
    "openepcis__1.2__EPCIS__XML__Capture__Documents__TransactionEvent_all_possible_fields.xml": {"format"},
    "openepcis__2.0__EPCIS__XML__Capture__Documents__JumbledFieldsOrder.xml": {"order"},
    "openepcis__2.0__EPCIS__XML__Query__Combination_of_different_event.xml": {
        "namespace",
        "required",
        "additionalProperties",
    },
    "openepcis__2.0__EPCIS__XML__Query__JumbledFieldsOrder.xml": {"namespace", "required", "order"},
    "openepcis__2.0__EPCIS__XML__Query__ObjectEventWithAllPossibleFields.xml": {
        "namespace",
        "required",
        "format",
    },
    "openepcis__2.0__EPCIS__XML__Query__SensorData_with_combined_events.xml": {"namespace", "required"},
    "openepcis__2.0__EPCIS__XML__Query__TransformationEvent_with_error_declaration.xml": {
        "namespace",
        "required",
        "format",
    },
}


@pytest.mark.parametrize("name", DISPUTED)
def test_a_disputed_document_is_decided_by_rule(name: str) -> None:
    assert {problem.code for problem in problems(given("epcis/disputed") / name)} == DISPUTED[name]


FRAGMENTS = {
    "fastnt__v1_2__Communication__Resources__Events__AggregationEvent_Full.xml": set(),
    "fastnt__v1_2__Communication__Resources__MasterData__ValidMasterdataElement.xml": {"root"},
    "gs1__XML__CBV__CBV-11.4-2020-06-16a.xml": {"master-data"},
    "oeval__xml__captureDocument-independent-object-event.xml": {"required"},
    "openepcis__1.2__EPCIS__XML__Capture__Documents__Single_event.xml": set(),
    "openepcis__1.2__EPCIS__XML__Capture__Documents__Single_event_with_namespace.xml": {"namespace"},
    "openepcis__2.0__EPCIS__XML__Capture__Events__AssociationEvent.xml": set(),
    "openepcis__2.0__EPCIS__XML__Capture__Events__ObjectEvent.xml": set(),
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_a_bare_event_or_is_refused(name: str) -> None:
    path = given("epcis/fragment") / name
    assert {problem.code for problem in problems(path)} == FRAGMENTS[name]
    if not FRAGMENTS[name]:
        found = document(path)
        assert hashes(valid_xml(found, "2.0")) == hashes(found)


@pytest.mark.parametrize("name", names("query/seed"))
def test_the_seed_of_the_query_suite_is_taken(name: str) -> None:
    codes = {problem.code for problem in problems(given("epcis/query/seed") / name)}
    assert codes == ({"master-data"} if "MD-Capture" in name else set())


def test_jobs_and_problems_are_valid_too() -> None:
    error = {
        "type": "epcisException:ValidationException",
        "title": "Sai",
        "status": 400,
        "where": "eventList[0]",
    }
    job = {"captureID": "1", "running": False, "success": False, "captureErrorBehaviour": "proceed"}
    moments = {"createdAt": AT, "finishedAt": AT}
    for body in (
        write_xml.capture_job({**job, **moments, "errors": [error], "eventsAdded": 1, "warnings": [error]}),
        write_xml.capture_job({**job, "running": True, "errors": []}),
        write_xml.problem({**error, "errors": [error], "instance": "/epcis/capture"}),
    ):
        schema("2.0", "EPCISDocument").assertValid(etree.fromstring(body))
