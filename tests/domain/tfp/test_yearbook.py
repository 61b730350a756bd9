"""A yearbook table as a clerk's spreadsheet holds it."""

from __future__ import annotations

import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import yearbook

SHEET: list[list[object]] = [
    ["\ufeffBiểu 15. GRDP theo giá so sánh 2010", None, None, None],
    [None, None, None, "Tỷ đồng"],
    [None, 2022, "2023", "Sơ bộ 2024"],
    ["Theo ngành", None, None, None],
    ["Nông nghiệp", "1.234,5", "1.300", ".."],
    ["Công nghiệp", 5000, "5.100,25", "5.200"],
    [None, None, None, None],
    ["TỔNG SỐ", "12.345,6", "-", 9.5],
]


def test_title_lines_sections_statuses_and_signs_are_read() -> None:
    table = yearbook.read(SHEET)
    assert table.titles == ("Biểu 15. GRDP theo giá so sánh 2010", "Tỷ đồng")
    farming, industry, total = table.rows
    assert (farming.label, farming.section) == ("Nông nghiệp", "Theo ngành")
    assert [farming.figures[y].value for y in (2022, 2023, 2024)] == [1234.5, 1300, None]
    assert [industry.figures[y].value for y in (2022, 2023, 2024)] == [5000, 5100.25, 5200]
    assert (industry.figures[2024].status, industry.figures[2024].cell) == ("preliminary", "D6")
    assert total.figures[2023].value == 0


def problems(sheet: list[list[object]]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        yearbook.read(sheet)
    return [(problem.where, problem.code) for problem in refused.value.problems]


def test_every_bad_cell_is_named_by_its_address() -> None:
    sheet = [list(row) for row in SHEET]
    sheet[4][1], sheet[5][3] = "khoảng 1.200", "1.2.3"
    assert problems(sheet) == [("B5", "not-a-number"), ("D6", "not-a-number")]


def test_a_merged_label_and_a_merged_year_are_refused_where_they_hide() -> None:
    sheet: list[list[object]] = [[None, 2022, 2023, None], ["GRDP", 1, 2, "3,5"], [None, 4, 5, None]]
    assert problems(sheet) == [("D2", "no-year"), ("A3", "no-label")]


def test_a_doubled_year_is_refused() -> None:
    assert problems([[None, 2022, "Sơ bộ 2022"], ["GRDP", 1, 2]]) == [("C1", "doubled-year")]


def test_a_heading_that_is_half_understood_is_refused() -> None:
    assert problems([[None, 2021, 2022, "so với 2022"], ["GRDP", 1, 2, 3]]) == [("D1", "year")]


def test_a_column_headed_by_something_else_is_passed_over() -> None:
    table = yearbook.read([[None, 2021, 2022, "Ghi chú"], ["GRDP", 1, 2, 3]])
    assert list(table.rows[0].figures) == [2021, 2022]


@pytest.mark.parametrize("sheet", [[], [["chỉ có tiêu đề"]], [[None, 2022], ["GRDP", 1]]])
def test_a_sheet_without_a_row_of_years_is_refused(sheet: list[list[object]]) -> None:
    assert problems(sheet) == [("A1", "no-header")]


@pytest.mark.parametrize(
    ("at", "name"), [((0, 0), "A1"), ((6, 25), "Z7"), ((6, 27), "AB7"), ((0, 702), "AAA1")]
)
def test_cells_are_named_as_spreadsheets_name_them(at: tuple[int, int], name: str) -> None:
    assert yearbook.address(*at) == name


def test_doubtful_cells_are_refused_where_no_neighbour_decides() -> None:
    assert problems([[None, 2022, 2023], ["GRDP", "1.234", 5]]) == [("B2", "ambiguous-number")]
