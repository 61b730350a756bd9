"""The pages of stamps and labels in a real browser, at the sizes that people have."""

from __future__ import annotations

import os
from trace.labels.stamps_world import Shop, a_batch, a_shop, delivered, first, made

import pytest
from playwright.sync_api import Page

from journeys.conftest import Browse, axe, settle
from journeys.test_face import CLIPPED, TOO_SMALL, too_wide
from nguongoc.domain.stamps import numbers
from nguongoc.trace.labels.actions import steps
from nguongoc.trace.labels.models import LabelBatch
from world import NOW, a_party, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mat-khau-dai-1"


@pytest.fixture
def shop() -> Shop:
    """A batch that waits, one that is ready, one of which some stamps are activated and some are void."""
    shop = a_shop()
    a_batch(shop, has_scratch=True)
    made(shop)
    batch = delivered(shop)
    steps.activate(first(batch), first(batch) + 9, lot=shop.lot, actor=shop.user, at=NOW)
    steps.step(first(batch) + 10, first(batch) + 12, "void", actor=shop.user, at=NOW, why="Rách khi dán")
    return shop


def open_as(page: Page, username: str, address: str) -> None:
    page.goto(f"/tai-khoan/dang-nhap?next={address}")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_of_stamps_is_sound(browse: Browse, shop: Shop, size: str) -> None:
    page = browse(size)
    open_as(page, shop.user.username, "/tem/")
    waiting, ready, active = LabelBatch.objects.order_by("pk")
    control = numbers.control(first(active))
    pages = {
        "register": "/tem/",
        "product": "/tem/yeu-cau/",
        "waiting": f"/tem/{waiting.pk}/",
        "ready": f"/tem/{ready.pk}/",
        "active": f"/tem/{active.pk}/",
        "file": f"/tem/{ready.pk}/tep",
        "find": f"/tem/tra-cuu/?so={control}",
        "step": f"/tem/buoc/?tu={control}",
    }
    for name, address in pages.items():
        page.goto(address)
        _sound(page, f"{name}-{size}")
    page.goto(f"/tem/yeu-cau/?san-pham={shop.product.pk}&lo={shop.lot.pk}")
    page.get_by_role("button", name="Xem trước và kiểm tra").click()
    page.get_by_role("img", name="Một nhãn in thử, mang số giả").wait_for()
    _sound(page, f"ask-{size}")


def _sound(page: Page, name: str) -> None:
    settle(page)
    folder = os.environ.get("NGUONGOC_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert not axe(page), name
    assert not page.evaluate(TOO_SMALL), name
    assert not page.evaluate(CLIPPED), name
    assert not too_wide(page), name


def test_who_has_no_batch_is_told_how_to_begin(browse: Browse, shop: Shop) -> None:
    user = a_user(a_party("HTX mới"), "enterprise-administrator", username="nguoi-moi")
    page = browse("phone")
    open_as(page, user.username, "/tem/")
    assert "Chưa có đợt in nào" in page.inner_text("main")
    _sound(page, "empty-phone")
