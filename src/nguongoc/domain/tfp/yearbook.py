"""A yearbook table as a clerk's spreadsheet holds it: title lines, a row of years, labels and figures.

Cells come as a list of rows, the way openpyxl gives values: a merged range holds its value in its first cell
and None in the others. Nothing is guessed about what a merge hides: such a cell is named and refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import cells
from nguongoc.domain.tfp.cells import Status


@dataclass(frozen=True, slots=True)
class Figure:
    """One value and where it stands; None where the yearbook says it is not known."""

    value: float | None
    status: Status
    cell: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, under the section heading it stands below ("" for none)."""

    label: str
    section: str
    figures: dict[int, Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the lines above the years (title, unit) and the rows."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]


def address(row: int, column: int) -> str:
    """A spreadsheet's name of the cell: (0, 0) is A1, (6, 27) is AB7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read(rows: Sequence[Sequence[object]]) -> Table:
    """The table of a sheet, refused whole with every problem named by its cell.

    The header is the first row with two years or more. The first column is the label. A row with a label
    and no cell filled is a section heading; a wholly empty row, and a column headed by anything but a year
    (notes, growth rates), is passed over. Anything under an empty heading is refused.
    """
    header = next((i for i, row in enumerate(rows) if _years_in(row) >= 2), None)
    if header is None:
        raise Refused(Problem("A1", NO_HEADER, "no-header"))
    problems: list[Problem] = []
    columns = _columns(rows[header], header, problems)
    mark = cells.decimal_mark(cell for row in rows[header + 1 :] for cell in row[1:])
    found: list[Row] = []
    section = ""
    for i, row in enumerate(rows[header + 1 :], header + 1):
        label = str(row[0]).strip() if row and row[0] is not None else ""
        if all(_blank(cell) for cell in row[1:]):
            section = label or section
            continue
        if not label:
            problems.append(Problem(address(i, 0), NO_LABEL, "no-label"))
        _stray(row, i, rows[header], problems)
        found.append(Row(label, section, _figures(row, i, columns, mark, problems)))
    if problems:
        raise Refused(problems)
    titles = tuple(
        str(cell).strip("\ufeff \n\t") for row in rows[:header] for cell in row if not _blank(cell)
    )
    return Table(titles, tuple(found))


NO_HEADER = Text(
    "không tìm thấy dòng tiêu đề năm: bảng cần một dòng có từ hai năm trở lên (ví dụ 2020, 2021, Sơ bộ 2022)",
    "no row of years was found: the table needs one with two years or more (2020, 2021, Prel. 2022)",
)
NO_LABEL = Text(
    "dòng có số liệu nhưng không có tên chỉ tiêu (ô gộp?): hãy bỏ gộp ô và ghi tên cho từng dòng",
    "the row has figures and no label (a merged cell?): unmerge it and label each row",
)
NO_YEAR = Text(
    "cột có số liệu nhưng không có năm (ô gộp?): hãy bỏ gộp ô và ghi năm cho từng cột",
    "the column has figures and no year (a merged cell?): unmerge it and give each column its year",
)
DOUBLED_YEAR = Text("năm này đã có ở cột khác", "this year already stands in another column")


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.replace("\ufeff", "").strip())


def _years_in(row: Sequence[object]) -> int:
    count = 0
    for cell in row[1:]:
        try:
            count += cells.year(cell) is not None
        except Refused:
            continue
    return count


def _columns(row: Sequence[object], at: int, problems: list[Problem]) -> dict[int, cells.Year]:
    found: dict[int, cells.Year] = {}
    for j, cell in enumerate(row[1:], 1):
        try:
            year = cells.year(cell, address(at, j))
        except Refused as refused:
            problems.extend(refused.problems)
            continue
        if year and any(year.year == other.year for other in found.values()):
            problems.append(Problem(address(at, j), DOUBLED_YEAR, "doubled-year"))
        elif year:
            found[j] = year
    return found


def _stray(row: Sequence[object], at: int, header: Sequence[object], problems: list[Problem]) -> None:
    """Figures under an empty heading: most often the second half of a merged one."""
    for j, cell in enumerate(row[1:], 1):
        if not _blank(cell) and (j >= len(header) or _blank(header[j])):
            problems.append(Problem(address(at, j), NO_YEAR, "no-year"))


def _figures(
    row: Sequence[object],
    at: int,
    columns: dict[int, cells.Year],
    mark: cells.Mark | None,
    problems: list[Problem],
) -> dict[int, Figure]:
    found = {}
    for j, year in columns.items():
        place = address(at, j)
        try:
            value = cells.number(row[j] if j < len(row) else None, place, decimal=mark)
        except Refused as refused:
            problems.extend(refused.problems)
            continue
        found[year.year] = Figure(value, year.status, place)
    return found
