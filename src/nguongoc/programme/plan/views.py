"""The plan's own pages: both phases side by side, a task, the papers that set it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.files import answer as file_answer
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.tables import Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, money
from nguongoc.programme.plan import actions, queries
from nguongoc.programme.plan.forms import DecisionForm, FundingForm, TaskForm
from nguongoc.programme.plan.models import Decision, Phase, Task
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.editing import entries
from nguongoc.registry.parties.queries import heirs, names
from nguongoc.registry.parties.rights import Request, may

edits = require_http_methods(["GET", "HEAD", "POST"])
PLAN = Text("Kế hoạch", "The plan")
TONES: dict[str, Tone] = {"planned": "quiet", "running": "info", "done": "good", "dropped": "quiet"}


def state(task: Task) -> Status:
    """How a task stands, for a reader of today."""
    if task.is_late(timezone.localdate()):
        return Status("bad", Text("quá hạn", "overdue"))
    return Status(TONES[task.state], task.get_state_display())


TASKS = (
    Column("muc", Text("Mục", "Section"), lambda task: task.source, kind="code", order=("source",)),
    Column(
        "viec",
        Text("Nhiệm vụ", "Task"),
        lambda task: task.name,
        order=("name_vi",),
        link=lambda task: reverse("plan_task", args=[task.pk]),
        note=lambda task: task.lead_vi,
    ),
    Column("han", Text("Hạn", "Due"), lambda task: task.due, kind="day", order=("due",)),
    Column("tinh-trang", Text("Tình trạng", "State"), state, kind="status", order=("state",)),
)


@require_safe
@may("plan.see")
def plan(request: Request) -> HttpResponseBase:
    """`/ke-hoach/`: one phase's tasks and money; the other phase is one press away."""
    phases = list(Phase.objects.select_related("decision"))
    today = timezone.localdate()
    chosen = next((one for one in phases if one.code == request.GET.get("giai-doan")), None)
    phase = chosen or queries.phase_on(today) or phases[-1]
    table = take(
        request.GET,
        name=phase.name,
        columns=TASKS,
        rows=queries.tasks(phase),
        empty=Text("Giai đoạn này chưa có nhiệm vụ.", "This phase has no tasks yet."),
        id="nhiem-vu",
    )
    shown = {
        "phases": phases,
        "phase": phase,
        "is_over": phase.is_over(today),
        "money": queries.co_funding(phase),
        "edits": request.viewer.may("plan.edit"),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(PLAN), "")],
    }
    return answer(request, "plan/plan.html", table, **shown)


@require_safe
@may("plan.see")
def task(request: Request, task: int) -> HttpResponse:
    """`/ke-hoach/nhiem-vu/{id}/`: who does it, when, with what money, and who changed what."""
    found = get_object_or_404(Task.objects.select_related("phase", "objective", "lead"), pk=task)
    helpers = list(found.helpers.all())
    known = [one for one in (found.lead_id, *(one.pk for one in helpers)) if one]
    today = timezone.localdate()
    follow = heirs(known, on=today)
    called = names({*known, *(heir for after in follow.values() for heir in after)}, on=today)

    def now(agency: int) -> str:
        """What it is called; where its duties passed to others, they too."""
        others = [called[heir] for heir in follow[agency] if heir != agency]
        return f"{called[agency]} → {', '.join(others)}" if others else called[agency]

    facts = [
        Fact(Text("Giai đoạn", "Phase"), found.phase.name),
        Fact(Text("Mục của kế hoạch", "Section of the plan"), found.source),
        Fact(Text("Mục tiêu", "Objective"), found.objective.name if found.objective else ""),
        Fact(Text("Chủ trì, theo văn bản", "Lead, in the plan's words"), found.lead_vi),
        Fact(Text("Chủ trì hiện nay", "Lead today"), now(found.lead_id) if found.lead_id else ""),
        Fact(Text("Phối hợp", "Cooperating"), ", ".join(now(one.pk) for one in helpers)),
        Fact(Text("Thời gian", "Time"), f"{day(found.begins)} – {day(found.due)}"),
        Fact(Text("Tình trạng", "State"), found.note, status=state(found)),
    ]
    shown = {
        "task": found,
        "facts": [one for one in facts if one.value or one.status],
        "fundings": [
            (one.year, one.programme, money(one.amount), one.is_counted_here) for one in found.fundings.all()
        ],
        "history": entries(found)[:12],
        "edits": request.viewer.may("plan.edit"),
        "trail": [*_trail(found.phase), (text(found.name), "")],
    }
    return render(request, "plan/task.html", shown)


@require_safe
@may("plan.see")
def plan_phases(request: Request) -> HttpResponseBase:
    """`/ke-hoach/doi-chieu/`: the phases beside one another, task by task."""
    phases = list(Phase.objects.all())
    columns = [
        Column("muc", Text("Mục", "Section"), lambda one: one.source, kind="code", order=("source",)),
        Column("viec", Text("Nhiệm vụ", "Task"), lambda one: next(task.name for task in one.tasks if task)),
    ]
    for place, phase in enumerate(phases):
        columns += _of_phase(place, phase)
    table = take(
        request.GET,
        name=Text("Các giai đoạn cạnh nhau", "The phases side by side"),
        columns=columns,
        rows=queries.side_by_side(phases),
        empty=Text("Kế hoạch chưa có nhiệm vụ.", "The plan has no tasks yet."),
    )
    words = _("Mỗi dòng một nhiệm vụ; mỗi giai đoạn một tình trạng và số tiền mà kế hoạch này tính.")
    doors = [(Text("Chỉ tiêu cạnh nhau", "Indicators side by side"), reverse("indicator_phases"))]
    if request.viewer.may("plan.edit"):
        doors.append(
            (Text("Nhập kết quả giai đoạn", "Import a phase"), reverse("sheet_new", args=["nhiem-vu"]))
        )
    ways = [(_("Việc của tôi"), reverse("home")), (text(PLAN), reverse("plan")), (table.name, "")]
    return answer(request, "registry/listing.html", table, words=words, doors=doors, trail=ways)


def _of_phase(place: int, phase: Phase) -> list[Column]:
    """How a task stands in this phase, and its money."""

    def there(one: queries.Beside) -> Task | None:
        return one.tasks[place]

    def stands(one: queries.Beside) -> Status:
        task = there(one)
        return state(task) if task else Status("quiet", Text("không có", "none"))

    def note(one: queries.Beside) -> str:
        task = there(one)
        return task.note if task else ""

    def link(one: queries.Beside) -> str:
        task = there(one)
        return reverse("plan_task", args=[task.pk]) if task else ""

    def counted(one: queries.Beside) -> object:
        return getattr(there(one), "counted", None)

    money_name = Text(
        f"Tiền {phase.begins.year}–{phase.ends.year}", f"Money {phase.begins.year}–{phase.ends.year}"
    )
    return [
        Column(f"gd-{phase.code}", phase.name, stands, kind="status", note=note, link=link),
        Column(f"tien-{phase.code}", money_name, counted, kind="money"),
    ]


def _trail(phase: Phase) -> list[tuple[str, str]]:
    here = f"{reverse('plan')}?giai-doan={phase.code}"
    return [(_("Việc của tôi"), reverse("home")), (text(PLAN), here)]


@edits
@may("plan.edit")
def task_edit(request: Request, task: int) -> HttpResponse:
    """`/ke-hoach/nhiem-vu/{id}/sua/`."""
    found = get_object_or_404(Task.objects.select_related("phase"), pk=task)
    form, at = (
        TaskForm(request.POST or None, record=found, initial={"helpers": list(found.helpers.all())}),
        timezone.now(),
    )
    if request.method == "POST" and form.carry(
        lambda: actions.change_task(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("plan_task", found.pk)
    here = (text(found.name), reverse("plan_task", args=[found.pk]))
    return desk(request, form, Text("Sửa nhiệm vụ", "Edit the task"), (text(PLAN), reverse("plan")), here)


@edits
@may("plan.edit")
def task_fund(request: Request, task: int) -> HttpResponse:
    """`/ke-hoach/nhiem-vu/{id}/kinh-phi/`: money from this plan or from another programme."""
    found = get_object_or_404(Task.objects.select_related("phase"), pk=task)
    form, at = FundingForm(request.POST or None, initial={"year": timezone.localdate().year}), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.fund(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("plan_task", found.pk)
    here = (text(found.name), reverse("plan_task", args=[found.pk]))
    return desk(request, form, Text("Thêm kinh phí", "Add money"), (text(PLAN), reverse("plan")), here)


DECISIONS = (
    Column(
        "so",
        Text("Số, ký hiệu", "Number"),
        lambda one: one.number or Text("chưa nhập số", "no number entered"),
        kind="code",
        order=("number",),
        link=lambda one: reverse("plan_decision_file", args=[one.pk]) if one.file_id else "",
    ),
    Column(
        "trich-yeu",
        Text("Trích yếu", "Title"),
        lambda one: one.title,
        order=("title",),
        note=lambda one: one.issuer,
    ),
    Column("ngay", Text("Ngày", "Issued"), lambda one: one.issued_on, kind="day", order=("issued_on",)),
)


@require_safe
@may("plan.see")
def decisions(request: Request) -> HttpResponseBase:
    """`/ke-hoach/van-ban/`: the papers by which the plan was set and changed."""
    table = take(
        request.GET,
        name=Text("Văn bản của kế hoạch", "The plan's decisions"),
        columns=DECISIONS,
        rows=Decision.objects.all(),
        empty=Text("Chưa nhập văn bản nào.", "No decision is entered yet."),
    )
    shown = {
        "edits": request.viewer.may("plan.edit"),
        "trail": [
            (_("Việc của tôi"), reverse("home")),
            (text(PLAN), reverse("plan")),
            (text(table.name), ""),
        ],
    }
    return answer(request, "plan/decisions.html", table, **shown)


@edits
@may("plan.edit")
def decision_new(request: Request) -> HttpResponse:
    """`/ke-hoach/van-ban/moi/`."""
    form, at = DecisionForm(request.POST or None, request.FILES or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.enter_decision(actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("plan_decisions")
    here = (text(Text("Văn bản của kế hoạch", "The plan's decisions")), reverse("plan_decisions"))
    return desk(request, form, Text("Nhập văn bản", "Enter a decision"), (text(PLAN), reverse("plan")), here)


@require_safe
@may("plan.see")
def decision_file(request: Request, decision: int) -> HttpResponseBase:
    """`/ke-hoach/van-ban/{id}/tep`: the scan."""
    found = get_object_or_404(Decision.objects.exclude(file=None).select_related("file"), pk=decision)
    assert found.file is not None
    return file_answer(found.file, inline=True)
