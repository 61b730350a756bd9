"""The page that describes the interface for programs, in a real browser."""

from __future__ import annotations

import os

import pytest

from journeys.conftest import Browse, axe
from world import begin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_page_for_programmers_reads_well_and_axe_finds_nothing(browse: Browse, size: str) -> None:
    begin()
    page = browse(size)
    page.goto("/tro-giup/giao-dien-lap-trinh")
    assert page.get_by_role("heading", name="Giao diện lập trình").is_visible()
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    if folder := os.environ.get("NGUONGOC_SHOTS"):
        page.screenshot(path=f"{folder}/api-{size}.png", full_page=True)
    assert axe(page) == []
