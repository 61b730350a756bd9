from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from nguongoc.registry.parties.desk import RecordForm


class RemindForm(RecordForm):
    """A note that goes with a reminder."""

    note = forms.CharField(
        label=_("Lời nhắn"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người của cơ quan đọc lời này trong thông báo và trong thư."),
    )
