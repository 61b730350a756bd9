"""What a run is handed out as: spreadsheet, Word, PDF, CSV. All four print the same tables."""

from __future__ import annotations

import csv
import io
from datetime import date

from nguongoc.domain.tfp import honest, printed
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.sheets import XLSX
from nguongoc.programme.productivity import queries, report, spreadsheet
from nguongoc.programme.productivity.models import Run

KINDS = {
    "xlsx": XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


def make(run: Run, kind: str, *, on: date) -> tuple[bytes, str]:
    """The run as this kind of file, and its media type."""
    tables = queries.tables(run)
    if kind == "xlsx":
        content = spreadsheet.write(run.frozen, run.figures, tables, title=run.name)
    elif kind == "csv":
        content = as_csv(run, tables)
    else:
        told = report.content(run.frozen, run.figures, tables, name=run.name, digest=run.inputs_sha256, on=on)
        content = report.pdf(told) if kind == "pdf" else report.docx(told, word_template())
    return content, KINDS[kind]


def word_template() -> bytes:
    """The template in use: the one an officer placed, else the house's own."""
    placed = queries.template()
    return files.place(placed.file.sha256).read_bytes() if placed else report.own_template()


def as_csv(run: Run, tables: list[printed.Table]) -> bytes:
    """Every printed cell on a line: table, row, column, figure, method. With a byte order mark, for Excel."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(
        ["bảng", "tên bảng", "chỉ tiêu", "cột", "giá trị", "đơn vị", "phương pháp", "loại số liệu"]
    )
    mark = honest.DEMONSTRATION.vi if run.is_demonstration else ""
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                value = cell.vi() if cell.value is None else str(cell.value)
                lines.writerow(
                    [
                        table.code,
                        table.name.vi,
                        row.name.vi,
                        column.vi,
                        value,
                        table.unit.vi,
                        table.method,
                        mark,
                    ]
                )
    return ("\ufeff" + out.getvalue()).encode()
