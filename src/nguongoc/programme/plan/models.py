"""The plan as it stands: phases, what each wants, who does what, and the targets with the decisions that set them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.log import append_only
from nguongoc.registry.parties.models import Party


class Decision(models.Model):
    """A paper that sets the plan, a target, or a change of either. Without a number where nobody has entered it."""

    number = models.CharField(max_length=60, blank=True, help_text="as on the paper: “35/2019/QĐ-UBND”")
    title = models.CharField(max_length=300)
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="a_decision_is_entered_once"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.title


class Phase(models.Model):
    """A stretch of years that the plan speaks of."""

    code = models.SlugField(max_length=20, unique=True)
    begins = models.DateField()
    ends = models.DateField(help_text="last day")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="phases")

    class Meta:
        ordering = ["begins"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="a_phase_ends_after_it_begins"),
            ExclusionConstraint(
                name="phases_do_not_overlap",
                expressions=[
                    (
                        Func(
                            "begins",
                            "ends",
                            models.Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """“Giai đoạn 2021–2025”."""
        return Text(
            f"Giai đoạn {self.begins.year}–{self.ends.year}", f"Phase {self.begins.year}–{self.ends.year}"
        )

    def is_over(self, on: date) -> bool:
        """Whether nothing more can happen in it."""
        return on > self.ends


class Objective(models.Model):
    """What the plan wants."""

    code = models.SlugField(max_length=30, unique=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    source = models.CharField(max_length=60, help_text="the section of the plan: “I.3.2”")

    class Meta:
        ordering = ["source", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)


class Task(models.Model):
    """What somebody does for an objective in one phase: who leads, who helps, when, and how it stands."""

    class State(models.TextChoices):
        PLANNED = "planned", _("chưa bắt đầu")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("đã xong")
        DROPPED = "dropped", _("không làm nữa")

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="tasks")
    objective = models.ForeignKey(Objective, null=True, on_delete=models.PROTECT, related_name="tasks")
    code = models.SlugField(max_length=30)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    source = models.CharField(max_length=60, help_text="the section of the plan: “II.3”")
    lead_vi = models.CharField(max_length=200, blank=True, help_text="who leads, in the plan's words")
    lead = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="led_tasks")
    helpers = models.ManyToManyField(Party, blank=True, related_name="helped_tasks")
    begins = models.DateField(null=True)
    due = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    note = models.TextField(blank=True, help_text="how it stands, for those who read the plan")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["phase", "source", "code"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="a_task_stands_once_in_a_phase"),
            models.CheckConstraint(
                condition=Q(begins=None) | Q(due=None) | Q(due__gte=F("begins")),
                name="a_task_is_due_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase}/{self.code}"

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is not done."""
        return (
            self.due is not None and on > self.due and self.state in (self.State.PLANNED, self.State.RUNNING)
        )


class Funding(models.Model):
    """Money for a task, from this plan or from another programme that pays for it too. What another programme counts
    as its own is not counted here a second time."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="fundings")
    programme = models.CharField(max_length=200, help_text="which programme or source pays")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=0, help_text="đồng")
    is_counted_here = models.BooleanField(help_text="whether this plan's reports count it")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="fundings")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year", "programme", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_funding_is_some_money"),
            models.UniqueConstraint(
                fields=["task", "programme", "year"], name="a_programme_pays_once_a_year_for_a_task"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.programme} {self.year}"


class Indicator(models.Model):
    """A figure by which the plan is judged. `rule` says, for people, which evidence counts; the figure itself is
    computed in `reports.indicators`, under this code, from records alone."""

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    unit_vi = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    rule_vi = models.TextField(help_text="which evidence counts")
    rule_en = models.TextField()
    source = models.CharField(max_length=60)
    objective = models.ForeignKey(Objective, null=True, on_delete=models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    @property
    def unit(self) -> Text:
        return Text(self.unit_vi, self.unit_en)

    @property
    def rule(self) -> Text:
        return Text(self.rule_vi, self.rule_en)


class Target(models.Model):
    """What a phase wants of an indicator, as one decision set it. A change is a new row: reports about a day before
    it go on showing what held then."""

    class Rule(models.TextChoices):
        PERIOD = "period", _("riêng giai đoạn này")
        CUMULATIVE = "cumulative", _("lũy kế từ đầu chương trình")
        YEARLY = "yearly", _("mỗi năm")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="targets")
    low = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, help_text="empty: no upper end is set"
    )
    rule = models.CharField(max_length=10, choices=Rule)
    is_settled = models.BooleanField(default=True, help_text="whether a decision says which rule holds")
    in_force_from = models.DateField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="targets")
    why = models.TextField(blank=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        triggers = append_only("targets_are_set_anew")
        ordering = ["indicator", "phase", "in_force_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(high=None) | Q(high__gte=F("low")), name="a_target_ends_above_its_low_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.phase}: {self.low}–{self.high or ''}"


class Declared(models.Model):
    """A figure that somebody states without records here that could show it: of the time before this system, or of
    what it does not hold. Shown apart from what is computed. A correction is a new row."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="declared")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="declared")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    as_of = models.DateField(help_text="the day until which it counts")
    source = models.CharField(max_length=300, help_text="the report or letter that says so")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        triggers = append_only("what_was_declared_stays")
        ordering = ["indicator", "phase", "as_of", "pk"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.phase}: {self.value}"


class Reading(models.Model):
    """An indicator as it stood when a period was closed: the figure, what waited for evidence, the target that held,
    and which records it counted. Never changed."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="readings")
    begins = models.DateField()
    ends = models.DateField(help_text="last day of the period")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    waiting = models.PositiveIntegerField()
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="readings")
    counted = ArrayField(
        models.CharField(max_length=120), default=list, help_text="the records, as app.model:key"
    )
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        triggers = append_only("readings_are_never_changed")
        ordering = ["indicator", "ends", "taken_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="a_reading_s_period_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.ends}: {self.value}"
