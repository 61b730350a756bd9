"""What goes over the wire to a subscriber."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.documents import instant, query_document
from nguongoc.trace.events.models import Event
from nguongoc.trace.subscriptions.matching import visible
from nguongoc.trace.subscriptions.models import Delivery, StoredQuery, Subscription


@dataclass(frozen=True, slots=True)
class Body:
    """One document as it is sent, and the record time of its last event."""

    text: bytes
    media: str
    last: datetime | None = None


def drawn(delivery: Delivery, subscription: Subscription, viewer: Viewer, *, at: datetime) -> Body | None:
    """The document of a delivery as its owner may see it now; None where nothing is left to be seen."""
    if delivery.kind == Delivery.Kind.ERROR:
        return _problem(delivery, subscription)
    events = visible(delivery.events, viewer)
    if not events and delivery.kind == Delivery.Kind.EVENTS:
        return None
    document = results(events, subscription.query_name, subscription.code, at=at)
    last = max((event.record_time for event in events), default=None)
    return Body(orjson.dumps(document), "application/json", last)


def results(events: Iterable[Event], query_name: str, code: str, *, at: datetime) -> dict[str, Any]:
    """An `EPCISQueryDocument` that says which query, and which subscription if any, it answers."""
    document = query_document(events, at=at)
    found = document["epcisBody"]["queryResults"]
    answers = {"queryName": query_name, **({"subscriptionID": code} if code else {})}
    document["epcisBody"]["queryResults"] = {**answers, "resultsBody": found["resultsBody"]}
    return document


def _problem(delivery: Delivery, subscription: Subscription) -> Body:
    """RFC 7807, as REST answers refusals."""
    error = delivery.error or {}
    body = {
        "type": f"epcisException:{error['type']}",
        "title": error["vi"],
        "detail": error["en"],
        "status": error["status"],
        "queryName": subscription.query_name,
        "subscriptionID": subscription.code,
    }
    return Body(orjson.dumps(body), "application/problem+json")


def query_object(query: StoredQuery) -> dict[str, Any]:
    """A named query as EPCIS writes it; `shared` is ours."""
    return {
        "name": query.name,
        "query": query.parameters,
        "createdAt": instant(query.created_at),
        "shared": query.is_shared,
    }


def subscription_object(subscription: Subscription) -> dict[str, Any]:
    """A subscription as EPCIS writes it, never with its secret; `state` and `problem` are ours."""
    shown: dict[str, Any] = {
        "subscriptionID": subscription.code,
        "dest": subscription.dest,
        "createdAt": instant(subscription.created_at),
        "reportIfEmpty": subscription.report_if_empty,
        "state": state(subscription),
    }
    if subscription.schedule is None:
        shown["stream"] = True
    else:
        shown["schedule"] = subscription.schedule
    times = {
        "lastNotifiedAt": subscription.last_sent_at,
        "initialRecordTime": subscription.initial_record_time,
        "minRecordTime": subscription.last_record_time or subscription.initial_record_time,
    }
    shown |= {name: instant(time) for name, time in times.items() if time is not None}
    if subscription.epc_format:
        shown["epcFormat"] = subscription.epc_format
    if subscription.last_problem is not None:
        shown["problem"] = subscription.last_problem
    return shown


def state(subscription: Subscription) -> str:
    """In one word: `suspended`, `failing` or `running`."""
    if subscription.suspended_at is not None:
        return "suspended"
    return "failing" if subscription.failing_since is not None else "running"
