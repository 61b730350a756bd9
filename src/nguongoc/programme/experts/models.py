"""Experts of productivity and quality, and what each is proven to be able to judge, until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, viewer: Viewer) -> ExpertQuerySet:
        """All for those who may see every support case; otherwise oneself."""
        return self if viewer.may("support.see_all") else self.filter(user=viewer.user)

    def with_standing(self, on: date) -> ExpertQuerySet:
        """Each with whether some competence of theirs holds on that day (`is_able`)."""
        mine = Competence.objects.in_force(on).filter(expert=OuterRef("pk"))
        return self.annotate(is_able=Exists(mine))


class Expert(models.Model):
    """Somebody who judges support cases. With an account, they declare and judge on their own page; without one, an
    officer enters their signed paper."""

    user = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="expert")
    full_name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, editable=False)
    workplace = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    left_on = models.DateField(null=True, help_text="no more of the corps from this day on")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]

    def __str__(self) -> str:
        return self.full_name


class CompetenceQuerySet(models.QuerySet["Competence"]):
    def in_force(self, on: date) -> CompetenceQuerySet:
        """Those that hold on that day, their evidence on file, of experts who have not left."""
        held = self.filter(valid_from__lte=on, valid_to__gte=on, file__withdrawn_at=None)
        there = Q(expert__left_on=None) | Q(expert__left_on__gt=on)
        return held.filter(there).filter(Q(revoked_on=None) | Q(revoked_on__gt=on))


class Competence(models.Model):
    """What an expert is proven to be able to judge: by which paper, from when, until when."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="competences")
    field = models.CharField(max_length=200, help_text="standard, system or tool: “ISO 22000”, “5S, Kaizen”")
    number = models.CharField(max_length=80, blank=True, help_text="of the paper that proves it")
    issuer = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="last day")
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=250, blank=True)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        ordering = ["expert", "-valid_to", "field", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="a_competence_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["expert", "field", "valid_from"], name="a_competence_is_entered_once"
            ),
        ]
        indexes = [models.Index(fields=["valid_to"], name="competences_by_expiry")]

    def __str__(self) -> str:
        return self.field
