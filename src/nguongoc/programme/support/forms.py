"""What people type about support cases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.experts.models import Competence
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.applying import FIELDS, NEEDED
from nguongoc.programme.support.actions.carrying import MEASURES
from nguongoc.programme.support.actions.handling import Wanted
from nguongoc.programme.support.models import Ask, Assignment, Case, Council, Kind, Ruling, Seat
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.desk import RecordForm, said


def _words(label: Text, *, rows: int = 3, required: bool = True, help: Text | None = None) -> forms.CharField:
    return forms.CharField(
        label=said(label),
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=said(help) if help else "",
    )


def _money(label: Text, *, required: bool = False) -> FigureField:
    return FigureField(label=said(label), required=required, min_value=0, max_digits=18, decimal_places=0)


FILE = Text("Tệp (không bắt buộc)", "File (optional)")
REASON = Text("Lý do (người nộp đọc được)", "Why (the applicant reads it)")


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
    scope = _words(
        FIELDS["scope"],
        required=False,
        help=Text("Sản phẩm, xưởng, công đoạn nào", "Which goods, places, steps"),
    )
    now = _words(
        FIELDS["now"],
        required=False,
        help=Text("Đang làm thế nào, vướng gì", "How it is done today, what is hard"),
    )
    plan = _words(
        FIELDS["plan"], required=False, help=Text("Làm gì, với ai, xong khi nào", "What, with whom, by when")
    )
    total = _money(FIELDS["total"])
    asked = _money(FIELDS["asked"])
    other_support = _words(
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

    answer = _words(Text("Trả lời", "Answer"), rows=2, required=False)
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


class PlainForm(RecordForm):
    """A deed that needs no words: after a question."""


class ReasonForm(RecordForm):
    reason = _words(REASON)


class WordsForm(RecordForm):
    words = _words(Text("Lời nhắn", "Message"))


class NoteForm(RecordForm):
    words = _words(
        Text("Ghi chú nội bộ (người nộp không đọc được)", "Internal note (the applicant never reads it)")
    )


class HandOverForm(RecordForm):
    words = _words(Text("Cách trả (nếu cần ghi)", "How it was handed over"), rows=2, required=False)


class OfficerForm(RecordForm):
    """Who processes it."""

    officer = forms.ModelChoiceField(User.objects.none(), label=said(Text("Người xử lý", "Officer")))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].queryset = queries.officers(timezone.localdate())  # type: ignore[attr-defined]


class ReceiveForm(OfficerForm):
    """Received, and by whom processed."""


class GiveForm(OfficerForm):
    words = _words(Text("Ghi thêm", "Remark"), rows=2, required=False)


class ExtendForm(RecordForm):
    days = forms.IntegerField(
        label=said(Text("Thêm bao nhiêu ngày làm việc", "How many more working days")),
        min_value=1,
        max_value=60,
    )
    reason = _words(REASON)


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
    why = _words(Text("Vì sao, căn cứ", "Why, by which text"))


class AssignForm(RecordForm):
    """Which expert, on the ground of which competence; only those in force today are offered."""

    competence = forms.ModelChoiceField(
        Competence.objects.none(), label=said(Text("Chuyên gia, năng lực", "Expert and competence"))
    )
    due_date = DayField(label=said(Text("Cho ý kiến trước ngày", "Opinion by")), required=False)

    def __init__(self, *args: Any, record: Case, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        field: Any = self.fields["competence"]
        given = record.assignments.values("expert")
        held = Competence.objects.in_force(timezone.localdate()).exclude(expert__in=given)
        field.queryset = held.select_related("expert").order_by("expert__folded", "field")
        field.label_from_instance = lambda one: f"{one.expert} · {one.field}"


class DeclareForm(RecordForm):
    """Whether an interest stands against judging."""

    has_conflict = forms.TypedChoiceField(
        label=said(Text("Xung đột lợi ích với hồ sơ này", "A conflict of interest in this case")),
        choices=[
            ("0", said(Text("không có", "none"))),
            ("1", said(Text("có, nên không thẩm định", "there is, so no judging"))),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    conflict = _words(
        Text("Nếu có: lợi ích gì", "If so: which"),
        rows=2,
        required=False,
        help=Text("Góp vốn, họ hàng, đang tư vấn cho đơn vị…", "Shares, kin, work for the enterprise…"),
    )


class JudgeForm(RecordForm):
    opinion = forms.ChoiceField(
        label=said(Text("Ý kiến", "Opinion")), choices=Assignment.Opinion.choices, widget=forms.RadioSelect
    )
    words = _words(Text("Nhận xét, lý do (người nộp đọc được)", "Reasons (the applicant reads them)"), rows=5)
    file = AttachmentField(label=said(FILE), required=False)


class MarkForm(RecordForm):
    mark = forms.TypedChoiceField(
        label=said(Text("Chất lượng thẩm định, 1–5", "How good the work was, 1–5")),
        choices=[(str(one), str(one)) for one in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = _words(Text("Nhận xét", "Remark"), rows=2, required=False)


class ConveneForm(RecordForm):
    """A council: a line for each criterion and each member."""

    held_on = DayField(label=said(Text("Ngày họp", "Day of the session")))
    criteria = _words(
        Text("Tiêu chí chấm", "Criteria"),
        rows=5,
        help=Text("Mỗi dòng một tiêu chí: tên | điểm tối đa", "A line each: name | most points"),
    )
    members = _words(
        Text("Thành viên", "Members"),
        rows=5,
        help=Text(
            "Mỗi dòng một người: họ tên | chủ tịch, thư ký hoặc thành viên",
            "A line each: name | chair, secretary or member",
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        last = Council.objects.order_by("-pk").first()
        if last is not None:
            told = "\n".join(f"{name} | {most}" for name, most in last.criteria)
            options["initial"] = {"criteria": told, **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def clean_criteria(self) -> list[tuple[str, int]]:
        return [self._criterion(number, line) for number, line in _lines(self.cleaned_data["criteria"])]

    def clean_members(self) -> list[tuple[str, str]]:
        return [self._member(number, line) for number, line in _lines(self.cleaned_data["members"])]

    @staticmethod
    def _criterion(number: int, line: str) -> tuple[str, int]:
        name, _, most = (one.strip() for one in line.rpartition("|"))
        if not name or not most.isdigit() or not 1 <= int(most) <= 1000:
            raise forms.ValidationError(
                text(
                    Text(f"Dòng {number}: ghi “tên | điểm tối đa”.", f"Line {number}: “name | most points”.")
                )
            )
        return name, int(most)

    @staticmethod
    def _member(number: int, line: str) -> tuple[str, str]:
        name, _, part = (one.strip() for one in line.partition("|"))
        names = {str(label).lower(): code for code, label in Seat.Part.choices}
        names |= {"chủ tịch": "chair", "thư ký": "secretary", "thành viên": "member", "": "member"}
        if not name or part.lower() not in names:
            why = Text(
                f"Dòng {number}: ghi “họ tên | chủ tịch, thư ký hoặc thành viên”.",
                f"Line {number}: “name | chair, secretary or member”.",
            )
            raise forms.ValidationError(text(why))
        return name, names[part.lower()]


def _lines(typed: str) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(typed.splitlines(), 1) if line.strip()]


class ScoreForm(RecordForm):
    """The sheet of a council: what each member declares, gives and remarks."""

    def __init__(self, *args: Any, council: Council, **options: Any) -> None:
        super().__init__(*args, **options)
        self.council, self.seats = council, list(council.seats.prefetch_related("scores").order_by("pk"))
        for seat in self.seats:
            given = {one.criterion: one.points for one in seat.scores.all()}
            now = "" if seat.has_conflict is None else str(int(seat.has_conflict))
            self.fields[f"c{seat.pk}"] = forms.ChoiceField(
                label=f"{seat}: {text(Text('xung đột lợi ích', 'conflict of interest'))}",
                choices=[
                    ("", text(Text("chưa khai", "not declared"))),
                    ("0", text(Text("không có", "none"))),
                    ("1", text(Text("có, không chấm", "there is, no points"))),
                ],
                required=False,
                initial=now,
            )
            self.fields[f"w{seat.pk}"] = forms.CharField(
                label=text(Text("Nếu có: lợi ích gì", "If so: which")),
                required=False,
                max_length=250,
                initial=seat.conflict,
            )
            for number, (name, most) in enumerate(council.criteria):
                self.fields[f"p{seat.pk}_{number}"] = FigureField(
                    label=f"{name} (0–{most})",
                    required=False,
                    max_digits=5,
                    decimal_places=1,
                    initial=given.get(number),
                )
            self.fields[f"r{seat.pk}"] = forms.CharField(
                label=text(Text("Nhận xét", "Remark")), required=False, initial=seat.remark
            )

    @property
    def groups(self) -> list[tuple[Seat, list[forms.BoundField]]]:
        """The fields of each member."""
        return [(seat, [self[name] for name in self._names(seat)]) for seat in self.seats]

    def _names(self, seat: Seat) -> list[str]:
        return [f"c{seat.pk}", f"w{seat.pk}", *self._points(seat), f"r{seat.pk}"]

    def _points(self, seat: Seat) -> list[str]:
        return [f"p{seat.pk}_{number}" for number in range(len(self.council.criteria))]

    @property
    def sheet(self) -> dict[str, Any]:
        """As `judging.score` takes it."""
        told = self.cleaned_data
        marks = {"": None, "0": False, "1": True}
        points: dict[tuple[int, int], Decimal | None] = {}
        for seat in self.seats:
            for number, name in enumerate(self._points(seat)):
                points[seat.pk, number] = told.get(name)
        return {
            "declared": {one.pk: (marks[told[f"c{one.pk}"]], told[f"w{one.pk}"]) for one in self.seats},
            "points": points,
            "remarks": {one.pk: told[f"r{one.pk}"] for one in self.seats},
        }


class ConcludeForm(RecordForm):
    conclusion = _words(Text("Kết luận của hội đồng", "The council's conclusion"), rows=4)


class RuleForm(RecordForm):
    verdict = forms.ChoiceField(
        label=said(Text("Quyết định", "Decision")), choices=Ruling.Verdict.choices, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label=said(Text("Số văn bản", "Number of the paper")), required=False, max_length=60
    )
    amount = _money(Text("Số tiền hỗ trợ (đồng)", "Support granted (đồng)"))
    reason = _words(Text("Lý do, căn cứ (người nộp đọc được)", "Why (the applicant reads it)"), rows=4)
    file = AttachmentField(label=said(FILE), required=False)


class ContractForm(RecordForm):
    number = forms.CharField(label=said(Text("Số hợp đồng", "Number")), max_length=80)
    signed_on = DayField(label=said(Text("Ngày ký", "Signed on")))
    ends_on = DayField(label=said(Text("Kết thúc ngày", "Ends on")), required=False)
    partner = forms.CharField(
        label=said(Text("Đơn vị tư vấn, chứng nhận", "Adviser, certifier")), required=False, max_length=250
    )
    total = _money(Text("Giá trị hợp đồng (đồng)", "Value (đồng)"), required=True)
    support = _money(Text("Trong đó tỉnh hỗ trợ (đồng)", "Of it, support (đồng)"), required=True)
    file = AttachmentField(label=said(FILE), required=False)


class StageForm(RecordForm):
    name = forms.CharField(label=said(Text("Việc phải làm", "What")), max_length=200)
    due_date = DayField(label=said(Text("Xong trước ngày", "By")))


class DoneForm(RecordForm):
    """Something was done, on a day, with what was found."""

    on = DayField(label=said(Text("Ngày", "Day")))
    words = _words(Text("Kết quả", "What came of it"))
    file = AttachmentField(label=said(FILE), required=False)


class CertificateForm(RecordForm):
    certificate = forms.ModelChoiceField(
        Certificate.objects.none(), label=said(Text("Giấy chứng nhận", "Certificate"))
    )

    def __init__(self, *args: Any, record: Case, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        field: Any = self.fields["certificate"]
        party = record.party.merged_into_id or record.party_id
        own = Certificate.objects.filter(party__in=[party, record.party_id])
        field.queryset = own.exclude(support_results__case=record).order_by("-issued_on")
        field.label_from_instance = lambda one: f"{one.get_kind_display()} · {one.number} · {one.issuer}"


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


class KindEditForm(RecordForm):
    """A kind of support from a day on."""

    since = DayField(label=said(Text("Áp dụng từ ngày", "From")))
    name_vi = forms.CharField(label=said(Text("Tên", "Name")), max_length=300)
    name_en = forms.CharField(
        label=said(Text("Tên tiếng Anh", "English name")), max_length=300, required=False
    )
    source = forms.CharField(label=said(Text("Căn cứ", "By which text")), max_length=200)
    counts_for = forms.ChoiceField(
        label=said(Text("Tính vào chỉ tiêu", "Counts for")), choices=Kind.CountsFor.choices, required=False
    )
    is_open = forms.BooleanField(
        label=said(Text("Nhận đơn của đơn vị", "Enterprises may apply")), required=False
    )
    days = forms.IntegerField(
        label=said(Text("Trả lời trong (ngày làm việc)", "Answer within (working days)")),
        required=False,
        min_value=1,
        max_value=366,
        help_text=said(Text("Để trống: theo thiết lập chung", "Empty: as the setting has it")),
    )
    papers = _words(
        Text("Giấy tờ phải nộp", "Papers asked for"),
        rows=4,
        required=False,
        help=Text(
            "Mỗi dòng một giấy; thêm “| bắt buộc” ở cuối dòng nếu phải có",
            "A line each; “| bắt buộc” where required",
        ),
    )

    def clean_papers(self) -> list[tuple[str, bool]]:
        found = []
        for _number, line in _lines(self.cleaned_data["papers"]):
            name, _, must = (one.strip() for one in line.partition("|"))
            found.append((name, must.lower() in ("bắt buộc", "required")))
        return found


class PrefixForm(RecordForm):
    begins_with = forms.CharField(label=said(Text("Đầu mã hồ sơ", "Codes begin with")), max_length=12)
    since = DayField(label=said(Text("Áp dụng từ ngày", "From")))
    source = forms.CharField(label=said(Text("Căn cứ", "By which text")), max_length=300)


class PeriodForm(forms.Form):
    """Between which days."""

    tu = DayField(label=said(Text("Từ ngày", "From")), required=False)
    den = DayField(label=said(Text("Đến ngày", "To")), required=False)


class BatchForm(RecordForm):
    """Old cases that are stopped together."""

    cases = forms.ModelMultipleChoiceField(
        Case.objects.none(),
        label=said(
            Text(
                "Hồ sơ nhận trên 180 ngày trước, chưa có quyết định", "Received over 180 days ago, undecided"
            )
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _words(REASON)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["cases"]
        old = timezone.localdate() - timedelta(days=180)
        open_ones = Case.objects.filter(state__in=dossier.ON_THE_CLOCK, received_on__lt=old)
        field.queryset = open_ones.select_related("kind").order_by("received_on", "pk")
        field.label_from_instance = lambda one: f"{one.code} · {one.wish or one.kind}"
