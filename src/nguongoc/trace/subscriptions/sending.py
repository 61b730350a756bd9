"""From what is written down to its receiver: in order, at least once, with an id that tells a repeat.

A delivery is claimed before it is sent: its `next_at` moves beyond the longest call, so nobody else takes it, and
after a crash it is sent again under the same id. The call itself runs in no transaction.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell
from nguongoc.foundation.shared import outbound
from nguongoc.trace.subscriptions.documents import drawn
from nguongoc.trace.subscriptions.models import Delivery, Subscription
from nguongoc.trace.subscriptions.queries import Standing

LEASE = timedelta(seconds=60)
"""Longer than any call: see outbound.WHOLE_SECONDS."""
PATIENCE = timedelta(days=3)
"""How long a receiver may fail before its subscription is suspended."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=4)
GONE, TOO_LARGE = 410, 413


def send_next(subscription: Subscription, standing: Standing, *, at: datetime) -> bool:
    """Send the first delivery that waits, when its turn has come. Answers whether the next may follow at once."""
    delivery = _claim(subscription, at)
    if delivery is None:
        return False
    try:
        body = drawn(delivery, subscription, standing.viewer, at=at)
        if body is None:
            Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.NOTHING)
            return True
        answer = outbound.call(
            subscription.dest,
            body=body.text,
            headers=headers(subscription, delivery, body.text, body.media, at=at),
        )
    except Refused as refusal:
        suspend(subscription, refusal.problems[0].why, at=at)
        return False
    except outbound.Unreachable as unreachable:
        return _settle(delivery, Outcome(None, unreachable.why), at=at)
    return _settle(delivery, Outcome(answer.status, _said(answer.status), body.last), at=at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: the HTTP status (None: no answer), its words for the owner, and the record time
    of the last event in it."""

    status: int | None
    why: Text
    last: datetime | None = None

    @property
    def is_well(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def headers(
    subscription: Subscription, delivery: Delivery, body: bytes, media: str, *, at: datetime
) -> Mapping[str, str]:
    """The headers of one attempt. `GS1-Signature` is the HMAC-SHA-256 of the body with the signatureToken, in
    hexadecimal. `Webhook-Signature` covers the id and the time too, so that a receiver which refuses old times
    and known ids cannot be fed a recorded call again: `v1,` and base64 of HMAC-SHA-256 of `ID.TIME.BODY`."""
    moment, secret = str(int(at.timestamp())), subscription.secret.encode()
    signed = b".".join((str(delivery.pk).encode(), moment.encode(), body))
    stamp = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": media,
        "User-Agent": "nguongoc",
        "GS1-EPCIS-Version": "1.2" if subscription.form == Subscription.Form.XML_12 else "2.0.0",
        "GS1-CBV-Version": "1.2.2" if subscription.form == Subscription.Form.XML_12 else "2.0.0",
        "GS1-Signature": hmac.new(secret, body, hashlib.sha256).hexdigest(),
        "Webhook-Id": str(delivery.pk),
        "Webhook-Timestamp": moment,
        "Webhook-Signature": f"v1,{stamp}",
        "Webhook-Attempt": str(delivery.attempts),
    }


def _claim(subscription: Subscription, at: datetime) -> Delivery | None:
    """The first that waits, unless it must wait longer or somebody is at it."""
    first = subscription.deliveries.filter(state=Delivery.State.WAITING).order_by("number").first()
    if first is None or first.next_at > at:
        return None
    mine = Delivery.objects.filter(pk=first.pk, state=Delivery.State.WAITING, next_at=first.next_at)
    if not mine.update(next_at=at + LEASE, attempts=F("attempts") + 1):
        return None
    first.attempts += 1
    return first


@transaction.atomic
def _settle(delivery: Delivery, outcome: Outcome, *, at: datetime) -> bool:
    """Write down how an attempt ended. Answers whether the next delivery may follow at once."""
    subscription = Subscription.objects.select_for_update().filter(pk=delivery.subscription_id).first()
    if subscription is None:
        return False  # ended meanwhile, and its deliveries with it
    mine = Delivery.objects.filter(pk=delivery.pk)
    if outcome.is_well:
        mine.update(state=Delivery.State.SENT, sent_at=at, last_status=outcome.status)
        _went_well(subscription, outcome, at=at)
        return True
    if outcome.status == TOO_LARGE and len(delivery.events) > 1:
        _cut_in_two(delivery, subscription, at=at)
        return True
    mine.update(next_at=at + pause(delivery.attempts), last_status=outcome.status)
    _went_wrong(subscription, outcome, at=at)
    return False


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 10 s, 30 s, 90 s, … never more than four hours."""
    pauses: int = 3 ** min(attempts - 1, 12)
    return min(LONGEST_PAUSE, FIRST_PAUSE * pauses)


def _went_well(subscription: Subscription, outcome: Outcome, *, at: datetime) -> None:
    subscription.last_sent_at, subscription.failures, subscription.failing_since = at, 0, None
    subscription.last_problem = None if subscription.suspended_at is None else subscription.last_problem
    subscription.last_record_time = outcome.last or subscription.last_record_time
    subscription.save(
        update_fields=["last_sent_at", "failures", "failing_since", "last_problem", "last_record_time"]
    )


def _went_wrong(subscription: Subscription, outcome: Outcome, *, at: datetime) -> None:
    subscription.failures += 1
    subscription.failing_since = subscription.failing_since or at
    subscription.last_problem = outcome.why._asdict()
    subscription.save(update_fields=["failures", "failing_since", "last_problem"])
    if outcome.status == GONE or at - subscription.failing_since >= PATIENCE:
        suspend(subscription, outcome.why, at=at)


def _cut_in_two(delivery: Delivery, subscription: Subscription, *, at: datetime) -> None:
    """The receiver takes smaller documents: two in place of this one, and smaller ones from now on."""
    middle = len(delivery.events) // 2
    parts = ((0, delivery.events[:middle]), (middle, delivery.events[middle:]))
    Delivery.objects.filter(pk=delivery.pk).delete()
    Delivery.objects.bulk_create(
        Delivery(
            subscription=subscription,
            number=delivery.number + offset,
            events=events,
            made_at=delivery.made_at,
            next_at=at,
        )
        for offset, events in parts
    )
    Subscription.objects.filter(pk=subscription.pk, batch__gt=middle).update(batch=max(1, middle))


@transaction.atomic
def suspend(subscription: Subscription, why: Text, *, at: datetime) -> None:
    """Send nothing more until somebody resumes it, and tell its owner. Its bookmark stays, so nothing is lost."""
    running = Subscription.objects.filter(pk=subscription.pk, suspended_at=None)
    if running.update(suspended_at=at, last_problem=why._asdict()):
        name, link = subscription.query_name, reverse("subscription", args=[subscription.pk])
        title = Text(f"Đăng ký “{name}” đã dừng", f"The subscription “{name}” has stopped")
        tell(subscription.owner, "subscription", title, why, at=at, link=link)
        record("subscription.suspended", subscription, actor=None, at=at, why=why.en)


def _said(status: int) -> Text:
    if 300 <= status < 400:
        return Text(
            f"Nơi nhận trả lời {status} (chuyển hướng); kho không đi theo. Đăng ký lại với địa chỉ cuối cùng.",
            f"The receiver answered {status} (a redirect), which is not followed. Subscribe with the final address.",
        )
    return Text(f"Nơi nhận trả lời mã {status}.", f"The receiver answered {status}.")
