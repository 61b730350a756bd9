"""The pages on which numbers are given out: prefixes, new goods, packagings, lots."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.gs1.registry import Registered
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.components import Fact, Status, Words
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import money
from nguongoc.registry.identifiers.actions import (
    add_prefix,
    ask_again,
    change_lot,
    change_prefix,
    is_registry_set_up,
    open_lot,
    register_packaging,
    register_product,
)
from nguongoc.registry.identifiers.forms import (
    LotForm,
    NewLotForm,
    NewPrefixForm,
    NewProductForm,
    PackagingForm,
    PrefixForm,
)
from nguongoc.registry.identifiers.models import Lot, Prefix
from nguongoc.registry.identifiers.queries import capacity, fee_of, fees_due, registry_says
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.registry.parties.views import party_trail, saved, the_party
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.views import product_trail, the_product

edits = require_http_methods(["GET", "HEAD", "POST"])
PREFIXES = Text("Đầu mã GS1", "GS1 prefixes")


@edits
@signed_in
def product_new(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/them-san-pham/`: a product with its number."""
    owner, made, at = the_party(request, party), list[Product](), timezone.now()
    form = NewProductForm(request.POST or None, owner=owner)
    if request.method == "POST" and form.carry(lambda: made.append(_number(request, owner, form.values, at))):
        return saved(request, "product", made[0].pk)
    words = Text(
        "Mã không bao giờ dùng lại. Chưa có GTIN thì dùng mã nội bộ, mọi trang đều ghi rõ như vậy.",
        "A number is never used again. Without a GTIN, an internal number is used, and every page says so.",
    )
    return desk(request, form, Text("Thêm sản phẩm", "Add a product"), *party_trail(owner), words=words)


def _number(request: Request, owner: Party, typed: dict[str, Any], at: Any) -> Product:
    prefix = typed.pop("number_from")
    return register_product(owner=owner, prefix=prefix, actor=request.viewer.user, at=at, **typed)


@edits
@signed_in
def packaging_new(request: Request, product: int) -> HttpResponse:
    """`/san-pham/{id}/them-dong-goi/`: a box, a carton, a pallet of it."""
    found, at = the_product(request, product), timezone.now()
    form = PackagingForm(request.POST or None, product=found)
    if request.method == "POST" and form.carry(
        lambda: register_packaging(found, actor=request.viewer.user, at=at, **form.values)
    ):
        return saved(request, "product", found.pk)
    return desk(request, form, Text("Thêm cấp đóng gói", "Add a packaging"), *product_trail(found))


@edits
@signed_in
def product_registry(request: Request, product: int) -> HttpResponse:
    """`/san-pham/{id}/gs1/`: what GS1's own registry says of this number, and on which day it said so."""
    rows = Product.objects.visible_to(request.viewer).select_related("owner")
    found, at = get_object_or_404(rows, pk=product), timezone.now()
    edits = Product.objects.editable_by(request.viewer).filter(pk=found.pk).exists()
    may_ask = edits and is_registry_set_up() and not found.is_internal
    if request.method == "POST":
        if not edits:
            raise Http404(product)
        try:
            ask_again(found, actor=request.viewer.user, at=at)
            messages.success(request, _("Đã gửi câu hỏi. Tải lại trang này sau ít giây."))
        except Refused as refused:
            messages.error(request, text(refused.problems[0].why))
        return redirect("product_registry", found.pk)
    says = registry_says(found.gtin, today=timezone.localdate(at))
    shown = {
        "product": found,
        "says": says,
        "facts": _registered(says.registered) if says and says.registered else (),
        "is_set_up": is_registry_set_up(),
        "may_ask": may_ask,
        "trail": [(_("Việc của tôi"), reverse("home")), *product_trail(found), (_("Sổ đăng ký GS1"), "")],
    }
    return render(request, "registry/gs1.html", shown)


def _registered(said: Registered) -> list[Fact]:
    told: list[tuple[Text, Words]] = [
        (Text("Tình trạng", "Status"), STANDINGS.get(said.status, said.status)),
        (Text("Nhãn hiệu", "Brand"), said.brand),
        (Text("Mô tả", "Description"), said.description),
        (Text("Khối lượng tịnh", "Net content"), said.net),
        (Text("Phân loại GPC", "GPC category"), said.category),
        (Text("Bên được cấp mã", "Holder of the number"), said.licensee),
        (Text("Giấy phép", "Licence"), said.licence),
        (Text("Tổ chức GS1 cấp", "Given by"), said.licensor),
        (Text("Nơi bán", "Sold in"), ", ".join(said.countries)),
        (Text("Sổ đăng ký báo", "The registry notes"), "; ".join(said.errors)),
    ]
    return [Fact(name, value) for name, value in told if value]


STANDINGS = {
    "ACTIVE": Text("đang dùng", "active"),
    "INACTIVE": Text("không dùng", "inactive"),
    "DISCONTINUED": Text("đã ngừng", "discontinued"),
}
"""What the registry's words for the standing of a number mean."""


# Lots


@edits
@signed_in
def lot_new(request: Request, product: int) -> HttpResponse:
    """`/san-pham/{id}/mo-lo/`: a new lot."""
    found, made, at = the_product(request, product), list[Lot](), timezone.now()
    form = NewLotForm(request.POST or None)
    if request.method == "POST" and form.carry(lambda: made.append(_open(request, found, form.values, at))):
        return saved(request, "lot", made[0].pk)
    words = Text("Số lô in trên nhãn, mở rồi không đổi.", "The number is printed: once opened, it stays.")
    return desk(request, form, Text("Mở lô mới", "Open a lot"), *product_trail(found), words=words)


def _open(request: Request, product: Product, typed: dict[str, Any], at: Any) -> Lot:
    typed["expires_on"] = typed["expires_on"] or _expiry(product, typed["produced_on"])
    return open_lot(product, typed.pop("number").strip(), actor=request.viewer.user, at=at, **typed)


def _expiry(product: Product, produced_on: date | None) -> date | None:
    if produced_on is None or product.shelf_life_days is None:
        return None
    return produced_on + timedelta(days=product.shelf_life_days)


@edits
@signed_in
def lot_edit(request: Request, lot: int) -> HttpResponse:
    """`/lo-hang/{id}/sua/`: dates, amount, origin."""
    rows = Lot.objects.editable_by(request.viewer).select_related("product", "origin")
    found, at = get_object_or_404(rows, pk=lot), timezone.now()
    form = LotForm(request.POST or None, record=found)
    if request.method == "POST" and form.carry(
        lambda: change_lot(found, actor=request.viewer.user, at=at, opened=form.opened, **form.values)
    ):
        return saved(request, "lot", found.pk)
    trail = [
        (text(Text("Lô hàng", "Lots")), reverse("lots")),
        (text(Text(f"Lô {found.number}", f"Lot {found.number}")), reverse("lot", args=[found.pk])),
    ]
    return desk(request, form, Text(f"Sửa lô {found.number}", f"Edit lot {found.number}"), *trail)


# Prefixes


def prefix_state(prefix: Prefix, today: date) -> Status:
    """Whether it is in force, and its fee paid."""
    if prefix.valid_to is not None and prefix.valid_to < today:
        return Status("quiet", Text("đã hết hiệu lực", "ended"))
    if prefix.fee_paid_until is None:
        return Status("wait", Text("chưa ghi phí đã nộp", "fee not entered"))
    if prefix.fee_paid_until < today:
        return Status("bad", Text("quá hạn nộp phí", "fee overdue"))
    return Status("good", Text("đang hiệu lực", "in force"))


def _left(prefix: Prefix) -> Text:
    room = capacity(prefix)
    return Text(f"còn {room.left} / {room.total}", f"{room.left} of {room.total} left")


def _fee(prefix: Prefix) -> str:
    fee = fee_of(prefix, timezone.localdate())
    return money(fee.yearly) if fee else ""


PREFIX_COLUMNS = (
    Column(
        "ma",
        Text("Đầu mã", "Prefix"),
        lambda one: one.digits,
        kind="code",
        order=("digits",),
        link=lambda one: reverse("prefix_edit", args=[one.pk]),
    ),
    Column("don-vi", Text("Đơn vị", "Party"), lambda one: one.owner_name, note=lambda one: one.certificate),
    Column("con", Text("Số mã còn lại", "Numbers left"), _left),
    Column("phi", Text("Phí mỗi năm", "Yearly fee"), _fee),
    Column(
        "nop",
        Text("Đã nộp đến", "Paid until"),
        lambda one: one.fee_paid_until,
        kind="day",
        order=("fee_paid_until",),
    ),
    Column(
        "tinh-trang",
        Text("Tình trạng", "State"),
        lambda one: prefix_state(one, timezone.localdate()),
        kind="status",
    ),
)


@require_safe
@signed_in
def prefixes(request: Request) -> HttpResponseBase:
    """`/dau-ma/`: the prefixes that the reader may see, with what they have left."""
    today = timezone.localdate()
    due = Choice(
        "phi",
        Text("Phí duy trì", "Yearly fee"),
        [("den-han", Text("đến hạn trong 60 ngày", "due within 60 days"))],
        lambda rows, _value: rows.filter(pk__in=fees_due(today).values("pk")),
    )
    rows = Prefix.objects.visible_to(request.viewer).annotate(owner_name=name_then(today, "party"))
    table = take(
        request.GET,
        name=PREFIXES,
        columns=PREFIX_COLUMNS,
        rows=rows.order_by("digits"),
        choices=(due,),
        search=lambda found, typed: found.filter(digits__startswith=typed),
        search_hint=Text("đầu mã", "prefix"),
        empty=Text(
            "Chưa ghi đầu mã nào. Mở trang đơn vị rồi chọn Ghi đầu mã GS1.",
            "No prefix was written down. Open a party's page and choose Write down a prefix.",
        ),
    )
    words = _("Đầu mã do GS1 Việt Nam cấp cho đơn vị. Hệ thống không bao giờ tự sinh số 893 cho ai.")
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "registry/listing.html", table, words=words, trail=trail)


@edits
@signed_in
def prefix_new(request: Request, party: int) -> HttpResponse:
    """`/don-vi/{id}/them-dau-ma/`: a prefix that GS1 allotted to this party."""
    owner, at = the_party(request, party), timezone.now()
    form = NewPrefixForm(request.POST or None)
    if request.method == "POST" and form.carry(lambda: _write_down(request, owner, form.values, at)):
        messages.success(request, _("Đã lưu."))
        return redirect("party", owner.pk)
    return desk(request, form, Text("Ghi đầu mã GS1", "Write down a prefix"), *party_trail(owner))


def _write_down(request: Request, owner: Party, typed: dict[str, Any], at: Any) -> None:
    digits, since = typed.pop("digits"), typed.pop("valid_from")
    add_prefix(owner, digits, since=since, actor=request.viewer.user, at=at, **typed)


@edits
@signed_in
def prefix_edit(request: Request, prefix: int) -> HttpResponse:
    """`/dau-ma/{id}/sua/`: its certificate, its days, its fee."""
    found, at = get_object_or_404(Prefix.objects.editable_by(request.viewer), pk=prefix), timezone.now()
    form = PrefixForm(request.POST or None, record=found)
    if request.method == "POST" and form.carry(
        lambda: change_prefix(found, actor=request.viewer.user, at=at, opened=form.opened, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("prefixes")
    room = capacity(found)
    words = Text(f"Còn {room.left} trong {room.total} mã.", f"{room.left} of {room.total} numbers are left.")
    title = Text(f"Đầu mã {found.digits}", f"Prefix {found.digits}")
    return desk(request, form, title, (text(PREFIXES), reverse("prefixes")), words=words)
