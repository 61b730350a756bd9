"""Yearbook cells: parsed, or refused with their address."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import cells
from nguongoc.domain.tfp.cells import Year


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567.89", 1234567.89),
        ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567),
        ("0.234", 0.234),
        ("0,234", 0.234),
        ("12,5", 12.5),
        ("1234.567", 1234.567),
        ("-2,77", -2.77),
        ("−2.77", -2.77),
        ("\ufeff12", 12),
        (" 7 ", 7),
        (8.5, 8.5),
        (Decimal("8.5"), 8.5),
        ("-", 0),
    ],
)
def test_a_number_in_either_spelling_is_read(cell: object, value: float) -> None:
    assert cells.number(cell, "B7") == pytest.approx(value)


@pytest.mark.parametrize("cell", [None, "", "..", "...", "…", "  .. ", "\ufeff"])
def test_a_figure_that_is_not_known_is_none_and_not_zero(cell: object) -> None:
    assert cells.number(cell, "B7") is None


@pytest.mark.parametrize("cell", ["1.234", "1,234", "-12.345", "999,999"])
def test_a_number_that_may_be_thousands_or_decimals_is_refused_with_its_address(cell: str) -> None:
    with pytest.raises(Refused) as refused:
        cells.number(cell, "B7")
    assert [(p.where, p.code) for p in refused.value.problems] == [("B7", "ambiguous-number")]


def test_the_neighbours_decide_what_one_cell_leaves_open() -> None:
    vietnamese, english = ["1.234", "12,5", ".."], ["1,234", "1,234.5"]
    assert (cells.decimal_mark(vietnamese), cells.decimal_mark(english)) == (",", ".")
    assert cells.number("1.234", "B7", decimal=",") == 1234
    assert cells.number("1.234", "B7", decimal=".") == 1.234
    assert cells.decimal_mark(["12,5", "12.5"]) is None
    assert cells.decimal_mark(["1.234", 5, None]) is None


def test_a_number_against_the_sheets_own_spelling_is_refused() -> None:
    with pytest.raises(Refused, match="B7"):
        cells.number("12.5", "B7", decimal=",")


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "1.2.3",
        "1,23,456",
        "1.234.56",
        "12,5 %",
        "nan",
        "inf",
        "1e999",
        True,
        [1],
        float("nan"),
        "--5",
        "1 23",
    ],
)
def test_what_is_not_a_number_is_refused_with_its_address(cell: object) -> None:
    with pytest.raises(Refused) as refused:
        cells.number(cell, "B7")
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == ("B7", "not-a-number")
    assert "hãy sửa ô này" in problem.why.vi


@settings(max_examples=100, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_both_spellings_of_any_amount_are_one_number(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    assert cells.number(english) == cells.number(vietnamese) == float(amount)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_a_number_not_known_or_refused(text: str) -> None:
    try:
        value = cells.number(text, "B7")
    except Refused as refused:
        places = {problem.where for problem in refused.problems}
    else:
        places = {"B7"} if value is None or isinstance(value, float) else set()
    assert places == {"B7"}


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("Sơ bộ 2024", Year(2024, "preliminary")),
        ("Sơ bộ\n2024", Year(2024, "preliminary")),
        ("SƠ BỘ - 2024", Year(2024, "preliminary")),
        ("Prel. 2016", Year(2016, "preliminary")),
        ("2016 (Prel.)", Year(2016, "preliminary")),
        ("Ước tính 2025", Year(2025, "estimate")),
        ("Ước 2025", Year(2025, "estimate")),
        ("Chính thức 2023", Year(2023)),
        ("Năm 2020", Year(2020)),
        ("2020", Year(2020)),
        (2020, Year(2020)),
        (2020.0, Year(2020)),
    ],
)
def test_a_year_heading_tells_its_year_and_status(cell: object, year: Year) -> None:
    assert cells.year(cell, "C3") == year


@pytest.mark.parametrize("cell", [None, "Tỷ đồng", "2011-2015", 12.5, "Biểu 12", True, 0, "1.2024"])
def test_a_cell_without_one_year_is_no_heading(cell: object) -> None:
    assert cells.year(cell, "C3") is None


def test_a_year_among_unknown_words_is_refused() -> None:
    with pytest.raises(Refused, match="C3"):
        cells.year("GRDP bình quân 2024", "C3")
