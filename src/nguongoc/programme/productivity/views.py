"""The pages of productivity: what a leader reads, the workbook behind it, and how figures get in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import honest, printed
from nguongoc.foundation.evidence.actions import keep
from nguongoc.foundation.shared.components import Chart, Fact
from nguongoc.foundation.shared.tables import answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, number
from nguongoc.programme.productivity import actions, charts, forms, outputs, queries, registers
from nguongoc.programme.productivity.models import Run, Series, Vintage
from nguongoc.registry.parties.rights import Request, may

both = require_http_methods(["GET", "HEAD", "POST"])
Trail = list[tuple[Any, str]]


@require_safe
@may("productivity.see")
def leader(request: Request) -> HttpResponseBase:
    """`/nang-suat/`: one sentence, one number with its interval, and on what conditions."""
    run = queries.headline_run(request.viewer)
    context: dict[str, Any] = {
        "run": run,
        "trail": _trail(),
        "may_run": request.viewer.may("productivity.run"),
    }
    if run is not None:
        context |= _run_context(run)
    return render(request, "productivity/leader.html", context)


@require_safe
@may("productivity.see")
def series_register(request: Request) -> HttpResponseBase:
    """`/nang-suat/chuoi/`: every series with its latest vintage."""
    table = registers.series(request, request.viewer)
    ways = [(_("Nhập bảng số liệu"), reverse("productivity_import"), "upload")]
    shown = ways if request.viewer.may("productivity.enter") else []
    words = _("Mỗi chuỗi giữ mọi bản đã công bố; bản mới đứng cạnh bản cũ, không ghi đè.")
    return answer(
        request, "productivity/listing.html", table, words=words, ways=shown, trail=_trail((table.name, ""))
    )


@require_safe
@may("productivity.see")
def one_series(request: Request, series: int) -> HttpResponseBase:
    """`/nang-suat/chuoi/{id}/`: its vintages beside one another, and what each revision changed."""
    found = get_object_or_404(Series.objects.visible_to(request.viewer).select_related("area"), pk=series)
    vintages = list(found.vintages.prefetch_related("observations", "breaks").order_by("-number"))
    years = sorted({year for one in vintages for year in one.figures})
    lines = [(year, [(one, one.figures.get(year)) for one in vintages]) for year in years]
    chart = Chart(
        found.name,
        charts.YEAR,
        [_("Bản %(number)s") % {"number": one.number} for one in vintages[:3]],
        [(str(year), [one.values.get(year) for one in vintages[:3]]) for year in years],
        "line",
        found.unit,
        "",
        False,
    )
    context = {
        "series": found,
        "vintages": vintages,
        "lines": lines,
        "chart": chart,
        "revisions": [one for one in queries.revisions(found) if one[2]],
        "may_enter": request.viewer.may("productivity.enter"),
        "trail": _trail(_series_step(), (text(found.name), "")),
        "demonstration": found.is_demonstration,
        "mark": honest.DEMONSTRATION,
    }
    return render(request, "productivity/series.html", context)


@require_safe
@may("productivity.see")
def vintage(request: Request, vintage: int) -> HttpResponseBase:
    """`/nang-suat/ban/{id}/`: where one vintage's figures come from, cell by cell."""
    shown = Series.objects.visible_to(request.viewer)
    found = get_object_or_404(
        Vintage.objects.select_related("series__area", "entered_by"), pk=vintage, series__in=shown
    )
    series = found.series
    context = {
        "vintage": found,
        "series": series,
        "facts": _vintage_facts(found),
        "made_from": list(found.made_from.select_related("series__area")),
        "observations": list(found.observations.all()),
        "breaks": {one.year: one.why for one in found.breaks.all()},
        "trail": _trail(
            _series_step(),
            (text(series.name), reverse("productivity_one", args=[series.pk])),
            (_("Bản %(number)s") % {"number": found.number}, ""),
        ),
        "demonstration": series.is_demonstration,
        "mark": honest.DEMONSTRATION,
    }
    return render(request, "productivity/vintage.html", context)


def _vintage_facts(found: Vintage) -> list[Fact]:
    facts = [
        Fact(_("Ấn phẩm"), found.source),
        Fact(_("Bảng, trang"), ", ".join(part for part in (found.table, found.page) if part) or "–"),
        Fact(_("Ngày công bố"), day(found.published_on)),
        Fact(_("Đơn vị"), text(found.series.unit), f"× {number(found.scale)}" if found.scale != 1 else ""),
        Fact(_("Năm gốc giá"), found.price_base or "–"),
        Fact(_("Địa giới"), found.boundary),
        Fact(_("Cách có"), found.origin_words, found.reason),
        Fact(
            _("Người nhập"), found.entered_by.full_name if found.entered_by else "–", moment(found.entered_at)
        ),
    ]
    if found.link_year:
        facts.insert(-1, Fact(_("Năm nối"), str(found.link_year)))
    return facts


@both
@may("productivity.enter")
def import_sheet(request: Request) -> HttpResponseBase:
    """`/nang-suat/nhap/`: a yearbook table in, or every problem by its cell."""
    form = forms.SheetForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            taken = _import(request, form)
        except Refused as refused:
            problems = refused.problems
        else:
            _say_taken(request, taken)
            return redirect("productivity_series")
    trail = _trail(_series_step(), (_("Nhập bảng số liệu"), ""))
    context = {"form": form, "problems": problems, "trail": trail, "title": _("Nhập bảng số liệu")}
    return render(request, "productivity/import.html", context)


def _import(request: Request, form: forms.SheetForm) -> Any:
    given, now = form.cleaned_data, timezone.now()
    given["sheet"].seek(0)
    content = given["sheet"].read()
    file = keep(given["sheet"], name=given["sheet"].name, actor=request.viewer.user, at=now)
    return actions.import_sheet(
        content,
        area=given["area"],
        measure=given["measure"],
        section=given["section"],
        publication=form.publication,
        sheet=file,
        actor=request.viewer.user,
        at=now,
    )


def _say_taken(request: Request, taken: Any) -> None:
    said = _("Đã nhập %(count)d chuỗi.") % {"count": len(taken.vintages)}
    if taken.unchanged:
        said += " " + _("%(count)d chuỗi không đổi so với bản trước.") % {"count": len(taken.unchanged)}
    if taken.passed_over:
        named = "; ".join(f"{cell} {label}" for cell, label in taken.passed_over[:12])
        said += " " + _("Bỏ qua các dòng chưa biết tên: %(named)s.") % {"named": named}
    messages.success(request, said)


@both
@may("productivity.enter")
def decide(request: Request, series: int) -> HttpResponseBase:
    """`/nang-suat/chuoi/{id}/noi/`: flag a break, link, or cast back: each a recorded decision."""
    found = get_object_or_404(Series.objects.visible_to(request.viewer).select_related("area"), pk=series)
    form = forms.DecisionForm(request.POST or None, series=found)
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: _decide(request, found, form)):
        messages.success(request, _("Đã ghi quyết định. Các bản cũ vẫn giữ nguyên."))
        return redirect("productivity_one", series=found.pk)
    trail = _trail(
        _series_step(), (text(found.name), reverse("productivity_one", args=[found.pk])), (_("Nối chuỗi"), "")
    )
    words = _(
        "Chuỗi có điểm gãy không được dùng để tính cho tới khi nối. Mỗi quyết định là một bản mới, có lý do."
    )
    return _form_page(request, form, _("Nối chuỗi, đánh dấu điểm gãy"), words, trail)


def _decide(request: Request, series: Series, form: forms.DecisionForm) -> None:
    given = form.cleaned_data
    who: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    why = {"reason": given["reason"], "document": given["document"]}
    new, other, year = given["vintage"], given["other"], given["year"]
    if given["kind"] == "break":
        actions.flag_break(new, year, why=given["reason"], **who)
    elif given["kind"] == "link":
        actions.link(other, new, year=year, **why, **who)
    elif given["kind"] == "splice":
        actions.splice(other, new, **why, **who)
    elif given["kind"] == "index":
        actions.index(new, other, year=year, **why, **who)
    else:
        actions.sum_members(series.area, series.measure, series.sector, **why, **who)


@require_safe
@may("productivity.see")
def run_register(request: Request) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/`: every run, and two of them to compare."""
    table = registers.runs(request, request.viewer)
    ways = (
        [(_("Tính mới"), reverse("productivity_new"), "plus")]
        if request.viewer.may("productivity.run")
        else []
    )
    ways.append((_("So sánh hai lần tính"), reverse("productivity_compare"), "scale"))
    words = _(
        "Mỗi lần tính giữ nguyên số liệu và giả định đã dùng, nên nhiều năm sau vẫn tính lại được đúng từng số."
    )
    return answer(
        request, "productivity/listing.html", table, words=words, ways=ways, trail=_trail((table.name, ""))
    )


@both
@may("productivity.run")
def new_run(request: Request) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/moi/`: start a run."""
    form = forms.RunForm(request.POST or None)
    made: list[Run] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: made.append(_start(request, form)))
    ):
        return redirect("productivity_run", run=made[0].pk)
    words = _(
        "Giả định nào cũng in trong báo cáo, nên mỗi giả định cần nguồn. Thiếu số liệu thì trang nói rõ thiếu gì."
    )
    return _form_page(request, form, _("Tính mới"), words, _trail(_runs_step(), (_("Tính mới"), "")))


def _start(request: Request, form: forms.RunForm) -> Run:
    given = form.cleaned_data
    return actions.start(
        given["area"],
        name=given["name"],
        first=given["first"],
        last=given["last"],
        assumptions=form.assumptions,
        as_of=given["as_of"],
        actor=request.viewer.user,
        at=timezone.now(),
    )


@require_safe
@may("productivity.see")
def workbook(request: Request, run: int) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/{id}/`: the workbook, from series to benchmark."""
    found = _run(request, run)
    context = _run_context(found) | {
        "trail": _trail(_runs_step(), (found.name, "")),
        "may_review": request.viewer.may("productivity.approve"),
        "reviews": list(found.reviews.select_related("by")),
    }
    return render(request, "productivity/run.html", context)


STEPS = (
    ("so-lieu", Text("Số liệu", "Series"), ("1",), ()),
    ("von", Text("Vốn", "Capital"), ("2",), ("ratios",)),
    ("ket-qua", Text("Kết quả", "Result"), ("3", "4", "5", "5c"), ("contributions", "growth", "index")),
    ("khu-vuc", Text("Theo khu vực", "By sector"), ("6",), ("sectors",)),
    ("bat-dinh", Text("Bất định", "Uncertainty"), ("7a", "7b"), ("tornado", "fan")),
    ("doi-chieu", Text("Đối chiếu", "Cross-check"), ("5b", "9"), ()),
    ("so-sanh", Text("So sánh với nơi khác", "Benchmark"), ("8",), ("compared",)),
    ("khac", Text("ICOR và kịch bản", "ICOR and scenarios"), ("10", "11"), ()),
)
ORIGINS = {
    "2": "1",
    "3": "2",
    "4": "3",
    "5": "4",
    "5b": "1",
    "5c": "2",
    "6": "1",
    "7a": "5",
    "7b": "5",
    "9": "2",
    "10": "1",
}
"""The table from which a table's cells are computed; the cells of table 1 open the publication."""


def _run_context(run: Run) -> dict[str, Any]:
    tables = queries.tables(run)
    drawn = charts.of(run.figures, tables)
    head = queries.headline(run)
    said = queries.verdict(run)
    steps = [
        (
            anchor,
            name,
            [
                (one, ORIGINS.get(one.code, ""))
                for one in tables
                if one.code in codes or one.code[:2] in _dotted(codes)
            ],
            [chart for key, chart in drawn.items() if key in keys or key.partition("-")[0] in keys],
        )
        for anchor, name, codes, keys in STEPS
    ]
    return {
        "run": run,
        "steps": steps,
        "head": head,
        "sentence": printed.sentence(head, run.area.name),
        "assumptions": printed.assumptions(run.frozen, run.figures),
        "sources": printed.sources(run.frozen),
        "state": registers.state(run, said),
        "demonstration": run.is_demonstration,
        "mark": honest.DEMONSTRATION,
        "regression": _regression(run),
        "heat": _heat(run),
    }


def _dotted(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{code}." for code in codes)


def _regression(run: Run) -> list[Fact]:
    """The cross-check by regression, or why there is none."""
    found = run.figures["cobb_douglas"]
    if "reason" in found:
        return [Fact(_("Hồi quy Cobb-Douglas"), Text(found["reason"]["vi"], found["reason"]["en"]))]
    told = (
        _("chỉ để đối chiếu")
        if found["may_be_headline"]
        else _("không dùng được: α ngoài 0,25–0,65 hoặc không có ý nghĩa")
    )
    notes = [Text(one["vi"], one["en"]) if isinstance(one, dict) else Text(*one) for one in found["notes"]]
    return [
        Fact(
            _("α ước lượng (sai số chuẩn HAC)"),
            f"{number(found['alpha'], 3)} ({number(found['alpha_se'], 3)})",
            told,
        ),
        Fact(_("Xu hướng TFP một năm"), f"{number(100 * found['trend'], 2)} %"),
        Fact(
            _("Hiệu suất theo quy mô α+β−1"),
            f"{number(found['returns'], 3)} (p = {number(found['returns_p'], 2)})",
        ),
        *(Fact(_("Lưu ý"), one) for one in notes),
    ]


def _heat(run: Run) -> dict[str, list[list[int]]]:
    """How warm each cell of table 7a is, 0 to 4, by row."""
    known = [one for line in run.figures["sensitivity"]["heat"] for one in line if one is not None]
    if not known:
        return {}
    low, wide = min(known), (max(known) - min(known)) or 1
    return {
        "rows": [
            [int(4.999 * (one - low) / wide) for one in line] for line in run.figures["sensitivity"]["heat"]
        ]
    }


@both
@may("productivity.see")
def again(request: Request, run: int) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/{id}/tai-lap/`: compute it again from what it froze, and tell whether a bit differs.
    `?tinh=1` does so and writes nothing."""
    found = _run(request, run)
    done = None
    if request.method == "POST":
        done = actions.reproduce(found, actor=request.viewer.user, at=timezone.now())
    elif request.GET.get("tinh"):
        done = actions.recompute(found)
    trail = _trail(_runs_step(), _run_step(found), (_("Tính lại"), ""))
    context = {
        "run": found,
        "done": done,
        "trail": trail,
        "may_record": request.viewer.may("productivity.run"),
    }
    return render(request, "productivity/again.html", context | _mark(found))


@both
@may("productivity.approve")
def review(request: Request, run: int) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/{id}/duyet/`: approve for publication, return, or withdraw."""
    found = _run(request, run)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: _review(request, found, form)):
        messages.success(request, _("Đã ghi quyết định."))
        return redirect("productivity_run", run=found.pk)
    trail = _trail(_runs_step(), _run_step(found), (_("Duyệt công bố"), ""))
    words = text(printed.sentence(queries.headline(found), found.area.name))
    return _form_page(request, form, _("Duyệt công bố"), words, trail, **_mark(found))


def _review(request: Request, run: Run, form: forms.ReviewForm) -> None:
    given = form.cleaned_data
    actions.review(
        run, said=given["verdict"], note=given["note"], actor=request.viewer.user, at=timezone.now()
    )


@require_safe
@may("productivity.see")
def download(request: Request, run: int, kind: str) -> HttpResponseBase:
    """`/nang-suat/lan-tinh/{id}/tai/{kind}`: xlsx, docx, pdf or csv."""
    found = _run(request, run)
    if kind not in outputs.KINDS:
        raise Http404(kind)
    content, media_type = outputs.make(found, kind, on=timezone.localdate())
    answered = HttpResponse(content, content_type=media_type)
    stem = f"tfp-{found.first_year}-{found.last_year}-lan-{found.pk}" + (
        "-trinh-dien" if found.is_demonstration else ""
    )
    answered["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return answered


@require_safe
@may("productivity.see")
def compare(request: Request) -> HttpResponseBase:
    """`/nang-suat/so-sanh/?a=&b=`: two runs, what differs and why."""
    runs = list(queries.runs_of(request.viewer))
    asked = [next((one for one in runs if str(one.pk) == request.GET.get(name)), None) for name in ("a", "b")]
    first, second = asked
    context = {
        "runs": runs,
        "first": first,
        "second": second,
        "found": queries.compare(first, second) if first and second else None,
        "trail": _trail(_runs_step(), (_("So sánh"), "")),
        "demonstration": any(one.is_demonstration for one in asked if one),
        "mark": honest.DEMONSTRATION,
    }
    return render(request, "productivity/compare.html", context)


@both
@may("productivity.approve")
def template(request: Request) -> HttpResponseBase:
    """`/nang-suat/mau-bao-cao/`: the Word template in use, and a new one in its place. `?tai=1` hands it out."""
    if request.method == "GET" and request.GET.get("tai"):
        answered = HttpResponse(outputs.word_template(), content_type=outputs.KINDS["docx"])
        answered["Content-Disposition"] = 'attachment; filename="mau-bao-cao-tfp.docx"'
        return answered
    form = forms.TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: _place(request, form)):
        messages.success(request, _("Đã thay mẫu báo cáo."))
        return redirect("productivity_template")
    context = {
        "form": form,
        "placed": queries.template(),
        "trail": _trail(_runs_step(), (_("Mẫu báo cáo"), "")),
    }
    return render(request, "productivity/template.html", context)


def _place(request: Request, form: forms.TemplateForm) -> None:
    given = form.cleaned_data
    actions.place_template(
        given["file"],
        name=given["file"].name,
        note=given["note"],
        actor=request.viewer.user,
        at=timezone.now(),
    )


# --- what several pages need


def _run(request: Request, pk: int) -> Run:
    found: Run = get_object_or_404(
        Run.objects.visible_to(request.viewer).select_related("area", "made_by"), pk=pk
    )
    return found


def _tried(form: django_forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it; what is refused is written on the form."""
    try:
        deed()
    except Refused as refused:
        for one in refused.problems:
            form.add_error(one.where if one.where in form.fields else None, text(one.why))
        return False
    return True


def _form_page(
    request: Request, form: django_forms.Form, title: str, words: str, trail: Trail, **more: Any
) -> HttpResponseBase:
    return render(
        request,
        "productivity/form.html",
        {"form": form, "title": title, "words": words, "trail": trail, **more},
    )


def _mark(run: Run) -> dict[str, Any]:
    return {"demonstration": run.is_demonstration, "mark": honest.DEMONSTRATION}


def _trail(*steps: tuple[Any, str]) -> Trail:
    base: Trail = [(_("Việc của tôi"), reverse("home"))]
    return [*base, (_("Năng suất"), reverse("productivity") if steps else ""), *steps]


def _series_step() -> tuple[str, str]:
    return _("Chuỗi số liệu"), reverse("productivity_series")


def _runs_step() -> tuple[str, str]:
    return _("Các lần tính"), reverse("productivity_runs")


def _run_step(run: Run) -> tuple[str, str]:
    return run.name, reverse("productivity_run", args=[run.pk])
