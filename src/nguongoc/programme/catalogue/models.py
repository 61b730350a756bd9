"""What an enterprise may take up to become better, how it finds out where it stands, and what it then does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.log import append_only
from nguongoc.foundation.shared.search import words
from nguongoc.programme.needs.models import Need
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

BEST = 3
"""The highest answer to a question."""


class ItemQuerySet(models.QuerySet["Item"]):
    def on(self, day: date) -> ItemQuerySet:
        """The editions that hold on that day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Item(models.Model):
    """One edition of a standard, management system or tool: what it is, what it asks, for whom it fits, how long it
    usually takes. What nobody knows for sure is left empty. A later edition is a new row."""

    class Kind(models.TextChoices):
        SYSTEM = "system", _("hệ thống quản lý")
        PRODUCT = "product", _("chứng nhận, công bố sản phẩm")
        TOOL = "tool", _("công cụ cải tiến")
        DIGITAL = "digital", _("số hóa, sản xuất thông minh")
        GREEN = "green", _("hữu cơ, năng suất xanh")

    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.CharField(max_length=80, blank=True, help_text="“TCVN ISO 9001”, where there is one")
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, editable=False, help_text="both names and number, for search")
    about_vi = models.TextField(help_text="what it is good for, in our own words")
    about_en = models.TextField(blank=True)
    asks_vi = models.TextField(help_text="what it asks of an enterprise, in our own words")
    asks_en = models.TextField(blank=True)
    sectors = ArrayField(models.SlugField(max_length=40), default=list, help_text="none: it fits every one")
    months_low = models.PositiveSmallIntegerField(null=True, help_text="usual time, from")
    months_high = models.PositiveSmallIntegerField(null=True, help_text="usual time, to")
    months_source = models.CharField(max_length=200, blank=True, help_text="who says so")
    support = models.CharField(
        max_length=16, choices=Need.Kind, blank=True, help_text="the kind of support that the plan gives"
    )
    support_words = models.TextField(blank=True, help_text="what support exists now, and where to ask")
    certificate = models.CharField(
        max_length=16, choices=Certificate.Kind, blank=True, help_text="the paper that shows it is in use"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day of this edition")
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "folded", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="an_edition_begins_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="an_item_has_one_edition_without_end"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="an_edition_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(months_low=None, months_high=None)
                | Q(months_high__gte=F("months_low"), months_low__gt=0) & ~Q(months_source=""),
                name="a_usual_time_is_a_range_with_its_source",
            ),
        ]
        indexes = [GinIndex(words(), name="items_by_words")]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)

    @property
    def about(self) -> Text:
        return Text(self.about_vi, self.about_en or self.about_vi)

    @property
    def asks(self) -> Text:
        return Text(self.asks_vi, self.asks_en or self.asks_vi)


class Questionnaire(models.Model):
    """One edition of a set of questions, in our own words: guidance, no certification and no standard's text. An
    edition is never changed, so that answers given to it go on meaning what they meant."""

    code = models.SlugField(max_length=40)
    valid_from = models.DateField(help_text="the first day on which it is used")
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        triggers = append_only("questionnaires_are_never_changed")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="a_questionnaire_begins_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)


class Area(models.Model):
    """What some questions of a questionnaire are about, and what is worth taking up where the answers fall short."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="areas")
    code = models.SlugField(max_length=40, help_text="the same in every edition: results are compared by it")
    position = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    enough = models.PositiveSmallIntegerField(
        default=70, help_text="per cent from which nothing is suggested"
    )
    suggests = ArrayField(
        models.SlugField(max_length=40), default=list, help_text="codes of items, first first"
    )

    class Meta:
        triggers = append_only("areas_are_never_changed")
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="an_area_stands_once"),
            models.CheckConstraint(condition=Q(enough__gt=0, enough__lte=100), name="enough_is_per_cent"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)


class Question(models.Model):
    """One question; answered from 0 (not at all) to 3 (always, with records), or as not applying."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text_vi = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400)

    class Meta:
        triggers = append_only("questions_are_never_changed")
        ordering = ["area", "position"]
        constraints = [
            models.UniqueConstraint(fields=["area", "position"], name="a_question_has_its_place"),
        ]

    def __str__(self) -> str:
        return self.text_vi

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en)


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> OwnQuerySet:
        """One's own party's; what a party shares is seen too by those who may see what is shared. Nobody sees the
        rest, whatever their role."""
        own = Q(party__in=viewer.parties)
        return self.filter(own | Q(is_shared=True) if viewer.may("catalogue.see_shared") else own)

    def editable_by(self, viewer: Viewer) -> OwnQuerySet:
        """One's own party's, for those who answer for it."""
        return self.filter(party__in=viewer.parties) if viewer.may("catalogue.assess") else self.none()


class Assessment(models.Model):
    """A party's answers to one questionnaire at one time. A draft until it is finished, then never changed."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="assessments")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="assessments")
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    finished_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    is_shared = models.BooleanField(default=False, help_text="whether the lead agency may see it")

    objects = OwnQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="a_finished_assessment_stays",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__finished_at__isnull=False),
                func="""
                    IF to_jsonb(NEW) - 'is_shared' IS DISTINCT FROM to_jsonb(OLD) - 'is_shared' THEN
                      RAISE EXCEPTION 'a_finished_assessment_stays: only who sees it may change'
                      USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="an_assessment_is_not_deleted", operation=pgtrigger.Delete),
        ]
        ordering = ["-begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "questionnaire"],
                condition=Q(finished_at=None),
                name="a_party_has_one_draft_of_a_questionnaire",
            ),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(finished_at__isnull=False), name="a_draft_is_not_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.questionnaire}"


class Answer(models.Model):
    """What a party answers to one question; empty: it does not apply to it."""

    class Value(models.IntegerChoices):
        NONE = 0, _("chưa làm")
        BEGUN = 1, _("làm một phần")
        USUAL = 2, _("làm thường xuyên")
        PROVEN = 3, _("thường xuyên, có ghi chép và cải tiến")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(null=True, choices=Value)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="answers_of_a_finished_assessment_stay",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                      SELECT 1 FROM catalogue_assessment held
                      WHERE held.id IN (NEW.assessment_id, OLD.assessment_id) AND held.finished_at IS NOT NULL
                    ) THEN
                      RAISE EXCEPTION 'answers_of_a_finished_assessment_stay: begin a new one'
                      USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]
        ordering = ["assessment", "question"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__lte=BEST), name="an_answer_is_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.value}"


class Improvement(models.Model):
    """A party's plan to become better: what it will do, and what it measures before and after. The party's own
    until it shares it."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="improvements")
    name = models.CharField(max_length=200)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="improvements")
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        on_delete=models.PROTECT,
        related_name="improvements",
        help_text="where it came from",
    )
    goal = models.TextField(blank=True)
    begun_on = models.DateField()
    closed_on = models.DateField(null=True)
    is_shared = models.BooleanField(default=False, help_text="whether the lead agency may see it")
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("begun_on")),
                name="an_improvement_closes_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One thing to do in an improvement: who does it, until when, and whether it is done."""

    class State(models.TextChoices):
        PLANNED = "planned", _("chưa làm")
        RUNNING = "running", _("đang làm")
        DONE = "done", _("đã xong")
        DROPPED = "dropped", _("không làm nữa")

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=300)
    owner = models.CharField(max_length=120, help_text="who does it; need not have an account")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    done_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["improvement", "due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on=None),
                name="a_step_that_is_done_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.what

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is not done."""
        return on > self.due and self.state in (self.State.PLANNED, self.State.RUNNING)


class Measure(models.Model):
    """A figure of the enterprise's own productivity, before and after."""

    class Better(models.TextChoices):
        HIGHER = "higher", _("cao hơn là tốt")
        LOWER = "lower", _("thấp hơn là tốt")

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=160, help_text="“tỷ lệ sản phẩm lỗi”")
    unit = models.CharField(max_length=40)
    better = models.CharField(max_length=6, choices=Better)
    before = models.DecimalField(max_digits=18, decimal_places=3)
    before_on = models.DateField()
    after = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    after_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True, help_text="how it was measured, both times alike")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["improvement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["improvement", "name"], name="a_measure_stands_once"),
            models.CheckConstraint(
                condition=Q(after=None, after_on=None) | Q(after__isnull=False, after_on__gt=F("before_on")),
                name="after_is_measured_after_before",
            ),
        ]

    def __str__(self) -> str:
        return self.name
