"""The EPCIS 2.0 interface: take, call once, answer."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.http import json_answer, problem
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Request, may
from nguongoc.trace.events import actions, forms, pages, queries
from nguongoc.trace.events.bounds import TooComplex, TooLarge
from nguongoc.trace.events.documents import capture_job, query_document
from nguongoc.trace.events.models import Capture

DOCUMENT_TYPES = ("application/json", "application/ld+json", "application/xml", "text/xml")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def captures(request: Request) -> HttpResponse:
    """`/epcis/capture`: POST a document, or list the jobs."""
    if request.method == "OPTIONS":
        return _discovery("GET, HEAD, POST, OPTIONS")
    return _post_capture(request) if request.method == "POST" else _list_captures(request)


@may("events.capture")
def _post_capture(request: Request) -> HttpResponse:
    refused = _refuse_unread(request)
    if refused is not None:
        return refused
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", Capture.Behaviour.ROLLBACK).lower()
    if behaviour not in Capture.Behaviour.values:
        return problem(request, 400, "ValidationException", problems=[UNKNOWN_BEHAVIOUR])
    sender, now = _sender(request, behaviour), timezone.now()
    media_type = str(request.content_type)
    try:
        with _spooled(request) as body:
            if body.tell() <= settings.CAPTURE_IN_REQUEST_BYTES:
                body.seek(0)
                job = actions.capture(body.read(), media_type=media_type, sender=sender, at=now)
            else:
                job = actions.accept(body, media_type=media_type, sender=sender, at=now)
    except actions.Conflict as conflict:
        return problem(request, 409, "ResourceAlreadyExistsException", problems=conflict.problems)
    except Refused as refusal:
        return problem(request, 400, "ValidationException", problems=refusal.problems)
    answer = json_answer(capture_job(job), status=202)
    answer["Location"] = request.build_absolute_uri(f"/epcis/capture/{job.pk}")
    return _with_limits(answer)


@may("events.query")
def _list_captures(request: Request) -> HttpResponse:
    return json_answer([capture_job(job) for job in queries.captures(request.viewer)])


@require_http_methods(["GET", "HEAD"])
@may("events.query")
def capture(request: Request, capture_id: UUID) -> HttpResponse:
    """`/epcis/capture/{id}`: how a job stands."""
    job = Capture.objects.visible_to(request.viewer).filter(pk=capture_id).first()
    if job is None:
        return problem(request, 404, "NoSuchNameException", NO_SUCH_JOB)
    return json_answer(capture_job(job))


@require_http_methods(["GET", "HEAD"])
@may("events.query")
def events(request: Request) -> HttpResponse:
    """`/epcis/events`: one page of an `EPCISQueryDocument`, newest first."""
    try:
        prefixes = forms.extensions(request.headers.get("GS1-Extensions", ""))
        page = pages.page(forms.asked(request.GET, prefixes=prefixes), request.viewer, at=timezone.now())
    except TooLarge as refusal:
        return problem(request, 413, "QueryTooLargeException", problems=refusal.problems)
    except TooComplex as refusal:
        return problem(request, 413, "QueryTooComplexException", problems=refusal.problems)
    except Refused as refusal:
        return problem(request, 400, "QueryParameterException", problems=refusal.problems)
    answer = json_answer(query_document(page.events, at=timezone.now()), content_type="application/ld+json")
    if page.token:
        following = {**request.GET.dict(), "nextPageToken": page.token}
        answer["Link"] = f'<{request.build_absolute_uri(request.path)}?{urlencode(following)}>; rel="next"'
    return answer


@require_http_methods(["GET", "HEAD"])
@may("events.query")
def event(request: Request, event_id: str) -> HttpResponse:
    """`/epcis/events/{eventID}`: the event and the declarations that name it, as a document of one page."""
    found = queries.with_id(event_id, request.viewer)
    if not found:
        return problem(request, 404, "NoSuchNameException", NO_SUCH_EVENT)
    return json_answer(query_document(found, at=timezone.now()), content_type="application/ld+json")


NO_SUCH_JOB = Text(
    "Không có lần ghi nào mang mã này, hoặc bạn không được xem.",
    "No capture job has this id, or you may not see it.",
)
NO_SUCH_EVENT = Text(
    "Không có sự kiện nào mang mã này, hoặc bạn không được xem. Mã phải được mã hóa URL.",
    "No event has this id, or you may not see it. The id must be URL-encoded.",
)


def _refuse_unread(request: Request) -> HttpResponse | None:
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
    if int(length) > settings.CAPTURE_LIMIT_BYTES:
        limit = settings.CAPTURE_LIMIT_BYTES
        why = Text(
            f"Tài liệu lớn hơn {limit} byte. Chia nhỏ rồi gửi lại.",
            f"The document is larger than {limit} bytes. Send it in parts.",
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
    # The party was just read with the viewer's rights: its key is all that a capture needs.
    return actions.Sender(Party(pk=viewer.party), cast(User, viewer.user), behaviour)


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
    answer["GS1-EPCIS-Capture-Limit"] = str(settings.CAPTURE_LIMIT_EVENTS)
    answer["GS1-EPCIS-Capture-File-Size-Limit"] = str(settings.CAPTURE_LIMIT_BYTES)
    return answer


def _discovery(allow: str) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Allow"] = allow
    answer["GS1-EPCIS-Version"] = answer["GS1-EPCIS-Min"] = answer["GS1-EPCIS-Max"] = "2.0.0"
    answer["GS1-CBV-Version"] = answer["GS1-CBV-Min"] = answer["GS1-CBV-Max"] = "2.0.0"
    answer["GS1-Capture-Error-Behaviour"] = "all"
    return _with_limits(answer)
