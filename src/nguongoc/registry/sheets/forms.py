from __future__ import annotations

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.desk import RecordForm, said


class SheetForm(RecordForm):
    """A sheet to send in."""

    file = forms.FileField(
        label=said(Text("Bảng tính (.xlsx hoặc .csv UTF-8)", "Spreadsheet (.xlsx, or .csv in UTF-8)")),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    only_check = forms.BooleanField(
        label=said(Text("Chỉ kiểm tra, chưa lưu", "Only check, save nothing")), required=False, initial=True
    )
