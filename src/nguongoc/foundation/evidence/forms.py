"""A file in a form: refused beside its field, in words, before anything else is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.actions import check
from nguongoc.foundation.shared.templatetags.face import text


class AttachmentField(forms.FileField):
    """A file to be attached: cleans to Django's uploaded file, checked. Hand that to `evidence.actions.keep`. The
    form must be `enctype="multipart/form-data"` (`form.is_multipart`)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("PDF, ảnh, Word (.docx), Excel (.xlsx) hoặc văn bản."))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                check(file, name=file.name, at=timezone.now())
            except Refused as refused:
                raise ValidationError([text(one.why) for one in refused.problems]) from refused
        return file
