"""The figures that an administrator sets, each from a day on: what they are called, their bounds, and what holds
until somebody sets them. And the calendar of working days, which is such data too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.calendar import Calendar
from nguongoc.foundation.evidence.models import Setting, SpecialDay
from nguongoc.foundation.shared.brief import Brief

BEGINNING = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """One figure: what it means, its unit, between what it may be set, what it begins with, and who says so."""

    name: Text
    unit: Text
    value: int
    lowest: int
    highest: int
    source: str = ""


_DAYS, _MINUTES, _TIMES = Text("ngày", "days"), Text("phút", "minutes"), Text("lần", "times")

KNOWN: Mapping[str, Known] = {
    "attachment.largest": Known(
        Text("Tệp đính kèm lớn nhất", "Largest attached file"), Text("MB", "MB"), 25, 1, 500, "Mức ban đầu"
    ),
    "invitation.days": Known(
        Text("Lời mời có giá trị", "An invitation is good for"), _DAYS, 7, 1, 60, "Mức ban đầu"
    ),
    "enrolment.minutes": Known(
        Text("Mã QR thêm người ghi có giá trị", "A recorder's QR code is good for"), _MINUTES, 15, 5, 240, "Mức ban đầu"
    ),
    "pin.tries": Known(
        Text("Nhập sai mã PIN trước khi khóa thiết bị", "Wrong PINs until the device is locked"),
        _TIMES, 5, 3, 10, "Mức ban đầu",
    ),
    "token.days": Known(
        Text("Khóa truy cập dùng được lâu nhất", "An access token lives at most"), _DAYS, 365, 1, 1095, "Mức ban đầu"
    ),
    "delegation.days": Known(
        Text("Ủy quyền khi vắng dài nhất", "A delegation lasts at most"), _DAYS, 60, 1, 366, "Mức ban đầu"
    ),
    "personal-data.answer": Known(
        Text("Trả lời yêu cầu về dữ liệu cá nhân", "Answer a request about personal data within"),
        Text("ngày làm việc", "working days"), 2, 1, 60,
        "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 và NĐ 356/2025/NĐ-CP (theo báo chí, cần đối chiếu bản gốc)",
    ),
    "scan.days": Known(
        Text("Giữ lượt quét của người mua", "Buyers' scans are kept for"), _DAYS, 90, 7, 366, "Mức ban đầu"
    ),
    "scan.devices": Known(
        Text("Số máy khác nhau quét một tem trước khi hỏi lại", "Phones that scan one stamp until somebody asks why"),
        Text("máy", "phones"), 5, 2, 200, "Mức ban đầu",
    ),
    "scan.guesses": Known(
        Text("Số tem không có thật được hỏi trong 10 phút", "Stamps asked for within 10 minutes that nobody issued"),
        _TIMES, 20, 5, 1000, "Mức ban đầu",
    ),
    "scan.elsewhere": Known(
        Text("Số máy quét một lô ngoài nơi giao trước khi hỏi lại", "Phones that scan a lot elsewhere until asked why"),
        Text("máy", "phones"), 3, 1, 200, "Mức ban đầu",
    ),
    "gs1.days": Known(
        Text("Câu trả lời của sổ đăng ký GS1 dùng được", "An answer of GS1's registry is good for"),
        _DAYS, 30, 1, 366, "Mức ban đầu",
    ),
    "report.days": Known(
        Text("Giữ cách liên hệ của người phản ánh sau khi khép", "A buyer's contact is kept after closing for"),
        _DAYS, 30, 1, 366, "Mức ban đầu",
    ),
    "support.days": Known(
        Text("Trả lời một hồ sơ hỗ trợ", "Answer a support case within"),
        Text("ngày làm việc", "working days"), 30, 1, 366, "Mức ban đầu, cần văn bản của tỉnh quy định",
    ),
    "support.lookups": Known(
        Text("Số lần tra cứu hồ sơ sai trong 10 phút", "Failed look-ups of cases within 10 minutes"),
        _TIMES, 8, 3, 100, "Mức ban đầu",
    ),
    "support.follow-up": Known(
        Text("Theo dõi kết quả sau hỗ trợ", "Results of support are followed up for"),
        Text("năm", "years"), 3, 1, 10, "Thông lệ: 1–3 năm sau nghiệm thu (cần đối chiếu)",
    ),
    "retention.notices": Known(
        Text("Giữ thông báo và thư đã gửi", "Notices and letters are kept"), _DAYS, 730, 30, 3650, "Mức ban đầu"
    ),
    "retention.sign-ins": Known(
        Text("Giữ lịch sử đăng nhập và lần nhập sai", "Sign-ins and failed tries are kept"),
        _DAYS, 180, 30, 3650,
        "NĐ 85/2016, TT 12/2022 (cấp độ 2): nhật ký trực tuyến 3 tháng, tập trung 6 tháng (cần đối chiếu)",
    ),
    "retention.invitations": Known(
        Text("Giữ tên, thư của lời mời không ai nhận", "Names on invitations that nobody took up are kept"),
        _DAYS, 30, 1, 365, "Mức ban đầu",
    ),
}  # fmt: skip


def setting(code: str, *, on: date) -> int:
    """The figure in force on that day. Raises KeyError for a code that nobody knows."""
    begun = KNOWN[code]
    found = Setting.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from").first()
    return begun.value if found is None else found.value


CALENDAR: Brief[Calendar] = Brief(60, size=1)


def calendar() -> Calendar:
    """The working days, as told; up to a minute old."""

    def ask() -> Calendar:
        rows = list(SpecialDay.objects.values_list("day", "is_worked"))
        return Calendar(
            frozenset(day for day, is_worked in rows if not is_worked),
            frozenset(day for day, is_worked in rows if is_worked),
        )

    return CALENDAR.get("", ask)


def settings_on(on: date) -> dict[str, int]:
    """Every figure in force on that day, by code; one query."""
    rows = Setting.objects.filter(valid_from__lte=on).order_by("valid_from")
    return {code: one.value for code, one in KNOWN.items()} | dict(rows.values_list("code", "value"))
