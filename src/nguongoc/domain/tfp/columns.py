"""A CSV file as named columns of numbers, every problem with its line and column.

UTF-8, comma-separated; the header is the first line that names `unit`, title lines above it are passed over.
The point is the decimal mark of such a file ("1.234" is a little
more than one); yearbook spellings in quotes ("1.234,5") are taken where they leave no doubt.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import cells
from nguongoc.domain.tfp.yearbook import address

UNKNOWN = math.nan
NOT_A_YEAR = -1
_NAMES_UNIT = re.compile(r"\s*unit\s*([;\t|]|$)")
_LITERAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

EMPTY = Text(
    "tệp trống: cần một dòng tiêu đề và ít nhất một dòng số liệu",
    "the file is empty: it needs a header and a line of figures",
)
NO_LINES = Text("tệp chỉ có dòng tiêu đề: hãy thêm số liệu", "the file has a header and no line of figures")
MISSING_CELL = Text("ô bắt buộc đang trống: hãy điền số liệu", "a required cell is empty: supply the figure")
NOT_UTF8 = Text(
    "tệp không phải mã UTF-8: hãy lưu lại dạng “CSV UTF-8”", "the file is not UTF-8: save it as “CSV UTF-8”"
)
NO_UNIT = Text("thiếu tên đơn vị", "the unit's name is missing")
NOT_POSITIVE = Text("giá trị phải lớn hơn 0", "the value must be above 0")
NEGATIVE = Text("giá trị không được âm", "the value may not be negative")
NOT_FRACTION = Text(
    "tỷ trọng phải lớn hơn 0 và nhỏ hơn 1 (45 % ghi là 0.45)",
    "the share must be above 0 and below 1 (write 45 % as 0.45)",
)
NOT_RATE = Text(
    "tỷ lệ khấu hao phải từ 0 đến dưới 1 (5 % ghi là 0.05)",
    "the depreciation rate must be from 0 to below 1 (write 5 % as 0.05)",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the numbers of a column must be; `why` is said when they are not."""

    holds: Callable[[float], bool]
    why: Text


ABOVE_ZERO = Rule(lambda value: value > 0, NOT_POSITIVE)
NOT_BELOW_ZERO = Rule(lambda value: value >= 0, NEGATIVE)
FRACTION = Rule(lambda value: 0 < value < 1, NOT_FRACTION)
RATE = Rule(lambda value: 0 <= value < 1, NOT_RATE)
ANY = Rule(lambda value: True, Text("", ""))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of figures: its number in the file (header = 1) and its cells by column name."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """The file, and the problems met while reading it: `settle` raises them all at once."""

    columns: tuple[str, ...]
    header: int
    lines: list[Line]
    problems: list[Problem] = field(default_factory=list)
    _places: set[str] = field(default_factory=set)

    def place(self, line: Line | int, column: str) -> str:
        """Where a cell stands, in both languages and as a spreadsheet names it."""
        at = line if isinstance(line, int) else line.number
        cell = address(at - 1, self.columns.index(column)) if column in self.columns else ""
        named = f" ({cell})" if cell else ""
        return f"dòng {at}, cột {column} / line {at}, column {column}{named}"

    def complain(self, line: Line | int, column: str, why: Text, code: str) -> None:
        self.add(Problem(self.place(line, column), why, code))

    def add(self, *problems: Problem) -> None:
        self.problems.extend(problems)
        self._places.update(problem.where for problem in problems)

    def told(self, line: Line, column: str) -> bool:
        """Whether a problem of this cell is already known."""
        return self.place(line, column) in self._places

    def settle(self) -> None:
        """Raise every problem met so far."""
        if self.problems:
            raise Refused(self.problems)


def sheet(data: bytes) -> Sheet:
    """The file's header and lines. Refused: not UTF-8, empty, another separator, a doubled column name, a
    line with more or fewer cells than the header."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Refused(Problem(f"dòng {line} / line {line}", NOT_UTF8, "encoding")) from wrong
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as wrong:
        line = reader.line_num
        why = Text(f"tệp CSV bị hỏng ({wrong})", f"the CSV is broken ({wrong})")
        raise Refused(Problem(f"dòng {line} / line {line}", why, "csv")) from wrong
    if not rows:
        raise Refused(Problem("dòng 1 / line 1", EMPTY, "empty"))
    at = next((i for i, (_, row) in enumerate(rows) if any(_NAMES_UNIT.match(cell) for cell in row)), 0)
    line, header = rows[at]
    found = Sheet(tuple(name.strip() for name in header), line, [])
    _check_header(found)
    for number, row in rows[at + 1 :]:
        _add(found, number, row)
    if not found.lines and not found.problems:
        found.add(Problem(f"dòng {line} / line {line}", NO_LINES, "empty"))
    found.settle()
    return found


def require(found: Sheet, *names: str) -> None:
    """Refuse the file when a column is not there, naming each."""
    for name in names:
        if name not in found.columns:
            have = ", ".join(found.columns)
            why = Text(
                f"thiếu cột “{name}” (tệp đang có: {have})",
                f"the column “{name}” is missing (the file has: {have})",
            )
            found.complain(found.header, name, why, "missing-column")
    found.settle()


def numbers(found: Sheet, column: str, rule: Rule = ANY, *, optional: bool = False) -> list[float]:
    """The column's numbers, one a line; NaN for an empty optional cell, or one with a problem."""
    return [_number(found, line, column, rule, optional) for line in found.lines]


def years(found: Sheet, column: str = "year") -> list[int]:
    """The column's years ("2024", "Sơ bộ 2024", "Prel. 2016") or periods (whole numbers)."""
    return [_year(found, line, column) for line in found.lines]


def units(found: Sheet) -> list[str]:
    """The names in the column `unit`."""
    names = [line.cells["unit"].strip() for line in found.lines]
    for line, name in zip(found.lines, names, strict=True):
        if not name:
            found.complain(line, "unit", NO_UNIT, "missing-unit")
    return names


def by_unit(
    found: Sheet, names: Sequence[str], at: Sequence[int], column: str = "year"
) -> dict[str, list[int]]:
    """Positions of each unit's lines in order of year, units as they appear; a doubled one is told."""
    groups: dict[str, list[int]] = {}
    seen: dict[tuple[str, int], Line] = {}
    for i, (name, year) in enumerate(zip(names, at, strict=True)):
        first = seen.setdefault((name, year), found.lines[i])
        if first is not found.lines[i]:
            vi, en = {"year": (f" năm {year}", f" {year}"), "period": (f" kỳ {year}", f" period {year}")}.get(
                column, ("", "")
            )
            why = Text(
                f"“{name}”{vi} đã có ở dòng {first.number}: hãy xoá một dòng",
                f"“{name}”{en} already stands on line {first.number}: delete one",
            )
            found.complain(found.lines[i], column, why, "doubled")
        groups.setdefault(name, []).append(i)
    return {name: sorted(lines, key=lambda i: at[i]) for name, lines in groups.items()}


def no_gaps(found: Sheet, groups: dict[str, list[int]], at: Sequence[int]) -> None:
    """Tell each year that is missing between two of a unit's years: nothing is filled in silence."""
    if NOT_A_YEAR in at:
        return  # the line that is missed may be the one whose year could not be read
    for name, lines in groups.items():
        for before, after in itertools.pairwise(lines):
            if at[after] - at[before] > 1:
                lost = _span(at[before] + 1, at[after] - 1)
                why = Text(
                    f"“{name}” thiếu năm {lost} trước năm {at[after]}: hãy bổ sung, không tự điền",
                    f"“{name}” lacks {lost} before {at[after]}: supply it, nothing is filled in",
                )
                found.complain(found.lines[after], "year", why, "missing-year")


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text: floats in full precision, NaN as an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(float(value) + 0.0)
    return value


def _check_header(found: Sheet) -> None:
    line = found.header
    separator = next((s for s in ";\t|" if s in found.columns[0]), None) if len(found.columns) == 1 else None
    if separator:
        shown = {"\t": "TAB"}.get(separator, separator)
        why = Text(
            f"các cột đang phân cách bằng “{shown}”: hãy lưu lại với dấu phẩy “,” (số lẻ dùng dấu chấm)",
            f"the columns are separated by “{shown}”: save the file with commas (and decimal points)",
        )
        raise Refused(Problem(f"dòng {line}, cột 1 / line {line}, column 1 (A{line})", why, "separator"))
    for name in {name for name in found.columns if found.columns.count(name) > 1 and name}:
        found.complain(
            line, name, Text(f"cột “{name}” có hai lần", f"the column “{name}” stands twice"), "doubled"
        )


def _add(found: Sheet, number: int, row: list[str]) -> None:
    if len(row) != len(found.columns):
        why = Text(
            f"dòng có {len(row)} ô, tiêu đề có {len(found.columns)} (số có dấu phẩy phải để trong ngoặc kép)",
            f"the line has {len(row)} cells, the header {len(found.columns)} (quote a number with a comma)",
        )
        column = min(len(row), len(found.columns)) + 1
        found.add(Problem(f"dòng {number}, cột {column} / line {number}, column {column}", why, "ragged"))
        return
    found.lines.append(Line(number, dict(zip(found.columns, row, strict=True))))


def _number(found: Sheet, line: Line, column: str, rule: Rule, optional: bool) -> float:
    text = line.cells[column].strip()
    try:
        value = float(text) if _LITERAL.fullmatch(text) else cells.number(text, found.place(line, column))
    except Refused as refused:
        found.add(*refused.problems)
        return UNKNOWN
    if value is None:
        if not optional:
            found.complain(line, column, MISSING_CELL, "missing-cell")
        return UNKNOWN
    if not (math.isfinite(value) and rule.holds(value)):
        why = rule.why if math.isfinite(value) else Text("số quá lớn", "the number is too large")
        found.complain(line, column, Text(f"“{text}”: {why.vi}", f"“{text}”: {why.en}"), "out-of-range")
        return UNKNOWN
    return value


def _year(found: Sheet, line: Line, column: str) -> int:
    text = line.cells[column].strip()
    if re.fullmatch(r"\d{1,6}(\.0+)?", text):
        return int(float(text))
    try:
        year = cells.year(text, found.place(line, column))
    except Refused as refused:
        found.add(*refused.problems)
        return NOT_A_YEAR
    if year is None:
        why = Text(f"“{text}” không phải là năm", f"“{text}” is not a year")
        found.complain(line, column, why, "year")
        return NOT_A_YEAR
    return year.year


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
