"""Element strings and scan data against GS1's engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.gs1 import rows
from nguongoc.domain.gs1 import elements, scan
from nguongoc.domain.problem import Refused

pytestmark = pytest.mark.conformance


def _or_none(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refused:
        return None


def test_identifiers_that_trip_each_linter_agree_in_verdict_and_error() -> None:
    for row in rows("ai_linters"):
        if row["valid"]:
            assert elements.parse_bracketed(row["ai_bracketed"])
            continue
        with pytest.raises(Refused) as refused:
            elements.parse_bracketed(row["ai_bracketed"])
        assert refused.value.problems[0].code == row["error"].lower().replace("_", "-")


def test_associations_agree() -> None:
    for row in rows("ai_associations"):
        # The engine was told to let unknown identifiers pass; each row that has one is refused for its pair anyway.
        found = _or_none(lambda row=row: elements.parse_bracketed(row["ai_bracketed"]))
        assert (found is not None) == row["valid"], row


def test_bracketed_strings_become_the_same_raw_ones() -> None:
    for row in rows("ai_bracketed_parse"):
        found = _or_none(lambda row=row: elements.parse_bracketed(row["ai_bracketed"], associations=False))
        assert (found and elements.raw(found, fnc1="^")) == row["ai_data"], row


def test_raw_strings_agree() -> None:
    for row in rows("ai_unbracketed_process"):
        found = _or_none(lambda row=row: elements.parse_raw(row["ai_data"], associations=False))
        assert (found is not None) == row["valid"], row


def test_scans_are_read_alike() -> None:
    for row in rows("scan_data_process"):
        found = _or_none(lambda row=row: scan.read(row["scan_data"]))
        assert (found is not None) == row["valid"], row
        assert found is None or (found.symbology, found.data) == (row["symbology"], row["data"])


def test_scans_are_written_alike() -> None:
    for row in rows("scan_data_generate"):
        add = row.get("options", {}).get("add_check_digit", False)
        sent = _or_none(
            lambda row=row, add=add: scan.write(row["symbology"], row["data"], add_check_digit=add)
        )
        assert sent == row["scan_data"], row
