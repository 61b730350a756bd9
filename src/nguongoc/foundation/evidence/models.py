from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

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
