"""Spreadsheets in: XLSX and CSV as people really send them, every cell that is wrong named as they would find it.

Numbers typed as text are read as they are written here (1.234,5); a column that mixes this with 1,234.5 is refused,
because nobody can say what 1.234 means in it. Merged cells are refused. A byte-order mark before a CSV file is passed
over and said; one inside a cell is refused.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

import openpyxl

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc

MOST_ROWS = 20_000
LARGEST_BYTES = 200_000_000
"""Of an XLSX file once unpacked: a small file can hold a very large one."""
MARK = "\ufeff"

Kind = Literal["text", "day", "number", "whole", "yes"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its key for the program, its head for people, what stands in it, an example for the template.
    `choices` are words that people write and the values they mean."""

    key: str
    head: Text
    kind: Kind = "text"
    required: bool = False
    example: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: its number as the reader sees it, and its values by key (empty cells are left out)."""

    line: int
    values: dict[str, Any]


@dataclass(slots=True)
class Read:
    """What was read of a file: rows, what is wrong by cell, what its sender should know, where each column stands."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    def cell(self, key: str, line: int) -> str:
        """How people call the cell of this column in this line: `B7`; the line alone for a column that is not there."""
        return f"{self.columns[key]}{line}" if key in self.columns else str(line)


def read(file: IO[bytes], name: str, fields: Sequence[Field]) -> Read:
    """A sheet's rows under these heads. What is wrong stands in the answer, by cell; raises Refused only for a file
    that is no sheet, too large, or without its heads."""
    found = Read()
    content = file.read()
    lines = _xlsx(content, found) if content.startswith(b"PK") else _csv(content, found)
    heads = next(lines, None)
    if heads is None:
        raise Refused(Problem("A1", Text("Tệp trống.", "The file is empty."), "empty"))
    places = _places(heads[1], fields, found)
    raw = [(line, cells) for line, cells in lines if any(_is_told(cell) for cell in cells)]
    if len(raw) > MOST_ROWS:
        why = Text(
            f"Nhiều quá {MOST_ROWS} dòng. Hãy chia tệp.", f"More than {MOST_ROWS} rows. Split the file."
        )
        raise Refused(Problem("", why, "too-many-rows"))
    styles = {
        one.key: _style([cells[place] for _, cells in raw if place < len(cells)]) for one, place in places
    }
    for line, cells in raw:
        values: dict[str, Any] = {}
        for one, place in places:
            cell = cells[place] if place < len(cells) else None
            try:
                value = _value(cell, one, styles[one.key])
            except Refused as refused:
                found.problems += [
                    Problem(found.cell(one.key, line), why.why, why.code) for why in refused.problems
                ]
                continue
            if value is not None:
                values[one.key] = value
            elif one.required:
                found.problems.append(Problem(found.cell(one.key, line), _needed(one), "missing"))
        found.rows.append(Row(line, values))
    return found


def _needed(one: Field) -> Text:
    return Text(f"Cần điền “{one.head.vi}”.", f"“{one.head.en}” is needed.")


def _places(heads: Sequence[Any], fields: Sequence[Field], found: Read) -> list[tuple[Field, int]]:
    """Which column holds which field, by its head in either language, without regard to case or accents."""
    named = {fold(words): one for one in fields for words in (*one.head, one.key)}
    places: dict[str, tuple[Field, int]] = {}
    for place, head in enumerate(heads):
        said = str(head or "").strip().rstrip("*").strip()
        if not said:
            continue
        one, cell = named.get(fold(said.replace(MARK, ""))), f"{_letters(place)}1"
        if one is None:
            why = Text(
                f"Không biết cột “{said}”. Dùng đúng mẫu tải về.",
                f"Unknown column “{said}”. Use the template.",
            )
            found.problems.append(Problem(cell, why, "unknown-column"))
        elif one.key in places:
            why = Text(f"Cột “{said}” có hai lần.", f"The column “{said}” stands there twice.")
            found.problems.append(Problem(cell, why, "column-twice"))
        else:
            places[one.key], found.columns[one.key] = (one, place), _letters(place)
    lacking = [one for one in fields if one.required and one.key not in places]
    if lacking:
        names = Text(", ".join(one.head.vi for one in lacking), ", ".join(one.head.en for one in lacking))
        why = Text(
            f"Dòng đầu thiếu cột: {names.vi}. Hãy dùng mẫu tải về.", f"The first line lacks: {names.en}."
        )
        raise Refused([*found.problems, Problem("A1", why, "columns-missing")])
    return list(places.values())


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# The two kinds of file


def _xlsx(content: bytes, found: Read) -> Iterator[tuple[int, list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_BYTES:
                raise Refused(Problem("", Text("Tệp quá lớn.", "The file is too large."), "too-large"))
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Refused:
        raise
    except Exception as error:
        why = Text(
            "Tệp Excel hỏng hoặc không phải .xlsx. Hãy lưu lại.",
            "The file is no readable .xlsx. Save it again.",
        )
        raise Refused(Problem("", why, "unreadable")) from error
    sheet = book.worksheets[0]
    for merged in sheet.merged_cells.ranges:
        why = Text("Ô gộp. Hãy bỏ gộp và điền từng ô.", "Merged cells. Unmerge them and fill in each one.")
        found.problems.append(Problem(str(merged), why, "merged-cells"))
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield line, list(cells)


def _csv(content: bytes, found: Read) -> Iterator[tuple[int, list[Any]]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
        found.remarks.append(Text("Tệp ghi bằng UTF-16.", "The file is in UTF-16."))
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            why = Text(
                "Tệp CSV không phải UTF-8 nên chữ có dấu sẽ sai. Lưu lại: CSV UTF-8, hoặc dùng .xlsx.",
                "The CSV file is not in UTF-8. Save it as CSV UTF-8, or as .xlsx.",
            )
            raise Refused(Problem("", why, "not-utf-8")) from error
    if text.startswith(MARK):
        text = text.removeprefix(MARK)
        found.remarks.append(
            Text(
                "A1: tệp bắt đầu bằng dấu BOM, đã bỏ qua.",
                "A1: the file begins with a byte-order mark, passed over.",
            )
        )
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)
    except csv.Error as error:
        why = Text("Tệp CSV hỏng. Hãy lưu lại.", "The CSV file is broken. Save it again.")
        raise Refused(Problem("", why, "unreadable")) from error


# Values


def _is_told(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


_VIETNAMESE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+")
_ENGLISH = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.(?:\d{1,2}|\d{4,}))")
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
_WHOLE = re.compile(r"-?\d+")


def _style(cells: Sequence[Any]) -> str:
    """How the numbers of a column are written: vi, en, or both."""
    said = [cell.strip() for cell in cells if isinstance(cell, str)]
    here = any(_VIETNAMESE.fullmatch(cell) for cell in said)
    there = any(_ENGLISH.fullmatch(cell) for cell in said)
    return "both" if here and there else "en" if there else "vi"


def _value(cell: Any, one: Field, style: str) -> Any:
    """What a cell says; None where it is empty. Raises Refused."""
    if not _is_told(cell):
        return None
    if isinstance(cell, str):
        if MARK in cell:
            why = Text(
                "Trong ô có dấu BOM (ký tự ẩn U+FEFF). Hãy gõ lại ô này.", "The cell holds a byte-order mark."
            )
            raise Refused(Problem("", why, "byte-order-mark"))
        cell = nfc(cell)
    if one.choices:
        return _choice(str(cell), one)
    return READERS[one.kind](cell, style)


def _choice(said: str, one: Field) -> str:
    meant = next(
        (value for words, value in one.choices.items() if fold(said) in (fold(words), fold(value))), None
    )
    if meant is None:
        known = ", ".join(one.choices)
        why = Text(
            f"“{said}” không có trong danh sách. Chọn: {known}.", f"“{said}” is not in the list: {known}."
        )
        raise Refused(Problem("", why, "no-such-choice"))
    return meant


def _text(cell: Any, style: str) -> str:
    """Numbers of identifiers come as numbers: 123.0 is 123."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _day(cell: Any, style: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", str(cell).strip())
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(cell).strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        pass
    why = Text(
        f"“{cell}” không phải ngày. Ghi ngày/tháng/năm: 22/11/2026.", f"“{cell}” is no day. Write 22/11/2026."
    )
    raise Refused(Problem("", why, "no-day"))


def _number(cell: Any, style: str) -> Decimal:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return Decimal(str(cell))
    said = str(cell).strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if _WHOLE.fullmatch(said):
        return Decimal(said)
    if style == "both" or (style == "en" and _GROUPED.fullmatch(said)):
        why = Text(
            f"“{said}”: cột này có hai kiểu viết số (1.234,5 và 1,234.5). Dùng một kiểu cho cả cột.",
            f"“{said}”: this column writes numbers in two styles (1.234,5 and 1,234.5). Use one.",
        )
        raise Refused(Problem("", why, "two-decimal-styles"))
    if style == "en" and _ENGLISH.fullmatch(said):
        return Decimal(said.replace(",", ""))
    if _VIETNAMESE.fullmatch(said) or _GROUPED.fullmatch(said):
        return Decimal(said.replace(".", "").replace(",", "."))
    why = Text(f"“{cell}” không phải số. Ghi như 1.234,5.", f"“{cell}” is no number. Write it like 1.234,5.")
    raise Refused(Problem("", why, "no-number"))


def _whole(cell: Any, style: str) -> int:
    number = _number(cell, style)
    if number != number.to_integral_value():
        why = Text(f"“{cell}” phải là số nguyên.", f"“{cell}” must be a whole number.")
        raise Refused(Problem("", why, "no-whole-number"))
    return int(number)


def _yes(cell: Any, style: str) -> bool:
    said = fold(str(cell))
    if said in ("co", "x", "1", "true", "yes", "dung"):
        return True
    if said in ("khong", "0", "false", "no", "sai"):
        return False
    why = Text(f"“{cell}”: ghi “có” hoặc “không”.", f"“{cell}”: write yes or no.")
    raise Refused(Problem("", why, "no-yes"))


READERS: dict[Kind, Callable[[Any, str], Any]] = {
    "text": _text,
    "day": _day,
    "number": _number,
    "whole": _whole,
    "yes": _yes,
}


def template(fields: Sequence[Field]) -> tuple[list[str], list[list[str]]]:
    """The heads and one example row of a sheet to fill in; a star marks what must be filled in."""
    heads = [f"{one.head.vi} *" if one.required else one.head.vi for one in fields]
    return heads, [[one.example for one in fields]]
