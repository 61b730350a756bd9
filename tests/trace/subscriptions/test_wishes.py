"""What may be wished for when one subscribes, and what is told of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from nguongoc.foundation.accounts.actions import ROLES
from nguongoc.foundation.accounts.models import User
from nguongoc.trace.subscriptions import actions
from nguongoc.trace.subscriptions.models import Subscription
from world import a_client, a_page_of, a_party, a_sender, a_user, begin

pytestmark = pytest.mark.django_db

DEST = "http://127.0.0.1:9/hook"


@pytest.fixture
def client(settings: Any) -> Client:
    settings.OUTBOUND_PRIVATE = True
    begin()
    caller = a_client(a_sender().user)
    query = {"name": "xuat", "query": {"EQ_bizStep": ["shipping"]}}
    assert (
        caller.post("/epcis/queries", json.dumps(query), content_type="application/json").status_code == 201
    )
    return caller


def subscribe(client: Client, **wish: Any) -> Any:
    body = {"dest": DEST, **(wish or {"stream": True})}
    return client.post("/epcis/queries/xuat/subscriptions", json.dumps(body), content_type="application/json")


def test_a_secret_is_shown_once_when_it_is_ours_and_never_when_it_is_theirs(client: Client) -> None:
    made = subscribe(client)
    assert "signatureToken" in made.json()
    assert made["Cache-Control"] == "no-store"
    theirs = subscribe(client, stream=True, signatureToken="bí mật của tôi")
    assert "signatureToken" not in theirs.json()
    listed = client.get("/epcis/queries/xuat/subscriptions").content
    for subscription in Subscription.objects.all():
        assert subscription.secret.encode() not in listed
        assert subscription.secret not in str(client.get(theirs["Location"]).content)


def test_another_party_reaches_no_subscription_by_its_address(client: Client) -> None:
    made = subscribe(client)
    other = a_client(a_user(a_party("Khác")))
    assert other.get(made["Location"]).status_code == 404
    assert other.delete(made["Location"]).status_code == 404
    assert Subscription.objects.get()


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        ({}, "SubscriptionControlsException"),
        ({"stream": True, "schedule": {"hour": "1"}}, "SubscriptionControlsException"),
        ({"stream": False}, "SubscriptionControlsException"),
        ({"schedule": {"hour": "25"}}, "SubscriptionControlsException"),
        ({"stream": "yes"}, "ValidationException"),
        ({"stream": True, "initialRecordTime": "yesterday"}, "ValidationException"),
        ({"stream": True, "initialRecordTime": "2026-01-01T00:00:00"}, "ValidationException"),
        ({"stream": True, "dest": "ftp://x"}, "InvalidURIException"),
        ({"stream": True, "dest": 7}, "ValidationException"),
        ({"stream": True, "colour": "red"}, "ValidationException"),
        ({"stream": True, "signatureToken": "x" * 501}, "ValidationException"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(client: Client, wish: Any, kind: str) -> None:
    body = {"dest": DEST, **wish}
    answer = client.post(
        "/epcis/queries/xuat/subscriptions", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json()["type"] == f"epcisException:{kind}"
    assert not Subscription.objects.exists()


def test_without_the_setting_no_subscriber_stands_in_a_closed_network(client: Client, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = False
    refused = subscribe(client)
    assert (refused.status_code, refused.json()["type"]) == (400, "epcisException:InvalidURIException")


def test_a_party_has_so_many_subscriptions_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SUBSCRIPTIONS", 1)
    assert subscribe(client).status_code == 201
    assert subscribe(client).status_code == 403


@pytest.mark.parametrize("asked", [{"orderBy": "eventTime"}, {"orderBy": "eventTime", "eventCountLimit": 3}])
def test_a_query_that_orders_or_cuts_is_not_subscribed_to(client: Client, asked: Any) -> None:
    """A subscription tells every event once, in the order of the log."""
    query = json.dumps({"name": "đầu", "query": asked})
    assert client.post("/epcis/queries", query, content_type="application/json").status_code == 201
    wish = json.dumps({"dest": DEST, "stream": True})
    refused = client.post("/epcis/queries/đầu/subscriptions", wish, content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["where"] == "orderBy"


@pytest.mark.parametrize("role", [code for code, _, _, may in ROLES if "accounts.manage" in may])
def test_whoever_looks_after_accounts_sees_and_ends_those_of_all(client: Client, role: str) -> None:
    made = subscribe(client).json()
    keeper = a_client(a_user(a_party("Trông coi", "agency"), role))
    path = f"/epcis/queries/xuat/subscriptions/{made['subscriptionID']}"
    assert keeper.get(path).status_code == 404, "a token's scopes hold nothing of accounts"
    page = a_page_of(User.objects.get(memberships__role=role))
    assert page.get(path).status_code == 200
    assert page.get(f"/dang-ky-su-kien/{made['subscriptionID']}/").status_code == 200
