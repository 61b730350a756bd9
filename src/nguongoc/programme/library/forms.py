"""What people type in the library."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField
from nguongoc.programme.catalogue.forms import sector_choices
from nguongoc.programme.library.models import (
    AwardFile,
    Certainty,
    Document,
    Opinion,
    Proposal,
    Relation,
    Subject,
)
from nguongoc.programme.plan.models import Task
from nguongoc.registry.parties.desk import RecordForm, said


def _words(vi: str, en: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=said(Text(vi, en)), **options)


def _long(vi: str, en: str, *, required: bool = True, rows: int = 4) -> forms.CharField:
    return _words(vi, en, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def _day(vi: str, en: str, *, required: bool = False) -> DayField:
    return DayField(label=said(Text(vi, en)), required=required)


def _several(vi: str, en: str, choices: Any, help_vi: str, help_en: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=said(Text(vi, en)),
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=said(Text(help_vi, help_en)),
    )


def _file() -> AttachmentField:
    return AttachmentField(
        label=said(Text("Tệp (PDF, ảnh, Word, Excel)", "File (PDF, picture, Word, Excel)")), required=False
    )


class WithFile(RecordForm):
    """A form whose file is handed in anew or not at all: what is kept stays kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": {**(options.get("initial") or {}), "file": None}})


EVERY_SECTOR = ("Không chọn: mọi ngành", "None: every sector")


class DocumentForm(WithFile):
    """A document as its paper says."""

    kind = forms.ChoiceField(label=said(Text("Loại", "Kind")), choices=Document.Kind.choices)
    number = _words("Số, ký hiệu", "Number", max_length=80)
    title = _words("Trích yếu", "Title", max_length=400)
    issuer = _words("Cơ quan ban hành", "Issuer", max_length=200)
    issued_on = _day("Ngày ban hành", "Issued on")
    in_force_on = _day("Ngày có hiệu lực", "In force on")
    ends_on = _day("Ngày cuối còn hiệu lực, nếu văn bản tự ghi", "Last day, where the paper sets one")
    partly_ended = _words(
        "Phần đã hết hiệu lực mà chưa rõ do văn bản nào", "Part that ended, by no known document",
        required=False, max_length=300,
    )  # fmt: skip
    comment_until = _day("Hạn góp ý (thông báo TBT)", "Comments until (TBT notices)")
    sectors = _several("Ngành hàng", "Sectors", sector_choices, *EVERY_SECTOR)
    subjects = _several(
        "Lĩnh vực",
        "Subjects",
        Subject.choices,
        "Người theo dõi lĩnh vực này được báo",
        "Whoever follows it is told",
    )
    summary = _long("Nói gì với doanh nghiệp (lời của mình)", "What it means (own words)", required=False)
    certainty = forms.ChoiceField(label=said(Text("Mức chắc chắn", "Certainty")), choices=Certainty.choices)
    source = _words("Đọc ở đâu", "Where it was read", max_length=300)
    file = _file()


class RelationForm(RecordForm):
    """What this document does to an earlier one."""

    kind = forms.ChoiceField(label=said(Text("Văn bản này", "This document")), choices=Relation.Kind.choices)
    target = forms.ModelChoiceField(
        Document.objects.none(), label=said(Text("Văn bản trước", "The earlier document"))
    )
    in_force_on = _day("Từ ngày", "From", required=True)
    scope = _words("Phần nào (điều, khoản)", "Which part (articles)", required=False, max_length=300)
    certainty = forms.ChoiceField(label=said(Text("Mức chắc chắn", "Certainty")), choices=Certainty.choices)

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Document.objects.exclude(pk=document.pk).order_by("number")
        self.fields["target"].queryset = others  # type: ignore[attr-defined]


class WhyForm(RecordForm):
    """A deed that wants its reason."""

    why = _long("Lý do", "Why", rows=3)


class FollowForm(RecordForm):
    """What somebody wants to hear of."""

    sectors = _several("Ngành hàng", "Sectors", sector_choices, *EVERY_SECTOR)
    subjects = _several(
        "Lĩnh vực", "Subjects", Subject.choices, "Không chọn: mọi lĩnh vực", "None: every subject"
    )


class CirculateForm(RecordForm):
    """Put a document before enterprises."""

    words = _long("Nói gì với đơn vị nhận", "What it means for those who receive it")
    sectors = _several(
        "Gửi cho đơn vị làm ngành", "To who makes goods of", sector_choices,
        "Không chọn: ngành của văn bản; văn bản không ghi ngành thì mọi đơn vị có sản phẩm",
        "None: the document's sectors; without those, everybody with a product",
    )  # fmt: skip
    due_on = _day("Cần đọc trước ngày", "To be read by")


class DossierForm(RecordForm):
    """A policy on its way."""

    title = _words("Tên chính sách", "Title", max_length=300)
    about = _long("Vì sao, thay đổi gì", "Why, and what shall change")
    amends = forms.ModelChoiceField(
        Document.objects.order_by("number"),
        label=said(Text("Sửa văn bản nào", "Which document it amends")),
        required=False,
    )


class DraftForm(RecordForm):
    """A version of its text."""

    text = _long("Nội dung, mỗi đoạn một dòng", "The text, a paragraph a line", rows=14)
    note = _words("Có gì mới", "What is new", required=False, max_length=300)
    file = _file()


class ConsultForm(RecordForm):
    """Ask others."""

    closes_on = _day("Nhận ý kiến đến hết ngày", "Opinions until", required=True)


class OpinionForm(RecordForm):
    """What one says of a draft."""

    clause = _words("Điều, khoản", "Clause", required=False, max_length=80)
    words = _long("Ý kiến", "Opinion", rows=6)


class ReplyForm(RecordForm):
    """What is answered."""

    taken = forms.ChoiceField(label=said(Text("Kết quả", "Outcome")), choices=Opinion.Taken.choices)
    reply = _long("Trả lời", "Reply")


class FinishForm(RecordForm):
    """It is out."""

    final = forms.ModelChoiceField(
        Document.objects.order_by("number"),
        label=said(Text("Văn bản đã ban hành", "The document that was issued")),
    )
    outcome = _long("Ghi chú", "Note", required=False, rows=3)


class DropForm(RecordForm):
    """It goes no further."""

    outcome = _long("Lý do dừng", "Why", rows=3)


class ProposalForm(RecordForm):
    """A standard that somebody wants."""

    kind = forms.ChoiceField(
        label=said(Text("Loại", "Kind")), choices=[(one.value, one.label) for one in Proposal.KINDS]
    )
    title = _words("Tiêu chuẩn, quy chuẩn cho việc gì", "A standard for what", max_length=300)
    why = _long("Vì sao cần, ai sẽ dùng", "Why, and who would use it")
    sectors = _several("Ngành hàng", "Sectors", sector_choices, *EVERY_SECTOR)
    file = _file()


class DecideForm(RecordForm):
    """What becomes of a proposal."""

    state = forms.ChoiceField(label=said(Text("Kết quả", "Outcome")))
    answer = _long("Trả lời người đề xuất", "Answer to the proposer", required=False)
    document = forms.ModelChoiceField(
        Document.objects.order_by("number"),
        label=said(Text("Văn bản đã ban hành", "The document that was issued")),
        required=False,
    )

    def __init__(self, *args: Any, record: Proposal, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.fields["state"].choices = choices  # type: ignore[attr-defined]


class VisitForm(WithFile):
    """A journey to learn from others."""

    place = _words("Đi đâu", "Where", max_length=200)
    begins = _day("Từ ngày", "From", required=True)
    ends = _day("Đến hết ngày", "To", required=True)
    aims = _long("Để học gì", "To learn what", rows=3)
    people = forms.IntegerField(label=said(Text("Số người", "People")), required=False, min_value=1)
    who = _long("Cơ quan, đơn vị tham gia", "Who took part", required=False, rows=3)
    findings = _long("Thấy gì", "What was seen", required=False)
    follow_up = _long("Sẽ làm gì ở tỉnh, ai làm", "What will be tried here, by whom", required=False)
    task = forms.ModelChoiceField(
        Task.objects.select_related("phase"),
        label=said(Text("Thuộc nhiệm vụ", "Task of the plan")),
        required=False,
    )
    file = _file()


class AwardForm(RecordForm):
    """A file for an award's pre-selection."""

    award = _words("Giải thưởng, như thông báo gọi", "The award, as its call names it", max_length=160)
    year = forms.IntegerField(label=said(Text("Năm", "Year")), min_value=2020, max_value=2100)


class PaperForm(RecordForm):
    """One paper of it."""

    name = _words("Giấy tờ gì", "Which paper", max_length=160)
    file = AttachmentField(label=said(Text("Tệp", "File")))


class AwardMoveForm(RecordForm):
    """What the agency does with a file."""

    state = forms.ChoiceField(
        label=said(Text("Kết quả", "Outcome")),
        choices=[(one.value, one.label) for one in (AwardFile.State.RETURNED, AwardFile.State.PASSED_ON)],
    )
    words = _long("Nói gì với đơn vị", "What to tell the enterprise", required=False)
