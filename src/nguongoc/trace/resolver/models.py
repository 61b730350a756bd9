from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.evidence.models import Attachment
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


Row = TypeVar("Row", bound=models.Model)


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, viewer: Viewer) -> LinkQuerySet:
        """All for those who may see every record; otherwise the links of one's own parties."""
        return self if viewer.may("registry.see_all") else self.filter(party__in=viewer.sees)

    def in_force(self, on: date) -> LinkQuerySet:
        """Those that lead somewhere on that day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, ended_at=None)


class Link(models.Model):
    """Where a code of one product, lot, item or place leads besides the province's own page.

    `anchor` is what the code names, as the path of its Digital Link (`/01/09506000134352/10/L1`); an item stands
    under key and serial alone. A link is never deleted: it ends.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="links")
    anchor = models.TextField(db_collation="C")
    type = models.CharField(max_length=40, help_text="the bare name of a GS1 link type: pip, recipeInfo")
    href = models.CharField(max_length=2_000)
    title = models.CharField(max_length=200)
    languages = ArrayField(models.CharField(max_length=8), default=list, help_text="vi, en, en-US, hmn")
    media = models.CharField(max_length=100, blank=True, help_text="text/html, application/pdf")
    contexts = ArrayField(
        models.CharField(max_length=40), default=list, help_text="VN: where it is meant for"
    )
    is_default = models.BooleanField(
        default=False, help_text="where the code leads when nothing is asked for"
    )
    is_multi = models.BooleanField(default=False, help_text="a default for the languages it is in")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty while it lasts")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, help_text="when it was taken away")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["anchor", "pk"]
        indexes = [models.Index(fields=["anchor"], name="links_of_an_anchor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(href__regex=r"^https://[^/@\s?#]+([/?#]\S*)?$"), name="a_link_leads_to_https"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_link_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["anchor"],
                condition=Q(is_default=True, ended_at=None, valid_to=None),
                name="one_lasting_default_an_anchor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} gs1:{self.type}"


class OfGoods(models.QuerySet[Row]):
    """Rows about goods: who sees the product sees them; what names no product of ours is for those who see all."""

    def visible_to(self, viewer: Viewer) -> Self:
        if viewer.may("registry.see_all"):
            return self
        return self.filter(product__in=Product.objects.visible_to(viewer))


class ScanQuerySet(OfGoods["Scan"]):
    pass


class SignQuerySet(OfGoods["Sign"]):
    pass


class ReportQuerySet(OfGoods["Report"]):
    pass


class Scan(models.Model):
    """One phone that looked at the page of some goods. Nobody can be found from it: `device` is a hash under a key
    that changes every day, the place is what its holder chose to say, and the row goes after some weeks."""

    at = models.DateTimeField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="scans")
    lot_number = models.CharField(max_length=20, blank=True)
    serial = models.CharField(max_length=20, blank=True)
    device = models.BinaryField(max_length=8)
    place = models.CharField(max_length=5, blank=True, help_text="code of a province (2) or commune (5)")
    condition = models.CharField(
        max_length=12, default="fine", help_text="what the page said of the goods then"
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["product", "-at"], name="scans_of_a_product"),
            models.Index(fields=["serial", "-at"], condition=~Q(serial=""), name="scans_of_an_item"),
            models.Index(fields=["at"], name="scans_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.lot_number}/{self.serial}"


class Destination(models.Model):
    """A province into which a lot was delivered, as whoever makes it says; nobody has to. Only where this is told can
    a scan stand out as far from where the lot went."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="destinations")
    province = models.CharField(max_length=2, help_text="code of a province; 99 abroad")

    class Meta:
        ordering = ["lot", "province"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "province"], name="a_lot_goes_into_a_province_once"),
            models.CheckConstraint(
                condition=Q(province__regex=r"^\d{2}$"), name="a_destination_is_a_province"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.province}"


class Guess(models.Model):
    """A serial that nobody issued, asked for from one network (a hash that changes every day). Gone after a week."""

    at = models.DateTimeField()
    network = models.BinaryField(max_length=8)
    gtin = models.CharField(max_length=14)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "guesses"
        indexes = [models.Index(fields=["network", "at"], name="guesses_of_a_network")]

    def __str__(self) -> str:
        return self.gtin


class Sign(models.Model):
    """Something in the scans that should be looked at. It accuses nobody: whoever makes the goods can say why."""

    class State(models.TextChoices):
        OPEN = "open", _("chờ giải thích")
        ANSWERED = "answered", _("đã giải thích")
        CLOSED = "closed", _("đã khép")

    rule = models.SlugField(max_length=20, help_text="a code of resolver.signs.RULES")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="scan_signs")
    lot_number = models.CharField(max_length=20, blank=True)
    serial = models.CharField(max_length=20, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(help_text="devices, serials or tries: what the rule counts")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True, max_length=2_000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = SignQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "product", "lot_number", "serial"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="one_open_sign_a_rule_and_goods",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(answer=""), name="a_sign_is_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.serial or self.lot_number}"


class Report(models.Model):
    """What a buyer says of goods: praise, a question, or that something is wrong. Told without an account."""

    class Kind(models.TextChoices):
        WRONG = "wrong", _("thông tin không đúng với bao bì")
        DOUBT = "doubt", _("nghi không phải hàng thật")
        HARM = "harm", _("hàng hỏng, gây hại")
        OTHER = "other", _("hỏi hoặc góp ý")
        PRAISE = "praise", _("khen")

    class State(models.TextChoices):
        NEW = "new", _("mới")
        READ = "read", _("đang xem")
        ANSWERED = "answered", _("đã trả lời")
        CLOSED = "closed", _("đã khép")

    at = models.DateTimeField()
    code = models.TextField(help_text="the path of the code it is about")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=6, choices=Kind)
    words = models.TextField(max_length=2_000)
    place = models.CharField(max_length=5, blank=True, help_text="code of a province (2) or commune (5)")
    contact = models.CharField(max_length=120, blank=True, help_text="erased some weeks after it is closed")
    photo = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.BinaryField(max_length=8, help_text="as of a scan: only to slow down floods")
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    answer = models.TextField(blank=True, max_length=2_000)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["device", "at"], name="reports_of_a_device")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "read"]) | ~Q(answer=""), name="a_report_is_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class CodeTest(models.Model):
    """One night's try of printed codes: how many, and which led nowhere. A printed code never dead-ends."""

    at = models.DateTimeField()
    tried = models.PositiveIntegerField()
    elsewhere = models.PositiveIntegerField(
        default=0, help_text="that lead to a page of their maker's, which was not opened"
    )
    faults = models.JSONField(
        default=list, help_text='[{"code": "/01/…", "vi": "…", "en": "…"}], the first 100'
    )
    failed = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(failed__lte=F("tried")), name="no_more_codes_fail_than_are_tried"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.failed}/{self.tried}"
