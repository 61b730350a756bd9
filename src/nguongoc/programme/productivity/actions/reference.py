"""Rows that an installation begins with: areas and their mergers, and what was published elsewhere. No figure of the
province's own is among them: those come from the statistics office, or are marked as demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.programme.productivity.models import Area, Benchmark, ReportTemplate

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

BEFORE, AFTER = "trước 01/07/2025", "từ 01/07/2025"
OWN = "Lai Châu"
RESOLUTION = "Nghị quyết về sắp xếp đơn vị hành chính cấp tỉnh năm 2025 (34 tỉnh, thành phố từ 01/07/2025)"
AREAS = (
    (OWN, "từ 01/01/2004"),
    ("Cả nước", "cả nước"),
    ("Điện Biên", "từ 01/01/2004"),
    ("Sơn La", "từ 2004"),
)
MERGED = {"Lào Cai": ("Lào Cai", "Yên Bái"), "Tuyên Quang": ("Tuyên Quang", "Hà Giang")}

REGRESSION, OFFICIAL = "hàm sản xuất Cobb-Douglas (hồi quy)", "A – công thức của Tổng cục Thống kê"
UNTOLD, APO = "không nêu phương pháp", "APO – chỉ số Törnqvist, dịch vụ vốn"
# area, period, method, alpha, growth, points, share, source, note
PUBLISHED: tuple[tuple[str, str, str, str, float | None, float | None, float | None, str, str], ...] = (
    ("Kiên Giang", "2001–2005", REGRESSION, "0,4539", None, 1.85, 13.21, "DOI 10.22144/jvn.2017.047", ""),
    ("Kiên Giang", "2006–2010", REGRESSION, "0,4539", None, -4.1, -36.55, "DOI 10.22144/jvn.2017.047", ""),
    ("Kiên Giang", "2011–2015", REGRESSION, "0,4539", None, 2.55, 25.63, "DOI 10.22144/jvn.2017.047", ""),
    ("Thừa Thiên Huế", "2011–2015", UNTOLD, "", None, 1.61, 26.31, "tailieu.vn 2189458 (tóm tắt)", ""),
    (
        "Vĩnh Phúc",
        "không nêu",
        UNTOLD,
        "",
        None,
        None,
        74.38,
        "tóm tắt bài báo",
        "giai đoạn không nêu trong tóm tắt",
    ),
    ("Hà Giang", "2011–2020", UNTOLD, "", None, 1.36, 10.26, "tóm tắt bài báo", "các số in không khớp nhau"),
    ("Cả nước", "2011–2015", OFFICIAL, "", None, None, 33.58, "Tổng cục Thống kê", ""),
    ("Cả nước", "2016–2019", OFFICIAL, "", None, None, 44.46, "Tổng cục Thống kê", ""),
    ("Cả nước", "2000–2016", APO, "", None, None, 17.0, "APO Productivity Databook 2018", "khoảng 17 %"),
)


def load_reference() -> None:
    """Areas, mergers and published figures. What is there is left as it is."""
    for name, boundary in AREAS:
        Area.objects.get_or_create(name=name, boundary=boundary, defaults={"is_own": name == OWN})
    for name, members in MERGED.items():
        merged, _ = Area.objects.get_or_create(name=name, boundary=AFTER, defaults={"merger": RESOLUTION})
        olds = [Area.objects.get_or_create(name=one, boundary=BEFORE)[0] for one in members]
        if not merged.members.exists():
            merged.members.set(olds)
    Benchmark.objects.bulk_create(
        (
            Benchmark(area=area, period=period, method=method, alpha=alpha, growth=growth, points=points, share=share,
                      source=source, note=note)
            for area, period, method, alpha, growth, points, share, source, note in PUBLISHED
        ),
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def place_template(
    source: IO[bytes], *, name: str, note: str, actor: User | None, at: datetime
) -> ReportTemplate:
    """The Word file that reports are filled into from now on. Raises Refused for one that cannot be filled."""
    from nguongoc.programme.productivity import report

    source.seek(0)
    report.try_template(source.read())
    source.seek(0)
    file = keep(source, name=name, actor=actor, at=at)
    made = ReportTemplate.objects.create(file=file, note=nfc(note), placed_by=actor, placed_at=at)
    record("report-template.placed", made, actor=actor, at=at, name=file.name, sha256=file.sha256)
    return made
