"""What a worker does for the log. The rows say what is to be done; a job in the queue only wakes somebody."""

from __future__ import annotations

import logging
from datetime import datetime

import psycopg
from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.domain.problem import Problem, Text
from nguongoc.trace.events import actions
from nguongoc.trace.events.models import Capture

log = logging.getLogger(__name__)

# What says nothing about the document: the database or the machine was away. COPY raises psycopg's own.
PASSING = (
    OperationalError,
    InterfaceError,
    InternalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    OSError,
    MemoryError,
)


@app.task(
    name=actions.FINISH, retry=RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=PASSING)
)
def finish_capture(capture: str) -> None:
    """Take in one accepted document. One that cannot be taken in ends its job with the problems; when the
    database or the machine fails, the job stays open, is tried again, and is found by the sweeper at last."""
    job = Capture.objects.get(pk=capture)
    try:
        actions.finish(job, at=timezone.now(), wait=False)
    except PASSING:
        raise
    except Exception as error:
        log.exception("capture %s cannot be taken in", capture)
        actions.give_up(job, _our_fault(error), at=timezone.now())


def take_up_what_was_left(at: datetime) -> None:
    """Queue every accepted document that nobody is taking in and no job will take up: its job was lost."""
    with transaction.atomic():
        queued = ProcrastinateJob.objects.filter(task_name=actions.FINISH, status="todo")
        names = set(queued.values_list("args__capture", flat=True))
        for job in Capture.objects.select_for_update(skip_locked=True).filter(finished_at=None):
            if str(job.pk) not in names:
                log.warning("capture %s was left lying: queued again", job.pk)
                actions.wake(job)


def _our_fault(error: Exception) -> Problem:
    kind = type(error).__name__
    why = Text(
        f"Chương trình gặp lỗi khi đọc tài liệu này ({kind}). Tài liệu đã được giữ nguyên; hãy báo đơn vị vận hành "
        "kèm mã lần ghi.",
        f"The program failed on this document ({kind}). The document is kept as it came; tell the operator the "
        "capture id.",
    )
    return Problem("", why, "internal")
