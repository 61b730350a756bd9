"""The pages on which parties are entered and mended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.actions import (
    add_party,
    change_party,
    merge_parties,
    move_party,
    pass_party,
    rename_party,
)
from nguongoc.registry.parties.desk import RecordForm, desk
from nguongoc.registry.parties.forms import AddressForm, NameForm, NewPartyForm, PartyForm, SuccessorForm
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.queries import duplicates, names
from nguongoc.registry.parties.rights import Request, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])


def the_party(request: Request, pk: int) -> Party:
    """The party at this address, if its record is the viewer's to change; else 404."""
    return get_object_or_404(Party.objects.editable_by(request.viewer).living(), pk=pk)


def party_trail(party: Party) -> tuple[tuple[str, str], ...]:
    """The way to a party's page."""
    called = names([party.pk], on=timezone.localdate()).get(party.pk, party.internal_code)
    return (text(Text("Đơn vị", "Parties")), reverse("parties")), (called, reverse("party", args=[party.pk]))


def saved(request: Request, name: str, pk: int) -> HttpResponse:
    """Say so, and show the record."""
    messages.success(request, _("Đã lưu."))
    return redirect(name, pk)


@edits
@may("registry.edit_all")
def party_new(request: Request) -> HttpResponse:
    """`/don-vi/moi/`: a party that nobody has entered yet."""
    form, at = NewPartyForm(request.POST or None, initial={"since": timezone.localdate()}), timezone.now()
    made: list[Party] = []
    if request.method == "POST" and form.carry(
        lambda: made.append(add_party(actor=request.viewer.user, at=at, **form.values))
    ):
        return saved(request, "party", made[0].pk)
    words = Text(
        "Một đơn vị chỉ nhập một lần. Nếu tên hoặc mã số thuế đã có, hệ thống báo ngay.",
        "A party is entered once. Where its name or tax code is there already, you are told at once.",
    )
    here = (text(Text("Đơn vị", "Parties")), reverse("parties"))
    return desk(request, form, Text("Thêm đơn vị", "Add a party"), here, words=words)


@edits
@signed_in
def party_edit(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/sua/`: what is not dated."""
    found = the_party(request, party)
    form, at = PartyForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: change_party(found, actor=request.viewer.user, at=at, opened=form.opened, **form.values)
    ):
        return saved(request, "party", found.pk)
    return desk(request, form, Text("Sửa hồ sơ đơn vị", "Edit the party"), *party_trail(found))


@edits
@signed_in
def party_name(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/ten/`: a new name from a day on."""
    found = the_party(request, party)
    form, at = NameForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: rename_party(found, actor=request.viewer.user, at=at, **form.values)
    ):
        return saved(request, "party", found.pk)
    words = Text("Tên cũ vẫn đúng cho những ngày trước đó.", "The old name stays true for the days before.")
    return desk(request, form, Text("Đổi tên", "Rename"), *party_trail(found), words=words)


@edits
@signed_in
def party_address(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/dia-chi/`: a new address from a day on."""
    found = the_party(request, party)
    form, at = AddressForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: move_party(found, actor=request.viewer.user, at=at, **form.values)
    ):
        return saved(request, "party", found.pk)
    words = Text(
        "Xã, phường phải có vào ngày ấy: trước 01/07/2025 ghi tên xã cũ.",
        "The commune must have been there on that day: before 01/07/2025, give the former one.",
    )
    return desk(request, form, Text("Đổi địa chỉ", "Move"), *party_trail(found), words=words)


@edits
@signed_in
def party_successors(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/ke-thua/`: who follows, and with which share."""
    found = the_party(request, party)
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.carry(lambda: _pass(request, found, form)):
        return saved(request, "party", found.pk)
    words = Text(
        "Số liệu đã ghi cho đơn vị này được kể cho đơn vị kế thừa từ ngày ấy; báo cáo về những ngày trước không đổi.",
        "What was told of this party is told of its successors from that day; earlier reports stay as they are.",
    )
    return desk(request, form, Text("Đơn vị kế thừa", "Successors"), *party_trail(found), words=words)


def _pass(request: Request, party: Party, form: RecordForm) -> None:
    typed = form.values
    pass_party(
        party,
        typed["shares"],
        on=typed["on"],
        basis=typed["basis"],
        actor=request.viewer.user,
        at=timezone.now(),
    )


@require_safe
@may("registry.edit_all")
def party_duplicates(request: Request) -> HttpResponse:
    """`/don-vi/trung-lap/`: parties that may be one and the same."""
    groups = duplicates()
    called = names([one.pk for group in groups for one in group], on=timezone.localdate())
    pairs = [(group[0], one, called[group[0].pk], called[one.pk]) for group in groups for one in group[1:]]
    title = Text("Đơn vị có thể bị nhập hai lần", "Parties that may be entered twice")
    trail = [
        (_("Việc của tôi"), reverse("home")),
        (text(Text("Đơn vị", "Parties")), reverse("parties")),
        (text(title), ""),
    ]
    return render(request, "registry/duplicates.html", {"pairs": pairs, "title": title, "trail": trail})


@edits
@signed_in
def party_merge(request: Request, party: int, into: int) -> HttpResponse:
    """`/don-vi/{id}/gop/{id}/`: ask once more, then merge."""
    twice, kept = the_party(request, party), the_party(request, into)
    form = RecordForm(request.POST if request.method == "POST" else None)
    act = lambda: merge_parties(twice, into=kept, actor=request.viewer.user, at=timezone.now())  # noqa: E731
    if request.method == "POST" and form.carry(act):
        return saved(request, "party", kept.pk)
    called = names([twice.pk, kept.pk], on=timezone.localdate())
    facts = [
        Fact(Text("Bỏ hồ sơ", "Set aside"), called[twice.pk], note=_told(twice)),
        Fact(Text("Giữ hồ sơ", "Keep"), called[kept.pk], note=_told(kept)),
    ]
    words = Text(
        "Địa điểm, người, sản phẩm, đầu mã và giấy tờ chuyển sang hồ sơ được giữ; mã cũ vẫn dẫn đến đó. Không tách lại "
        "được.",
        "Places, people, goods, prefixes and papers go to the record that is kept; the old code leads there. This "
        "cannot be undone.",
    )
    title = Text("Gộp hai hồ sơ làm một?", "Merge the two records?")
    return desk(
        request,
        form,
        title,
        *party_trail(kept),
        words=words,
        action=Text("Gộp", "Merge"),
        template="registry/merge.html",
        facts=facts,
    )


def _told(party: Party) -> str:
    return " · ".join(filter(None, (party.internal_code, party.get_kind_display(), party.tax_code or "")))
