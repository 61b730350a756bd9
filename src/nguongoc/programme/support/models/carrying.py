"""What comes after the ruling: the contract and its stages, acceptance, the certificate, and what is left of it after
one, two and three years."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.programme.support.models.case import REFUSED, Case
from nguongoc.registry.certificates.models import Certificate

GRANTED = f"""
IF NOT EXISTS (SELECT FROM support_ruling WHERE case_id = NEW.case_id AND verdict = 'support')
THEN RAISE EXCEPTION 'only_a_granted_case_is_carried_out' {REFUSED}
END IF;
RETURN NEW;
"""


def granted() -> pgtrigger.Trigger:
    """Refuse rows of a case that was not granted."""
    return pgtrigger.Trigger(
        name="only_a_granted_case_is_carried_out",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("case_id"),  # type: ignore[no-untyped-call]
        func=GRANTED,
    )


class Contract(models.Model):
    """The contract by which a granted case is carried out, and its acceptance (nghiệm thu)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contract")
    number = models.CharField(max_length=80)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True)
    partner = models.CharField(max_length=250, blank=True, help_text="who advises or certifies")
    total = models.DecimalField(max_digits=18, decimal_places=0, help_text="đồng")
    support = models.DecimalField(max_digits=18, decimal_places=0, help_text="đồng, of it from the province")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True)
    acceptance = models.TextField(blank=True, help_text="what was found at acceptance")
    acceptance_file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case"]
        triggers = [granted()]
        constraints = [
            models.CheckConstraint(
                condition=Q(support__lte=F("total"), support__gt=0), name="support_is_a_part_of_the_contract"
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | ~Q(acceptance=""), name="acceptance_says_what_was_found"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Stage(models.Model):
    """One stage of the contract: what, by when, and what came of it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=200)
    due_date = models.DateField()
    done_on = models.DateField(null=True)
    words = models.TextField(blank=True, help_text="what was done")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["contract", "due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(words=""), name="a_stage_done_says_what_was_done"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Result(models.Model):
    """A certificate that a granted case led to; the paper itself stands in the register of certificates."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="results")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="support_results")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "pk"]
        triggers = [granted()]
        constraints = [
            models.UniqueConstraint(fields=["case", "certificate"], name="a_case_names_a_certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.certificate}"


class FollowUp(models.Model):
    """How the enterprise stands before the support (year 0) and so many years after acceptance, by its own measures.
    Nobody but the enterprise and those who handle cases reads the measures, unless the enterprise shares them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    year = models.PositiveSmallIntegerField(help_text="0 before, then years after acceptance")
    due_date = models.DateField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    is_kept = models.BooleanField(null=True, help_text="whether what was supported is still practised")
    measures = models.JSONField(default=dict, help_text="{code: figure as a decimal string}")
    words = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False, help_text="the enterprise lets others read the measures")

    class Meta:
        ordering = ["case", "year"]
        triggers = [granted()]
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="a_year_is_followed_up_once"),
            models.CheckConstraint(
                condition=Q(told_at=None, measures={}) | Q(told_at__isnull=False),
                name="measures_were_told_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} +{self.year}"
