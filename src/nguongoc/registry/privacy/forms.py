from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.shared.forms import DayField
from nguongoc.registry.privacy.models import DataRequest


class AskForm(forms.Form):
    """What somebody asks about their own data."""

    kind = forms.ChoiceField(label=_("Bạn muốn"), choices=DataRequest.Kind.choices)
    words = forms.CharField(
        label=_("Nói rõ"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        help_text=_("Ví dụ: họ tên đúng là…; hoặc vì sao muốn xóa. Đừng ghi số căn cước, dân tộc, bệnh tật."),
    )


class AnswerForm(forms.Form):
    """The answer to a request. Rectifying asks for what is right."""

    outcome = forms.ChoiceField(label=_("Kết quả"), choices=DataRequest.Outcome.choices)
    words = forms.CharField(
        label=_("Lý do, nội dung trả lời"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000
    )
    full_name = forms.CharField(label=_("Họ và tên đúng"), max_length=200, required=False)
    email = forms.EmailField(label=_("Thư điện tử đúng"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != DataRequest.Kind.RECTIFY:
            del self.fields["full_name"], self.fields["email"]


class SettingForm(forms.Form):
    """A figure from a day on."""

    value = forms.IntegerField(
        label=_("Giá trị mới"), widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
    )
    since = DayField(label=_("Áp dụng từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản quy định, hoặc lý do."))


class DayForm(forms.Form):
    """A day off, or one worked in exchange."""

    day = DayField(label=_("Ngày"))
    is_worked = forms.TypedChoiceField(
        label=_("Ngày ấy"),
        choices=[("0", _("nghỉ")), ("1", _("làm việc bù"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Dịp gì"), max_length=200)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản quy định, hoặc lý do."))
