"""The pages that people work on, in a real browser: every role's start page, the registers, the search."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle, unfold
from journeys.test_face import CLIPPED, TOO_SMALL, too_wide
from nguongoc.foundation.accounts.models import User
from nguongoc.trace.chains.actions import draw_all
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.models import Capture
from world import (
    GTIN,
    LD_JSON,
    a_document,
    a_lot,
    a_party,
    a_product,
    a_sender,
    a_site,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
    totp_code,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLES = ("system-administrator", "lead-officer", "commune-officer", "leader", "auditor", "finance-officer")
PASSWORD = "mat-khau-dai-1"


@pytest.fixture
def lot() -> Any:
    """A lot with a gap, soon past its date; a document refused in part; an officer of each role."""
    begin()
    owner = a_party("HTX chè Nậm Chà")
    agency = a_party("Sở Khoa học và Công nghệ", "agency")
    for role in ROLES:
        a_user(agency, role, username=role)
    made = a_lot(
        a_product(owner), produced_on=date(2026, 9, 12), expires_on=timezone.localdate() + timedelta(5)
    )
    a_site(owner)
    sender = a_sender(owner)
    User.objects.filter(pk=sender.user.pk).update(username="lan")
    bad = an_event(eventID=event_number(2), action="NONSENSE")
    proceed = Sender(owner, sender.user, Capture.Behaviour.PROCEED)
    capture(as_bytes(a_document(an_event(), bad)), media_type=LD_JSON, sender=proceed, at=timezone.now())
    draw_all(at=timezone.now())
    return made


def sign_in(page: Page, username: str) -> None:
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")
    if page.url.endswith("/hai-lop/vao"):
        page.get_by_label("Mã 6 số").fill(totp_code())
        page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Việc hôm nay")


@pytest.mark.parametrize(("size", "light"), [("phone", "dark"), ("desktop", "light")])
@pytest.mark.parametrize("username", ["lan", *ROLES])
def test_axe_finds_nothing_wrong_where_any_role_starts(
    browse: Browse, lot: Any, username: str, size: str, light: str
) -> None:
    page = browse(size, light)
    sign_in(page, username)
    settle(page)
    assert not axe(page)
    assert too_wide(page) == 0
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_wrong_on_registers_search_and_rows(browse: Browse, lot: Any, size: str) -> None:
    page = browse(size)
    sign_in(page, "system-administrator")
    job = Capture.objects.get()
    wrong = []
    for address in (
        *("/lo-hang/", "/san-pham/", "/don-vi/", "/lan-ghi/", "/nhat-ky/", f"/lo-hang/{lot.pk}/"),
        *(f"/lan-ghi/{job.pk}/", "/tim/?q=che", "/tim/?q=kh%C3%B4ng-c%C3%B3", "/tim/"),
    ):
        page.goto(address)
        settle(page)
        wrong += [f"{address} {line}" for line in axe(page)]
        wrong += [f"{address} too small: {line}" for line in page.evaluate(TOO_SMALL)]
        wrong += [f"{address} clipped: {line}" for line in page.evaluate(CLIPPED)]
        assert too_wide(page) == 0, address
    assert not wrong, "\n".join(wrong)


def test_a_leader_sees_all_five_figures_on_one_screen_of_a_phone(browse: Browse, lot: Any) -> None:
    page = browse("phone")
    sign_in(page, "leader")
    figures = page.locator(".tiles > li")
    expect(figures).to_have_count(5)
    last = figures.last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 740


def test_somebody_without_a_mouse_searches_and_opens_a_lot(browse: Browse, lot: Any) -> None:
    page = browse("desktop")
    sign_in(page, "lead-officer")
    box = page.get_by_role("searchbox", name="Tìm số lô, tên, mã")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tìm trong hệ thống")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.type("nam cha")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="HTX chè Nậm Chà")).to_be_visible()
    box.fill(f"(01){GTIN}(10)L260912")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lô L260912")
    page.get_by_role("link", name="Trang công khai").click()
    expect(page).to_have_url(f"{page.url.split('/xem/')[0]}/xem/01/{GTIN}/10/L260912")


def test_a_refused_document_is_two_clicks_from_what_was_wrong_with_it(browse: Browse, lot: Any) -> None:
    page = browse("phone")
    sign_in(page, "lan")
    page.get_by_role("region", name="Lần ghi bị từ chối trong 30 ngày").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lần ghi")
    expect(page.get_by_role("table", name="Danh sách lỗi")).to_contain_text("eventList[1]")


def test_everything_is_reached_without_a_script(browse: Browse, lot: Any) -> None:
    page = browse("phone", script=False)
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Chức năng").click()
    page.get_by_role("navigation", name="Chức năng").get_by_role("link", name="Lô hàng").click()
    unfold(page)
    page.get_by_label("Chuỗi", exact=True).select_option("thieu")
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_role("link", name="L260912")).to_be_visible()
