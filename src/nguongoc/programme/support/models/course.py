"""What happens to a case: its papers, what is asked of the applicant, what was done, and how the deadline moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.log import append_only
from nguongoc.programme.support.models.case import Case

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class Paper(models.Model):
    """A paper of the application. One that is handed in anew takes the old one's place, which is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=30, help_text="of the kind's papers; “khac” for another")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class StepQuerySet(models.QuerySet["Step"]):
    def visible_to(self, viewer: Viewer) -> StepQuerySet:
        """What the applicant may read; the officers' own notes too for those who handle cases."""
        return self if viewer.may("support.handle") else self.filter(is_internal=False)


class Step(models.Model):
    """One thing that was done to a case: who, when, what and why. Its applicant reads all of it but the officers' own
    notes. Never altered."""

    class What(models.TextChoices):
        MOVED = "moved", _("chuyển trạng thái")
        EDITED = "edited", _("sửa nội dung")
        OPENED = "opened", _("mở hồ sơ xem xét")
        OFFICER = "officer", _("giao người xử lý")
        SAID = "said", _("lời nhắn")
        NOTE = "note", _("ghi chú nội bộ")
        ASKED = "asked", _("yêu cầu bổ sung")
        ANSWERED = "answered", _("bổ sung")
        EXTENDED = "extended", _("gia hạn")
        EXPERT = "expert", _("giao chuyên gia")
        DECLARED = "declared", _("khai xung đột lợi ích")
        JUDGED = "judged", _("ý kiến chuyên gia")
        COUNCIL = "council", _("hội đồng")
        RULED = "ruled", _("quyết định")
        CONTRACT = "contract", _("hợp đồng")
        STAGE = "stage", _("giai đoạn thực hiện")
        ACCEPTED = "accepted", _("nghiệm thu")
        CERTIFIED = "certified", _("giấy chứng nhận")
        FOLLOWED = "followed", _("theo dõi sau hỗ trợ")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    before = models.CharField(max_length=2, blank=True, help_text="state, where it moved")
    after = models.CharField(max_length=2, blank=True)
    words = models.TextField(blank=True)
    is_internal = models.BooleanField(default=False)
    version = models.PositiveIntegerField(help_text="of the case after it")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["case", "at", "pk"]
        triggers = append_only("what_was_done_to_a_case_stays")
        indexes = [models.Index(fields=["case", "after"], name="moves_of_a_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_internal=True, what="note") | Q(is_internal=False) & ~Q(what="note"),
                name="only_a_note_is_internal",
            ),
            models.CheckConstraint(
                condition=~Q(what="moved", after__in=sorted(dossier.WITH_REASON)) | ~Q(words=""),
                name="a_step_against_the_applicant_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.what}"


class Ask(models.Model):
    """One field, paper or payment that the applicant is asked for, why, and the answer."""

    class What(models.TextChoices):
        FIELD = "field", _("mục trong đơn")
        PAPER = "paper", _("giấy tờ")
        MONEY = "money", _("nghĩa vụ tài chính")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asks")
    what = models.CharField(max_length=5, choices=What)
    where = models.CharField(max_length=30, blank=True, help_text="name of the field, code of the paper")
    name = models.CharField(max_length=200, help_text="as the applicant knows it")
    why = models.TextField()
    amount = models.DecimalField(max_digits=18, decimal_places=0, null=True, help_text="đồng")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="what_is_asked_for_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", file=None)
                | Q(answered_at__isnull=False) & (~Q(answer="") | Q(file__isnull=False)),
                name="an_answer_says_something",
            ),
            models.CheckConstraint(
                condition=Q(what="money", amount__gt=0) | ~Q(what="money") & Q(amount=None),
                name="a_payment_asked_for_has_its_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """The deadline moved: because the clock had stood, or by somebody's decision, which has a reason. Never altered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    due_date = models.DateField(help_text="the deadline from then on")
    is_pause = models.BooleanField(help_text="the clock had stood; no favour")
    reason = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "pk"]
        triggers = append_only("an_extension_stays")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="an_extension_says_why")]

    def __str__(self) -> str:
        return f"{self.case} → {self.due_date}"


class Miss(models.Model):
    """A look-up of a case that found none: kept for a while, so that nobody can try codes or phones in a row."""

    network = models.BinaryField(max_length=8, help_text="which network, unreadable tomorrow")
    code = models.CharField(max_length=30, blank=True, help_text="that was asked for")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "misses"
        indexes = [
            models.Index(fields=["network", "at"], name="misses_of_a_network"),
            models.Index(fields=["code", "at"], name="misses_of_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"
