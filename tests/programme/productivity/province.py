"""A made-up province with its yearbook sheets, set up through the real actions."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from domain.tfp.economy import figures
from nguongoc.domain.tfp.frozen import Assumptions
from nguongoc.programme.productivity.actions import Publication, import_sheet, start
from nguongoc.programme.productivity.models import Area, Run
from world import NOW

LABELS = {
    "": "TỔNG SỐ - TOTAL",
    "I": "Nông, lâm nghiệp và thủy sản - Agriculture, forestry and fishing",
    "II": "Công nghiệp và xây dựng - Industry and construction",
    "III": "Dịch vụ - Services",
    "tax": "Thuế sản phẩm trừ trợ cấp sản phẩm",
    "electricity": "Trong đó: Sản xuất và phân phối điện",
}


def sheet(rows: Sequence[Sequence[Any]], merged: str = "") -> bytes:
    """These rows as an XLSX."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    if merged:
        page.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_table(lines: Mapping[str, Mapping[int, Any]], heads: Mapping[int, Any] | None = None) -> bytes:
    """A yearbook table: title, unit, a row of years, a line for each label."""
    years = sorted({year for values in lines.values() for year in values})
    rows: list[list[Any]] = [["Bảng 12. Tổng sản phẩm trên địa bàn"], ["Đơn vị tính: Tỷ đồng"]]
    rows.append([None, *((heads or {}).get(year, year) for year in years)])
    rows += [[label, *(values.get(year) for year in years)] for label, values in lines.items()]
    return sheet(rows)


def published(**other: Any) -> Publication:
    return Publication(
        **{
            "source": "Niên giám thống kê (mẫu)",
            "published_on": date(2026, 6, 1),
            "table": "Bảng 12",
            "page": "45",
            "boundary": "từ 2004",
            **other,
        }
    )


def an_area(name: str = "Tỉnh Mẫu", *, demonstration: bool = True, boundary: str = "từ 2004") -> Area:
    return Area.objects.get_or_create(
        name=name, boundary=boundary, defaults={"is_demonstration": demonstration}
    )[0]


def fill(area: Area, *, only: set[str] | None = None, factor: float = 1.0) -> None:
    """Every series of the made-up economy, each measure as one sheet."""
    measures: dict[str, dict[str, dict[int, float]]] = {}
    for (measure, sector), values in figures().items():
        if only is None or measure in only:
            scaled = {year: round(value * factor, 1) for year, value in values.items()}
            measures.setdefault(measure, {})[LABELS[sector]] = scaled
    for measure, lines in measures.items():
        base = "2010" if measure.endswith("constant") else ""
        told = published(price_base=base, boundary=area.boundary)
        import_sheet(a_table(lines), area=area, measure=measure, publication=told, actor=None, at=NOW)


def a_run(area: Area, *, actor: Any = None, name: str = "TFP 2021–2025", **assumed: Any) -> Run:
    period = {"first": assumed.pop("first", 2021), "last": assumed.pop("last", 2025)}
    return start(area, name=name, assumptions=Assumptions(**assumed), actor=actor, at=NOW, **period)
