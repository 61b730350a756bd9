"""Fields that forms of cases share."""

from __future__ import annotations

from django import forms

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.forms import FigureField
from nguongoc.registry.parties.desk import said


def long_text(
    label: Text, *, rows: int = 3, required: bool = True, help: Text | None = None
) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=said(label),
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=said(help) if help else "",
    )


def dong(label: Text, *, required: bool = False) -> FigureField:
    """An amount of đồng."""
    return FigureField(label=said(label), required=required, min_value=0, max_digits=18, decimal_places=0)


FILE = Text("Tệp", "File")


REASON = Text("Lý do (người nộp đọc được)", "Why (the applicant reads it)")
