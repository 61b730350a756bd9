"""What the record of a product must say, and what it lacks: `8/10, thiếu: hình ảnh, tiêu chuẩn áp dụng`.

What is asked for stands in dated rows (`RuleSet`, `Rule`), which an officer edits; here stands how each group of data
is looked up. Groups that only a lot or its events can tell (`stages`, `times`, …) are known to whoever knows the lot:
they are given as `known`. What is neither here nor given is not counted at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.brief import Brief
from nguongoc.registry.parties.models import PartyAddress
from nguongoc.registry.products.models import Product, ProductImage, Rule, RuleSet

NEVER = Q(pk__in=())
_NO_IMAGE = ~Q(pk__in=ProductImage.objects.order_by().values("product"))
_NO_ADDRESS = ~Q(owner__in=PartyAddress.objects.order_by().values("party"))


@dataclass(frozen=True, slots=True)
class Known:
    """How one group of data is looked up in the registry: told of one product; `lacking`, the condition of rows that
    do not tell it; `where`, the part of the edit page that mends it."""

    told: Callable[[Product], bool]
    lacking: Q
    where: str = ""


def _field(name: str) -> Known:
    return Known(lambda product: bool(getattr(product, name)), Q(**{name: ""}), name)


REGISTRY: dict[str, Known] = {
    "name": _field("name"),
    "image": Known(lambda product: bool(product.images.all()), _NO_IMAGE, "images"),
    "producer": Known(lambda product: True, NEVER),
    "address": Known(lambda product: product.owner.addresses.exists(), _NO_ADDRESS, "address"),
    "trace_code": Known(lambda product: True, NEVER),
    "gtin": Known(lambda product: not product.is_internal, Q(numbering="internal"), "name"),
    "producer_code": Known(
        lambda product: bool(product.owner.tax_code or product.owner.gln),
        Q(owner__tax_code=None, owner__gln=None),
        "party",
    ),
    "brand": _field("brand"),
    "shelf_life": Known(
        lambda product: product.no_expiry or product.shelf_life_days is not None,
        Q(shelf_life_days=None, no_expiry=False),
        "shelf_life_days",
    ),
    "standards": _field("standards"),
    "origin": _field("origin"),
    "warnings": _field("warnings"),
    "description": _field("description"),
    "net_content": _field("net_content"),
}
ELSEWHERE = ("stages", "times", "lot", "production_date", "conformity")
"""Groups that a lot, its events or certificates tell."""
KEYS = (*REGISTRY, *ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Item:
    """One group of data: whether it is told, and where to mend it ("" where no page of the registry does)."""

    key: str
    name: Text
    mandatory: bool
    is_told: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How a product's record stands by one rule set. Groups that nobody here can know are not among `items`."""

    rule_set: str
    name: Text
    items: tuple[Item, ...]

    @property
    def told(self) -> int:
        """How many groups are told, or need not be: what is asked for “if any” may be absent."""
        return len(self.items) - len(self.missing)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def missing(self) -> list[Item]:
        """What must be told and is not."""
        return [item for item in self.items if item.mandatory and not item.is_told]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def words(self) -> Text:
        """“8/10, thiếu: hình ảnh, tiêu chuẩn áp dụng”."""
        score = f"{self.told}/{self.total}"
        if self.is_whole:
            return Text(score, score)
        vi, en = (", ".join(names) for names in zip(*(item.name for item in self.missing), strict=True))
        return Text(f"{score}, thiếu: {vi}", f"{score}, missing: {en}")


def completeness(
    product: Product, on: date, *, known: Mapping[str, bool] | None = None, rule_set: str = ""
) -> Completeness:
    """How this product's record stands on that day, by this rule set or the first in force. `known` tells the groups
    of ELSEWHERE that the caller knows of. Inputs, which nobody buys, have nothing to tell."""
    found = next((one for one in in_force(on) if rule_set in ("", one.code)), None)
    if found is None or product.use == Product.Use.INPUT:
        return Completeness(rule_set, found.name if found else Text("", ""), ())
    said = known or {}
    items = tuple(
        _item(rule, product, said) for rule in found.rules.all() if rule.key in REGISTRY or rule.key in said
    )
    return Completeness(found.code, found.name, items)


def missing(product: Product, on: date, *, known: Mapping[str, bool] | None = None) -> list[Item]:
    """What this product's record must say and does not, by the first rule set in force."""
    return completeness(product, on, known=known).missing


def _item(rule: Rule, product: Product, known: Mapping[str, bool]) -> Item:
    here = REGISTRY.get(rule.key)
    told = known[rule.key] if rule.key in known else bool(here and here.told(product))
    link = _link(product, here.where) if here and here.where and not told else ""
    return Item(rule.key, rule.name, rule.mandatory, told, link)


def _link(product: Product, where: str) -> str:
    if where == "images":
        return reverse("product_images", args=[product.pk])
    if where in ("address", "party"):
        name = "party_address" if where == "address" else "party_edit"
        return reverse(name, args=[product.owner_id])
    return f"{reverse('product_edit', args=[product.pk])}#id_{where}"


def without_required(on: date | None = None) -> Q:
    """The condition of products that people buy and whose record lacks something, by the first rule set in force."""
    found = next(iter(in_force(on or timezone.localdate())), None)
    condition = NEVER
    for rule in found.rules.all() if found else ():
        if rule.mandatory and rule.key in REGISTRY:
            condition |= REGISTRY[rule.key].lacking
    return Q(use=Product.Use.SOLD) & condition


_remembered: Brief[list[RuleSet]] = Brief(30)


def in_force(on: date) -> list[RuleSet]:
    """The rule sets of that day with their rules, the one to count by first. What an officer changes holds within
    half a minute everywhere."""
    return [
        one
        for one in _remembered.get("all", lambda: list(RuleSet.objects.prefetch_related("rules")))
        if one.valid_from <= on and (one.valid_to is None or one.valid_to >= on)
    ]


def forget() -> None:
    """Read the rule sets again: one of them was changed."""
    _remembered.forget()
