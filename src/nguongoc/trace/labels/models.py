from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.stamps.states import BOUND, STATES
from nguongoc.foundation.shared.log import append_only
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

USER = settings.AUTH_USER_MODEL


class LabelTemplate(models.Model):
    """How one kind of label looks, from one day on: its size, how many stand on a page, and what is on it.

    Lengths are millimetres. A new day of validity replaces the template of the same code; batches keep theirs.
    """

    class Medium(models.TextChoices):
        SHEET = "sheet", _("tờ A4")
        ROLL = "roll", _("cuộn")
        CARTON = "carton", _("nhãn thùng")

    code = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=120)
    medium = models.CharField(max_length=6, choices=Medium)
    page_width = models.DecimalField(max_digits=6, decimal_places=2)
    page_height = models.DecimalField(max_digits=6, decimal_places=2)
    label_width = models.DecimalField(max_digits=6, decimal_places=2)
    label_height = models.DecimalField(max_digits=6, decimal_places=2)
    columns = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    rows = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    left = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    top = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    gap_x = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    gap_y = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    symbol = models.DecimalField(
        max_digits=6, decimal_places=2, help_text="side of the QR with its quiet zone"
    )
    text_size = models.DecimalField(max_digits=4, decimal_places=1, help_text="points")
    least_size = models.DecimalField(max_digits=4, decimal_places=1, help_text="points; text shrinks to this")
    lines = ArrayField(models.CharField(max_length=20), help_text="what is said, in order: layout.LINES")
    has_ean = models.BooleanField(default=False, help_text="an EAN-13 beside the QR, for the till")

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_template_a_code_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_template_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(least_size__gt=0, least_size__lte=F("text_size")),
                name="template_text_only_shrinks",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PrintRule(models.Model):
    """What printing labels for goods of a sector needs, from one day on: no chain, no label.

    An empty sector holds for every sector that has no rule of its own.
    """

    sector = models.SlugField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    least_score = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(100)], help_text="of 100, for what is said of product and chain"
    )
    least_stages = models.PositiveSmallIntegerField(help_text="how many stages the lot's chain must tell of")
    decided_by = models.CharField(max_length=200, blank=True, help_text="the paper that says so")

    class Meta:
        ordering = ["sector", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "valid_from"], name="one_print_rule_a_sector_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_print_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(least_score__lte=100), name="a_score_is_of_100"),
        ]

    def __str__(self) -> str:
        return f"{self.sector or '*'} {self.valid_from}: {self.least_score}"


class LabelBatchQuerySet(models.QuerySet["LabelBatch"]):
    def visible_to(self, viewer: Viewer) -> LabelBatchQuerySet:
        """All for those who may see every record; otherwise batches of one's own products."""
        return self if viewer.may("registry.see_all") else self.filter(product__owner__in=viewer.sees)


class LabelBatch(models.Model):
    """So many labels of one kind for one product, asked for, approved, made and printed together.

    `stamp` labels bear a serial each and have states; `lot` labels all bear the code of their lot; `carton` labels
    bear an SSCC each. What a batch consists of is sealed with a key of its own (`sealed_key`, itself sealed with
    the installation's); when it is printed the key is thrown away, and with it every scratch code.
    """

    class Kind(models.TextChoices):
        STAMP = "stamp", _("tem từng sản phẩm")
        LOT = "lot", _("nhãn theo lô")
        CARTON = "carton", _("nhãn thùng (SSCC)")

    class State(models.TextChoices):
        ASKED = "asked", _("chờ duyệt")
        MAKING = "making", _("đang tạo")
        READY = "ready", _("chờ in")
        PRINTED = "printed", _("đã in")
        REFUSED = "refused", _("không duyệt")
        FAILED = "failed", _("lỗi")

    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="label_batches")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="label_batches")
    template = models.ForeignKey(LabelTemplate, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(help_text="labels")
    content = models.DecimalField(max_digits=18, decimal_places=6, help_text="goods behind one label")
    uom = models.CharField(
        max_length=3, blank=True, help_text="of the content, UN/ECE Rec 20; empty: a count"
    )
    has_scratch = models.BooleanField(default=False)
    has_tail = models.BooleanField(default=False)
    said = models.JSONField(default=dict, help_text="the words on the labels, as they were when asked for")
    score = models.PositiveSmallIntegerField(null=True, help_text="when it was approved")
    made = models.PositiveIntegerField(default=0, help_text="labels made so far")
    sealed_key = models.BinaryField(default=bytes, help_text="empty once printed")
    key_year = models.PositiveSmallIntegerField(default=0, help_text="of the key behind the tails")
    key_print = models.CharField(max_length=8, blank=True, help_text="fingerprint of the installation's key")
    first_sscc = models.CharField(
        max_length=17, blank=True, help_text="of a carton batch, without check digit"
    )
    why = models.TextField(blank=True, help_text="why it was refused, or what failed")
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    approved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)

    objects = LabelBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "label batches"
        indexes = [
            models.Index(fields=["state"], condition=Q(state="making"), name="batches_being_made"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="a_batch_goes_its_way",
                field="state",
                transitions=[
                    ("asked", "making"),
                    ("asked", "refused"),
                    ("making", "ready"),
                    ("making", "failed"),
                    ("failed", "making"),
                    ("ready", "printed"),
                ],
            ),
            pgtrigger.Protect(name="batches_are_kept", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__range=(1, 999_999)), name="a_batch_holds_1_to_999999"
            ),
            models.CheckConstraint(condition=Q(content__gt=0), name="a_label_stands_for_something"),
            models.CheckConstraint(
                condition=~Q(kind="lot") | Q(lot__isnull=False), name="lot_labels_name_their_lot"
            ),
            models.CheckConstraint(
                condition=~Q(state="printed") | Q(sealed_key=b""), name="a_printed_batch_has_no_key"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How people name it; every control number begins so."""
        return f"T{self.pk:06d}"


class LabelPart(models.Model):
    """Some thousand labels of a batch, made in one transaction: the list of their numbers, sealed, and the pages,
    sealed. Both go when the batch is printed."""

    batch = models.ForeignKey(LabelBatch, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    first = models.PositiveIntegerField(help_text="place in the batch of its first label, from 1")
    last = models.PositiveIntegerField()
    numbers = models.BinaryField(help_text="CSV, sealed with the batch's key")
    pages = models.BinaryField(help_text="PDF, sealed with the batch's key")

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="a_part_is_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class Stamp(models.Model):
    """One serial that was issued. `number` is its batch's times a million plus its place: see domain.stamps.numbers.

    Its state stands in the range that holds its number, so a state of 100,000 stamps is one row.
    """

    serial = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(unique=True)
    scratch = models.BinaryField(null=True, help_text="keyed hash of the scratch code, 16 bytes")

    class Meta:
        triggers = append_only("stamps_are_issued_once")
        constraints = [
            models.CheckConstraint(
                condition=Q(serial__regex="^[A-HJ-NP-Z2-9]{12,13}$"), name="a_serial_has_our_letters"
            ),
        ]

    def __str__(self) -> str:
        return self.serial


_STEPS = " OR ".join(
    f"(OLD.state = '{one.code}' AND NEW.state IN ({', '.join(repr(to) for to in sorted(one.leads_to))}))"
    for one in STATES.values()
    if one.leads_to
)


class StampRange(models.Model):
    """Stamps that follow one another and share a state. A step for some of them splits the range.

    The database lets a range change only as the steps allow, and a piece split off begin only in the state, and
    with the lot, of the range it came from.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("đã cấp số")
        PRINTED = "printed", _("đã in")
        DELIVERED = "delivered", _("đã giao cho đơn vị")
        ACTIVATED = "activated", _("đã kích hoạt")
        SOLD = "sold", _("đã bán")
        RECALLED = "recalled", _("bị thu hồi")
        BLOCKED = "blocked", _("bị khóa")
        VOID = "void", _("đã hủy")

    batch = models.ForeignKey(LabelBatch, on_delete=models.PROTECT, related_name="ranges")
    numbers = BigIntegerRangeField(help_text="[first, after the last)")
    state = models.CharField(max_length=9, choices=State, default=State.ISSUED)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="stamp_ranges")
    came_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True, help_text="given with a block, a recall or a void")

    class Meta:
        ordering = ["numbers"]
        indexes = [models.Index(fields=["lot", "state"], name="ranges_by_lot")]
        constraints = [
            ExclusionConstraint(
                name="a_stamp_has_one_state", expressions=[("numbers", RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(BOUND)) | Q(lot__isnull=False),
                name="an_activated_stamp_has_a_lot",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "printed", "delivered"]) | Q(lot=None),
                name="a_stamp_has_a_lot_only_once_activated",
            ),
            models.CheckConstraint(condition=Q(numbers__isempty=False), name="a_range_holds_stamps"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_stamp_takes_one_step_at_a_time",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                IF NEW.state <> OLD.state AND NOT ({_STEPS}) THEN
                    RAISE EXCEPTION 'a_stamp_takes_one_step_at_a_time: % to %', OLD.state, NEW.state
                    USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NOT NEW.numbers <@ OLD.numbers OR NEW.batch_id <> OLD.batch_id
                   OR (OLD.lot_id IS NOT NULL AND NEW.lot_id IS DISTINCT FROM OLD.lot_id) THEN
                    RAISE EXCEPTION 'a_stamp_takes_one_step_at_a_time: a range keeps batch and lot, and only shrinks'
                    USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_stamp_begins_issued",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF NEW.came_from_id IS NULL THEN
                    IF NEW.state <> 'issued' THEN
                        RAISE EXCEPTION 'a_stamp_begins_issued: not %', NEW.state
                        USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                ELSIF NOT EXISTS (
                    SELECT FROM labels_stamprange whole WHERE whole.id = NEW.came_from_id
                    AND whole.batch_id = NEW.batch_id AND whole.state = NEW.state
                    AND whole.lot_id IS NOT DISTINCT FROM NEW.lot_id
                ) THEN
                    RAISE EXCEPTION 'a_stamp_begins_issued: a piece is as the range it came from'
                    USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="ranges_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.numbers.lower}–{self.numbers.upper - 1}: {self.state}"

    @property
    def first(self) -> int:
        """The first stamp's number."""
        return int(self.numbers.lower)

    @property
    def last(self) -> int:
        """The last stamp's number."""
        return int(self.numbers.upper) - 1

    @property
    def count(self) -> int:
        """How many stamps it holds."""
        return self.last - self.first + 1


class ScratchCheck(models.Model):
    """What was tried with the scratch code of one stamp: the first success, and how often it failed lately."""

    stamp = models.OneToOneField(Stamp, primary_key=True, on_delete=models.PROTECT, related_name="check_made")
    first_at = models.DateTimeField(null=True, help_text="of the first right code")
    first_place = models.CharField(max_length=120, blank=True, help_text="commune or province, never finer")
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0, help_text="since the last lock ended")
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["stamp"]

    def __str__(self) -> str:
        return f"{self.stamp_id}: {self.right}/{self.wrong}"


class SsccCounter(models.Model):
    """The next serial reference of logistic units under one company prefix. None is ever used twice."""

    prefix = models.CharField(max_length=12, primary_key=True)
    next = models.BigIntegerField(default=1)

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return f"{self.prefix}: {self.next}"
