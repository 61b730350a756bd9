"""Our table of identifiers, row by row, against the facts of GS1's syntax dictionary."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conformance.given import given
from conformance.gs1 import rows
from nguongoc.domain.gs1 import digital_link, elements, keys
from nguongoc.domain.gs1.table import IDENTIFIERS, RULES, Component
from nguongoc.domain.vietnam import tax_code

pytestmark = pytest.mark.conformance

# Rows of `component_linters` taken while a register of company prefixes was plugged into the linter, which said
# "unknown" or "out of order" to a prefix of good form. We keep no such register, and neither does the engine.
WITH_A_REGISTER = {
    ("gcppos1", "GCP_DATASOURCE_OFFLINE"),
    ("gcppos2", "GCP_DATASOURCE_OFFLINE"),
    ("gcppos2", "INVALID_GCP_PREFIX"),
    ("couponcode", "GCP_DATASOURCE_OFFLINE"),
    ("couponcode", "INVALID_GCP_PREFIX"),
}


def _written(component: Component) -> str:
    """A component in the dictionary's own spelling."""
    length = str(component.maximum) if component.minimum == component.maximum else f"..{component.maximum}"
    text = f"{component.charset}{length}"
    return ",".join([f"[{text}]" if component.optional else text, *component.rules])


def _given_rows() -> list[tuple[str, dict[str, Any]]]:
    table = json.loads(given("digital-link/ai_table.json").read_text(encoding="utf-8"))["rows"]
    found = []
    for row in table:
        first, _, last = row["ai"].partition("-")
        found += [(f"{n:0{len(first)}}", row) for n in range(int(first), int(last or first) + 1)]
    return found


def test_every_given_identifier_is_ours_and_no_other() -> None:
    assert sorted(ai for ai, _ in _given_rows()) == sorted(IDENTIFIERS)


def test_titles_flags_and_formats_are_the_given_ones() -> None:
    for ai, row in _given_rows():
        ours = IDENTIFIERS[ai]
        assert (ours.title, ours.fixed, ours.attribute) == (
            row["title"],
            "*" in row["flags"],
            "?" in row["flags"],
        )
        assert [_written(component) for component in ours.components] == row["spec"], ai


def test_associations_are_the_given_ones() -> None:
    for ai, row in _given_rows():
        ours, attributes = IDENTIFIERS[ai], row["attrs"]
        assert ",".join(ours.excludes) == ",".join(attributes.get("ex", [])), ai
        assert ",".join("+".join(group) for group in ours.requires) == ",".join(attributes.get("req", [])), ai
        (key,) = attributes.get("dlpkey", [None])
        assert (ours.qualifiers is not None) == bool(key), ai
        if isinstance(key, str):
            assert "|".join(",".join(order) for order in ours.qualifiers or ()) == key


def test_every_linter_agrees_in_verdict_and_error() -> None:
    different = [
        row
        for row in rows("component_linters")
        if RULES[row["linter"]](row["value"]) != (row["error"] and row["error"].lower().replace("_", "-"))
        and not ((row["linter"], row["error"]) in WITH_A_REGISTER and re.search(r"[0-9]{6}", row["value"]))
    ]
    assert different == []
    assert len(rows("component_linters")) == 2826


def test_check_character_pairs_agree() -> None:
    for row in rows("check_character_pair"):
        answer = RULES["csumalpha"](row["value"])
        assert (answer is None) == row["valid"], row
        assert answer is None or answer == row["error"].lower().replace("_", "-")


def test_check_digits_agree() -> None:
    for row in rows("gtin_check_digit"):
        assert keys.checks(row["number"]) == row["valid"], row


def test_sequences_of_keys_and_qualifiers_agree() -> None:
    for row in rows("dl_path_ai_sequences"):
        key, *qualifiers = row["sequence"]
        assert ("/".join(qualifiers) in digital_link.ORDERS[key]) == row["valid"], row


def test_human_readable_text_agrees() -> None:
    for row in rows("hri_text"):
        data = row["data"]
        if "?89=" in data:
            # (89) and (88) are no identifiers; the engine was told to let unknown ones pass, and we have no such
            # switch: a scan that says something unknown is refused.
            assert not digital_link.is_valid(data)
            continue
        found = digital_link.parse(data).elements if "://" in data else elements.parse_raw(data)
        assert list(elements.hri(found)) == row["hri"]


def test_tax_codes_agree() -> None:
    for row in rows("vn_tax_id_mst"):
        assert tax_code.is_valid(row["number"]) == row["valid"], row
