"""From the posted events to the page behind the code: the whole line, over HTTP and in a browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from journeys.conftest import Browse, axe, weigh
from nguongoc.registry.products.pictures import MOST_BYTES
from nguongoc.trace.resolver.views.page import PAGES
from world import (
    GTIN,
    LD_JSON,
    a_client,
    a_document,
    a_lot,
    a_party,
    a_product,
    a_site,
    a_transformation,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
    kg,
    lot_key,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = f"/01/{GTIN}/10/L260912"
HEAVIEST = 50_000  # bytes of the public page with its styles, letters and picture


@pytest.fixture
def sender() -> Client:
    """A cooperative with a product, a lot, a plot and a works, and the program that sends for it."""
    begin()
    owner = a_party()
    a_site(owner, "Nương", "field")
    a_site(owner, "Xưởng")
    a_lot(a_product(owner), produced_on=date(2026, 9, 12), expires_on=date(2028, 9, 12))
    return a_client(a_user(owner))


def post(client: Client, *events: dict[str, Any]) -> None:
    answer = client.post("/epcis/capture", as_bytes(a_document(*events)), content_type=LD_JSON)
    assert answer.status_code == 202
    job = client.get(answer["Location"]).json()
    assert (job["success"], job["running"]) == (True, False)


def place(number: int) -> dict[str, Any]:
    return {"readPoint": {"id": f"{settings.ID_BASE}/dia-diem/LC-03394-{number:04d}"}}


LEAF = an_event(
    eventID=event_number(1),
    eventTime="2026-09-02T08:00:00+07:00",
    action="ADD",
    bizStep="commissioning",
    quantityList=[kg(lot_key("LA"), 420)],
)
TEA = a_transformation(
    [kg(lot_key("LA"), 420)],
    [kg(lot_key(), 88.4)],
    eventID=event_number(2),
    eventTime="2026-09-04T08:00:00+07:00",
)
SENT = an_event(
    eventID=event_number(3), eventTime="2026-09-14T08:00:00+07:00", quantityList=[kg(lot_key(), 88)]
)


def test_a_consumer_sees_each_stage_as_soon_as_it_is_posted(
    sender: Client, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAGES, "seconds", 0)  # else a page drawn a moment ago is shown again
    page = browse("phone", script=False)
    page.goto(PATH)
    assert page.get_by_text("Chỉ thông tin sản phẩm").is_visible()

    post(sender, {**LEAF, **place(1)}, {**TEA, **place(2)})
    page.reload()
    assert page.get_by_role("heading", name="2 trên 6 công đoạn có bằng chứng").is_visible()
    assert page.get_by_text("420 kg → 88,4 kg").is_visible()
    assert page.get_by_text("vận chuyển").first.is_visible()

    post(sender, SENT)
    page.reload()
    assert page.get_by_role("heading", name="3 trên 6 công đoạn có bằng chứng").is_visible()

    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("420 kg → 88.4 kg").is_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(
    "path", [PATH, f"/01/{GTIN}", f"/01/{GTIN}/10/KHONG-CO", "/01/09506000134352", "/01/1"]
)
def test_every_answer_to_a_code_is_accessible(
    sender: Client, browse: Browse, size: str, light: str, path: str
) -> None:
    post(sender, {**LEAF, **place(1)}, TEA, SENT)
    page = browse(size, light)
    page.goto(path)
    assert axe(page) == []


def test_the_public_page_is_light_and_fits_a_small_screen(sender: Client, browse: Browse) -> None:
    post(sender, {**LEAF, **place(1)}, TEA, SENT)
    page = browse("phone")
    weights = weigh(page, PATH)
    assert sum(weights.values()) + MOST_BYTES <= HEAVIEST, weights
    assert not [address for address in weights if address.endswith(".js")]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_way_through_a_page_by_keyboard_begins_with_a_skip_link(sender: Client, browse: Browse) -> None:
    page = browse("phone")
    page.goto(PATH)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
