"""What is learnt elsewhere, and the files with which enterprises enter an award."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.components import Chart, Fact, Status, Tone
from nguongoc.foundation.shared.tables import Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, number
from nguongoc.programme.library import actions, queries
from nguongoc.programme.library.forms import AwardForm, AwardMoveForm, PaperForm, VisitForm
from nguongoc.programme.library.models import AwardFile, AwardPaper, Benchmark, Visit
from nguongoc.programme.library.views.shared import AWARDS, BENCHMARKS, VISITS, edits, trail, way
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.rights import Request, may, signed_in

VISIT_COLUMNS = (
    Column(
        "noi",
        Text("Đi đâu", "Where"),
        lambda one: one.place,
        order=("place",),
        link=lambda one: reverse("visit", args=[one.pk]),
        note=lambda one: one.aims[:120],
    ),
    Column("tu", Text("Từ ngày", "From"), lambda one: one.begins, kind="day", order=("begins",)),
    Column("den", Text("Đến", "To"), lambda one: one.ends, kind="day", order=("ends",)),
    Column("nguoi", Text("Số người", "People"), lambda one: one.people, kind="number", order=("people",)),
)


@require_safe
@signed_in
def visits(request: Request) -> HttpResponseBase:
    """`/hoc-tap/`: the journeys to learn from others."""
    table = take(
        request.GET,
        name=VISITS,
        columns=VISIT_COLUMNS,
        rows=Visit.objects.all(),
        empty=Text("Chưa ghi chuyến đi nào.", "No journey yet."),
    )
    shown = {"edits": request.viewer.may("library.edit"), "trail": trail((text(VISITS), ""))}
    return answer(request, "library/visits.html", table, **shown)


@require_safe
@signed_in
def visit(request: Request, visit: int) -> HttpResponse:
    """`/hoc-tap/{id}/`: where, who, what was seen, what follows."""
    found = get_object_or_404(Visit.objects.select_related("task", "file"), pk=visit)
    facts = [
        Fact(Text("Thời gian", "Time"), f"{day(found.begins)} – {day(found.ends)}"),
        Fact(Text("Để học gì", "To learn what"), found.aims),
        Fact(Text("Số người", "People"), number(found.people) if found.people else ""),
        Fact(Text("Tham gia", "Who took part"), found.who),
        Fact(Text("Thấy gì", "What was seen"), found.findings),
        Fact(Text("Sẽ làm gì", "What follows"), found.follow_up),
        Fact(Text("Thuộc nhiệm vụ", "Task of the plan"), found.task.name if found.task else ""),
        Fact(
            Text("Báo cáo", "Report"),
            found.file.name if found.file else "",
            link=reverse("visit_file", args=[found.pk]) if found.file_id else "",
        ),
    ]
    shown = {
        "visit": found,
        "facts": [one for one in facts if one.value],
        "edits": request.viewer.may("library.edit"),
        "trail": trail(way(VISITS, "visits"), (found.place, "")),
    }
    return render(request, "library/visit.html", shown)


@require_safe
@signed_in
def visit_file(request: Request, visit: int) -> HttpResponseBase:
    """`/hoc-tap/{id}/tep`: its report."""
    found = get_object_or_404(Visit.objects.exclude(file=None).select_related("file"), pk=visit)
    assert found.file is not None
    return files.answer(found.file, inline=True)


@edits
@may("library.edit")
def visit_new(request: Request) -> HttpResponse:
    """`/hoc-tap/moi/`."""
    form, made, at = VisitForm(request.POST or None, request.FILES or None), list[Visit](), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.add_visit(actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("visit", made[0].pk)
    return desk(request, form, Text("Ghi một chuyến đi", "Add a journey"), way(VISITS, "visits"))


@edits
@may("library.edit")
def visit_edit(request: Request, visit: int) -> HttpResponse:
    """`/hoc-tap/{id}/sua/`."""
    found = get_object_or_404(Visit, pk=visit)
    form, at = VisitForm(request.POST or None, request.FILES or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_visit(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("visit", found.pk)
    here = (found.place, reverse("visit", args=[found.pk]))
    return desk(request, form, Text("Sửa chuyến đi", "Edit the journey"), way(VISITS, "visits"), here)


FIGURES = (
    Column("noi", Text("Địa phương, nước", "Place"), lambda one: one.place, order=("place", "year")),
    Column("nam", Text("Năm", "Year"), lambda one: str(one.year), order=("year",)),
    Column("gia-tri", Text("Giá trị", "Value"), lambda one: one.value, kind="number", order=("value",)),
    Column("nguon", Text("Nguồn", "Source"), lambda one: one.source, note=lambda one: _fiction(one)),
)


def _fiction(one: Benchmark) -> Text | str:
    return Text("số trình diễn, hư cấu", "demonstration, fiction") if one.is_demonstration else ""


@require_safe
@signed_in
def benchmarks(request: Request) -> HttpResponseBase:
    """`/so-sanh-nang-suat/`: figures of other places, one measure, method and unit at a time (`?nhom=0`)."""
    known = queries.likes()
    asked = request.GET.get("nhom", "0")
    chosen = known[int(asked)] if asked.isdigit() and int(asked) < len(known) else known[0] if known else None
    rows = Benchmark.objects.none()
    chart = None
    if chosen is not None:
        rows = Benchmark.objects.filter(measure=chosen.measure, method=chosen.method, unit=chosen.unit)
        years, places = queries.side_by_side(chosen)
        chart = Chart(
            chosen.measure,
            Text("Năm", "Year"),
            [name for name, _values in places],
            [(str(year), [values[place] for _name, values in places]) for place, year in enumerate(years)],
            kind="line" if len(years) > 1 else "bar",
            unit=chosen.unit,
            note=Text(
                f"Cách tính: {chosen.method}. Số tính cách khác không đứng ở đây.",
                f"Method: {chosen.method}. Figures of another method do not stand here.",
            ),
        )
    table = take(
        request.GET,
        name=BENCHMARKS,
        columns=FIGURES,
        rows=rows,
        empty=Text("Chưa có số nào. Nhập bằng bảng tính, kèm cách tính và nguồn.", "No figure yet."),
    )
    shown: dict[str, Any] = {
        "groups": [(str(place), one, one == chosen) for place, one in enumerate(known)],
        "chart": chart,
        "edits": request.viewer.may("library.edit"),
        "trail": trail((text(BENCHMARKS), "")),
    }
    return answer(request, "library/benchmarks.html", table, **shown)


# The file for an award's pre-selection

AWARD_TONES: dict[str, Tone] = {"draft": "quiet", "handed-in": "wait", "returned": "bad", "passed-on": "good"}


def award_state(one: AwardFile) -> Status:
    """How it stands."""
    return Status(AWARD_TONES[one.state], one.get_state_display())


AWARD_COLUMNS = (
    Column(
        "giai",
        Text("Giải thưởng", "Award"),
        lambda one: one.award,
        order=("award",),
        link=lambda one: reverse("award_file", args=[one.pk]),
        note=lambda one: one.called,
    ),
    Column("nam", Text("Năm", "Year"), lambda one: str(one.year), order=("year",)),
    Column(
        "ngay", Text("Cập nhật", "Changed"), lambda one: one.changed_at, kind="day", order=("changed_at",)
    ),
    Column("tinh-trang", Text("Tình trạng", "State"), award_state, kind="status", order=("state",)),
)


@require_safe
@signed_in
def award_files(request: Request) -> HttpResponseBase:
    """`/giai-thuong/`: one's own files; those handed in, for who receives them."""
    rows = AwardFile.objects.visible_to(request.viewer).annotate(
        called=name_then(timezone.localdate(), "party")
    )
    table = take(
        request.GET,
        name=AWARDS,
        columns=AWARD_COLUMNS,
        rows=rows,
        empty=Text("Chưa có hồ sơ nào.", "No file yet."),
    )
    speaks = request.viewer.may("library.speak") and bool(request.viewer.parties)
    return answer(request, "library/award_files.html", table, speaks=speaks, trail=trail((text(AWARDS), "")))


@edits
@may("library.speak")
def award_file_new(request: Request) -> HttpResponse:
    """`/giai-thuong/moi/`."""
    party = get_object_or_404(Party, pk=request.viewer.party)
    at = timezone.now()
    form, made = AwardForm(request.POST or None, initial={"year": at.year}), list[AwardFile]()
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.begin_award_file(party, actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã lưu. Thêm từng giấy tờ rồi nộp."))
        return redirect("award_file", made[0].pk)
    return desk(request, form, Text("Lập hồ sơ dự giải", "Begin a file"), way(AWARDS, "award_files"))


@edits
@signed_in
def award_file(request: Request, award_file: int) -> HttpResponse:
    """`/giai-thuong/{id}/`: its papers and how it stands; its enterprise hands it in here."""
    rows = AwardFile.objects.visible_to(request.viewer)
    found = get_object_or_404(rows.annotate(called=name_then(timezone.localdate(), "party")), pk=award_file)
    own = found.party_id in request.viewer.parties and request.viewer.may("library.speak")
    if request.method == "POST":
        return _hand_in(request, found) if own else redirect("award_file", found.pk)
    shown = {
        "award_file": found,
        "state": award_state(found),
        "papers": [(one, moment(one.added_at)) for one in found.papers.select_related("file")],
        "gathers": own and found.state in ("draft", "returned"),
        "decides": request.viewer.may("library.edit") and found.state == "handed-in",
        "trail": trail(way(AWARDS, "award_files"), (f"{found.award} {found.year}", "")),
    }
    return render(request, "library/award_file.html", shown)


def _hand_in(request: Request, found: AwardFile) -> HttpResponse:
    try:
        actions.move_award_file(
            found, state=AwardFile.State.HANDED_IN, actor=request.viewer.user, at=timezone.now()
        )
        messages.success(request, _("Đã nộp. Kết quả xem xét hiện ở trang này."))
    except Refused as refused:
        messages.error(request, text(refused.problems[0].why))
    return redirect("award_file", found.pk)


def _award_here(found: AwardFile) -> tuple[tuple[str, str], tuple[str, str]]:
    here = (f"{found.award} {found.year}", reverse("award_file", args=[found.pk]))
    return way(AWARDS, "award_files"), here


@edits
@may("library.speak")
def award_paper(request: Request, award_file: int) -> HttpResponse:
    """`/giai-thuong/{id}/giay-to/`: one more paper."""
    found = get_object_or_404(AwardFile, pk=award_file, party__in=request.viewer.parties)
    form, at = PaperForm(request.POST or None, request.FILES or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.add_paper(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("award_file", found.pk)
    return desk(request, form, Text("Thêm giấy tờ", "Add a paper"), *_award_here(found))


@require_safe
@signed_in
def award_paper_file(request: Request, paper: int) -> HttpResponseBase:
    """`/giai-thuong/giay-to/{id}/tep`: for whoever may see the file it stands in."""
    seen = AwardFile.objects.visible_to(request.viewer)
    found = get_object_or_404(AwardPaper.objects.filter(award_file__in=seen).select_related("file"), pk=paper)
    return files.answer(found.file, inline=True)


@edits
@may("library.edit")
def award_decide(request: Request, award_file: int) -> HttpResponse:
    """`/giai-thuong/{id}/xem-xet/`: return it with a reason, or pass it on to the council."""
    found = get_object_or_404(AwardFile.objects.visible_to(request.viewer), pk=award_file)
    form, at = AwardMoveForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.move_award_file(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu. Đơn vị được báo."))
        return redirect("award_file", found.pk)
    return desk(request, form, Text("Xem xét hồ sơ", "Decide"), *_award_here(found))
