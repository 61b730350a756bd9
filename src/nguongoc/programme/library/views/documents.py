"""The library's own pages: what there is, one document with what it does and suffers, who was to read it."""

from __future__ import annotations

from datetime import date
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
from nguongoc.foundation.shared.components import Fact, Status, Step, Tone
from nguongoc.foundation.shared.search import exact_first
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment
from nguongoc.programme.library import actions, queries
from nguongoc.programme.library.forms import (
    CirculateForm,
    DocumentForm,
    FollowForm,
    RelationForm,
    WhyForm,
)
from nguongoc.programme.library.models import Circulation, Document, Receipt, Relation, Subject, Validity
from nguongoc.programme.library.views.shared import (
    FOR_YOU,
    LIBRARY,
    by_sector,
    edits,
    sector_names,
    state_of,
    subject_names,
    trail,
    way,
)
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.editing import entries
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.rights import Request, may, signed_in

COLUMNS = (
    Column(
        "so",
        Text("Số, ký hiệu", "Number"),
        lambda one: one.number,
        kind="code",
        order=("number",),
        link=lambda one: reverse("library_document", args=[one.pk]),
    ),
    Column(
        "trich-yeu",
        Text("Trích yếu", "Title"),
        lambda one: one.title,
        order=("folded",),
        note=lambda one: f"{one.get_kind_display()} · {one.issuer}",
    ),
    Column(
        "ban-hanh", Text("Ban hành", "Issued"), lambda one: one.issued_on, kind="day", order=("issued_on",)
    ),
    Column(
        "hieu-luc",
        Text("Hiệu lực", "In force"),
        lambda one: one.in_force_on,
        kind="day",
        order=("in_force_on",),
    ),
    Column(
        "tinh-trang",
        Text("Tình trạng", "State"),
        lambda one: state_of(one.validity),
        kind="status",
        order=("validity",),
    ),
)


def asked_day(request: Request) -> date:
    """The day as of which validity is asked (`?ngay=2026-11-22`), else today."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return timezone.localdate()


@require_safe
@signed_in
def library(request: Request) -> HttpResponseBase:
    """`/thu-vien/`: every document, with how it stands on a day."""
    on = asked_day(request)
    table = take(
        request.GET,
        name=LIBRARY,
        columns=COLUMNS,
        rows=queries.documents(on),
        choices=(
            Choice(
                "loai", Text("Loại", "Kind"), Document.Kind.choices, lambda rows, kind: rows.filter(kind=kind)
            ),
            Choice(
                "hieu-luc",
                Text("Hiệu lực", "Validity"),
                Validity.choices,
                lambda rows, value: rows.filter(validity=value),
            ),
            Choice(
                "linh-vuc",
                Text("Lĩnh vực", "Subject"),
                Subject.choices,
                lambda rows, code: rows.filter(subjects__contains=[code]),
            ),
            by_sector(),
        ),
        search=lambda rows, typed: exact_first(rows, typed, "number", "title"),
        search_hint=Text("số, trích yếu, cơ quan", "number, title, issuer"),
        empty=Text("Thư viện chưa có văn bản nào.", "The library is empty."),
    )
    shown = {
        "on": on,
        "is_today": on == timezone.localdate(),
        "edits": request.viewer.may("library.edit"),
        "sees_all": request.viewer.may("library.see_all"),
        "trail": trail((text(LIBRARY), "")),
    }
    return answer(request, "library/library.html", table, **shown)


@require_safe
@signed_in
def library_document(request: Request, document: int) -> HttpResponse:
    """`/thu-vien/{id}/`: how it stands, since when and by what; the line in which it stands; what the reader is asked
    to read."""
    on = asked_day(request)
    found: Any = get_object_or_404(queries.documents(on).select_related("file"), pk=document)
    known = queries.relations(found)
    line = queries.chain(found)
    shown = {
        "document": found,
        "state": state_of(found.validity),
        "facts": [one for one in _facts(found) if one.value],
        "does": [one for one in known if one.source_id == found.pk],
        "suffers": [one for one in known if one.target_id == found.pk],
        "steps": _steps(line, found, on) if len(line) > 1 else [],
        "asks": queries.asks_of(found, request.viewer),
        "speaks": request.viewer.may("library.speak"),
        "edits": request.viewer.may("library.edit"),
        "circulations": queries.counted(Circulation.objects.filter(document=found))
        if request.viewer.may("library.see_all")
        else (),
        "history": entries(found)[:12] if request.viewer.may("library.edit") else (),
        "trail": trail(way(LIBRARY, "library"), (found.number, "")),
    }
    return render(request, "library/document.html", shown)


CERTAINTY_TONES: dict[str, Tone] = {"original": "good", "copy": "info", "press": "wait", "recalled": "wait"}


def _facts(found: Document) -> list[Fact]:
    sure = Status(CERTAINTY_TONES[found.certainty], found.get_certainty_display())
    unknown = Text("chưa nhập", "not entered")
    return [
        Fact(Text("Loại", "Kind"), found.get_kind_display()),
        Fact(Text("Cơ quan ban hành", "Issuer"), found.issuer),
        Fact(Text("Ngày ban hành", "Issued on"), day(found.issued_on) if found.issued_on else unknown),
        Fact(
            Text("Ngày có hiệu lực", "In force on"), day(found.in_force_on) if found.in_force_on else unknown
        ),
        Fact(Text("Ngày cuối còn hiệu lực", "Last day"), day(found.ends_on) if found.ends_on else ""),
        Fact(Text("Phần đã hết hiệu lực", "Part that ended"), found.partly_ended),
        Fact(
            Text("Hạn góp ý (TBT)", "Comments until (TBT)"),
            day(found.comment_until) if found.comment_until else "",
        ),
        Fact(Text("Ngành hàng", "Sectors"), sector_names(found.sectors)),
        Fact(Text("Lĩnh vực", "Subjects"), subject_names(found.subjects)),
        Fact(Text("Mức chắc chắn", "How surely known"), found.source, status=sure),
        Fact(
            Text("Tệp", "File"),
            found.file.name if found.file else "",
            note=f"SHA-256 {found.file.sha256[:16]}…" if found.file else "",
            link=reverse("library_file", args=[found.pk]) if found.file_id else "",
        ),
    ]


def _steps(line: list[tuple[Relation | None, Document]], here: Document, on: date) -> list[Step]:
    """The line as a timeline; the document of this page is marked."""
    stands = queries.validity([one.pk for _took, one in line], on)
    steps = []
    for took, one in line:
        days = Text(
            f"Ban hành {day(one.issued_on)} · hiệu lực {day(one.in_force_on)}",
            f"Issued {day(one.issued_on)} · in force {day(one.in_force_on)}",
        )
        took_over = (
            Text(
                f"{took.get_kind_display()} {took.target.number} từ {day(took.in_force_on)}",
                f"{took.kind} {took.target.number} from {day(took.in_force_on)}",
            )
            if took
            else ""
        )
        mark = (
            Text(f"{one.number} (trang này)", f"{one.number} (this page)")
            if one.pk == here.pk
            else one.number
        )
        lines = [one.title, days, *([took_over] if took_over else [])]
        steps.append(Step(mark, state_of(stands[one.pk]), lines))
    return steps


@require_safe
@signed_in
def library_file(request: Request, document: int) -> HttpResponseBase:
    """`/thu-vien/{id}/tep`: the paper."""
    found = get_object_or_404(Document.objects.exclude(file=None).select_related("file"), pk=document)
    assert found.file is not None
    return files.answer(found.file, inline=True)


@edits
@may("library.edit")
def library_new(request: Request) -> HttpResponse:
    """`/thu-vien/moi/`."""
    form, made, at = (
        DocumentForm(request.POST or None, request.FILES or None),
        list[Document](),
        timezone.now(),
    )
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.enter_document(actor=request.viewer.user, at=at, **form.values))
    ):
        return _saved(request, made[0])
    return desk(request, form, Text("Nhập văn bản", "Enter a document"), way(LIBRARY, "library"))


def _saved(request: Request, document: Document) -> HttpResponse:
    """Say so, and what the file really is where its name said otherwise."""
    messages.success(request, _("Đã lưu."))
    remark = document.file.remark if document.file else None
    if request.FILES and remark is not None:
        messages.warning(request, text(remark))
    return redirect("library_document", document.pk)


def _here(document: Document) -> tuple[tuple[str, str], tuple[str, str]]:
    return way(LIBRARY, "library"), (document.number, reverse("library_document", args=[document.pk]))


@edits
@may("library.edit")
def library_edit(request: Request, document: int) -> HttpResponse:
    """`/thu-vien/{id}/sua/`."""
    found = get_object_or_404(Document, pk=document)
    form, at = DocumentForm(request.POST or None, request.FILES or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.change_document(
            found, actor=request.viewer.user, at=at, opened=form.opened, **form.values
        )
    ):
        return _saved(request, found)
    return desk(request, form, Text("Sửa văn bản", "Edit the document"), *_here(found))


@edits
@may("library.edit")
def library_relate(request: Request, document: int) -> HttpResponse:
    """`/thu-vien/{id}/quan-he/`: what this document does to an earlier one."""
    found = get_object_or_404(Document, pk=document)
    begun = {"in_force_on": found.in_force_on or found.issued_on}
    form, at = RelationForm(request.POST or None, document=found, initial=begun), timezone.now()
    if request.method == "POST" and form.carry(lambda: _relate(request, found, form, at)):
        messages.success(request, _("Đã lưu. Hiệu lực của văn bản kia được tính lại."))
        return redirect("library_document", found.pk)
    return desk(
        request, form, Text("Ghi tác động lên văn bản khác", "What it does to another"), *_here(found)
    )


def _relate(request: Request, found: Document, form: RelationForm, at: object) -> None:
    told = form.values
    actions.relate(found, told.pop("target"), actor=request.viewer.user, at=at, **told)  # type: ignore[arg-type]


@edits
@may("library.edit")
def library_unrelate(request: Request, relation: int) -> HttpResponse:
    """`/thu-vien/quan-he/{id}/rut/`: what was entered by mistake."""
    found = get_object_or_404(Relation.objects.select_related("source", "target"), pk=relation)
    form, at = WhyForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: actions.unrelate(found, actor=request.viewer.user, at=at, **form.values)
    ):
        messages.success(request, _("Đã rút. Lịch sử vẫn giữ."))
        return redirect("library_document", found.source_id)
    label = found.get_kind_display()
    title = Text(
        f"Rút: {found.source.number} {label} {found.target.number}",
        f"Withdraw: {found.source.number} {found.kind} {found.target.number}",
    )
    return desk(request, form, title, *_here(found.source), action=Text("Rút", "Withdraw"))


# What changed for the reader


@edits
@signed_in
def library_for_you(request: Request) -> HttpResponse:
    """`/thu-vien/cho-ban/`: what is to be read, and what changed in what the reader follows."""
    if request.method == "POST":
        return _confirm(request)
    today, wanted = timezone.localdate(), queries.interests(request.viewer)
    shown = {
        "unread": [
            (one, Status("bad" if one.due_on and one.due_on < today else "wait", _due(one)))
            for one in queries.unread(request.viewer)
        ]
        if request.viewer.may("library.speak")
        else [],
        "changes": [(one, one.on > today) for one in queries.changes(wanted, today)[:60]],
        "sectors": sector_names(list(wanted.sectors)),
        "subjects": subject_names(list(wanted.subjects)),
        "is_chosen": wanted.is_chosen,
        "trail": trail(way(LIBRARY, "library"), (text(FOR_YOU), "")),
    }
    return render(request, "library/for_you.html", shown)


def _due(one: Circulation) -> Text:
    if one.due_on is None:
        return Text("cần đọc", "to be read")
    return Text(f"đọc trước {day(one.due_on)}", f"read by {day(one.due_on)}")


def _confirm(request: Request) -> HttpResponse:
    """“I have read it”, for the first of the reader's parties that was asked."""
    asked = request.POST.get("pho-bien", "")
    if not request.viewer.may("library.speak") or request.viewer.user is None or not asked.isdigit():
        return redirect("library_for_you")
    found = get_object_or_404(
        Circulation.objects.filter(parties__in=request.viewer.parties).distinct(), pk=asked
    )
    party = Party.objects.filter(pk__in=request.viewer.parties, circulations=found).order_by("pk").first()
    try:
        assert party is not None
        actions.confirm(found, party, user=request.viewer.user, at=timezone.now())
        messages.success(request, _("Đã ghi: đơn vị bạn đã đọc."))
    except Refused as refused:
        messages.error(request, text(refused.problems[0].why))
    return redirect("library_for_you")


@edits
@signed_in
def library_follow(request: Request) -> HttpResponse:
    """`/thu-vien/theo-doi/`: which sectors and subjects the reader wants to hear of."""
    wanted = queries.interests(request.viewer)
    begun = {"sectors": wanted.sectors, "subjects": wanted.subjects}
    form, at = FollowForm(request.POST or None, initial=begun), timezone.now()
    user = request.viewer.user
    assert user is not None
    if request.method == "POST" and form.carry(lambda: actions.follow(user, at=at, **form.values)):
        messages.success(request, _("Đã lưu. Thông báo gửi theo cách bạn chọn ở trang thông báo."))
        return redirect("library_for_you")
    return desk(
        request,
        form,
        Text("Theo dõi ngành, lĩnh vực", "Follow sectors and subjects"),
        way(LIBRARY, "library"),
        way(FOR_YOU, "library_for_you"),
    )


# Circulation

CIRCULATED = (
    Column(
        "van-ban",
        Text("Văn bản", "Document"),
        lambda one: one.document.number,
        kind="code",
        link=lambda one: reverse("library_circulation", args=[one.pk]),
        note=lambda one: one.document.title,
    ),
    Column("gui", Text("Gửi lúc", "Sent"), lambda one: one.asked_at, kind="moment", order=("asked_at",)),
    Column("han", Text("Đọc trước", "Read by"), lambda one: one.due_on, kind="day", order=("due_on",)),
    Column("da-doc", Text("Đã đọc", "Read"), lambda one: f"{one.read}/{one.went_to}", order=("read",)),
)


@require_safe
@may("library.see_all")
def library_circulations(request: Request) -> HttpResponseBase:
    """`/thu-vien/pho-bien/`: what was put before enterprises, and how many have read it."""
    name = Text("Văn bản đã phổ biến", "Circulated documents")
    table = take(
        request.GET,
        name=name,
        columns=CIRCULATED,
        rows=queries.counted(Circulation.objects.all()),
        empty=Text(
            "Chưa phổ biến văn bản nào. Mở một văn bản rồi chọn Phổ biến.",
            "Nothing is circulated yet. Open a document and choose to circulate it.",
        ),
    )
    words = _("Ai đã xác nhận đọc, ai chưa.")
    return answer(
        request,
        "registry/listing.html",
        table,
        words=words,
        trail=trail(way(LIBRARY, "library"), (text(name), "")),
    )


@edits
@may("library.edit")
def library_circulate(request: Request, document: int) -> HttpResponse:
    """`/thu-vien/{id}/pho-bien/`: put it before the enterprises that it concerns."""
    found = get_object_or_404(Document, pk=document)
    form, made, at = (
        CirculateForm(request.POST or None, initial={"words": found.summary, "sectors": found.sectors}),
        list[Circulation](),
        timezone.now(),
    )
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.circulate(found, actor=request.viewer.user, at=at, **form.values))
    ):
        messages.success(request, _("Đã gửi. Trang này cho biết ai đã đọc."))
        return redirect("library_circulation", made[0].pk)
    return desk(
        request, form, Text("Phổ biến văn bản", "Circulate"), *_here(found), action=Text("Gửi", "Send")
    )


READERS = (
    Column(
        "don-vi",
        Text("Đơn vị", "Enterprise"),
        lambda one: one.called,
        order=("called",),
        link=lambda one: reverse("party", args=[one.pk]),
    ),
    Column(
        "tinh-trang",
        Text("Tình trạng", "State"),
        lambda one: (
            Status("good", Text("đã đọc", "read"))
            if one.receipts_here
            else Status("wait", Text("chưa đọc", "not read"))
        ),
        kind="status",
    ),
    Column(
        "ai",
        Text("Ai đọc, lúc nào", "Who, when"),
        lambda one: "; ".join(f"{said.user}, {moment(said.read_at)}" for said in one.receipts_here),
    ),
)


@edits
@may("library.see_all")
def library_circulation(request: Request, circulation: int) -> HttpResponseBase:
    """`/thu-vien/pho-bien/{id}/`: who of those it was put before has read it, when, and who has not."""
    found = get_object_or_404(queries.counted(Circulation.objects.all()), pk=circulation)
    if request.method == "POST":
        if request.viewer.may("library.edit"):
            told = actions.remind_unread(found, actor=request.viewer.user, at=timezone.now())
            messages.success(request, _("Đã nhắc %(count)d người.") % {"count": told})
        return redirect("library_circulation", found.pk)
    rows = list(found.parties.annotate(called=name_then(timezone.localdate(), "pk")).order_by("called"))
    said: dict[int, list[Receipt]] = {}
    for one in found.receipts.select_related("user"):
        said.setdefault(one.party_id, []).append(one)
    for party in rows:
        party.receipts_here = said.get(party.pk, [])  # type: ignore[attr-defined]
    rows.sort(key=lambda one: bool(one.receipts_here))  # type: ignore[attr-defined]
    table = take(
        request.GET, name=Text(f"Ai đã đọc {found.document.number}", f"Who has read {found.document.number}"),
        columns=READERS, rows=rows,
    )  # fmt: skip
    shown = {
        "circulation": found,
        "edits": request.viewer.may("library.edit"),
        "trail": trail(*_here(found.document), (text(table.name), "")),
    }
    return answer(request, "library/circulation.html", table, **shown)
