"""The old query interface over SOAP: take, call once, answer. Every refusal is a fault of the WSDL."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import cast
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nguongoc.domain.epcis import soap, write_xml, wsdl
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.soap import Message
from nguongoc.domain.epcis.xml_text import Names, declarations
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.queries import bearer
from nguongoc.foundation.shared.outbound import Unreachable
from nguongoc.registry.parties.rights import Request, viewer
from nguongoc.trace.events import pages
from nguongoc.trace.events.bounds import TooComplex, TooLarge
from nguongoc.trace.events.models import Event
from nguongoc.trace.subscriptions import actions, documents, forms, masterdata, matching, queries
from nguongoc.trace.subscriptions.models import StoredQuery, Subscription

log = logging.getLogger(__name__)

MOST = 5_000
"""Events in the answer to one Poll, which knows no pages."""


class Fault(Exception):
    """A refusal by the name of one of the interface's exceptions."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: Request) -> HttpResponse:
    """`/epcis/soap`: GET answers the WSDL, POST one call. `?v=1` names the messages of EPCIS 1.2 in the WSDL."""
    address = request.build_absolute_uri("/epcis/soap")
    if request.method != "POST":
        named = "1.2" if request.GET.get("v") == "1" else "2.0"
        return HttpResponse(wsdl.text(address, named), content_type="text/xml; charset=utf-8")
    if request.content_type not in soap.MEDIA.values():
        return _answer(soap.fault("Validation", "send text/xml or application/soap+xml"), soap.SOAP_11, 415)
    if int(request.headers.get("Content-Length") or 0) > soap.LARGEST:
        return _answer(soap.fault("Validation", f"at most {soap.LARGEST} bytes"), soap.SOAP_11, 413)
    try:
        message = soap.read(request.body)
    except soap.Misunderstood:
        space = soap.SOAP_12 if request.content_type == soap.MEDIA[soap.SOAP_12] else soap.SOAP_11
        return _answer(soap.must_understand(space), space, 500)
    except Refused as refusal:
        return _answer(soap.fault("Validation", str(refusal)), soap.SOAP_11, 500)
    return _called(request, message)


def _called(request: Request, message: Message) -> HttpResponse:
    try:
        _know_the_caller(request)
        return _answer(OPERATIONS[message.name](request, message), message.envelope, 200)
    except Fault as fault:
        kind, why = fault.kind, fault.why
    except Unreachable as unreachable:
        kind, why = "InvalidURI", unreachable.why.en
    except Refused as refusal:
        kind, why = _kind(refusal), str(refusal)
    except Exception as error:
        log.exception("SOAP %s failed", message.name)
        kind, why = "Implementation", f"the repository could not answer ({type(error).__name__})"
    status = 401 if kind == "Security" and request.viewer.user is None else 500
    # SOAP 1.1 §6.2 asks for 500 with every fault; SOAP 1.2 (part 2, table 20) for 400 where the sender is at fault.
    if message.envelope == soap.SOAP_12 and status == 500 and kind != "Implementation":
        status = 400
    answer = _answer(
        soap.fault(kind, why, version=message.version, space=message.envelope), message.envelope, status
    )
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="EPCIS", Bearer'
    return answer


def _kind(refusal: Refused) -> str:
    named: dict[type[Refused], str] = {
        TooLarge: "QueryTooLarge",
        TooComplex: "QueryTooComplex",
        actions.Taken: "DuplicateSubscription",
        actions.NotPermitted: "SubscribeNotPermitted",
        actions.TooMany: "Security",
        forms.BadControls: "SubscriptionControls",
    }
    if type(refusal) in named:
        return named[type(refusal)]
    return _CODES.get(refusal.problems[0].code, "QueryParameter")


_CODES = {
    "address": "InvalidURI",
    "closed-network": "InvalidURI",
    "schedule": "SubscriptionControls",
    "time": "SubscriptionControls",
    "text": "Validation",
}
"""Which exception a problem is, by its code; all others are about the query's parameters."""


def _answer(body: bytes, space: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=f"{soap.MEDIA[space]}; charset=utf-8")


def _know_the_caller(request: Request) -> None:
    """A token as `Authorization: Bearer …`, or as the password of `Basic`, which is all that old middleware has.
    A cookie is no caller here."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        token = bearer(_password(given), at=timezone.now())
        if token is not None:
            request.token = token
            request.viewer = viewer(token.user, on=timezone.localdate(), token=token)
    if request.token is None or not request.viewer.may("events.query"):
        raise Fault(
            "Security",
            "a token that may query is needed: Authorization: Bearer, or Basic with it as password",
        )


def _password(given: str) -> str:
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _query_names(request: Request, message: Message) -> bytes:
    names = StoredQuery.objects.visible_to(request.viewer).values_list("name", flat=True)
    listed = soap.strings(dict.fromkeys([queries.SIMPLE, queries.MASTER, *names]))
    return soap.answer(message, "GetQueryNamesResult", listed)


def _subscription_ids(request: Request, message: Message) -> bytes:
    name = message.text("queryName")
    _stored(request, name)
    own = Subscription.objects.owned_by(request.viewer).filter(query_name=name)
    return soap.answer(
        message, "GetSubscriptionIDsResult", soap.strings(own.order_by("code").values_list("code", flat=True))
    )


def _poll(request: Request, message: Message) -> bytes:
    name = message.text("queryName")
    if name == queries.MASTER:
        found = masterdata.vocabularies(soap.master_parameters(message), request.viewer)
        names = Names(Context.of(None))
        listed = write_xml.vocabulary_list(found, names)
        body = f"<resultsBody>{listed}</resultsBody>"
        return soap.answer(message, "QueryResults", f"<queryName>{name}</queryName>{_declared(body, names)}")
    asked = _asked(request, message, name)
    events = _all(asked, request)
    inner = documents.results_element(events, name, "", version=message.version, at=timezone.now())
    return soap.envelope(message.envelope, inner)


def _declared(body: str, names: Names) -> str:
    return body.replace("<resultsBody>", f"<resultsBody{declarations(names.used, {})}>", 1)


def _all(asked: dict[str, object], request: Request) -> list[Event]:
    """All that answers: page by page up to the most that one answer holds. Raises TooLarge beyond it."""
    query = replace(matching.read(asked), per_page=pages.LARGEST_PAGE)
    found: list[Event] = []
    while True:
        page = pages.page(query, request.viewer, at=timezone.now())
        found += page.events
        if page.token is None:
            return found
        if len(found) >= MOST:
            raise TooLarge(TOO_LARGE)
        query = replace(query, token=page.token)


TOO_LARGE = Problem(
    "",
    Text(
        f"Có hơn {MOST} sự kiện. Hãy thêm điều kiện, hoặc dùng giao diện REST có phân trang.",
        f"More than {MOST} events answer. Add conditions, or use the REST interface, which has pages.",
    ),
    "query-too-large",
)


def _subscribe(request: Request, message: Message) -> bytes:
    name = message.text("queryName")
    if name == queries.MASTER:
        raise Fault("SubscribeNotPermitted", "SimpleMasterDataQuery takes no subscriptions")
    asked = _asked(request, message, name)
    matching.checked(asked)
    if message.text("controls/trigger") or message.child("controls/schedule") is None:
        raise Fault("SubscriptionControls", "a schedule is needed; triggers are not supported")
    if not message.text("subscriptionID"):
        raise Fault("Validation", "subscriptionID is empty")
    wish = actions.Wish(
        query=_stored(request, name),
        parameters=asked,
        dest=message.text("dest"),
        schedule=soap.schedule(message),
        code=message.text("subscriptionID"),
        report_if_empty=message.text("controls/reportIfEmpty") in ("true", "1"),
        initial_record_time=forms.moment(message.text("controls/initialRecordTime") or None),
        form=Subscription.Form.XML_12 if message.version == "1.2" else Subscription.Form.XML,
    )
    actions.subscribe(wish, viewer=request.viewer, token=request.token, at=timezone.now())
    return soap.answer(message, "SubscribeResult")


def _unsubscribe(request: Request, message: Message) -> bytes:
    found = Subscription.objects.owned_by(request.viewer).filter(code=message.text("subscriptionID")).first()
    if found is None:
        raise Fault("NoSuchSubscription", "no subscription of yours has this id")
    actions.unsubscribe(found, actor=cast(User, request.viewer.user), at=timezone.now())
    return soap.answer(message, "UnsubscribeResult")


def _standard_version(request: Request, message: Message) -> bytes:
    return soap.answer(message, "GetStandardVersionResult", message.version)


def _vendor_version(request: Request, message: Message) -> bytes:
    return soap.answer(message, "GetVendorVersionResult", escape(f"nguongoc {version('nguongoc')}"))


def _asked(request: Request, message: Message, name: str) -> dict[str, object]:
    """The parameters: the message's own, or those of the named query, which takes no others."""
    stored = _stored(request, name)
    given = soap.parameters(message)
    if stored is None:
        return given
    if given:
        raise Fault("QueryParameter", "a named query takes no further parameters")
    return dict(stored.parameters)


def _stored(request: Request, name: str) -> StoredQuery | None:
    """The named query; None for the two that EPCIS itself names."""
    if name in (queries.SIMPLE, queries.MASTER):
        return None
    found = queries.stored(name, request.viewer)
    if found is None:
        raise Fault("NoSuchName", "no query has this name")
    return found


OPERATIONS: dict[str, Callable[[Request, Message], bytes]] = {
    "GetQueryNames": _query_names,
    "GetSubscriptionIDs": _subscription_ids,
    "Poll": _poll,
    "Subscribe": _subscribe,
    "Unsubscribe": _unsubscribe,
    "GetStandardVersion": _standard_version,
    "GetVendorVersion": _vendor_version,
}
