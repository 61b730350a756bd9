"""The given EPCIS documents in JSON: valid ones taken, invalid ones refused, mutants as the official schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance.given import SHARED, given
from nguongoc.domain.epcis import check, lenient, normalise, read_json
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Refused

pytestmark = pytest.mark.conformance

# Mutants whose official label we do not follow, by line, each with its reason (docs/conformance.md).
OTHERWISE: dict[int, str] = {}


def documents(folder: str) -> list[str]:
    return sorted(path.name for path in (SHARED / "data/epcis" / folder).glob("*.json*")) or [""]


def problems(body: bytes) -> tuple[Problem, ...]:
    try:
        return check.document_verdict(read_json.read(body)).problems
    except Refused as refused:
        return refused.problems


@pytest.mark.parametrize("name", documents("valid"))
def test_a_valid_document_is_taken(name: str) -> None:
    assert problems((given("epcis/valid") / name).read_bytes()) == ()


@pytest.mark.parametrize("name", documents("invalid"))
def test_an_invalid_document_is_refused(name: str) -> None:
    assert problems((given("epcis/invalid") / name).read_bytes())


# Disputed documents: what the rules of requirements/epcis.md §6 make of them.
DISPUTED = {
    "oeval__json__CaptureDocument.json": ["eventList[0]", "eventList[1]", "eventList[1]"],
    "openepcis__2.0__EPCIS__JSON__Capture__Documents__AggregationEvent_with_persistentDisposition.json": [],
    "openepcis__2.0__EPCIS__JSON__Capture__Documents__SensorData_with_combined_events.json": None,
    "openepcis__2.0__EPCIS__JSON__Query__SensorData_with_combined_events.json": None,
}


@pytest.mark.parametrize("name", DISPUTED)
def test_a_disputed_document_is_decided_by_rule(name: str) -> None:
    found = [problem.where for problem in problems((given("epcis/disputed") / name).read_bytes())]
    expected = DISPUTED[name]
    if expected is not None:
        assert found == expected
    else:
        # Its own measurement types are no words of CBV 2.0 and no URIs, and two reports lack a type.
        assert found
        assert all("sensorReport" in where for where in found)


def test_every_mutant_gets_the_official_verdict_or_has_a_written_reason() -> None:
    differing = {}
    for number, line in enumerate(given("epcis/mutants.jsonl").read_bytes().splitlines()):
        mutant = json.loads(line)
        refused = bool(problems(orjson.dumps(mutant["document"])))
        if refused != (mutant["official"] == "invalid"):
            differing[number] = (mutant["op"], mutant["path"])
    assert differing.keys() == OTHERWISE.keys(), differing


@pytest.mark.parametrize("name", documents("valid"))
def test_every_event_of_a_valid_document_comes_back_as_sent(name: str) -> None:
    document: Document = read_json.read((given("epcis/valid") / name).read_bytes())
    for event in document.events:
        canonical, spelling = normalise.event(event, document.context)
        assert orjson.dumps(normalise.restore(canonical, spelling)) == orjson.dumps(event)
        assert normalise.event(canonical, document.context) == (canonical, None)


def uris() -> list[dict[str, Any]]:
    path: Path = given("epcis/epc_uris.json")
    rows: list[dict[str, Any]] = json.loads(path.read_bytes())
    return rows


def test_every_epc_uri_is_converted_for_the_hash_as_the_reference_does() -> None:
    rows = uris()
    assert rows
    assert [lenient.link(row["input"]) for row in rows] == [row["expected"] for row in rows]
