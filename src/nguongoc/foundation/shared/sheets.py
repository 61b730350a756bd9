"""Spreadsheets out: XLSX written row by row, in memory that does not grow with the rows."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_OF_A_SHEET = 1_048_576
LONGEST_CELL = 32_767

_LOOKS_LIKE_A_FORMULA = re.compile(r"^[\s'\"]*[=+\-@|%]|^[\t\r\n]")


def answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """The sheet as a download. `name` becomes the file's and the sheet's name; each row has one value a head:
    text, a number, a day, a moment, or None."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it when it has been sent)
    write(file, name, heads, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def write(file: IO[bytes], name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write one workbook; rows that one sheet cannot hold go on in the next."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#E4F0E8", "bottom": 1, "text_wrap": True}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "number": book.add_format({"num_format": "#,##0.###"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "text": book.add_format({"num_format": "@"}),
        "harmless": book.add_format({"num_format": "@", "quote_prefix": True}),
    }
    sheet, line = None, ROWS_OF_A_SHEET
    for row in rows:
        if sheet is None or line == ROWS_OF_A_SHEET:
            sheet, line = _sheet(book, name, heads, looks), 1
        for column, value in enumerate(row):
            _cell(sheet, line, column, value, looks)
        line += 1
    if sheet is None:
        _sheet(book, name, heads, looks)
    book.close()


def _sheet(book: Any, name: str, heads: Sequence[str], looks: dict[str, Any]) -> Any:
    number = len(book.worksheets()) + 1
    title = re.sub(r"[\[\]:*?/\\']", " ", name)[:27].strip() or "Sheet"
    sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, max(12, min(40, len(head) + 4)))
        sheet.write_string(0, column, head, looks["head"])
    return sheet


def _cell(sheet: Any, line: int, column: int, value: Any, looks: dict[str, Any]) -> None:
    """One cell. Text is always written as text; where it would become a formula once somebody edits the cell
    or saves the sheet as CSV (`=`, `+`, `-`, `@`), it also carries Excel's own quote mark."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        here = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(line, column, here.replace(tzinfo=None), looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), looks["day"])  # noqa: DTZ001
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, column, value, looks["whole"])
    elif isinstance(value, (Decimal, float)):
        sheet.write_number(line, column, value, looks["number"])
    else:
        words = str(value)[:LONGEST_CELL]
        risky = _LOOKS_LIKE_A_FORMULA.search(words)
        sheet.write_string(line, column, words, looks["harmless" if risky else "text"])
