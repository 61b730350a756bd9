"""What people type in a campaign."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.programme.needs.models import Need
from nguongoc.registry.parties.desk import RecordForm, said


class CampaignForm(RecordForm):
    """Ask for one year's needs."""

    year = forms.IntegerField(
        label=said(Text("Năm kế hoạch", "Year that is planned for")), min_value=2020, max_value=2100
    )
    opens_on = DayField(label=said(Text("Mở từ ngày", "Opens on")))
    closes_on = DayField(label=said(Text("Nhận đến hết ngày", "Closes on")))
    words = forms.CharField(
        label=said(Text("Hướng dẫn", "What is asked")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NeedForm(RecordForm):
    """One need."""

    name = forms.CharField(label=said(Text("Đơn vị có nhu cầu", "Who needs it")), max_length=250)
    tax_code = forms.CharField(
        label=said(Text("Mã số thuế", "Tax code")),
        required=False,
        max_length=20,
        help_text=said(
            Text(
                "Nên có: đề xuất trùng được nhận ra theo mã này",
                "Better with it: the same need is recognised by it",
            )
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=said(Text("Loại nhu cầu", "Kind of need")), choices=Need.Kind.choices)
    what = forms.CharField(
        label=said(Text("Nội dung cụ thể", "What exactly")),
        max_length=300,
        help_text=said(
            Text("Ví dụ: ISO 22000; lớp 5S cho 30 người", "Such as ISO 22000; a 5S course for 30 people")
        ),
    )
    why = forms.CharField(
        label=said(Text("Lý do", "Why")), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    people = forms.IntegerField(label=said(Text("Số người", "People")), required=False, min_value=1)
    amount = FigureField(
        label=said(Text("Kinh phí dự kiến (đồng)", "Money it may need (đồng)")),
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=0,
    )


class NothingForm(RecordForm):
    """Nothing is needed this year."""

    why = forms.CharField(label=said(Text("Ghi thêm", "Note")), required=False, max_length=300)


class SheetForm(RecordForm):
    """Many needs in one spreadsheet."""

    file = forms.FileField(label=said(Text("Tệp bảng tính (XLSX, CSV)", "Spreadsheet (XLSX, CSV)")))
    dry = forms.BooleanField(label=said(Text("Chỉ thử, chưa ghi", "Try only, store nothing")), required=False)


class DecideForm(RecordForm):
    """What becomes of a need."""

    deed = forms.ChoiceField(
        label=said(Text("Quyết định", "Decision")),
        choices=[
            ("accept", said(Text("đưa vào danh sách tổng hợp", "accept into the list"))),
            ("return", said(Text("trả lại", "return"))),
            ("merge", said(Text("gộp vào đề xuất khác", "merge into another"))),
        ],
        widget=forms.RadioSelect,
    )
    into = forms.ModelChoiceField(Need.objects.none(), label=said(Text("Gộp vào", "Into")), required=False)
    reason = forms.CharField(
        label=said(Text("Lý do (người đề xuất đọc được)", "Why (the proposer reads it)")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, others: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
