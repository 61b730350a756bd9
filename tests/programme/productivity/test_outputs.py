"""What a run is handed out as: live formulas, Word, PDF and CSV, all with the same figures and the same mark."""

from __future__ import annotations

import csv
import io
import math
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from docx import Document

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import honest
from nguongoc.programme.productivity import outputs, queries, report
from nguongoc.programme.productivity.actions import import_sheet, place_template
from nguongoc.programme.productivity.models import Run
from programme.productivity.province import LABELS, a_run, a_table, an_area, fill, published
from world import NOW

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


class Recomputed:
    """A workbook computed anew from its formulas: + - * / ^, comparison, AVERAGE, IF, EXP, and references."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def value(self, sheet: str, cell: str) -> Any:
        held = self.book[sheet][cell].value
        return self.formula(held[1:], sheet) if isinstance(held, str) and held.startswith("=") else held

    def formula(self, text: str, sheet: str) -> Any:
        place = r"(?:'([^']+)'!)?(\$?[A-Z]{1,2}\$?\d+)(?::(\$?[A-Z]{1,2}\$?\d+))?"
        spelled = re.sub(place, lambda found: self._named(found, sheet), text.replace("^", "**"))
        names = {
            "AVERAGE": lambda many: sum(many) / len(many),
            "EXP": math.exp,
            "one": self.value,
            "many": self.many,
        }
        names["IF"] = lambda test, yes, no: yes if test else no
        return eval(spelled, {"__builtins__": {}}, names)

    def _named(self, found: re.Match[str], sheet: str) -> str:
        where = found[1] or sheet
        first, last = (one.replace("$", "") if one else "" for one in (found[2], found[3]))
        return f"many({where!r}, {first + ':' + last!r})" if last else f"one({where!r}, {first!r})"

    def many(self, sheet: str, area: str) -> list[Any]:
        return [self.value(sheet, cell.coordinate) for line in self.book[sheet][area] for cell in line]


def a_filled_run(**assumed: Any) -> Run:
    area = an_area()
    fill(area)
    return a_run(area, **assumed)


def made(run: Run, kind: str) -> bytes:
    return outputs.make(run, kind, on=ON)[0]


@pytest.mark.parametrize(
    "assumed",
    [
        {},
        {"timing": "mid", "capital_input": "mean", "investment_growth": 0.07, "alpha": 0.4},
        {"opening": "given", "opening_value": 21000.0, "delta": 0.08},
    ],
)
def test_the_formulas_of_the_workbook_recompute_the_headline(assumed: dict[str, Any]) -> None:
    run = a_filled_run(**assumed)
    book = Recomputed(made(run, "xlsx"))
    mean = run.figures["official"]["period"]
    assert book.value("Kết quả", "B16") == pytest.approx(mean["c_tfp"], rel=1e-9)
    assert book.value("Kết quả", "B17") == pytest.approx(mean["share_tfp"], rel=1e-9)
    shares = [book.value("Kết quả", f"{c}12") for c in "MNOPQ"]
    assert shares[2] == "không tính"
    assert shares[0] == pytest.approx(run.figures["official"]["shares"][0][2], rel=1e-9)
    assert book.value("Kết quả", "Q13") == pytest.approx(run.figures["official"]["index"][-1], rel=1e-9)


def test_the_formulas_are_alive_and_show_their_value_before_they_are_recomputed() -> None:
    run = a_filled_run()
    content = made(run, "xlsx")
    book = Recomputed(content)
    before = book.value("Kết quả", "B17")
    book.book["Giả định"]["B4"] = 0.09
    assert abs(book.value("Kết quả", "B17") - before) > 0.05
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Kết quả"]["B17"].value
    assert shown == pytest.approx(before, rel=1e-9)


def test_deflated_investment_and_hours_are_formulas_too() -> None:
    from domain.tfp.economy import figures

    area = an_area()
    fill(area, only={"grdp_constant", "employed"})
    current = figures()[("investment_constant", "")]
    for measure, values, base in (
        ("investment_current", {y: round(v * 1.3, 1) for y, v in current.items()}, ""),
        ("investment_deflator", {y: 100.0 + y - 2010 for y in current}, "2010"),
        ("hours", {y: 2000.0 - 5 * (y - 2010) for y in current}, ""),
    ):
        told = published(price_base=base)
        import_sheet(
            a_table({LABELS[""]: values}), area=area, measure=measure, publication=told, actor=None, at=NOW
        )
    run = a_run(area, labour="hours")
    book = Recomputed(made(run, "xlsx"))
    assert book.value("Kết quả", "B17") == pytest.approx(
        run.figures["official"]["period"]["share_tfp"], rel=1e-9
    )


def test_every_sheet_of_demonstration_data_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(a_filled_run(), "xlsx")))
    assert {sheet["A2"].value for sheet in book.worksheets} == {honest.DEMONSTRATION.vi}
    assert {"Bảng 1", "Bảng 5", "Bảng 10", "Nguồn"} <= set(book.sheetnames)


def test_the_word_report_holds_all_tables_the_appendix_and_the_mark() -> None:
    run = a_filled_run()
    paper = Document(io.BytesIO(made(run, "docx")))
    words = "\n".join(one.text for one in paper.paragraphs)
    for code in ("1", "2", "3", "4", "5", "6", "7a", "8.1", "9", "10"):
        assert f"Bảng {code}. " in words
    assert words.count(honest.DEMONSTRATION.vi) >= 14
    assert "GIẢ ĐỊNH VÀ NGUỒN SỐ LIỆU" in words
    assert "δ, tỷ lệ khấu hao một năm: 5,0 %" in words
    assert run.inputs_sha256 in words
    told = queries.tables(run)
    share = next(one for one in told if one.code == "5")
    printed_cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["TFP", *(cell.vi() for cell in share.rows[2].cells)] in printed_cells
    assert "{" not in words


def test_the_word_report_is_laid_out_as_the_decree_asks() -> None:
    page = Document(io.BytesIO(made(a_filled_run(), "docx"))).sections[0]
    millimetres = [
        round(one.mm) for one in (page.page_width, page.page_height, page.left_margin, page.right_margin)
    ]
    assert millimetres == [210, 297, 30, 15]
    assert page.different_first_page_header_footer


def test_the_pdf_is_set_and_a_warning_of_the_typesetter_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    run = a_filled_run()
    assert made(run, "pdf").startswith(b"%PDF-")
    monkeypatch.setattr(report, "_face", lambda: "Kiểu chữ không có")
    with pytest.raises(RuntimeError, match="unknown font family"):
        made(run, "pdf")


def test_the_csv_has_a_line_a_printed_cell_and_its_method_and_mark() -> None:
    run = a_filled_run()
    lines = list(csv.reader(io.StringIO(made(run, "csv").decode("utf-8-sig"))))
    assert lines[0][0] == "bảng"
    share = [line for line in lines if line[0] == "5" and line[2] == "TFP"]
    assert share[2][4] == "không tính"
    assert {line[7] for line in lines[1:]} == {honest.DEMONSTRATION.vi}


def test_an_officer_replaces_the_template_but_not_the_honesty(tmp_path: Any, settings: Any) -> None:
    paper = Document(io.BytesIO(report.own_template()))
    paper.add_paragraph("Dòng riêng của Sở")
    out = io.BytesIO()
    paper.save(out)
    out.seek(0)
    place_template(out, name="mẫu.docx", note="", actor=None, at=NOW)
    words = "\n".join(one.text for one in Document(io.BytesIO(made(a_filled_run(), "docx"))).paragraphs)
    assert "Dòng riêng của Sở" in words

    bare = Document()
    bare.add_paragraph("{{ sentence }}")
    out = io.BytesIO()
    bare.save(out)
    out.seek(0)
    with pytest.raises(Refused) as refused:
        place_template(out, name="mẫu.docx", note="", actor=None, at=NOW)
    assert [one.code for one in refused.value.problems] == ["template-dishonest"]
    with pytest.raises(Refused):
        place_template(io.BytesIO(b"khong phai word"), name="x.docx", note="", actor=None, at=NOW)
