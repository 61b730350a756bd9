"""The pages on which places are entered, drawn and imported."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.ground import features, from_lines, lines
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.actions import add_site, change_site, draw_site, import_ground
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.forms import GroundFileForm, GroundForm, NewSiteForm, SiteForm
from nguongoc.registry.parties.models import Site, name_then
from nguongoc.registry.parties.queries import province_on
from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.registry.parties.views import party_trail, saved, the_party

edits = require_http_methods(["GET", "HEAD", "POST"])
SITES = Text("Địa điểm", "Places")
COLUMNS = (
    Column(
        "ten",
        Text("Địa điểm", "Place"),
        lambda one: one.name,
        order=("name",),
        note=lambda one: one.code,
        link=lambda one: reverse("site", args=[one.pk]),
    ),
    Column("loai", Text("Loại", "Kind"), lambda one: one.get_kind_display(), order=("kind", "code")),
    Column("don-vi", Text("Đơn vị", "Party"), lambda one: one.owner_name, order=("owner_name", "code")),
    Column("xa", Text("Xã, phường", "Commune"), lambda one: one.unit.name, order=("unit__code", "code")),
    Column("gln", Text("GLN", "GLN"), lambda one: one.gln, kind="code", order=("gln",)),
    Column(
        "vung",
        Text("Mã vùng trồng", "Growing-area code"),
        lambda one: one.growing_code,
        kind="code",
        order=("growing_code",),
    ),
    Column(
        "ha",
        Text("Diện tích (ha)", "Area (ha)"),
        lambda one: hectares(one),
        kind="number",
        order=("area_m2",),
    ),
)


def hectares(site: Site) -> Any:
    """The area of a place in hectares, to a hundredth; None for a point or an unknown shape."""
    return None if site.area_m2 is None else round(site.area_m2 / 10_000, 2)


@require_safe
@signed_in
def sites(request: Request) -> HttpResponseBase:
    """`/dia-diem/`: the places that the reader may see."""
    rows = Site.objects.visible_to(request.viewer).select_related("unit")
    choices = (
        Choice("loai", Text("Loại", "Kind"), Site.Kind.choices, lambda found, kind: found.filter(kind=kind)),
        Choice(
            "vi-tri",
            Text("Vị trí", "Position"),
            [("co", Text("đã có", "drawn")), ("chua", Text("chưa có", "not drawn"))],
            lambda found, value: found.filter(shape__isnull=value == "chua"),
        ),
    )
    table = take(
        request.GET,
        name=SITES,
        columns=COLUMNS,
        rows=rows.annotate(owner_name=name_then(timezone.localdate(), "party")).order_by("code"),
        choices=choices,
        search=lambda found, typed: (
            found.filter(name__icontains=typed)
            | found.filter(code__istartswith=typed)
            | found.filter(growing_code__istartswith=typed)
            | found.filter(gln=typed)
        ),
        search_hint=Text("tên, mã, GLN, mã vùng trồng", "name, code, GLN, growing-area code"),
        empty=Text(
            "Chưa có địa điểm nào. Mở trang đơn vị rồi chọn Thêm ở phần Địa điểm.",
            "No place yet. Open a party's page and press Add under Places.",
        ),
    )
    words = _(
        "Vùng trồng, ao, xưởng, kho, cửa hàng. Tọa độ chỉ người trong cuộc thấy; người mua chỉ thấy tên xã."
    )
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "registry/listing.html", table, words=words, trail=trail)


@edits
@signed_in
def site_new(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/them-dia-diem/`: a place of this party."""
    owner, made = the_party(request, party), list[Site]()
    form = NewSiteForm(request.POST or None)
    if request.method == "POST" and form.carry(lambda: made.append(_add(request, owner, form.values))):
        return saved(request, "site", made[0].pk)
    words = Text(
        "Hệ thống cấp mã nội bộ ngay; có GLN thì ghi thêm.",
        "Our code is given at once; add a GLN if any.",
    )
    return desk(request, form, Text("Thêm địa điểm", "Add a place"), *party_trail(owner), words=words)


def _add(request: Request, owner: Any, typed: dict[str, Any]) -> Site:
    return add_site(owner, typed.pop("name"), actor=request.viewer.user, at=timezone.now(), **typed)


def the_site(request: Request, pk: int) -> Site:
    """The place at this address, if its record is the viewer's to change; else 404."""
    return get_object_or_404(Site.objects.editable_by(request.viewer).select_related("party", "unit"), pk=pk)


def _trail(site: Site) -> tuple[tuple[str, str], ...]:
    return (text(SITES), reverse("sites")), (site.name, reverse("site", args=[site.pk]))


@edits
@signed_in
def site_edit(request: Request, site: int) -> HttpResponse:
    """`/dia-diem/{id}/sua/`."""
    found = the_site(request, site)
    form, at = SiteForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: change_site(found, actor=request.viewer.user, at=at, opened=form.opened, **form.values)
    ):
        return saved(request, "site", found.pk)
    words = Text(f"Mã {found.code} không đổi.", f"The code {found.code} stays.")
    return desk(request, form, Text("Sửa địa điểm", "Edit the place"), *_trail(found), words=words)


@edits
@signed_in
def site_ground(request: Request, site: int) -> HttpResponse:
    """`/dia-diem/{id}/ranh-gioi/`: drawn on a map, walked with a phone, or typed."""
    found = the_site(request, site)
    form = GroundForm(request.POST or None, record=found, initial={"points": lines(found.shape)})
    if request.method == "POST" and form.carry(lambda: _draw(request, found, form)):
        return saved(request, "site", found.pk)
    words = Text(
        "Bấm lên bản đồ từng góc của thửa, hoặc đi quanh thửa và bấm Thêm điểm tôi đang đứng ở mỗi góc.",
        "Press each corner of the plot on the map, or walk around it and press Add where I stand at each corner.",
    )
    title = Text("Vị trí, ranh giới", "Position and outline")
    within = province_on(timezone.localdate())
    context: dict[str, Any] = {
        "box": ",".join(map(str, within.bounds)),
        "sketch": json.dumps(within.sketch) if within.sketch else "",
    }
    return desk(request, form, title, *_trail(found), words=words, template="registry/ground.html", **context)


def _draw(request: Request, site: Site, form: GroundForm) -> None:
    typed = form.cleaned_data["points"]
    within = province_on(timezone.localdate())
    ground = from_lines(typed, within) if typed.strip() else None
    draw_site(site, ground, actor=request.viewer.user, at=timezone.now(), opened=form.opened)


@edits
@signed_in
def site_import(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/nhap-ranh-gioi/`: shapes from a GeoJSON or KML file."""
    owner, done = the_party(request, party), list[tuple[str, str]]()
    form = GroundFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carry(lambda: done.extend(_import(request, owner, form))):
        if not form.cleaned_data["only_check"]:
            messages.success(request, _("Đã nhập %(count)s thửa.") % {"count": len(done)})
            return saved(request, "party", owner.pk)
        messages.info(request, _("Tệp đọc được %(count)s thửa, chưa lưu gì.") % {"count": len(done)})
    words = Text(
        "Thửa trùng tên hoặc mã với địa điểm đã có thì vẽ lên đó; tên khác thì thành địa điểm mới. Sai một thửa thì "
        "không nhập gì.",
        "A shape with the name or code of a place is drawn there; another becomes a new place. One wrong shape, and "
        "nothing is imported.",
    )
    title = Text("Nhập ranh giới từ tệp", "Import outlines")
    return desk(
        request, form, title, *party_trail(owner), words=words, action=Text("Nhập", "Import"), done=done
    )


def _import(request: Request, owner: Any, form: GroundFileForm) -> list[tuple[str, str]]:
    typed = form.cleaned_data
    found = features(typed["file"].read())
    return import_ground(
        owner,
        found,
        unit=typed["unit"],
        actor=request.viewer.user,
        at=timezone.now(),
        only_check=typed["only_check"],
    )
