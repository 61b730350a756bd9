"""What an officer types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.forms import FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.applying import FIELDS
from nguongoc.programme.support.actions.handling import Wanted
from nguongoc.programme.support.forms.fields import REASON, long_text
from nguongoc.programme.support.models import Case
from nguongoc.registry.parties.desk import RecordForm, said


class PlainForm(RecordForm):
    """A deed that needs no words: after a question."""


class ReasonForm(RecordForm):
    reason = long_text(REASON)


class WordsForm(RecordForm):
    words = long_text(Text("Lời nhắn", "Message"))


class NoteForm(RecordForm):
    words = long_text(
        Text("Ghi chú nội bộ (người nộp không đọc được)", "Internal note (the applicant never reads it)")
    )


class HandOverForm(RecordForm):
    words = long_text(Text("Cách trả (nếu cần ghi)", "How it was handed over"), rows=2, required=False)


class OfficerForm(RecordForm):
    """Who processes it."""

    officer = forms.ModelChoiceField(User.objects.none(), label=said(Text("Người xử lý", "Officer")))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].queryset = queries.officers(timezone.localdate())  # type: ignore[attr-defined]


class ReceiveForm(OfficerForm):
    """Received, and by whom processed."""


class GiveForm(OfficerForm):
    words = long_text(Text("Ghi thêm", "Remark"), rows=2, required=False)


class ExtendForm(RecordForm):
    days = forms.IntegerField(
        label=said(Text("Thêm bao nhiêu ngày làm việc", "How many more working days")),
        min_value=1,
        max_value=60,
    )
    reason = long_text(REASON)


class AskForm(RecordForm):
    """Exactly which fields and papers are asked for, and why each; only what has a why is asked."""

    def __init__(self, *args: Any, record: Case, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.where: dict[str, tuple[str, str, str]] = {}
        for name, label in FIELDS.items():
            if name != "wish_code":
                self._add("field", name, text(label))
        there = set(record.papers.filter(replaced_at=None).values_list("code", flat=True))
        for code, name, _must in record.kind.wanted:
            state = (
                text(Text("đã có, cần nộp lại", "is there, hand in anew"))
                if code in there
                else text(Text("chưa có", "missing"))
            )
            self._add("paper", code, name, f"{name} ({state})")
        self.fields["other"] = forms.CharField(
            label=text(Text("Giấy khác: tên giấy", "Another paper: its name")), required=False, max_length=200
        )
        self.fields["other_why"] = forms.CharField(
            label=text(Text("Giấy khác: vì sao cần", "Another paper: why")), required=False
        )

    def _add(self, what: str, where: str, name: str, label: str = "") -> None:
        key = f"{what}-{where}"
        self.where[key] = (what, where, name)
        self.fields[key] = forms.CharField(
            label=label or name,
            required=False,
            max_length=500,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @property
    def wanted(self) -> list[Wanted]:
        """Each field and paper that was given a why."""
        told = self.cleaned_data
        found = [
            Wanted(what, where, name, told[key])
            for key, (what, where, name) in self.where.items()
            if told.get(key)
        ]
        if told.get("other"):
            found.append(Wanted("paper", "khac", told["other"], told.get("other_why", "")))
        return found


class MoneyForm(RecordForm):
    """A payment that is asked for."""

    name = forms.CharField(label=said(Text("Khoản gì", "For what")), max_length=200)
    amount = FigureField(
        label=said(Text("Số tiền (đồng)", "Amount (đồng)")), min_value=1, max_digits=18, decimal_places=0
    )
    why = long_text(Text("Vì sao, căn cứ", "Why, by which text"))
