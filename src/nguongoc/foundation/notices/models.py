from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text


class Notice(models.Model):
    """One thing that one person is told, in both languages. It stands in their list whatever becomes of its letter."""

    class Post(models.TextChoices):
        INSIDE = "inside", _("chỉ trong hệ thống")
        DIGEST = "digest", _("đợi thư tổng hợp")
        LETTER = "letter", _("gửi thư")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    words_vi = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="a path of ours: /lo-hang/7/")
    once = models.CharField(max_length=120, blank=True, help_text="what must not be told twice")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    post = models.CharField(max_length=10, choices=Post, default=Post.INSIDE)
    letter = models.ForeignKey("Letter", null=True, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "once"], condition=~Q(once=""), name="told_once_is_told"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-told_at"], name="notices_of_a_person"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["post"], condition=Q(letter=None), name="notices_without_letter"),
        ]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def title(self) -> Text:
        return Text(self.title_vi, self.title_en)

    @property
    def words(self) -> Text:
        return Text(self.words_vi, self.words_en)


class Letter(models.Model):
    """An e-mail to one person, kept until it is sent or given up; the row says how that went."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=60, help_text="of its notices; `digest` for several")
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="what the mail server said last")

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(sent_at=None, given_up_at=None), name="letters_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user}"


class Wish(models.Model):
    """How one person wants to be told of one kind of thing; without a row, as the kind begins."""

    class How(models.TextChoices):
        AT_ONCE = "at-once", _("gửi thư ngay")
        DAILY = "daily", _("gộp vào thư hằng ngày")
        INSIDE = "inside", _("chỉ báo trong hệ thống")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=60)
    how = models.CharField(max_length=10, choices=How)
    since = models.DateTimeField()

    class Meta:
        ordering = ["user", "kind"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_wish_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"


class DeadAddress(models.Model):
    """An e-mail address that a mail server refused for good. Nothing more is sent there, until it is the address of
    somebody again: an administrator removes the row, or the person changes the address."""

    address = models.EmailField(unique=True)
    since = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address
