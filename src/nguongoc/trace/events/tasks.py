"""What a worker does for the log. The rows say what is to be done; a job in the queue only wakes somebody."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime

import psycopg
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.problem import Problem, Text
from nguongoc.trace.events import actions
from nguongoc.trace.events.beside import Beside
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

MOST_TRIES = 3
"""How often a document may end its worker: less often than `nguongoc run` starts one again within a minute."""


@app.task(
    name=actions.FINISH, retry=RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=PASSING)
)
def finish_capture(capture: str) -> None:
    """Take in one accepted document. One that cannot be taken in ends its job with the problems; when the
    database or the machine fails, the job stays open, is tried again, and is found by the sweeper at last. One that
    ends the worker itself, time after time, ends its job too."""
    job = Capture.objects.get(pk=capture)
    if actions.begin_try(job) > MOST_TRIES:
        log.error("capture %s ended its worker %d times", capture, MOST_TRIES)
        actions.give_up(job, _ends_its_worker(), at=timezone.now())
        return
    try:
        actions.finish(job, at=timezone.now(), wait=False)
    except PASSING:
        with suppress(*PASSING):
            close_old_connections()  # the one that failed cannot tell it
            actions.end_try(job)
        raise
    except Exception as error:
        log.exception("capture %s cannot be taken in", capture)
        actions.give_up(job, _our_fault(error), at=timezone.now())


def finish_good(job: Capture, document: Document) -> None:
    """The same for a document that was read and found good, in a thread of the site."""
    try:
        actions.finish(job, at=timezone.now(), wait=False, good=document)
    except PASSING:
        log.warning("capture %s could not be stored beside: a worker will", job.pk, exc_info=True)
    except Exception as error:
        log.exception("capture %s cannot be taken in", job.pk)
        actions.give_up(job, _our_fault(error), at=timezone.now())
    finally:
        connection.close()


BESIDE = Beside(finish_good)
"""Of this process; opened by the site."""


def take_up_what_was_left(at: datetime) -> None:
    """Queue every accepted document that nobody is taking in and no job will take up: its job was lost."""
    with transaction.atomic():
        queued = ProcrastinateJob.objects.filter(task_name=actions.FINISH, status="todo")
        names = set(queued.values_list("args__capture", flat=True))
        for job in Capture.objects.select_for_update(skip_locked=True).filter(finished_at=None):
            if str(job.pk) not in names:
                log.warning("capture %s was left lying: queued again", job.pk)
                actions.wake(job)


def _ends_its_worker() -> Problem:
    why = Text(
        f"Chương trình đã dừng đột ngột {MOST_TRIES} lần khi đọc tài liệu này (thường do thiếu bộ nhớ), nên không "
        "thử nữa. Tài liệu đã được giữ nguyên, chưa có sự kiện nào được ghi. Hãy chia nhỏ rồi gửi lại, hoặc báo đơn "
        "vị vận hành kèm mã lần ghi.",
        f"The program ended abruptly {MOST_TRIES} times while taking this document in (most often for want of "
        "memory), so it is not tried again. The document is kept as it came, none of its events is stored. Send it "
        "in parts, or tell the operator the capture id.",
    )
    return Problem("", why, "worn-out")


def _our_fault(error: Exception) -> Problem:
    kind = type(error).__name__
    why = Text(
        f"Chương trình gặp lỗi khi đọc tài liệu này ({kind}). Tài liệu đã được giữ nguyên; hãy báo đơn vị vận hành "
        "kèm mã lần ghi.",
        f"The program failed on this document ({kind}). The document is kept as it came; tell the operator the "
        "capture id.",
    )
    return Problem("", why, "internal")
