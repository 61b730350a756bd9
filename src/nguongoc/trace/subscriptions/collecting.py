"""From the log to what is to be sent: each subscription reads on from its bookmark and writes down deliveries.

The bookmark moves in the transaction that writes them, so after a crash both have happened or neither: nothing is
lost and nothing is written down twice. Nothing is sent here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nguongoc.domain.epcis import schedule
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.log import Place, between, horizon
from nguongoc.trace.events.followers import LAST, follow
from nguongoc.trace.events.models import Bookmark, Event
from nguongoc.trace.subscriptions import matching
from nguongoc.trace.subscriptions.models import Delivery, Subscription
from nguongoc.trace.subscriptions.queries import Standing

log = logging.getLogger(__name__)

ROOM = 1_024
"""Between the numbers of two deliveries, for the pieces that one may be cut into; no batch is larger."""
LOOK_AGAIN = timedelta(minutes=5)
"""After a query could not be answered."""


def begin(subscription: Subscription) -> None:
    """Put its bookmark where its first event stands: behind what is settled, or, with an initialRecordTime, before
    the first settled event that was recorded then or later."""
    place = start(subscription.initial_record_time)
    Bookmark.objects.create(
        follower=subscription.follower, generation=place.generation, tx=place.tx, number=place.number
    )


def start(initial: datetime | None) -> Place:
    """The place of the log behind which to read for what is recorded from `initial` on (None: from now on)."""
    until = horizon()
    end = Place(until.generation, until.tx - 1, LAST)
    if initial is None:
        return end
    settled = between(Event.objects.filter(record_time__gte=initial), Place(), until, number="number")
    first = settled.values_list("generation", "tx", "number").first()
    return end if first is None else Place(first[0], first[1], first[2] - 1)


def collect(subscription: Subscription, standing: Standing, *, at: datetime) -> None:
    """Read on to the settled end of the log and write down what is to be sent. A query that cannot be answered is
    told to the receiver, and asked again later from the same place."""
    try:
        asked = matching.read(subscription.parameters)
        held = subscription.schedule is not None

        def write_down(events: Sequence[Event]) -> None:
            recorded = [
                event for event in events if _is_recorded_since(subscription.initial_record_time, event)
            ]
            found = matching.matched(asked, standing.viewer, recorded)
            _write(subscription, [event.key for event in found], held=held, at=at)

        while follow(subscription.follower, write_down, at=at):
            pass
        if held:
            _end_of_run(subscription, asked.most, at=at)
    except Exception as error:
        log.exception("subscription %s cannot be answered", subscription.pk)
        _tell_failure(subscription, error, at=at)


def _is_recorded_since(initial: datetime | None, event: Event) -> bool:
    return initial is None or event.record_time >= initial


def _write(subscription: Subscription, keys: Sequence[UUID], *, held: bool, at: datetime) -> None:
    batch = min(subscription.batch, ROOM)
    state = Delivery.State.HELD if held else Delivery.State.WAITING
    for first in range(0, len(keys), batch):
        add(subscription, at=at, events=list(keys[first : first + batch]), state=state)


def add(subscription: Subscription, *, at: datetime, **details: Any) -> Delivery:
    """One more delivery, behind all others of this subscription."""
    last = subscription.deliveries.aggregate(last=Max("number"))["last"] or 0
    number = (last // ROOM + 1) * ROOM
    return Delivery.objects.create(
        subscription=subscription, number=number, made_at=at, next_at=at, **details
    )


@transaction.atomic
def _end_of_run(subscription: Subscription, largest: int | None, *, at: datetime) -> None:
    """Let go what the run has gathered, or say why not, and fix the next one; the second of two does nothing."""
    mine = Subscription.objects.select_for_update().filter(pk=subscription.pk, next_run_at__lte=at).first()
    if mine is None:
        return
    held = subscription.deliveries.filter(state=Delivery.State.HELD)
    count = sum(len(delivery.events) for delivery in held)
    if largest is not None and count > largest:
        held.delete()
        add(
            subscription,
            at=at,
            kind=Delivery.Kind.ERROR,
            error=_error("QueryTooLargeException", 413, _too_large(count)),
        )
    elif not count and subscription.report_if_empty:
        add(subscription, at=at, kind=Delivery.Kind.EMPTY)
    held.update(state=Delivery.State.WAITING)
    Subscription.objects.filter(pk=subscription.pk).update(
        last_run_at=at, next_run_at=next_run(subscription, at)
    )


def next_run(subscription: Subscription, at: datetime) -> datetime | None:
    """The next moment of its schedule, in the clock of this place; None for a stream."""
    if subscription.schedule is None:
        return None
    return schedule.read(subscription.schedule).after(timezone.localtime(at))


@transaction.atomic
def _tell_failure(subscription: Subscription, error: Exception, *, at: datetime) -> None:
    """Told once: a receiver that has the news waiting needs no second."""
    if not subscription.deliveries.filter(
        kind=Delivery.Kind.ERROR, made_at__gt=at - timedelta(days=1)
    ).exists():
        kind = "QueryParameterException" if isinstance(error, Refused) else "ImplementationException"
        status = 400 if isinstance(error, Refused) else 500
        add(subscription, at=at, kind=Delivery.Kind.ERROR, error=_error(kind, status, _failed(error)))
    Subscription.objects.filter(pk=subscription.pk).update(next_run_at=at + LOOK_AGAIN)


def _error(kind: str, status: int, why: Text) -> dict[str, Any]:
    return {"type": kind, "status": status, **why._asdict()}


def _too_large(count: int) -> Text:
    return Text(
        f"Lần chạy này có {count} sự kiện, nhiều hơn maxEventCount của truy vấn, nên không gửi. Hãy hỏi kho trực tiếp.",
        f"This run found {count} events, more than the query's maxEventCount, so none is sent. Ask the repository.",
    )


def _failed(error: Exception) -> Text:
    if isinstance(error, Refused):
        return Text("; ".join(one.why.vi for one in error.problems), str(error))
    kind = type(error).__name__
    return Text(
        f"Kho không trả lời được truy vấn ({kind}) và sẽ thử lại. Không sự kiện nào bị mất.",
        f"The repository could not answer the query ({kind}) and will try again. No event is lost.",
    )
