"""The explorer of events in a real browser: the register, an event, its chain, on a phone and a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from journeys.conftest import Browse, axe, settle
from journeys.test_face import CLIPPED, TOO_SMALL, too_wide
from nguongoc.foundation.accounts.models import User
from nguongoc.trace.events.models import Event
from world import (
    a_lot,
    a_product,
    a_sender,
    a_site,
    a_transformation,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("NGUONGOC_SHOTS", "")


@pytest.fixture
def events() -> User:
    """A leaf lot made into tea, packed and sent; one event declared an error."""
    begin()
    sender = a_sender()
    made = a_product(sender.party)
    a_lot(made)
    a_lot(made, "TUOI-0911")
    place = {"readPoint": {"id": a_site(sender.party).identifiers[0]}}
    box = "https://id.gs1.org/00/106141412345678908"
    wrong = an_event(eventID=event_number(4), **place)
    packed = an_event(
        eventID=event_number(2), type="AggregationEvent", action="ADD", quantityList=None, **place
    )
    packed |= {"parentID": box, "childQuantityList": [kg(lot_key(), 4)], "bizStep": "packing"}
    told = an_event(eventID=event_number(3), disposition="in_transit", **place)
    told["bizTransactionList"] = [{"type": "po", "bizTransaction": "urn:x:don-hang-7"}]
    send(
        sender,
        a_transformation(
            [kg(lot_key("TUOI-0911"), 50), kg(lot_key("TUOI-0910"), 12.5)], [kg(lot_key(), 10)], **place
        ),
        packed,
        told,
        wrong,
    )
    declaration = {"declarationTime": "2026-09-13T08:00:00+07:00", "reason": "incorrect_data"}
    send(sender, {**wrong, "errorDeclaration": declaration})
    return sender.user


def sign_in(page: Page, client: Client, user: User) -> None:
    """Through the session's own cookie: signing in has its own journey."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page.goto("/tro-giup/trang-cong-khai")
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    origin = page.evaluate("location.origin")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": origin}])


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_is_whole_and_axe_finds_nothing(
    browse: Browse, client: Client, events: User, size: str
) -> None:
    page = browse(size)
    sign_in(page, client, events)
    keys = {event.event_id: event.pk for event in Event.objects.filter(declared_at=None)}
    for name, address in {
        "register": "/su-kien/",
        "filtered": "/su-kien/?buoc=packing&tim=L260912",
        "event": f"/su-kien/{keys[event_number(3)]}/",
        "wrong": f"/su-kien/{keys[event_number(4)]}/",
        "chain": f"/su-kien/{keys[event_number(2)]}/chuoi/",
    }.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        settle(page)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)
        assert not axe(page), name
        assert not too_wide(page), name
        assert not page.evaluate(CLIPPED), name
        assert not page.evaluate(TOO_SMALL), name
