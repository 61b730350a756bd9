"""One spelling, and the sender's own form back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.epcis.samples import CONTEXT, ITEM, LOT, object_event
from nguongoc.domain.epcis import normalise
from nguongoc.domain.epcis.items import Item, items, lots, places_and_parties

# One key a row, in spellings that must come out as the first.
SAME = [
    (
        "https://id.gs1.org/01/10614141073464/21/2017",
        "urn:epc:id:sgtin:0614141.107346.2017",
        "https://example.com/some/path/01/10614141073464/21/2017?17=261231",
        "https://id.gs1.org/01/10614141073464/10/LOT/21/2017",
        "https://id.gs1.org/01/10614141073464/22/2A/21/2017",
    ),
    (
        "https://id.gs1.org/01/10614141073464/21/a%2Fb",
        "urn:epc:id:sgtin:0614141.107346.a%2Fb",
        "https://example.com/01/10614141073464/21/a%2fb",
    ),
    ("https://id.gs1.org/01/04012345123456/10/998877", "urn:epc:class:lgtin:4012345.012345.998877"),
    ("https://id.gs1.org/01/10614141073464", "urn:epc:idpat:sgtin:0614141.107346.*"),
    ("https://id.gs1.org/414/4012345002249", "urn:epc:id:sgln:4012345.00224.0"),
    ("https://id.gs1.org/414/0012345111112/254/400", "urn:epc:id:sgln:0012345.11111.400"),
    ("https://id.gs1.org/417/4012345002256", "urn:epc:id:pgln:4012345.00225"),
    ("https://id.gs1.org/00/340123451111111111", "urn:epc:id:sscc:4012345.3111111111"),
    # Keys that fail GS1's rules have one spelling too.
    ("https://id.gs1.org/01/10614141073465/21/1", "http://example.org/gtin/10614141073465/ser/1"),
    ("https://id.gs1.org/01/10614141073465/21/1", "https://example.org/01/10614141073465/21/1#seen"),
]


@pytest.mark.parametrize("spellings", SAME)
def test_all_spellings_of_a_key_come_out_alike(spellings: tuple[str, ...]) -> None:
    for spelling in spellings:
        assert normalise.identifier(spelling) == spellings[0]


@pytest.mark.parametrize(
    "uri",
    ["urn:uuid:1", "https://example.com/tea", "urn:epc:idpat:sgtin:1.*.*", "urn:epc:id:sgtin:bad", "x", ""],
)
def test_what_names_no_key_stays_as_it_is(uri: str) -> None:
    assert normalise.identifier(uri) == uri


def test_a_word_has_one_spelling() -> None:
    for spelling in (
        "shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
    ):
        assert normalise.cbv(spelling) == "shipping"
    assert normalise.cbv("cbv:SDT-location") == "location"
    assert normalise.cbv("gs1:Temperature") == "Temperature"
    assert normalise.cbv("https://example.com/bizStep/withering") == "https://example.com/bizStep/withering"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-03-01T00:30:00.120+07:00", "2026-02-28T17:30:00.120Z"),
        ("2026-03-01t00:30:00z", "2026-03-01T00:30:00Z"),
        ("2016-12-31T18:59:60.5-05:00", "2016-12-31T23:59:60.5Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
        ("not a time", "not a time"),
    ],
)
def test_times_are_in_utc_with_their_fraction_kept(time: str, expected: str) -> None:
    assert normalise.utc(time) == expected


def rich_event() -> dict[str, Any]:
    return object_event(
        epcList=["urn:epc:id:sgtin:0614141.107346.2017", ITEM],
        quantityList=[{"epcClass": "urn:epc:class:lgtin:4012345.012345.L", "quantity": 2.5, "uom": "KGM"}],
        readPoint={"id": "urn:epc:id:sgln:4012345.00224.0", "example:x": 1},
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:epc:id:gdti:4012345.11111.1"}],
        sourceList=[{"type": "cbv:SDT-location", "source": "urn:epc:id:sgln:4012345.00224.0"}],
        destinationList=[{"type": "owning_party", "destination": "https://id.gs1.org/417/4012345002256"}],
        sensorElementList=[
            {
                "sensorMetadata": {
                    "time": "2026-03-01T00:00:00+07:00",
                    "deviceID": "urn:epc:id:giai:4000001.1",
                },
                "sensorReport": [{"type": "gs1:Temperature", "time": "2026-03-01T00:00:00+07:00"}],
            }
        ],
        persistentDisposition={"set": ["https://ref.gs1.org/cbv/Disp-damaged"]},
        errorDeclaration={"declarationTime": "2026-03-01T00:00:00+07:00", "reason": "cbv:ER-incorrect_data"},
        **{"example:x": {"epcList": ["urn:epc:id:sgtin:0614141.107346.2017"]}},
    )


def test_the_canonical_form_says_everything_one_way() -> None:
    canonical, spelling = normalise.event(rich_event(), CONTEXT)
    assert canonical["epcList"][0] == "https://id.gs1.org/01/10614141073464/21/2017"
    assert canonical["eventTime"] == "2026-03-01T00:30:00Z"
    assert canonical["eventTimeZoneOffset"] == "+07:00"
    assert canonical["sourceList"][0]["type"] == "location"
    report = canonical["sensorElementList"][0]["sensorReport"][0]
    assert report == {"type": "Temperature", "time": "2026-02-28T17:00:00Z"}
    assert canonical["example:x"] == rich_event()["example:x"]
    assert spelling is not None
    assert "example:x" not in spelling


def test_an_event_that_is_spelled_so_already_has_no_spelling_of_its_own() -> None:
    event = object_event(eventTime="2026-03-01T00:30:00Z")
    assert normalise.event(event, CONTEXT) == (event, None)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 9)
    | st.sampled_from([ITEM, LOT, "urn:epc:id:sgtin:0614141.107346.1", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "type", "time", "epcClass"]), inner, max_size=2)
    ),
    max_leaves=5,
)
CHANGES = st.fixed_dictionaries({}, optional=dict.fromkeys(rich_event(), JSON))


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_every_event_comes_back_exactly_and_a_second_time_changes_nothing(changes: dict[str, Any]) -> None:
    event = {**rich_event(), **changes}
    sent = orjson.dumps(event)
    canonical, spelling = normalise.event(event, CONTEXT)
    assert orjson.dumps(event) == sent
    assert orjson.dumps(normalise.restore(canonical, orjson.loads(orjson.dumps(spelling)))) == sent
    assert normalise.event(canonical, CONTEXT) == (canonical, None)


def test_the_index_gets_every_key_with_its_part_and_quantity() -> None:
    canonical, _ = normalise.event(rich_event(), CONTEXT)
    assert items(canonical) == [
        Item("epc", "https://id.gs1.org/01/10614141073464/21/2017"),
        Item("epc", ITEM),
        Item("epcClass", "https://id.gs1.org/01/04012345123456/10/L", Decimal("2.5"), "KGM"),
        Item("bizTransaction:po", "https://id.gs1.org/253/40123451111181"),
        Item("source:location", "https://id.gs1.org/414/4012345002249"),
        Item("destination:owning_party", "https://id.gs1.org/417/4012345002256"),
        Item("readPoint", "https://id.gs1.org/414/4012345002249"),
    ]
    assert places_and_parties(canonical) == {
        "https://id.gs1.org/414/4012345002249",
        "https://id.gs1.org/417/4012345002256",
    }


def test_a_quantity_is_the_decimal_its_sender_wrote() -> None:
    (found,) = items({"quantityList": [{"epcClass": LOT, "quantity": 0.1}]})
    assert found == Item("epcClass", LOT, Decimal("0.1"), None)


def test_a_lot_number_in_ilmd_says_to_which_lot_serials_belong() -> None:
    event = object_event(action="ADD", ilmd={"cbvmda:lotNumber": "L 1"})
    assert lots(event) == {ITEM: "https://id.gs1.org/01/02000000000015/10/L%201"}
    assert Item("lot", "https://id.gs1.org/01/02000000000015/10/L%201") in items(event)
    assert lots({**event, "action": "OBSERVE"}) == {}
