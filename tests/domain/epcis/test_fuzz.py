"""Events made from the schema and then broken: always an answer, and always the same answer twice."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.epcis.samples import CONTEXT, ITEM, LOT
from nguongoc.domain.epcis import check, fingerprint, normalise
from nguongoc.domain.epcis.items import items
from nguongoc.domain.epcis.vocabulary import EVENT_TYPES

SCHEMA = json.loads(files("nguongoc.domain.epcis").joinpath("schema", "event.json").read_text("utf-8"))
URIS = st.sampled_from(
    [
        ITEM,
        LOT,
        "urn:epc:id:sgtin:0614141.107346.2017",
        "urn:epc:id:sgtin:1.2",
        "https://id.gs1.org/01/1",
        "urn:x:1",
    ]
)
FORMATS = {
    "uri": URIS,
    "date-time": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-01t00:00:00.5+14:00"]),
}
# A text for each pattern that stands in the schema without a format.
PATTERNED = st.sampled_from(["+07:00", "KGM", "f0"])
JUNK = st.sampled_from(
    [None, True, 0, -1.5, "", "x", ":", "urn:epc:", [], {}, [None], {"": None}, {"x:y": [[]]}]
)
SCALARS = {
    "number": st.integers(-5, 5) | st.floats(-1e9, 1e9),
    "boolean": st.booleans(),
    "string": st.text(max_size=5),
}


def values(draw: st.DrawFn, rule: dict[str, Any]) -> Any:
    """A value in the shape of a rule of the schema."""
    if "$ref" in rule:
        return values(draw, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]])
    if "enum" in rule:
        return draw(st.sampled_from(rule["enum"]))
    if rule.get("type") == "object":
        return members(draw, rule)
    if "anyOf" in rule:
        return values(draw, draw(st.sampled_from(rule["anyOf"])))
    if rule.get("type") == "array":
        count = draw(st.integers(rule.get("minItems", 0), 2))
        return [values(draw, rule["items"]) for _ in range(count)]
    if "format" in rule:
        return draw(FORMATS[rule["format"]])
    return draw(PATTERNED if "pattern" in rule else SCALARS[rule["type"]])


def members(draw: st.DrawFn, rule: dict[str, Any]) -> dict[str, Any]:
    wanted = set(rule.get("required", ()))
    if "anyOf" in rule:
        wanted.update(draw(st.sampled_from(rule["anyOf"])).get("required", ()))
    optional = sorted(rule.get("properties", {}).keys() - wanted)
    wanted.update(draw(st.lists(st.sampled_from(optional), max_size=6)) if optional else ())
    held = rule.get("properties", {})
    found = {name: values(draw, held[name]) for name in held if name in wanted}
    if "patternProperties" in rule and draw(st.booleans()):
        found["example:x"] = draw(JUNK)
    return found


@st.composite
def events(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """An event of this type in the shape of the schema (most of them pass it, some miss a rule)."""
    return {**values(draw, SCHEMA["$defs"][kind]), "type": kind}


@st.composite
def broken(draw: st.DrawFn, kind: str) -> Any:
    """An event of this type with one place in it replaced by junk."""
    event = copy.deepcopy(draw(events(kind)))
    held: Any = event
    while True:
        places = list(held) if isinstance(held, dict) else list(range(len(held)))
        place = draw(st.sampled_from(places))
        inner = held[place]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            held[place] = draw(JUNK)
            return event
        held = inner


def everything(event: Any) -> str:
    """Whatever is asked of an event, asked; what must hold of the answers, held."""
    verdict = check.event_verdict(event, "", CONTEXT)
    found = None
    if isinstance(event, dict):
        canonical, spelling = normalise.event(event, CONTEXT)
        assert normalise.restore(canonical, spelling) == event
        fingerprint.event_hash(event, CONTEXT)
        if not verdict.problems:
            found = items(canonical)
    return repr((verdict, found))


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_event_made_from_the_schema_gets_one_answer(kind: str, data: st.DataObject) -> None:
    event = data.draw(events(kind))
    assert everything(event) == everything(copy.deepcopy(event))


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_broken_event_gets_an_answer(kind: str, data: st.DataObject) -> None:
    everything(data.draw(broken(kind)))


ANYTHING = st.recursive(
    JUNK, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=6
)


@settings(max_examples=100, deadline=None)
@given(ANYTHING)
def test_anything_in_place_of_an_event_gets_an_answer(event: Any) -> None:
    everything(event)
