"""How forms are drawn: each error beside its field, and all of them counted at the top."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class HouseForms(DjangoTemplates):
    """Django's FORM_RENDERER here: `{{ form }}` and `{{ field.as_field_group }}` come out in our design."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy. A browser's own date field follows the phone's language, and many phones
    here were set to American English by the shop that sold them: 03/09 would be March."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Ngày/tháng/năm, ví dụ 22/11/2026"))
        options.setdefault("widget", forms.DateInput(attrs={"class": "short", "autocomplete": "off"}))
        options.setdefault(
            "error_messages", {"invalid": _("Không có ngày này. Gõ ngày/tháng/năm, ví dụ 22/11/2026.")}
        )
        super().__init__(localize=True, **options)


class FigureField(forms.DecimalField):
    """A figure typed as it is written here: 1.234,5 on Vietnamese pages. One that is on record is shown without the
    zeros of its column: 4,200 may be read as thousands."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}))
        super().__init__(localize=True, **options)

    def prepare_value(self, value: Any) -> Any:
        """What the field holds when it is drawn; what somebody typed stays as it was typed."""
        if isinstance(value, Decimal):
            return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        return value
