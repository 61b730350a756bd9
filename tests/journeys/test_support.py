"""Support cases in a real browser: a draft that survives its page, and what everybody in a case reads, on a phone."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from journeys.conftest import Browse, axe, settle
from journeys.test_face import CLIPPED, TOO_SMALL, too_wide
from journeys.test_people import enter
from nguongoc.programme.support.actions import handling, judging
from programme.support.cases import PHONE, a_draft, a_processed, a_scene, a_submitted, an_expert, fresh
from world import a_page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draft_is_kept_as_one_types_and_every_page_of_a_case_reads_on_a_phone(browse: Browse) -> None:
    scene, now = a_scene(), timezone.now()
    draft = a_draft(scene)
    page = browse("phone")
    enter(page, "qa")
    page.goto(f"/ho-tro/{draft.pk}/sua/")
    page.get_by_label("Hiện trạng").fill("Gõ trên điện thoại")
    expect(page.locator("#da-luu")).to_contain_text("đã lưu")
    page.get_by_label("Nội dung đề nghị hỗ trợ").fill("Gõ tiếp")
    page.wait_for_timeout(2_500)
    expect(page.locator("#da-luu")).to_contain_text("đã lưu")
    assert (fresh(draft).now, fresh(draft).plan) == ("Gõ trên điện thoại", "Gõ tiếp")
    page.reload()
    expect(page.get_by_label("Hiện trạng")).to_have_value("Gõ trên điện thoại")
    asked = a_processed(scene, at=now, wish_name="5S")
    wanted = [
        handling.Wanted("field", "scope", "Phạm vi", "Ghi rõ"),
        handling.Wanted("paper", "bao-gia", "Báo giá", "Thiếu"),
    ]
    given = judging.assign(asked, an_expert(), actor=scene.officer, at=now)
    judging.declare(given, has_conflict=False, actor=scene.officer, at=now)
    told = {"held_on": timezone.localdate(), "criteria": [("Khả thi", 10)], "members": [("Ông Mẫu", "chair")]}
    council = judging.convene(asked, **told, actor=scene.officer, at=now)
    handling.ask(fresh(asked), wanted, actor=scene.officer, at=now)
    code = a_submitted(scene, at=now, wish_name="VietGAP").code
    own = ("/ho-tro/", f"/ho-tro/{draft.pk}/sua/", f"/ho-tro/{asked.pk}/", f"/ho-tro/{draft.pk}/nop/")
    wrong = read(page, own)
    desk = browse("phone", "dark")
    client = a_page_of(scene.officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}
    desk.context.add_cookies([cookie])
    officers = (
        *("", "dieu-kien/", "tham-dinh/", "yeu-cau/", "chuyen-gia/", "hoi-dong/", "quyet-dinh/"),
        f"../hoi-dong/{council.pk}/",
    )
    wrong += read(desk, tuple(f"/ho-tro/{asked.pk}/{one}" for one in officers))
    wrong += read(
        desk, ("/ho-tro/", "/ho-tro/thoi-gian/", "/ho-tro/loai/", "/chuyen-gia/", "/thiet-lap/ngay-nghi/")
    )
    stranger = browse("phone")
    stranger.goto("/ho-tro/tra-cuu/")
    stranger.get_by_label("Mã hồ sơ").fill(code or "")
    stranger.get_by_label("Điện thoại người liên hệ").fill(PHONE)
    stranger.get_by_role("button", name="Tra cứu").click()
    expect(stranger.get_by_text("Đã nộp, còn sửa được")).to_be_visible()
    wrong += axe(stranger)
    assert not wrong, "\n".join(wrong)


def read(page, paths: tuple[str, ...]) -> list[str]:  # type: ignore[no-untyped-def]
    """What is wrong on these pages: for axe, too wide for the phone, too small for a thumb."""
    wrong = []
    for path in paths:
        page.goto(path)
        settle(page)
        wrong += [f"{path} {line}" for line in axe(page)]
        wrong += [f"{path} hangs out on the right"] if too_wide(page) else []
        wrong += [f"{path} {line}" for line in page.evaluate(TOO_SMALL) + page.evaluate(CLIPPED)]
    return wrong
