"""Identifiers as they were asked for: Digital Links, URNs, or as sent."""

from __future__ import annotations

from domain.epcis.samples import CONTEXT, object_event
from nguongoc.domain.epcis import normalise, spelling

SENT = object_event(
    epcList=[
        "urn:epc:id:sgtin:0614141.107346.2017",
        "https://example.org/01/10614141073464/21/2018",
        "urn:x:own",
    ],
    readPoint={"id": "urn:epc:id:sgln:0614141.00001.0"},
    quantityList=[{"epcClass": "https://id.gs1.org/01/09521141012345", "quantity": 1}],
    bizStep="https://ref.gs1.org/cbv/BizStep-shipping",
)
STORED, SPELLED = normalise.event(SENT, CONTEXT)


def test_a_stored_event_is_answered_with_digital_links_unless_asked_otherwise() -> None:
    for asked in (spelling.DIGITAL_LINK, spelling.ANY):
        assert spelling.event(STORED, SPELLED, epcs=asked) == STORED
    assert STORED["epcList"][0] == "https://id.gs1.org/01/10614141073464/21/2017"


def test_an_event_comes_back_as_its_sender_wrote_it() -> None:
    assert spelling.event(STORED, SPELLED, epcs=spelling.AS_SENT) == SENT


def test_urns_need_the_company_prefix_or_their_senders_own_words() -> None:
    known = spelling.event(STORED, SPELLED, epcs=spelling.EPC_URN, prefixes=("0614141", "9521141"))
    assert known["epcList"] == [
        "urn:epc:id:sgtin:0614141.107346.2017",
        "urn:epc:id:sgtin:0614141.107346.2018",
        "urn:x:own",
    ]
    assert known["quantityList"][0]["epcClass"] == "urn:epc:idpat:sgtin:9521141.001234.*"
    assert known["readPoint"]["id"] == "urn:epc:id:sgln:0614141.00001.0"
    unknown = spelling.event(STORED, SPELLED, epcs=spelling.EPC_URN)
    assert unknown["epcList"] == ["urn:epc:id:sgtin:0614141.107346.2017", STORED["epcList"][1], "urn:x:own"]
    assert unknown["readPoint"]["id"] == "urn:epc:id:sgln:0614141.00001.0", "its sender wrote it so"


def test_a_urn_and_its_digital_link_lead_back_to_each_other() -> None:
    for urn in (
        "urn:epc:id:sgtin:0614141.107346.2017",
        "urn:epc:id:sscc:0614141.1234567890",
        "urn:epc:id:sgln:0614141.00001.5",
        "urn:epc:id:pgln:0614141.00001",
        "urn:epc:id:grai:0614141.12345.400",
        "urn:epc:id:giai:0614141.12345400",
        "urn:epc:class:lgtin:0614141.107346.L1",
        "urn:epc:idpat:sgtin:0614141.107346.*",
    ):
        assert spelling.urn(spelling.digital_link(urn), ("0614141",)) == urn
