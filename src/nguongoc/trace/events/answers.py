"""Answers of the EPCIS interface, in the form that was asked for (EPCIS 2.0 §8.2.7.2, §12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode

from nguongoc.domain.epcis import read_json, spelling, write_xml
from nguongoc.domain.epcis.query import PAGE_ALONE
from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared.http import json_answer
from nguongoc.registry.identifiers.queries import allotted_prefixes
from nguongoc.registry.parties.rights import Request
from nguongoc.trace.events.documents import CONTEXT, capture_job, instant, query_document
from nguongoc.trace.events.interface import NotAcceptable, Wanted
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.pages import Page


def events(
    found: Iterable[Event], wanted: Wanted, *, at: datetime, query: str = "SimpleEventQuery"
) -> HttpResponse:
    """An `EPCISQueryDocument` of these events, in JSON or XML, identifiers and words spelled as asked.

    Raises NotAcceptable where an event says what the wanted XML cannot.
    """
    document = query_document([], at=at)
    results = document["epcisBody"]["queryResults"]
    results["queryName"] = query
    prefixes = allotted_prefixes() if wanted.epcs == spelling.EPC_URN else ()
    results["resultsBody"]["eventList"] = [_spelled(event, wanted, prefixes) for event in found]
    if not wanted.xml:
        return json_answer(document, content_type=wanted.media_type)
    version = ".".join(map(str, wanted.version[:2]))
    try:
        pieces = write_xml.document(
            read_json.document(document), version=version, words=wanted.words, at=instant(at)
        )
        return HttpResponse(b"".join(pieces), content_type=f"{wanted.media_type}; charset=utf-8")
    except Refused as refusal:
        raise NotAcceptable(refusal.problems) from None


def _spelled(event: Event, wanted: Wanted, prefixes: Sequence[str]) -> dict[str, Any]:
    shown = spelling.event(event.body, event.spelling, epcs=wanted.epcs, prefixes=prefixes)
    return {**shown, "recordTime": instant(event.record_time)}


def page(request: Request, found: Page, wanted: Wanted, *, query: str = "SimpleEventQuery") -> HttpResponse:
    """One page of events, with the link to the next."""
    answer = events(found.events, wanted, at=timezone.now(), query=query)
    linked(request, answer, found.token, found.expires_at)
    return answer


def collection(members: Sequence[str], wanted: Wanted) -> HttpResponse:
    """A `Collection` of what there is to ask for."""
    return json_answer(
        {"@context": CONTEXT, "type": "Collection", "member": list(members)}, content_type=wanted.media_type
    )


def spelled_values(kind: str, found: Sequence[str], wanted: Wanted) -> list[str]:
    """Values of a resource in the spelling that was asked for: identifiers as URNs, where that can be."""
    if wanted.epcs != spelling.EPC_URN or kind not in ("epcs", "readPoints", "bizLocations"):
        return list(found)
    prefixes = allotted_prefixes()
    return [spelling.urn(value, prefixes) for value in found]


def job(found: Capture, wanted: Wanted) -> HttpResponse:
    """How a capture job stands, in JSON or XML."""
    if wanted.xml:
        content = write_xml.capture_job(capture_job(found))
        return HttpResponse(content, content_type=f"{wanted.media_type}; charset=utf-8")
    return json_answer(capture_job(found))


def linked(request: Request, answer: HttpResponse, token: str | None, expires_at: datetime | None) -> None:
    """The `Link` to the next page and its end; nothing on the last page."""
    if token is None or expires_at is None:
        return
    kept = {name: str(value) for name, value in request.GET.items() if name not in PAGE_ALONE}
    size = {"perPage": str(request.GET["perPage"])} if "perPage" in request.GET else {}
    following = urlencode({**kept, **size, "nextPageToken": token})
    answer["Link"] = f'<{request.build_absolute_uri(request.path)}?{following}>; rel="next"'
    answer["GS1-Next-Page-Token-Expires"] = instant(expires_at)
