"""Every family of query parameters over HTTP, on one small store (EPCIS 2.0 §8.2.7.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from nguongoc.trace.events import bounds, candidates
from nguongoc.trace.events.actions import capture
from world import (
    CONTEXT,
    LD_JSON,
    NOW,
    a_client,
    a_document,
    a_sender,
    an_event,
    as_bytes,
    begin,
    event_number,
    kg,
    lot_key,
)

pytestmark = pytest.mark.django_db

EXT = "https://vi-du.vn/epcis/"
ITEM = "urn:epc:id:sgtin:4012345.012345."
CASE = "urn:epc:id:sscc:4012345.1111111111"
DOCK = "urn:epc:id:sgln:4012345.00001.0"


def _report(**members: Any) -> dict[str, Any]:
    return {"type": "Temperature", **members}


EVENTS: dict[int, dict[str, Any]] = {
    1: an_event(
        action="ADD",
        bizStep="commissioning",
        disposition="active",
        quantityList=None,
        epcList=[ITEM + "A", ITEM + "B"],
        readPoint={"id": DOCK, "vn:zone": "K1", "vn:deep": {"vn:shelf": 7}},
        ilmd={"vn:grade": "OP", "vn:harvest": {"vn:weight": 12.5, "vn:picked": "2026-09-01T06:00:00+07:00"}},
    ),
    2: an_event(
        type="AggregationEvent",
        bizStep="packing",
        disposition="in_progress",
        quantityList=None,
        parentID=CASE,
        childEPCs=[ITEM + "A"],
        childQuantityList=[{"epcClass": lot_key("C"), "quantity": 4}],
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000016:PO1"}],
        **{"vn:crew": ["Lò", "Vàng"], "vn:count": 3},
    ),
    3: an_event(
        bizStep="shipping",
        disposition="in_transit",
        bizLocation={"id": "urn:x:kho"},
        sourceList=[{"type": "owning_party", "source": "urn:x:ben-giao"}],
        destinationList=[{"type": "owning_party", "destination": "urn:x:ben-nhan"}],
        persistentDisposition={"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
        **{"vn:count": "12", "vn:note": "gửi gấp", "vn:inner": {"vn:deeper": [{"vn:level": 5}]}},
    ),
    4: an_event(
        type="TransformationEvent",
        action=None,
        bizStep="https://vi-du.vn/buoc/sao",
        quantityList=None,
        transformationID="urn:x:me-1",
        inputEPCList=[ITEM + "B"],
        inputQuantityList=[kg(lot_key("LA"), 200)],
        outputEPCList=[ITEM + "D"],
        outputQuantityList=[kg(lot_key("CHE"), 44.5)],
    ),
    5: an_event(
        bizStep="sensor_reporting",
        quantityList=None,
        epcList=[],
        readPoint={"id": "urn:x:kho-lanh"},
        sensorElementList=[
            {
                "sensorMetadata": {
                    "time": "2026-09-12T08:00:00+07:00",
                    "startTime": "2026-09-12T06:00:00+07:00",
                    "endTime": "2026-09-12T07:00:00+07:00",
                    "deviceID": "urn:epc:id:giai:4012345.1",
                    "bizRules": "https://vi-du.vn/quy-tac",
                    "vn:probe": "P1",
                },
                "sensorReport": [
                    _report(
                        value=4.5,
                        minValue=3,
                        maxValue=6,
                        meanValue=4,
                        sDev=0.5,
                        uom="CEL",
                        **{"vn:alarm": {"vn:code": 9}},
                    ),
                    {"type": "RelativeHumidity", "percRank": 95, "percValue": 80, "uom": "P1"},
                ],
                "vn:rack": "R2",
            },
            {
                "sensorReport": [
                    {
                        "type": "https://vi-du.vn/do/khac",
                        "stringValue": "đạt",
                        "booleanValue": True,
                        "hexBinaryValue": "0F",
                        "uriValue": "urn:x:anh",
                        "microorganism": "https://vi-du.vn/vi-sinh/1",
                        "chemicalSubstance": "https://vi-du.vn/chat/1",
                        "dataProcessingMethod": "https://vi-du.vn/cach/1",
                    }
                ]
            },
        ],
    ),
    6: an_event(
        errorDeclaration={
            "declarationTime": "2026-09-20T08:00:00+07:00",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:uuid:3b1c2f5e-0000-4000-8000-000000000007"],
            "vn:by": "Lan",
            "vn:why": {"vn:page": 3},
        },
        quantityList=[{"epcClass": lot_key("E"), "quantity": 7}],
        action="DELETE",
        bizStep="destroying",
        disposition="destroyed",
    ),
}


@pytest.fixture
def client() -> Client:
    begin()
    sender = a_sender()
    document = a_document(
        *(
            {**event, "eventID": event_number(number), "eventTime": f"2026-09-12T{number:02}:00:00Z"}
            for number, event in EVENTS.items()
        )
    )
    document["@context"] = [CONTEXT, {"vn": EXT}]
    capture(as_bytes(document), media_type=LD_JSON, sender=sender, at=NOW)
    return a_client(sender.user)


def found(client: Client, headers: dict[str, str] | None = None, **parameters: str) -> list[int]:
    answer = client.get(f"/epcis/events?{urlencode(parameters)}", headers=headers or {})
    assert answer.status_code == 200, answer.content
    return sorted(int(event["eventID"][-2:]) for event in events_of(answer))


FAMILIES: list[tuple[str, str, list[int]]] = [
    ("eventType", "AggregationEvent|TransformationEvent", [2, 4]),
    ("GE_eventTime", "2026-09-12T05:00:00Z", [5, 6]),
    ("LT_eventTime", "2026-09-12T09:00:00+07:00", [1]),
    ("GE_recordTime", "2026-11-20T08:00:00Z", [1, 2, 3, 4, 5, 6]),
    ("LT_recordTime", "2026-11-20T08:00:00Z", []),
    ("EQ_action", "ADD|DELETE", [1, 6]),
    ("EQ_bizStep", "urn:epcglobal:cbv:bizstep:packing|https://vi-du.vn/buoc/sao", [2, 4]),
    ("EQ_disposition", "in_transit|destroyed", [3, 6]),
    ("EQ_persistentDisposition_set", "completeness_verified", [3]),
    ("EQ_persistentDisposition_unset", "urn:epcglobal:cbv:disp:completeness_inferred", [3]),
    ("EQ_persistentDisposition_unset", "completeness_verified", []),
    ("EQ_readPoint", "https://id.gs1.org/414/4012345000016", [1]),
    ("EQ_readPoint", f"{DOCK}|urn:x:kho-lanh", [1, 5]),
    ("EQ_bizLocation", "urn:x:kho", [3]),
    ("EQ_bizTransaction_po", "urn:epcglobal:cbv:bt:4012345000016:PO1", [2]),
    ("EQ_bizTransaction_urn:epcglobal:cbv:btt:po", "urn:epcglobal:cbv:bt:4012345000016:PO1", [2]),
    ("EQ_bizTransaction_inv", "urn:epcglobal:cbv:bt:4012345000016:PO1", []),
    ("EQ_source_owning_party", "urn:x:ben-giao", [3]),
    ("EQ_destination_owning_party", "urn:x:ben-nhan", [3]),
    ("EQ_destination_owning_party", "urn:x:ben-giao", []),
    ("EQ_transformationID", "urn:x:me-1", [4]),
    ("EQ_eventID", f"{event_number(2)}|{event_number(6)}", [2, 6]),
    ("EXISTS_errorDeclaration", "", [6]),
    ("EXISTS_errorDeclaration", "false", [1, 2, 3, 4, 5, 6]),
    ("GE_errorDeclarationTime", "2026-09-20T01:00:00Z", [6]),
    ("LT_errorDeclaration_Time", "2026-09-20T01:00:00Z", []),
    ("EQ_errorReason", "incorrect_data", [6]),
    ("EQ_correctiveEventID", "urn:uuid:3b1c2f5e-0000-4000-8000-000000000007", [6]),
    ("MATCH_epc", ITEM + "A", [1, 2]),
    ("MATCH_epc", "https://id.gs1.org/01/04012345123456/21/B", [1]),
    ("MATCH_epc", "urn:epc:idpat:sgtin:4012345.012345.*", [1, 2]),
    ("MATCH_epc", "https://id.gs1.org/01/04012345123456/21/*", [1, 2]),
    ("MATCH_parentID", CASE, [2]),
    ("MATCH_parentID", "urn:epc:idpat:sscc:4012345.*", [2]),
    ("MATCH_inputEPC", ITEM + "B", [4]),
    ("MATCH_outputEPC", ITEM + "B", []),
    ("MATCH_outputEPC", "urn:epc:idpat:sgtin:4012345.*.*", [4]),
    ("MATCH_anyEPC", "urn:epc:idpat:sgtin:*.*.*", [1, 2, 4]),
    ("MATCH_epcClass", lot_key("C"), [2]),
    ("MATCH_inputEPCClass", lot_key("LA"), [4]),
    ("MATCH_outputEPCClass", lot_key("CHE"), [4]),
    ("MATCH_anyEPCClass", f"{lot_key('CHE')}|{lot_key('E')}", [4, 6]),
    ("MATCH_anyEPCClass", "https://id.gs1.org/01/00200000000110/10/*", [2, 3, 4, 6]),
    ("EQ_quantity", "4|7", [2, 6]),
    ("GT_quantity", "4", [6]),
    ("LE_quantity", "4", [2]),
    ("GE_quantity_KGM", "44.5", [4]),
    ("LT_quantity_KGM", "44.5", [3]),
    ("EQ_quantity_KGM", "10", [3]),
    ("EQ_quantity_GRM", "10000", []),
    ("EQ_vn:crew", "Vàng", [2]),
    ("EQ_vn:count", "12|3", [2, 3]),
    ("GT_vn:count", "3", [3]),
    ("EXISTS_vn:count", "", [2, 3]),
    (f"GE_{EXT}#count", "3", [2, 3]),
    ("EQ_INNER_vn:level", "5", [3]),
    ("EXISTS_INNER_vn:note", "", []),
    (f"EXISTS_INNER_{EXT}#level", "", [3]),
    ("EQ_ILMD_vn:grade", "OP|BOP", [1]),
    ("GT_INNER_ILMD_vn:weight", "12", [1]),
    ("GE_INNER_ILMD_vn:picked", "2026-08-31T23:00:00Z", [1]),
    ("LT_INNER_ILMD_vn:picked", "2026-08-31T23:00:00Z", []),
    (f"EXISTS_INNER_ILMD_{EXT}#weight", "", [1]),
    ("EXISTS_ILMD_vn:weight", "", []),
    ("EQ_ERROR_DECLARATION_vn:by", "Lan", [6]),
    ("GE_INNER_ERROR_DECLARATION_vn:page", "3", [6]),
    ("EQ_readPoint_vn:zone", "K1", [1]),
    ("EQ_INNER_readPoint_vn:shelf", "7", [1]),
    ("EQ_bizLocation_vn:zone", "K1", []),
    ("EXISTS_sensorElementList", "", [5]),
    ("EQ_SENSORELEMENT_vn:rack", "R2", [5]),
    ("EQ_SENSORMETADATA_vn:probe", "P1", [5]),
    ("EXISTS_SENSORREPORT_vn:alarm", "", [5]),
    ("LE_INNER_SENSORREPORT_vn:code", "9", [5]),
    ("EXISTS_SENSORREPORT_vn:code", "", []),
    ("EQ_type", "https://gs1.org/voc/Temperature", [5]),
    ("EQ_type", "Pressure", []),
    ("EQ_deviceID", "https://id.gs1.org/8004/40123451", [5]),
    ("EQ_bizRules", "https://vi-du.vn/quy-tac", [5]),
    ("EQ_dataProcessingMethod", "https://vi-du.vn/cach/1", [5]),
    ("EQ_microorganism", "https://vi-du.vn/vi-sinh/1", [5]),
    ("EQ_chemicalSubstance", "https://vi-du.vn/chat/1", [5]),
    ("EQ_stringValue", "đạt", [5]),
    ("EQ_booleanValue", "true", [5]),
    ("EQ_booleanValue", "false", []),
    ("EQ_hexBinaryValue", "0F", [5]),
    ("EQ_uriValue", "urn:x:anh", [5]),
    ("GE_startTime", "2026-09-11T23:00:00Z", [5]),
    ("LT_endTime", "2026-09-12T00:00:00Z", []),
    ("GE_time", "2026-09-12T01:00:00Z", [5]),
    ("EQ_value_CEL", "4.5", [5]),
    ("EQ_value_FAH", "40.1", [5]),
    ("EQ_value_KEL", "277.65", [5]),
    ("GT_value_KEL", "277.65", []),
    ("LT_minValue_FAH", "38", [5]),
    ("GE_maxValue_CEL", "6", [5]),
    ("LE_meanValue_CEL", "3.9", []),
    ("LE_sDev_FAH", "0.9", [5]),
    ("GE_percValue_C62", "0.8", [5]),
    ("GT_percRank", "94", [5]),
    ("LE_percRank", "94", []),
]


def test_each_family_finds_what_it_names_and_nothing_else(client: Client) -> None:
    answers = [(name, value, found(client, **{name: value})) for name, value, _ in FAMILIES]
    assert answers == FAMILIES


def test_conditions_hold_together_and_a_prefix_is_known_by_the_namespace_declared_for_it(
    client: Client,
) -> None:
    assert found(client, **{"EXISTS_vn:count": "", "EQ_bizStep": "packing"}) == [2]
    declared = {"GS1-Extensions": f"ex={EXT}"}
    assert found(client, declared, **{"EQ_ex:count": "12"}) == [3]
    assert found(client, {"GS1-Extensions": "vn=https://khac.vn/"}, **{"EQ_vn:count": "12"}) == []
    assert found(client, **{"EQ_ex:count": "12"}) == []


@pytest.mark.parametrize(
    ("order", "ascending"),
    [("vn:count", [2, 3]), ("eventTime", [1, 2, 3, 4, 5, 6]), ("INNER_ILMD_vn:weight", [1])],
)
def test_events_are_ordered_as_asked_over_pages(client: Client, order: str, ascending: list[int]) -> None:
    for direction, wanted in (("ASC", ascending), ("DESC", ascending[::-1])):
        numbers: list[int] = []
        address = f"/epcis/events?{urlencode({'orderBy': order, 'orderDirection': direction, 'perPage': 1})}"
        while address:
            answer = client.get(address)
            assert answer.status_code == 200, answer.content
            numbers += [int(event["eventID"][-2:]) for event in events_of(answer)]
            address = next_of(answer)
        assert numbers[: len(wanted)] == wanted
        assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_limit_cuts_over_all_pages_and_a_maximum_refuses(client: Client) -> None:
    limited = urlencode({"orderBy": "eventTime", "eventCountLimit": 3, "perPage": 2})
    first = client.get(f"/epcis/events?{limited}")
    second = client.get(next_of(first))
    assert [len(events_of(first)), len(events_of(second)), next_of(second)] == [2, 1, ""]
    assert client.get("/epcis/events?maxEventCount=6").status_code == 200
    refused = client.get("/epcis/events?maxEventCount=5")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooLargeException")


def test_a_query_that_takes_too_long_is_refused_as_too_complex(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "SECONDS", -1.0)
    refused = client.get("/epcis/events?GE_quantity=1")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooComplexException")


def test_the_index_and_the_rows_give_the_same_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = [found(client, **{name: value}) for name, value, _ in FAMILIES]
    monkeypatch.setattr(
        candidates, "FEW", 0
    )  # everything that is named is named too often: walk, and ask the rows
    assert [found(client, **{name: value}) for name, value, _ in FAMILIES] == by_index


def events_of(answer: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return listed


def next_of(answer: Any) -> str:
    link = answer.get("Link", "")
    return link[1 : link.index(">")].removeprefix("http://testserver") if link else ""
