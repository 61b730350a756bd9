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
