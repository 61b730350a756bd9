from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.log import LogRow, append_only


class Entry(LogRow):
    """One thing that somebody did: who, when, what, to which record, and what changed. Never altered.

    Entries are written in the transaction of the deed itself; the hash chain over them is sealed afterwards
    by one follower, because chaining inside the transaction costs most of the throughput.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)

    class Meta:
        triggers = append_only("audit_is_append_only")
        indexes = [
            models.Index(fields=["generation", "tx", "id"], name="entry_log_order"),
            models.Index(fields=["subject", "-id"], name="entry_by_subject"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Seal(models.Model):
    """One link of the hash chain over the entries; `nguongoc.foundation.evidence.chain` says how it is made.

    The entry's place in the log is kept here too, so that the next link is found even where somebody has
    removed the entry.
    """

    position = models.BigIntegerField(primary_key=True, help_text="from 1, without gaps")
    entry = models.BigIntegerField(unique=True)
    generation = models.IntegerField(help_text="of the entry")
    tx = models.BigIntegerField(help_text="of the entry")
    previous = models.BinaryField(help_text="the hash at the position before; zeros at the first")
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        triggers = append_only("seals_are_never_broken")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {bytes(self.hash).hex()}"


class Attachment(models.Model):
    """A file that somebody handed in, known by the hash of its bytes, which never change.

    Hang it on a record by a foreign key from there (`on_delete=PROTECT`); `evidence.actions.keep` makes one,
    `evidence.files.answer` hands it out behind the record's own check of rights. A file that must go (personal
    data) is withdrawn: the row stays, the bytes are removed a day later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="with the ending that fits the bytes")
    given_name = models.CharField(max_length=200, help_text="what the person's own machine called it")
    media_type = models.CharField(max_length=100, help_text="of the bytes, whatever the name says")
    size = models.BigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, help_text="hexadecimal")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="nobody is handed the file any more")
    erased_at = models.DateTimeField(null=True, help_text="the bytes are gone")

    class Meta:
        triggers = [
            pgtrigger.ReadOnly(name="an_attachment_stays_what_it_was", exclude=["withdrawn_at", "erased_at"]),
            pgtrigger.Protect(name="an_attachment_is_not_deleted", operation=pgtrigger.Delete),
        ]
        indexes = [models.Index(fields=["sha256"], name="attachment_by_hash")]
        ordering = ["-kept_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def served_as(self) -> str:
        """The media type for a browser, with its letters' encoding."""
        return f"{self.media_type}; charset=utf-8" if self.media_type == "text/plain" else self.media_type

    @property
    def remark(self) -> Text | None:
        """What the person must know: that the file is not what its name said, and how it is called now."""
        if self.name == self.given_name:
            return None
        kind = self.name.rpartition(".")[2].upper()
        return Text(
            f"Tệp “{self.given_name}” thật ra là {kind}, nên được lưu với tên “{self.name}”.",
            f"“{self.given_name}” is really {kind}, so it is kept as “{self.name}”.",
        )


class Setting(models.Model):
    """A figure that an administrator sets from a day on: a limit, a deadline, a period. `evidence.dated` says
    which there are, with their bounds. Earlier days keep the figure they had."""

    code = models.CharField(max_length=60)
    valid_from = models.DateField()
    value = models.IntegerField()
    source = models.CharField(max_length=300, blank=True, help_text="the document that says so, or why")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_figure_a_setting_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class SpecialDay(models.Model):
    """A day that is off, or is worked although it is a weekend: a public holiday, a day in its place, a swap by
    decision. Days not told here are as their weekday is."""

    day = models.DateField(primary_key=True)
    is_worked = models.BooleanField(default=False, help_text="worked in exchange; otherwise off")
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, help_text="the law or decision that says so")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name_vi}"

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en or self.name_vi)
