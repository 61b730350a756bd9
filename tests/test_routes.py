"""Every address, tried as a stranger, as a member of another party, and as each role.

A new route fails here until it says who may open it."""

from __future__ import annotations

from collections.abc import Iterator

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
    "01/<path:rest>",
    "healthz",
    "giao-dien/",
    "trinh-dien/",
    "tro-giup/trang-cong-khai",
}
"""Open to everybody: no row behind them belongs to anyone."""

ACCOUNT = "tai-khoan/"
"""Signing in and out: allauth decides who may."""

STATIC = ("giao-dien/", "__debug__")

GUARDED = {
    "epcis/capture": "/epcis/capture",
    "epcis/capture/<uuid:capture_id>": "/epcis/capture/{capture}",
    "epcis/events": "/epcis/events",
    "epcis/events/<path:event_id>": "/epcis/events/{event}",
}
"""Behind a permission, and showing only rows of one's own."""


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
    a_lot(a_product(owner))
    job = send(a_sender(owner), an_event())
    return {route: path.format(capture=job.pk, event=event_number(1)) for route, path in GUARDED.items()}


def test_every_route_says_who_may_open_it() -> None:
    unplaced = {
        route
        for route in routes()
        if route not in PUBLIC | GUARDED.keys() and not route.startswith((ACCOUNT, *STATIC))
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
            assert answer.status_code in (200, 404), route
            assert "3b1c2f5e" not in answer.content.decode().replace(path, ""), route


@pytest.mark.parametrize("role", [code for code, *_ in ROLES])
def test_each_role_reaches_what_its_permissions_say(addresses: dict[str, str], role: str) -> None:
    permissions = {code: set(may) for code, _, _, may in ROLES}[role]
    user = a_user(a_party("Nơi làm việc", "agency"), role)
    for route, path in addresses.items():
        status = a_page_of(user).get(path).status_code
        if "events.query" not in permissions:
            assert status == 403, route
        elif "events.see_all" in permissions or "<" not in route:
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
    assert client.get(f"/01/{GTIN}/10/L260912").status_code == 200
