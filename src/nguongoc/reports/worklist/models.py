"""What this app keeps of its own: that somebody was reminded. The work itself stands in the registers."""

from __future__ import annotations

from django.db import models

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.log import append_only
from nguongoc.registry.parties.models import Party


class Reminder(models.Model):
    """Somebody pressed “remind”: which work, which agency, with what note. An agency is reminded of one work once a
    day, whoever presses."""

    work = models.CharField(max_length=120, help_text="the work's key: “plan.task:12”")
    agency = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reminders")
    note = models.CharField(max_length=300, blank=True)
    day = models.DateField()
    told = models.PositiveIntegerField(help_text="how many people were told")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = append_only("reminders_stay")
        constraints = [
            models.UniqueConstraint(fields=["work", "agency", "day"], name="one_reminder_a_day_for_a_work"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.day}"
