"""The EPCIS 2.0 interface: take, call once, answer. What all its addresses share stands in `interface`."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from typing import Any, BinaryIO, cast
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.http import json_answer, problem
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Request, may
from nguongoc.trace.events import actions, answers, forms, jobs, pages, queries, tasks, tokens, values
from nguongoc.trace.events.documents import capture_job
from nguongoc.trace.events.intake import read_document
from nguongoc.trace.events.interface import (
    JSON,
    XML,
    Wanted,
    capture_headers,
    hold_to_its_version,
    only_json,
    resource,
)
from nguongoc.trace.events.models import Capture, Event

DOCUMENT_TYPES = ("application/json", "application/ld+json", "application/xml", "text/xml")
TOP = (
    "queries",
    "capture",
    "events",
    "eventTypes",
    "epcs",
    "bizSteps",
    "bizLocations",
    "readPoints",
    "dispositions",
)


@may("events.query")
def _top(request: Request, wanted: Wanted) -> HttpResponse:
    """`GET /epcis/`: what there is to ask."""
    return answers.collection(TOP, wanted)


@may("events.capture")
def _post_capture(request: Request, wanted: Wanted) -> HttpResponse:
    """`POST /epcis/capture`: take a document in, or keep a large one for a worker."""
    refused = _refuse_unread(request, settings.CAPTURE_LIMIT_BYTES)
    if refused is not None:
        return refused
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", Capture.Behaviour.ROLLBACK).lower()
    if behaviour not in Capture.Behaviour.values:
        return problem(request, 400, "ValidationException", problems=[UNKNOWN_BEHAVIOUR])
    sender, now = _sender(request, behaviour), timezone.now()
    media_type = str(request.content_type)
    try:
        with _spooled(request) as body:
            size = body.tell()
            hold_to_its_version(body, media_type, wanted)
            if size <= settings.CAPTURE_IN_REQUEST_BYTES:
                body.seek(0)
                job = actions.capture(
                    body.read(), media_type=media_type, sender=sender, at=now, beside=tasks.BESIDE
                )
            else:
                job = actions.accept(body, media_type=media_type, sender=sender, at=now)
    except actions.Conflict as conflict:
        return problem(request, 409, "ResourceAlreadyExistsException", problems=conflict.problems)
    except Refused as refusal:
        return problem(request, 400, "ValidationException", problems=refusal.problems)
    answer = answers.job(job, wanted)
    answer.status_code = 202
    answer["Location"] = request.build_absolute_uri(f"/epcis/capture/{job.pk}")
    return _with_limits(answer)


@may("events.query")
def _list_captures(request: Request, wanted: Wanted) -> HttpResponse:
    """`GET /epcis/capture`: one page of the jobs, the newest first."""
    only_json(wanted)
    found = jobs.page(forms.paging(request.GET), request.viewer, at=timezone.now())
    answer = json_answer([capture_job(job) for job in found.jobs])
    answers.linked(request, answer, found.token, found.expires_at)
    return answer


@may("events.query")
def _capture(request: Request, wanted: Wanted, capture_id: UUID) -> HttpResponse:
    """`GET /epcis/capture/{id}`: how a job stands."""
    job = Capture.objects.visible_to(request.viewer).filter(pk=capture_id).first()
    if job is None:
        return problem(request, 404, "NoSuchNameException", NO_SUCH_JOB)
    return answers.job(job, wanted)


@may("events.query")
def _events(request: Request, wanted: Wanted) -> HttpResponse:
    """`GET /epcis/events`: one page of what answers the query."""
    asked = forms.asked(request.GET, prefixes=wanted.prefixes)
    return answers.page(request, pages.page(asked, request.viewer, at=timezone.now()), wanted)


@may("events.capture")
def _post_event(request: Request, wanted: Wanted) -> HttpResponse:
    """`POST /epcis/events`: take one bare event in, at once."""
    refused = _refuse_unread(request, settings.CAPTURE_IN_REQUEST_BYTES)
    if refused is not None:
        return refused
    media_type = str(request.content_type)
    try:
        with _spooled(request) as spool:
            hold_to_its_version(spool, media_type, wanted)
            spool.seek(0)
            body = spool.read()
        if read_document(body, media_type).kind != "event":
            return problem(request, 400, "ValidationException", problems=[NO_BARE_EVENT])
        job = actions.capture(
            body,
            media_type=media_type,
            sender=_sender(request, Capture.Behaviour.ROLLBACK),
            at=timezone.now(),
        )
    except actions.Conflict as conflict:
        return problem(request, 409, "ResourceAlreadyExistsException", problems=conflict.problems)
    except Refused as refusal:
        return problem(request, 400, "ValidationException", problems=refusal.problems)
    stored = Event.objects.filter(capture=job.pk).first()
    if stored is None:
        return problem(request, 409, "ResourceAlreadyExistsException", ALREADY_THERE)
    answer = answers.events([stored], wanted, at=timezone.now())
    answer.status_code = 201
    answer["Location"] = request.build_absolute_uri(f"/epcis/events/{quote(stored.event_id, safe='')}")
    return answer


@may("events.query")
def _event(request: Request, wanted: Wanted, event_id: str) -> HttpResponse:
    """`GET /epcis/events/{eventID}`: the event and the declarations that name it, as a document of one page."""
    found = queries.with_id(event_id, request.viewer)
    if not found:
        return problem(request, 404, "NoSuchNameException", NO_SUCH_EVENT)
    return answers.events(found, wanted, at=timezone.now())


@may("events.query")
def _release(request: Request, wanted: Wanted, token: str) -> HttpResponse:
    """`DELETE /epcis/nextPageToken/{token}`: give a page token back before it runs out."""
    try:
        tokens.release(token, at=timezone.now())
    except Refused as refusal:
        return problem(request, 404, "NoSuchNameException", problems=refusal.problems)
    return HttpResponse(status=204)


@may("events.query")
def _values(request: Request, wanted: Wanted, kind: str) -> HttpResponse:
    """`GET /epcis/bizSteps` and its like: one page of the values that occur in visible events."""
    found = values.page(kind, forms.paging(request.GET), request.viewer, at=timezone.now())
    answer = answers.collection(answers.spelled_values(kind, found.values, wanted), wanted)
    answers.linked(request, answer, found.token, found.expires_at)
    return answer


@may("events.query")
def _value(request: Request, wanted: Wanted, kind: str, value: str) -> HttpResponse:
    """`GET /epcis/bizSteps/{value}`: what there is below it."""
    if not values.occurs(kind, values.canonical(kind, value), request.viewer):
        return problem(request, 404, "NoSuchNameException", NO_SUCH_VALUE)
    return answers.collection(["events"], wanted)


@may("events.query")
def _value_events(request: Request, wanted: Wanted, kind: str, value: str) -> HttpResponse:
    """`GET /epcis/bizSteps/{value}/events`: a query in which the path fixes one parameter."""
    spelled = values.canonical(kind, value)
    fixed: dict[str, Any] = {values.KINDS[kind].parameter: [spelled]}
    asked = forms.asked(request.GET, prefixes=wanted.prefixes, fixed=fixed)
    if not values.occurs(kind, spelled, request.viewer):
        return problem(request, 404, "NoSuchNameException", NO_SUCH_VALUE)
    return answers.page(request, pages.page(asked, request.viewer, at=timezone.now()), wanted)


top = resource(GET=_top)
captures = resource((*JSON, *XML), capture_headers, GET=_list_captures, POST=_post_capture)
capture = resource((JSON[1], JSON[0], *XML), GET=_capture)
events = resource((*JSON, *XML), capture_headers, GET=_events, POST=_post_event)
event = resource((*JSON, *XML), GET=_event)
page_token = resource((*JSON, *XML), DELETE=_release)
all_values = resource(GET=_values)
one_value = resource(GET=_value)
value_events = resource((*JSON, *XML), GET=_value_events)


NO_SUCH_JOB = Text(
    "Không có lần ghi nào mang mã này, hoặc bạn không được xem.",
    "No capture job has this id, or you may not see it.",
)
NO_SUCH_EVENT = Text(
    "Không có sự kiện nào mang mã này, hoặc bạn không được xem. Mã phải được mã hóa URL.",
    "No event has this id, or you may not see it. The id must be URL-encoded.",
)


NO_SUCH_VALUE = Text(
    "Không có sự kiện nào bạn được xem mang giá trị này. Giá trị phải được mã hóa URL.",
    "No event that you may see holds this value. The value must be URL-encoded.",
)
ALREADY_THERE = Text(
    "Sự kiện này đã có trong kho với cùng nội dung.", "The event is already stored, with the same content."
)
NO_BARE_EVENT = Problem(
    "type",
    Text(
        "Ở đây chỉ nhận một sự kiện đứng riêng. Gửi cả tài liệu đến /epcis/capture.",
        "Only one bare event is taken here. Send a document to /epcis/capture.",
    ),
    "type",
)


def _refuse_unread(request: Request, largest: int) -> HttpResponse | None:
    """What can be refused before a byte of the body is read."""
    if request.content_type not in DOCUMENT_TYPES:
        why = Text(
            f"Kho nhận {' hoặc '.join(DOCUMENT_TYPES)}; tài liệu gửi đến là “{request.content_type or '(không nêu)'}”.",
            f"This repository takes {' or '.join(DOCUMENT_TYPES)}, not “{request.content_type or '(none)'}”.",
        )
        return problem(request, 415, "UnsupportedMediaTypeException", why)
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        why = Text(
            "Thiếu Content-Length. Gửi lại kèm độ dài; không dùng kiểu gửi từng mảnh (chunked).",
            "Content-Length is missing. Send it again with its length, not chunked.",
        )
        return problem(request, 411, "ValidationException", why)
    if int(length) > largest:
        why = Text(
            f"Tài liệu lớn hơn {largest} byte. Chia nhỏ rồi gửi lại.",
            f"The document is larger than {largest} bytes. Send it in parts.",
        )
        return _with_limits(problem(request, 413, "CaptureLimitExceededException", why))
    party = request.viewer.party
    if party is None:
        why = Text(
            "Tài khoản này chưa thuộc đơn vị nào nên không thể ghi sự kiện. Nhờ quản trị viên thêm vào đơn vị.",
            "This account belongs to no party, so it cannot capture. Ask the administrator for a membership.",
        )
        return problem(request, 403, "SecurityException", why)
    return None


UNKNOWN_BEHAVIOUR = Problem(
    "GS1-Capture-Error-Behaviour",
    Text("Giá trị chỉ có thể là “rollback” hoặc “proceed”.", "The value is either “rollback” or “proceed”."),
    "header",
)


def _sender(request: Request, behaviour: str) -> actions.Sender:
    viewer = request.viewer
    return actions.Sender(_party(viewer.party), cast(User, viewer.user), behaviour)


@lru_cache(maxsize=1024)
def _party(key: int | None) -> Party:
    """The party was just read with the viewer's rights: its key is all that a capture needs, and making a row of
    many columns takes longer than to remember it."""
    return Party(pk=key)


def _spooled(request: Request) -> BinaryIO:
    """The whole body: in memory while it is small, on disk when it is large. Raises Refused when the sender
    went away before the end."""
    spool = tempfile.SpooledTemporaryFile(settings.CAPTURE_IN_REQUEST_BYTES, dir=str(settings.DATA))  # noqa: SIM115
    announced = int(request.headers["Content-Length"])
    while spool.tell() < announced and (piece := request.read(min(actions.CHUNK, announced - spool.tell()))):
        spool.write(piece)
    if spool.tell() < announced:
        raise Refused(_cut_short(spool.tell(), announced))
    return cast(BinaryIO, spool)


def _cut_short(received: int, announced: int) -> Problem:
    return Problem(
        "",
        Text(
            f"Chỉ nhận được {received} trên {announced} byte: đường truyền bị ngắt. Hãy gửi lại.",
            f"Only {received} of {announced} bytes arrived: the line was cut. Send it again.",
        ),
        "cut-short",
    )


def _with_limits(answer: HttpResponse) -> HttpResponse:
    for name, value in capture_headers().items():
        answer[name] = value
    return answer
