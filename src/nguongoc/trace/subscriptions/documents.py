"""What goes over the wire to a subscriber."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import orjson
from lxml import etree

from nguongoc.domain.epcis import layout, read_json, spelling, write_xml
from nguongoc.registry.identifiers.queries import allotted_prefixes
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
    """The document of a delivery as its owner may see it now; None where nothing is left to be seen. Raises Refused
    where XML cannot say what an event says."""
    form = subscription.form
    if delivery.kind == Delivery.Kind.ERROR:
        return _problem(delivery, subscription) if form == JSON else _exception(delivery, subscription, at=at)
    events = visible(delivery.events, viewer)
    if not events and delivery.kind == Delivery.Kind.EVENTS:
        return None
    last = max((event.record_time for event in events), default=None)
    epcs = subscription.epc_format or OLD["1.2" if form == Subscription.Form.XML_12 else "2.0"]
    document = results(events, subscription.query_name, subscription.code, at=at, epcs=epcs)
    if form == JSON:
        return Body(orjson.dumps(document), "application/json", last)
    return Body(in_xml(document, VERSIONS[form], at=at), "application/xml", last)


JSON = Subscription.Form.JSON
OLD = {"1.2": spelling.EPC_URN, "2.0": spelling.DIGITAL_LINK}
"""How identifiers are spelled for those who say nothing of it: who speaks 1.2 knows no Digital Links."""
VERSIONS = {Subscription.Form.XML.value: "2.0", Subscription.Form.XML_12.value: "1.2"}


def results(
    events: Iterable[Event], query_name: str, code: str, *, at: datetime, epcs: str = spelling.DIGITAL_LINK
) -> dict[str, Any]:
    """An `EPCISQueryDocument` that says which query, and which subscription if any, it answers."""
    document = query_document([], at=at)
    answers = {"queryName": query_name, **({"subscriptionID": code} if code else {})}
    prefixes = allotted_prefixes() if epcs == spelling.EPC_URN else ()
    told = [_told(event, epcs, prefixes) for event in events]
    document["epcisBody"]["queryResults"] = {**answers, "resultsBody": {"eventList": told}}
    return document


def _told(event: Event, epcs: str, prefixes: Collection[str]) -> dict[str, Any]:
    body = spelling.event(event.body, event.spelling, epcs=epcs, prefixes=prefixes)
    return {**body, "recordTime": instant(event.record_time)}


def in_xml(document: dict[str, Any], version: str, *, at: datetime) -> bytes:
    """A query document in XML of this version. Raises Refused for what XML cannot say."""
    return b"".join(write_xml.document(read_json.document(document), version=version, at=instant(at)))


def results_element(
    events: Iterable[Event], query_name: str, code: str, *, version: str, at: datetime
) -> str:
    """The element `QueryResults` alone, for an envelope of another kind."""
    document = in_xml(results(events, query_name, code, at=at, epcs=OLD[version]), version, at=at)
    found: Any = etree.fromstring(document).find(".//{*}QueryResults")
    return str(etree.tostring(found, encoding="unicode", with_tail=False))


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


def _exception(delivery: Delivery, subscription: Subscription, *, at: datetime) -> Body:
    """The callback interface's exception (EPCIS 1.2 §8.2.8): too large a result, or a failure of ours."""
    error = delivery.error or {}
    version = VERSIONS[subscription.form]
    name = (
        "QueryTooLargeException" if error["type"] == "QueryTooLargeException" else "ImplementationException"
    )
    severity = "<severity>ERROR</severity>" if name == "ImplementationException" else ""
    inner = f"<reason>{escape(error['en'])}</reason>{severity}<queryName>{escape(subscription.query_name)}</queryName>"
    inner += f"<subscriptionID>{escape(subscription.code)}</subscriptionID>"
    namespace = next(uri for uri, held in layout.QUERY.items() if held == version)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<epcisq:EPCISQueryDocument xmlns:epcisq="{namespace}" '
        f'schemaVersion="{version}" creationDate="{instant(at)}"><EPCISBody><epcisq:{name}>{inner}</epcisq:{name}>'
        "</EPCISBody></epcisq:EPCISQueryDocument>"
    )
    return Body(text.encode(), "application/xml")


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
