"""Tables: what an address asks is what the reader sees, and what the spreadsheet holds."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import make_aware
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, Table, sheet, take

NAMES = ("Ổi", "an", "Ăn", "Đào", "dao", "Ân", "bưởi")
ROWS = [
    SimpleNamespace(name=name, kg=kg, on=date(2026, 9, 1 + index))
    for index, (name, kg) in enumerate(zip(NAMES, (3, None, Decimal("1.5"), 20, 4, None, 7), strict=True))
]
COLUMNS = (
    Column("ten", "Tên", lambda row: row.name, order=("name",)),
    Column("kg", "Khối lượng", lambda row: row.kg, kind="number", order=("kg",)),
    Column("ngay", "Ngày", lambda row: row.on, kind="day"),
    Column("tt", "Trạng thái", lambda row: Status("good", "tốt"), kind="status"),
)
HEAVY = Choice("nang", "Nặng", [("co", "Có")], lambda rows, _: [row for row in rows if (row.kg or 0) > 3])


def asked(words: str = "", **looks: Any) -> Table:
    return take(
        QueryDict(words), name="Quả", columns=COLUMNS, rows=ROWS, choices=[HEAVY], search=find, **looks
    )


def find(rows: list[Any], words: str) -> list[Any]:
    return [row for row in rows if words in row.name]


def names(table: Table) -> list[str]:
    return [line[0].value for line in table.lines]


def test_words_sort_as_vietnamese_dictionaries_do() -> None:
    assert names(asked("sap-xep=ten")) == ["an", "Ăn", "Ân", "bưởi", "dao", "Đào", "Ổi"]
    assert names(asked("sap-xep=-ten")) == ["Ổi", "Đào", "dao", "bưởi", "Ân", "Ăn", "an"]


def test_what_is_missing_stands_last_whichever_way_the_table_is_sorted() -> None:
    assert [line[1].value for line in asked("sap-xep=kg").lines] == ["1,5", "3", "4", "7", "20", "–", "–"]
    assert [line[1].value for line in asked("sap-xep=-kg").lines] == ["20", "7", "4", "3", "1,5", "–", "–"]


@pytest.mark.parametrize(
    "words", ["sap-xep=mau", "sap-xep=ngay", "sap-xep=-", "nang=chua-biet", "trang=x", "la=1"]
)
def test_what_nobody_knows_is_ignored(words: str) -> None:
    assert names(asked(words)) == list(NAMES)


def test_filter_search_sort_and_page_work_together_and_live_on_in_each_others_addresses() -> None:
    table = asked("nang=co&tim=%20o&sap-xep=-kg&khac=1", per_page=1)
    assert names(table) == ["Đào"]
    assert table.after == "?nang=co&tim=+o&sap-xep=-kg&khac=1&trang=2"
    assert table.kept == [("khac", "1")]
    assert table.whole_address == "?sap-xep=-kg&khac=1"
    sorts = {column.key: address for column, _, address in table.heads}
    assert sorts["kg"] == "?nang=co&tim=+o&khac=1&sap-xep=kg"
    assert sorts["ngay"] == "", "a column that names no order cannot be sorted"


@pytest.mark.parametrize(
    ("rows", "words", "looks"), [(ROWS, "", True), ([], "", False), ([], "tim=bưởi", True)]
)
def test_where_there_is_nothing_to_look_through_nothing_asks_for_it(
    rows: list[Any], words: str, looks: bool
) -> None:
    table = take(QueryDict(words), name="Quả", columns=COLUMNS, rows=rows, choices=[HEAVY], search=find)
    assert table.is_empty is not looks
    assert ('role="search"' in render_to_string("parts/table.html", {"table": table})) is looks


def test_a_page_past_the_end_is_the_last_page() -> None:
    table = asked("trang=99", per_page=3)
    assert names(table) == ["bưởi"]
    assert table.before.endswith("trang=2")
    assert not table.after


@pytest.mark.django_db
def test_a_table_of_stored_rows_asks_the_database_twice(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    Role.objects.all().delete()
    Role.objects.bulk_create(
        Role(code=f"r{index:02d}", name_vi=f"Vai {index % 3}", name_en="") for index in range(30)
    )
    columns = (
        Column("ma", "Mã", lambda role: role.code, order=("code",)),
        Column("ten", "Tên", lambda role: role.name_vi, order=("name_vi",)),
    )
    with django_assert_num_queries(2):
        table = take(
            QueryDict("sap-xep=-ten&trang=2"),
            name="Vai",
            columns=columns,
            rows=Role.objects.all(),
            per_page=10,
        )
        first = [line[0].value for line in table.lines]
    assert first[:2] == ["r01", "r04"], "equal rows keep one order, so that pages never overlap"


def book(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_spreadsheet_holds_every_row_asked_for_as_figures_and_days() -> None:
    page = book(sheet(asked("nang=co&sap-xep=kg&trang=2&xuat=xlsx", per_page=1))).active
    assert [[cell.value for cell in row] for row in page] == [
        ["Tên", "Khối lượng", "Ngày", "Trạng thái"],
        ["dao", 4, datetime(2026, 9, 5), "tốt"],  # noqa: DTZ001 (a spreadsheet knows no zones)
        ["bưởi", 7, datetime(2026, 9, 7), "tốt"],  # noqa: DTZ001
        ["Đào", 20, datetime(2026, 9, 4), "tốt"],  # noqa: DTZ001
    ]
    assert page["C2"].number_format == "dd/mm/yyyy"
    assert page.freeze_panes == "A2"


def written(*rows: list[Any]) -> Any:
    file = io.BytesIO()
    sheets.write(file, "Thử", ["a"], rows)
    return load_workbook(file).active


@pytest.mark.parametrize(
    "words", ["=1+1", "+84912", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "%0A=1", "|x"]
)
def test_words_that_look_like_a_formula_stay_words_even_when_somebody_edits_them(words: str) -> None:
    cell = written([words])["A2"]
    assert cell.data_type == "s"
    assert cell.value.endswith(words.lstrip())
    assert cell.quotePrefix, "Excel shows them with its own mark and never computes them"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_no_words_at_all_become_a_formula_a_figure_or_a_link(words: str) -> None:
    cell = written([words])["A2"]
    assert cell.data_type == "s"
    assert cell.value == words
    assert cell.hyperlink is None
    if words[0] in "=+-@":
        assert cell.quotePrefix


def test_codes_keep_their_leading_noughts_and_moments_are_local() -> None:
    page = written(["08934567000012"], [make_aware(datetime(2026, 9, 1, 7, 30))], [None], [True])  # noqa: DTZ001
    assert page["A2"].value == "08934567000012"
    assert page["A3"].value == datetime(2026, 9, 1, 7, 30)  # noqa: DTZ001
    assert page["A4"].value is None


def test_a_table_with_no_rows_makes_a_sheet_with_its_heads() -> None:
    assert [cell.value for cell in written()[1]] == ["a"]


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 3)
    file = io.BytesIO()
    sheets.write(file, "Lô [1/2]", ["a"], [[index] for index in range(5)])
    found = load_workbook(file)
    assert found.sheetnames == ["Lô  1 2", "Lô  1 2 2", "Lô  1 2 3"]
    assert [[cell.value for cell in one["A"]] for one in found] == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


@pytest.mark.django_db
def test_the_page_and_its_spreadsheet_show_the_same_rows() -> None:
    address = "/giao-dien/?bang-chung=tu-khai&tim=che"
    answer = Client().get(f"{address}&xuat=xlsx")
    assert answer["Content-Type"] == sheets.XLSX
    assert "attachment" in answer["Content-Disposition"]
    rows = list(book(answer).active.iter_rows(min_row=2, values_only=True))
    page = Client().get(address).content.decode()
    assert rows
    assert f"trong {len(rows)} dòng" in page
    assert all(code in page for code, *_ in rows[:8])
