"""What is typed of kinds, codes and old cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.forms import DayField
from nguongoc.programme.support.forms.fields import REASON, long_text
from nguongoc.programme.support.forms.judging import lines
from nguongoc.programme.support.models import Case, Kind
from nguongoc.registry.parties.desk import RecordForm, said


class KindEditForm(RecordForm):
    """A kind of support from a day on."""

    since = DayField(label=said(Text("Áp dụng từ ngày", "From")))
    name_vi = forms.CharField(label=said(Text("Tên", "Name")), max_length=300)
    name_en = forms.CharField(
        label=said(Text("Tên tiếng Anh", "English name")), max_length=300, required=False
    )
    source = forms.CharField(label=said(Text("Căn cứ", "By which text")), max_length=200)
    counts_for = forms.ChoiceField(
        label=said(Text("Tính vào chỉ tiêu", "Counts for")), choices=Kind.CountsFor.choices, required=False
    )
    is_open = forms.BooleanField(
        label=said(Text("Nhận đơn của đơn vị", "Enterprises may apply")), required=False
    )
    days = forms.IntegerField(
        label=said(Text("Trả lời trong (ngày làm việc)", "Answer within (working days)")),
        required=False,
        min_value=1,
        max_value=366,
        help_text=said(Text("Để trống: theo thiết lập chung", "Empty: as the setting has it")),
    )
    papers = long_text(
        Text("Giấy tờ phải nộp", "Papers asked for"),
        rows=4,
        required=False,
        help=Text(
            "Mỗi dòng một giấy; thêm “| bắt buộc” ở cuối dòng nếu phải có",
            "A line each; “| bắt buộc” where required",
        ),
    )

    def clean_papers(self) -> list[tuple[str, bool]]:
        found = []
        for _number, line in lines(self.cleaned_data["papers"]):
            name, _, must = (one.strip() for one in line.partition("|"))
            found.append((name, must.lower() in ("bắt buộc", "required")))
        return found


class PrefixForm(RecordForm):
    begins_with = forms.CharField(label=said(Text("Đầu mã hồ sơ", "Codes begin with")), max_length=12)
    since = DayField(label=said(Text("Áp dụng từ ngày", "From")))
    source = forms.CharField(label=said(Text("Căn cứ", "By which text")), max_length=300)


class BatchForm(RecordForm):
    """Old cases that are stopped together."""

    cases = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        label=said(
            Text(
                "Hồ sơ nhận trên 180 ngày trước, chưa có quyết định", "Received over 180 days ago, undecided"
            )
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = long_text(REASON)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["cases"]
        old = timezone.localdate() - timedelta(days=180)
        open_ones = Case.objects.filter(state__in=dossier.ON_THE_CLOCK, received_on__lt=old)
        field.queryset = open_ones.select_related("kind").order_by("received_on", "pk")
        field.label_from_instance = lambda one: f"{one.code} · {one.wish or one.kind}"

    @property
    def offers_any(self) -> bool:
        """Whether there is an old case to choose."""
        field: Any = self.fields["cases"]
        return bool(field.queryset.exists())
