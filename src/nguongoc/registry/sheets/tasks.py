"""What a worker does for sheets. The rows say what is to be done; a job in the queue only wakes somebody."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.registry.sheets import actions
from nguongoc.registry.sheets.models import Upload

log = logging.getLogger(__name__)


@app.task(name=actions.TAKE_IN)
def take_in(upload: str) -> None:
    """Take in one sheet; one that a crash left half read is read again from its beginning, for nothing of it stayed."""
    found = Upload.objects.select_related("file", "sent_by").get(pk=upload)
    if found.finished_at is not None:
        return
    try:
        actions.take_in(found, at=timezone.now())
    except Exception as error:
        log.exception("sheet %s cannot be taken in", upload)
        actions.give_up(found, type(error).__name__, at=timezone.now())


def take_up_sheets(at: datetime) -> None:
    """Queue every sheet that waits and whose job was lost."""
    alive = ProcrastinateJob.objects.filter(task_name=actions.TAKE_IN, status__in=("todo", "doing"))
    names = set(alive.values_list("args__upload", flat=True))
    for upload in Upload.objects.filter(finished_at=None):
        if str(upload.pk) not in names:
            log.warning("sheet %s was left lying: queued again", upload.pk)
            actions.wake(upload)
