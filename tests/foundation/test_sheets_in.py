"""Sheets as people send them: every wrong cell named where it stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.sheets_in import Field, read

FIELDS = (
    Field("name", Text("Tên", "Name"), required=True),
    Field("on", Text("Ngày", "Day"), "day"),
    Field("amount", Text("Số lượng", "Amount"), "number"),
    Field("kind", Text("Loại", "Kind"), choices={"hợp tác xã": "cooperative", "hộ": "household"}),
)
HEADS = ["Tên *", "Ngày", "Số lượng", "Loại"]


def xlsx(*rows: Sequence[Any], merged: str = "") -> io.BytesIO:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    if merged:
        book.active.merge_cells(merged)
    book.save(file)
    file.seek(0)
    return file


def text(content: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(content.encode(encoding))


def where(file: io.BytesIO) -> list[tuple[str, str]]:
    return [(one.where, one.code) for one in read(file, "a", FIELDS).problems]


def test_a_sheet_is_read_by_its_heads_whatever_their_order_or_accents() -> None:
    row = ["HTX", datetime(2026, 11, 22), 12.5, "Hợp tác xã"]  # noqa: DTZ001
    found = read(xlsx(HEADS, row, [None] * 4, ["Hộ 1"]), "a.xlsx", FIELDS)
    assert not found.problems
    assert [one.line for one in found.rows] == [2, 4]
    meant = {"name": "HTX", "on": date(2026, 11, 22), "amount": Decimal("12.5"), "kind": "cooperative"}
    assert found.rows[0].values == meant
    other = read(text("loai;so luong;ten;NGÀY\ncooperative;12,5;HTX;22/11/2026\n"), "a.csv", FIELDS)
    assert other.rows[0].values == meant


def test_every_wrong_cell_is_named_where_it_stands() -> None:
    rows = (HEADS, ["", "31/02/2026", "nhiều", "công ty"], ["A", "hôm qua", "1,2,3", "hộ"])
    assert where(xlsx(*rows)) == [
        *(("A2", "missing"), ("B2", "no-day"), ("C2", "no-number"), ("D2", "no-such-choice")),
        *(("B3", "no-day"), ("C3", "no-number")),
    ]


def test_merged_cells_are_named() -> None:
    assert ("A2:A3", "merged-cells") in where(xlsx(HEADS, ["A"], ["B"], merged="A2:A3"))


def test_two_decimal_styles_in_one_column_are_named() -> None:
    rows = [["A", "", "1.234,5"], ["B", "", "1,234.5"], ["C", "", 7]]
    assert where(xlsx(HEADS, *rows)) == [("C2", "two-decimal-styles"), ("C3", "two-decimal-styles")]
    assert where(xlsx(HEADS, ["A", "", "12.5"], ["B", "", "1.234"])) == [("C3", "two-decimal-styles")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1.234,5", "1234.5"), ("1.234", "1234"), ("12.5", "12.5"), ("-3,25", "-3.25"), ("7", "7")],
)
def test_numbers_typed_as_text_mean_what_they_mean_here(said: str, meant: str) -> None:
    (row,) = read(xlsx(HEADS, ["A", "", said]), "a", FIELDS).rows
    assert row.values["amount"] == Decimal(meant)


def test_a_byte_order_mark_is_passed_over_before_the_file_and_named_in_a_cell() -> None:
    found = read(text("\ufeffTên;Ngày\nA;22/11/2026\n\ufeffB;\n"), "a.csv", FIELDS)
    assert "A1" in found.remarks[0].vi
    assert [(one.where, one.code) for one in found.problems] == [("A3", "byte-order-mark")]
    assert read(text("Tên;Ngày\nA;22/11/2026\n", "utf-16"), "a.csv", FIELDS).rows[0].values["name"] == "A"


@pytest.mark.parametrize(
    "file",
    [io.BytesIO(b""), io.BytesIO(b"PK\x03\x04 no"), text("Tên\nĐ", "cp1258"), text("Ngày\n22/11/2026\n")],
    ids=["empty", "broken", "not UTF-8", "without its head"],
)
def test_what_is_no_sheet_is_refused_whole(file: io.BytesIO) -> None:
    with pytest.raises(Refused):
        read(file, "a", FIELDS)


def test_unknown_and_doubled_columns_are_named() -> None:
    assert where(xlsx(["Tên", "Lạ", "tên"], ["A", "b", "c"])) == [
        ("B1", "unknown-column"),
        ("C1", "column-twice"),
    ]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(Refused):
        assert read(io.BytesIO(b"ten\n" + content), "a.csv", FIELDS).columns["name"] == "A"
