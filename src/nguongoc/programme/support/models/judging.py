"""How a case is judged: experts within their competence and without a conflict, a council with its scores, and the
ruling."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.log import append_only
from nguongoc.programme.experts.models import Competence, Expert
from nguongoc.programme.support.models.case import REFUSED, Case

WITHIN = f"""
IF NOT EXISTS (
  SELECT FROM experts_competence held
  JOIN experts_expert who ON who.id = held.expert_id
  JOIN evidence_attachment proof ON proof.id = held.file_id
  WHERE held.id = NEW.competence_id AND held.expert_id = NEW.expert_id
    AND NEW.assigned_on BETWEEN held.valid_from AND held.valid_to
    AND (held.revoked_on IS NULL OR held.revoked_on > NEW.assigned_on)
    AND (who.left_on IS NULL OR who.left_on > NEW.assigned_on)
    AND proof.withdrawn_at IS NULL
) THEN RAISE EXCEPTION 'an_expired_competence_cannot_be_assigned' {REFUSED}
END IF;
RETURN NEW;
"""


GIVEN = pgtrigger.UpdateOf("expert_id", "competence_id", "assigned_on")  # type: ignore[no-untyped-call]


class Assignment(models.Model):
    """An expert judges a case, on the ground of one competence: declares first whether any interest stands against
    it, then gives an opinion; afterwards the officer says how good that was."""

    class Opinion(models.TextChoices):
        FOR = "for", _("đề nghị hỗ trợ")
        WITH = "with", _("đề nghị hỗ trợ, có điều kiện")
        AGAINST = "against", _("không đề nghị hỗ trợ")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    assigned_on = models.DateField()
    assigned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True)
    has_conflict = models.BooleanField(null=True, help_text="as the expert declares; null until then")
    conflict = models.TextField(blank=True, help_text="which interest")
    declared_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=8, choices=Opinion, blank=True)
    words = models.TextField(blank=True)
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    mark = models.PositiveSmallIntegerField(null=True, help_text="1–5, how good the work was")
    mark_words = models.TextField(blank=True)
    marked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "assigned_on", "pk"]
        triggers = [
            pgtrigger.Trigger(
                name="an_expired_competence_cannot_be_assigned",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | GIVEN,
                func=WITHIN,
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "expert"], name="an_expert_judges_a_case_once"),
            models.CheckConstraint(
                condition=Q(opinion="") | Q(has_conflict=False, given_at__isnull=False) & ~Q(words=""),
                name="only_who_declared_no_conflict_judges",
            ),
            models.CheckConstraint(
                condition=~Q(has_conflict=True) | ~Q(conflict=""), name="a_conflict_says_which_interest"
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(mark__range=(1, 5), given_at__isnull=False),
                name="an_opinion_given_is_marked_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.case}"


class Council(models.Model):
    """The council that judges a case on one day, by its criteria. When it is closed its seats and scores are frozen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="councils")
    held_on = models.DateField()
    criteria = models.JSONField(help_text="[[name, most], …]")
    conclusion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "held_on", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="a_council_that_is_closed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="one_open_council_a_case"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(conclusion=""), name="a_council_concludes_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.held_on}"

    @property
    def most(self) -> int:
        """The highest sum that a member can give."""
        return sum(most for _name, most in self.criteria)


def frozen(council: str) -> pgtrigger.Trigger:
    """Refuse any change of rows of a council that is closed; `council` is SQL for its key, of the row called {row}."""
    func = (
        f"IF TG_OP <> 'INSERT' THEN {_guard(council, 'OLD')} END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {_guard(council, 'NEW')} RETURN NEW;"
    )
    return pgtrigger.Trigger(
        name="scores_are_frozen_when_the_council_closes",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=func,
    )


def _guard(council: str, row: str) -> str:
    return (
        "IF EXISTS (SELECT FROM support_council council WHERE council.closed_at IS NOT NULL AND council.id = "
        f"({council.format(row=row)})) "
        f"THEN RAISE EXCEPTION 'scores_are_frozen_when_the_council_closes' {REFUSED} END IF;"
    )


class Seat(models.Model):
    """A member of a council, who declares whether any interest stands against judging."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("chủ tịch")
        SECRETARY = "secretary", _("thư ký")
        MEMBER = "member", _("thành viên")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=9, choices=Part, default=Part.MEMBER)
    has_conflict = models.BooleanField(null=True, help_text="as the member declares; null until then")
    conflict = models.CharField(max_length=250, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["council", "pk"]
        triggers = [frozen("{row}.council_id")]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="a_member_sits_once"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(part="chair"), name="one_chair_a_council"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Score(models.Model):
    """What one member gives by one criterion."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    criterion = models.PositiveSmallIntegerField(help_text="which of the council's criteria, from 0")
    points = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        ordering = ["seat", "criterion"]
        triggers = [frozen("SELECT seat.council_id FROM support_seat seat WHERE seat.id = {row}.seat_id")]
        constraints = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="a_member_scores_a_criterion_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="no_score_is_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.criterion}: {self.points}"


class Ruling(models.Model):
    """The decision on a case, with its reason. Never altered."""

    class Verdict(models.TextChoices):
        SUPPORT = "support", _("hỗ trợ")
        REFUSE = "refuse", _("không hỗ trợ")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="ruling")
    verdict = models.CharField(max_length=7, choices=Verdict)
    number = models.CharField(max_length=60, blank=True, help_text="of the decision's paper")
    amount = models.DecimalField(max_digits=18, decimal_places=0, null=True, help_text="đồng granted")
    reason = models.TextField()
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["case"]
        triggers = append_only("a_ruling_stays")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_ruling_has_its_reason")]

    def __str__(self) -> str:
        return self.number or f"{self.case}: {self.verdict}"
