"""Query parameters: the names there are, and the values they take."""

from __future__ import annotations

from typing import Any

import pytest

from domain.epcis.samples import body
from nguongoc.domain.epcis import check, query, read_json

TIME = "2026-01-01T00:00:00+07:00"
GOOD: dict[str, Any] = {
    "eventType": ["ObjectEvent", "https://example.com/Audit"],
    "GE_eventTime": TIME,
    "LT_errorDeclarationTime": TIME,
    "LT_errorDeclaration_Time": "2016-12-31T23:59:60Z",
    "EQ_action": ["ADD"],
    "EQ_bizStep": ["shipping"],
    "WD_readPoint": ["urn:x:1"],
    "EQ_bizTransaction_po": ["urn:x:1"],
    "MATCH_anyEPC": ["urn:epc:idpat:sgtin:*.*.*"],
    "EQ_quantity": [1, 2.5],
    "GE_quantity_KGM": 3,
    "EQ_value_CEL": [1],
    "GT_percRank": 50,
    "EQ_vn:lot": ["a", 1],
    "GE_INNER_vn:weight": 5,
    "EQ_ILMD_vn:lot": ["a"],
    "EXISTS_ILMD_vn:lot": None,
    "EQ_INNER_ERROR_DECLARATION_vn:x": ["a"],
    "LT_SENSORREPORT_vn:x": TIME,
    "EQ_readPoint_vn:zone": ["a"],
    "EQ_https://example.com/ns#local": ["a"],
    "EXISTS_errorDeclaration": True,
    "EQ_booleanValue": False,
    "HASATTR_readPoint": ["urn:x:a"],
    "EQATTR_bizLocation_urn:x:a": ["b"],
    "EQ_ATTR_bizLocation_urn:x:a": ["b"],
    "orderBy": "eventTime",
    "orderDirection": "ASC",
    "eventCountLimit": 5,
    "perPage": 30,
}
BAD: dict[str, Any] = {
    "GE_eventDate": TIME,
    "GE_eventTime": "2026-01-01",
    "LT_recordTime": "2026-02-30T00:00:00Z",
    "eventType": ["Object"],
    "EQ_action": ["SHIPPED"],
    "EQ_bizStep": "shipping",
    "MATCH_epc": [],
    "MATCH_bizStep": ["x"],
    "EQ_quantity": 5,
    "GE_quantity": "5",
    "GE_quantity_kilos": 5,
    "GE_value": 5,
    "EXISTS_vn:lot": "yes",
    "EQ_booleanValue": "true",
    "orderDirection": "UP",
    "maxEventCount": 0,
    "perPage": True,
    "NE_vn:lot": ["a"],
    "EQ_lot": ["a"],
}


def test_every_family_of_parameters_is_known() -> None:
    assert query.problems(GOOD) == ()


@pytest.mark.parametrize("name", BAD)
def test_an_unknown_name_or_a_wrong_value_is_refused_at_its_name(name: str) -> None:
    (problem,) = query.problems({name: BAD[name]})
    assert (problem.where, problem.code) == (name, "query-parameter")


def test_limits_exclude_each_other_and_need_an_order() -> None:
    assert [p.where for p in query.problems({"eventCountLimit": 1})] == ["eventCountLimit"]
    both = {"eventCountLimit": 1, "maxEventCount": 1, "orderBy": "eventTime"}
    assert [p.where for p in query.problems(both)] == ["maxEventCount"]


def test_the_definition_of_a_query_is_checked_as_one() -> None:
    context = {"@context": "https://ref.gs1.org/standards/epcis/2.0.0/query-schema.json"}
    assert check.document_verdict(read_json.read(body({**context, "EQ_action": ["ADD"]}))).ok
    assert not check.document_verdict(read_json.read(body({**context, "EQ_action": "ADD"}))).ok
