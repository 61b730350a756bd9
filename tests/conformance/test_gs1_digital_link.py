"""Digital Links and EPC URIs against GS1's engine and the other given sets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from conformance.given import given
from conformance.gs1 import rows
from nguongoc.domain.gs1 import digital_link, elements, epc, epc_binary
from nguongoc.domain.problem import Refused

pytestmark = pytest.mark.conformance


def _or_none(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refused:
        return None


def test_three_thousand_verdicts_agree_in_elements_and_canonical_form() -> None:
    different = []
    for row in rows("dl_uri_engine_verdicts"):
        link = _or_none(lambda row=row: digital_link.parse(row["uri"]))
        ours = link and (elements.bracketed(link.elements), link.canonical())
        theirs = (row["ai_bracketed"], row["canonical_stem_uri"]) if row["valid"] else None
        if ours != theirs:
            different.append((row, ours))
    assert different == []


def test_parsed_links_give_the_same_raw_string() -> None:
    for row in rows("dl_uri_parse"):
        if "options" in row:
            # Short GTINs and unknown identifiers, each behind a switch that we do not have: refused.
            assert row["valid"] is False or not digital_link.is_valid(row["uri"])
            continue
        link = _or_none(lambda row=row: digital_link.parse(row["uri"]))
        assert (link and elements.raw(link.elements, fnc1="^")) == row["ai_data"], row


def test_links_are_built_alike() -> None:
    for row in rows("dl_uri_build"):
        built = _or_none(
            lambda row=row: digital_link.build(
                elements.parse_bracketed(row["ai_bracketed"], associations=False), row["stem"]
            )
        )
        assert built == row["uri"], row


def test_values_are_escaped_and_unescaped_alike() -> None:
    for row in rows("dl_uri_escape"):
        assert (digital_link.escape(row["in"]), digital_link.escape(row["in"], query=True)) == (
            row["path"],
            row["query"],
        )
    for row in rows("dl_uri_unescape"):
        ours = digital_link.unescape(row["in"]), digital_link.unescape(row["in"], query=True)
        assert ours == (row["path"], row["query"])


def test_where_the_simple_parser_accepts_what_we_refuse_it_is_for_what_that_parser_never_asks() -> None:
    # It pads short GTINs, checks no digit and takes (89) for an identifier; authority lies with the engine.
    never_asked = {"value-too-short", "incorrect-check-digit", "no-primary-key"}
    for row in rows("dl_uri_parse_simple"):
        try:
            link = digital_link.parse(row["uri"])
        except Refused as refused:
            if row["valid"]:
                assert refused.problems[0].code in never_asked, row  # noqa: PT017
        else:
            assert dict(link.elements) == row["ai_json"]


def test_the_lenient_peer_reads_no_other_value_where_we_read_one() -> None:
    # OpenEPCIS takes keys from the query, bad characters and unknown qualifiers on purpose; we refuse those.
    for row in rows("dl_uri_parse_openepcis_lenient"):
        link = _or_none(lambda row=row: digital_link.parse(row["uri"]))
        assert link is None or dict(link.elements).items() <= row["map"].items(), row


def test_alphabetic_names_were_removed_from_the_standard_and_are_refused() -> None:
    # `dl_uri_normalise_shortnames` turns them into numbers; URI Syntax 1.3 took them out. We never repair silently.
    for row in rows("dl_uri_normalise_shortnames"):
        assert not digital_link.is_valid(row["in"]), row


def test_compressed_epcs_agree() -> None:
    for row in rows("epc_binary_to_dl"):
        link = _or_none(lambda row=row: epc_binary.to_digital_link(row["compressed_segment"]))
        assert link == (f"https://id.gs1.org{row['dl_path']}" if row["valid"] else None), row


def test_epc_urns_become_the_same_links_and_come_back() -> None:
    for row in json.loads(given("epcis/epc_uris.json").read_text(encoding="utf-8")):
        uri = row["input"]
        if not epc.is_epc_urn(uri):
            # Web addresses there hold for the event hash's lenient normaliser: short GTINs, alphabetic key names,
            # only the finest qualifier. Where we read them strictly, the key must be the same.
            link = _or_none(lambda uri=uri: epc.to_digital_link(uri))
            assert link is None or link.split("/")[3:5] == (row["expected"] or "").split("/")[3:5], row
            continue
        assert epc.to_digital_link(uri) == row["expected"]
        assert epc.to_urn(row["expected"], len(uri.split(":")[4].split(".")[0])) == uri
