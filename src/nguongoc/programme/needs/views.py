"""The campaign's pages: one year as its readers may see it, answering, deciding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.sheets_in import template
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment, money, number
from nguongoc.programme.needs import actions, queries
from nguongoc.programme.needs.forms import CampaignForm, DecideForm, NeedForm, NothingForm, SheetForm
from nguongoc.programme.needs.models import Campaign, Need
from nguongoc.registry.parties.desk import RecordForm, desk
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Request, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])
NAME = Text("Nhu cầu hằng năm", "Yearly needs")
TONES: dict[str, Tone] = {"proposed": "wait", "accepted": "good", "merged": "quiet", "returned": "bad"}


def state(need: Need) -> Status:
    """What became of a need."""
    return Status(TONES[need.state], need.get_state_display())


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "don-vi",
            Text("Đơn vị có nhu cầu", "Who needs it"),
            lambda need: need.name,
            order=("folded",),
            link=lambda need: reverse("need", args=[need.pk]),
            note=lambda need: need.tax_code,
        ),
        Column(
            "nhu-cau",
            Text("Nhu cầu", "Need"),
            lambda need: need.what,
            order=("what",),
            note=lambda need: need.get_kind_display(),
        ),
        Column(
            "nguoi", Text("Số người", "People"), lambda need: need.people, kind="number", order=("people",)
        ),
        Column(
            "tien",
            Text("Kinh phí dự kiến", "Money"),
            lambda need: need.amount,
            kind="money",
            order=("amount",),
        ),
        Column(
            "de-xuat",
            Text("Ai đề xuất", "Proposer"),
            lambda need: need.proposer_name,
            order=("proposer_name",),
        ),
        Column(
            "ket-qua",
            Text("Kết quả", "Outcome"),
            state,
            kind="status",
            order=("state",),
            note=lambda need: need.reason or (ALIKE if need.has_alike and need.state == "proposed" else ""),
        ),
    )


ALIKE = Text("có đề xuất khác của cùng đơn vị", "another proposal names the same enterprise")


def _choices() -> tuple[Choice, ...]:
    return (
        Choice(
            "loai",
            Text("Loại nhu cầu", "Kind"),
            Need.Kind.choices,
            lambda found, value: found.filter(kind=value),
        ),
        Choice(
            "ket-qua",
            Text("Kết quả", "Outcome"),
            Need.State.choices,
            lambda found, value: found.filter(state=value),
        ),
        Choice(
            "trung",
            Text("Trùng", "Alike"),
            [("co", Text("có thể trùng", "may be the same"))],
            lambda found, value: found.filter(has_alike=True),
        ),
    )


CONSOLIDATED = (
    Text("Loại nhu cầu", "Kind"),
    Text("Đề xuất", "Proposed"),
    Text("Đưa vào", "Accepted"),
    Text("Trả lại", "Returned"),
    Text("Số người được đưa vào", "People accepted"),
    Text("Kinh phí được đưa vào (đồng)", "Money accepted (đồng)"),
)
"""The columns of the needs by kind (`queries.Line`)."""


@require_safe
@signed_in
def current(request: Request) -> HttpResponseBase:
    """`/nhu-cau/`: the campaign that is open, else the last; where none was ever opened, what to do."""
    found = queries.current(timezone.localdate())
    if found is not None:
        return year(request, found.year)
    shown = {
        "compiles": request.viewer.may("needs.compile"),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), "")],
    }
    return render(request, "needs/none.html", shown)


@require_safe
@signed_in
def year(request: Request, year: int) -> HttpResponseBase:
    """`/nhu-cau/{year}/`: the needs that the reader may see; for who compiles, by kind and who is silent."""
    campaigns = queries.with_answer(Campaign.objects.all(), request.viewer.party)
    campaign, today = get_object_or_404(campaigns, year=year), timezone.localdate()
    rows = queries.with_alike(queries.of(campaign, request.viewer)).annotate(
        proposer_name=name_then(today, "proposer")
    )
    table = take(
        request.GET,
        name=Text(f"Nhu cầu năm {year}", f"The needs of {year}"),
        columns=_columns(),
        rows=rows,
        choices=_choices(),
        empty=Text("Chưa có đề xuất nào.", "Nothing is proposed yet."),
    )
    sees_all = request.viewer.may("needs.see_all")
    missing = queries.silent(campaign, today).annotate(party_name=name_then(today, "pk")) if sees_all else ()
    shown: dict[str, Any] = {
        "campaign": campaign,
        "is_open": campaign.is_open(today),
        "heads": CONSOLIDATED,
        "lines": [
            (
                Need.Kind(one.kind).label,
                one.proposed,
                one.accepted,
                one.returned,
                number(one.people),
                number(one.amount),
            )
            for one in (queries.consolidated(campaign) if sees_all else ())
        ],
        "silent": [one.party_name for one in missing],
        "sees_all": sees_all,
        "without": list(queries.without_needs(campaign, request.viewer, today)),
        "proposes": request.viewer.may("needs.propose") and request.viewer.party is not None,
        "compiles": request.viewer.may("needs.compile"),
        "years": Campaign.objects.values_list("year", flat=True),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("needs")), (str(year), "")],
    }
    return answer(request, "needs/year.html", table, **shown)


def _here(campaign: Campaign) -> tuple[str, str]:
    return text(Text(f"Nhu cầu năm {campaign.year}", f"The needs of {campaign.year}")), reverse(
        "needs_year", args=[campaign.year]
    )


@edits
@may("needs.compile")
def campaign_new(request: Request) -> HttpResponse:
    """`/nhu-cau/moi/`: ask for a year's needs."""
    today = timezone.localdate()
    form, at = (
        CampaignForm(request.POST or None, initial={"year": today.year + 1, "opens_on": today}),
        timezone.now(),
    )
    made: list[Campaign] = []
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.open_campaign(actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã mở đợt đề xuất. Các cơ quan được báo."))
        return redirect("needs_year", made[0].year)
    words = Text(
        "Các sở, xã, phường được báo ngay, nhắc khi còn 7 ngày, 2 ngày và khi quá hạn.",
        "Departments and communes are told at once, and reminded seven and two days before and one day after.",
    )
    return desk(
        request,
        form,
        Text("Mở đợt đề xuất", "Ask for a year's needs"),
        (text(NAME), reverse("needs")),
        words=words,
    )


@edits
@may("needs.propose")
def need_none(request: Request, year: int) -> HttpResponse:
    """`/nhu-cau/{year}/khong-co/`: answer that one's party needs nothing that year."""
    campaign, at = get_object_or_404(Campaign, year=year), timezone.now()
    form, party = NothingForm(request.POST or None), _proposer(request)
    if request.method == "POST" and form.carry(
        lambda: actions.need_nothing(campaign, party, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã ghi: năm này không có nhu cầu. Còn hạn thì vẫn đề xuất lại được."))
        return redirect("needs_year", year)
    return desk(
        request,
        form,
        Text("Trả lời không có nhu cầu", "Answer that nothing is needed"),
        (text(NAME), reverse("needs")),
        _here(campaign),
        words=Text(
            "Cơ quan tổng hợp biết là đã hỏi và đã trả lời; không nhắc nữa.",
            "Who compiles knows that you were asked and have answered; no reminder follows.",
        ),
        action=Text("Không có nhu cầu", "Nothing is needed"),
    )


def _proposer(request: Request) -> Party:
    return get_object_or_404(Party, pk=request.viewer.party)


@edits
@may("needs.propose")
def need_new(request: Request, year: int) -> HttpResponse:
    """`/nhu-cau/{year}/de-xuat/`: one need; an enterprise's own is filled in from its record, and what was looked at
    (`?loai=&noi-dung=`) from there."""
    campaign, at = get_object_or_404(Campaign, year=year), timezone.now()
    proposer = _proposer(request)
    known = {}
    if proposer.kind != Party.Kind.AGENCY:
        known = {
            "name": names([proposer.pk], on=timezone.localdate()).get(proposer.pk, ""),
            "tax_code": proposer.tax_code or "",
        }
    asked = {"kind": request.GET.get("loai", ""), "what": request.GET.get("noi-dung", "")}
    form = NeedForm(request.POST or None, initial={**known, **asked})
    if request.method == "POST" and form.carry(
        lambda: actions.propose(campaign, proposer, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã ghi đề xuất. Bạn sẽ thấy kết quả ở đây."))
        return redirect("needs_year", year)
    return desk(
        request, form, Text("Đề xuất nhu cầu", "Name a need"), (text(NAME), reverse("needs")), _here(campaign)
    )


@edits
@may("needs.propose")
def need_sheet(request: Request, year: int) -> HttpResponse:
    """`/nhu-cau/{year}/nhap/`: many needs at once; with any cell wrong, none is stored."""
    campaign, at = get_object_or_404(Campaign, year=year), timezone.now()
    form = SheetForm(request.POST or None, request.FILES or None)
    taken: actions.Taken | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = actions.take_sheet(
                campaign,
                _proposer(request),
                file,
                name=file.name,
                actor=request.viewer.user,
                at=at,
                dry=form.cleaned_data["dry"],
            )
        except Refused as refused:
            for one in refused.problems:
                form.add_error("file", f"{one.where} {text(one.why)}".strip())
        else:
            if not taken.problems and not form.cleaned_data["dry"]:
                messages.success(
                    request,
                    _("Đã ghi %(new)s đề xuất, %(same)s đã có.") % {"new": taken.new, "same": taken.repeated},
                )
                return redirect("needs_year", year)
    shown: dict[str, Any] = {
        "taken": taken,
        "campaign": campaign,
        "problems": [(one.where, text(one.why)) for one in taken.problems[:200]] if taken else [],
        "remarks": [text(one) for one in taken.remarks] if taken else [],
    }
    title = Text("Nộp bảng tính nhu cầu", "Hand in a sheet of needs")
    return desk(
        request,
        form,
        title,
        (text(NAME), reverse("needs")),
        _here(campaign),
        template="needs/sheet.html",
        action=Text("Nộp", "Hand in"),
        **shown,
    )


@require_safe
@may("needs.propose")
def sheet_template(request: Request, year: int) -> HttpResponseBase:
    """`/nhu-cau/{year}/mau.xlsx`: the sheet to fill in."""
    get_object_or_404(Campaign, year=year)
    heads, rows = template(actions.FIELDS)
    return sheets.answer(f"nhu-cau-{year}", heads, rows)


@require_safe
@may("needs.see_all")
def consolidated_sheet(request: Request, year: int) -> HttpResponseBase:
    """`/nhu-cau/{year}/tong-hop.xlsx`: the needs of the year by kind."""
    lines = queries.consolidated(get_object_or_404(Campaign, year=year))
    heads = [text(head) for head in CONSOLIDATED]
    rows = ([str(Need.Kind(one.kind).label), *one[1:]] for one in lines)
    return sheets.answer(f"tong-hop-nhu-cau-{year}", heads, rows)


@require_safe
@signed_in
def need(request: Request, need: int) -> HttpResponse:
    """`/nhu-cau/de-xuat/{id}/`: what was proposed, and what became of it and why."""
    found = get_object_or_404(
        Need.objects.visible_to(request.viewer).select_related(
            "campaign", "proposer", "party", "merged_into", "decided_by"
        ),
        pk=need,
    )
    called = names([found.proposer_id], on=timezone.localdate())
    facts = [
        Fact(Text("Đơn vị có nhu cầu", "Who needs it"), found.name, note=found.tax_code),
        Fact(Text("Loại nhu cầu", "Kind"), found.get_kind_display()),
        Fact(Text("Lý do", "Why"), found.why),
        Fact(Text("Số người", "People"), number(found.people) if found.people else ""),
        Fact(Text("Kinh phí dự kiến", "Money"), money(found.amount) if found.amount is not None else ""),
        Fact(
            Text("Ai đề xuất", "Proposer"),
            called.get(found.proposer_id, ""),
            note=f"{moment(found.proposed_at)} · {found.get_way_display()}",
        ),
        Fact(
            Text("Kết quả", "Outcome"),
            found.reason or text(Text("chưa xem xét", "not decided yet")),
            note=moment(found.decided_at) if found.decided_at else "",
            status=state(found),
            link=reverse("need", args=[found.merged_into_id]) if found.merged_into_id else "",
        ),
    ]
    shown = {
        "need": found,
        "facts": [one for one in facts if one.value],
        "compiles": request.viewer.may("needs.compile"),
        "trail": [
            (_("Việc của tôi"), reverse("home")),
            (text(NAME), reverse("needs")),
            _here(found.campaign),
            (found.what, ""),
        ],
    }
    return render(request, "needs/need.html", shown)


@edits
@may("needs.compile")
def need_decide(request: Request, need: int) -> HttpResponse:
    """`/nhu-cau/de-xuat/{id}/xem-xet/`: accept it, return it with a reason, or merge it into another."""
    found, at = (
        get_object_or_404(Need.objects.select_related("campaign", "proposer"), pk=need),
        timezone.now(),
    )
    others = queries.alike(found)
    form = DecideForm(request.POST or None, record=found, others=others)
    actor = request.viewer.user

    def act() -> None:
        told = form.cleaned_data
        deeds: dict[str, Callable[[], None]] = {
            "accept": lambda: actions.accept(
                found, reason=told["reason"], actor=actor, at=at, opened=form.opened
            ),
            "return": lambda: actions.return_need(
                found, reason=told["reason"], actor=actor, at=at, opened=form.opened
            ),
            "merge": lambda: actions.merge(
                found, told["into"] or found, actor=actor, at=at, opened=form.opened
            ),
        }
        deeds[told["deed"]]()

    if request.method == "POST" and form.carry(act):
        messages.success(request, _("Đã ghi kết quả. Người đề xuất được báo."))
        return redirect("needs_year", found.campaign.year)
    title = Text(f"Xem xét: {found.what} · {found.name}", f"Decide: {found.what} · {found.name}")
    return desk(
        request,
        form,
        title,
        (text(NAME), reverse("needs")),
        _here(found.campaign),
        action=Text("Ghi kết quả", "Decide"),
    )


@edits
@may("needs.compile")
def need_again(request: Request, need: int) -> HttpResponse:
    """`/nhu-cau/de-xuat/{id}/xem-lai/`: take the decision back, after a question."""
    found = get_object_or_404(Need.objects.select_related("campaign"), pk=need)
    form, at = RecordForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.take_up_again(found, actor=request.viewer.user, at=at, opened=form.opened)
    ):
        messages.success(request, _("Đề xuất này lại chờ xem xét."))
        return redirect("need", found.pk)
    words = Text(
        "Kết quả và lý do đã ghi được rút lại; lịch sử vẫn giữ cả hai.",
        "The outcome and its reason are taken back; the history keeps both.",
    )
    title = Text(f"Xem xét lại: {found.what}", f"Take up again: {found.what}")
    return desk(
        request, form, title, _here(found.campaign), words=words, action=Text("Xem xét lại", "Take up again")
    )
