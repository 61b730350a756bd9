"""The official report, Word and PDF, laid out as Nghị định 30/2020/NĐ-CP asks (Phụ lục I): A4, state header, number and
day, page numbers at the top from the second page, signature and recipients, the appendix on its own page.

The program prepares the paper: number, day and signature are left to the office. `own_template` is the Word template,
made here so that it can be reviewed; an officer may replace it (docxtpl's own tags).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import honest, printed
from nguongoc.domain.tfp.frozen import Frozen
from nguongoc.foundation.shared import typeset

TYPST = Path(__file__).parent / "templates" / "productivity" / "report.typ"


def content(
    frozen: Frozen,
    result: dict[str, Any],
    tables: Sequence[printed.Table],
    *,
    name: str,
    digest: str,
    on: date,
) -> dict[str, Any]:
    """All that both papers say, as plain words."""
    head = printed.headline(frozen, result)
    area = frozen.area
    return {
        "parent": f"ỦY BAN NHÂN DÂN {area.upper()}"
        if frozen.is_demonstration
        else f"ỦY BAN NHÂN DÂN TỈNH {area.upper()}",
        "agency": "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "place": area,
        "day": f"ngày … tháng {on:%m} năm {on:%Y}",
        "number": "Số: …/BC-SKHCN",
        "subject": f"Đóng góp của năng suất các nhân tố tổng hợp (TFP) vào tăng trưởng GRDP giai đoạn "
        f"{frozen.first}–{frozen.last}",
        "mark": honest.DEMONSTRATION.vi if frozen.is_demonstration else "",
        "sentence": printed.sentence(head, area).vi,
        "method": printed.METHODS[head.method].vi,
        "yearly": honest.YEARLY.vi,
        "conditions": [
            {"name": one.vi, "value": value, "why": why}
            for one, value, why in printed.assumptions(frozen, result)
        ],
        "sources": [{"name": one.vi, "told": told} for one, told in printed.sources(frozen)],
        "tables": [_table(one) for one in tables],
        "run": name,
        "digest": digest,
    }


def _table(table: printed.Table) -> dict[str, Any]:
    method = printed.METHODS.get(table.method)
    return {
        "code": table.code,
        "name": table.name.vi,
        "unit": table.unit.vi,
        "method": method.vi if method else "",
        "columns": [table.first.vi, *(one.vi for one in table.columns)],
        "rows": [
            {"cells": [row.name.vi, *(cell.vi() for cell in row.cells)], "is_total": row.is_total}
            for row in table.rows
        ],
        "notes": [one.vi for one in table.notes],
    }


# --- PDF


def pdf(told: dict[str, Any]) -> bytes:
    """The report as PDF. A warning of the typesetter (a missing letter, a missing font) is an error."""
    return typeset.pdf(TYPST.read_bytes(), told, face=_face())


_face = typeset.office_face


# --- Word


def docx(told: dict[str, Any], template: bytes) -> bytes:
    """The report as Word, filled into the template."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    paper = DocxTemplate(io.BytesIO(template))
    paper.render(told, autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def try_template(template: bytes) -> None:
    """Refuse a Word file that cannot be filled, or that leaves out what the rules of honesty demand."""
    from docx import Document

    told: dict[str, Any] = {
        **dict.fromkeys(
            ("parent", "agency", "place", "day", "number", "subject", "method", "yearly", "run", "digest"),
            "…",
        ),
        "mark": "DẤU TRÌNH DIỄN",
        "sentence": "CÂU KẾT QUẢ",
        "conditions": [{"name": "TÊN GIẢ ĐỊNH", "value": "…", "why": "…"}],
        "sources": [],
        "tables": [],
    }
    try:
        made = docx(told, template)
    except Exception as broken:
        why = Text(f"Không điền được mẫu này: {broken}", f"The template cannot be filled: {broken}")
        raise Refused(Problem("file", why, "template")) from broken
    paper = Document(io.BytesIO(made))
    words = "\n".join([*(one.text for one in paper.paragraphs), *_words_of(paper.tables)])
    lost = [name for name in ("DẤU TRÌNH DIỄN", "CÂU KẾT QUẢ", "TÊN GIẢ ĐỊNH") if name not in words]
    if lost:
        told_why = Text(
            f"Mẫu phải giữ các thẻ mark, sentence và conditions; thiếu: {', '.join(lost)}.",
            f"The template must keep the tags mark, sentence and conditions; missing: {', '.join(lost)}.",
        )
        raise Refused(Problem("file", told_why, "template-dishonest"))


def _words_of(tables: Sequence[Any]) -> list[str]:
    return [cell.text for table in tables for row in table.rows for cell in row.cells]


@cache
def own_template() -> bytes:
    """The house's Word template: the layout of Nghị định 30/2020, with docxtpl's tags where words go."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height, page.orientation = Mm(210), Mm(297), WD_ORIENT.PORTRAIT
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(20), Mm(30), Mm(15)
    page.different_first_page_header_footer = True
    _page_number(page.header.paragraphs[0])
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    _letterhead(paper)
    _body(paper)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _letterhead(paper: Any) -> None:
    grid = paper.add_table(rows=2, cols=2)
    _lines(grid.cell(0, 0), (("{{ parent }}", 12, ""), ("{{ agency }}", 12, "b"), ("————", 12, "")))
    _lines(
        grid.cell(0, 1),
        (
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "b"),
            ("Độc lập - Tự do - Hạnh phúc", 13, "b"),
            ("———————————", 12, ""),
        ),
    )
    _lines(grid.cell(1, 0), (("{{ number }}", 13, ""),))
    _lines(grid.cell(1, 1), (("{{ place }}, {{ day }}", 13, "i"),))


def _body(paper: Any) -> None:
    _say(paper, "BÁO CÁO", 14, "b", middle=True)
    _say(paper, "{{ subject }}", 14, "b", middle=True)
    _say(paper, "{{ mark }}", 14, "b", middle=True)
    _say(paper, "I. Kết quả chính", 14, "b")
    _say(paper, "{{ sentence }}")
    _say(paper, "Phương pháp của số chính: {{ method }}. {{ yearly }}")
    _say(paper, "II. Các bảng", 14, "b")
    _say(paper, "{%p for t in tables %}")
    _say(paper, "Bảng {{ t.code }}. {{ t.name }}", 13, "b")
    _say(paper, "{{ t.unit }}{% if t.method %} · phương pháp {{ t.method }}{% endif %}", 12, "i")
    _grid(paper)
    _say(paper, "{%p for n in t.notes %}")
    _say(paper, "{{ n }}", 11, "i")
    _say(paper, "{%p endfor %}")
    _say(paper, "{%p if mark %}")
    _say(paper, "{{ mark }}", 11, "b")
    _say(paper, "{%p endif %}")
    _say(paper, "{%p endfor %}")
    _signature(paper)
    paper.add_page_break()
    _say(paper, "Phụ lục", 14, "b", middle=True)
    _say(paper, "GIẢ ĐỊNH VÀ NGUỒN SỐ LIỆU", 14, "b", middle=True)
    _say(paper, "(Kèm theo Báo cáo số …/BC-SKHCN)", 13, "i", middle=True)
    _say(paper, "{%p for c in conditions %}")
    _say(paper, "- {{ c.name }}: {{ c.value }}{% if c.why %} ({{ c.why }}){% endif %}", 13)
    _say(paper, "{%p endfor %}")
    _say(paper, "Nguồn số liệu", 13, "b")
    _say(paper, "{%p for s in sources %}")
    _say(paper, "- {{ s.name }}: {{ s.told }}", 12)
    _say(paper, "{%p endfor %}")
    _say(paper, "Lần tính “{{ run }}”, dấu số liệu đầu vào (SHA-256): {{ digest }}", 11, "i")
    _say(paper, "{{ mark }}", 12, "b")


def _grid(paper: Any) -> None:
    """One table of the report: a head line, then a line a row; docxtpl repeats columns and rows."""
    grid = paper.add_table(rows=4, cols=3)
    grid.style = "Table Grid"
    head = ("{%tc for c in t.columns %}", "{{ c }}", "{%tc endfor %}")
    row = ("{%tc for c in r.cells %}", "{{ c }}", "{%tc endfor %}")
    for line, words in (
        (0, head),
        (1, ("{%tr for r in t.rows %}", "", "")),
        (2, row),
        (3, ("{%tr endfor %}", "", "")),
    ):
        for at, said in enumerate(words):
            _lines(grid.cell(line, at), ((said, 9, "b" if line == 0 else ""),))


def _signature(paper: Any) -> None:
    grid = paper.add_table(rows=1, cols=2)
    _lines(
        grid.cell(0, 0),
        (
            ("Nơi nhận:", 12, "bi"),
            ("- UBND tỉnh;", 11, ""),
            ("- Thống kê tỉnh;", 11, ""),
            ("- Lưu: VT.", 11, ""),
        ),
        middle=False,
    )
    _lines(grid.cell(0, 1), (("GIÁM ĐỐC", 14, "b"), ("", 14, ""), ("", 14, ""), ("", 14, "")))


def _lines(cell: Any, lines: Sequence[tuple[str, int, str]], *, middle: bool = True) -> None:
    for i, (words, size, look) in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        _look(paragraph, words, size, look, middle)


def _say(paper: Any, words: str, size: int = 14, look: str = "", *, middle: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = paper.add_paragraph()
    _look(paragraph, words, size, look, middle)
    if not middle and not look:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(6)


def _look(paragraph: Any, words: str, size: int, look: str, middle: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(words)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run.bold, run.italic = "b" in look, "i" in look
    paragraph.paragraph_format.space_after = Pt(0)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _page_number(paragraph: Any) -> None:
    """A PAGE field, centred in the top margin; the first page shows none."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    run.font.name, run.font.size = "Times New Roman", Pt(13)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)
