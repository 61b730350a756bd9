"""The pages on which goods are mended, and what the law asks of their records."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, may, signed_in
from nguongoc.registry.products.actions import (
    add_image,
    change_product,
    change_rules,
    remove_image,
    show_first,
)
from nguongoc.registry.products.completeness import KEYS
from nguongoc.registry.products.forms import ImageForm, ProductForm, RulesForm
from nguongoc.registry.products.models import Product, ProductImage, RiskItem, RuleSet

edits = require_http_methods(["GET", "HEAD", "POST"])
GOODS = Text("Sản phẩm", "Products")


def the_product(request: Request, pk: int) -> Product:
    """The product at this address, if its record is the viewer's to change; else 404."""
    return get_object_or_404(Product.objects.editable_by(request.viewer).select_related("owner"), pk=pk)


def product_trail(product: Product) -> tuple[tuple[str, str], ...]:
    """The way to a product's page."""
    return (text(GOODS), reverse("products")), (product.name, reverse("product", args=[product.pk]))


@edits
@signed_in
def product_edit(request: Request, product: int) -> HttpResponse:
    """`/san-pham/{id}/sua/`: the record, all but the number."""
    found = the_product(request, product)
    form, at = ProductForm(request.POST or None, record=found), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: change_product(found, actor=request.viewer.user, at=at, opened=form.opened, **form.values)
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("product", found.pk)
    words = Text(
        f"Mã số {found.gtin} không đổi được: nhãn đã in vẫn dùng nó.", f"The number {found.gtin} stays."
    )
    return desk(request, form, Text("Sửa sản phẩm", "Edit the product"), *product_trail(found), words=words)


@edits
@signed_in
def product_images(request: Request, product: int) -> HttpResponse:
    """`/san-pham/{id}/hinh-anh/`: the pictures, their order, and one more."""
    found = the_product(request, product)
    if request.method == "POST" and {"dau", "bo"} & request.POST.keys():
        return _arrange(request, found)
    form, at = ImageForm(request.POST or None, request.FILES or None), timezone.now()
    if request.method == "POST" and form.carry(
        lambda: add_image(
            found,
            form.cleaned_data["file"],
            name=form.cleaned_data["file"].name,
            caption=form.cleaned_data["caption"],
            actor=request.viewer.user,
            at=at,
        )
    ):
        messages.success(request, _("Đã thêm ảnh."))
        return redirect("product_images", found.pk)
    return desk(
        request,
        form,
        Text("Hình ảnh sản phẩm", "Pictures"),
        *product_trail(found),
        action=Text("Thêm ảnh", "Add the picture"),
        template="registry/images.html",
        images=found.images.select_related("file"),
    )


def _arrange(request: Request, product: Product) -> HttpResponse:
    """Show a picture first (`dau`), or take it off (`bo`)."""
    act, key = (remove_image, "bo") if "bo" in request.POST else (show_first, "dau")
    chosen = request.POST[key]
    image = get_object_or_404(product.images, pk=int(chosen) if chosen.isdecimal() else 0)
    act(image, actor=request.viewer.user, at=timezone.now())
    return redirect("product_images", product.pk)


@require_safe
@signed_in
def product_image(request: Request, product: int, image: int) -> HttpResponseBase:
    """`/san-pham/{id}/hinh-anh/{id}/tep`: the picture itself, for whoever may see the product's record."""
    seen = get_object_or_404(Product.objects.visible_to(request.viewer), pk=product)
    found = get_object_or_404(ProductImage.objects.select_related("file"), pk=image, product=seen)
    return files.answer(found.file, inline=True)


# What the law asks for

RULES = Text("Dữ liệu bắt buộc", "Required data")
RULE_COLUMNS = (
    Column(
        "ma",
        Text("Bộ", "Set"),
        lambda one: one.code,
        kind="code",
        link=lambda one: reverse("rule_set", args=[one.pk]),
    ),
    Column("ten", Text("Tên", "Name"), lambda one: one.name, note=lambda one: one.source),
    Column("tu", Text("Từ ngày", "From"), lambda one: one.valid_from, kind="day"),
    Column("den", Text("Đến ngày", "Until"), lambda one: one.valid_to, kind="day"),
    Column("nhom", Text("Nhóm dữ liệu", "Groups"), lambda one: one.rules.count(), kind="number"),
)


@require_safe
@may("registry.edit_all")
def rule_sets(request: Request) -> HttpResponseBase:
    """`/du-lieu-bat-buoc/`: every rule set."""
    table = take(request.GET, name=RULES, columns=RULE_COLUMNS, rows=list(RuleSet.objects.all()))
    words = _("Bộ đứng đầu trong các bộ đang áp dụng là bộ mà danh sách sản phẩm đếm theo.")
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "registry/listing.html", table, words=words, trail=trail)


@edits
@may("registry.edit_all")
def rule_set(request: Request, rule_set: int) -> HttpResponse:
    """`/du-lieu-bat-buoc/{id}/`: what one set asks for, and since when."""
    found, at = get_object_or_404(RuleSet, pk=rule_set), timezone.now()
    lines = [f"{one.key} | {one.name_vi} | {one.name_en} | {int(one.mandatory)}" for one in found.rules.all()]
    form = RulesForm(request.POST or None, record=found, initial={"rules": "\n".join(lines)})
    if request.method == "POST" and form.carry(
        lambda: change_rules(
            found,
            list(_read_rules(form.cleaned_data["rules"])),
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
            rank=form.cleaned_data["rank"],
            actor=request.viewer.user,
            at=at,
            opened=form.opened,
        )
    ):
        messages.success(request, _("Đã lưu."))
        return redirect("rule_sets")
    title, words = (
        Text(found.name_vi, found.name_en),
        Text(f"Khóa dùng được: {', '.join(KEYS)}", ", ".join(KEYS)),
    )
    return desk(request, form, title, (text(RULES), reverse("rule_sets")), words=words)


def _read_rules(typed: str) -> Iterator[tuple[str, Text, bool]]:
    seen: set[str] = set()
    for number, line in enumerate(filter(None, map(str.strip, typed.splitlines())), 1):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4 or parts[0] not in KEYS or parts[0] in seen or parts[3] not in ("0", "1"):
            why = Text(
                f"Dòng {number} (“{line}”): cần bốn phần cách nhau bằng |, khóa có trong danh sách và chưa dùng, "
                "phần cuối là 1 hoặc 0.",
                f"Line {number}: four parts set apart by |, a known key used once, and 1 or 0 at the end.",
            )
            raise Refused(Problem("rules", why, "rule-line"))
        seen.add(parts[0])
        yield parts[0], Text(parts[1], parts[2]), parts[3] == "1"


# Risk lists

RISKS = Text("Danh mục rủi ro", "Risk lists")
TONES = {"low": "good", "medium": "wait", "high": "bad"}
RISK_COLUMNS = (
    Column("hs", Text("Mã HS", "HS code"), lambda one: one.hs_code, kind="code", order=("hs_code",)),
    Column("hang", Text("Hàng hóa", "Goods"), lambda one: one.goods, order=("goods",)),
    Column(
        "muc",
        Text("Mức rủi ro", "Tier"),
        lambda one: Status(TONES[one.tier], one.get_tier_display()),  # type: ignore[arg-type]
        kind="status",
        order=("tier", "hs_code"),
    ),
    Column(
        "danh-muc",
        Text("Danh mục", "List"),
        lambda one: one.list.code,
        order=("list__code", "hs_code"),
        note=lambda one: one.list.issuer,
    ),
    Column(
        "tu",
        Text("Từ ngày", "From"),
        lambda one: one.list.valid_from,
        kind="day",
        order=("list__valid_from",),
    ),
    Column(
        "den", Text("Đến ngày", "Until"), lambda one: one.list.valid_to, kind="day", order=("list__valid_to",)
    ),
)


@require_safe
@signed_in
def risk_items(request: Request) -> HttpResponseBase:
    """`/danh-muc-rui-ro/`: every line of every list."""
    table = take(
        request.GET,
        name=RISKS,
        columns=RISK_COLUMNS,
        rows=RiskItem.objects.select_related("list").order_by("hs_code", "-list__valid_from"),
        search=lambda rows, typed: (
            rows.filter(hs_code__startswith=typed) | rows.filter(goods__icontains=typed)
        ),
        search_hint=Text("mã HS, tên hàng", "HS code, goods"),
        empty=Text(
            "Chưa nhập danh mục nào. Vào Nhập từ bảng tính để nạp danh mục của bộ, ngành.",
            "No list was loaded yet. Load a ministry's list from a spreadsheet.",
        ),
    )
    words = _(
        "Danh mục hàng hóa theo mức rủi ro do các bộ ban hành, tra theo mã HS; mỗi danh mục có ngày hiệu lực."
    )
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "registry/listing.html", table, words=words, trail=trail)
