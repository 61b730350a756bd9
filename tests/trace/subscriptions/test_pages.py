"""What people see of their subscriptions, and do about them."""

from __future__ import annotations

import re
from trace.subscriptions.wishing import a_subscription
from typing import Any

import pytest
from django.utils import timezone

from nguongoc.foundation.accounts.models import User
from nguongoc.trace.subscriptions.collecting import add
from nguongoc.trace.subscriptions.models import Subscription
from world import NOW, a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db

HOST = "93.184.215.14"


@pytest.fixture
def owner() -> User:
    begin()
    return a_user(a_party())


@pytest.fixture
def one(owner: User) -> Subscription:
    return a_subscription(owner)


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_its_owner_sees_the_query_the_receiver_and_how_it_stands(owner: User, one: Subscription) -> None:
    shown = said(a_page_of(owner).get("/dang-ky-su-kien/"))
    assert "che-xuat-kho" in shown
    assert HOST in shown
    assert "đang gửi" in shown
    assert "EQ_bizStep: shipping" in shown
    assert one.secret not in shown


def test_a_colleague_sees_it_and_another_party_does_not(owner: User, one: Subscription) -> None:
    colleague = User.objects.create_user("đồng-nghiệp")
    from nguongoc.registry.parties.actions import join
    from world import SINCE

    join(colleague, one.party, "recorder", since=SINCE, actor=None, at=NOW)
    assert HOST in said(a_page_of(colleague).get("/dang-ky-su-kien/"))
    other = a_page_of(a_user(a_party("Khác")))
    assert HOST not in said(other.get("/dang-ky-su-kien/"))
    assert other.post(f"/dang-ky-su-kien/{one.pk}/", {"viec": "dung"}).status_code == 404


def test_it_is_stopped_says_so_and_is_resumed(owner: User, one: Subscription) -> None:
    page = a_page_of(owner)
    address = f"/dang-ky-su-kien/{one.pk}/"
    stopped = said(page.post(address, {"viec": "dung"}, follow=True))
    assert "Đăng ký này đã dừng" in stopped
    assert "Tiếp tục gửi" in stopped
    again = said(page.post(address, {"viec": "tiep-tuc"}, follow=True))
    assert "Dừng gửi" in again
    assert Subscription.objects.get().suspended_at is None


def test_what_failed_and_what_waits_is_told(owner: User, one: Subscription) -> None:
    add(one, at=timezone.now(), events=[])
    Subscription.objects.update(
        failing_since=NOW,
        failures=7,
        last_problem={"vi": "Nơi nhận trả lời mã 500.", "en": "It answered 500."},
    )
    shown = said(a_page_of(owner).get(f"/dang-ky-su-kien/{one.pk}/"))
    assert "Nơi nhận trả lời mã 500." in shown
    assert "chờ gửi" in shown
    table = said(a_page_of(owner).get("/dang-ky-su-kien/?trang-thai=hong"))
    assert HOST in table
    assert HOST not in said(a_page_of(owner).get("/dang-ky-su-kien/?trang-thai=dung"))


def test_where_nothing_is_yet_the_page_says_what_to_do(owner: User) -> None:
    assert "POST /epcis/queries" in said(a_page_of(owner).get("/dang-ky-su-kien/"))
