from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.shared.forms import DayField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import RecordForm, offer, said
from nguongoc.registry.parties.models import Membership, Party


def show(form: forms.Form, refused: Refused) -> None:
    """Each problem beside its field; one that names no field of the form, above them all."""
    for one in refused.problems:
        form.add_error(one.where if one.where in form.fields else None, text(one.why))


class _RoleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, role: Any) -> str:
        return text(role.name)


class InviteForm(forms.Form):
    """Whom to invite, where, as what."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    party = forms.ModelChoiceField(label=_("Đơn vị"), queryset=Party.objects.none())
    role = _RoleField(label=_("Vai trò"), queryset=Role.objects.none())
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_(
            "Có địa chỉ thì lời mời được gửi tới đó; không có thì bạn đưa đường dẫn hoặc mã QR tận tay."
        ),
    )

    def __init__(self, *args: Any, parties: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["party"], parties)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]
        if parties.count() == 1:
            self.fields["party"].initial = parties.first()
            self.fields["party"].widget = forms.HiddenInput()


class RecorderForm(forms.Form):
    """A recorder who has no e-mail."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    party = forms.ModelChoiceField(label=_("Đơn vị"), queryset=Party.objects.none())

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["party"], parties)
        if parties.count() == 1:
            self.fields["party"].initial = parties.first()
            self.fields["party"].widget = forms.HiddenInput()


class RoleForm(forms.Form):
    """Another role for a member."""

    role = _RoleField(label=_("Vai trò"), queryset=Role.objects.none())

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]


class RightsForm(RecordForm):
    """What a role may do, and what it is called."""

    name_vi = forms.CharField(label=_("Tên vai trò"), max_length=120)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120)
    permissions = forms.MultipleChoiceField(
        label=_("Được làm gì"),
        choices=[(code, said(words)) for code, words in PERMISSIONS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Có hiệu lực với mọi người giữ vai trò này, từ trang kế tiếp họ mở."),
    )


class AccountForm(forms.Form):
    """The account of somebody who was invited."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=40,
        help_text=_("Chữ thường không dấu, số, dấu chấm; ví dụ: nguyen.lan"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        help_text=_("Một câu ngắn chỉ mình bạn biết, ít nhất 10 ký tự."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PinForm(forms.Form):
    """Six digits."""

    pin = forms.CharField(
        label=_("Mã PIN 6 số"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )


class NewPinForm(PinForm):
    """Six digits, twice."""

    again = forms.CharField(
        label=_("Nhập lại mã PIN"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pin") != cleaned.get("again"):
            self.add_error("again", _("Hai lần nhập khác nhau. Nhập lại."))
        return cleaned


class DelegationForm(forms.Form):
    """Who acts for me, in which role, from when to when."""

    own = forms.ModelChoiceField(label=_("Vai trò giao"), queryset=Membership.objects.none())
    to = forms.ModelChoiceField(label=_("Người nhận"), queryset=User.objects.none())
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300, help_text=_("Ví dụ: nghỉ phép, đi công tác."))

    def __init__(self, *args: Any, own: Any, to: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own"].queryset = own  # type: ignore[attr-defined]
        self.fields["own"].label_from_instance = lambda one: text(one.role.name)  # type: ignore[attr-defined]
        self.fields["to"].queryset = to  # type: ignore[attr-defined]
