"""The registry in a real browser: read well and used at every size, with the keyboard and without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from nguongoc.domain.vietnam.ground import outline
from nguongoc.registry.certificates.actions import add_certificate
from nguongoc.registry.identifiers.actions import add_prefix
from nguongoc.registry.parties.actions import draw_site
from nguongoc.registry.parties.models import Party, Site
from nguongoc.registry.products.actions import add_image, change_product
from nguongoc.registry.products.models import Product
from world import NOW, SINCE, TODAY, a_lot, a_party, a_png, a_product, a_site, a_user, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SQUARE = [(103.40, 22.40), (103.41, 22.40), (103.41, 22.41), (103.40, 22.41)]


@pytest.fixture
def owner() -> Party:
    """A party with one row in every register."""
    begin()
    owner = a_party("HTX chè Sìn Hồ")
    a_user(owner, username="chatluong")
    product = a_product(owner, brand="Mẫu", shelf_life_days=730)
    file = SimpleUploadedFile("a.png", a_png())
    add_image(product, file, name="a.png", caption="Hộp chè", actor=None, at=NOW)
    change_product(product, brand="Mẫu Lai Châu", actor=None, at=NOW)
    a_lot(product, produced_on=TODAY)
    draw_site(a_site(owner, "Nương số 1", "field"), outline(SQUARE), actor=None, at=NOW)
    add_prefix(owner, "8938500001", since=SINCE, actor=None, at=NOW)
    told: dict[str, Any] = {
        "kind": "vietgap",
        "issuer": "Tổ chức Mẫu",
        "issued_on": SINCE,
        "expires_on": TODAY,
    }
    add_certificate(owner, number="VG-1", products=[product], actor=None, at=NOW, **told)
    return owner


def sign_in(page: Page) -> None:
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("chatluong")
    page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-dai-1")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Việc hôm nay")


def addresses(owner: Party) -> list[str]:
    product, site = owner.products.get(), owner.sites.get()
    paper = owner.certificates.get()
    return [
        f"/don-vi/{owner.pk}/",
        f"/don-vi/{owner.pk}/sua/",
        f"/don-vi/{owner.pk}/them-san-pham/",
        f"/don-vi/{owner.pk}/them-giay-chung-nhan/",
        f"/san-pham/{product.pk}/",
        f"/san-pham/{product.pk}/sua/",
        f"/san-pham/{product.pk}/hinh-anh/",
        "/dia-diem/",
        f"/dia-diem/{site.pk}/",
        f"/dia-diem/{site.pk}/ranh-gioi/",
        "/giay-chung-nhan/",
        f"/giay-chung-nhan/{paper.pk}/",
        "/dau-ma/",
        "/phong-thu-nghiem/",
        "/nhap-lieu/",
        "/nhap-lieu/san-pham/",
    ]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_of_the_registry_reads_well(browse: Browse, owner: Party, size: str) -> None:
    page = browse(size)
    sign_in(page)
    for address in addresses(owner):
        page.goto(address)
        settle(page)
        assert not axe(page), address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_plot_is_drawn_on_the_map_point_by_point(browse: Browse, owner: Party) -> None:
    page, site = browse(), a_site(owner, "Nương số 2", "field")
    sign_in(page)
    page.goto(f"/dia-diem/{site.pk}/ranh-gioi/")
    ground = page.locator("ng-draw .ground")
    expect(ground.locator(".leaflet-pane").first).to_be_attached()
    for _ in range(6):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(300)
    for x, y in ((200, 100), (300, 100), (300, 200), (200, 200)):
        ground.click(position={"x": x, "y": y})
    expect(page.locator("[data-said]")).to_contain_text("4 điểm")
    page.locator("[data-back]").click()
    expect(page.locator("[data-said]")).to_contain_text("3 điểm")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("h1")).to_have_text("Nương số 2")
    drawn = Site.objects.get(pk=site.pk)
    assert drawn.shape["type"] == "Polygon"
    assert drawn.area_m2


def test_a_product_is_mended_from_what_its_record_lacks(browse: Browse, owner: Party) -> None:
    page, product = browse("phone", script=False), owner.products.get()
    sign_in(page)
    page.goto(f"/san-pham/{product.pk}/")
    page.get_by_role("link", name="Bổ sung: tiêu chuẩn áp dụng").click()
    page.fill("#id_standards", "TCVN 13993:2024")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("8/8")
    assert Product.objects.get().standards == "TCVN 13993:2024"
