"""What people type about experts."""

from __future__ import annotations

from typing import Any

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField
from nguongoc.programme.experts.models import Expert
from nguongoc.registry.parties.desk import RecordForm, said


class ExpertForm(RecordForm):
    """An expert; the account is that of somebody with the role of an expert."""

    full_name = forms.CharField(label=said(Text("Họ và tên", "Full name")), max_length=200)
    workplace = forms.CharField(label=said(Text("Nơi làm việc", "Workplace")), required=False, max_length=250)
    phone = forms.CharField(label=said(Text("Điện thoại", "Phone")), required=False, max_length=40)
    email = forms.EmailField(label=said(Text("Thư điện tử", "E-mail")), required=False)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=said(Text("Tài khoản", "Account")),
        required=False,
        help_text=said(
            Text(
                "Có tài khoản thì chuyên gia tự khai và cho ý kiến; không thì cán bộ nhập từ bản ký.",
                "With one the expert declares and judges; without, an officer enters the signed paper.",
            )
        ),
    )
    left_on = DayField(label=said(Text("Thôi tham gia từ ngày", "Left on")), required=False)

    def __init__(self, *args: Any, record: Expert | None = None, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        field: Any = self.fields["user"]
        field.queryset = (
            User.objects.filter(memberships__role="expert", is_active=True).distinct().order_by("pk")
        )


class CompetenceForm(RecordForm):
    """What an expert is proven to be able to judge."""

    field = forms.CharField(
        label=said(Text("Tiêu chuẩn, hệ thống, công cụ", "Standard, system or tool")),
        max_length=200,
        help_text=said(Text("Ví dụ: ISO 22000; 5S, Kaizen", "Such as: ISO 22000; 5S, Kaizen")),
    )
    number = forms.CharField(
        label=said(Text("Số giấy", "Number of the paper")), required=False, max_length=80
    )
    issuer = forms.CharField(label=said(Text("Nơi cấp", "Issuer")), max_length=200)
    valid_from = DayField(label=said(Text("Từ ngày", "From")))
    valid_to = DayField(label=said(Text("Đến hết ngày", "Until")))
    file = AttachmentField(label=said(Text("Bản quét bằng chứng", "Scan of the evidence")))


class RevokeForm(RecordForm):
    on = DayField(label=said(Text("Thu hồi từ ngày", "Revoked from")))
    why = forms.CharField(label=said(Text("Lý do, văn bản", "Why, by which text")), max_length=250)
