"""What is done to a part of a case: an answer, an expert's opinion, a council's sheet, a stage, a year's measures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support.actions import applying, carrying, judging
from nguongoc.programme.support.forms import (
    AnswerForm,
    ConcludeForm,
    DeclareForm,
    DoneForm,
    JudgeForm,
    MarkForm,
    MeasureForm,
    ScoreForm,
)
from nguongoc.programme.support.models import Ask, Assignment, Case, Council, FollowUp, Stage
from nguongoc.programme.support.views.strip import NAME, here, the_case, trail
from nguongoc.registry.parties.desk import RecordForm, desk
from nguongoc.registry.parties.rights import Request, may, may_one

edits = require_http_methods(["GET", "HEAD", "POST"])


def _way(case: Case) -> tuple[tuple[str, str], ...]:
    return (text(NAME), reverse("cases")), here(case)


@edits
@may("support.apply")
def ask_answer(request: Request, case: int, ask: int) -> HttpResponse:
    """`/ho-tro/{id}/bo-sung/{ask}/`: give what is asked for; the case's own page has the form too."""
    found = the_case(request, case, timezone.localdate(), own=True)
    one = get_object_or_404(Ask, pk=ask, case=found)
    one.case = found
    form = AnswerForm(request.POST or None, request.FILES or None, ask=one)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: applying.answer(one, **form.values, **told)):
        messages.success(request, _("Đã gửi."))
        return redirect("case", found.pk)
    return desk(
        request,
        form,
        Text(one.name, one.name),
        *_way(found),
        words=Text(one.why, one.why),
        action=Text("Gửi", "Send"),
    )


def _assignment(request: Request, assignment: int) -> Assignment:
    """The assignment, for its expert and for officers."""
    rows = Assignment.objects.select_related(
        "case__kind", "case__party", "case__officer", "expert", "competence"
    )
    found = get_object_or_404(rows, pk=assignment)
    user = request.viewer.user
    if request.viewer.may("support.handle") or (user is not None and found.expert.user_id == user.pk):
        return found
    raise Http404(str(assignment))


def _told(
    request: Request, form: RecordForm, assignment: Assignment, act: Any, title: Text, **shown: Any
) -> HttpResponse:
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: act(assignment, **form.values, **told)):
        messages.success(request, _("Đã ghi."))
        return redirect("case_judging", assignment.case_id)
    about = Text(f"{title.vi}: {assignment.expert}", f"{title.en}: {assignment.expert}")
    return desk(request, form, about, *_way(assignment.case), action=Text("Ghi", "Keep"), **shown)


@edits
@may_one("support.judge", "support.handle")
def declare(request: Request, assignment: int) -> HttpResponse:
    """`/ho-tro/tham-dinh/{id}/khai/`: whether an interest stands against judging."""
    found, form = _assignment(request, assignment), DeclareForm(request.POST or None)
    words = Text(
        f"Hồ sơ {found.case.code}. Khai trước khi đọc và cho ý kiến; khai có thì hồ sơ được giao cho người khác.",
        f"Case {found.case.code}. Declare before judging; with a conflict the case goes to somebody else.",
    )
    return _told(request, form, found, judging.declare, Text("Khai xung đột lợi ích", "Declare"), words=words)


@edits
@may_one("support.judge", "support.handle")
def judge(request: Request, assignment: int) -> HttpResponse:
    """`/ho-tro/tham-dinh/{id}/y-kien/`: the expert's opinion."""
    form = JudgeForm(request.POST or None, request.FILES or None)
    return _told(
        request, form, _assignment(request, assignment), judging.judge, Text("Ý kiến thẩm định", "Opinion")
    )


@edits
@may("support.handle")
def mark(request: Request, assignment: int) -> HttpResponse:
    """`/ho-tro/tham-dinh/{id}/danh-gia/`: how good the expert's work was."""
    form = MarkForm(request.POST or None)
    words = Text("Chỉ người xử lý hồ sơ đọc được.", "Only officers read it.")
    title = Text("Đánh giá chuyên gia", "Mark the expert")
    return _told(request, form, _assignment(request, assignment), judging.mark, title, words=words)


@edits
@may("support.handle")
def council(request: Request, council: int) -> HttpResponse:
    """`/ho-tro/hoi-dong/{id}/`: the sheet of a council: declarations, scores, remarks; frozen once it is closed."""
    found = get_object_or_404(
        Council.objects.select_related("case__kind", "case__party", "closed_by"), pk=council
    )
    form = ScoreForm(request.POST or None, council=found)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: judging.score(found, **form.sheet, **told)):
        messages.success(request, _("Đã ghi điểm."))
        return redirect("case_council", found.pk)
    shown = {
        "form": form,
        "council": found,
        "average": judging.average(found),
        "lines": [
            (
                seat,
                [f"{one.points}" for one in seat.scores.all()],
                sum(one.points for one in seat.scores.all()),
            )
            for seat in form.seats
        ],
        "trail": trail(found.case, (text(Text("Hội đồng", "Council")), "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "support/council.html", shown, status=status)


@edits
@may("support.handle")
def council_close(request: Request, council: int) -> HttpResponse:
    """`/ho-tro/hoi-dong/{id}/khep/`: its conclusion; scores are frozen from then on."""
    found = get_object_or_404(Council.objects.select_related("case__kind", "case__party"), pk=council)
    form = ConcludeForm(request.POST or None)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: judging.close_council(found, **form.values, **told)):
        messages.success(request, _("Hội đồng đã khép. Điểm không đổi nữa."))
        return redirect("case_council", found.pk)
    words = Text("Điểm và thành viên được khóa lại từ đây.", "Scores and seats are frozen from here on.")
    return desk(
        request,
        form,
        Text("Khép hội đồng", "Close the council"),
        *_way(found.case),
        (text(Text("Hội đồng", "Council")), reverse("case_council", args=[found.pk])),
        words=words,
        action=Text("Khép", "Close"),
    )


@edits
@may("support.handle")
def stage_done(request: Request, stage: int) -> HttpResponse:
    """`/ho-tro/giai-doan/{id}/xong/`: what was done in a stage."""
    found = get_object_or_404(
        Stage.objects.select_related("contract__case__kind", "contract__case__party"), pk=stage
    )
    form = DoneForm(request.POST or None, request.FILES or None, initial={"on": timezone.localdate()})
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: carrying.finish_stage(found, **form.values, **told)):
        messages.success(request, _("Đã ghi."))
        return redirect("case_carrying", found.contract.case_id)
    title = Text(f"Giai đoạn xong: {found.name}", f"Stage done: {found.name}")
    return desk(request, form, title, *_way(found.contract.case))


@edits
@may("support.apply")
def measures(request: Request, case: int, year: int) -> HttpResponse:
    """`/ho-tro/{id}/so-do/{year}/`: the enterprise's own measures before the support, or so many years after."""
    found = the_case(request, case, timezone.localdate(), own=True)
    one = get_object_or_404(FollowUp, case=found, year=year)
    form = MeasureForm(request.POST or None, follow_up=one)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(
        lambda: carrying.follow_up(found, year=year, **form.told, **told)
    ):
        messages.success(request, _("Đã ghi. Cảm ơn."))
        return redirect("case_carrying", found.pk)
    words = Text(
        "Số đo là của đơn vị: chỉ đơn vị và người xử lý hồ sơ đọc được, trừ khi bạn cho cơ quan khác xem. "
        "Không rõ thì để trống.",
        "The measures are yours: only you and the officers read them, unless you share them. Leave empty what you do "
        "not know.",
    )
    title = (
        Text("Số đo trước hỗ trợ", "Measures before")
        if not year
        else Text(f"Kết quả sau {year} năm", f"After {year} years")
    )
    return desk(request, form, title, *_way(found), words=words)
