"""Questions about what."""

from __future__ import annotations

from datetime import date

from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product


def by_gtin(gtin: str) -> Product | None:
    """The product that bears this 14-digit number, with its owner; None where there is none."""
    return Product.objects.select_related("owner").filter(gtin=gtin).first()


def owner_on(product: Product, on: date) -> tuple[str, str]:
    """The owner's name and commune on that day."""
    named = Party.objects.named(on).filter(pk=product.owner_id).values_list("name_then", "unit_then")
    name, unit = named[0]
    return name or "", unit or ""
