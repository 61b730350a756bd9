"""The sheets that the catalogue takes in: rows of items, and questionnaires, one line a question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.foundation.shared.sheets_in import Field
from nguongoc.programme.catalogue.actions import add_item, ask, begin_questionnaire
from nguongoc.programme.catalogue.models import Item, Questionnaire
from nguongoc.programme.needs.models import Need
from nguongoc.registry.sheets.registers import Register, Sender, Values

EDITS = ("catalogue.edit",)


def listed(said: str) -> list[str]:
    """The words of one cell, apart by commas or semicolons."""
    return [one.strip() for one in said.replace(";", ",").split(",") if one.strip()]


def sectors(said: str) -> list[str]:
    """The sectors named in a cell, by code or name in either language. Raises Refused for one that nobody knows."""
    known = {words.lower(): one.code for one in known_sectors() for words in (one.code, *one.name)}
    found = listed(said)
    unknown = [one for one in found if one.lower() not in known]
    if unknown:
        names = ", ".join(one.name.vi for one in known_sectors())
        why = Text(
            f"Không có ngành hàng “{unknown[0]}”. Chọn trong: {names}.",
            f"There is no sector “{unknown[0]}”. Choose among: {', '.join(one.code for one in known_sectors())}.",
        )
        raise Refused(Problem("sectors", why, "no-such-sector"))
    return [known[one.lower()] for one in found]


def _take_item(row: Values, sender: Sender) -> None:
    since = row.pop("valid_from", None) or timezone.localdate(sender.at)
    row["sectors"] = sectors(row.pop("sectors", ""))
    add_item(row.pop("code"), valid_from=since, actor=sender.actor, at=sender.at, **row)


def choices(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """What people write for each value."""
    return {str(words): value for value, words in pairs}


ITEMS = Register(
    "cong-cu",
    Text("Tiêu chuẩn, công cụ", "Standards and tools"),
    "tools",
    EDITS,
    (
        Field("code", Text("Mã", "Code"), required=True, example="iso-9001"),
        Field(
            "kind",
            Text("Loại", "Kind"),
            required=True,
            example=str(Item.Kind.SYSTEM.label),
            choices=choices(Item.Kind.choices),
        ),
        Field("number", Text("Số hiệu", "Number"), example="TCVN ISO 9001"),
        Field("name_vi", Text("Tên", "Name"), required=True, example="Hệ thống quản lý mẫu"),
        Field("name_en", Text("Tên tiếng Anh", "English name")),
        Field(
            "about_vi",
            Text("Để làm gì", "What it is good for"),
            required=True,
            example="Giữ chất lượng ổn định",
        ),
        Field("asks_vi", Text("Đòi hỏi gì", "What it asks"), required=True, example="Quy trình bằng văn bản"),
        Field("sectors", Text("Ngành hàng phù hợp", "Sectors"), example="Chè"),
        Field("months_low", Text("Số tháng, từ", "Months, from"), "whole"),
        Field("months_high", Text("Số tháng, đến", "Months, to"), "whole"),
        Field("months_source", Text("Nguồn của thời gian", "Source of the time")),
        Field("support", Text("Loại hỗ trợ", "Kind of support"), choices=choices(Need.Kind.choices)),
        Field("support_words", Text("Hỗ trợ hiện có", "Support that exists")),
        Field("valid_from", Text("Dùng từ ngày", "In use from"), "day", example="01/01/2027"),
    ),
    _take_item,
    Text(
        "Mỗi dòng một tiêu chuẩn hoặc công cụ. Mã đã có thì bị từ chối: mở dòng ấy để sửa.",
        "One standard or tool a line. A code that is there already is refused: open it to edit it.",
    ),
)


def _take_question(row: Values, sender: Sender) -> None:
    """The first line begins the edition; the others of the same sheet go on with it."""
    code, since = row["code"], row["valid_from"]
    mine = {"code": code, "valid_from": since, "entered_at": sender.at, "entered_by": sender.actor}
    edition = Questionnaire.objects.filter(**mine).first() or begin_questionnaire(
        code, row["name_vi"], row.get("name_en", ""), valid_from=since, actor=sender.actor, at=sender.at
    )
    ask(
        edition,
        row["area"],
        row["text_vi"],
        row.get("text_en", ""),
        area_vi=row["area_vi"],
        area_en=row.get("area_en", ""),
        enough=row.get("enough", 70),
        suggests=listed(row.get("suggests", "")),
    )


QUESTIONS = Register(
    "bo-cau-hoi",
    Text("Bộ câu hỏi tự đánh giá", "Self-assessment questionnaires"),
    "assessments",
    EDITS,
    (
        Field("code", Text("Mã bộ câu hỏi", "Questionnaire"), required=True, example="nang-suat-co-ban"),
        Field("valid_from", Text("Dùng từ ngày", "In use from"), "day", required=True, example="01/01/2027"),
        Field("name_vi", Text("Tên bộ câu hỏi", "Name"), required=True, example="Năng suất cơ bản"),
        Field("name_en", Text("Tên tiếng Anh", "English name")),
        Field("area", Text("Mã mảng", "Area"), required=True, example="noi-lam-viec"),
        Field("area_vi", Text("Tên mảng", "Name of the area"), required=True, example="Nơi làm việc"),
        Field("area_en", Text("Tên mảng tiếng Anh", "English name of the area")),
        Field("enough", Text("Mức đủ (%)", "Enough (%)"), "whole", example="70"),
        Field("suggests", Text("Gợi ý (mã công cụ)", "Suggests (codes)"), example="5s, kaizen"),
        Field(
            "text_vi",
            Text("Câu hỏi", "Question"),
            required=True,
            example="Dụng cụ có chỗ để cố định, có nhãn?",
        ),
        Field("text_en", Text("Câu hỏi tiếng Anh", "Question in English")),
    ),
    _take_question,
    Text(
        "Mỗi dòng một câu; cả bảng là một bản mới. Viết bằng lời của mình, không chép nguyên văn tiêu chuẩn.",
        "One question a line; the sheet is one new edition. Write in your own words, no standard's text.",
    ),
)
