"""What an administrator keeps: the kinds of support, and how cases are numbered. Both from a day on."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text


class Wanted(NamedTuple):
    """A paper that a kind of support asks for."""

    code: str
    name: str
    is_required: bool


class KindQuerySet(models.QuerySet["Kind"]):
    def in_force(self, on: date) -> KindQuerySet:
        """The kinds as they are on that day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Kind(models.Model):
    """A kind of support, as it is from a day on: who may apply, with which papers, and how long the answer takes."""

    class CountsFor(models.TextChoices):
        NOTHING = "", _("không chỉ tiêu nào")
        CERTIFIED = "certified", _("doanh nghiệp được chứng nhận, áp dụng")
        TRACEABILITY = "traceability", _("truy xuất nguồn gốc, hữu cơ")

    code = models.SlugField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty while it lasts")
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="the section or text that says so")
    counts_for = models.CharField(max_length=12, choices=CountsFor, blank=True)
    is_open = models.BooleanField(default=True, help_text="enterprises may apply")
    days = models.PositiveSmallIntegerField(
        null=True, help_text="working days until the answer; empty: as the setting has it"
    )
    papers = models.JSONField(default=list, help_text="[[code, name, required], …]")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = KindQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="a_kind_begins_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_kind_of_support_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en or self.name_vi)

    @property
    def wanted(self) -> list[Wanted]:
        """The papers that it asks for."""
        return [Wanted(*one) for one in self.papers]


class CodePrefix(models.Model):
    """What the codes of cases begin with, from a day on."""

    valid_from = models.DateField(unique=True)
    prefix = models.CharField(max_length=12, help_text="“H35.00”: the province's code, the agency's number")
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name_plural = "code prefixes"

    def __str__(self) -> str:
        return self.prefix
