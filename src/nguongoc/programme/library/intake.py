"""The sheets that the library takes in: documents, what they do to one another, figures of other places."""

from __future__ import annotations

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.shared.sheets_in import Field
from nguongoc.programme.catalogue.intake import choices, sectors
from nguongoc.programme.library.actions import enter_benchmark, enter_document, relate
from nguongoc.programme.library.models import Certainty, Document, Relation, Subject
from nguongoc.registry.sheets.registers import Register, Sender, Values

EDITS = ("library.edit",)


def _subjects(said: str) -> list[str]:
    known = {words.lower(): code for code, label in Subject.choices for words in (code, str(label))}
    found = [one.strip() for one in said.split(";") if one.strip()]
    unknown = [one for one in found if one.lower() not in known]
    if unknown:
        why = Text(
            f"Không có lĩnh vực “{unknown[0]}”. Chọn, cách nhau bằng dấu chấm phẩy: "
            f"{'; '.join(str(label) for label in Subject.labels)}.",
            f"There is no subject “{unknown[0]}”. Choose, apart by semicolons: {'; '.join(Subject.values)}.",
        )
        raise Refused(Problem("subjects", why, "no-such-subject"))
    return [known[one.lower()] for one in found]


def _take_document(row: Values, sender: Sender) -> None:
    row["sectors"] = sectors(row.pop("sectors", ""))
    row["subjects"] = _subjects(row.pop("subjects", ""))
    enter_document(actor=sender.actor, at=sender.at, **row)


CERTAINTY = Field(
    "certainty",
    Text("Mức chắc chắn", "Certainty"),
    required=True,
    example=str(Certainty.COPY.label),
    choices=choices(Certainty.choices),
)
DOCUMENTS = Register(
    "van-ban",
    Text("Văn bản, tiêu chuẩn", "Documents and standards"),
    "library",
    EDITS,
    (
        Field(
            "kind",
            Text("Loại", "Kind"),
            required=True,
            example=str(Document.Kind.CIRCULAR.label),
            choices=choices(Document.Kind.choices),
        ),
        Field("number", Text("Số, ký hiệu", "Number"), required=True, example="1/2026/TT-MAU"),
        Field("title", Text("Trích yếu", "Title"), required=True, example="Quy định mẫu"),
        Field("issuer", Text("Cơ quan ban hành", "Issuer"), required=True, example="Bộ Mẫu"),
        Field("issued_on", Text("Ngày ban hành", "Issued on"), "day", example="01/06/2026"),
        Field("in_force_on", Text("Ngày có hiệu lực", "In force on"), "day", example="01/07/2026"),
        Field("ends_on", Text("Ngày cuối còn hiệu lực", "Last day"), "day"),
        Field("partly_ended", Text("Phần đã hết hiệu lực", "Part that ended")),
        Field("comment_until", Text("Hạn góp ý (TBT)", "Comments until (TBT)"), "day"),
        Field("sectors", Text("Ngành hàng", "Sectors"), example="Chè"),
        Field("subjects", Text("Lĩnh vực", "Subjects"), example=str(Subject.TRACEABILITY.label)),
        Field("summary", Text("Nói gì với doanh nghiệp", "What it means")),
        CERTAINTY,
        Field("source", Text("Đọc ở đâu", "Where it was read"), required=True, example="Công báo"),
    ),
    _take_document,
    Text(
        "Mỗi dòng một văn bản. Ngày chưa biết thì để trống. Quan hệ thay thế, sửa đổi nhập ở bảng riêng.",
        "One document a line; leave unknown days empty. What replaces or amends what has a sheet of its own.",
    ),
)


def _document(said: str, where: str) -> Document:
    found = list(Document.objects.filter(number=said)[:2])
    if len(found) == 1:
        return found[0]
    why = (
        Text(f"Thư viện chưa có văn bản “{said}”.", f"The library has no “{said}”.")
        if not found
        else Text(
            f"Có hơn một văn bản số “{said}”: nhập trên trang.", f"More than one “{said}”: use the page."
        )
    )
    raise Refused(Problem(where, why, "no-such-document"))


def _take_relation(row: Values, sender: Sender) -> None:
    source, target = _document(row.pop("source"), "source"), _document(row.pop("target"), "target")
    relate(source, target, actor=sender.actor, at=sender.at, **row)


RELATIONS = Register(
    "quan-he-van-ban",
    Text("Quan hệ giữa văn bản", "Relations of documents"),
    "library",
    EDITS,
    (
        Field("source", Text("Văn bản sau", "Later document"), required=True, example="1/2026/TT-MAU"),
        Field(
            "kind",
            Text("Tác động", "Does"),
            required=True,
            example=str(Relation.Kind.REPLACES.label),
            choices=choices(Relation.Kind.choices),
        ),
        Field("target", Text("Văn bản trước", "Earlier document"), required=True, example="2/2020/TT-MAU"),
        Field("in_force_on", Text("Từ ngày", "From"), "day", required=True, example="01/07/2026"),
        Field("scope", Text("Phần nào", "Which part")),
        CERTAINTY,
    ),
    _take_relation,
    Text("Hai văn bản phải có trong thư viện trước.", "Both documents must be in the library already."),
)


def _take_benchmark(row: Values, sender: Sender) -> None:
    enter_benchmark(actor=sender.actor, at=sender.at, **row)


BENCHMARKS = Register(
    "so-sanh-nang-suat",
    Text("Năng suất nơi khác", "Productivity elsewhere"),
    "benchmarks",
    EDITS,
    (
        Field("measure", Text("Chỉ tiêu", "Measure"), required=True, example="năng suất lao động mẫu"),
        Field(
            "method", Text("Cách tính", "Method"), required=True, example="giá hiện hành, lao động bình quân"
        ),
        Field("unit", Text("Đơn vị tính", "Unit"), required=True, example="triệu đồng/lao động"),
        Field("place", Text("Địa phương, nước", "Place"), required=True, example="Tỉnh Mẫu"),
        Field("year", Text("Năm", "Year"), "whole", required=True, example="2024"),
        Field("value", Text("Giá trị", "Value"), "number", required=True, example="100"),
        Field("source", Text("Nguồn", "Source"), required=True, example="Niên giám mẫu"),
    ),
    _take_benchmark,
    Text(
        "Chỉ số cùng chỉ tiêu, cách tính và đơn vị mới được đặt cạnh nhau.",
        "Only figures of one measure, method and unit are put side by side.",
    ),
)
