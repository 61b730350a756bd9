"""Policies on their way and proposed standards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment
from nguongoc.programme.library import actions, queries
from nguongoc.programme.library.actions.policy import NEXT
from nguongoc.programme.library.forms import (
    ConsultForm,
    DecideForm,
    DossierForm,
    DraftForm,
    DropForm,
    FinishForm,
    OpinionForm,
    ProposalForm,
    ReplyForm,
)
from nguongoc.programme.library.models import Dossier, Draft, Opinion, Proposal
from nguongoc.programme.library.views.shared import (
    DOSSIERS,
    PROPOSALS,
    edits,
    sector_names,
    trail,
    way,
)
from nguongoc.registry.parties.desk import RecordForm, desk
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Request, may, signed_in

DOSSIER_TONES: dict[str, Tone] = {
    "drafting": "quiet",
    "consulting": "info",
    "weighing": "wait",
    "final": "good",
    "dropped": "quiet",
}
OPINION_TONES: dict[str, Tone] = {"": "wait", "whole": "good", "partly": "info", "not": "quiet"}
PROPOSAL_TONES: dict[str, Tone] = {
    "proposed": "wait",
    "accepted": "info",
    "sent": "info",
    "issued": "good",
    "returned": "bad",
}


def dossier_state(one: Dossier) -> Status:
    """How it stands."""
    if one.state == Dossier.State.CONSULTING and not one.takes_opinions(timezone.localdate()):
        return Status("wait", Text("đã hết hạn góp ý", "consultation over"))
    return Status(DOSSIER_TONES[one.state], one.get_state_display())


DOSSIER_COLUMNS = (
    Column(
        "ten",
        Text("Chính sách", "Policy"),
        lambda one: one.title,
        order=("title",),
        link=lambda one: reverse("dossier", args=[one.pk]),
        note=lambda one: one.amends.number if one.amends else "",
    ),
    Column(
        "han",
        Text("Nhận ý kiến đến", "Opinions until"),
        lambda one: one.closes_on,
        kind="day",
        order=("closes_on",),
    ),
    Column("tinh-trang", Text("Tình trạng", "State"), dossier_state, kind="status", order=("state",)),
)


@require_safe
@signed_in
def dossiers(request: Request) -> HttpResponseBase:
    """`/chinh-sach/`: the policies on their way, and what they became."""
    table = take(
        request.GET,
        name=DOSSIERS,
        columns=DOSSIER_COLUMNS,
        rows=Dossier.objects.visible_to(request.viewer).select_related("amends"),
        choices=(
            Choice(
                "tinh-trang",
                Text("Tình trạng", "State"),
                Dossier.State.choices,
                lambda rows, state: rows.filter(state=state),
            ),
        ),
        empty=Text("Chưa có chính sách nào đang lấy ý kiến.", "No policy is being discussed."),
    )
    shown = {"edits": request.viewer.may("library.edit"), "trail": trail((text(DOSSIERS), ""))}
    return answer(request, "library/dossiers.html", table, **shown)


def _the_dossier(request: Request, pk: int) -> Dossier:
    rows = Dossier.objects.visible_to(request.viewer).select_related("amends", "final")
    return get_object_or_404(rows, pk=pk)


def _here(dossier: Dossier) -> tuple[tuple[str, str], tuple[str, str]]:
    return way(DOSSIERS, "dossiers"), (dossier.title, reverse("dossier", args=[dossier.pk]))


OPINION_COLUMNS = (
    Column(
        "dieu",
        Text("Điều, khoản", "Clause"),
        lambda one: one.clause or Text("toàn văn", "the whole"),
        order=("clause",),
    ),
    Column(
        "don-vi",
        Text("Ai góp ý", "Who"),
        lambda one: one.called,
        order=("called",),
        note=lambda one: Text(f"dự thảo {one.draft.number}", f"draft {one.draft.number}"),
    ),
    Column(
        "y-kien",
        Text("Ý kiến", "Opinion"),
        lambda one: one.words,
        link=lambda one: reverse("opinion", args=[one.pk]),
    ),
    Column("tra-loi", Text("Trả lời", "Reply"), lambda one: one.reply),
    Column(
        "ket-qua",
        Text("Kết quả", "Outcome"),
        lambda one: Status(
            OPINION_TONES[one.taken], one.get_taken_display() if one.taken else _("chưa trả lời")
        ),
        kind="status",
        order=("taken",),
    ),
)


@require_safe
@signed_in
def dossier(request: Request, dossier: int) -> HttpResponseBase:
    """`/chinh-sach/{id}/`: what it is about, its drafts, the opinions that the reader may see with their replies."""
    found, today = _the_dossier(request, dossier), timezone.localdate()
    leads = request.viewer.may("library.edit")
    opinions = (
        Opinion.objects.visible_to(request.viewer)
        .filter(draft__dossier=found)
        .select_related("draft")
        .annotate(called=name_then(today, "party"))
    )
    table = take(
        request.GET,
        name=Text("Ý kiến và trả lời", "Opinions and replies"),
        columns=OPINION_COLUMNS,
        rows=opinions,
        empty=Text("Chưa có ý kiến nào bạn được xem.", "No opinion that you may see."),
        id="y-kien",
    )
    drafts = list(found.drafts.defer("text").select_related("file"))
    facts = [
        Fact(Text("Vì sao, thay đổi gì", "Why, and what changes"), found.about),
        Fact(
            Text("Sửa văn bản", "Amends"),
            found.amends.number if found.amends else "",
            link=reverse("library_document", args=[found.amends_id]) if found.amends_id else "",
        ),
        Fact(
            Text("Nhận ý kiến", "Opinions"),
            Text(
                f"từ {day(found.opened_on)} đến hết {day(found.closes_on)}",
                f"{day(found.opened_on)}–{day(found.closes_on)}",
            )
            if found.opened_on
            else "",
        ),
        Fact(
            Text("Đã ban hành", "Issued as"),
            found.final.number if found.final else "",
            link=reverse("library_document", args=[found.final_id]) if found.final_id else "",
        ),
        Fact(Text("Kết quả", "Outcome"), found.outcome),
    ]
    shown = {
        "dossier": found,
        "state": dossier_state(found),
        "facts": [one for one in facts if one.value],
        "drafts": drafts,
        "latest": found.drafts.last(),
        "opines": found.takes_opinions(today)
        and request.viewer.may("library.speak")
        and bool(request.viewer.parties),
        "leads": leads,
        "deeds": [deed for deed in _deeds(found) if leads],
        "trail": trail(way(DOSSIERS, "dossiers"), (found.title, "")),
    }
    return answer(request, "library/dossier.html", table, **shown)


def _deeds(found: Dossier) -> list[tuple[str, Text]]:
    """What may be done with it now: the word in the address, and what it is called."""
    ways = {
        "drafting": ("lay-y-kien", "dung"),
        "consulting": ("tiep-thu",),
        "weighing": ("lay-y-kien", "ban-hanh", "dung"),
    }
    return [(one, DEEDS[one][1]) for one in ways.get(found.state, ())]


@edits
@may("library.edit")
def dossier_new(request: Request) -> HttpResponse:
    """`/chinh-sach/moi/`."""
    form, made, at = DossierForm(request.POST or None), list[Dossier](), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.begin_dossier(actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã lưu. Thêm dự thảo đầu tiên."))
        return redirect("dossier", made[0].pk)
    return desk(request, form, Text("Mở hồ sơ chính sách", "Begin a policy"), way(DOSSIERS, "dossiers"))


@edits
@may("library.edit")
def dossier_edit(request: Request, dossier: int) -> HttpResponse:
    """`/chinh-sach/{id}/sua/`."""
    found = _the_dossier(request, dossier)
    form, at = DossierForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_dossier(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("dossier", found.pk)
    return desk(request, form, Text("Sửa hồ sơ", "Edit the dossier"), *_here(found))


@edits
@may("library.edit")
def dossier_draft(request: Request, dossier: int) -> HttpResponse:
    """`/chinh-sach/{id}/du-thao/`: the next version, begun from the last."""
    found = _the_dossier(request, dossier)
    last = found.drafts.last()
    form = DraftForm(request.POST or None, request.FILES or None, initial={"text": last.text if last else ""})
    at = timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.add_draft(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã thêm dự thảo."))
        return redirect("dossier", found.pk)
    return desk(request, form, Text("Thêm dự thảo", "Add a draft"), *_here(found))


@require_safe
@signed_in
def dossier_compare(request: Request, dossier: int) -> HttpResponse:
    """`/chinh-sach/{id}/so-sanh/`: two drafts, paragraph by paragraph (`?a=1&b=2`; else the last two)."""
    found = _the_dossier(request, dossier)
    drafts = list(found.drafts.all())
    by_number = {str(one.number): one for one in drafts}
    new = by_number.get(request.GET.get("b", ""), drafts[-1] if drafts else None)
    old = by_number.get(request.GET.get("a", ""), drafts[-2] if len(drafts) > 1 else new)
    lines = queries.compared(old, new) if old and new else []
    shown = {
        "dossier": found,
        "drafts": drafts,
        "old": old,
        "new": new,
        "lines": lines,
        "changed": sum(1 for mark, _line in lines if mark != "same"),
        "trail": trail(*_here(found), (_("So sánh dự thảo"), "")),
    }
    return render(request, "library/compare.html", shown)


@require_safe
@signed_in
def draft_file(request: Request, draft: int) -> HttpResponseBase:
    """`/chinh-sach/du-thao/{id}/tep`: the paper of a draft, for whoever may see the dossier."""
    seen = Dossier.objects.visible_to(request.viewer)
    rows = Draft.objects.filter(dossier__in=seen).exclude(file=None).select_related("file")
    found = get_object_or_404(rows, pk=draft)
    assert found.file is not None
    return files.answer(found.file, inline=True)


@edits
@may("library.speak")
def dossier_opine(request: Request, dossier: int) -> HttpResponse:
    """`/chinh-sach/{id}/gop-y/`: one opinion, in the name of one's party."""
    found = _the_dossier(request, dossier)
    party = get_object_or_404(Party, pk=request.viewer.party)
    form, at = OpinionForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.opine(found, party, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã ghi ý kiến. Bạn sẽ thấy lời trả lời ở đây."))
        return redirect("dossier", found.pk)
    called = names([party.pk], on=timezone.localdate()).get(party.pk, "")
    words = Text(f"Góp ý với danh nghĩa {called}.", f"In the name of {called}.")
    return desk(request, form, Text("Góp ý dự thảo", "Give an opinion"), *_here(found), words=words)


DEEDS: dict[str, tuple[type[RecordForm], Text, Callable[..., Any]]] = {
    "lay-y-kien": (ConsultForm, Text("Lấy ý kiến", "Ask others"), actions.consult),
    "tiep-thu": (RecordForm, Text("Khép lấy ý kiến, tiếp thu", "Close and answer"), actions.weigh),
    "ban-hanh": (FinishForm, Text("Ghi đã ban hành", "It is issued"), actions.finish),
    "dung": (DropForm, Text("Dừng", "Drop"), actions.drop),
}


@edits
@may("library.edit")
def dossier_move(request: Request, dossier: int, deed: str) -> HttpResponse:
    """`/chinh-sach/{id}/viec/{deed}/`: the next step of its way."""
    found = _the_dossier(request, dossier)
    if deed not in DEEDS:
        return redirect("dossier", found.pk)
    form_of, title, act = DEEDS[deed]
    # a form without fields of its own is still bound by what was posted
    form, at = form_of(request.POST if request.method == "POST" else None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: act(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("dossier", found.pk)
    return desk(request, form, title, *_here(found), action=title)


@edits
@signed_in
def opinion(request: Request, opinion: int) -> HttpResponse:
    """`/chinh-sach/y-kien/{id}/`: an opinion and its reply; who leads the dossier answers here."""
    rows = Opinion.objects.visible_to(request.viewer).select_related("draft__dossier", "replied_by")
    found: Any = get_object_or_404(rows.annotate(called=name_then(timezone.localdate(), "party")), pk=opinion)
    title = Text(f"Ý kiến của {found.called}", f"Opinion of {found.called}")
    facts = [
        Fact(Text("Điều, khoản", "Clause"), found.clause or Text("toàn văn", "the whole")),
        Fact(Text("Ý kiến", "Opinion"), found.words, note=moment(found.given_at)),
        Fact(
            Text("Trả lời", "Reply"),
            found.reply or Text("chưa trả lời", "not answered yet"),
            status=Status(OPINION_TONES[found.taken], found.get_taken_display()) if found.taken else None,
            note=moment(found.replied_at) if found.replied_at else "",
        ),
    ]
    leads = request.viewer.may("library.edit") and found.draft.dossier.state in ("consulting", "weighing")
    form, at = (
        ReplyForm(request.POST if leads and request.method == "POST" else None, record=found),
        timezone.now(),
    )
    if leads and request.method == "POST" and form.carry(lambda: _reply(request, found, form, at)):
        messages.success(request, _("Đã lưu. Người góp ý được báo."))
        return redirect("dossier", found.draft.dossier_id)
    shown: dict[str, Any] = {"facts": facts, "leads": leads}
    return desk(
        request, form, title, *_here(found.draft.dossier), template="library/opinion.html",
        action=Text("Trả lời", "Reply"), **shown,
    )  # fmt: skip


def _reply(request: Request, found: Opinion, form: ReplyForm, at: Any) -> None:
    told = form.values
    actions.reply(
        found, taken=told["taken"], words=told["reply"], actor=request.viewer.user, at=at, opened=form.opened
    )


# Proposed standards

PROPOSAL_COLUMNS = (
    Column(
        "ten",
        Text("Đề xuất", "Proposal"),
        lambda one: one.title,
        order=("title",),
        link=lambda one: reverse("proposal", args=[one.pk]),
        note=lambda one: one.get_kind_display(),
    ),
    Column("ai", Text("Ai đề xuất", "Proposer"), lambda one: one.called, order=("called",)),
    Column("ngay", Text("Ngày", "Day"), lambda one: one.proposed_at, kind="day", order=("proposed_at",)),
    Column(
        "ket-qua",
        Text("Kết quả", "Outcome"),
        lambda one: Status(PROPOSAL_TONES[one.state], one.get_state_display()),
        kind="status",
        order=("state",),
    ),
)


@require_safe
@signed_in
def proposals(request: Request) -> HttpResponseBase:
    """`/de-xuat-tieu-chuan/`: the standards that somebody wants, as far as the reader may see."""
    rows = Proposal.objects.visible_to(request.viewer).annotate(
        called=name_then(timezone.localdate(), "party")
    )
    table = take(
        request.GET,
        name=PROPOSALS,
        columns=PROPOSAL_COLUMNS,
        rows=rows,
        choices=(
            Choice(
                "ket-qua",
                Text("Kết quả", "Outcome"),
                Proposal.State.choices,
                lambda found, state: found.filter(state=state),
            ),
        ),
        empty=Text("Chưa có đề xuất nào.", "Nothing is proposed yet."),
    )
    speaks = request.viewer.may("library.speak") and bool(request.viewer.parties)
    return answer(request, "library/proposals.html", table, speaks=speaks, trail=trail((text(PROPOSALS), "")))


@edits
@may("library.speak")
def proposal_new(request: Request) -> HttpResponse:
    """`/de-xuat-tieu-chuan/moi/`."""
    party = get_object_or_404(Party, pk=request.viewer.party)
    form, made, at = (
        ProposalForm(request.POST or None, request.FILES or None),
        list[Proposal](),
        timezone.now(),
    )
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.propose_standard(party, actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã ghi đề xuất. Bạn sẽ thấy kết quả ở đây."))
        return redirect("proposal", made[0].pk)
    return desk(
        request,
        form,
        Text("Đề xuất tiêu chuẩn, quy chuẩn", "Propose a standard"),
        way(PROPOSALS, "proposals"),
    )


@require_safe
@signed_in
def proposal(request: Request, proposal: int) -> HttpResponse:
    """`/de-xuat-tieu-chuan/{id}/`: what was proposed, and what became of it."""
    rows = Proposal.objects.visible_to(request.viewer).select_related("document", "file")
    found: Any = get_object_or_404(
        rows.annotate(called=name_then(timezone.localdate(), "party")), pk=proposal
    )
    facts = [
        Fact(Text("Loại", "Kind"), found.get_kind_display()),
        Fact(Text("Ai đề xuất", "Proposer"), found.called, note=moment(found.proposed_at)),
        Fact(Text("Vì sao", "Why"), found.why),
        Fact(Text("Ngành hàng", "Sectors"), sector_names(found.sectors)),
        Fact(
            Text("Kết quả", "Outcome"),
            found.answer or Text("chưa có lời trả lời", "no answer yet"),
            status=Status(PROPOSAL_TONES[found.state], found.get_state_display()),
            note=moment(found.decided_at) if found.decided_at else "",
        ),
        Fact(
            Text("Văn bản", "Document"),
            found.document.number if found.document else "",
            link=reverse("library_document", args=[found.document_id]) if found.document_id else "",
        ),
        Fact(
            Text("Tệp", "File"),
            found.file.name if found.file else "",
            link=reverse("proposal_file", args=[found.pk]) if found.file_id else "",
        ),
    ]
    shown = {
        "proposal": found,
        "facts": [one for one in facts if one.value],
        "decides": request.viewer.may("library.edit") and found.state in NEXT,
        "trail": trail(way(PROPOSALS, "proposals"), (found.title, "")),
    }
    return render(request, "library/proposal.html", shown)


@require_safe
@signed_in
def proposal_file(request: Request, proposal: int) -> HttpResponseBase:
    """`/de-xuat-tieu-chuan/{id}/tep`."""
    rows = Proposal.objects.visible_to(request.viewer).exclude(file=None).select_related("file")
    found = get_object_or_404(rows, pk=proposal)
    assert found.file is not None
    return files.answer(found.file, inline=True)


@edits
@may("library.edit")
def proposal_decide(request: Request, proposal: int) -> HttpResponse:
    """`/de-xuat-tieu-chuan/{id}/xem-xet/`."""
    found, at = get_object_or_404(Proposal, pk=proposal), timezone.now()
    choices = [(one, str(Proposal.State(one).label)) for one in NEXT.get(found.state, ())]
    form = DecideForm(request.POST or None, record=found, choices=choices)
    if request.method == "POST" and form.carry(
        lambda: actions.decide_proposal(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        messages.success(request, _("Đã lưu. Người đề xuất được báo."))
        return redirect("proposal", found.pk)
    here = (found.title, reverse("proposal", args=[found.pk]))
    return desk(request, form, Text("Xem xét đề xuất", "Decide"), way(PROPOSALS, "proposals"), here)
