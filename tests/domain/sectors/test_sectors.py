"""The sectors as their files define them: every stage can be reached, and every word is a word of the CBV."""

from __future__ import annotations

from importlib import resources

import pytest

from nguongoc.domain.epcis.vocabulary import BIZ_STEP, EVENT_TYPES
from nguongoc.domain.sectors.load import sector
from nguongoc.domain.sectors.model import Sector, Stage

DEFINED = sorted(
    file.name.removesuffix(".toml")
    for file in resources.files("nguongoc.domain.sectors").joinpath("definitions").iterdir()
    if file.name.endswith(".toml")
)
SEED = {"tea", "rice", "ginseng", "honey", "fish", "macadamia", "noodles", "dried_meat", "fruit", "general"}


def events_of(stage: Stage) -> list[dict[str, object]]:
    """One event for every pair of type and step that the stage names."""
    types = sorted(stage.event_types or EVENT_TYPES)
    return [{"type": kind, "bizStep": step} for kind in types for step in sorted(stage.biz_steps)]


def test_every_sector_of_the_province_has_its_definition() -> None:
    assert set(DEFINED) >= SEED


@pytest.mark.parametrize("code", DEFINED)
def test_a_definition_bears_the_name_of_its_file_and_is_told_in_both_languages(code: str) -> None:
    found = sector(code)
    assert found.code == code
    for name in (found.name, *(stage.name for stage in found.stages)):
        assert name.vi
        assert name.en
    assert "TCVN" in found.standard


@pytest.mark.parametrize("code", DEFINED)
def test_stages_are_told_apart_and_speak_the_core_business_vocabulary(code: str) -> None:
    stages = sector(code).stages
    assert len({stage.code for stage in stages}) == len(stages)
    for stage in stages:
        assert stage.biz_steps
        assert stage.biz_steps <= BIZ_STEP.words
        assert stage.event_types <= EVENT_TYPES


@pytest.mark.parametrize("code", DEFINED)
def test_no_stage_hides_wholly_behind_an_earlier_one(code: str) -> None:
    found = sector(code)
    for stage in found.stages:
        assert stage in [found.stage_of(event) for event in events_of(stage)], stage.code


@pytest.mark.parametrize("code", DEFINED)
def test_a_way_is_missed_from_its_making_to_its_transport_but_not_beyond(code: str) -> None:
    stages = {stage.code: stage for stage in sector(code).stages}
    assert stages["shipping"].expected
    assert not stages["sale"].expected


def test_birth_and_transformation_are_told_apart_by_the_type_of_event() -> None:
    fish = sector("fish")
    assert code_of(fish, "ObjectEvent", "commissioning") == "stocking"
    assert code_of(fish, "TransformationEvent", "commissioning") == "harvest"


def test_a_jar_that_gets_its_stamp_is_not_taken_for_an_extraction() -> None:
    assert code_of(sector("honey"), "ObjectEvent", "encoding") == "stamping"


def test_a_sector_without_definition_goes_the_general_way() -> None:
    assert sector("no-such-sector").code == "general"
    assert sector("../tea").code == "general"


def code_of(found: Sector, kind: str, step: str) -> str:
    stage = found.stage_of({"type": kind, "bizStep": step})
    assert stage is not None
    return stage.code
