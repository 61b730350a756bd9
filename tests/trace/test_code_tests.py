"""A printed code never dead-ends: some are tried each night, as a phone would."""

from __future__ import annotations

from datetime import timedelta
from trace.labels.stamps_world import a_shop, delivered, first, made, printed
from typing import Any

import pytest
from django.http import HttpResponse

from nguongoc.foundation.notices.models import Notice
from nguongoc.foundation.shared.brief import forget_everything
from nguongoc.trace.labels.actions import making, steps
from nguongoc.trace.labels.models import Stamp
from nguongoc.trace.resolver.actions.code_tests import KEPT, Phone, try_codes
from nguongoc.trace.resolver.actions.links import Wanted, add_link
from nguongoc.trace.resolver.models import CodeTest, Guess, Link, Scan
from nguongoc.trace.resolver.queries import printed as codes
from nguongoc.trace.resolver.views import page as page_view
from world import GTIN, NOW, TODAY, a_page_of, a_party, a_user

pytestmark = pytest.mark.django_db


def test_codes_of_every_kind_and_state_are_tried_through_the_whole_program_and_counted_as_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = a_shop()
    runner = a_user(a_party("Sở", "agency"), "system-administrator")
    assert try_codes(at=NOW).tried == 0
    batch = delivered(shop)
    start = first(batch)
    steps.activate(start, start + 9, lot=shop.lot, actor=shop.user, at=NOW)
    for number, to in ((1, "blocked"), (2, "recalled"), (3, "void")):
        steps.step(start + number, start + number, to, actor=shop.user, at=NOW, why="thử")
    making.confirm_printed(made(shop, kind="lot", quantity=3), actor=shop.user, at=NOW)
    found = try_codes(at=NOW)
    assert (found.tried, found.failed, found.elsewhere) == (8, 0, 0), found.faults  # goods, lot, six ranges
    assert not Scan.objects.exists()
    assert not Guess.objects.exists()

    own = Wanted("pip", "https://htx.example/che", "Trang của HTX", valid_from=TODAY, is_default=True)
    add_link(f"/01/{GTIN}", own, party=shop.owner, actor=None, at=NOW)
    forget_everything()
    led = try_codes(at=NOW)
    assert (led.failed, led.elsewhere) == (0, 1), "a page of the maker's is counted, not opened"

    Link.objects.all().update(ended_at=NOW)
    forget_everything()
    monkeypatch.setattr(page_view, "render", lambda *_, **__: HttpResponse("trống", status=200))
    bad = try_codes(at=NOW + timedelta(minutes=1))
    assert bad.failed == bad.tried
    assert bad.faults[0]["vi"] in ("trang mở được nhưng không nói về mã này", "trả lời mã 200")
    assert Notice.objects.get(user=runner).link == "/luot-quet/tu-kiem-tra/"
    board = a_page_of(runner)
    shown = board.get("/luot-quet/tu-kiem-tra/").content.decode()
    assert "8 mã không mở được" in shown
    assert "Thử ngay" in shown
    assert board.post("/luot-quet/tu-kiem-tra/").status_code == 302
    try_codes(at=NOW + KEPT + timedelta(seconds=30))
    assert CodeTest.objects.count() == 2, "the nights of a year are kept"


def test_each_night_tries_others_and_never_more_than_it_may() -> None:
    batch = printed(a_shop())
    chosen = {one.path for _ in range(12) for one in codes.printed(most=1)}
    assert f"/01/{GTIN}" in chosen
    assert 2 < len(chosen) <= 13
    serials = set(Stamp.objects.values_list("serial", flat=True))
    assert {path.rpartition("/")[2] for path in chosen} - {GTIN} <= serials
    assert batch.quantity == len(serials)


def test_the_phone_reads_what_a_browser_would(settings: Any) -> None:
    a_shop()
    settings.BASE_URL = "https://truyxuat.example"
    settings.ALLOWED_HOSTS = ["truyxuat.example"]
    said = Phone().open(f"/01/{GTIN}/10/A%2FB?x=1")
    assert (said.status, said.location) == (307, f"https://truyxuat.example/xem/01/{GTIN}/10/A%2FB?x=1")
    assert Phone().open("/01/123").status == 400
