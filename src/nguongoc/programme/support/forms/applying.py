"""What an applicant types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.applying import FIELDS, NEEDED
from nguongoc.programme.support.actions.carrying import MEASURES
from nguongoc.programme.support.forms.fields import dong, long_text
from nguongoc.programme.support.models import Ask, Case, Kind
from nguongoc.registry.parties.desk import RecordForm, said


class KindForm(RecordForm):
    """Which support."""

    kind = forms.ModelChoiceField(
        Kind.objects.none(),
        label=said(Text("Loại hỗ trợ", "Kind of support")),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["kind"]
        field.queryset = queries.kinds(timezone.localdate()).filter(is_open=True)
        field.label_from_instance = lambda kind: text(kind.name)


class ApplicationForm(RecordForm):
    """What the applicant fills in. Nothing is required while it is a draft: handing in says what is missing."""

    wish_name = forms.CharField(
        label=said(FIELDS["wish_name"]),
        required=False,
        max_length=200,
        help_text=said(Text("Ví dụ: ISO 22000:2018; 5S; VietGAP", "Such as ISO 22000:2018; 5S; VietGAP")),
    )
    wish_code = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    scope = long_text(
        FIELDS["scope"],
        required=False,
        help=Text("Sản phẩm, xưởng, công đoạn nào", "Which goods, places, steps"),
    )
    now = long_text(
        FIELDS["now"],
        required=False,
        help=Text("Đang làm thế nào, vướng gì", "How it is done today, what is hard"),
    )
    plan = long_text(
        FIELDS["plan"], required=False, help=Text("Làm gì, với ai, xong khi nào", "What, with whom, by when")
    )
    total = dong(FIELDS["total"])
    asked = dong(FIELDS["asked"])
    other_support = long_text(
        FIELDS["other_support"],
        rows=2,
        required=False,
        help=Text(
            "Đã hoặc sẽ nhận tiền cho cùng việc từ chương trình nào (OCOP, khuyến công, khuyến nông…). "
            "Không có thì để trống.",
            "Money for the same from another programme. Leave empty where there is none.",
        ),
    )
    contact_name = forms.CharField(label=said(FIELDS["contact_name"]), required=False, max_length=120)
    contact_phone = forms.CharField(
        label=said(FIELDS["contact_phone"]),
        required=False,
        max_length=40,
        help_text=said(Text("Dùng để tra cứu hồ sơ cùng với mã", "With the code, it opens the look-up")),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "tel", "autocomplete": "tel"}),
    )
    contact_email = forms.EmailField(label=said(FIELDS["contact_email"]), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:  # said to the reader; a draft is kept without them all the same
            for name in NEEDED:
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        total, asked = found.get("total"), found.get("asked")
        if total is not None and asked is not None and asked > total:
            self.add_error("asked", text(Text("Không quá tổng kinh phí.", "No more than all costs.")))
        return found

    @property
    def kept(self) -> dict[str, Any]:
        """What may be kept of a draft: every field that stands by itself, whatever is wrong with another."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}


class PaperForm(RecordForm):
    """A paper of the application."""

    code = forms.ChoiceField(label=said(Text("Loại giấy", "Which paper")))
    name = forms.CharField(
        label=said(Text("Tên giấy (nếu là giấy khác)", "Its name (where it is another)")),
        required=False,
        max_length=200,
    )
    file = AttachmentField(label=said(Text("Tệp", "File")))

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        wanted = [(one.code, one.name) for one in case.kind.wanted]
        self.fields["code"].choices = [*wanted, ("khac", said(Text("giấy khác", "another")))]  # type: ignore[attr-defined]


class AnswerForm(RecordForm):
    """The answer to one thing that is asked for."""

    answer = long_text(Text("Trả lời", "Answer"), rows=2, required=False)
    file = AttachmentField(label=said(Text("Tệp", "File")), required=False)

    def __init__(self, *args: Any, ask: Ask, **options: Any) -> None:
        super().__init__(*args, prefix=f"a{ask.pk}", **options)
        if ask.what == Ask.What.PAPER:
            del self.fields["answer"]
            self.fields["file"].required = True
        elif ask.what == Ask.What.FIELD:
            del self.fields["file"]
            self.fields["answer"].required = True
            self.fields["answer"].label = text(Text("Nội dung mới của mục này", "This field's new words"))
            self.fields["answer"].initial = getattr(ask.case, ask.where, "")


class MeasureForm(RecordForm):
    """The enterprise's own measures of one year."""

    def __init__(self, *args: Any, follow_up: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, (name, unit) in MEASURES.items():
            self.fields[f"m-{code}"] = FigureField(
                label=f"{text(name)} ({text(unit)})",
                required=False,
                max_digits=18,
                decimal_places=3,
                initial=Decimal(follow_up.measures[code]) if code in follow_up.measures else None,
            )
        if follow_up.year:
            self.fields["is_kept"] = forms.TypedChoiceField(
                label=text(Text("Còn áp dụng những gì đã được hỗ trợ", "Still practised")),
                choices=[("1", text(Text("còn", "yes"))), ("0", text(Text("không còn", "no")))],
                coerce=lambda value: value == "1",
                widget=forms.RadioSelect,
                initial="" if follow_up.is_kept is None else str(int(follow_up.is_kept)),
            )
        self.fields["words"] = forms.CharField(
            label=text(Text("Ghi thêm", "Remark")),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=follow_up.words,
        )
        self.fields["is_shared"] = forms.BooleanField(
            label=text(Text("Cho cơ quan khác xem số đo này", "Let other agencies read these measures")),
            required=False,
            initial=follow_up.is_shared,
        )

    @property
    def told(self) -> dict[str, Any]:
        """As `carrying.follow_up` takes it."""
        values = self.cleaned_data
        return {
            "measures": {code: values[f"m-{code}"] for code in MEASURES},
            "is_kept": values.get("is_kept"),
            "words": values["words"],
            "is_shared": values["is_shared"],
        }


class LookUpForm(forms.Form):
    """Which case, and the phone that proves one may ask."""

    code = forms.CharField(
        label=said(Text("Mã hồ sơ", "Code of the case")),
        max_length=30,
        help_text=said(
            Text("Trên giấy biên nhận, dạng H35.00-261130-0001", "On the receipt, like H35.00-261130-0001")
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label=said(Text("Điện thoại người liên hệ", "Contact's phone")),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class PeriodForm(forms.Form):
    """Between which days."""

    tu = DayField(label=said(Text("Từ ngày", "From")), required=False)
    den = DayField(label=said(Text("Đến ngày", "To")), required=False)
