from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class Purpose(models.Model):
    """One kind of personal data that is collected, why, on what ground, who sees it and how long it is kept: one line
    of the register, from a day on. An administrator adds a line; the old one keeps its days."""

    code = models.SlugField(max_length=40)
    valid_from = models.DateField()
    what_vi = models.CharField(max_length=300)
    what_en = models.CharField(max_length=300)
    why_vi = models.CharField(max_length=300)
    why_en = models.CharField(max_length=300)
    ground_vi = models.CharField(max_length=300, help_text="the law, contract or consent it stands on")
    ground_en = models.CharField(max_length=300)
    kept_vi = models.CharField(max_length=200)
    kept_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_purpose_a_day")]

    def __str__(self) -> str:
        return self.what_vi

    @property
    def what(self) -> Text:
        return Text(self.what_vi, self.what_en)

    @property
    def why(self) -> Text:
        return Text(self.why_vi, self.why_en)

    @property
    def ground(self) -> Text:
        return Text(self.ground_vi, self.ground_en)

    @property
    def kept(self) -> Text:
        return Text(self.kept_vi, self.kept_en)


class ConsentText(models.Model):
    """What people are asked to consent to, in its own words; new words are a new version, and consent to the old ones
    is no consent to the new."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    since = models.DateField()
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    words_vi = models.TextField()
    words_en = models.TextField()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="a_version_has_one_text")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> Text:
        return Text(self.title_vi, self.title_en)

    @property
    def words(self) -> Text:
        return Text(self.words_vi, self.words_en)


class Consent(models.Model):
    """One person's consent to one version of a text, until they take it back. Nothing is consented to beforehand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=Q(withdrawn_at=None), name="one_open_consent_a_text"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"


class RequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, viewer: Viewer) -> RequestQuerySet:
        """All for those who answer; otherwise one's own."""
        return self if viewer.may("privacy.answer") else self.filter(user=viewer.user)


class DataRequest(models.Model):
    """What a person asks about their own data, and the answer, with the day by which the law wants it."""

    class Kind(models.TextChoices):
        RECTIFY = "rectify", _("sửa dữ liệu")
        ERASE = "erase", _("xóa dữ liệu và đóng tài khoản")
        OTHER = "other", _("hỏi, phản đối, hạn chế xử lý")

    class Outcome(models.TextChoices):
        DONE = "done", _("đã làm theo")
        REFUSED = "refused", _("không làm theo, có lý do")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    asked_at = models.DateTimeField()
    due_date = models.DateField(help_text="as the rule of the day of asking has it; never moved")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="", answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="an_answer_has_its_outcome_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.user}"
