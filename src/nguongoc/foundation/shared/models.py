from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from nguongoc.foundation.shared.log import append_only, running_cluster


class Generation(models.Model):
    """One life of the store in one PostgreSQL cluster. A restore or a move begins the next one, because
    transaction ids mean nothing in another cluster."""

    number = models.IntegerField(primary_key=True)
    started_at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=200)
    cluster = models.TextField(db_default=running_cluster(), help_text="PostgreSQL's system identifier")

    class Meta:
        triggers = append_only("generations_only_begin")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
