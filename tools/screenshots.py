"""The pictures of README and docs, taken of the demonstration province as it runs now.

    python tools/screenshots.py             all of them, into docs/images/
    python tools/screenshots.py public-page start-quality

A fresh store in a temporary folder, the real `nguongoc run --demo`, a real Chromium. The goods come from the
demonstration's own seed; the dates are those of the day on which the pictures are taken.
"""

from __future__ import annotations

import io
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import browser
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from nguongoc.reports.start.demonstration import GAP, PASSWORD, SHAN, path, showcase

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
]
PATIENCE = 180.0
HEAVIEST = 200_000
PHONE, DESK = (360, 740), (1200, 800)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file, the page, who is signed in ("" nobody), the window, and whether all of the page is
    shown or only what the window holds."""

    name: str
    address: str
    account: str = ""
    window: tuple[int, int] = DESK
    whole: bool = False


PICTURES = (
    Picture("public-page", showcase(), window=PHONE, whole=True),
    Picture("public-page-gap", path(SHAN, GAP), window=PHONE, whole=True),
    Picture("public-help", "/tro-giup/trang-cong-khai", window=PHONE, whole=True),
    Picture("demonstration", "/trinh-dien/"),
    Picture("sign-in-help", "/tai-khoan/dang-nhap#tro-giup"),
    Picture("start-quality", "/", "trinhdien-chatluong"),
    Picture("start-officer", "/", "trinhdien-sokhcn"),
    Picture("lots-officer", "/lo-hang/?chuoi=thieu", "trinhdien-sokhcn"),
    Picture("components", "/giao-dien/"),
)


def main(asked: list[str]) -> int:
    """Take the pictures that were asked for, all where none was. 2: a name is unknown, or Chromium is missing."""
    unknown = sorted(set(asked) - {one.name for one in PICTURES})
    if unknown:
        print(f"no such picture: {', '.join(unknown)}", file=sys.stderr)
        return 2
    chromium = browser.find()
    if chromium is None:
        print("Không có Chromium (no Chromium: apt install chromium-headless-shell)", file=sys.stderr)
        return 2
    with running() as site, sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=QUIET)
        for one in PICTURES:
            if not asked or one.name in asked:
                save(one, taken(launched, site, one))
    return 0


@contextmanager
def running() -> Iterator[str]:
    """The demonstration province on a free port, gone afterwards; the answer is its address."""
    with tempfile.TemporaryDirectory(prefix="nguongoc-pictures-") as folder:
        port = free_port()
        command = [sys.executable, "-c", "import sys; from nguongoc.config.cli import main; sys.exit(main())"]
        arguments = ["run", "--demo", "--data", folder, "--port", str(port)]
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL)
        try:
            site = f"http://localhost:{port}"
            wait_until_served(site + showcase(), process)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(address: str, process: subprocess.Popen[bytes]) -> None:
    """Come back when the address answers. Raises RuntimeError when the run ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 (our own http address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise RuntimeError(f"the demonstration does not answer at {address}")


def taken(launched: Browser, site: str, picture: Picture) -> bytes:
    """The page as a PNG, one pixel a point."""
    width, height = picture.window
    context = launched.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        color_scheme="light",
        reduced_motion="reduce",
        locale="vi-VN",
    )
    page = context.new_page()
    if picture.account:
        sign_in(page, picture.account)
    answer = page.goto(picture.address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise RuntimeError(f"{picture.address} answers {answer and answer.status}")
    page.evaluate("document.fonts.ready")
    shot = page.screenshot(full_page=picture.whole, animations="disabled")
    context.close()
    return shot


def sign_in(page: Page, account: str) -> None:
    """Through the door, as people do."""
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(account)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Đăng xuất").wait_for()


def save(picture: Picture, shot: bytes) -> None:
    """Write it with at most 256 colours: our pages are flat, and the repository stays light. Raises
    RuntimeError when it is too heavy all the same."""
    target = IMAGES / f"{picture.name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    few = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}  {few.width} × {few.height}  {size / 1000:.0f} KB")
    if size > HEAVIEST:
        raise RuntimeError(f"{target.name} weighs {size} bytes, more than {HEAVIEST}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
