"""What the worker does for subscriptions. The rows say what is to be done; a job only wakes somebody.

They have a queue of their own (`outbound`), so that a receiver that answers slowly never keeps a document from
being taken in.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.trace.subscriptions import actions, queries
from nguongoc.trace.subscriptions.collecting import collect
from nguongoc.trace.subscriptions.models import Delivery, Subscription
from nguongoc.trace.subscriptions.sending import send_next, suspend

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long a delivery stays in sight after it was sent."""
AT_ONCE = timedelta(seconds=45)
"""How long one job sends for one subscription; then the next one has its turn."""


@app.periodic(cron="* * * * * */3")
@app.task(name="subscriptions.look", queue=actions.QUEUE)
def look(timestamp: int) -> None:
    """Every three seconds: wake whoever has something to do."""
    try:
        wake_all(timezone.now())
    finally:
        connection.close()


def wake_all(at: datetime) -> None:
    """Queue a job for each subscription with something to do, unless one is queued."""
    due = queries.due(at)
    if due:
        queued = ProcrastinateJob.objects.filter(task_name=actions.SERVE, status="todo")
        names = set(queued.values_list("args__subscription", flat=True))
        for key in due:
            if str(key) not in names:
                actions.wake(key)


@app.task(name=actions.SERVE, queue=actions.QUEUE)
def serve(subscription: str) -> None:
    """Read on in the log for one subscription, and send what waits."""
    try:
        serve_one(subscription)
    finally:
        connection.close()


def serve_one(key: str) -> None:
    """One subscription's turn: collect when a run is due, then send in order until something must wait."""
    began = timezone.now()
    ready = _ready(key, began)
    if ready is not None and (ready[0].next_run_at is None or ready[0].next_run_at <= began):
        collect(*ready, at=began)
    while timezone.now() < began + AT_ONCE:
        now = timezone.now()
        ready = _ready(key, now)
        if ready is None or not send_next(*ready, at=now):
            return
    actions.wake(UUID(key))


def _ready(key: str, at: datetime) -> tuple[Subscription, queries.Standing] | None:
    """The subscription and what its owner may see at this moment; None where it has ended or stopped, or its owner
    may see nothing any more, which stops it."""
    running = Subscription.objects.select_related("owner", "token").filter(pk=key, suspended_at=None).first()
    if running is None:
        return None
    standing = queries.standing(running.owner, running.token, at=at)
    if standing.why is None:
        return running, standing
    suspend(running, standing.why, at=at)
    return None


def sweep(at: datetime) -> None:
    """Once a minute: wake whoever has something to do, and put away what was sent long ago."""
    wake_all(at)
    done = Delivery.objects.filter(state__in=[Delivery.State.SENT, Delivery.State.NOTHING])
    done.filter(made_at__lt=at - KEPT).delete()
