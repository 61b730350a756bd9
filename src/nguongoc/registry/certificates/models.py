from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.search import words
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class PaperQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> PaperQuerySet:
        """All for those who may see every record; otherwise one's own party's."""
        return self if viewer.may("registry.see_all") else self.filter(party__in=viewer.sees)

    def editable_by(self, viewer: Viewer) -> PaperQuerySet:
        """Those whose record this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return self.filter(party__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()

    def in_force(self, on: date) -> PaperQuerySet:
        """Those that hold on that day."""
        begun = self.filter(issued_on__lte=on).exclude(expires_on__lt=on)
        return begun.filter(Q(revoked_on=None) | Q(revoked_on__gt=on))

    def ending(self, on: date, within: timedelta) -> PaperQuerySet:
        """Those that hold on that day and end within so many days of it."""
        return self.in_force(on).filter(expires_on__lte=on + within)


PUBLIC = ("number", "scope", "issuer", "dates", "file")
"""What of a paper its holder may show on the public page, each by itself. Its kind and whether it holds are shown
with any of them."""


class Paper(models.Model):
    """What a certificate and a declaration have in common: whose it is, which goods it covers, how long it holds, the
    file, and what of it everybody may see."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="%(class)ss")
    products = models.ManyToManyField(Product, blank=True, related_name="%(class)ss")
    number = models.CharField(max_length=80, help_text="as on the paper")
    folded = models.CharField(max_length=400, editable=False, help_text="number and standard, for search")
    standard = models.CharField(max_length=200, blank=True, help_text="“TCVN 11892-1:2017 (VietGAP)”")
    scope = models.TextField(blank=True, help_text="goods, areas and steps that it covers")
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="last day; empty where none is set")
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=250, blank=True)
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    public = ArrayField(models.CharField(max_length=10), default=list, help_text="of PUBLIC")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = PaperQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="a_%(class)s_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(public__contained_by=list(PUBLIC)), name="a_%(class)s_shows_known_parts"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Certificate(Paper):
    """What somebody else attests of a party or its goods."""

    class Kind(models.TextChoices):
        VIETGAP = "vietgap", _("VietGAP")
        GLOBALGAP = "globalgap", _("GlobalG.A.P.")
        ORGANIC = "organic", _("hữu cơ")
        FOOD_SAFETY = "food-safety", _("đủ điều kiện an toàn thực phẩm")
        HACCP = "haccp", _("HACCP")
        ISO_22000 = "iso-22000", _("ISO 22000")
        ISO_9001 = "iso-9001", _("ISO 9001")
        CONFORMITY = "conformity", _("chứng nhận hợp chuẩn, hợp quy")
        INDICATION = "indication", _("chỉ dẫn địa lý, nhãn hiệu")
        TRACEABILITY = "traceability", _("hệ thống truy xuất nguồn gốc")
        OTHER = "other", _("loại khác")

    kind = models.CharField(max_length=16, choices=Kind)
    issuer = models.CharField(max_length=200, help_text="as on the paper")
    issued_by = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.PROTECT,
        related_name="issued",
        help_text="the issuer, where registered",
    )

    class Meta(Paper.Meta):
        ordering = ["party", "-issued_on", "number"]
        indexes = [
            models.Index(fields=["expires_on"], name="certificates_by_expiry"),
            GinIndex(words(), name="certificates_by_words"),
        ]
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(fields=["issuer", "number"], name="an_issuer_gives_a_number_once"),
        ]


class Declaration(Paper):
    """What a party itself declares of its goods or of its system, and to whom it has told so."""

    class Kind(models.TextChoices):
        TCCS = "tccs", _("tiêu chuẩn cơ sở (TCCS)")
        STANDARD = "standard", _("công bố hợp chuẩn")
        REGULATION = "regulation", _("công bố hợp quy")
        LOCAL = "local", _("quy chuẩn địa phương (QCĐP)")
        PRODUCT = "product", _("tự công bố sản phẩm")
        TRACEABILITY = "traceability", _("công bố hệ thống truy xuất nguồn gốc")

    class Basis(models.TextChoices):
        OWN = "self", _("tự đánh giá")
        BODY = "body", _("tổ chức chứng nhận đánh giá")

    kind = models.CharField(max_length=16, choices=Kind)
    basis = models.CharField(max_length=4, choices=Basis, default=Basis.OWN)
    received_by = models.CharField(max_length=200, blank=True, help_text="the agency that took it in")
    receipt = models.CharField(max_length=80, blank=True, help_text="number of the receipt")

    class Meta(Paper.Meta):
        ordering = ["party", "-issued_on", "number"]
        indexes = [
            models.Index(fields=["expires_on"], name="declarations_by_expiry"),
            GinIndex(words(), name="declarations_by_words"),
        ]
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(
                fields=["party", "kind", "number"], name="a_party_declares_a_number_once"
            ),
        ]


class Laboratory(models.Model):
    """What a party that tests or certifies may do: by whom it was accredited and designated, for what, until when."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="laboratory")
    accreditation = models.CharField(max_length=80, blank=True, help_text="“VILAS 999”")
    accredited_until = models.DateField(null=True)
    designation = models.CharField(max_length=120, blank=True, help_text="the decision that designates it")
    designated_by = models.CharField(max_length=200, blank=True)
    designated_until = models.DateField(null=True)
    scope = models.TextField(blank=True, help_text="what it tests or certifies")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["party"]
        verbose_name_plural = "laboratories"

    def __str__(self) -> str:
        return self.accreditation or str(self.party)
