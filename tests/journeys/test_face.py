"""The house's look in a real browser: readable by everybody, on every screen, without a mouse or a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import FONTS, SIZES, Browse, axe, settle, unfold, weigh
from world import a_party, a_user, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/giao-dien/",
    "/giao-dien/trang-cong-khai",
    "/giao-dien/tien-do?buoc=6",
    "/giao-dien/hoi",
    "/tai-khoan/dang-nhap",
    *(f"/giao-dien/loi/{code}" for code in ("400", "403", "403_csrf", "404", "500")),
)
PUBLIC = "/giao-dien/trang-cong-khai"
LIVING = "/giao-dien/"

TOO_SMALL = """() => [...document.querySelectorAll(
    'button, .button, select, textarea, input:not([type=hidden]), .nav a, thead a, .chips a, summary, .state a')]
  .map((one) => [one, (['checkbox', 'radio'].includes(one.type) && (one.closest('label') ?? one.labels[0]) || one)])
  .filter(([one, target]) => one.checkVisibility() && target.getBoundingClientRect().height < 43.9)
  .map(([one]) => one.outerHTML.slice(0, 120))"""

CLIPPED = """() => [...document.querySelectorAll('main *, header *')]
  .filter((one) => one.checkVisibility() && one.textContent.trim() && !one.closest('.unseen, .plot, .ground, svg')
    && ['hidden', 'clip'].includes(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


def too_wide(page: Page) -> int:
    """How many pixels of the page hang out on the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_wrong_on_any_page_in_light_and_in_the_dark(browse: Browse, size: str) -> None:
    page = browse(size)
    wrong = []
    for address in PAGES:
        page.goto(address)
        settle(page)
        wrong += [f"{address} {line}" for line in axe(page)]
        page.emulate_media(color_scheme="dark")  # which changes colours, and nothing else
        wrong += [
            f"{address} in the dark {line}" for line in axe(page, "color-contrast", "link-in-text-block")
        ]
        page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)


def test_axe_does_find_what_is_wrong(browse: Browse) -> None:
    page = browse("phone")
    page.goto("/tai-khoan/dang-nhap")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    assert {line.split(":")[0] for line in axe(page)} >= {"color-contrast", "html-has-lang"}


def test_axe_finds_nothing_wrong_where_something_stands_over_the_page(browse: Browse) -> None:
    page = browse("phone")
    page.goto(LIVING)
    page.locator("[data-dialog]").click()
    assert not axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Thu hồi").click()
    expect(page.locator("#toasts .toast")).to_contain_text("Đã làm thử")
    assert not axe(page)
    page.get_by_role("button", name="Đóng thông báo").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_axe_finds_nothing_wrong_where_a_form_is_refused(browse: Browse) -> None:
    page = browse("phone")
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".field.wrong")).to_have_count(2)
    assert not axe(page)
    page.get_by_label("Tên đăng nhập").fill("không-có-ai")
    page.get_by_label("Mật khẩu", exact=True).fill("sai mật khẩu")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa đăng nhập được")
    assert not axe(page)


def test_every_page_fits_a_phone_a_zoomed_screen_and_a_thumb(browse: Browse) -> None:
    page = browse("phone")
    for address in PAGES:
        page.goto(address)
        settle(page)
        assert page.evaluate(TOO_SMALL) == [], address
        for width in (320, 360, 640):  # 640: a desktop of 1280 at 200 %
            page.set_viewport_size({"width": width, "height": 740})
            assert too_wide(page) == 0, (address, width)
        page.set_viewport_size({"width": 360, "height": 740})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(CLIPPED) == [], address
        assert too_wide(page) == 0, (address, "letters twice as large")


def test_somebody_without_a_mouse_signs_in_and_sorts_a_table(browse: Browse) -> None:
    begin()
    a_user(a_party(), username="lan")
    page = browse("desktop")
    page.goto("/tai-khoan/dang-nhap")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("lan")
    tab_to(page, "input[type=password]")
    page.keyboard.type("mat-khau-dai-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Đăng xuất")).to_be_visible()

    page.goto(LIVING)
    tab_to(page, "#bang-cot-kg")
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Khối lượng")
    expect(page.locator("#bang-cot-kg")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Khối lượng")
    expect(page.locator("tbody tr").first).to_contain_text("99")
    assert "sap-xep=-kg" in page.url


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the focus stands there."""
    for _ in range(most):
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reaches {selector}")


def test_a_dialog_keeps_the_keyboard_until_it_is_answered(browse: Browse) -> None:
    page = browse("desktop")
    page.goto(LIVING)
    opener = page.locator("[data-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Thu hồi lô L260907?")
    expect(dialog).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!document.activeElement || document.activeElement === document.body"
            " || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_without_javascript_everything_can_still_be_done(browse: Browse) -> None:
    page = browse("desktop", script=False)
    page.goto(LIVING)
    page.get_by_role("link", name="Ngày", exact=True).click()
    assert "sap-xep=ngay" in page.url
    page.get_by_label("Tìm").fill("mat ong")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("#bang tbody tr")).to_have_count(8)
    expect(page.locator("#bang tbody")).not_to_contain_text("Miến dong")
    assert "sap-xep=ngay" in page.url
    page.get_by_role("link", name="Sau").click()
    expect(page.get_by_text("Trang 2 / 2")).to_be_visible()
    expect(page.locator("ng-chart table").first).to_be_visible()
    expect(page.get_by_text("Điểm thu mua số 2", exact=True)).to_be_visible()
    page.get_by_role("link", name="Thu hồi lô này").click()
    page.get_by_role("button", name="Thu hồi").click()
    expect(page.get_by_text("Đã làm thử")).to_be_visible()
    page.goto("/giao-dien/tien-do?buoc=5")
    page.get_by_role("link", name="Xem tiến độ mới nhất").click()
    expect(page.get_by_text("1.200 dòng đã nhập")).to_be_visible()


def test_a_filter_narrows_the_table_in_place_and_a_dead_end_says_the_way_out(browse: Browse) -> None:
    page = browse("phone")
    page.goto(LIVING)
    unfold(page, "#bang")
    page.get_by_label("Bằng chứng").select_option(label="tự khai")
    expect(page.locator("#bang tbody tr").first).to_contain_text("tự khai")
    expect(page.get_by_label("Bằng chứng"), "what was chosen stays in view").to_be_visible()
    expect(page.locator("#bang tbody")).not_to_contain_text("có chứng từ")
    page.get_by_label("Tìm").fill("không đâu có")
    page.get_by_label("Tìm").press("Enter")
    page.get_by_role("link", name="Bỏ mọi điều kiện").click()
    expect(page.get_by_text("1–8 trong 60 dòng")).to_be_visible()


def test_charts_and_maps_are_drawn_within_the_content_policy(browse: Browse) -> None:
    page = browse("desktop")
    policy = page.goto(LIVING).header_value("content-security-policy")  # type: ignore[union-attr]
    assert policy
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    settle(page)
    inked = page.evaluate(
        """() => [...document.querySelectorAll('ng-chart canvas')].map((one) =>
            one.getContext('2d').getImageData(0, 0, one.width, one.height).data
               .filter((byte, at) => at % 4 == 3 && byte).length)"""
    )
    assert len(inked) == 2
    assert min(inked) > 2_000
    page.locator("ng-chart canvas").first.hover(position={"x": 200, "y": 150})
    page.get_by_role("button", name="Xem Nương Đồi Cao trên bản đồ").click()
    expect(page.locator(".map-name", has_text="Nương Đồi Cao")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_on_a_small_screen_rows_come_before_filters_which_a_key_unfolds(browse: Browse, script: bool) -> None:
    page = browse("phone", script=script)
    page.goto(LIVING)
    fields = page.locator("#bang .filters select")
    assert not any(one.is_visible() for one in fields.all())
    expect(page.locator("#bang").get_by_label("Tìm")).to_be_visible()
    tab_to(page, "#bang-mo")
    page.keyboard.press("Space")
    for one in fields.all():
        expect(one).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#bang-mo")).to_be_hidden()
    expect(page.get_by_label("Bằng chứng")).to_be_visible()


def test_long_work_tells_how_far_it_is_until_it_is_done(browse: Browse) -> None:
    page = browse("phone")
    page.goto("/giao-dien/tien-do?buoc=4")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "800")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1000", timeout=8_000)
    expect(page.get_by_role("alert")).to_contain_text("1.200 dòng đã nhập", timeout=8_000)


def test_the_public_page_weighs_at_most_50_kb_with_its_letters_and_runs_no_script(browse: Browse) -> None:
    loaded = weigh(browse("phone"), PUBLIC)
    assert sum(loaded.values()) <= 50_000, loaded
    assert not [address for address in loaded if address.endswith(".js")]
    letters = {Path(address).name.split(".")[0] for address in loaded if address.endswith(FONTS)}
    assert letters == {
        f"be-vietnam-pro-{part}-{weight}" for part in ("core", "vietnamese") for weight in (400, 600)
    }


def test_the_other_pages_weigh_at_most_200_kb_at_first_load(browse: Browse) -> None:
    for address in (LIVING, "/tai-khoan/dang-nhap", "/giao-dien/loi/404"):
        loaded = weigh(browse("desktop"), address)
        assert sum(loaded.values()) <= 200_000, loaded


def test_paper_shows_what_counts_and_no_buttons(browse: Browse) -> None:
    page = browse("desktop")
    page.goto(LIVING)
    page.emulate_media(media="print")
    expect(page.locator(".nav")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("#bang tbody tr").first).to_be_visible()
    expect(page.locator("#bang thead").first).to_be_visible()
