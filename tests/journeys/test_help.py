"""Help beside each page: opened by its address, with and without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from journeys.conftest import Browse, axe
from world import a_lot, a_party, a_product, begin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_open_help_is_readable_for_everybody(browse: Browse, size: str, light: str) -> None:
    page = browse(size, light)
    page.goto("/giao-dien/tien-do#tro-giup")
    expect(page.get_by_role("complementary", name="Trợ giúp")).to_be_visible()
    assert axe(page) == []
    page.goto("/tro-giup/trang-cong-khai")
    assert axe(page) == []


def test_help_opens_and_closes_without_javascript(browse: Browse) -> None:
    page = browse("phone", script=False)
    page.goto("/tai-khoan/dang-nhap")
    panel = page.get_by_role("complementary", name="Trợ giúp")
    expect(panel).to_be_hidden()
    page.get_by_role("link", name="Trợ giúp", exact=True).click()
    expect(panel).to_contain_text("Người mua hàng không cần đăng nhập")
    page.get_by_role("link", name="Đóng trợ giúp").click()
    expect(panel).to_be_hidden()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()


def test_help_covers_no_button_of_the_page_beside_it(browse: Browse) -> None:
    page = browse("desktop")
    page.goto("/giao-dien/#tro-giup")
    panel = page.get_by_role("complementary", name="Trợ giúp").bounding_box()
    main = page.locator("main .page").bounding_box()
    assert panel
    assert main
    assert main["x"] + main["width"] <= panel["x"]


def test_a_buyer_is_told_what_the_page_behind_a_code_says_and_does_not_say(browse: Browse) -> None:
    begin()
    lot = a_lot(a_product(a_party()))
    page = browse("phone", script=False)
    page.goto(f"/01/{lot.product.gtin}/10/{lot.number}")
    page.get_by_role("link", name="Trang này nói gì?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang sau mã QR nói gì")
    expect(page.get_by_text("phòng thử nghiệm", exact=True)).to_be_visible()
