"""The subscriptions' pages in a real browser: on a phone and at a desk, stopped and resumed by hand."""

from __future__ import annotations

from trace.subscriptions.wishing import a_subscription
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from nguongoc.foundation.accounts.models import User
from nguongoc.trace.subscriptions.models import Subscription
from world import a_party, a_user, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    begin()
    return a_user(a_party())


def signed_in(page: Page, user: User, address: str) -> Page:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
    )
    return page


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_wrong_and_nothing_is_wider_than_the_screen(
    browse: Browse, live_server: Any, owner: User, size: str
) -> None:
    one = a_subscription(owner)
    page = signed_in(browse(size), owner, live_server.url)
    for path in ("/dang-ky-su-kien/", f"/dang-ky-su-kien/{one.pk}/"):
        page.goto(path)
        settle(page)
        assert not axe(page), path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_it_is_stopped_and_resumed_by_one_press_each(browse: Browse, live_server: Any, owner: User) -> None:
    one = a_subscription(owner)
    page = signed_in(browse("phone", script=False), owner, live_server.url)
    page.goto(f"/dang-ky-su-kien/{one.pk}/")
    page.get_by_role("button", name="Dừng gửi").click()
    expect(page.get_by_role("heading", name="Đăng ký này đã dừng")).to_be_visible()
    page.get_by_role("button", name="Tiếp tục gửi").click()
    expect(page.get_by_role("button", name="Dừng gửi")).to_be_visible()
    assert Subscription.objects.get().suspended_at is None
