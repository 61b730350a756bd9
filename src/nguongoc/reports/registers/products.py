"""The register of products, and what their records lack."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import known_sectors, sector
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.search import matching
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.registry.parties.models import PartyAddress, name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product, ProductImage
from nguongoc.registry.products.queries import lacking, without_required

NAME = Text("Sản phẩm", "Products")
EMPTY = Text(
    "Sản phẩm xuất hiện ở đây khi được thêm vào hồ sơ của đơn vị.",
    "A product appears here once it is added to a party's records.",
)
HINT = Text("tên sản phẩm, mã số", "product, number")


def record(product: Product) -> Status:
    """Whether the record has what every product must say."""
    if product.use == Product.Use.INPUT:
        return Status("quiet", Text("nguyên liệu, bán thành phẩm", "input"))
    missing = _missing(product)
    if not missing:
        return Status("good", Text("đủ thông tin", "complete"))
    return Status("wait", Text(f"thiếu {len(missing)} thông tin", f"lacks {len(missing)}"))


def lacks(product: Product) -> Text:
    missing = _missing(product)
    return Text(", ".join(one.vi for one in missing), ", ".join(one.en for one in missing))


def _missing(product: Any) -> list[Text]:
    return lacking(product, known={"image": product.has_image, "address": product.has_address})


COLUMNS = (
    Column(
        "ten",
        Text("Sản phẩm", "Product"),
        lambda product: product.name,
        order=("folded",),
        note=lambda product: product.owner_name,
        link=lambda product: reverse("product", args=[product.pk]),
    ),
    Column("ma", Text("Mã số", "Number"), lambda product: product.gtin, kind="code", order=("gtin",)),
    Column(
        "loai-ma",
        Text("Loại mã", "Numbering"),
        lambda product: product.get_numbering_display(),
        order=("numbering", "gtin"),
    ),
    Column(
        "nganh",
        Text("Ngành hàng", "Sector"),
        lambda product: sector(product.sector).name,
        order=("sector", "folded"),
    ),
    Column("ho-so", Text("Hồ sơ", "Record"), record, kind="status", note=lambda product: lacks(product)),
    Column(
        "lo",
        Text("Số lô đã mở", "Lots opened"),
        lambda product: product.lot_count,
        kind="number",
        order=("lot_count",),
    ),
)


def register(request: HttpRequest, viewer: Viewer, *, today: date) -> Table:
    """The products that this viewer may see, as they were asked for."""
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows(viewer, on=today),
        choices=CHOICES,
        search=_search,
        search_hint=HINT,
        empty=EMPTY,
    )


def rows(viewer: Viewer, *, on: date) -> QuerySet[Product]:
    """The products that this viewer may see, with `owner_name`, `lot_count`, and what of their record stands in other
    tables: `has_image`, `has_address` (of the owner)."""
    return (
        Product.objects.visible_to(viewer)
        .select_related("owner")
        .annotate(
            owner_name=name_then(on, "owner"),
            lot_count=Count("lots"),
            has_image=Exists(ProductImage.objects.filter(product=OuterRef("pk"))),
            has_address=Exists(PartyAddress.objects.filter(party=OuterRef("owner"))),
        )
        .order_by("folded", "gtin")
    )


def address(**asked: str) -> str:
    """The register with these filters."""
    return f"{reverse('products')}?{urlencode(asked)}" if asked else reverse("products")


CHOICES = (
    Choice(
        "nganh",
        Text("Ngành hàng", "Sector"),
        [(one.code, one.name) for one in known_sectors()],
        lambda found, code: found.filter(sector=code),
    ),
    Choice(
        "ho-so",
        Text("Hồ sơ", "Record"),
        [("thieu", Text("thiếu thông tin", "incomplete")), ("du", Text("đủ thông tin", "complete"))],
        lambda found, value: found.filter(without_required() if value == "thieu" else ~without_required()),
    ),
    Choice(
        "dung", Text("Dùng để", "Made for"), Product.Use.choices, lambda found, use: found.filter(use=use)
    ),
)


def _search(found: QuerySet[Product], typed: str) -> QuerySet[Product]:
    named = matching(Product.objects.all(), typed).values("pk")
    return found.filter(Q(gtin__contains=typed) | Q(pk__in=named))
