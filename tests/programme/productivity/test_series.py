"""Statistical series: entered from yearbook sheets, never overwritten, broken, linked and summed."""

from __future__ import annotations

import pytest
from django.db import Error, transaction

from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.models import Entry
from nguongoc.programme.productivity.actions import (
    flag_break,
    import_sheet,
    index,
    link,
    load_reference,
    splice,
    sum_members,
)
from nguongoc.programme.productivity.labels import sector_of
from nguongoc.programme.productivity.models import Area, Benchmark, Observation, Series, Vintage
from nguongoc.programme.productivity.queries import revisions, vintages_then
from programme.productivity.province import a_table, an_area, published, sheet
from world import NOW

pytestmark = pytest.mark.django_db


def take(
    content: bytes,
    area: Area | None = None,
    measure: str = "grdp_constant",
    section: str = "",
    **told: object,
):  # type: ignore[no-untyped-def]
    publication = published(**{"price_base": "2010" if measure.endswith("constant") else "", **told})
    return import_sheet(
        content,
        area=area or an_area(),
        measure=measure,
        publication=publication,
        section=section,
        actor=None,
        at=NOW,
    )


def places(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {one.where: one.code for one in refused.value.problems}


def one_line(values: dict[int, object], measure: str = "grdp_constant", **told: object) -> Vintage:
    found: Vintage = take(a_table({"Tổng số": values}), measure=measure, **told).vintages[0]
    return found


def test_a_sheet_of_the_yearbook_becomes_a_vintage_a_line() -> None:
    content = a_table(
        {
            "TỔNG SỐ - TOTAL": {2022: "12.345,6", 2023: "12.003,7", 2024: "13.200,4"},
            "Nông, lâm nghiệp và thủy sản": {2022: "2.345,6", 2023: "..", 2024: "2.400,4"},
            "Khai khoáng": {2022: "45,6", 2023: "40,1", 2024: "41,2"},
        },
        heads={2024: "Sơ bộ 2024"},
    )
    found = take(content)
    assert [(one.series.sector, one.number) for one in found.vintages] == [("", 1), ("I", 1)]
    assert found.passed_over == (("A6", "Khai khoáng"),)
    whole, farming = found.vintages
    assert whole.values == {2022: 12345.6, 2023: 12003.7, 2024: 13200.4}
    assert whole.figures[2024].status == "preliminary"
    assert whole.figures[2024].cell == "D4"
    assert farming.values == {2022: 2345.6, 2024: 2400.4}
    assert farming.figures[2023].value is None
    assert Entry.objects.filter(verb="vintage.entered").count() == 2


def test_english_spelling_and_printed_units_are_read() -> None:
    found = take(a_table({"Tổng số": {2022: "12,345,678.5", 2023: "1,234.5"}}), scale=0.001).vintages[0]
    assert found.values == {2022: 12345.6785, 2023: 1.2345}
    assert found.scale == 0.001


def test_every_bad_cell_is_named_and_nothing_is_kept() -> None:
    content = a_table(
        {
            "Tổng số": {2022: "1.234", 2023: "mười"},
            "Dịch vụ": {2022: -5, 2023: 4},
            "Khu vực I": {2022: 3, 2023: 3},
        }
    )
    with pytest.raises(Refused) as refused:
        take(content)
    assert places(refused) == {"B4": "ambiguous-number", "C4": "not-a-number"}
    with pytest.raises(Refused) as refused:
        take(a_table({"Tổng số": {2022: 5, 2023: 6}, "Dịch vụ": {2022: -5, 2023: 4}}))
    assert places(refused) == {"B5": "negative"}
    assert not Vintage.objects.exists()
    assert not Series.objects.exists()


def test_product_taxes_may_be_negative() -> None:
    found = take(
        a_table({"Thuế sản phẩm trừ trợ cấp sản phẩm": {2022: -5, 2023: 4}, "Dịch vụ": {2022: 1, 2023: 1}})
    )
    assert found.vintages[0].values == {2022: -5, 2023: 4}


def test_merged_cells_are_refused_where_they_hide_a_year() -> None:
    rows = [["Bảng 1"], [None, 2022, "2023", None], ["Tổng số", 1, 2, 3]]
    with pytest.raises(Refused) as refused:
        take(sheet(rows, merged="C2:D2"))
    assert places(refused) == {"D3": "no-year"}


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", "Tổng số;1".encode("utf-16")])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        take(content)


def test_a_csv_with_byte_order_mark_and_semicolons_is_read() -> None:
    content = "\ufeffBảng 1;;\n;2022;Ước tính 2023\nTổng số;1.234,5;2.000,5\n".encode()
    found = take(content).vintages[0]
    assert found.values == {2022: 1234.5, 2023: 2000.5}
    assert found.figures[2023].status == "estimate"


def test_a_line_that_stands_twice_needs_its_section() -> None:
    rows = [
        ["Bảng 1"],
        [None, 2022, 2023],
        ["Giá hiện hành", None, None],
        ["Tổng số", 10, 11],
        ["Giá so sánh 2010", None, None],
        ["Tổng số", 7, 8],
    ]
    with pytest.raises(Refused) as refused:
        take(sheet(rows))
    assert places(refused) == {"A6": "doubled-line"}
    assert take(sheet(rows), section="giá so sánh").vintages[0].values == {2022: 7, 2023: 8}


def test_a_sheet_without_a_known_line_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        take(a_table({"Khai khoáng": {2022: 1, 2023: 2}, "Vận tải": {2022: 1, 2023: 2}}))
    assert places(refused) == {"A1": "no-line"}


def test_constant_prices_need_their_base_and_all_figures_their_boundary() -> None:
    with pytest.raises(Refused) as refused:
        take(a_table({"Tổng số": {2022: 1, 2023: 2}}), price_base="", boundary=" ")
    assert places(refused) == {"price_base": "price-base", "boundary": "boundary"}


@pytest.mark.parametrize(
    ("label", "sector"),
    [
        ("TỔNG SỐ - TOTAL", ""),
        ("Khu vực I", "I"),
        ("Khu vực II", "II"),
        ("Khu vực III", "III"),
        ("1. Nông nghiệp", None),
        ("Nông, lâm nghiệp và thủy sản", "I"),
        ("Industry and construction", "II"),
        ("Dịch vụ / Services", "III"),
        ("Dịch vụ lưu trú và ăn uống", "III"),
        ("Thuế sản phẩm trừ trợ cấp sản phẩm", "tax"),
        ("Sản xuất và phân phối điện, khí đốt", "electricity"),
        ("Khai khoáng", None),
    ],
)
def test_lines_are_known_by_their_labels(label: str, sector: str | None) -> None:
    assert sector_of(label) == sector


def test_a_revision_is_a_new_vintage_beside_the_old() -> None:
    before = one_line({2023: 100.0, 2024: 110.0})
    after = one_line({2023: 100.0, 2024: 112.2})
    assert (before.number, after.number) == (1, 2)
    assert Vintage.objects.get(pk=before.pk).values == {2023: 100.0, 2024: 110.0}
    ((old, new, changes),) = revisions(before.series)
    assert (old, new) == (before, after)
    assert changes == [(2024, 110.0, 112.2, pytest.approx(2.0))]


def test_the_same_figures_again_are_no_new_vintage() -> None:
    one_line({2023: 100.0, 2024: 110.0})
    again = take(a_table({"Tổng số": {2023: 100.0, 2024: 110.0}}))
    assert not again.vintages
    assert [str(one) for one in again.unchanged] == ["GRDP, giá so sánh"]
    assert Vintage.objects.count() == 1


@pytest.mark.parametrize("deed", ["update", "delete"])
@pytest.mark.parametrize("model", [Vintage, Observation])
def test_nothing_that_was_entered_is_ever_altered(deed: str, model: type) -> None:
    one_line({2023: 100.0, 2024: 110.0})
    rows = model.objects.all()  # type: ignore[attr-defined]
    with pytest.raises(Error), transaction.atomic():
        rows.update(
            **({"value": 1} if model is Observation else {"source": "x"})
        ) if deed == "update" else rows._raw_delete(rows.db)


def test_a_run_of_an_earlier_day_takes_the_vintages_of_that_day() -> None:
    from datetime import date

    before = one_line({2023: 100.0, 2024: 110.0}, published_on=date(2025, 6, 1))
    after = one_line({2023: 100.0, 2024: 112.0}, published_on=date(2026, 6, 1))
    area = before.series.area
    assert vintages_then(area, date(2025, 12, 31)) == [before]
    assert vintages_then(area, None) == [after]


def test_a_break_is_flagged_once_and_not_on_the_first_year() -> None:
    made = one_line({2009: 90.0, 2010: 60.0}, breaks={2010: "thuế sản phẩm tách riêng"})
    assert made.break_years == (2010,)
    for year in (2009, 2010, 2015):
        with pytest.raises(Refused):
            flag_break(made, year, why="…", actor=None, at=NOW)


def test_two_price_bases_are_linked_by_a_recorded_decision() -> None:
    old = one_line({2018: 100.0, 2019: 110.0, 2020: 121.0})
    new = one_line({2020: 242.0, 2021: 260.0}, price_base="2020")
    made = link(old, new, year=2020, reason="TT 13/2019", document="Biên bản số 1", actor=None, at=NOW)
    assert made.values == {2018: 200.0, 2019: pytest.approx(220.0), 2020: 242.0, 2021: 260.0}
    assert (made.price_base, made.origin, made.link_year, made.number) == ("2020", "linked", 2020, 3)
    assert set(made.made_from.all()) == {old, new}
    with pytest.raises(Refused) as refused:
        link(old, new, year=2019, reason="x", document="y", actor=None, at=NOW)
    assert places(refused) == {"new.2019": "link-year"}
    with pytest.raises(Refused) as refused:
        link(old, new, year=2020, reason=" ", document="", actor=None, at=NOW)
    assert places(refused) == {"reason": "reason", "document": "document"}


def test_a_definition_is_spliced_on_shared_years_or_not_at_all() -> None:
    old = one_line({2017: 52.0, 2018: 54.0, 2019: 55.0}, measure="employed")
    apart = one_line({2020: 50.0, 2021: 51.0}, measure="employed")
    with pytest.raises(Refused):
        splice(old, apart, reason="khái niệm mới", document="QĐ", actor=None, at=NOW)
    new = one_line({2019: 50.0, 2020: 51.0}, measure="employed")
    made = splice(old, new, reason="khái niệm mới", document="QĐ", actor=None, at=NOW)
    assert made.values[2018] == pytest.approx(54.0 * 50 / 55)
    assert made.values[2019] == 50.0


def test_a_classification_break_is_mended_by_the_published_index() -> None:
    levels = one_line({2008: 80.0, 2009: 90.0, 2010: 60.0, 2011: 66.0}, breaks={2010: "thuế tách riêng"})
    published_index = one_line({2009: 105.0, 2010: 106.0, 2011: 110.0}, measure="growth_index")
    with pytest.raises(Refused):
        index(levels, published_index, year=2011, reason="r", document="d", actor=None, at=NOW)
    made = index(levels, published_index, year=2010, reason="r", document="d", actor=None, at=NOW)
    assert made.values[2010] / made.values[2009] == pytest.approx(1.06)
    assert made.values[2009] / made.values[2008] == pytest.approx(90 / 80)
    assert made.break_years == ()


def test_a_merged_province_is_cast_back_over_its_members() -> None:
    load_reference()
    merged = Area.objects.get(name="Lào Cai", boundary="từ 01/07/2025")
    olds = list(merged.members.order_by("name"))
    assert [str(one) for one in olds] == ["Lào Cai (trước 01/07/2025)", "Yên Bái (trước 01/07/2025)"]
    take(a_table({"Tổng số": {2023: 50.0, 2024: 54.0}}), area=olds[0], boundary=olds[0].boundary)
    ask = {"reason": "hợp nhất", "document": "NQ", "actor": None, "at": NOW}
    with pytest.raises(Refused):
        sum_members(merged, "grdp_constant", "", **ask)
    take(a_table({"Tổng số": {2022: 1.0, 2023: 30.0, 2024: 33.0}}), area=olds[1], boundary=olds[1].boundary)
    take(a_table({"Tổng số": {2025: 95.0, 2026: 99.0}}), area=merged, boundary=merged.boundary)
    made = sum_members(merged, "grdp_constant", "", **ask)
    assert made.values == {2023: 80.0, 2024: 87.0, 2025: 95.0, 2026: 99.0}
    assert made.boundary == "từ 01/07/2025"
    assert made.made_from.count() == 3


def test_reference_rows_hold_no_figure_of_the_province_and_load_twice() -> None:
    load_reference()
    load_reference()
    assert not Vintage.objects.exists()
    assert not Benchmark.objects.filter(area__icontains="Lai Châu").exists()
    assert Benchmark.objects.get(area="Kiên Giang", period="2006–2010").share == -36.55
