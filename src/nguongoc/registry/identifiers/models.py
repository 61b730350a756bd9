from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper

from nguongoc.foundation.evidence.models import Attachment
from nguongoc.registry.parties.models import AdministrativeUnit, Party
from nguongoc.registry.products.models import Product

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class PrefixQuerySet(models.QuerySet["Prefix"]):
    def visible_to(self, viewer: Viewer) -> PrefixQuerySet:
        """All for those who may see every record; otherwise one's own."""
        return self if viewer.may("registry.see_all") else self.filter(party__in=viewer.sees)

    def editable_by(self, viewer: Viewer) -> PrefixQuerySet:
        """Those whose record this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return self.filter(party__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()


class Prefix(models.Model):
    """A GS1 company prefix that GS1 Vietnam allotted to a party. Never made here, only written down."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="prefixes")
    digits = models.CharField(max_length=12, unique=True)
    certificate = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    fee_paid_until = models.DateField(null=True, help_text="last day that the yearly fee covers")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PrefixQuerySet.as_manager()

    class Meta:
        ordering = ["digits"]
        verbose_name_plural = "prefixes"
        constraints = [
            models.CheckConstraint(
                condition=Q(digits__regex=r"^\d{4,12}$"), name="a_company_prefix_has_4_to_12_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.digits


class PrefixFee(models.Model):
    """What a prefix of so many digits costs, from a day on: to remind people, never to bill them."""

    digits = models.PositiveSmallIntegerField(help_text="how many digits the prefix has")
    valid_from = models.DateField()
    first = models.BigIntegerField(help_text="đồng, once")
    yearly = models.BigIntegerField(help_text="đồng a year")
    source = models.CharField(max_length=250)

    class Meta:
        ordering = ["digits", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["digits", "valid_from"], name="one_fee_a_length_a_day"),
            models.CheckConstraint(condition=Q(first__gte=0, yearly__gte=0), name="a_fee_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.digits}: {self.yearly}"


class RegistryAnswer(models.Model):
    """What GS1's own registry last said of a GTIN, in its own words (`domain.gs1.registry` reads them), and since when
    it could not be asked. An answer that was given stays until a later one is."""

    gtin = models.CharField(max_length=14, primary_key=True)
    said = models.JSONField(default=dict, help_text="empty: the registry does not know the number")
    answered_at = models.DateTimeField(null=True, help_text="empty: it never answered")
    failed_at = models.DateTimeField(null=True, help_text="of the last question without an answer")
    why = models.JSONField(default=dict, help_text="why there was none, by language")

    class Meta:
        ordering = ["gtin"]
        indexes = [models.Index(fields=["answered_at"], name="registry_answers_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answered_at=None, failed_at=None), name="a_registry_was_asked_before_it_says"
            ),
        ]

    def __str__(self) -> str:
        return self.gtin


class LotQuerySet(models.QuerySet["Lot"]):
    def visible_to(self, viewer: Viewer) -> LotQuerySet:
        """All for those who may see every record; otherwise lots of one's own products."""
        return self if viewer.may("registry.see_all") else self.filter(product__owner__in=viewer.sees)

    def editable_by(self, viewer: Viewer) -> LotQuerySet:
        """Those whose record this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return (
            self.filter(product__owner__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()
        )


class Lot(models.Model):
    """A quantity of one product made under the same conditions: what a stamp names, and what a recall finds."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=20, help_text="AI (10): 1–20 characters of GS1's set 82")
    produced_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    uom = models.CharField(max_length=3, blank=True, help_text="UN/ECE Rec 20: KGM, H87; empty for a count")
    origin = models.ForeignKey(AdministrativeUnit, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["product", "-produced_on", "number"]
        indexes = [
            models.Index(OpClass(Upper("number"), name="text_pattern_ops"), name="lots_by_number"),
            models.Index(fields=["expires_on"], name="lots_by_expiry"),
            models.Index(fields=["created_at"], name="lots_by_opening"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="a_lot_number_is_used_once_per_product"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"""^[!-"%-?A-Z_a-z]{1,20}$"""),
                name="a_lot_number_has_gs1_characters",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(produced_on=None) | Q(expires_on__gte=F("produced_on")),
                name="a_lot_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0), name="a_lot_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def identifier(self) -> str:
        """The canonical Digital Link of this lot, as events name it."""
        return f"{self.product.identifier}/10/{quote(self.number, safe='')}"
