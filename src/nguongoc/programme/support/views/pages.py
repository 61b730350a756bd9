"""The register of cases, the four pages of one, and its files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.evidence import files
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.components import Fact, Status
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, money, number
from nguongoc.programme.support import papers, queries
from nguongoc.programme.support.actions import applying
from nguongoc.programme.support.actions.carrying import MEASURES
from nguongoc.programme.support.forms import AnswerForm
from nguongoc.programme.support.models import Assignment, Case, Kind, Step
from nguongoc.programme.support.views.deeds import offered
from nguongoc.programme.support.views.strip import NAME, frame, is_own, status, the_case, turn, until
from nguongoc.registry.certificates.views import state as paper_state
from nguongoc.registry.parties.models import name_then
from nguongoc.registry.parties.rights import Request, Viewer, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])


def _columns(today: Any) -> tuple[Column, ...]:
    return (
        Column(
            "ma",
            Text("Mã hồ sơ", "Code"),
            lambda one: one.code or text(Text("bản nháp", "draft")),
            kind="code",
            order=("code",),
            link=lambda one: reverse("case", args=[one.pk]),
            note=lambda one: moment(one.submitted_at) if one.submitted_at else "",
        ),
        Column("don-vi", Text("Đơn vị", "Party"), lambda one: one.party_name, order=("party_name",)),
        Column(
            "viec",
            Text("Hỗ trợ việc gì", "Support for"),
            lambda one: one.wish or one.kind.name,
            order=("wish_folded",),
            note=lambda one: one.kind.name if one.wish else "",
        ),
        Column("trang-thai", Text("Trạng thái", "State"), status, kind="status", order=("state",)),
        Column(
            "han",
            Text("Hạn trả lời", "Due"),
            lambda one: None if one.state in dossier.CLOSED else one.deadline,
            kind="day",
            order=("deadline",),
            note=lambda one: (until(one, today)[1] or Status("quiet", "")).words,
        ),
        Column("luot", Text("Đến lượt", "Whose turn"), turn),
    )


def _choices(today: Any, sees_all: bool) -> tuple[Choice, ...]:
    turns = {
        whose: [state for state in dossier.NAMES if dossier.turn(state) == whose]
        for whose in ("applicant", "officer")
    }
    running = Q(state__in=dossier.ON_THE_CLOCK - dossier.CLOCK_STANDS)
    dates = {
        "hom-nay": running & Q(deadline=today),
        "tuan": running & Q(deadline__range=(today, today + timedelta(days=7))),
        "qua": running & Q(deadline__lt=today),
    }
    return (
        Choice(
            "trang-thai",
            Text("Trạng thái", "State"),
            [(code, words) for code, words in dossier.NAMES.items() if code != dossier.DRAFT or not sees_all],
            lambda rows, value: rows.filter(state=value),
        ),
        Choice(
            "loai",
            Text("Loại hỗ trợ", "Kind"),
            [(one.code, one.name) for one in Kind.objects.filter(valid_to=None, is_open=True)],
            lambda rows, value: rows.filter(kind__code=value),
        ),
        Choice(
            "luot",
            Text("Đến lượt", "Turn"),
            [("applicant", Text("đơn vị nộp", "the applicant")), ("officer", Text("cơ quan", "the agency"))],
            lambda rows, value: rows.filter(state__in=turns[value]),
        ),
        Choice(
            "han",
            Text("Hạn", "Deadline"),
            [
                ("hom-nay", Text("hôm nay", "today")),
                ("tuan", Text("trong 7 ngày", "within 7 days")),
                ("qua", Text("đã quá hạn", "overdue")),
            ],
            lambda rows, value: rows.filter(dates[value]),
        ),
    )


@require_safe
@signed_in
def cases(request: Request) -> HttpResponseBase:
    """`/ho-tro/`: the cases that the reader may see; an applicant's own with their drafts."""
    today, viewer = timezone.localdate(), request.viewer
    rows = queries.rows(viewer).annotate(party_name=name_then(today, "party"))
    sees_all = viewer.may("support.see_all")
    table = take(
        request.GET,
        name=NAME,
        columns=_columns(today),
        rows=rows.order_by("-submitted_at", "-pk")
        if sees_all
        else rows.order_by("state", "-saved_at", "-pk"),
        choices=_choices(today, sees_all),
        search=lambda found, typed: found.filter(
            Q(code__icontains=typed.strip())
            | Q(wish_folded__contains=fold(typed))
            | Q(party_name__icontains=typed)
        ),
        search_hint=Text("mã, đơn vị, tiêu chuẩn", "code, party, standard"),
        empty=Text(
            "Chưa có hồ sơ nào. Đơn vị bấm “Làm hồ sơ mới” để xin hỗ trợ.",
            "No case yet. An enterprise begins with “New application”.",
        ),
    )
    shown = {
        "applies": viewer.may("support.apply") and viewer.party is not None,
        "handles": viewer.may("support.handle"),
        "sees_experts": sees_all or viewer.may("support.judge"),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), "")],
    }
    return answer(request, "support/cases.html", table, **shown)


@require_safe
@signed_in
def case(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/`: how it stands, what is asked, what was applied for, and who did what."""
    today = timezone.localdate()
    found = the_case(request, case, today)
    shown = frame(request, found, today, "case")
    is_locked = found.is_editable and not shown["is_own"]
    steps = (
        Step.objects.visible_to(request.viewer)
        .filter(case=found)
        .select_related("actor")
        .order_by("-at", "-pk")
    )
    asks = list(found.asks.order_by("asked_at", "pk")) if found.submitted_at else []
    for one in asks:
        one.case = found
    shown |= {
        "deeds": [
            one for one in offered(request, found) if one.is_main or not (one.is_judging or one.is_carrying)
        ],
        "is_locked": is_locked,
        "facts": [] if is_locked else _facts(found, request.viewer),
        "papers": [] if is_locked else found.papers.filter(replaced_at=None).select_related("file"),
        "asks": [
            (one, AnswerForm(ask=one) if shown["is_own"] and not one.answered_at else None) for one in asks
        ],
        "owes": found.state in dossier.CLOCK_STANDS,
        "steps": [(one, dossier.NAMES.get(one.after)) for one in steps],
        "missing": queries.missing_papers(found) if found.state == dossier.DRAFT else [],
    }
    return render(request, "support/case.html", shown)


def _sum(amount: Any) -> str:
    """An amount whose unit may stand on the next line: on a phone the column is narrow."""
    return money(amount).replace("\N{NO-BREAK SPACE}", " ")


def _bare(label: Text) -> Text:
    """A field's label without its unit, which the figure says."""
    return Text(label.vi.removesuffix(" (đồng)"), label.en.removesuffix(" (đồng)"))


def _facts(case: Case, viewer: Viewer) -> list[Fact]:
    sees_party = viewer.may("registry.see_all") or case.party_id in viewer.sees
    facts = [
        Fact(
            Text("Đơn vị", "Party"),
            case.party_name,  # type: ignore[attr-defined]
            note=case.party.tax_code or "",
            link=reverse("party", args=[case.party_id]) if sees_party else "",
        ),
        *(
            Fact(_bare(label), _sum(value) if name in applying.FIGURES else value)
            for name, label in applying.FIELDS.items()
            if (value := getattr(case, name)) not in ("", None) and name != "wish_code"
        ),
        Fact(Text("Cách nộp", "Handed in"), case.get_channel_display() if case.submitted_at else ""),
    ]
    return [one for one in facts if one.value]


@require_safe
@may("support.see_all")
def case_checks(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/dieu-kien/`: every rule by which it may be supported, with what was found."""
    today = timezone.localdate()
    found = the_case(request, case, today)
    shown = frame(request, found, today, "case_checks")
    shown["checks"] = [] if found.is_editable else queries.checks(found, today)
    return render(request, "support/checks.html", shown)


@require_safe
@signed_in
def case_judging(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/tham-dinh/`: experts, councils and the decision."""
    today = timezone.localdate()
    found = the_case(request, case, today)
    given = list(found.assignments.select_related("expert", "competence", "file", "marked_by"))
    handles = request.viewer.may("support.handle")
    shown = frame(request, found, today, "case_judging")
    shown |= {
        "deeds": [one for one in offered(request, found) if one.is_judging],
        "assignments": [(one, _mine(request, one)) for one in given],
        "handles": handles,
        "councils": found.councils.order_by("held_on", "pk"),
        "ruling": getattr(found, "ruling", None),
    }
    return render(request, "support/judging.html", shown)


def _mine(request: Request, one: Assignment) -> bool:
    """Whether the reader may speak for this expert: the expert, or an officer with the signed paper."""
    user = request.viewer.user
    return request.viewer.may("support.handle") or (user is not None and one.expert.user_id == user.pk)


@require_safe
@signed_in
def case_carrying(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/thuc-hien/`: contract, stages, acceptance, certificates, and how things stand afterwards."""
    today = timezone.localdate()
    found = the_case(request, case, today)
    shown = frame(request, found, today, "case_carrying")
    contract = getattr(found, "contract", None)
    reads = shown["is_own"] or request.viewer.may("support.handle")
    years = list(found.follow_ups.order_by("year"))
    shown_years = [one for one in years if reads or one.is_shared]
    shown |= {
        "deeds": [one for one in offered(request, found) if one.is_carrying],
        "contract": contract,
        "contract_facts": _contract_facts(contract) if contract else [],
        "stages": list(contract.stages.select_related("file")) if contract else [],
        "handles": request.viewer.may("support.handle"),
        "results": [
            (one.certificate, paper_state(one.certificate))
            for one in found.results.select_related("certificate").order_by("pk")
        ],
        "years": years,
        "shown_years": shown_years,
        "measures": _measures(shown_years),
        "hides": not reads,
        "today": today,
    }
    return render(request, "support/carrying.html", shown)


def _contract_facts(contract: Any) -> list[Fact]:
    facts = [
        Fact(Text("Số hợp đồng", "Contract"), contract.number, note=day(contract.signed_on)),
        Fact(Text("Đơn vị tư vấn, chứng nhận", "Adviser, certifier"), contract.partner),
        Fact(Text("Giá trị", "Value"), _sum(contract.total)),
        Fact(Text("Tỉnh hỗ trợ", "Support"), _sum(contract.support)),
        Fact(Text("Kết thúc", "Ends"), day(contract.ends_on) if contract.ends_on else ""),
        Fact(
            Text("Nghiệm thu", "Acceptance"),
            contract.acceptance,
            note=day(contract.accepted_on) if contract.accepted_on else "",
        ),
    ]
    return [one for one in facts if one.value]


def _measures(years: list[Any]) -> list[tuple[Text, Text, list[tuple[int, str]]]]:
    """A row for each measure that anybody told: its name, its unit, its figure in each of these years."""
    return [
        (name, unit, [(one.year, number(one.measures.get(code))) for one in years])
        for code, (name, unit) in MEASURES.items()
        if any(code in one.measures for one in years)
    ]


@require_safe
@signed_in
def receipt(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/bien-nhan.pdf`: code, papers, and the day of the answer."""
    today = timezone.localdate()
    found = the_case(request, case, today)
    if found.code is None:
        raise Http404("draft")
    address = request.build_absolute_uri(reverse("case_lookup"))
    sent = HttpResponse(papers.receipt(found, on=today, address=address), content_type="application/pdf")
    sent["Content-Disposition"] = f'inline; filename="bien-nhan-{found.code}.pdf"'
    return sent


FILES = (
    "papers__file",
    "asks__file",
    "assignments__file",
    "ruling__file",
    "contract__file",
    "contract__acceptance_file",
    "contract__stages__file",
)
"""Where files hang on a case."""


@require_safe
@signed_in
def case_file(request: Request, case: int, file: UUID) -> HttpResponseBase:
    """`/ho-tro/{id}/tep/{uuid}`: a file of this case, for whoever may see it."""
    found = the_case(request, case, timezone.localdate())
    if found.is_editable and not is_own(request, found):
        raise Http404(str(file))
    hangs_here = Q()
    for name in FILES:
        hangs_here |= Q(**{name: file})
    if not Case.objects.filter(hangs_here, pk=found.pk).exists():
        raise Http404(str(file))
    return files.answer(get_object_or_404(Attachment, pk=file), inline=True)
