from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SCOPE_NAMES = {
    "capture": _("gửi sự kiện"),
    "query": _("đọc sự kiện"),
    "registry": _("đọc và sửa hồ sơ đăng ký"),
}


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(
        label=_("Tên khóa"),
        max_length=100,
        help_text=_("Ví dụ: phần mềm kho. Để sau này biết nên thu hồi khóa nào."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Cho làm gì"),
        choices=list(SCOPE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Khóa không bao giờ làm được nhiều hơn chính bạn."),
    )
    days = forms.IntegerField(
        label=_("Dùng được bao nhiêu ngày"),
        min_value=1,
        initial=90,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = forms.IntegerField(
            label=self.fields["days"].label,
            min_value=1,
            max_value=longest,
            initial=min(90, longest),
            widget=self.fields["days"].widget,
            help_text=_("Nhiều nhất %(longest)s ngày.") % {"longest": longest},
        )
