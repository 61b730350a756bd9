"""Named queries and subscriptions over REST (EPCIS 2.0 §8.2.7, §8.2.8): take, call once, answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from nguongoc.domain.epcis.query import PAGE_ALONE
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.http import json_answer, problem
from nguongoc.foundation.shared.outbound import Unreachable
from nguongoc.registry.parties.rights import Request, may
from nguongoc.trace.events import answers, pages
from nguongoc.trace.events import forms as event_forms
from nguongoc.trace.events.bounds import TooComplex, TooLarge
from nguongoc.trace.events.documents import instant
from nguongoc.trace.events.interface import JSON, XML, NotAcceptable, Wanted, resource
from nguongoc.trace.subscriptions import actions, forms, queries
from nguongoc.trace.subscriptions.documents import query_object, subscription_object
from nguongoc.trace.subscriptions.models import StoredQuery, Subscription

Method = Callable[..., HttpResponse]


def _refusals(view: Method) -> Method:
    @wraps(view)
    def answering(request: Request, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (NotAcceptable, TooLarge, TooComplex):
            raise  # every address answers these alike
        except actions.Taken as refusal:
            return problem(request, 409, "ResourceAlreadyExistsException", problems=refusal.problems)
        except (forms.BadControls, actions.NotPermitted) as refusal:
            return problem(request, 400, "SubscriptionControlsException", problems=refusal.problems)
        except actions.TooMany as refusal:
            return problem(request, 403, "SecurityException", problems=refusal.problems)
        except Unreachable as unreachable:
            return problem(request, 400, "InvalidURIException", unreachable.why)
        except Refused as refusal:
            return problem(request, 400, _kind(refusal), problems=refusal.problems)

    return answering


def _kind(refusal: Refused) -> str:
    codes = {found.code for found in refusal.problems}
    if codes & {"address", "closed-network"}:
        return "InvalidURIException"
    if codes & {"json", "type", "unknown-member", "name", "text", "time", "header"}:
        return "ValidationException"
    return "QueryParameterException"


def _asking(view: Method) -> Method:
    return may("events.query")(_refusals(view))


@_asking
def list_queries(request: Request, wanted: Wanted) -> HttpResponse:
    """`GET /epcis/queries`: the named queries that one may use, page by page."""
    return _page(request, StoredQuery.objects.visible_to(request.viewer), query_object)


@_asking
def name_query(request: Request, wanted: Wanted) -> HttpResponse:
    """`POST /epcis/queries`: give a query a name."""
    refused = _unread(request)
    if refused is not None:
        return refused
    name, parameters, is_shared = forms.query(request.body)
    made = actions.define(name, parameters, viewer=request.viewer, is_shared=is_shared, at=timezone.now())
    answer = json_answer(query_object(made), status=201)
    answer["Location"] = request.build_absolute_uri(reverse("epcis-query", args=[made.name]))
    return answer


@_asking
def read_query(request: Request, wanted: Wanted, name: str) -> HttpResponse:
    """`GET /epcis/queries/{name}`."""
    found = queries.stored(name, request.viewer)
    return _no_such(request) if found is None else json_answer(query_object(found))


@_asking
def forget_query(request: Request, wanted: Wanted, name: str) -> HttpResponse:
    """`DELETE /epcis/queries/{name}`: the query and its subscriptions end."""
    found = queries.stored(name, request.viewer)
    if found is None:
        return _no_such(request)
    if not StoredQuery.objects.owned_by(request.viewer).filter(pk=found.pk).exists():
        return problem(request, 403, "SecurityException", NOT_YOURS)
    actions.forget(found, actor=_user(request), at=timezone.now())
    return HttpResponse(status=204)


@_asking
def query_events(request: Request, wanted: Wanted, name: str) -> HttpResponse:
    """`GET /epcis/queries/{name}/events`: one page of what the query finds now, or a stream of it."""
    found = queries.stored(name, request.viewer)
    if found is None:
        return _no_such(request)
    if request.META.get("HTTP_UPGRADE", "").lower() == "websocket":
        return _streamed(request, found)
    _refuse_others(request.GET)
    asked = event_forms.asked(request.GET, prefixes=wanted.prefixes, fixed=found.parameters)
    page = pages.page(asked, request.viewer, at=timezone.now())
    return answers.page(request, page, wanted, query=found.name)


@_asking
def list_subscriptions(request: Request, wanted: Wanted, name: str) -> HttpResponse:
    """`GET /epcis/queries/{name}/subscriptions`: one's own subscriptions to it."""
    found = queries.stored(name, request.viewer)
    if found is None:
        return _no_such(request)
    return _page(request, found.subscriptions.visible_to(request.viewer), subscription_object)


@_asking
def subscribe(request: Request, wanted: Wanted, name: str) -> HttpResponse:
    """`POST /epcis/queries/{name}/subscriptions`. A signatureToken of ours is answered once, here; one that the
    client chose is not repeated."""
    found = queries.stored(name, request.viewer)
    if found is None:
        return _no_such(request)
    refused = _unread(request)
    if refused is not None:
        return refused
    wish = forms.wish(request.body, found, epc_format=request.headers.get("GS1-EPC-Format", ""))
    made = actions.subscribe(wish, viewer=request.viewer, token=request.token, at=timezone.now())
    shown = subscription_object(made) | ({} if wish.secret else {"signatureToken": made.secret})
    answer = json_answer(shown, status=201)
    answer["Location"] = request.build_absolute_uri(
        reverse("epcis-subscription", args=[found.name, made.code])
    )
    answer["Cache-Control"] = "no-store"
    return answer


@_asking
def read_subscription(request: Request, wanted: Wanted, name: str, code: str) -> HttpResponse:
    """`GET /epcis/queries/{name}/subscriptions/{id}`."""
    found = _subscription(request, name, code)
    if found is None:
        return _no_such(request)
    answer = json_answer(subscription_object(found))
    since = found.last_record_time or found.initial_record_time or found.created_at
    answer["GS1-Query-Min-Record-Time"] = instant(since)
    return answer


@_asking
def unsubscribe(request: Request, wanted: Wanted, name: str, code: str) -> HttpResponse:
    """`DELETE /epcis/queries/{name}/subscriptions/{id}`."""
    found = _subscription(request, name, code)
    if found is None:
        return _no_such(request)
    actions.unsubscribe(found, actor=_user(request), at=timezone.now())
    return HttpResponse(status=204)


def _subscription(request: Request, name: str, code: str) -> Subscription | None:
    found = Subscription.objects.visible_to(request.viewer).filter(query__name=name, code=code)
    return found.owned_by(request.viewer).first() or found.first()


def _streamed(request: Request, query: StoredQuery) -> HttpResponse:
    """The upgrade itself is made by the server around this application: `config/streams.py` puts a place for what
    is wished into the request, where it can."""
    from nguongoc.trace.subscriptions.streams import wished

    if "nguongoc.streams" not in request.META:
        return problem(request, 501, "ImplementationException", NO_STREAMS)
    request.META["nguongoc.stream"] = wished(request, query)
    return HttpResponse(status=101)


def _refuse_others(given: QueryDict) -> None:
    others = [name for name in given if name not in PAGE_ALONE]
    if others:
        raise Refused([_not_here(name) for name in others])


def _not_here(name: str) -> Problem:
    why = Text(
        "Truy vấn đã lưu không nhận thêm điều kiện; chỉ nhận perPage và nextPageToken.",
        "A named query takes no further conditions: only perPage and nextPageToken.",
    )
    return Problem(name, why, "unknown-parameter")


def _page(request: Request, rows: Any, shown: Callable[[Any], Any]) -> HttpResponse:
    """One page of rows, oldest first; there are few, so the token is the number of those before."""
    size = min(int(_number(request, "perPage") or 30), 1_000)
    after = _number(request, "nextPageToken")
    first = after or 0
    found = list(rows.order_by("created_at", "pk")[first : first + size + 1])
    answer = json_answer([shown(one) for one in found[:size]])
    if len(found) > size:
        _link(request, answer, {**request.GET.dict(), "nextPageToken": str(first + size)})
    return answer


def _number(request: Request, name: str) -> int | None:
    given = request.GET.get(name)
    if given is None:
        return None
    if given.isascii() and given.isdigit() and 0 < len(given) < 8 and int(given):
        return int(given)
    why = Text("Giá trị phải là số nguyên dương.", "The value must be a positive whole number.")
    raise Refused(Problem(name, why, "query-parameter"))


def _link(request: Request, answer: HttpResponse, following: dict[str, Any]) -> None:
    answer["Link"] = f'<{request.build_absolute_uri(request.path)}?{urlencode(following)}>; rel="next"'


def _unread(request: Request) -> HttpResponse | None:
    """What is refused before the body is read."""
    if request.content_type not in ("application/json", "application/ld+json"):
        why = Text("Gửi nội dung dạng application/json.", "Send the body as application/json.")
        return problem(request, 415, "UnsupportedMediaTypeException", why)
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        why = Text("Thiếu Content-Length.", "Content-Length is missing.")
        return problem(request, 411, "ValidationException", why)
    if int(length) > forms.LARGEST_BODY:
        why = Text(
            f"Nội dung lớn hơn {forms.LARGEST_BODY} byte.",
            f"The body is larger than {forms.LARGEST_BODY} bytes.",
        )
        return problem(request, 413, "QueryTooComplexException", why)
    return None


def _user(request: Request) -> User:
    return cast(User, request.viewer.user)


def _no_such(request: Request) -> HttpResponse:
    return problem(request, 404, "NoSuchNameException", NO_SUCH)


NO_SUCH = Text(
    "Không có truy vấn hay đăng ký nào mang tên này, hoặc bạn không được xem.",
    "No query or subscription has this name, or you may not see it.",
)
NOT_YOURS = Text(
    "Truy vấn này do đơn vị khác lưu, chỉ đơn vị ấy xóa được.",
    "Another party stored this query, and only they can delete it.",
)
NO_STREAMS = Text(
    "Máy chủ này không mở luồng WebSocket. Hãy dùng đăng ký (webhook).",
    "This server opens no WebSocket streams. Use a subscription (webhook).",
)


def _since_now() -> dict[str, str]:
    """What a subscription made at this moment would begin with."""
    return {"GS1-Query-Min-Record-Time": instant(timezone.now())}


all_queries = resource(GET=list_queries, POST=name_query)
one_query = resource(GET=read_query, DELETE=forget_query)
events = resource((*JSON, *XML), GET=query_events)
subscriptions = resource(GET=list_subscriptions, POST=subscribe)
one_subscription = resource(headers=_since_now, GET=read_subscription, DELETE=unsubscribe)
