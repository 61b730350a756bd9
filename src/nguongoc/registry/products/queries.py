"""Questions about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.completeness import missing, without_required
from nguongoc.registry.products.models import Packaging, Product, ProductImage, RiskItem

__all__ = ["Risk", "by_gtin", "is_taken", "lacking", "owner_on", "pictured", "risk_on", "without_required"]


def by_gtin(gtin: str) -> Product | None:
    """The product that bears this 14-digit number, with its owner; None where there is none."""
    return Product.objects.select_related("owner").filter(gtin=gtin).first()


def pictured(gtin: str) -> Product | None:
    """The same, with the first of its pictures that may be shown (`picture`, its key; None without) and what that
    shows (`picture_of`)."""
    seen = ProductImage.objects.filter(product=OuterRef("pk"), file__withdrawn_at=None).order_by("position")
    rows = Product.objects.select_related("owner").annotate(
        picture=Subquery(seen.values("pk")[:1]), picture_of=Subquery(seen.values("caption")[:1])
    )
    return rows.filter(gtin=gtin).first()


def is_taken(gtin: str) -> bool:
    """Whether this number names goods or a packaging, now or at any time before."""
    packed = Packaging.objects.filter(gtin=gtin).values("gtin")
    return Product.objects.filter(gtin=gtin).values("gtin").union(packed, all=True).exists()


def owner_on(product: Product, on: date) -> tuple[str, str]:
    """The owner's name and commune on that day."""
    owner: Any = Party.objects.named(on).get(pk=product.owner_id)
    return owner.name_then or "", owner.unit_then or ""


def lacking(product: Product, *, known: Mapping[str, bool] | None = None) -> list[Text]:
    """What this product's record does not say yet, by the rule set that is in force today. `known` tells the groups
    that the caller has looked up already."""
    return [item.name for item in missing(product, timezone.localdate(), known=known)]


_TIERS = [Product.Risk.LOW, Product.Risk.MEDIUM, Product.Risk.HIGH]


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk tier of goods, and the line of the list that says so."""

    tier: Product.Risk
    item: RiskItem

    @property
    def source(self) -> str:
        return f"{self.item.list.code}, HS {self.item.hs_code}"


def risk_on(product: Product, on: date) -> Risk | None:
    """The tier of this product on that day: the longest HS code of any list in force that begins its own; where
    two say different things, the higher. None where no list names it."""
    code = product.hs_code
    if not code:
        return None
    starts = [code[:length] for length in range(2, len(code) + 1)]
    begun = Q(list__valid_from__lte=on) & (Q(list__valid_to=None) | Q(list__valid_to__gte=on))
    found = RiskItem.objects.filter(begun, hs_code__in=starts).select_related("list")
    best = max(found, key=lambda one: (len(one.hs_code), _TIERS.index(Product.Risk(one.tier))), default=None)
    return Risk(Product.Risk(best.tier), best) if best else None
