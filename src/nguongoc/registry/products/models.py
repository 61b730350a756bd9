from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.shared.search import words
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

RESTRICTED = r"^(00(2|4)|02)\d+$"
"""GS1's restricted circulation ranges (prefixes 020–029, 040–049, 200–299), seen as the start of a GTIN-14."""


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, viewer: Viewer) -> ProductQuerySet:
        """All for those who may see every record; otherwise one's own products."""
        return self if viewer.may("registry.see_all") else self.filter(owner__in=viewer.parties)


class Product(models.Model):
    """A kind of goods as it is sold: one GTIN, one pack size.

    Who has no GTIN from GS1 gets an internal number in the range that GS1 leaves for restricted circulation, and
    every page says so. A number under 893 is never made here.
    """

    class Numbering(models.TextChoices):
        ALLOTTED = "allotted", _("GTIN do GS1 cấp")
        INTERNAL = "internal", _("mã nội bộ")

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
    standards = models.CharField(max_length=250, blank=True, help_text="standards it declares to follow")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

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
