from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.search import words
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

RESTRICTED = r"^(00(2|4)|02)\d+$"
"""GS1's restricted circulation ranges (prefixes 020–029, 040–049, 200–299), seen as the start of a GTIN-14."""


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, viewer: Viewer) -> ProductQuerySet:
        """All for those who may see every record; otherwise one's own products."""
        return self if viewer.may("registry.see_all") else self.filter(owner__in=viewer.sees)

    def editable_by(self, viewer: Viewer) -> ProductQuerySet:
        """Those whose record this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return self.filter(owner__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()


class Product(models.Model):
    """A kind of goods as it is sold: one GTIN, one pack size.

    Who has no GTIN from GS1 gets an internal number in the range that GS1 leaves for restricted circulation, and
    every page says so. A number under 893 is never made here.
    """

    class Numbering(models.TextChoices):
        ALLOTTED = "allotted", _("GTIN do GS1 cấp")
        INTERNAL = "internal", _("mã nội bộ")

    class Use(models.TextChoices):
        SOLD = "sold", _("bán cho người tiêu dùng")
        INPUT = "input", _("nguyên liệu, bán thành phẩm")

    class Risk(models.TextChoices):
        LOW = "low", _("rủi ro thấp")
        MEDIUM = "medium", _("rủi ro trung bình")
        HIGH = "high", _("rủi ro cao")

    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="products")
    gtin = models.CharField(max_length=14, unique=True, help_text="always as 14 digits")
    numbering = models.CharField(max_length=8, choices=Numbering)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    brand = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    sector = models.SlugField(max_length=40, help_text="which stages its way has: tea, honey, …")
    net_content = models.CharField(max_length=40, blank=True, help_text="as on the pack: “100 g”")
    shelf_life_days = models.PositiveIntegerField(null=True)
    no_expiry = models.BooleanField(default=False, help_text="its label need not bear a shelf life")
    standards = models.CharField(max_length=250, blank=True, help_text="standards it declares to follow")
    use = models.CharField(
        max_length=8, choices=Use, default=Use.SOLD, help_text="inputs need no full record"
    )
    origin = models.CharField(
        max_length=200, blank=True, help_text="where it comes from, as the label says it"
    )
    warnings = models.TextField(blank=True, help_text="what its user must heed")
    hs_code = models.CharField(max_length=10, blank=True, help_text="4 to 10 digits; finds its risk tier")
    ocop_stars = models.PositiveSmallIntegerField(null=True)
    ocop_from = models.DateField(null=True)
    ocop_until = models.DateField(null=True, help_text="last day")
    ocop_decision = models.CharField(max_length=120, blank=True)
    retired_on = models.DateField(null=True, help_text="no lots of it are opened from this day on")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["gtin"]
        indexes = [GinIndex(words(), name="products_by_words")]
        constraints = [
            models.CheckConstraint(condition=Q(gtin__regex=r"^\d{14}$"), name="a_gtin_has_14_digits"),
            models.CheckConstraint(
                condition=Q(numbering="internal", gtin__regex=RESTRICTED)
                | (Q(numbering="allotted") & ~Q(gtin__regex=RESTRICTED)),
                name="internal_numbers_stay_in_the_restricted_range",
            ),
            models.CheckConstraint(
                condition=Q(ocop_stars=None) | Q(ocop_stars__gte=3, ocop_stars__lte=5),
                name="ocop_gives_3_to_5_stars",
            ),
            models.CheckConstraint(
                condition=Q(ocop_until=None) | Q(ocop_from=None) | Q(ocop_until__gte=F("ocop_from")),
                name="ocop_stars_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=Q(hs_code="") | Q(hs_code__regex=r"^\d{4,10}$"),
                name="an_hs_code_has_4_to_10_digits",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_products_number_is_never_used_again", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal(self) -> bool:
        """Whether the number is ours and not GS1's."""
        return self.numbering == self.Numbering.INTERNAL

    @property
    def identifier(self) -> str:
        """The canonical Digital Link of this kind of goods."""
        return f"https://id.gs1.org/01/{self.gtin}"


class ProductImage(models.Model):
    """A picture of the goods; the first is the one that people see."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=160, blank=True, help_text="what it shows, for who cannot see it")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["product", "position"]
        constraints = [models.UniqueConstraint(fields=["product", "position"], name="one_image_a_place")]

    def __str__(self) -> str:
        return self.caption or self.file.name


class ShownImage(models.Model):
    """What everybody sees of a picture: a small copy without what the camera wrote (`pictures.small`)."""

    image = models.OneToOneField(
        ProductImage, primary_key=True, on_delete=models.CASCADE, related_name="shown"
    )
    body = models.BinaryField(help_text="WebP")

    def __str__(self) -> str:
        return str(self.image)


class Packaging(models.Model):
    """A trade unit that holds `count` of the product, or of a smaller packaging of it: a box of 24, a pallet of 40
    boxes. It has a GTIN-14 of its own."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="packagings")
    holds = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="held_in",
        help_text="empty: the product itself",
    )
    gtin = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=80, help_text="“thùng 24 hộp”")
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["product", "gtin"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gtin__regex=r"^\d{14}$"), name="a_packagings_gtin_has_14_digits"
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="a_packaging_holds_something"),
            models.CheckConstraint(condition=~Q(holds=F("id")), name="a_packaging_does_not_hold_itself"),
        ]
        triggers = [
            pgtrigger.Protect(name="a_packagings_number_is_never_used_again", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pieces(self) -> int:
        """How many of the product it holds in all."""
        return self.count * (self.holds.pieces if self.holds else 1)


class RiskList(models.Model):
    """A ministry's list of goods by risk, in force for a time. Imported from the document's own annex."""

    code = models.CharField(max_length=60, unique=True, help_text="“27/2026/TT-BNNMT”")
    name = models.CharField(max_length=250)
    issuer = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["-valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_risk_list_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RiskItem(models.Model):
    """One line of such a list: goods by the first digits of their HS code."""

    list = models.ForeignKey(RiskList, on_delete=models.CASCADE, related_name="items")
    hs_code = models.CharField(max_length=10)
    goods = models.CharField(max_length=400)
    tier = models.CharField(max_length=8, choices=Product.Risk)

    class Meta:
        ordering = ["list", "hs_code", "id"]
        indexes = [models.Index(fields=["hs_code"], name="risk_by_hs_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hs_code__regex=r"^\d{2,10}$"), name="a_risk_item_has_an_hs_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.goods}"


class RuleSet(models.Model):
    """What the record of a product must say, by one legal document, from a day on. The first by `rank` of those in
    force is the one that lists and pages count by."""

    code = models.CharField(max_length=40, unique=True, help_text="“TT02-2024”")
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    source = models.CharField(max_length=250)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    rank = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)


class Rule(models.Model):
    """One group of data that a rule set asks for; `key` names how it is looked up (`products.completeness`)."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    mandatory = models.BooleanField(default=True, help_text="not mandatory: “if any”")

    class Meta:
        ordering = ["rule_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "position"], name="one_rule_a_place"),
            models.UniqueConstraint(fields=["rule_set", "key"], name="a_rule_set_asks_once"),
        ]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)
