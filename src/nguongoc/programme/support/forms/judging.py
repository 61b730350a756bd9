"""What judges type: experts, councils, who decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.forms import AttachmentField
from nguongoc.foundation.shared.forms import DayField, FigureField
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.experts.models import Competence
from nguongoc.programme.support.forms.fields import FILE, dong, long_text
from nguongoc.programme.support.models import Assignment, Case, Council, Ruling, Seat
from nguongoc.registry.parties.desk import RecordForm, said


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
    conflict = long_text(
        Text("Nếu có: lợi ích gì", "If so: which"),
        rows=2,
        required=False,
        help=Text("Góp vốn, họ hàng, đang tư vấn cho đơn vị…", "Shares, kin, work for the enterprise…"),
    )


class JudgeForm(RecordForm):
    opinion = forms.ChoiceField(
        label=said(Text("Ý kiến", "Opinion")), choices=Assignment.Opinion.choices, widget=forms.RadioSelect
    )
    words = long_text(
        Text("Nhận xét, lý do (người nộp đọc được)", "Reasons (the applicant reads them)"), rows=5
    )
    file = AttachmentField(label=said(FILE), required=False)


class MarkForm(RecordForm):
    mark = forms.TypedChoiceField(
        label=said(Text("Chất lượng thẩm định, 1–5", "How good the work was, 1–5")),
        choices=[(str(one), str(one)) for one in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = long_text(Text("Nhận xét", "Remark"), rows=2, required=False)


class ConveneForm(RecordForm):
    """A council: a line for each criterion and each member."""

    held_on = DayField(label=said(Text("Ngày họp", "Day of the session")))
    criteria = long_text(
        Text("Tiêu chí chấm", "Criteria"),
        rows=5,
        help=Text("Mỗi dòng một tiêu chí: tên | điểm tối đa", "A line each: name | most points"),
    )
    members = long_text(
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
        return [self._criterion(number, line) for number, line in lines(self.cleaned_data["criteria"])]

    def clean_members(self) -> list[tuple[str, str]]:
        return [self._member(number, line) for number, line in lines(self.cleaned_data["members"])]

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


def lines(typed: str) -> list[tuple[int, str]]:
    """The lines that say something, each with its number."""
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
    conclusion = long_text(Text("Kết luận của hội đồng", "The council's conclusion"), rows=4)


class RuleForm(RecordForm):
    verdict = forms.ChoiceField(
        label=said(Text("Quyết định", "Decision")), choices=Ruling.Verdict.choices, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label=said(Text("Số văn bản", "Number of the paper")), required=False, max_length=60
    )
    amount = dong(Text("Số tiền hỗ trợ (đồng)", "Support granted (đồng)"))
    reason = long_text(Text("Lý do, căn cứ (người nộp đọc được)", "Why (the applicant reads it)"), rows=4)
    file = AttachmentField(label=said(FILE), required=False)
