"""What a check refuses, what it only tells, and where."""

from __future__ import annotations

from typing import Any

import pytest

from domain.epcis.samples import CONTEXT, GS1_CONTEXT, ITEM, LOT, body, document, object_event
from nguongoc.domain.epcis import check, read_json
from nguongoc.domain.epcis.context import Context


def verdict(event: Any, context: Context = CONTEXT) -> check.Verdict:
    return check.event_verdict(event, "eventList[3]", context)


def places(found: check.Verdict) -> list[str]:
    return [problem.where for problem in found.problems]


QUANTITY = {"epcClass": LOT, "quantity": 2.5, "uom": "KGM"}
TRANSFORMATION = object_event(type="TransformationEvent", action=None, epcList=None)
AGGREGATION = object_event(type="AggregationEvent", epcList=None, parentID=ITEM, childEPCs=[ITEM])
TRANSACTION = object_event(type="TransactionEvent", bizTransactionList=[{"bizTransaction": "urn:x:1"}])
ASSOCIATION = {**AGGREGATION, "type": "AssociationEvent"}
SENSED = [{"sensorReport": [{"type": "Temperature", "value": 4.0, "uom": "CEL"}]}]

GOOD = {
    "an object event": object_event(),
    "an empty epcList": object_event(epcList=[]),
    "quantities alone": object_event(epcList=None, quantityList=[QUANTITY]),
    "sensors at a place": object_event(
        epcList=None, sensorElementList=SENSED, readPoint={"id": "geo:22.4,103.5"}
    ),
    "a sensor value without a unit": object_event(
        sensorElementList=[{"sensorReport": [{"type": "Angle", "value": 1}]}]
    ),
    "ilmd on ADD": object_event(action="ADD", ilmd={"example:harvest": "2026-03"}),
    "a declared extension": object_event(**{"example:any": {"free": [1]}}),
    "an extension named by its URI": object_event(**{"https://ns.example.org/x": 1}),
    "an own bizStep": object_event(bizStep="https://example.com/bizStep/withering"),
    "an own bizStep in compact form": object_event(bizStep="example:withering"),
    "inputs and outputs": {**TRANSFORMATION, "inputEPCList": [ITEM], "outputQuantityList": [QUANTITY]},
    "inputs of a longer transformation": {
        **TRANSFORMATION,
        "inputEPCList": [ITEM],
        "transformationID": "urn:x:1",
    },
    "an aggregation": AGGREGATION,
    "an observed aggregation without a parent": object_event(
        type="AggregationEvent", epcList=None, childEPCs=[ITEM]
    ),
    "everything taken out of a parent": {**AGGREGATION, "childEPCs": [], "action": "DELETE"},
    "a transaction": TRANSACTION,
    "an association": ASSOCIATION,
    "an own event type": object_event(type="example:Audit", epcList=None, action=None),
    "a leap second": object_event(eventTime="2016-12-31T23:59:60Z"),
    "an error declaration": object_event(
        errorDeclaration={"declarationTime": "2026-03-02T00:00:00Z", "reason": "incorrect_data"}
    ),
    **{
        f"a persistent disposition on a {event['type']}": {
            **event,
            "persistentDisposition": {"set": ["damaged"]},
        }
        for event in (AGGREGATION, TRANSACTION, ASSOCIATION)
    },
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_event_passes(name: str) -> None:
    assert verdict(GOOD[name]) == check.GOOD


BAD = {
    "nothing is said of": (object_event(epcList=None), ""),
    "no action": (object_event(action=None), ""),
    "a time without an offset": (object_event(eventTime="2026-03-01T07:30:00"), "eventTime"),
    "an offset out of range": (object_event(eventTimeZoneOffset="+14:30"), "eventTimeZoneOffset"),
    "a word that is not of the CBV": (object_event(bizStep="transforming"), "bizStep"),
    "a CBV URN in JSON": (object_event(bizStep="urn:epcglobal:cbv:bizstep:shipping"), "bizStep"),
    "a unit in small letters": (
        object_event(quantityList=[{**QUANTITY, "uom": "kgm"}]),
        "quantityList[0].uom",
    ),
    "a field in a quantity": (object_event(quantityList=[{**QUANTITY, "example:x": 1}]), "quantityList[0]"),
    "a name outside the standard": (object_event(comment="x"), ""),
    "an undeclared prefix": (object_event(**{"other:x": 1}), "other:x"),
    "an undeclared prefix deep within": (
        object_event(**{"example:x": [{"other:y": 1}]}),
        "example:x[0].other:y",
    ),
    "a number for an EPC": (object_event(epcList=[ITEM, 5]), "epcList[1]"),
    "an EPC twice": (object_event(epcList=[ITEM, ITEM]), "epcList"),
    "an EPC that is no URI": (object_event(epcList=["tea 1"]), "epcList[0]"),
    "a malformed EPC URN": (object_event(epcList=["urn:epc:id:sgtin:0614141.10734.2017"]), "epcList[0]"),
    "a malformed URN of a place": (object_event(readPoint={"id": "urn:epc:id:sgln:1.2.3"}), "readPoint.id"),
    "ilmd without ADD": (object_event(ilmd={"example:x": 1}), "ilmd"),
    "a plain name in ilmd": (object_event(action="ADD", ilmd={"lot": 1}), "ilmd"),
    "packing into nothing": (
        object_event(type="AggregationEvent", action="ADD", epcList=None, childEPCs=[ITEM]),
        "parentID",
    ),
    "outputs alone": ({**TRANSFORMATION, "outputEPCList": [ITEM]}, ""),
    "a transaction without its document": ({**TRANSACTION, "bizTransactionList": []}, "bizTransactionList"),
    "a sensor element without a report": (
        object_event(sensorElementList=[{"sensorReport": []}]),
        "sensorElementList[0].sensorReport",
    ),
    "an empty persistent disposition": (object_event(persistentDisposition={}), "persistentDisposition"),
    "a type that is no URI": (object_event(type="QuantityEvent"), "type"),
    "an own type with an unknown prefix": (object_event(type="other:Event"), "type"),
    "an error declaration without a time": (object_event(errorDeclaration={}), "errorDeclaration"),
    "a year 0": (object_event(eventTime="0000-06-01T00:00:00Z"), "eventTime"),
    "a year 10000": (object_event(eventTime="9999-12-31T23:00:00-05:00"), "eventTime"),
    "no object at all": ("text", ""),
    "nothing": (None, ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_event_is_refused_at_its_place(name: str) -> None:
    event, where = BAD[name]
    found = verdict(event)
    expected = "eventList[3]" + (f".{where}" if where else "")
    assert expected in places(found)
    assert all(problem.why.vi and problem.why.en and problem.code for problem in found.problems)


def test_every_problem_of_an_event_is_named() -> None:
    event = object_event(bizStep="x", disposition="y", eventTime="z", action=None)
    assert sorted(places(verdict(event))) == ["eventList[3]"] + [
        f"eventList[3].{name}" for name in ("bizStep", "disposition", "eventTime")
    ]


@pytest.mark.parametrize(
    "uri",
    [
        "https://id.gs1.org/01/02000000000016/21/S1",
        "https://example.com/giai/4000001111",
        "https://id.gs1.org/01/2000000000015",
    ],
)
def test_a_doubtful_digital_link_is_a_warning_unless_the_prefix_is_our_own(uri: str) -> None:
    found = verdict(object_event(epcList=[uri]))
    assert found.problems == ()
    assert [warning.code for warning in found.warnings] == ["gs1-key"]
    strict = check.event_verdict(
        object_event(epcList=[uri]), "", CONTEXT, own_prefixes=("2000000", "4000001")
    )
    assert [problem.code for problem in strict.problems] == ["gs1-key"]


def test_a_web_address_that_is_no_gs1_key_is_not_doubted() -> None:
    assert verdict(object_event(epcList=["https://example.com/tea/1"])) == check.GOOD


def test_a_foreign_context_may_declare_prefixes_nobody_can_see() -> None:
    foreign = Context.of([GS1_CONTEXT, "https://example.com/own-context.jsonld"])
    assert verdict(object_event(**{"hidden:x": 1}), foreign) == check.GOOD


def test_an_event_may_declare_its_own_prefix() -> None:
    event = object_event(**{"@context": {"other": "https://other.example.org/"}, "other:x": 1})
    assert verdict(event) == check.GOOD
    assert places(verdict(object_event(**{"other:x": 1}))) == ["eventList[3].other:x"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"schemaVersion": None}, ""),
        ({"schemaVersion": "two"}, "schemaVersion"),
        ({"creationDate": "yesterday"}, "creationDate"),
        ({"@context": None}, ""),
        ({"@context": 5}, "@context"),
        ({"epcisBody": None}, ""),
        ({"epcisBody": {}}, "epcisBody"),
        ({"epcisBody": {"eventList": {}}}, "epcisBody.eventList"),
        ({"other:x": 1}, "other:x"),
        ({"comment": 1}, ""),
        (
            {"epcisHeader": {"epcisMasterData": {"vocabularyList": [{}]}}},
            "epcisHeader.epcisMasterData.vocabularyList[0]",
        ),
    ],
)
def test_a_bad_document_is_refused_at_its_place(changes: dict[str, Any], where: str) -> None:
    found = check.document_verdict(read_json.read(body(document(object_event(), **changes))))
    assert where in places(found)


def test_problems_of_events_carry_the_number_of_the_event() -> None:
    text = body(document(object_event(), object_event(action="LOOK"), object_event()))
    assert places(check.document_verdict(read_json.read(text))) == ["eventList[1].action"]


def test_a_bare_event_needs_its_context() -> None:
    assert places(check.document_verdict(read_json.read(body(object_event())))) == ["@context"]
    assert check.document_verdict(read_json.read(body({"@context": GS1_CONTEXT, **object_event()}))).ok
