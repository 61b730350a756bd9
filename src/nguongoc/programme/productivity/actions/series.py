"""Enter a publication's figures: whole or not at all, and always beside what stood there before."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import yearbook
from nguongoc.domain.tfp.measures import MEASURES, SECTORS
from nguongoc.domain.tfp.yearbook import Figure, Row
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.programme.productivity.labels import sector_of
from nguongoc.programme.productivity.models import Area, Break, Observation, Series, Vintage

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

MOST_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Publication:
    """Where figures were published, and what they are: of all that a number carries, what the sheet does not say.
    `scale` turns the printed unit into ours (triệu đồng → tỷ đồng: 0.001)."""

    source: str
    published_on: date
    table: str = ""
    page: str = ""
    price_base: str = ""
    boundary: str = ""
    scale: float = 1.0
    breaks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet brought: new vintages, series whose figures were already known, and lines passed over (cell,
    label)."""

    vintages: tuple[Vintage, ...]
    unchanged: tuple[Series, ...]
    passed_over: tuple[tuple[str, str], ...]


@transaction.atomic
def import_sheet(
    content: bytes,
    *,
    area: Area,
    measure: str,
    publication: Publication,
    actor: User | None,
    at: datetime,
    section: str = "",
    sheet: Attachment | None = None,
) -> Imported:
    """A yearbook table (XLSX or CSV) into new vintages, one a recognised line. Raises Refused with every problem named
    by its cell; nothing is then kept. `section` takes only the lines under that heading."""
    table = yearbook.read(_cells(content))
    rows = [row for row in table.rows if not section or fold(section) in fold(row.section)]
    chosen, passed = _recognised(rows, measure)
    problems = [problem for row in chosen.values() for problem in _impossible(row)]
    if problems:
        raise Refused(problems)
    made, same = [], []
    for sector, row in chosen.items():
        vintage = enter(
            area, measure, sector, row.figures, publication=publication, actor=actor, at=at, sheet=sheet
        )
        if vintage is None:
            same.append(Series.objects.get(area=area, measure=measure, sector=sector))
        else:
            made.append(vintage)
    return Imported(tuple(made), tuple(same), tuple(passed))


@transaction.atomic
def enter(
    area: Area,
    measure: str,
    sector: str,
    figures: Mapping[int, Figure],
    *,
    publication: Publication,
    actor: User | None,
    at: datetime,
    sheet: Attachment | None = None,
    **origin: Any,
) -> Vintage | None:
    """A new vintage of this series; None where the last one says just the same. Raises Refused for constant prices
    without their base year, and for a boundary that is not told."""
    _told(measure, publication)
    series, _ = Series.objects.get_or_create(area=area, measure=measure, sector=sector)
    Series.objects.select_for_update().get(pk=series.pk)
    scaled = {year: _scaled(one, publication.scale) for year, one in figures.items()}
    if not origin and _same(series, scaled, publication):
        return None
    number = (series.vintages.aggregate(last=Max("number"))["last"] or 0) + 1
    made_from = origin.pop("made_from", ())
    vintage = Vintage.objects.create(
        series=series,
        number=number,
        source=nfc(publication.source),
        table=nfc(publication.table),
        page=nfc(publication.page),
        published_on=publication.published_on,
        price_base=publication.price_base,
        boundary=nfc(publication.boundary),
        scale=publication.scale,
        sheet=sheet,
        entered_by=actor,
        entered_at=at,
        **origin,
    )
    vintage.made_from.set(made_from)
    Observation.objects.bulk_create(
        Observation(vintage=vintage, year=year, value=one.value, status=one.status, cell=one.cell)
        for year, one in sorted(scaled.items())
    )
    for year, why in sorted(publication.breaks.items()):
        flag_break(vintage, year, why=why, actor=actor, at=at)
    record("vintage.entered", vintage, actor=actor, at=at, series=str(series), number=number, origin=vintage.origin,
           source=publication.source, years=[min(scaled), max(scaled)])  # fmt: skip
    return vintage


@transaction.atomic
def flag_break(vintage: Vintage, year: int, *, why: str, actor: User | None, at: datetime) -> Break:
    """Say that this year's level cannot be compared with the year before. Raises Refused for the first year, a year
    that the vintage does not hold, and one already flagged."""
    years = sorted(Observation.objects.filter(vintage=vintage).values_list("year", flat=True))
    if year not in years[1:]:
        told = Text(
            f"Chuỗi không có năm {year} và năm trước đó.", f"The series has not {year} and the year before."
        )
        raise Refused(Problem("year", told, "unknown-year"))
    if vintage.breaks.filter(year=year).exists():
        raise Refused(Problem("year", Text("Năm này đã được đánh dấu.", "It is already flagged."), "flagged"))
    made = Break.objects.create(vintage=vintage, year=year, why=nfc(why), flagged_by=actor, flagged_at=at)
    record("break.flagged", vintage, actor=actor, at=at, year=year, why=why)
    return made


def _told(measure: str, publication: Publication) -> None:
    problems = []
    if MEASURES[measure].is_constant and not publication.price_base:
        why = Text(
            "Giá so sánh cần năm gốc: ghi 1994, 2010 hoặc 2020.", "Constant prices need their base year."
        )
        problems.append(Problem("price_base", why, "price-base"))
    if not publication.boundary.strip():
        why = Text("Ghi phiên bản địa giới của số liệu.", "Say which boundary the figures are of.")
        problems.append(Problem("boundary", why, "boundary"))
    if problems:
        raise Refused(problems)


def _scaled(one: Figure, scale: float) -> Figure:
    value = one.value if one.value is None or scale == 1 else float(f"{one.value * scale:.15g}")
    return Figure(value, one.status, one.cell)


def _same(series: Series, figures: Mapping[int, Figure], publication: Publication) -> bool:
    last = series.vintages.order_by("-number").first()
    if last is None or (last.price_base, last.boundary) != (
        publication.price_base,
        nfc(publication.boundary),
    ):
        return False
    known = {year: (one.value, one.status) for year, one in last.figures.items()}
    return (
        known == {year: (one.value, one.status) for year, one in figures.items()} and not publication.breaks
    )


def _recognised(rows: Sequence[Row], measure: str) -> tuple[dict[str, Row], list[tuple[str, str]]]:
    """The lines by sector. One line alone is the whole, whatever it is called."""
    found: dict[str, Row] = {}
    passed, problems = [], []
    for row in rows:
        sector = sector_of(row.label)
        if sector is None and len(rows) == 1:
            sector = ""
        if sector is None or (sector and not MEASURES[measure].by_sector):
            passed.append((_first_cell(row), row.label))
        elif sector in found:
            why = Text(
                f"“{row.label}” đã có ở ô {_first_cell(found[sector])}: hãy ghi phần của bảng cần lấy (tiêu đề mục).",
                f"“{row.label}” already stands at {_first_cell(found[sector])}: say which section is meant.",
            )
            problems.append(Problem(_first_cell(row), why, "doubled-line"))
        else:
            found[sector] = row
    if not found and not problems:
        known = "; ".join(name.vi for name in SECTORS.values())
        why = Text(f"Không dòng nào khớp tên đã biết: {known}.", f"No line has a known name: {known}.")
        problems.append(Problem("A1", why, "no-line"))
    if problems:
        raise Refused(problems)
    return found, passed


def _first_cell(row: Row) -> str:
    cell = next(iter(row.figures.values())).cell if row.figures else "A1"
    return "A" + "".join(character for character in cell if character.isdigit())


def _impossible(row: Row) -> list[Problem]:
    """Negative figures, which only product taxes less subsidies may be."""
    if sector_of(row.label) == "tax":
        return []
    why = Text("Số liệu này không thể âm: hãy sửa ô.", "This figure cannot be negative: mend the cell.")
    return [
        Problem(one.cell, why, "negative")
        for one in row.figures.values()
        if one.value is not None and one.value < 0
    ]


def _cells(content: bytes) -> list[list[object]]:
    """The cells of the first sheet that holds anything."""
    if not content.startswith(b"PK"):
        return _from_csv(content)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as broken:
        why = Text(
            "Tệp này không mở được như bảng tính Excel (.xlsx).", "The file does not open as a workbook."
        )
        raise Refused(Problem("", why, "not-a-workbook")) from broken
    sheet = next((one for one in book.worksheets if one.max_row > 1), book.worksheets[0])
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise Refused(
            Problem(
                "", Text("Bảng quá lớn cho một bảng niên giám.", "Too large for a yearbook table."), "size"
            )
        )
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _from_csv(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        why = Text("Tệp CSV phải là UTF-8.", "The CSV must be UTF-8.")
        raise Refused(Problem("", why, "encoding")) from broken
    mark = ";" if text.count(";") > text.count(",") else ","
    return [[cell or None for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]
