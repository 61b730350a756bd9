"""Events and jobs as EPCIS 2.0 writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.queries import Way

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"


def query_document(events: Iterable[Event], *, at: datetime) -> dict[str, Any]:
    """An `EPCISQueryDocument` of these events (EPCIS 2.0 §8.2.7.2)."""
    return {
        "@context": [CONTEXT],
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": instant(at),
        "epcisBody": {
            "queryResults": {
                "queryName": "SimpleEventQuery",
                "resultsBody": {"eventList": [event_object(event) for event in events]},
            }
        },
    }


def event_object(event: Event) -> dict[str, Any]:
    """The event's JSON object, with the time at which this repository recorded it."""
    return {**event.body, "recordTime": instant(event.record_time)}


def capture_job(job: Capture) -> dict[str, Any]:
    """`EPCISCaptureJob` (EPCIS 2.0 §8.2.5)."""
    shown: dict[str, Any] = {
        "captureID": str(job.pk),
        "createdAt": instant(job.received_at),
        "running": job.finished_at is None,
        "success": job.success,
        "captureErrorBehaviour": job.behaviour,
        "errors": [_error(found) for found in job.problems],
        "eventsAdded": job.events,
        "eventsRepeated": job.repeated,
        "warnings": job.warnings,
    }
    if job.finished_at is not None:
        shown["finishedAt"] = instant(job.finished_at)
    return shown


def _error(found: dict[str, str]) -> dict[str, Any]:
    """One problem of a job in the form of RFC 7807."""
    conflict = found["code"] == "conflict"
    kind = "ResourceAlreadyExistsException" if conflict else "ValidationException"
    return {
        "type": f"epcisException:{kind}",
        "title": found["vi"],
        "detail": f"{found['where']}: {found['en']}" if found["where"] else found["en"],
        "status": 409 if conflict else 400,
        **found,
    }


def instant(time: datetime) -> str:
    """A moment in UTC, to the millisecond."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def chain_object(way: Way) -> dict[str, Any]:
    """A chain for machines: keys with their level (below 0: up the chain), edges with quantities, events, and the
    keys at which it goes on with a partner whose events the asker may not see."""
    return {
        "nodes": [{"key": key, "level": level} for key, level in way.chain.nodes.items()],
        "edges": [
            {
                "from": edge.from_key,
                "to": edge.to_key,
                "kind": edge.kind,
                "event": edge.event,
                "quantity": _number(edge.quantity),
                "uom": edge.uom,
                "made": _number(edge.made),
                "madeUom": edge.made_uom,
            }
            for edge in way.chain.edges
        ],
        "events": [event_object(event) for event in way.events],
        "hidden": list(way.hidden),
        "cut": way.chain.cut,
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
