"""The dashboard, one indicator opened into its records, and what officers do with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, number
from nguongoc.programme.plan import actions
from nguongoc.programme.plan.forms import CloseForm, DeclareForm, TargetForm
from nguongoc.programme.plan.models import Indicator, Phase
from nguongoc.programme.plan.queries import phase_on
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, may
from nguongoc.reports.indicators.indicators import keys
from nguongoc.reports.indicators.queries import Standing, side_by_side, standing, standings, trend

edits = require_http_methods(["GET", "HEAD", "POST"])
NAME = Text("Chỉ tiêu", "Indicators")


def asked_day(request: Request) -> date:
    """The day that was asked for (`?ngay=2026-11-22`), else today; never a day to come."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(request.GET.get("ngay", "")), today)
    except ValueError:
        return today


def asked_phase(request: Request, on: date, phases: Sequence[Phase]) -> Phase:
    """The phase that was asked for, else the one in which the day lies, else the last."""
    asked = [one for one in phases if one.code == request.GET.get("giai-doan")]
    running = [one for one in phases if one.begins <= on <= one.ends]
    return [*asked, *running, phases[-1]][0]


def _trail() -> list[tuple[str, str]]:
    return [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("indicators"))]


@require_safe
@may("plan.see")
def indicators(request: Request) -> HttpResponse:
    """`/chi-tieu/`: every figure of the plan in one phase; on a phone one screen, printed one A4 page."""
    on, phases = asked_day(request), list(Phase.objects.all())
    phase = asked_phase(request, on, phases)
    found = [
        (
            one.seen_by(request.viewer),
            f"{reverse('indicator', args=[one.indicator.code])}?giai-doan={phase.code}&ngay={on}",
        )
        for one in standings(phase, on)
    ]
    shown = {
        "standings": found,
        "phase": phase,
        "phases": phases,
        "on": on,
        "is_today": on == timezone.localdate(),
        "edits": request.viewer.may("plan.edit"),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), "")],
    }
    return render(request, "indicators/indicators.html", shown)


@require_safe
@may("plan.see")
def indicator_phases(request: Request) -> HttpResponseBase:
    """`/chi-tieu/doi-chieu/`: every indicator with the phases beside one another: proven, declared, wanted."""
    on, phases = asked_day(request), list(Phase.objects.all())
    by_phase = side_by_side(phases, on)
    columns = [
        Column(
            "chi-tieu",
            Text("Chỉ tiêu", "Indicator"),
            lambda row: row[0].indicator.name,
            link=lambda row: reverse("indicator", args=[row[0].indicator.code]),
            note=lambda row: row[0].indicator.unit,
        )
    ]
    for place, phase in enumerate(phases):
        columns += _of_phase(place, phase)
    table = take(
        request.GET,
        name=Text("Chỉ tiêu: các giai đoạn cạnh nhau", "Indicators: the phases side by side"),
        columns=columns,
        rows=list(zip(*by_phase, strict=True)),
    )
    words = _("Số có bằng chứng, số khai báo và mức cần đạt đứng riêng; “–” là chưa có.")
    doors = [(Text("Nhiệm vụ cạnh nhau", "Tasks side by side"), reverse("plan_phases"))]
    if request.viewer.may("plan.edit"):
        doors.append(
            (
                Text("Nhập kết quả theo báo cáo", "Import results"),
                reverse("sheet_new", args=["ket-qua-chi-tieu"]),
            )
        )
    return answer(
        request, "registry/listing.html", table, words=words, doors=doors, trail=[*_trail(), (table.name, "")]
    )


def _of_phase(place: int, phase: Phase) -> list[Column]:
    """What is proven, declared and wanted in this phase."""

    def stated(row: Sequence[Standing]) -> object:
        declared = row[place].declared
        return Status("wait", number(declared.value)) if declared else "–"

    years = f"{phase.begins.year}–{phase.ends.year}"
    return [
        Column(
            f"so-{phase.code}",
            Text(f"Có bằng chứng {years}", f"Proven {years}"),
            lambda row: row[place].figure.value,
            kind="number",
        ),
        Column(f"khai-{phase.code}", Text(f"Khai báo {years}", f"Declared {years}"), stated, kind="status"),
        Column(
            f"muc-{phase.code}", Text(f"Cần đạt {years}", f"Wanted {years}"), lambda row: row[place].wanted
        ),
    ]


COUNTS = Status("good", Text("được tính", "counted"))
RECORDS = (
    Column(
        "ho-so", Text("Hồ sơ", "Record"), lambda one: one.name, order=("name",), link=lambda one: one.link
    ),
    Column("ngay", Text("Ngày", "Day"), lambda one: one.on, kind="day", order=("on",)),
    Column(
        "tinh",
        Text("Bằng chứng", "Evidence"),
        lambda one: Status("wait", one.lacks) if one.lacks else COUNTS,
        kind="status",
    ),
)


@require_safe
@may("plan.see")
def indicator(request: Request, code: str) -> HttpResponseBase:
    """`/chi-tieu/{code}/`: the records behind the figure, those that wait, what is declared, what was closed."""
    found = get_object_or_404(Indicator.objects.select_related("objective"), code=code)
    on, phases = asked_day(request), list(Phase.objects.all())
    phase = asked_phase(request, on, phases)
    one = standing(found, phase, on).seen_by(request.viewer)
    table = take(
        request.GET,
        name=Text("Hồ sơ phía sau con số", "The records behind the figure"),
        columns=RECORDS,
        rows=[*one.figure.waiting, *one.figure.counted],
        empty=Text(
            "Không có hồ sơ nào. Con số chỉ tăng khi có hồ sơ đủ bằng chứng.",
            "No record. The figure grows only with records that have their evidence.",
        ),
        id="ho-so",
    )
    readings = list(found.readings.filter(phase=phase, ends__lte=on).select_related("target"))
    shown = {
        "one": one,
        "on": on,
        "phases": phases,
        "targets": found.targets.filter(phase=phase)
        .select_related("decision")
        .order_by("-in_force_from", "-pk"),
        "declared": found.declared.filter(phase=phase).order_by("-as_of", "-pk"),
        "readings": [
            (day(row.begins), day(row.ends), number(row.value), row.waiting, moment(row.taken_at))
            for row in readings
        ],
        "chart": trend(readings),
        "edits": request.viewer.may("plan.edit"),
        "trail": [*_trail(), (text(found.name), "")],
    }
    return answer(request, "indicators/indicator.html", table, **shown)


def _here(found: Indicator) -> tuple[str, str]:
    return text(found.name), reverse("indicator", args=[found.code])


@edits
@may("plan.edit")
def indicator_target(request: Request, code: str) -> HttpResponse:
    """`/chi-tieu/{code}/dat-muc/`: a target by a decision."""
    found, at = get_object_or_404(Indicator, code=code), timezone.now()
    phase = asked_phase(request, timezone.localdate(), list(Phase.objects.all()))
    form = TargetForm(request.POST or None, initial={"phase": phase, "in_force_from": timezone.localdate()})
    if request.method == "POST" and form.carry(
        lambda: actions.set_target(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã đặt mức mới. Báo cáo về những ngày trước vẫn hiện mức cũ."))
        return redirect("indicator", found.code)
    return desk(request, form, Text("Đặt mức cần đạt", "Set a target"), *_trail()[1:], _here(found))


@edits
@may("plan.edit")
def indicator_declare(request: Request, code: str) -> HttpResponse:
    """`/chi-tieu/{code}/khai-bao/`: a figure without records behind it here."""
    found, at = get_object_or_404(Indicator, code=code), timezone.now()
    form = DeclareForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carry(
        lambda: actions.declare(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã ghi số khai báo. Nó đứng riêng, không cộng vào số có bằng chứng."))
        return redirect("indicator", found.code)
    words = Text(
        "Dùng cho giai đoạn trước khi có hệ thống, hoặc cho việc mà hệ thống không giữ hồ sơ. Ghi rõ nguồn.",
        "For the time before this system, or for what it keeps no records of. Name the source.",
    )
    return desk(
        request,
        form,
        Text("Khai báo một con số", "Declare a figure"),
        *_trail()[1:],
        _here(found),
        words=words,
    )


@edits
@may("plan.edit")
def indicator_close(request: Request, code: str) -> HttpResponse:
    """`/chi-tieu/{code}/chot-ky/`: keep the figure of a period that has ended."""
    found = get_object_or_404(Indicator, code=code)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _close(found, form.cleaned_data["begins"], form.cleaned_data["ends"], request)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(problem.where if problem.where in form.fields else None, text(problem.why))
        else:
            messages.success(request, _("Đã chốt kỳ. Con số này không đổi nữa."))
            return redirect("indicator", found.code)
    words = Text(
        "Con số, mức cần đạt và danh sách hồ sơ của ngày cuối kỳ được giữ nguyên từ đây.",
        "The figure, the target and the list of records of the period's last day are kept from here on.",
    )
    return desk(request, form, Text("Chốt kỳ", "Close a period"), *_trail()[1:], _here(found), words=words)


@edits
@may("plan.edit")
def indicators_close(request: Request) -> HttpResponse:
    """`/chi-tieu/chot-ky/`: keep every figure of a period that has ended, all of them or none."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for one in Indicator.objects.all():
                    _close(one, form.cleaned_data["begins"], form.cleaned_data["ends"], request)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(problem.where if problem.where in form.fields else None, text(problem.why))
        else:
            messages.success(request, _("Đã chốt kỳ cho mọi chỉ tiêu. Các con số này không đổi nữa."))
            return redirect("indicators")
    words = Text(
        "Mọi chỉ tiêu được giữ như ngày cuối kỳ, cùng mức cần đạt và danh sách hồ sơ; không chỉ tiêu nào bị bỏ sót.",
        "Every indicator is kept as on the period's last day, with its target and records; none is left out.",
    )
    return desk(
        request, form, Text("Chốt kỳ cho mọi chỉ tiêu", "Close a period for all"), *_trail()[1:], words=words
    )


def _close(found: Indicator, begins: date, ends: date, request: Request) -> None:
    phase = phase_on(ends)
    if phase is None or begins > ends:
        why = Text(
            "Kỳ phải nằm trong một giai đoạn của kế hoạch.", "The period must lie within a phase of the plan."
        )
        raise Refused(Problem("ends", why, "outside-phase"))
    one = standing(found, phase, ends)
    actions.keep_reading(
        found,
        phase,
        begins=begins,
        ends=ends,
        value=one.figure.value,
        waiting=len(one.figure.waiting),
        target=one.target,
        counted=keys(one.figure.counted),
        actor=request.viewer.user,
        at=timezone.now(),
    )
