"""Codes read with the camera in a real browser: a film of two codes stands before it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from trace.labels.stamps_world import Shop, a_shop, made
from typing import Any

import pytest
import zxingcpp
from browser import find
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import QUIET, Ear, axe, settle
from nguongoc.foundation.shared import models as shared_models
from nguongoc.trace.labels.actions import making
from nguongoc.trace.labels.models import LabelPart
from world import GTIN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DECODER = Path(shared_models.__file__).parent / "static" / "vendor" / "zxing_reader.wasm"


def frame(text: str, format: Any) -> bytes:
    """One picture of the film: a code in the middle of a grey table."""
    symbol = Image.fromarray(zxingcpp.create_barcode(text, format).to_image(scale=6))
    table = Image.new("L", (640, 480), 200)
    table.paste(symbol, ((640 - symbol.width) // 2, (480 - symbol.height) // 2))
    target = io.BytesIO()
    table.convert("RGB").save(target, "JPEG", quality=92)
    return target.getvalue()


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def address(shop: Shop) -> str:
    return making.part_rows(LabelPart.objects.get(batch=made(shop, quantity=2)))[0][2]


@pytest.fixture
def page(browser: Browser, live_server: Any, tmp_path: Path, shop: Shop, address: str) -> Iterator[Page]:
    """A signed-in phone with a camera before which a stamp and a retail barcode pass."""
    if not DECODER.is_file():
        pytest.skip("the decoder is missing: `make setup` copies it")
    film = tmp_path / "film.mjpeg"
    stamp = frame(address, zxingcpp.BarcodeFormat.QRCode)
    till = frame("8938505970011", zxingcpp.BarcodeFormat.EAN13)
    film.write_bytes((stamp * 20 + till * 20) * 3)
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    ear = Ear()
    args = [*QUIET, *camera, f"--use-file-for-fake-video-capture={film}"]
    filming = browser.browser_type.launch(executable_path=find(), args=args)
    size = {"width": 360, "height": 740}
    context = filming.new_context(
        base_url=live_server.url, viewport=size, locale="vi-VN", reduced_motion="reduce"
    )
    page = context.new_page()
    ear.listen(page)
    page.goto("/tai-khoan/dang-nhap?next=/quet/")
    page.fill("input[name=login]", shop.user.username)
    page.fill("input[name=password]", "mat-khau-dai-1")
    page.click("main form button")
    page.wait_for_url("**/quet/")
    yield page
    context.close()
    filming.close()
    assert not [one for one in ear.heard if "ERR_INTERNET_DISCONNECTED" not in one]


def test_several_codes_are_read_in_a_row_and_looked_up(page: Page) -> None:
    page.get_by_role("button", name="Mở máy ảnh").click()
    stamp = page.locator(".found li", has_text=f"/01/{GTIN}/21/")
    till = page.locator(".found li", has_text="8938505970011")
    expect(stamp).to_contain_text("đã cấp số")
    expect(till).to_contain_text("không thuộc sản phẩm nào")
    expect(page.locator(".found li")).to_have_count(2)
    expect(page.locator("h2 .count")).to_have_text("2")
    _keep(page, "scan-phone")
    assert not axe(page)
    page.get_by_role("button", name="Tắt máy ảnh").click()
    expect(page.locator("video")).to_be_hidden()


def test_a_typed_code_is_checked_before_anything_is_asked(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/quet/tra" in request.url else None)
    field, add = page.get_by_label("Gõ mã"), page.get_by_role("button", name="Thêm vào danh sách")
    field.fill("8938505970012")
    add.click()
    expect(page.locator(".said")).to_contain_text("Chữ số kiểm tra không khớp")
    assert not asked
    field.fill("8938505970011")
    add.click()
    expect(page.locator(".found li")).to_have_count(1)
    page.context.set_offline(True)
    field.fill("T000001-000001-4")
    add.click()
    expect(page.locator(".found li").first).to_contain_text("Không có mạng")
    page.context.set_offline(False)
    expect(page.locator(".found li").first).not_to_contain_text("Không có mạng")
    settle(page)


def _keep(page: Page, name: str) -> None:
    """A picture for people to look at, where a folder for it is named."""
    folder = os.environ.get("NGUONGOC_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
