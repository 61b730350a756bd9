"""What people type about standards, tools and their own improvement."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.catalogue.models import Improvement, Item, Measure, Step
from nguongoc.programme.needs.models import Need
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.desk import RecordForm, said

NONE = [("", "–")]


def sector_choices() -> list[tuple[str, str]]:
    """Every sector that has a definition, in the reader's language."""
    return [(one.code, text(one.name)) for one in known_sectors()]


def _long(vi: str, en: str, *, required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=said(Text(vi, en)), required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


class ItemForm(RecordForm):
    """One edition of a standard, system or tool. The date from which it holds is told when it is added."""

    kind = forms.ChoiceField(label=said(Text("Loại", "Kind")), choices=Item.Kind.choices)
    number = forms.CharField(
        label=said(Text("Số hiệu", "Number")),
        required=False,
        max_length=80,
        help_text=said(Text("Như trên tiêu chuẩn: TCVN ISO 9001", "As on the standard: TCVN ISO 9001")),
    )
    name_vi = forms.CharField(label=said(Text("Tên", "Name")), max_length=200)
    name_en = forms.CharField(
        label=said(Text("Tên tiếng Anh", "English name")), required=False, max_length=200
    )
    about_vi = _long("Để làm gì", "What it is good for", required=True)
    about_en = _long("Để làm gì, tiếng Anh", "What it is good for, in English")
    asks_vi = _long(
        "Đòi hỏi gì (lời của mình, không chép tiêu chuẩn)", "What it asks (own words)", required=True
    )
    asks_en = _long("Đòi hỏi gì, tiếng Anh", "What it asks, in English")
    sectors = forms.MultipleChoiceField(
        label=said(Text("Ngành hàng phù hợp", "Sectors")),
        choices=sector_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=said(Text("Không chọn: hợp với mọi ngành", "None: it fits every sector")),
    )
    months_low = forms.IntegerField(
        label=said(Text("Thường mất, từ (tháng)", "Usually takes, from (months)")),
        required=False,
        min_value=1,
    )
    months_high = forms.IntegerField(
        label=said(Text("Thường mất, đến (tháng)", "Usually takes, to (months)")), required=False, min_value=1
    )
    months_source = forms.CharField(
        label=said(Text("Ai nói thời gian ấy", "Who says so")), required=False, max_length=200
    )
    support = forms.ChoiceField(
        label=said(Text("Thuộc loại hỗ trợ nào của kế hoạch", "Which kind of support the plan gives")),
        choices=[*NONE, *Need.Kind.choices],
        required=False,
    )
    support_words = _long("Hỗ trợ hiện có, hỏi ai", "What support exists, whom to ask")
    certificate = forms.ChoiceField(
        label=said(Text("Giấy cho thấy đã áp dụng", "The paper that shows it is in use")),
        choices=[*NONE, *Certificate.Kind.choices],
        required=False,
    )


class NewItemForm(ItemForm):
    """A row that is not there yet."""

    code = forms.SlugField(
        label=said(Text("Mã (chữ thường, số, gạch nối)", "Code (letters, digits, hyphens)")), max_length=40
    )
    valid_from = DayField(label=said(Text("Dùng từ ngày", "In use from")))
    field_order = ("code", "valid_from")


class EditionForm(ItemForm):
    """A new edition: filled in from the one it follows."""

    valid_from = DayField(label=said(Text("Bản mới dùng từ ngày", "The new edition holds from")))
    field_order = ("valid_from",)


class ImprovementForm(RecordForm):
    """A plan to become better."""

    name = forms.CharField(label=said(Text("Tên kế hoạch cải tiến", "Name of the plan")), max_length=200)
    item = forms.ModelChoiceField(
        Item.objects.none(),
        label=said(Text("Áp dụng công cụ, tiêu chuẩn", "Standard or tool")),
        required=False,
    )
    goal = _long("Muốn đạt gì", "What shall be reached")
    is_shared = forms.BooleanField(
        label=said(
            Text(
                "Cho Sở Khoa học và Công nghệ xem kế hoạch và số đo này",
                "Let the lead agency see plan and measures",
            )
        ),
        required=False,
        help_text=said(Text("Bỏ chọn: chỉ đơn vị bạn thấy", "Left out: your enterprise alone sees it")),
    )

    def __init__(self, *args: Any, record: Improvement | None = None, items: Any, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        if record is not None:
            self.fields["closed_on"] = DayField(
                label=said(Text("Kết thúc ngày", "Closed on")), required=False, initial=record.closed_on
            )


class StepForm(RecordForm):
    """One thing to do."""

    what = forms.CharField(label=said(Text("Việc", "What")), max_length=300)
    owner = forms.CharField(label=said(Text("Ai làm", "Who")), max_length=120)
    due = DayField(label=said(Text("Hạn", "Due")))
    state = forms.ChoiceField(label=said(Text("Tình trạng", "State")), choices=Step.State.choices)
    done_on = DayField(label=said(Text("Xong ngày", "Done on")), required=False)
    note = _long("Ghi chú", "Note")


USUAL = Text(
    "Ví dụ: giá trị gia tăng trên một lao động; tỷ lệ sản phẩm lỗi; năng lượng trên một đơn vị sản phẩm; doanh thu",
    "For instance: value added per worker; share of faulty products; energy per unit; revenue",
)
"""What is often measured; any other name is taken."""


class MeasureForm(RecordForm):
    """A figure before, and after."""

    name = forms.CharField(
        label=said(Text("Chỉ số", "Measure")),
        max_length=160,
        help_text=said(USUAL),
    )
    unit = forms.CharField(label=said(Text("Đơn vị tính", "Unit")), max_length=40)
    better = forms.ChoiceField(
        label=said(Text("Thế nào là tốt", "What is better")), choices=Measure.Better.choices
    )
    before = FigureField(label=said(Text("Trước khi cải tiến", "Before")), max_digits=18, decimal_places=3)
    before_on = DayField(label=said(Text("Đo ngày", "Measured on")))
    after = FigureField(
        label=said(Text("Sau khi cải tiến", "After")), required=False, max_digits=18, decimal_places=3
    )
    after_on = DayField(label=said(Text("Đo lại ngày", "Measured again on")), required=False)
    source = forms.CharField(
        label=said(Text("Đo bằng cách nào (hai lần như nhau)", "How it was measured (both times alike)")),
        required=False,
        max_length=200,
    )
