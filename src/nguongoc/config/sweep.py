"""At every start of a worker and once a minute: take up again what a crash left lying.

An app adds its own sweeper here: a function of the present moment that finds rows whose job was lost and
defers it anew. A sweeper may run twice at once and must bear it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from nguongoc.foundation.evidence.actions import erase_withdrawn, seal_all
from nguongoc.foundation.notices.tasks import look_after_letters
from nguongoc.programme.experts.actions import remind_of_ends as remind_of_competences
from nguongoc.programme.library.actions import announce
from nguongoc.programme.needs.actions import remind
from nguongoc.programme.support.actions.reminding import remind as remind_of_cases
from nguongoc.registry.certificates.actions import remind_of_ends
from nguongoc.registry.people.actions.members import remind_of_review, shut_out_leavers
from nguongoc.registry.privacy.actions import let_go
from nguongoc.registry.products.pictures import forget_withdrawn as forget_pictures
from nguongoc.registry.sheets.tasks import take_up_sheets
from nguongoc.trace.chains.actions import catch_up
from nguongoc.trace.events.tasks import take_up_what_was_left
from nguongoc.trace.events.values import catch_up as note_values
from nguongoc.trace.labels.tasks import take_up_batches
from nguongoc.trace.resolver.actions.scans import watch
from nguongoc.trace.subscriptions.tasks import sweep as look_after_subscriptions

log = logging.getLogger(__name__)

SWEEPING = "sweep"  # the task, and the queue in which it waits

SWEEPERS: Sequence[Callable[[datetime], None]] = (
    take_up_what_was_left,
    take_up_batches,
    take_up_sheets,
    remind_of_ends,
    seal_all,
    catch_up,
    note_values,
    erase_withdrawn,
    look_after_letters,
    let_go,
    forget_pictures,
    shut_out_leavers,
    remind_of_review,
    look_after_subscriptions,
    remind,
    announce,
    remind_of_cases,
    remind_of_competences,
    watch,
)


@app.periodic(cron="* * * * *")
@app.task(name=SWEEPING, queue=SWEEPING, queueing_lock=SWEEPING)
async def sweep(timestamp: int) -> None:
    """Jobs of workers that were killed go back to the queue; then every app's own sweeper runs."""
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("job %s (%s) was left by a dead worker: queued again", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    await sync_to_async(run_sweepers)(datetime.fromtimestamp(timestamp, UTC))


def begin() -> None:
    """What a worker does before its first job: queue the documents that were accepted and not taken in, and a sweep."""
    now = timezone.now()
    take_up_what_was_left(now)
    with suppress(AlreadyEnqueued):
        app.configure_task(SWEEPING, queue=SWEEPING, queueing_lock=SWEEPING).defer(
            timestamp=int(now.timestamp())
        )


def run_sweepers(at: datetime) -> None:
    """Each by itself: one that fails must not keep the others from their work."""
    for sweeper in SWEEPERS:
        try:
            sweeper(at)
        except Exception:
            log.exception("sweeper %s failed", sweeper.__qualname__)
