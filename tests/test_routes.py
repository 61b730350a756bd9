"""Every address, tried as a stranger, as a member of another party, and as each role.

A new route fails here until it says who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from trace.subscriptions.wishing import a_subscription
from typing import NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from nguongoc.foundation.accounts.actions import ROLES
from world import (
    GTIN,
    a_client,
    a_lot,
    a_page_of,
    a_party,
    a_product,
    a_sender,
    a_user,
    an_event,
    begin,
    event_number,
    send,
)

pytestmark = pytest.mark.django_db

PUBLIC = {
    "",
    "healthz",
    "giao-dien/",
    "trinh-dien/",
    "tro-giup/trang-cong-khai",
    "xem/<path:rest>",
    ".well-known/gs1resolver",
}
"""Open to everybody: no row behind them belongs to anyone."""

ACCOUNT = "tai-khoan/"
"""Signing in and out: allauth decides who may."""

CODES = "^"
"""What is printed on packages, in the forms that GS1 gives it: public, and the only addresses told by a pattern."""

STATIC = ("giao-dien/", "__debug__")


class Guard(NamedTuple):
    """An address with a row of one owner, the permission to open it ("" for whoever is signed in), and the one to
    see every party's rows there."""

    path: str
    opens: str
    sees_all: str = "events.see_all"


ONLY_OWN = "nobody's"
"""No permission opens another party's row."""

GUARDED = {
    "epcis/capture": Guard("/epcis/capture", "events.query"),
    "epcis/capture/<uuid:capture_id>": Guard("/epcis/capture/{capture}", "events.query"),
    "epcis/events": Guard("/epcis/events", "events.query"),
    "epcis/events/<path:event_id>": Guard("/epcis/events/{event}", "events.query"),
    "epcis/queries": Guard("/epcis/queries", "events.query"),
    "epcis/queries/<str:name>": Guard("/epcis/queries/{query}", "events.query", ONLY_OWN),
    "epcis/queries/<str:name>/events": Guard("/epcis/queries/{query}/events", "events.query", ONLY_OWN),
    "epcis/queries/<str:name>/subscriptions": Guard(
        "/epcis/queries/{query}/subscriptions", "events.query", ONLY_OWN
    ),
    "epcis/queries/<str:name>/subscriptions/<str:code>": Guard(
        "/epcis/queries/{query}/subscriptions/{subscription}", "events.query", "accounts.manage"
    ),
    "lan-ghi/": Guard("/lan-ghi/", "events.query"),
    "lan-ghi/<uuid:job>/": Guard("/lan-ghi/{capture}/", "events.query"),
    "lo-hang/": Guard("/lo-hang/", "", "registry.see_all"),
    "lo-hang/<int:lot>/": Guard("/lo-hang/{lot}/", "", "registry.see_all"),
    "san-pham/": Guard("/san-pham/", "", "registry.see_all"),
    "don-vi/": Guard("/don-vi/", "", "registry.see_all"),
    "tim/": Guard("/tim/?q=che", "", "registry.see_all"),
    "thong-bao/": Guard("/thong-bao/", ""),
    "thong-bao/cach-nhan": Guard("/thong-bao/cach-nhan", ""),
    "nhat-ky/": Guard("/nhat-ky/", "evidence.read", "evidence.read"),
}
"""Behind a permission or a sign-in, and showing only rows of one's own."""
OWN = {
    "thong-bao/<int:notice>",
    "thong-bao/da-xem",
    "thong-bao/thoi/<str:signed>",
}
"""A person's own affairs: no address of theirs opens to anybody else, whatever their role, which each app's own tests
hold; a stranger is asked to sign in, or must show a link that we signed."""

ONLY_THEIRS = ("3b1c2f5e", "L260912", "Shan tuyết")
"""What names a row of the owner: an event, a lot, a product."""


def routes(patterns: object = None, stem: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, stem + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield stem + str(pattern.pattern)


@pytest.fixture
def addresses() -> dict[str, str]:
    """The guarded addresses, filled with rows of one owner."""
    begin()
    owner = a_party("Chủ")
    lot = a_lot(a_product(owner))
    job = send(a_sender(owner), an_event())
    subscription = a_subscription(job.user)
    rows = {
        "capture": job.pk,
        "event": event_number(1),
        "lot": lot.pk,
        "query": subscription.query_name,
        "subscription": subscription.code,
    }
    return {route: guard.path.format(**rows) for route, guard in GUARDED.items()}


def test_every_route_says_who_may_open_it() -> None:
    unplaced = {
        route
        for route in routes()
        if route not in PUBLIC | OWN | GUARDED.keys() and not route.startswith((ACCOUNT, CODES, *STATIC))
    }
    assert not unplaced, "place these routes in this test: public, or guarded with a row to try them on"


def test_strangers_reach_nothing_that_is_guarded(addresses: dict[str, str]) -> None:
    for route, path in addresses.items():
        page = a_page_of(None).get(path)
        assert page.status_code == 302, route
        assert page["Location"].startswith("/tai-khoan/dang-nhap")


def test_another_party_reaches_no_row_by_its_address(addresses: dict[str, str]) -> None:
    other = a_user(a_party("Khác"))
    for client in (a_client(other), a_page_of(other)):
        for route, path in addresses.items():
            answer = client.get(path)
            assert answer.status_code == (
                403 if GUARDED[route].opens == "evidence.read" else 404 if "<" in route else 200
            )
            shown = answer.content.decode().replace(path, "")
            assert not [word for word in ONLY_THEIRS if word in shown], route


@pytest.mark.parametrize("role", [code for code, *_ in ROLES])
def test_each_role_reaches_what_its_permissions_say(addresses: dict[str, str], role: str) -> None:
    permissions = {code: set(may) for code, _, _, may in ROLES}[role]
    user = a_user(a_party("Nơi làm việc", "agency"), role)
    for route, path in addresses.items():
        status = a_page_of(user).get(path).status_code
        guard = GUARDED[route]
        if guard.opens and guard.opens not in permissions:
            assert status == 403, route
        elif {
            guard.sees_all,
            "registry.see_commune",
        } & permissions or "<" not in route:  # all sit in one commune
            assert status == 200, route
        else:
            assert status == 404, route


@pytest.mark.parametrize("role", [code for code, *_ in ROLES])
def test_public_pages_open_for_every_role(role: str) -> None:
    begin()
    owner = a_party("Chủ")
    a_lot(a_product(owner))
    client = a_page_of(a_user(owner, role))
    assert client.get("/").status_code == 200
    assert client.get(f"/01/{GTIN}/10/L260912", follow=True).status_code == 200
