"""Reading a chain for the public: plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from nguongoc.domain.sectors.load import sector
from nguongoc.trace.chains.journey import Journey, Proof, Told, journey


def told(day: int, sender: str = "cooperative", **body: Any) -> Told:
    return Told(body, sender, datetime(2026, 9, day, tzinfo=UTC))


def made(day: int, inputs: dict[str, float], outputs: dict[str, float], **more: Any) -> Told:
    lists = {"inputQuantityList": kg(inputs), "outputQuantityList": kg(outputs)}
    return told(day, type="TransformationEvent", bizStep="commissioning", **lists, **more)


def kg(goods: dict[str, float]) -> list[dict[str, Any]]:
    return [{"epcClass": key, "quantity": quantity, "uom": "KGM"} for key, quantity in goods.items()]


def step(found: Journey, code: str) -> Any:
    return next(step for step in found.steps if step.stage.code == code)


TEA = sector("tea")


def test_a_chain_of_transformations_in_one_stage_is_not_counted_twice() -> None:
    found = journey(
        TEA, [made(1, {"roots": 400}, {"starch": 100}), made(2, {"starch": 100}, {"noodles": 80})]
    )
    processing = step(found, "processing")
    assert processing.taken == [(Decimal(400), "KGM")]
    assert processing.given == [(Decimal(80), "KGM")]


def test_goods_that_are_sent_and_arrive_are_one_quantity() -> None:
    sent = told(1, type="ObjectEvent", bizStep="shipping", quantityList=kg({"tea": 88}))
    arrived = told(2, type="ObjectEvent", bizStep="arriving", quantityList=kg({"tea": 88}))
    assert step(journey(TEA, [sent, arrived]), "shipping").given == [(Decimal(88), "KGM")]


def test_different_units_are_never_added_up() -> None:
    boxes = [{"epcClass": "tea", "quantity": 880, "uom": "BX"}]
    packed = told(1, type="ObjectEvent", bizStep="packing", quantityList=kg({"tea": 88}) + boxes)
    assert step(journey(TEA, [packed]), "packing").given == [(Decimal(88), "KGM"), (Decimal(880), "BX")]


def test_the_strongest_proof_of_a_stage_is_shown() -> None:
    leaf = told(1, type="ObjectEvent", action="ADD", bizStep="commissioning", quantityList=kg({"leaf": 420}))
    check = told(2, "agency", type="ObjectEvent", bizStep="inspecting", quantityList=kg({"leaf": 420}))
    slips = [{"type": "recadv", "bizTransaction": "urn:x:1"}]
    bought = told(
        2, type="ObjectEvent", bizStep="receiving", quantityList=kg({"leaf": 420}), bizTransactionList=slips
    )
    test = told(3, "laboratory", type="ObjectEvent", bizStep="sampling", quantityList=kg({"tea": 1}))
    found = journey(TEA, [leaf, check, bought, test])
    proofs = {one.stage.code: one.proof for one in found.told}
    assert proofs == {"harvest": Proof.INSPECTED, "purchase": Proof.DOCUMENTED, "test": Proof.TESTED}


def test_an_inspection_vouches_only_for_the_place_it_names() -> None:
    here, there = {"readPoint": {"id": "urn:x:here"}}, {"readPoint": {"id": "urn:x:there"}}
    leaf = told(
        1, type="ObjectEvent", action="ADD", bizStep="commissioning", quantityList=kg({"leaf": 1}), **here
    )
    check = told(2, "agency", type="ObjectEvent", bizStep="inspecting", quantityList=kg({"leaf": 1}), **there)
    assert step(journey(TEA, [leaf, check]), "harvest").proof is Proof.DECLARED


def test_expected_stages_are_missed_and_others_are_not() -> None:
    found = journey(TEA, [])
    assert found.is_empty
    assert [one.stage.code for one in found.missing] == [
        *("harvest", "purchase", "processing", "test", "packing", "shipping")
    ]
