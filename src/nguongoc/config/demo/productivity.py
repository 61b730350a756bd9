"""The demonstration province's statistics: fiction by formula, marked as such, entered as yearbook sheets through the
real door. A dry year, a revision, a break that was linked, a merged neighbour, two runs to compare."""

from __future__ import annotations

import io
from datetime import date, datetime
from random import Random
from typing import Any

import openpyxl

from nguongoc.domain.tfp.frozen import Assumptions
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.productivity.actions import (
    Publication,
    import_sheet,
    link,
    load_reference,
    start,
    sum_members,
)
from nguongoc.programme.productivity.models import Area, Vintage

SEED = 11_2026
FIRST, LAST = 2008, 2025
GROWTH = {2021: 5.9, 2022: 9.1, 2023: -2.4, 2024: 10.6, 2025: 7.8}
"""Per cent, of a province that does not exist; other years are drawn."""
SOURCE = "Niên giám thống kê Mẫu (trình diễn, số hư cấu)"
BOUNDARY = "địa giới mẫu"
LABELS = {
    "": "TỔNG SỐ",
    "I": "Nông, lâm nghiệp và thủy sản",
    "II": "Công nghiệp và xây dựng",
    "III": "Dịch vụ",
    "tax": "Thuế sản phẩm trừ trợ cấp sản phẩm",
    "electricity": "Trong đó: Sản xuất và phân phối điện",
}
Lines = dict[str, dict[int, float]]


def load(users: dict[str, User], *, at: datetime) -> None:
    """Figures, links and runs, made by the officers of the demonstration."""
    load_reference()
    officer, lead = users["trinhdien-sonnmt"], users["trinhdien-sokhcn"]
    area = Area.objects.create(name="Tỉnh Mẫu (trình diễn)", boundary=BOUNDARY, is_demonstration=True)
    told = economy()
    for measure, lines in told.items():
        _enter(area, measure, lines, at=at, actor=officer, page=str(40 + len(measure)))
    _revise(area, told["grdp_constant"], actor=officer, at=at)
    _neighbour(actor=officer, at=at)
    why = {"alpha": "hệ số mẫu, không từ bảng cân đối nào", "delta": "mức thường dùng, để minh họa"}
    scenarios = (("GRDP tăng 8 %", 8.0, 6.5, 0.7), ("GRDP tăng 10 %", 10.0, 8.0, 0.9))
    for name, first, last, alpha, actor in (
        ("TFP 2016–2020 (trình diễn)", 2016, 2020, 0.45, officer),
        ("TFP 2021–2025, α = 0,50 (trình diễn)", 2021, 2025, 0.50, officer),
        ("TFP 2021–2025 (trình diễn)", 2021, 2025, 0.45, lead),
    ):
        given = Assumptions(alpha=alpha, scenarios=scenarios, why=why)
        start(area, name=name, first=first, last=last, assumptions=given, actor=actor, at=at)


def economy() -> dict[str, Lines]:
    """Every series of the made-up province, by measure and label."""
    random = Random(SEED)  # noqa: S311 (fiction needs no secret)
    found: dict[str, Lines] = {}

    def put(measure: str, sector: str, year: int, value: float) -> None:
        found.setdefault(measure, {}).setdefault(LABELS[sector], {})[year] = round(value, 1)

    level = 4_100.0
    for year in range(FIRST, LAST + 1):
        t = year - FIRST
        level *= 1 + GROWTH.get(year, random.uniform(7.0, 12.5)) / 100
        rain = 0.84 if year == 2023 else random.uniform(0.96, 1.06)
        shares = {"I": 0.24 - 0.005 * t, "III": 0.33 + 0.002 * t, "tax": 0.05}
        parts = {sector: level * share for sector, share in shares.items()}
        parts["II"] = level - sum(parts.values())
        power = parts["II"] * (0.42 + 0.006 * t) * rain
        price = 1.038**t
        for sector, value in {"": level, **parts, "electricity": power}.items():
            put("grdp_constant", sector, year, value)
            put("grdp_current", sector, year, value * price * (1.01 if sector == "III" else 1.0))
        invested = 1_900 * 1.055**t * random.uniform(0.93, 1.07)
        for sector, share in {"": 1.0, "I": 0.11, "II": 0.58, "III": 0.31, "electricity": 0.36}.items():
            put("investment_constant", sector, year, invested * share)
        people = 205 * 1.009**t
        farming = 0.76 - 0.012 * t
        for sector, share in {
            "": 1.0,
            "I": farming,
            "II": (1 - farming) * 0.4,
            "III": (1 - farming) * 0.6,
        }.items():
            put("employed", sector, year, people * share)
        put("employed", "electricity", year, 1.1 + 0.05 * t)
        put("electricity_energy", "", year, 4_100 * rain * (1 + 0.045 * t))
        put("installed_power", "", year, 1_300 * (1 + 0.045 * t))
        put("compensation", "", year, level * price * 0.31)
        put("mixed_income", "", year, level * price * 0.27)
        put("employees", "", year, people * (0.22 + 0.008 * t))
    for lines in (found["grdp_current"],):  # the parts were rounded and priced apart: the total is their sum
        for year in lines[LABELS[""]]:
            lines[LABELS[""]][year] = round(
                sum(lines[LABELS[one]][year] for one in ("I", "II", "III", "tax")), 1
            )
    return found


def _enter(
    area: Area, measure: str, lines: Lines, *, at: datetime, actor: User, page: str, **told: Any
) -> list[Vintage]:
    base = "2010" if measure.endswith("constant") else ""
    publication = Publication(
        **{
            "source": SOURCE,
            "published_on": date(2026, 6, 30),
            "table": f"Bảng mẫu {page}",
            "page": page,
            "price_base": base,
            "boundary": area.boundary,
            **told,
        }
    )
    found = import_sheet(
        _sheet(lines), area=area, measure=measure, publication=publication, actor=actor, at=at
    )
    return list(found.vintages)


def _sheet(lines: Lines) -> bytes:
    """The lines as a clerk's spreadsheet holds them: title, unit, years with the last one preliminary."""
    years = sorted({year for values in lines.values() for year in values})
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["SỐ HƯ CẤU ĐỂ TRÌNH DIỄN"])
    page.append([None, *(f"Sơ bộ {year}" if year == LAST else year for year in years)])
    for label, values in lines.items():
        page.append([label, *(values.get(year, "..") for year in years)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _revise(area: Area, known: Lines, *, actor: User, at: datetime) -> None:
    """A later publication: the total of 2024 and 2025 revised, the preliminary year now final but for the last."""
    revised = {label: dict(values) for label, values in known.items() if label == LABELS[""]}
    for label in (LABELS["II"],):
        revised[label] = dict(known[label])
    for year, change in ((2024, 22.4), (2025, -15.1)):
        for label in revised:
            revised[label][year] = round(revised[label][year] + change, 1)
    _enter(area, "grdp_constant", revised, at=at, actor=actor, page="12", published_on=date(2026, 10, 15))


def _neighbour(*, actor: User, at: datetime) -> None:
    """A merged neighbour, cast back over its two old provinces; one of them on two price bases, linked."""
    before, after = "trước khi hợp nhất (mẫu)", "sau khi hợp nhất (mẫu)"
    merged = Area.objects.create(
        name="Tỉnh láng giềng Mẫu (trình diễn)", boundary=after, is_demonstration=True
    )
    merged.merger = "Quyết định mẫu về hợp nhất"
    merged.save()
    total = LABELS[""]
    for i, name in enumerate(("Tỉnh cũ A Mẫu (trình diễn)", "Tỉnh cũ B Mẫu (trình diễn)")):
        old = Area.objects.create(name=name, boundary=before, is_demonstration=True)
        merged.members.add(old)
        values = {year: round((5_000 + 900 * i) * 1.07 ** (year - 2015), 1) for year in range(2015, 2021)}
        newer = {year: round((9_900 + 1_500 * i) * 1.065 ** (year - 2020), 1) for year in range(2020, 2025)}
        (first,) = _enter(old, "grdp_constant", {total: values}, at=at, actor=actor, page="3")
        (second,) = _enter(
            old, "grdp_constant", {total: newer}, at=at, actor=actor, page="3", price_base="2020"
        )
        link(first, second, year=2020, reason="chuyển gốc giá 2010 sang 2020 (mẫu)", document="Biên bản mẫu số 1",
             actor=actor, at=at)  # fmt: skip
    sum_members(merged, "grdp_constant", "", reason="tính lùi theo địa giới mới (mẫu)", document="Biên bản mẫu số 2",
                actor=actor, at=at)  # fmt: skip
