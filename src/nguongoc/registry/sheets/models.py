from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.evidence.models import Attachment

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, viewer: Viewer) -> UploadQuerySet:
        """One's own: a sheet may hold what its sender alone should see until it is taken in."""
        return self.filter(sent_by=viewer.user) if viewer.user else self.none()


class Upload(models.Model):
    """A sheet that somebody sent in for one register: checked by doing all of it, and kept only when all of it is
    right and more than a check was asked for."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang đọc")
        CHECKED = "checked", _("đúng cả, chưa lưu")
        REFUSED = "refused", _("có chỗ sai, không lưu gì")
        DONE = "done", _("đã lưu")
        FAILED = "failed", _("chương trình gặp lỗi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.SlugField(max_length=40)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    only_check = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="where, vi, en, code")
    remarks = models.JSONField(default=list, help_text="vi, en")
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["sent_at"], condition=models.Q(finished_at=None), name="uploads_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.id}"
