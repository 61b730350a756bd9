"""Every state of the page behind a code as a buyer meets it, and what its maker does about it, in a real browser."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from nguongoc.domain.gs1.digital_link import escape
from nguongoc.trace.resolver.actions.links import Wanted, add_link
from nguongoc.trace.resolver.actions.reports import Said, report
from nguongoc.trace.resolver.actions.scans import Seen, count
from nguongoc.trace.resolver.models import Sign
from world import (
    GTIN,
    NOW,
    TODAY,
    a_lot,
    a_party,
    a_product,
    a_sender,
    a_site,
    a_transformation,
    a_user,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("NGUONGOC_SHOTS", "")
ITEM = f"/01/{GTIN}/21/K7M2Q9XRT4WZ"

STATES = {
    "lo": f"/01/{GTIN}/10/L260912",
    "san-pham": f"/01/{GTIN}",
    "lo-la": f"/01/{GTIN}/10/KHONG-CO",
    "het-han": f"/01/{GTIN}/10/CU",
    "thu-hoi": f"/01/{GTIN}/10/THUHOI",
    "tem": ITEM,
    "chua-phat-hanh": f"/01/{GTIN}/21/AAAA",
    "khong-co": "/01/09506000134352",
    "hong": "/01/123",
    "lien-ket": f"/01/{GTIN}?linkType=linkset",
    "dia-diem": "/414/8938505970004",
    "ban-in": f"/xem/01/{GTIN}/10/L260912?ban-in=1",
}


@pytest.fixture
def product() -> Any:
    begin()
    owner = a_party()
    made = a_product(owner, net_content="100 g", brand="Mẫu")
    field = a_site(owner, "Nương", "field", gln="8938505970004")
    for number, expires in (
        ("L260912", date(2099, 1, 1)),
        ("CU", date(2026, 1, 1)),
        ("THUHOI", date(2099, 1, 1)),
    ):
        a_lot(made, number, produced_on=date(2025, 9, 12), expires_on=expires)
    leaf = an_event(
        eventID=event_number(1),
        eventTime="2026-09-02T02:00:00Z",
        action="ADD",
        bizStep="commissioning",
        quantityList=[kg(lot_key("LA"), 420)],
        readPoint={"id": field.identifiers[1]},
    )
    tea = a_transformation([kg(lot_key("LA"), 420)], [kg(lot_key(), 88.4)], eventID=event_number(2))
    recalled = an_event(
        eventID=event_number(3), disposition="recalled", quantityList=[kg(lot_key("THUHOI"), 5)]
    )
    stamp = an_event(eventID=event_number(4), quantityList=None, epcList=[f"https://id.gs1.org{ITEM}"])
    send(a_sender(owner), leaf, tea, recalled, stamp)
    send(
        a_sender(a_party("UBND xã Sin Suối Hồ (mẫu)", "agency"), "commune-officer"),
        an_event(
            eventID=event_number(5), eventTime="2026-09-03T02:00:00Z", bizStep="inspecting",
            quantityList=[kg(lot_key("LA"), 420)],
        ),
    )  # fmt: skip
    wanted = Wanted("recipeInfo", "https://example.vn/pha-tra", "Cách pha chè Shan", TODAY, languages=["vi"])
    add_link(f"/01/{GTIN}", wanted, party=owner, actor=None, at=NOW)
    for number in range(7):
        seen = Seen(made.pk, "L260912", "K7M2Q9XRT4WZ", "fine")
        count(seen, device=bytes([number] * 8), at=timezone.now() - timedelta(days=number), place="79")
    return made


def shot(page: Page, name: str) -> None:
    """Keep a picture for people to look at, where a folder is named for it."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_every_state_of_the_page_fits_a_phone_and_is_accessible(product: Any, browse: Browse) -> None:
    page = browse("phone")
    for name, path in STATES.items():
        page.goto(path)
        assert axe(page) == [], name
        assert fits(page), name
        shot(page, name)


def test_a_buyer_reports_without_a_script(product: Any, browse: Browse) -> None:
    page = browse("phone", script=False)
    page.goto(ITEM)
    page.get_by_role("link", name="Gửi phản ánh").click()
    page.get_by_label("nghi không phải hàng thật").check()
    page.get_by_label("Kể lại").fill("Tem mờ, in lệch so với hộp trước.")
    shot(page, "phan-anh")
    page.get_by_role("button", name="Gửi").click()
    assert page.get_by_role("heading", name="Đã nhận phản ánh").is_visible()
    page.goto(f"/quet-o-dau?ma={escape(ITEM)}")
    shot(page, "noi")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_makers_pages_are_accessible(product: Any, browse: Browse, size: str) -> None:
    sign = Sign.objects.create(
        rule="nhieu-may", product=product, serial="K7M2Q9XRT4WZ", first_at=NOW, last_at=NOW, count=9
    )
    user = a_user(product.owner, "enterprise-administrator", "chu-hang")
    report("/01/" + GTIN, Said("doubt", "Tem mờ, in lệch."), product=product, device=b"12345678", at=NOW)
    page = browse(size)
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-dai-1")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")
    addresses = ("/luot-quet/", "/luot-quet/dau-hieu/", f"/luot-quet/dau-hieu/{sign.pk}/", "/phan-anh/")
    for number, path in enumerate((*addresses, "/lien-ket/", f"/lien-ket/them/?ma=/01/{GTIN}")):
        page.goto(path)
        expect(page.get_by_role("navigation").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")
        settle(page)
        assert axe(page) == [], path
        assert fits(page), path
        shot(page, f"{size}-{number}")
