"""The registers of papers, and the pages on which they are entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.search import matching
from nguongoc.foundation.shared.tables import Choice, Column, Table, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.certificates.actions import (
    add_certificate,
    add_declaration,
    change_paper,
    describe_laboratory,
    revoke_paper,
)
from nguongoc.registry.certificates.forms import CertificateForm, DeclarationForm, LaboratoryForm, RevokeForm
from nguongoc.registry.certificates.models import Certificate, Declaration, Laboratory, Paper
from nguongoc.registry.certificates.queries import SOON, may_test, standing
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.models import name_then
from nguongoc.registry.parties.rights import Request, Viewer, signed_in
from nguongoc.registry.parties.views import party_trail, saved, the_party

edits = require_http_methods(["GET", "HEAD", "POST"])
CERTIFICATES, DECLARATIONS = Text("Giấy chứng nhận", "Certificates"), Text("Bản công bố", "Declarations")
LABORATORIES = Text("Phòng thử nghiệm, tổ chức chứng nhận", "Laboratories and certification bodies")


def state(paper: Paper) -> Status:
    """How it stands today."""
    tone, words = standing(paper, timezone.localdate())
    return Status(tone, words)  # type: ignore[arg-type]


def _columns(name: str) -> tuple[Column, ...]:
    return (
        Column(
            "so",
            Text("Số hiệu", "Number"),
            lambda one: one.number,
            kind="code",
            order=("number",),
            link=lambda one: reverse(name, args=[one.pk]),
        ),
        Column("loai", Text("Loại", "Kind"), lambda one: one.get_kind_display(), order=("kind", "number")),
        Column(
            "don-vi",
            Text("Đơn vị", "Party"),
            lambda one: one.owner_name,
            note=lambda one: one.standard or one.scope[:80],
        ),
        Column(
            "cap", Text("Ngày cấp", "Issued"), lambda one: one.issued_on, kind="day", order=("issued_on",)
        ),
        Column(
            "het", Text("Hết hạn", "Expires"), lambda one: one.expires_on, kind="day", order=("expires_on",)
        ),
        Column("tinh-trang", Text("Tình trạng", "State"), state, kind="status"),
    )


def _register(request: Request, model: Any, name: Text, route: str, empty: Text) -> Table:
    today = timezone.localdate()
    holding: dict[str, Callable[[Any], Any]] = {
        "dang": lambda rows: rows.in_force(today),
        "sap": lambda rows: rows.ending(today, SOON),
        "het": lambda rows: rows.exclude(pk__in=model.objects.all().in_force(today).values("pk")),
    }
    choices = (
        Choice("loai", Text("Loại", "Kind"), model.Kind.choices, lambda rows, kind: rows.filter(kind=kind)),
        Choice(
            "han",
            Text("Hiệu lực", "Validity"),
            [
                ("dang", Text("đang hiệu lực", "in force")),
                ("sap", Text("hết hạn trong 60 ngày", "ending within 60 days")),
                ("het", Text("không còn hiệu lực", "not in force")),
            ],
            lambda rows, value: holding[value](rows),
        ),
    )
    rows = model.objects.all().visible_to(request.viewer).annotate(owner_name=name_then(today, "party"))
    return take(
        request.GET,
        name=name,
        columns=_columns(route),
        rows=rows.order_by("expires_on", "number", "pk"),
        choices=choices,
        search=lambda found, typed: found.filter(number__icontains=typed) | matching(found, typed),
        search_hint=Text("số hiệu, tiêu chuẩn, nơi cấp", "number, standard, issuer"),
        empty=empty,
    )


EMPTY = Text(
    "Chưa có giấy nào. Mở trang đơn vị rồi chọn thêm giấy chứng nhận hoặc bản công bố.",
    "No paper yet. Open a party's page and add a certificate or a declaration.",
)


@require_safe
@signed_in
def certificates(request: Request) -> HttpResponseBase:
    """`/giay-chung-nhan/`: the certificates that the reader may see."""
    table = _register(request, Certificate, CERTIFICATES, "certificate", EMPTY)
    return _listing(
        request,
        table,
        _("Giấy sắp hết hạn đứng đầu. Giấy hết hạn không mất đi: mọi trang ghi rõ là đã hết hạn."),
    )


@require_safe
@signed_in
def declarations(request: Request) -> HttpResponseBase:
    """`/cong-bo/`: the declarations that the reader may see."""
    table = _register(request, Declaration, DECLARATIONS, "declaration", EMPTY)
    return _listing(
        request, table, _("Tiêu chuẩn cơ sở, công bố hợp chuẩn, hợp quy và các bản tự công bố của đơn vị.")
    )


def _listing(request: Request, table: Table, words: str) -> HttpResponseBase:
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    registers = (
        (CERTIFICATES, "certificates"),
        (DECLARATIONS, "declarations"),
        (LABORATORIES, "laboratories"),
    )
    doors = [(name, reverse(route)) for name, route in registers if text(name) != table.name]
    return answer(request, "registry/listing.html", table, words=words, trail=trail, doors=doors)


KINDS: dict[str, tuple[Any, Any, Any, Text, Text]] = {
    "certificate": (
        Certificate,
        CertificateForm,
        add_certificate,
        Text("Thêm giấy chứng nhận", "Add a certificate"),
        CERTIFICATES,
    ),
    "declaration": (
        Declaration,
        DeclarationForm,
        add_declaration,
        Text("Thêm bản công bố", "Add a declaration"),
        DECLARATIONS,
    ),
}


@edits
@signed_in
def paper_new(request: Request, party: int, kind: str) -> HttpResponse:
    """`/don-vi/{id}/them-giay-chung-nhan/`, `…/them-cong-bo/`: a paper of this party."""
    owner, made, at = the_party(request, party), list[Any](), timezone.now()
    _model, form_of, add, title, _name = KINDS[kind]
    form = form_of(request.POST or None, request.FILES or None, party=owner)
    if request.method == "POST" and form.carry(
        lambda: made.append(add(owner, actor=request.viewer.user, at=at, **form.values))
    ):
        return saved(request, kind, made[0].pk)
    return desk(request, form, title, *party_trail(owner))


@edits
@signed_in
def paper_edit(request: Request, paper: int, kind: str) -> HttpResponse:
    """`/giay-chung-nhan/{id}/sua/`, `/cong-bo/{id}/sua/`."""
    found, form_of = _the_paper(request, paper, kind), KINDS[kind][1]
    form = form_of(request.POST or None, request.FILES or None, party=found.party, record=found)
    act = lambda: change_paper(  # noqa: E731
        found, actor=request.viewer.user, at=timezone.now(), opened=form.opened, **form.values
    )
    if request.method == "POST" and form.carry(act):
        return saved(request, kind, found.pk)
    return desk(request, form, Text(f"Sửa giấy {found.number}", f"Edit {found.number}"), *_trail(found, kind))


@edits
@signed_in
def paper_revoke(request: Request, paper: int, kind: str) -> HttpResponse:
    """`/giay-chung-nhan/{id}/thu-hoi/`, `/cong-bo/{id}/thu-hoi/`."""
    found = _the_paper(request, paper, kind)
    form = RevokeForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.carry(
        lambda: revoke_paper(found, actor=request.viewer.user, at=timezone.now(), **form.values)
    ):
        return saved(request, kind, found.pk)
    words = Text(
        "Giấy vẫn còn trong hồ sơ, mọi trang ghi là đã bị thu hồi.", "It stays, and every page says so."
    )
    title = Text(f"Ghi thu hồi {found.number}", f"Revoke {found.number}")
    return desk(request, form, title, *_trail(found, kind), words=words, action=Text("Ghi thu hồi", "Revoke"))


def _the_paper(request: Request, pk: int, kind: str) -> Any:
    rows = KINDS[kind][0].objects.all().editable_by(request.viewer).select_related("party")
    return get_object_or_404(rows, pk=pk)


def _trail(paper: Any, kind: str) -> tuple[tuple[str, str], ...]:
    register = {"certificate": "certificates", "declaration": "declarations"}[kind]
    return (text(KINDS[kind][4]), reverse(register)), (paper.number, reverse(kind, args=[paper.pk]))


@require_safe
@signed_in
def paper_file(request: Request, paper: int, kind: str) -> HttpResponseBase:
    """`/giay-chung-nhan/{id}/tep`, `/cong-bo/{id}/tep`: the scan, for whoever may see the record."""
    rows = KINDS[kind][0].objects.all().visible_to(request.viewer).exclude(file=None).select_related("file")
    return files.answer(get_object_or_404(rows, pk=paper).file, inline=True)


# Laboratories


def _lab_columns(viewer: Viewer) -> tuple[Column, ...]:
    """A laboratory is known to everybody, its party's record not."""
    sees_all = viewer.may("registry.see_all")
    name = Column(
        "ten",
        Text("Đơn vị", "Party"),
        lambda one: one.owner_name,
        note=lambda one: one.party.get_kind_display(),
        link=lambda one: (
            reverse("party", args=[one.party_id]) if sees_all or one.party_id in viewer.sees else ""
        ),
    )
    return (name, *LAB_COLUMNS)


LAB_COLUMNS = (
    Column(
        "cong-nhan",
        Text("Công nhận", "Accreditation"),
        lambda one: one.accreditation,
        kind="code",
        order=("accreditation",),
    ),
    Column(
        "den",
        Text("Đến ngày", "Until"),
        lambda one: one.accredited_until,
        kind="day",
        order=("accredited_until",),
    ),
    Column(
        "chi-dinh",
        Text("Chỉ định", "Designation"),
        lambda one: one.designation,
        note=lambda one: one.designated_by,
    ),
    Column(
        "den-2",
        Text("Đến ngày", "Until"),
        lambda one: one.designated_until,
        kind="day",
        order=("designated_until",),
    ),
    Column("tinh-trang", Text("Tình trạng", "State"), lambda one: lab_state(one), kind="status"),
)


def lab_state(laboratory: Laboratory) -> Status:
    """Whether it may test today."""
    if may_test(laboratory, timezone.localdate()):
        return Status("good", Text("đang hiệu lực", "in force"))
    return Status("wait", Text("không còn công nhận, chỉ định", "neither accredited nor designated"))


@require_safe
@signed_in
def laboratories(request: Request) -> HttpResponseBase:
    """`/phong-thu-nghiem/`: every laboratory and certification body, known to all who sign in."""
    rows = Laboratory.objects.select_related("party").annotate(
        owner_name=name_then(timezone.localdate(), "party")
    )
    table = take(
        request.GET,
        name=LABORATORIES,
        columns=_lab_columns(request.viewer),
        rows=rows.order_by("owner_name"),
        search=lambda found, typed: (
            found.filter(accreditation__icontains=typed)
            | found.filter(scope__icontains=typed)
            | found.filter(owner_name__icontains=typed)
        ),
        search_hint=Text("tên, số công nhận, phép thử", "name, accreditation, test"),
        empty=Text(
            "Chưa có phòng thử nghiệm nào. Mở trang một đơn vị loại ấy rồi ghi năng lực.",
            "No laboratory yet. Open the page of such a party and describe what it may do.",
        ),
    )
    return _listing(request, table, _("Ai được thử nghiệm, chứng nhận việc gì, đến bao giờ."))


@edits
@signed_in
def laboratory_edit(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/nang-luc/`: what a laboratory or certification body may do."""
    owner = the_party(request, party)
    found = Laboratory.objects.filter(party=owner).first()
    form = LaboratoryForm(request.POST or None, request.FILES or None, record=found)
    if request.method == "POST" and form.carry(lambda: _describe(request, owner, form)):
        messages.success(request, _("Đã lưu."))
        return redirect("party", owner.pk)
    title = Text("Năng lực thử nghiệm, chứng nhận", "What it may test or certify")
    return desk(request, form, title, *party_trail(owner))


def _describe(request: Request, owner: Any, form: LaboratoryForm) -> None:
    typed = form.values
    opened = form.opened if "version" in form.fields else None
    describe_laboratory(owner, actor=request.viewer.user, at=timezone.now(), opened=opened, **typed)
