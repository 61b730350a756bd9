"""The pages of the catalogue: what there is, how an enterprise finds out where it stands, and what it then does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.sectors.load import known_sectors, sector
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.search import exact_first
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, share
from nguongoc.programme.catalogue import actions, queries
from nguongoc.programme.catalogue.forms import (
    EditionForm,
    ImprovementForm,
    ItemForm,
    MeasureForm,
    NewItemForm,
    StepForm,
)
from nguongoc.programme.catalogue.intake import QUESTIONS
from nguongoc.programme.catalogue.models import (
    Answer,
    Assessment,
    Improvement,
    Item,
    Measure,
    Question,
    Questionnaire,
    Step,
)
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.certificates.queries import standing
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.editing import entries
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Request, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])
TOOLS = Text("Tiêu chuẩn, công cụ", "Standards and tools")
ASSESSMENTS = Text("Tự đánh giá", "Self-assessment")
IMPROVEMENTS = Text("Kế hoạch cải tiến", "Improvement plans")
GUIDANCE = Text(
    "Câu hỏi do hệ thống soạn để giúp đơn vị tự soi mình. Kết quả là gợi ý, "
    "không phải chứng nhận và không thay tiêu chuẩn.",
    "The questions are our own, to help an enterprise look at itself. The result is guidance: no certification, and no "
    "substitute for a standard.",
)


def _trail(*ways: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Việc của tôi"), reverse("home")), *ways]


def _tools() -> tuple[str, str]:
    return text(TOOLS), reverse("tools")


def _months(item: Item) -> Text | str:
    if item.months_low is None:
        return Text("chưa nhập", "not entered")
    return Text(f"{item.months_low}–{item.months_high} tháng", f"{item.months_low}–{item.months_high} months")


def _sectors(item: Item) -> Text:
    known = [sector(one).name for one in item.sectors]
    if not known:
        return Text("mọi ngành", "all sectors")
    return Text(", ".join(one.vi for one in known), ", ".join(one.en for one in known))


TOOL_COLUMNS = (
    Column(
        "ten",
        Text("Tên", "Name"),
        lambda one: one.name,
        order=("folded",),
        link=lambda one: reverse("tool", args=[one.pk]),
        note=lambda one: one.number,
    ),
    Column("loai", Text("Loại", "Kind"), lambda one: one.get_kind_display(), order=("kind", "folded")),
    Column("nganh", Text("Ngành hàng", "Sectors"), _sectors),
    Column("thoi-gian", Text("Thường mất", "Usually takes"), _months, order=("months_low",)),
    Column(
        "ho-tro", Text("Loại hỗ trợ", "Support"), lambda one: one.get_support_display(), order=("support",)
    ),
)


@require_safe
@signed_in
def tools(request: Request) -> HttpResponseBase:
    """`/cong-cu/`: every standard, system and tool that holds today."""
    today = timezone.localdate()
    table = take(
        request.GET,
        name=TOOLS,
        columns=TOOL_COLUMNS,
        rows=Item.objects.on(today),
        choices=(
            Choice(
                "loai", Text("Loại", "Kind"), Item.Kind.choices, lambda rows, kind: rows.filter(kind=kind)
            ),
            Choice(
                "nganh",
                Text("Ngành hàng", "Sector"),
                [(one.code, one.name) for one in known_sectors()],
                lambda rows, code: rows.filter(Q(sectors=[]) | Q(sectors__contains=[code])),
            ),
        ),
        search=lambda rows, typed: exact_first(rows, typed, "name_vi", "number", "name_en"),
        search_hint=Text("tên, số hiệu", "name, number"),
        empty=Text("Danh mục chưa có dòng nào.", "The catalogue is empty."),
    )
    shown = {
        "edits": request.viewer.may("catalogue.edit"),
        "assesses": request.viewer.may("catalogue.assess"),
        "trail": _trail((text(TOOLS), "")),
    }
    return answer(request, "catalogue/tools.html", table, **shown)


@require_safe
@signed_in
def tool(request: Request, item: int) -> HttpResponse:
    """`/cong-cu/{id}/`: what it is and asks, what support exists, and what the reader's own enterprise has of it."""
    found, today = get_object_or_404(Item, pk=item), timezone.localdate()
    facts = [
        Fact(Text("Loại", "Kind"), found.get_kind_display(), note=found.number),
        Fact(Text("Ngành hàng phù hợp", "Sectors"), _sectors(found)),
        Fact(Text("Thường mất", "Usually takes"), _months(found), note=found.months_source),
        Fact(
            Text("Loại hỗ trợ của kế hoạch", "Support by the plan"),
            found.get_support_display() or Text("không có trong kế hoạch", "none in the plan"),
        ),
        Fact(
            Text("Hỗ trợ hiện có", "Support that exists"),
            found.support_words
            or Text("chưa nhập; hãy hỏi cơ quan chủ trì", "not entered; ask the lead agency"),
        ),
        Fact(
            Text("Bản này dùng", "This edition holds"),
            Text(f"từ {day(found.valid_from)}", f"from {day(found.valid_from)}")
            if found.valid_to is None
            else f"{day(found.valid_from)} – {day(found.valid_to)}",
        ),
    ]
    papers = [(one, _paper_state(one, today)) for one in queries.held(found, request.viewer.parties, today)]
    shown = {
        "item": found,
        "facts": facts,
        "papers": papers,
        "editions": queries.editions(found),
        "is_old": found.valid_to is not None and found.valid_to < today,
        "support": queries.support_link(found, request.viewer, today),
        "assesses": request.viewer.may("catalogue.assess"),
        "edits": request.viewer.may("catalogue.edit"),
        "history": entries(found)[:12] if request.viewer.may("catalogue.edit") else (),
        "trail": _trail(_tools(), (text(found.name), "")),
    }
    return render(request, "catalogue/tool.html", shown)


def _paper_state(paper: Certificate, on: date) -> Status:
    tone, words = standing(paper, on)
    return Status(tone, words)  # type: ignore[arg-type]


@edits
@may("catalogue.edit")
def tool_new(request: Request) -> HttpResponse:
    """`/cong-cu/moi/`: a standard or tool that is not there yet."""
    form, at = NewItemForm(request.POST or None, initial={"valid_from": timezone.localdate()}), timezone.now()
    made: list[Item] = []
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.add_item(actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("tool", made[0].pk)
    return desk(request, form, Text("Thêm tiêu chuẩn, công cụ", "Add a standard or tool"), _tools())


def _item(request: Request, pk: int) -> tuple[Item, tuple[str, str]]:
    found = get_object_or_404(Item, pk=pk)
    return found, (text(found.name), reverse("tool", args=[found.pk]))


@edits
@may("catalogue.edit")
def tool_edit(request: Request, item: int) -> HttpResponse:
    """`/cong-cu/{id}/sua/`: mend this edition's row."""
    found, here = _item(request, item)
    form, at = ItemForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_item(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("tool", found.pk)
    return desk(request, form, Text("Sửa", "Edit"), _tools(), here)


@edits
@may("catalogue.edit")
def tool_edition(request: Request, item: int) -> HttpResponse:
    """`/cong-cu/{id}/ban-moi/`: a later edition takes this one's place from a day on."""
    found, here = _item(request, item)
    known = {name: getattr(found, name) for name in ItemForm.base_fields}
    form, made, at = EditionForm(request.POST or None, initial=known), list[Item](), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.supersede_item(found, actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã thêm bản mới. Bản cũ vẫn xem được."))
        return redirect("tool", made[0].pk)
    return desk(request, form, Text("Thêm bản mới", "Add an edition"), _tools(), here)


# Self-assessment

FINISHED, DRAFT = Text("đã chốt", "finished"), Text("đang trả lời", "being answered")
OWN = (
    Column(
        "bo",
        Text("Bộ câu hỏi", "Questionnaire"),
        lambda one: one.questionnaire.name,
        link=lambda one: reverse("assessment", args=[one.pk]),
        note=lambda one: one.party_name,
    ),
    Column("bat-dau", Text("Bắt đầu", "Begun"), lambda one: one.begun_at, kind="day", order=("begun_at",)),
    Column("chot", Text("Chốt", "Finished"), lambda one: one.finished_at, kind="day", order=("finished_at",)),
    Column(
        "tinh-trang",
        Text("Tình trạng", "State"),
        lambda one: Status("good", FINISHED) if one.finished_at else Status("wait", DRAFT),
        kind="status",
        note=lambda one: (
            Text("chia sẻ với cơ quan chủ trì", "shared with the lead agency") if one.is_shared else ""
        ),
    ),
)


@require_safe
@signed_in
def assessments(request: Request) -> HttpResponseBase:
    """`/tu-danh-gia/`: the questionnaires of today, and the assessments that the reader may see."""
    today = timezone.localdate()
    rows = (
        Assessment.objects.visible_to(request.viewer)
        .select_related("questionnaire")
        .annotate(party_name=name_then(today, "party"))
    )
    table = take(
        request.GET,
        name=Text("Các lần tự đánh giá", "Self-assessments"),
        columns=OWN,
        rows=rows,
        empty=Text("Chưa có lần nào. Chọn một bộ câu hỏi ở trên.", "None yet. Choose a questionnaire above."),
    )
    shown = {
        "questionnaires": queries.questionnaires(today),
        "assesses": request.viewer.may("catalogue.assess"),
        "edits": request.viewer.may("catalogue.edit"),
        "guidance": GUIDANCE,
        "trail": _trail(_tools(), (text(ASSESSMENTS), "")),
    }
    return answer(request, "catalogue/assessments.html", table, **shown)


@edits
@signed_in
def questionnaire(request: Request, questionnaire: int) -> HttpResponseBase:
    """`/tu-danh-gia/bo/{id}/`: its questions, to read, to take away as the sheet of the next edition, and to begin
    answering."""
    found = get_object_or_404(Questionnaire, pk=questionnaire)
    if request.method == "POST":
        if not request.viewer.may("catalogue.assess") or request.viewer.party is None:
            return redirect("questionnaire", found.pk)
        party = get_object_or_404(Party, pk=request.viewer.party)
        begun = actions.begin_assessment(found, party, actor=request.viewer.user, at=timezone.now())
        return redirect("assessment", begun.pk)
    lines = queries.areas(found)
    if request.GET.get("xuat") == "xlsx":
        heads = [text(one.head) for one in QUESTIONS.fields]
        return sheets.answer(f"{found.code}-{found.valid_from}", heads, _as_sheet(found, lines))
    shown = {
        "questionnaire": found,
        "areas": lines,
        "assesses": request.viewer.may("catalogue.assess"),
        "edits": request.viewer.may("catalogue.edit"),
        "guidance": GUIDANCE,
        "trail": _trail((text(ASSESSMENTS), reverse("assessments")), (text(found.name), "")),
    }
    return render(request, "catalogue/questionnaire.html", shown)


def _as_sheet(found: Questionnaire, lines: list[Any]) -> list[list[Any]]:
    """One line a question, in the columns that `intake.QUESTIONS` takes in."""
    rows = []
    for area in lines:
        for one in area.questions.all():
            told = {
                "code": found.code,
                "valid_from": found.valid_from,
                "name_vi": found.name_vi,
                "name_en": found.name_en,
                "area": area.code,
                "area_vi": area.name_vi,
                "area_en": area.name_en,
                "enough": area.enough,
                "suggests": ", ".join(area.suggests),
                "text_vi": one.text_vi,
                "text_en": one.text_en,
            }
            rows.append([told[field.key] for field in QUESTIONS.fields])
    return rows


NOT_FOR_US = "khong"
"""What a form sends for “does not apply”."""


@edits
@signed_in
def assessment(request: Request, assessment: int) -> HttpResponse:
    """`/tu-danh-gia/{id}/`: a draft to answer, each answer kept as it is given; once finished, what it says."""
    rows = Assessment.objects.select_related("questionnaire", "party")
    if request.method == "POST":
        found = get_object_or_404(rows.editable_by(request.viewer), pk=assessment)
        return _do(request, found)
    today = timezone.localdate()
    named = rows.visible_to(request.viewer).annotate(party_name=name_then(today, "party"))
    found = get_object_or_404(named, pk=assessment)
    own = found.party_id in request.viewer.parties and request.viewer.may("catalogue.assess")
    if found.finished_at is None:
        return _questions(request, found, own=own)
    areas = queries.areas(found.questionnaire)
    lines = queries.over_time(found, areas)
    told = queries.results(found, areas, today, queries.sectors_of([found.party_id]))
    shown = {
        "assessment": found,
        "party": found.party_name or "",
        "results": [(one, _tone(one)) for one in told],
        "first": next((one for one in told if one.next), None),
        "days": [when for when, _score in lines[0][1]] if lines else [],
        "chart": queries.drawn(lines),
        "own": own,
        "guidance": GUIDANCE,
        "trail": _trail((text(ASSESSMENTS), reverse("assessments")), (text(found.questionnaire.name), "")),
    }
    return render(request, "catalogue/result.html", shown)


def _tone(one: queries.AreaResult) -> Status:
    if one.percent is None:
        return Status("quiet", Text("không áp dụng", "does not apply"))
    tone: Tone = "good" if one.is_enough else "wait" if one.percent >= one.area.enough / 2 else "bad"
    return Status(tone, f"{one.percent} %")


def _questions(request: Request, found: Assessment, *, own: bool) -> HttpResponse:
    given = queries.answers(found)
    lines = [
        (
            area,
            [
                (
                    one,
                    NOT_FOR_US if one.pk in given and given[one.pk] is None else str(given.get(one.pk, "")),
                )
                for one in area.questions.all()
            ],
        )
        for area in queries.areas(found.questionnaire)
    ]
    shown = {
        "assessment": found,
        "areas": lines,
        "scale": [
            *((str(value), label) for value, label in Answer.Value.choices),
            (NOT_FOR_US, _("không áp dụng")),
        ],
        "left": sum(1 for _area, asked in lines for _one, value in asked if not value),
        "own": own,
        "guidance": GUIDANCE,
        "trail": _trail((text(ASSESSMENTS), reverse("assessments")), (text(found.questionnaire.name), "")),
    }
    return render(request, "catalogue/questions.html", shown)


def _do(request: Request, found: Assessment) -> HttpResponse:
    """One deed of the assessment's page: answer, finish, share."""
    at, actor = timezone.now(), request.viewer.user
    try:
        deed = request.POST.get("viec", "")
        _take_answers(request, found)
        if deed == "chot":
            actions.finish_assessment(found, actor=actor, at=at)
            messages.success(request, _("Đã chốt. Kết quả và gợi ý ở dưới."))
        elif deed in ("chia-se", "thoi-chia-se"):
            actions.share_assessment(found, is_shared=deed == "chia-se", actor=actor, at=at)
            messages.success(request, _("Đã lưu."))
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, text(problem.why))
    if request.headers.get("HX-Request"):
        return _questions(request, found, own=True)
    return redirect("assessment", found.pk)


def _take_answers(request: Request, found: Assessment) -> None:
    """Every answer that this form brings and that is new."""
    sent = {key[1:]: str(value) for key, value in request.POST.items() if key[0] == "c" and key[1:].isdigit()}
    known = queries.answers(found)
    for one in Question.objects.filter(pk__in=sent, area__questionnaire=found.questionnaire).select_related(
        "area"
    ):
        said = sent[str(one.pk)]
        value = None if said == NOT_FOR_US else int(said) if said.isdigit() and len(said) == 1 else -1
        if one.pk not in known or known[one.pk] != value:
            actions.answer(found, one, value, actor=request.viewer.user, at=timezone.now())


# Improvement

PLANS = (
    Column(
        "ten",
        Text("Kế hoạch cải tiến", "Improvement plan"),
        lambda one: one.name,
        order=("name",),
        link=lambda one: reverse("improvement", args=[one.pk]),
        note=lambda one: one.party_name,
    ),
    Column("tu", Text("Bắt đầu", "Begun"), lambda one: one.begun_on, kind="day", order=("begun_on",)),
    Column("viec", Text("Việc xong", "Done"), lambda one: f"{one.done}/{one.wanted}", order=("done",)),
    Column("tinh-trang", Text("Tình trạng", "State"), lambda one: _standing(one), kind="status"),
)


def _standing(one: Any) -> Status:
    if one.closed_on is not None:
        return Status("quiet", Text("đã kết thúc", "closed"))
    if one.late:
        return Status("bad", Text(f"{one.late} việc quá hạn", f"{one.late} overdue"))
    if one.wanted and one.done == one.wanted:
        return Status("good", Text("xong mọi việc", "all done"))
    return Status("info", Text("đang làm", "under way"))


@require_safe
@signed_in
def improvements(request: Request) -> HttpResponseBase:
    """`/cai-tien/`: one's own plans; for the lead agency, those that are shared with it."""
    today = timezone.localdate()
    rows = queries.with_progress(Improvement.objects.visible_to(request.viewer), today)
    table = take(
        request.GET,
        name=IMPROVEMENTS,
        columns=PLANS,
        rows=rows.annotate(party_name=name_then(today, "party")),
        empty=Text(
            "Chưa có kế hoạch nào. Tự đánh giá trước, rồi bắt đầu từ gợi ý.",
            "No plan yet. Assess yourselves first, and begin with what is suggested.",
        ),
    )
    shown = {
        "assesses": request.viewer.may("catalogue.assess"),
        "trail": _trail(_tools(), (text(IMPROVEMENTS), "")),
    }
    return answer(request, "catalogue/improvements.html", table, **shown)


@edits
@may("catalogue.assess")
def improvement_new(request: Request) -> HttpResponse:
    """`/cai-tien/moi/`: a plan; begun from a suggestion, it is filled in from there."""
    today, at = timezone.localdate(), timezone.now()
    items = Item.objects.on(today)
    item = items.filter(code=request.GET.get("cong-cu", "")).first()
    asked = request.GET.get("tu-danh-gia", "")
    source = (
        Assessment.objects.editable_by(request.viewer).filter(pk=asked).first() if asked.isdigit() else None
    )
    begun = {"item": item, "name": item.name_vi if item else ""}
    form, made = ImprovementForm(request.POST or None, initial=begun, items=items), list[Improvement]()
    party = get_object_or_404(Party, pk=request.viewer.party)
    if request.method == "POST" and form.carry(
        lambda: made.append(
            actions.begin_improvement(
                party, assessment=source, actor=request.viewer.user, at=at, **form.values
            )
        )
    ):
        messages.success(request, _("Đã lưu. Thêm việc và số đo trước khi bắt đầu."))
        return redirect("improvement", made[0].pk)
    here = (text(IMPROVEMENTS), reverse("improvements"))
    return desk(request, form, Text("Lập kế hoạch cải tiến", "Begin an improvement plan"), here)


STEP_TONES: dict[str, Tone] = {"planned": "quiet", "running": "info", "done": "good", "dropped": "quiet"}


def _step_state(step: Step) -> Status:
    if step.is_late(timezone.localdate()):
        return Status("bad", Text("quá hạn", "overdue"))
    return Status(STEP_TONES[step.state], step.get_state_display())


@require_safe
@signed_in
def improvement(request: Request, improvement: int) -> HttpResponse:
    """`/cai-tien/{id}/`: what is to be done, by whom, until when, how it stands, and what was measured."""
    today = timezone.localdate()
    rows = queries.with_progress(Improvement.objects.visible_to(request.viewer), today)
    found = get_object_or_404(rows.select_related("item", "assessment__questionnaire"), pk=improvement)
    own = found.party_id in request.viewer.parties and request.viewer.may("catalogue.assess")
    facts = [
        Fact(
            Text("Đơn vị", "Enterprise"),
            names([found.party_id], on=today).get(found.party_id, ""),
        ),
        Fact(
            Text("Công cụ, tiêu chuẩn", "Standard or tool"),
            found.item.name if found.item else "",
            link=reverse("tool", args=[found.item_id]) if found.item_id else "",
        ),
        Fact(Text("Muốn đạt", "Goal"), found.goal),
        Fact(
            Text("Từ lần tự đánh giá", "From the self-assessment"),
            found.assessment.questionnaire.name if found.assessment else "",
            link=reverse("assessment", args=[found.assessment_id])
            if found.assessment and (own or found.assessment.is_shared)
            else "",
        ),
        Fact(
            Text("Ai thấy", "Who sees it"),
            Text("đơn vị và cơ quan chủ trì", "the enterprise and the lead agency")
            if found.is_shared
            else Text("chỉ đơn vị", "the enterprise alone"),
        ),
    ]
    shown = {
        "improvement": found,
        "facts": [one for one in facts if one.value],
        "state": _standing(found),
        "steps": [(one, _step_state(one)) for one in found.steps.all()],
        "measures": [(one, _changed(one)) for one in found.measures.all()],
        "own": own,
        "trail": _trail((text(IMPROVEMENTS), reverse("improvements")), (found.name, "")),
    }
    return render(request, "catalogue/improvement.html", shown)


def _changed(measure: Measure) -> Status:
    if measure.after is None:
        return Status("wait", Text("chưa đo lại", "not measured again"))
    found = queries.change_of(measure)
    if found is None:
        return Status("quiet", Text("không so được", "cannot be compared"))
    moved, is_better = found
    sign = "+" if moved > 0 else ""
    return Status("good" if is_better else "wait" if not moved else "bad", f"{sign}{share(moved)}")


def _own(request: Request, pk: int) -> tuple[Improvement, tuple[tuple[str, str], ...]]:
    found = get_object_or_404(Improvement.objects.editable_by(request.viewer), pk=pk)
    return found, (
        (text(IMPROVEMENTS), reverse("improvements")),
        (found.name, reverse("improvement", args=[found.pk])),
    )


@edits
@may("catalogue.assess")
def improvement_edit(request: Request, improvement: int) -> HttpResponse:
    """`/cai-tien/{id}/sua/`: name, goal, end, and who sees it."""
    found, ways = _own(request, improvement)
    form = ImprovementForm(request.POST or None, record=found, items=Item.objects.on(timezone.localdate()))
    at = timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_improvement(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("improvement", found.pk)
    return desk(request, form, Text("Sửa kế hoạch cải tiến", "Edit the plan"), *ways)


@edits
@may("catalogue.assess")
def improvement_step(request: Request, improvement: int) -> HttpResponse:
    """`/cai-tien/{id}/viec/`: one thing to do."""
    found, ways = _own(request, improvement)
    form, at = StepForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.add_step(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("improvement", found.pk)
    return desk(request, form, Text("Thêm việc", "Add a step"), *ways)


@edits
@may("catalogue.assess")
def improvement_step_edit(request: Request, step: int) -> HttpResponse:
    """`/cai-tien/viec/{id}/`: who does it, until when, how it stands."""
    rows = Step.objects.filter(improvement__in=Improvement.objects.editable_by(request.viewer))
    found = get_object_or_404(rows.select_related("improvement"), pk=step)
    _plan, ways = _own(request, found.improvement_id)
    form, at = StepForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_step(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("improvement", found.improvement_id)
    return desk(request, form, Text("Sửa việc", "Edit the step"), *ways)


@edits
@may("catalogue.assess")
def improvement_measure(request: Request, improvement: int) -> HttpResponse:
    """`/cai-tien/{id}/so-do/`: a figure before, and after where it is known."""
    found, ways = _own(request, improvement)
    form, at = MeasureForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.add_measure(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("improvement", found.pk)
    words = Text(
        "Đo trước khi bắt đầu. Số của bạn chỉ đơn vị bạn thấy, trừ khi bạn chia sẻ kế hoạch.",
        "Measure before you begin. Your enterprise alone sees the figures, unless you share the plan.",
    )
    return desk(request, form, Text("Thêm số đo", "Add a measure"), *ways, words=words)


@edits
@may("catalogue.assess")
def improvement_measure_edit(request: Request, measure: int) -> HttpResponse:
    """`/cai-tien/so-do/{id}/`: mend it, or tell what it is after."""
    rows = Measure.objects.filter(improvement__in=Improvement.objects.editable_by(request.viewer))
    found = get_object_or_404(rows.select_related("improvement"), pk=measure)
    _plan, ways = _own(request, found.improvement_id)
    form, at = MeasureForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_measure(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("improvement", found.improvement_id)
    return desk(request, form, Text("Sửa số đo", "Edit the measure"), *ways)
