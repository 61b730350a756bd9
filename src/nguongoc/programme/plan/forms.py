"""What people type about the plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.programme.plan.models import Decision, Phase, Target, Task
from nguongoc.registry.parties.desk import RecordForm, offer, said
from nguongoc.registry.parties.models import Party

DECISION = Text("Văn bản quyết định", "The decision")


class DecisionForm(RecordForm):
    """A paper by which the plan is set or changed."""

    number = forms.CharField(label=said(Text("Số, ký hiệu", "Number")), required=False, max_length=60)
    title = forms.CharField(label=said(Text("Trích yếu", "Title")), max_length=300)
    issued_on = DayField(label=said(Text("Ngày ban hành", "Issued on")), required=False)
    issuer = forms.CharField(
        label=said(Text("Cơ quan ban hành", "Issued by")), required=False, max_length=200
    )
    file = forms.FileField(label=said(Text("Bản quét (PDF, ảnh)", "Scan (PDF, picture)")), required=False)


class TargetForm(RecordForm):
    """A target by a decision. It does not change the earlier one, which goes on holding for the days before."""

    phase = forms.ModelChoiceField(
        Phase.objects.all(), label=said(Text("Giai đoạn", "Phase")), to_field_name="code"
    )
    low = FigureField(label=said(Text("Mức thấp", "Low end")), min_value=0, max_digits=14, decimal_places=2)
    high = FigureField(
        label=said(Text("Mức cao", "High end")),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=said(Text("Để trống nếu văn bản không nêu", "Empty where the decision names none")),
    )
    rule = forms.ChoiceField(label=said(Text("Cách tính", "How it counts")), choices=Target.Rule.choices)
    in_force_from = DayField(label=said(Text("Áp dụng từ ngày", "In force from")))
    decision = forms.ModelChoiceField(Decision.objects.all(), label=said(DECISION))
    why = forms.CharField(
        label=said(Text("Lý do điều chỉnh", "Why it changes")), widget=forms.Textarea(attrs={"rows": 3})
    )


class DeclareForm(RecordForm):
    """A figure without records behind it here."""

    phase = forms.ModelChoiceField(
        Phase.objects.all(), label=said(Text("Giai đoạn", "Phase")), to_field_name="code"
    )
    value = FigureField(label=said(Text("Giá trị", "Value")), min_value=0, max_digits=14, decimal_places=2)
    as_of = DayField(label=said(Text("Tính đến ngày", "As of")))
    source = forms.CharField(
        label=said(Text("Nguồn: báo cáo, công văn", "Source: report, letter")), max_length=300
    )
    file = forms.FileField(label=said(Text("Bản quét (PDF, ảnh)", "Scan (PDF, picture)")), required=False)


class CloseForm(forms.Form):
    """Close a period: what stands then is kept and never changes."""

    begins = DayField(label=said(Text("Kỳ từ ngày", "From")))
    ends = DayField(label=said(Text("Đến hết ngày", "To")))


class TaskForm(RecordForm):
    """Who does it, when, and how it stands."""

    lead_vi = forms.CharField(
        label=said(Text("Chủ trì, theo văn bản", "Lead, in the plan's words")), required=False, max_length=200
    )
    lead = forms.ModelChoiceField(
        Party.objects.none(),
        label=said(Text("Cơ quan chủ trì hiện nay", "Lead agency today")),
        required=False,
    )
    helpers = forms.ModelMultipleChoiceField(
        Party.objects.none(),
        label=said(Text("Cơ quan phối hợp", "Cooperating agencies")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    begins = DayField(label=said(Text("Bắt đầu", "Begins")), required=False)
    due = DayField(label=said(Text("Hạn", "Due")), required=False)
    state = forms.ChoiceField(label=said(Text("Tình trạng", "State")), choices=Task.State.choices)
    note = forms.CharField(
        label=said(Text("Ghi chú tiến độ", "How it stands")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, record: Task | None = None, **options: Any) -> None:
        """Agencies of today, and those that the task names even where they were merged meanwhile: what is named is
        not lost by saving."""
        super().__init__(*args, record=record, **options)
        held = [] if record is None else [record.lead_id, *record.helpers.values_list("pk", flat=True)]
        living = Q(kind=Party.Kind.AGENCY, merged_into=None)
        agencies = Party.objects.filter(living | Q(pk__in=[one for one in held if one]))
        for name in ("lead", "helpers"):
            offer(self.fields[name], agencies)


class FundingForm(RecordForm):
    """Money for a task in one year."""

    programme = forms.CharField(
        label=said(Text("Chương trình, nguồn kinh phí", "Programme or source")), max_length=200
    )
    year = forms.IntegerField(label=said(Text("Năm", "Year")), min_value=2000, max_value=2100)
    amount = FigureField(
        label=said(Text("Số tiền (đồng)", "Amount (đồng)")), min_value=1, max_digits=18, decimal_places=0
    )
    is_counted_here = forms.BooleanField(
        label=said(Text("Báo cáo của kế hoạch này tính khoản này", "This plan's reports count it")),
        required=False,
        help_text=said(
            Text(
                "Bỏ chọn nếu chương trình kia đã tính, để không tính hai lần",
                "Leave it out where the other programme counts it: nothing is counted twice",
            )
        ),
    )
    decision = forms.ModelChoiceField(Decision.objects.all(), label=said(DECISION), required=False)
