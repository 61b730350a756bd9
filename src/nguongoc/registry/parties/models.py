from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.accounts.models import Role
from nguongoc.foundation.shared.search import words

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


NO_OVERLAP = """
IF EXISTS (
  SELECT 1 FROM parties_administrativeunit other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND daterange(other.valid_from, other.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]')
) THEN
  RAISE EXCEPTION 'a_code_names_one_unit_a_day: % is borne by another unit in that period', NEW.code
  USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
"""


class AdministrativeUnit(models.Model):
    """A province, commune or ward as it was in one period.

    Codes are reused: 03618 was xã Phúc Than until 30/06/2025 and is xã Mường Than since, so a unit is known by
    its code *and* the day it began.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("tỉnh")
        DISTRICT = "district", _("huyện")
        COMMUNE = "commune", _("xã, phường")

    code = models.CharField(max_length=5)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty while in force")
    level = models.CharField(max_length=10, choices=Level)
    name = models.CharField(max_length=120, help_text="with its kind: “xã Sin Suối Hồ”")
    folded = models.CharField(
        max_length=120, editable=False, help_text="the name without accents, for search"
    )
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="a_unit_is_its_code_and_first_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_unit_ends_after_it_begins",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_code_names_one_unit_a_day",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NO_OVERLAP,
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitSpelling(models.Model):
    """Another spelling of a unit's name that official texts use, without the unit's kind."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(max_length=120)

    class Meta:
        ordering = ["unit", "spelling"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "spelling"], name="a_spelling_is_said_once_a_unit")
        ]

    def __str__(self) -> str:
        return self.spelling


class UnitSuccession(models.Model):
    """From the day the later unit began, this share of the former one is in it."""

    before = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()
    share = models.DecimalField(max_digits=9, decimal_places=8, default=1)

    class Meta:
        ordering = ["on", "before", "after"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "on"], name="a_unit_passes_to_another_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="a_units_share_is_a_part_of_one"
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_unit_does_not_follow_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PartyQuerySet(models.QuerySet["Party"]):
    def editable_by(self, viewer: Viewer) -> PartyQuerySet:
        """Those whose record, places, goods and papers this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return self.filter(pk__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()

    def living(self) -> PartyQuerySet:
        """Without those that were found to be another, and merged into it."""
        return self.filter(merged_into=None)

    def visible_to(self, viewer: Viewer) -> PartyQuerySet:
        """All for those who may see every record; otherwise one's own parties, and those one watches over."""
        if viewer.may("registry.see_all"):
            return self
        return self.filter(pk__in=viewer.sees)

    def named(self, on: date) -> PartyQuerySet:
        """With `name_then` and `unit_then`: what the party was called, and where it sat, on that day. Before
        its first recorded name, the first is the best that is known."""
        return self.annotate(name_then=name_then(on, "pk"), unit_then=unit_then(on, "pk"))


def name_then(on: date, party: str) -> Coalesce:
    """What the party in that field of a row was called on that day, as an annotation; before its first recorded
    name, the first."""
    names = PartyName.objects.filter(party=OuterRef(party))
    return _then(names, on, "name")


def unit_then(on: date, party: str, field: str = "unit__name") -> Coalesce:
    """Where it sat on that day, likewise: the name of the unit, or another of its fields."""
    return _then(PartyAddress.objects.filter(party=OuterRef(party)), on, field)


def _then(rows: models.QuerySet[Any], on: date, field: str) -> Coalesce:
    return Coalesce(
        Subquery(rows.filter(valid_from__lte=on).order_by("-valid_from").values(field)[:1]),
        Subquery(rows.order_by("valid_from").values(field)[:1]),
    )


class Party(models.Model):
    """An enterprise, cooperative, household or agency: somebody who can send, receive, own, support or approve.

    Names and addresses change; they are rows with the day from which they hold.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("doanh nghiệp")
        COOPERATIVE = "cooperative", _("hợp tác xã")
        HOUSEHOLD = "household", _("hộ")
        AGENCY = "agency", _("cơ quan nhà nước")
        LABORATORY = "laboratory", _("phòng thử nghiệm")
        CERTIFIER = "certifier", _("tổ chức chứng nhận")
        EXPERTS = "experts", _("tổ chức chuyên gia")
        OPERATOR = "operator", _("đơn vị vận hành hệ thống")

    kind = models.CharField(max_length=12, choices=Kind)
    tax_code = models.CharField(max_length=14, null=True, unique=True)  # noqa: DJ001 (unknown is NULL: "" would collide)
    gln = models.CharField(max_length=13, null=True, unique=True)  # noqa: DJ001
    internal_code = models.CharField(
        max_length=20, unique=True, help_text="our own number, where there is no GLN"
    )
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    representative = models.CharField(max_length=120, blank=True, help_text="who signs for it")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="the same party, kept there",
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["internal_code"]
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(
                condition=Q(gln=None) | Q(gln__regex=r"^\d{13}$"), name="a_gln_has_13_digits"
            ),
            models.CheckConstraint(
                condition=Q(tax_code=None) | Q(tax_code__regex=r"^\d{10}(-\d{3})?$|^\d{12}$"),
                name="a_tax_code_has_10_13_or_12_digits",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_party_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.internal_code

    @property
    def identifiers(self) -> list[str]:
        """Every URI by which events may name this party, the one to use today first: its GLN as a GS1 Digital
        Link where it has one, and our own address, which stays good for ever."""
        own = f"{settings.ID_BASE}/to-chuc/{self.internal_code}"
        return [f"https://id.gs1.org/417/{self.gln}", own] if self.gln else [own]


class PartyName(models.Model):
    """What a party is called, from a day on, until the next name begins."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="names")
    valid_from = models.DateField()
    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=80, blank=True)
    folded = models.CharField(max_length=250, editable=False, db_index=True)

    class Meta:
        ordering = ["party", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["party", "valid_from"], name="one_name_a_day")]
        indexes = [GinIndex(words(), name="parties_by_words")]

    def __str__(self) -> str:
        return self.name


class PartyAddress(models.Model):
    """Where a party sits, from a day on. The unit is the one of that day; today's follows from its successors."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    valid_from = models.DateField()
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    street = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["party", "-valid_from"]
        verbose_name_plural = "party addresses"
        constraints = [models.UniqueConstraint(fields=["party", "valid_from"], name="one_address_a_day")]

    def __str__(self) -> str:
        return self.street or self.unit.name


class PartySuccession(models.Model):
    """From a day on, this share of what was one agency's (or firm's) duty and record is another's."""

    before = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()
    share = models.DecimalField(max_digits=9, decimal_places=8, default=1)
    basis = models.CharField(max_length=250, blank=True, help_text="the decision that says so")

    class Meta:
        ordering = ["on", "before", "after"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "on"], name="a_party_passes_to_another_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="a_partys_share_is_a_part_of_one"
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_party_does_not_follow_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class SiteQuerySet(models.QuerySet["Site"]):
    def editable_by(self, viewer: Viewer) -> SiteQuerySet:
        """Those whose record this viewer may change."""
        if viewer.may("registry.edit_all"):
            return self
        return self.filter(party__in=viewer.parties) if viewer.may("registry.edit_own") else self.none()

    def visible_to(self, viewer: Viewer) -> SiteQuerySet:
        """All for those who may see every record; otherwise the places of one's own parties."""
        return self if viewer.may("registry.see_all") else self.filter(party__in=viewer.sees)


class Site(models.Model):
    """A place where something happens to goods: a plot, a factory, a store, a shop.

    A place without a GLN has our own code. When it is given a GLN later, the code stays: what was printed or
    recorded under it still means this place.
    """

    class Kind(models.TextChoices):
        FIELD = "field", _("vùng trồng, ao, trại")
        COLLECTION = "collection", _("điểm thu mua")
        FACTORY = "factory", _("cơ sở chế biến")
        WAREHOUSE = "warehouse", _("kho")
        SHOP = "shop", _("cửa hàng")
        LABORATORY = "laboratory", _("phòng thử nghiệm")
        OFFICE = "office", _("trụ sở")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sites")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="sites")
    code = models.CharField(max_length=20, unique=True, help_text="LC-<commune>-<number>")
    gln = models.CharField(max_length=13, null=True, unique=True)  # noqa: DJ001
    street = models.CharField(max_length=250, blank=True)
    growing_code = models.CharField(
        max_length=40, blank=True, help_text="of the growing area, as it was granted"
    )
    crop = models.CharField(max_length=120, blank=True, help_text="what grows or lives here")
    shape = models.JSONField(
        null=True, help_text="GeoJSON Point or Polygon, WGS 84; never shown to the public"
    )
    area_m2 = models.DecimalField(
        max_digits=14, decimal_places=1, null=True, help_text="of the shape, geodesic"
    )
    closed_on = models.DateField(null=True, help_text="not used from this day on")
    version = models.PositiveIntegerField(default=1)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gln=None) | Q(gln__regex=r"^\d{13}$"), name="a_site_gln_has_13_digits"
            ),
            models.CheckConstraint(
                condition=Q(area_m2=None) | Q(area_m2__gt=0, shape__isnull=False),
                name="a_sites_area_is_its_shapes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identifiers(self) -> list[str]:
        """Every URI by which events may name this place, the one to use today first."""
        own = f"{settings.ID_BASE}/dia-diem/{self.code}"
        return [f"https://id.gs1.org/414/{self.gln}", own] if self.gln else [own]


class ProvinceOutline(models.Model):
    """The outline of the province as an administrator gave it, from a day on: plots drawn from then on must lie within
    it and its margin. It is never edited: another is given from another day."""

    valid_from = models.DateField(unique=True)
    geometry = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon, WGS 84")
    margin_m = models.PositiveIntegerField(
        help_text="how far outside it a point may lie, for no map is exact"
    )
    area_km2 = models.DecimalField(max_digits=9, decimal_places=1)
    source = models.CharField(max_length=300, help_text="who drew it, when, at what scale")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="a_province_has_an_area"),
            models.CheckConstraint(condition=~Q(source=""), name="an_outline_has_a_source"),
        ]
        triggers = [
            pgtrigger.Protect(name="an_outline_is_not_edited", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.source


class CodeCounter(models.Model):
    """The last number given under a stem of our own codes (`LC-03394-P`): whoever takes the next holds the row, and a
    sheet of thousands looks none of the earlier ones over."""

    stem = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ["stem"]

    def __str__(self) -> str:
        return f"{self.stem}{self.last:04d}"


class Membership(models.Model):
    """A person's part in a party, in one role, for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty while it lasts")

    class Meta:
        ordering = ["user", "party", "role", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "party", "role"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.party} · {self.role}"
