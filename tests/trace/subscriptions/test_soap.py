"""The old query interface, as middleware of the last decade speaks it."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

from nguongoc.domain.epcis.normalise import identifier
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.subscriptions.models import Subscription
from world import LD_JSON as JSON
from world import (
    NOW,
    a_document,
    a_party,
    a_sender,
    a_user,
    an_event,
    as_bytes,
    begin,
    capture,
    event_number,
    send,
)

pytestmark = pytest.mark.django_db

SOAP_11, SOAP_12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
QUERY_1, QUERY_2 = "urn:epcglobal:epcis-query:xsd:1", "urn:epcglobal:epcis-query:xsd:2"
GOODS = "urn:epc:id:sgtin:8938500.000018.4711"
PLACE = "urn:epc:id:sgln:8938500.00001.0"


@pytest.fixture
def sender() -> Sender:
    begin()
    sender = a_sender()
    send(
        sender,
        an_event(eventID=event_number(1), quantityList=None, epcList=[GOODS]),
        an_event(eventID=event_number(2), bizStep="receiving"),
    )
    return sender


@pytest.fixture
def token(sender: Sender) -> str:
    return make_token(sender.user, name="soap", scopes=["query"], actor=None, at=NOW)


def post(body: str | bytes, token: str = "", *, media: str = "text/xml", **headers: str) -> Any:
    more = {"Authorization": f"Bearer {token}"} if token else {}
    text = body.encode() if isinstance(body, str) else body
    return Client(headers={**more, **headers}).post("/epcis/soap", text, content_type=media)


def message(inner: str, namespace: str = QUERY_1, space: str = SOAP_11) -> str:
    return f'<s:Envelope xmlns:s="{space}"><s:Header/><s:Body xmlns:q="{namespace}">{inner}</s:Body></s:Envelope>'


def params(**given: Any) -> str:
    def value(one: Any) -> str:
        return "".join(f"<string>{each}</string>" for each in one) if isinstance(one, list) else str(one)

    held = "".join(
        f"<param><name>{name}</name><value>{value(one)}</value></param>" for name, one in given.items()
    )
    return f"<params>{held}</params>"


def poll(name: str = "SimpleEventQuery", **given: Any) -> str:
    return f"<q:Poll><queryName>{name}</queryName>{params(**given)}</q:Poll>"


def subscribe(code: str = "S1", dest: str = "https://93.184.215.14/", controls: str = "") -> str:
    controls = controls or "<schedule><minute>0</minute></schedule><reportIfEmpty>false</reportIfEmpty>"
    return (
        f"<q:Subscribe><queryName>SimpleEventQuery</queryName>{params(EQ_bizStep=['shipping'])}"
        f"<dest>{dest}</dest><controls>{controls}</controls><subscriptionID>{code}</subscriptionID></q:Subscribe>"
    )


def held(answer: Any) -> Any:
    """What stands in the envelope of an answer."""
    root = etree.fromstring(answer.content)
    return root.find("{*}Body")[0]


def fault(answer: Any) -> str:
    """The name of the exception in a fault."""
    found = held(answer)
    assert etree.QName(found).localname == "Fault"
    detail = next(one for one in found if etree.QName(one).localname.lower() == "detail")
    assert detail[0].findtext("reason")
    return etree.QName(detail[0]).localname


@pytest.mark.parametrize("namespace", [QUERY_1, QUERY_2])
@pytest.mark.parametrize("space", [SOAP_11, SOAP_12])
def test_a_poll_is_answered_in_the_envelope_and_version_of_the_question(
    token: str, namespace: str, space: str
) -> None:
    media = "text/xml" if space == SOAP_11 else "application/soap+xml"
    answer = post(
        message(poll(EQ_bizStep=["urn:epcglobal:cbv:bizstep:shipping"]), namespace, space), token, media=media
    )
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(media)
    results = held(answer)
    assert results.tag == f"{{{namespace}}}QueryResults"
    assert results.findtext("queryName") == "SimpleEventQuery"
    events = results.findall("resultsBody/EventList/*")
    assert [event.tag for event in events] == ["ObjectEvent"]
    epc = results.findtext(".//epcList/epc")
    assert epc == (GOODS if namespace == QUERY_1 else identifier(GOODS))


def test_the_names_of_queries_versions_and_subscriptions_are_told(token: str) -> None:
    names = [one.text for one in held(post(message("<q:GetQueryNames/>"), token))]
    assert names == ["SimpleEventQuery", "SimpleMasterDataQuery"]
    assert held(post(message("<q:GetStandardVersion/>"), token)).text == "1.2"
    assert held(post(message("<q:GetStandardVersion/>", QUERY_2), token)).text == "2.0"
    assert held(post(message("<q:GetVendorVersion/>"), token)).text.startswith("nguongoc")
    ids = "<q:GetSubscriptionIDs><queryName>SimpleEventQuery</queryName></q:GetSubscriptionIDs>"
    assert len(held(post(message(ids), token))) == 0
    assert held(post(message(subscribe()), token)).tag == f"{{{QUERY_1}}}SubscribeResult"
    assert [one.text for one in held(post(message(ids), token))] == ["S1"]
    end = "<q:Unsubscribe><subscriptionID>S1</subscriptionID></q:Unsubscribe>"
    assert held(post(message(end), token)).tag == f"{{{QUERY_1}}}UnsubscribeResult"
    assert fault(post(message(end), token)) == "NoSuchSubscriptionException"
    assert not Subscription.objects.exists()


def test_old_middleware_names_its_token_as_a_password(sender: Sender, token: str) -> None:
    basic = base64.b64encode(f"ai-cũng-được:{token}".encode()).decode()
    assert post(message("<q:GetQueryNames/>"), Authorization=f"Basic {basic}").status_code == 200
    refused = post(message("<q:GetQueryNames/>"), Authorization="Basic eDp5")
    assert (refused.status_code, fault(refused)) == (401, "SecurityException")
    assert "Basic" in refused["WWW-Authenticate"]


def test_another_party_polls_nothing_of_ours(sender: Sender) -> None:
    other = make_token(a_user(a_party("Khác")), name="soap", scopes=["query"], actor=None, at=NOW)
    assert held(post(message(poll()), other)).findall(".//ObjectEvent") == []


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        (poll("khong-co"), "NoSuchNameException"),
        (poll(EQ_abcd=["x"]), "QueryParameterException"),
        (poll(GE_eventTime="hôm qua"), "QueryParameterException"),
        (poll(maxEventCount="1"), "QueryTooLargeException"),
        (poll("SimpleMasterDataQuery"), "QueryParameterException"),
        (subscribe(dest="http://127.0.0.1/"), "InvalidURIException"),
        (subscribe(dest="không phải địa chỉ"), "InvalidURIException"),
        (subscribe(controls="<reportIfEmpty>false</reportIfEmpty>"), "SubscriptionControlsException"),
        (
            subscribe(controls="<schedule><hour>25</hour></schedule><reportIfEmpty>false</reportIfEmpty>"),
            "SubscriptionControlsException",
        ),
        (subscribe().replace("SimpleEventQuery", "SimpleMasterDataQuery"), "SubscribeNotPermittedException"),
        ("<q:Poll/>", "ValidationException"),
        ("<q:Explode/>", "ValidationException"),
        ("", "ValidationException"),
    ],
)
def test_every_refusal_is_a_fault_by_its_name(token: str, inner: str, name: str) -> None:
    answer = post(message(inner), token)
    assert answer.status_code == 500, "as SOAP 1.1 asks of every fault"
    assert fault(answer) == name
    assert fault(post(message(inner, space=SOAP_12), token, media="application/soap+xml")) == name


def test_a_code_in_use_is_refused(token: str) -> None:
    post(message(subscribe()), token)
    assert fault(post(message(subscribe()), token)) == "DuplicateSubscriptionException"


def test_a_header_that_must_be_understood_is_refused(token: str) -> None:
    header = '<s:Header><x:Security xmlns:x="urn:x" s:mustUnderstand="1"/></s:Header>'
    answer = post(message("<q:GetQueryNames/>").replace("<s:Header/>", header), token)
    assert b"MustUnderstand" in answer.content


BOMB = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE, '<!DOCTYPE s SYSTEM "http://93.184.215.14/x.dtd">'])
def test_entities_and_what_lies_outside_are_refused(token: str, prolog: str) -> None:
    body = prolog + message(poll(EQ_bizStep=["&a;"]))
    answer = post(body, token)
    assert fault(answer) == "ValidationException"
    assert b"root:" not in answer.content


def test_what_is_no_soap_is_refused(token: str) -> None:
    assert post(b"{}", token, media="application/json").status_code == 415
    assert fault(post(b"<a/>", token)) == "ValidationException"
    assert fault(post(b"", token)) == "ValidationException"
    assert post(b"<a>" * 400_000, token).status_code == 413


def test_the_wsdl_names_every_operation_and_this_address() -> None:
    answer = Client().get("/epcis/soap?wsdl")
    root = etree.fromstring(answer.content)
    wsdl = {"w": "http://schemas.xmlsoap.org/wsdl/", "s": "http://schemas.xmlsoap.org/wsdl/soap/"}
    operations = root.xpath("//w:portType/w:operation/@name", namespaces=wsdl)
    assert operations == [
        *("getQueryNames", "subscribe", "unsubscribe", "getSubscriptionIDs", "poll"),
        *("getStandardVersion", "getVendorVersion"),
    ]
    assert root.xpath("//s:address/@location", namespaces=wsdl)[0].endswith("/epcis/soap")


MASTER = {
    "vocabularyList": [
        {
            "type": "urn:epcglobal:epcis:vtype:ReadPoint",
            "vocabularyElementList": [
                {
                    "id": PLACE,
                    "attributes": [{"id": "urn:epcglobal:cbv:mda#name", "attribute": "Xưởng chè"}],
                    "children": ["urn:epc:id:sgln:8938500.00001.1"],
                },
                {"id": "urn:epc:id:sgln:8938500.00002.0"},
            ],
        }
    ]
}


def master(sender: Sender) -> None:
    document = a_document(an_event(eventID=event_number(9)), epcisHeader={"epcisMasterData": MASTER})
    capture(as_bytes(document), media_type=JSON, sender=sender, at=NOW)


def places(answer: Any) -> list[str]:
    return [one.get("id") for one in held(answer).findall(".//VocabularyElement")]


def test_master_data_is_polled_by_vocabulary_name_and_attribute(sender: Sender, token: str) -> None:
    master(sender)
    flags = {"includeAttributes": "true", "includeChildren": "true"}
    answer = post(message(poll("SimpleMasterDataQuery", **flags)), token)
    assert len(places(answer)) == 2
    assert "Xưởng chè" in answer.content.decode()
    named = {**flags, "EQ_name": [PLACE]}
    assert len(places(post(message(poll("SimpleMasterDataQuery", **named)), token))) == 1
    has = {**flags, "HASATTR": ["urn:epcglobal:cbv:mda#name"]}
    assert len(places(post(message(poll("SimpleMasterDataQuery", **has)), token))) == 1
    none = {**flags, "vocabularyName": ["urn:epcglobal:epcis:vtype:EPCClass"]}
    assert places(post(message(poll("SimpleMasterDataQuery", **none)), token)) == []
    few = {**flags, "maxElementCount": "1"}
    assert fault(post(message(poll("SimpleMasterDataQuery", **few)), token)) == "QueryTooLargeException"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=some.data())
def test_a_message_cut_or_twisted_anywhere_is_answered_by_a_fault(token: str, data: some.DataObject) -> None:
    """No answer is a failure of ours: none is an ImplementationException, and none is no XML."""
    body = message(
        data.draw(some.sampled_from([poll(EQ_bizStep=["shipping"]), subscribe(), "<q:GetQueryNames/>"]))
    )
    at = data.draw(some.integers(0, len(body)))
    length = data.draw(some.integers(0, 20))
    twisted = body[:at] + data.draw(some.text(max_size=10)) + body[at + length :]
    answer = post(twisted.encode("utf-8", "replace"), token)
    assert answer.status_code in (200, 500)
    assert b"ImplementationException" not in answer.content
    etree.fromstring(answer.content)
