"""Questions about what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product


def by_gtin(gtin: str) -> Product | None:
    """The product that bears this 14-digit number, with its owner; None where there is none."""
    return Product.objects.select_related("owner").filter(gtin=gtin).first()


def owner_on(product: Product, on: date) -> tuple[str, str]:
    """The owner's name and commune on that day."""
    owner: Any = Party.objects.named(on).get(pk=product.owner_id)
    return owner.name_then or "", owner.unit_then or ""


REQUIRED: dict[str, tuple[Text, Q]] = {
    "net_content": (Text("khối lượng tịnh", "net content"), Q(net_content="")),
    "standards": (Text("tiêu chuẩn áp dụng", "standards applied"), Q(standards="")),
    "shelf_life_days": (Text("thời hạn sử dụng", "shelf life"), Q(shelf_life_days=None)),
    "description": (Text("mô tả sản phẩm", "description"), Q(description="")),
}
"""What the record of every product must say, as far as it has the fields today (Circular 02/2024/TT-BKHCN, the ten
groups of data; law and product record grow together), and the condition under which it is missing."""


def lacking(product: Product) -> list[Text]:
    """What this product's record does not say yet, in the order of REQUIRED."""
    return [words for field, (words, _) in REQUIRED.items() if getattr(product, field) in ("", None)]


def without_required() -> Q:
    """The condition of products whose record lacks something."""
    condition = Q()
    for _, missing in REQUIRED.values():
        condition |= missing
    return condition
