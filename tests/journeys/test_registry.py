"""The registry in a real browser: read well and used at every size, with the keyboard and without script."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from nguongoc.domain.vietnam.ground import outline
from nguongoc.registry.certificates.actions import add_certificate
from nguongoc.registry.identifiers.actions import add_prefix
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.actions import draw_site
from nguongoc.registry.parties.models import Party, Site
from nguongoc.registry.products.actions import add_image, change_product
from nguongoc.registry.products.models import Product
from world import NOW, SINCE, TODAY, a_lot, a_party, a_png, a_product, a_site, a_user, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS, COUNT = os.environ.get("NGUONGOC_SHOTS", ""), count(1)
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


def sign_in(page: Page, name: str = "chatluong") -> None:
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
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


def fill(page: Page, **typed: str) -> None:
    """Type into fields by their names, then save."""
    for name, value in typed.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def save(page: Page, button: str = "Lưu") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def refused(page: Page, *words: str) -> None:
    """The form says what is wrong, and where, and has lost nothing that was typed."""
    alert = page.get_by_role("alert")
    for one in words:
        expect(alert).to_contain_text(one)
    look(page, "sai")


def look(page: Page, name: str) -> None:
    if SHOTS:
        width = page.viewport_size["width"]  # type: ignore[index]
        page.screenshot(path=Path(SHOTS) / f"so-{name}-{next(COUNT):02}-{width}.png", full_page=True)


@pytest.mark.parametrize("size", ["phone"] if not SHOTS else ["phone", "desktop"])
def test_an_enterprise_fills_its_records_from_nothing(browse: Browse, size: str, tmp_path: Path) -> None:
    """Scenario 2.1's set-up: places, goods, papers and a lot, with what people type wrongly on the way."""
    begin()
    party = a_party("HTX chè Sin Suối Hồ")
    a_user(party, "enterprise-administrator", username="chatluong")
    add_prefix(a_party("Công ty Khác", "enterprise"), "8938500009", since=SINCE, actor=None, at=NOW)
    scan = tmp_path / "giay.png"
    scan.write_bytes(a_png())
    page = browse(size)
    sign_in(page)
    page.goto(f"/don-vi/{party.pk}/")
    look(page, "don-vi")

    page.goto(f"/don-vi/{party.pk}/them-dia-diem/")
    fill(page, kind="vùng trồng, ao, trại", name="Nương số 1", unit="Nam Cha", gln="8931234567890")
    save(page)
    refused(page, "Nậm Cha (nay thuộc xã Nậm Tăm, 03517)", "Nậm Chà (nay thuộc xã Mường Mô, 03472)")
    fill(page, unit="Phúc Than")
    save(page)
    refused(page, "Mường Than")
    fill(page, unit="Sin Suối Hồ")
    save(page)
    refused(page, "GLN")
    assert page.input_value("#id_name") == "Nương số 1"
    fill(page, gln="")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nương số 1")
    look(page, "dia-diem")

    page.goto(f"/dia-diem/{Site.objects.get().pk}/ranh-gioi/")
    for points, words in (
        ("22.40, 103.40\n22.41, 103.41\n22.40, 103.41\n22.41, 103.40", "tự cắt nhau"),
        ("21.02, 105.85", "nằm ngoài tỉnh"),
        ("103.40, 22.40", "đổi chỗ"),
    ):
        fill(page, points=points)
        save(page)
        refused(page, words)
    fill(page, points="22.40, 103.40\n22.40, 103.41\n22.41, 103.41\n22.41, 103.40")
    save(page)
    expect(page.locator("main")).to_contain_text("ha")
    look(page, "thua")

    page.goto(f"/don-vi/{party.pk}/them-san-pham/")
    fill(page, name="Chè Shan, hộp 100 g", gtin="8938500009013", sector="Chè", net_content="100 g")
    save(page)
    refused(page, "đầu mã 8938500009", "đơn vị khác")
    fill(page, gtin="4006381333932")
    save(page)
    refused(page, "GTIN")
    fill(page, gtin="")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Chè Shan, hộp 100 g")
    expect(page.locator("main")).to_contain_text("không phải GTIN")
    product = Product.objects.get()
    look(page, "san-pham")

    page.goto(f"/don-vi/{party.pk}/them-giay-chung-nhan/")
    fill(page, kind="VietGAP", number="VG-1", issuer="Tổ chức Mẫu", issued_on="31/02/2026")
    page.locator("#id_file").set_input_files(scan)
    save(page)
    refused(page, "Không có ngày này")
    expect(page.locator("main")).to_contain_text("chọn lại tệp")
    fill(page, issued_on="01/07/2026", expires_on="01/07/2025")
    page.locator("#id_file").set_input_files(scan)
    save(page)
    refused(page, "Hết hạn")
    fill(page, expires_on="30/06/2028")
    page.locator("#id_file").set_input_files(scan)
    save(page)
    expect(page.locator("main")).to_contain_text("VG-1")
    look(page, "giay")

    page.goto(f"/san-pham/{product.pk}/mo-lo/")
    fill(page, number="Lô số 1", quantity="1.234,5", uom="kg", origin="03394")
    save(page)
    refused(page, "Số lô")
    fill(page, number="261122-A1", produced_on="22/11/2026")
    save(page)
    expect(page.locator("main")).to_contain_text("261122-A1")
    lot = Lot.objects.get()
    assert (lot.number, str(lot.quantity.normalize())) == ("261122-A1", "1234.5")  # type: ignore[union-attr]
    look(page, "lo")


def test_two_who_edit_one_place_lose_nothing(browse: Browse, owner: Party) -> None:
    a_user(owner, username="giamdoc")
    site = owner.sites.get()
    one, two = browse(), browse("phone")
    for page, name in ((one, "chatluong"), (two, "giamdoc")):
        sign_in(page, name)
        page.goto(f"/dia-diem/{site.pk}/sua/")
    fill(one, crop="chè Shan", street="bản Một")
    save(one)
    fill(two, crop="chè Kim Tuyên", growing_code="MSVT-1")
    save(two)
    refused(two, "chatluong", "chè Shan", "chè Kim Tuyên")
    save(two)
    expect(two.get_by_role("heading", level=1)).to_have_text("Nương số 1")
    site.refresh_from_db()
    assert (site.crop, site.street, site.growing_code) == ("chè Kim Tuyên", "bản Một", "MSVT-1")
