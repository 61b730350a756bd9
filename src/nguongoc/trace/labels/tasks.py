"""What a worker does for labels. The rows say what is to be done; a job in the queue only wakes somebody."""

from __future__ import annotations

import logging
from datetime import datetime

import psycopg
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.domain.problem import Refused
from nguongoc.trace.labels.actions import batches, making
from nguongoc.trace.labels.models import LabelBatch

log = logging.getLogger(__name__)

PASSING = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OSError,
    MemoryError,
)
"""What says nothing about the batch: the database or the machine was away."""


@app.task(
    name=batches.MAKE, retry=RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=PASSING)
)
def make_batch(batch: int) -> None:
    """Make one approved batch. One that cannot be made says why; when the database or the machine fails, it is tried
    again and goes on behind the last part."""
    held = LabelBatch.objects.select_related("product", "lot", "template").get(pk=batch)
    if held.state != LabelBatch.State.MAKING:
        return
    try:
        making.make(held, at=timezone.now())
    except PASSING:
        raise
    except Refused as refused:
        making.give_up(held, " ".join(one.why.vi for one in refused.problems), at=timezone.now())
    except Exception as error:
        log.exception("batch %s cannot be made", held.code)
        making.give_up(held, f"Chương trình gặp lỗi ({type(error).__name__}).", at=timezone.now())


def take_up_batches(at: datetime) -> None:
    """Queue every approved batch that nobody is making and no job will take up: its job was lost."""
    with transaction.atomic():
        queued = ProcrastinateJob.objects.filter(task_name=batches.MAKE, status="todo")
        named = set(queued.values_list("args__batch", flat=True))
        for batch in LabelBatch.objects.select_for_update(skip_locked=True).filter(state="making"):
            if batch.pk not in named:
                log.warning("batch %s was left lying: queued again", batch.code)
                batches.wake(batch)
