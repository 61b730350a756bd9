"""A real browser against a real server: Chromium at the sizes and in the lights that people have.

`browse(size, light)` opens a page that fails its test when the console says anything: a broken script, a missing
file, or something that our content policy refused.
"""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from browser import find
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

AXE = Path(__file__).resolve().parents[1] / ".vendor" / "axe.min.js"
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
Light = Literal["light", "dark"]
FONTS = (".woff2", ".woff")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this test process."""
    chromium = find()
    if not chromium:
        pytest.skip("Chromium is missing: `make test` as root, or `apt install chromium`, runs this journey")
    expect.set_options(timeout=20_000)  # two cores may be busy with other tests
    # Playwright's loop runs in this thread, which Django takes for a coroutine calling its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()


@dataclass
class Ear:
    """What a page's console said, except that its own document was a refusal (error pages are refusals)."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", lambda said: self._hear(page, said))
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))

    def _hear(self, page: Page, said: Any) -> None:
        own_refusal = "status of" in said.text and said.location.get("url") == page.url
        if said.type in ("error", "warning") and not own_refusal:
            self.heard.append(f"{page.url}: {said.text}")


@pytest.fixture
def browse(browser: Browser, live_server: Any) -> Iterator[Browse]:
    """`browse("phone", "dark", script=False)` opens a page; addresses are relative to the server."""
    ear, contexts = Ear(), list[BrowserContext]()

    def open_page(
        size: str = "desktop", light: Light = "light", *, script: bool = True, **options: Any
    ) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=light,
            java_script_enabled=script,
            locale="vi-VN",
            reduced_motion="reduce",  # what is measured must stand still
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        ear.listen(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not ear.heard


SCROLL = """async () => {
    const frame = () => new Promise((seen) => {
        requestAnimationFrame(() => seen(true))
        setTimeout(() => seen(false), 3000)
    })
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y)
        if (!await frame()) return false
    }
    scrollTo(0, 0)
    await document.fonts.ready
    return true
}"""


def settle(page: Page) -> None:
    """Scroll through the page, so that all that waits to be seen is drawn, and wait until it is.

    A Chromium with windows, on a busy machine, now and then draws no more frames until something asks for a picture.
    """
    for _ in range(5):
        if page.evaluate(SCROLL):
            break
        page.bring_to_front()
        with contextlib.suppress(TooLate):
            page.screenshot(timeout=10_000)
    else:
        pytest.fail(f"{page.url}: the browser draws no frames")
    expect(page.locator("ng-chart:not(:has(canvas))")).to_have_count(0)
    expect(page.locator("ng-map:not([empty]):not(:has(.leaflet-pane))")).to_have_count(0)


def unfold(page: Page, table: str = "") -> None:
    """On a small screen: show what a table can be filtered and sorted by."""
    page.locator(f"{table} .folding").first.click()


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong on this page, one line a rule and place: by these rules, else by all of WCAG 2.2 AA and
    by its own advice."""
    if not AXE.is_file():
        pytest.skip("axe-core is missing: `make setup` installs it")
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(
        "(runOnly) => axe.run(document, {runOnly, resultTypes: ['violations']}).then((result) => result.violations)",
        {"type": "rule" if rules else "tag", "values": rules or STANDARDS},
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def weigh(page: Page, address: str) -> dict[str, int]:
    """Open the address and weigh all it loads, in bytes on the line by address. Text files of `static/` count as the
    installed site sends them, gzipped beforehand."""
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return {answer.url: _weight(answer) for answer in answers if answer.ok}


def _weight(answer: Any) -> int:
    if "/static/" in answer.url and not answer.url.endswith(FONTS):
        return len(gzip.compress(answer.body()))
    return int(answer.request.sizes()["responseBodySize"])
