"""Pictures of the goods: drawings, since there is nothing that could be photographed. One product has none, so that
there is a record to complete."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from PIL import Image, ImageDraw

from nguongoc.config.demo.province import Province
from nguongoc.registry.products.actions import add_image
from nguongoc.reports.start import demonstration as names

WIDTH, HEIGHT = 1280, 960
TEA, LEAF, PALE, EARTH, HONEY, WATER, INK = (
    *("#1d5c3f", "#7fb069", "#eef3e6", "#8a5a2b", "#d9931e", "#cfe3ea"),
    "#22352c",
)
Draw = Callable[[ImageDraw.ImageDraw], None]


def load(province: Province, *, at: datetime) -> None:
    """A drawing for every product of `DRAWN`."""
    for gtin, (ground, draw, caption) in DRAWN.items():
        picture = Image.new("RGB", (WIDTH, HEIGHT), ground)
        draw(ImageDraw.Draw(picture))
        written = io.BytesIO()
        picture.save(written, "PNG")
        add_image(
            province.products[gtin],
            written,
            name="hinh-ve-trinh-dien.png",
            caption=caption,
            actor=None,
            at=at,
        )


def _leaf(on: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: str) -> None:
    """A leaf with its rib: where two circles overlap."""
    half = Image.new("1", (2 * size, 2 * size))
    one, other = Image.new("1", half.size), Image.new("1", half.size)
    ImageDraw.Draw(one).ellipse((-size, 0, size, 2 * size), fill=1)
    ImageDraw.Draw(other).ellipse((0, -size // 3, 2 * size, 2 * size - size // 3), fill=1)
    half.paste(one, mask=other)
    on.bitmap((x, y), half, fill=colour)
    on.line((x + size // 4, y + size // 5, x + size, y + 2 * size - size // 2), fill=PALE, width=6)


def _box(on: ImageDraw.ImageDraw) -> None:
    on.polygon([(430, 250), (850, 250), (900, 200), (480, 200)], fill="#2f7a56")
    on.polygon([(850, 250), (900, 200), (900, 730), (850, 790)], fill="#174a33")
    on.rectangle((430, 250, 850, 790), fill=TEA)
    on.rounded_rectangle((490, 330, 790, 640), 18, fill=PALE)
    _leaf(on, 585, 375, 110, LEAF)
    on.rectangle((490, 690, 790, 704), fill=LEAF)
    on.rectangle((540, 730, 740, 742), fill=LEAF)


def _bag(on: ImageDraw.ImageDraw) -> None:
    on.polygon([(420, 230), (860, 230), (900, 800), (380, 800)], fill="#3f8f63")
    on.rectangle((420, 230, 860, 290), fill=TEA)
    on.ellipse((500, 390, 780, 670), fill=PALE)
    _leaf(on, 588, 435, 95, TEA)
    on.rectangle((470, 730, 810, 744), fill=PALE)


def _noodles(on: ImageDraw.ImageDraw) -> None:
    on.rounded_rectangle((330, 290, 950, 730), 40, fill="#f7f2e4", outline="#cbbf9c", width=6)
    for row in range(9):
        y = 330 + 42 * row
        for x in range(370, 900, 80):
            on.arc((x, y - 16, x + 46, y + 22), 180, 360, fill="#b9aa83", width=7)
            on.arc((x + 40, y - 16, x + 86, y + 22), 0, 180, fill="#b9aa83", width=7)
    on.rectangle((330, 440, 950, 580), fill=EARTH)
    on.rounded_rectangle((520, 465, 760, 555), 14, fill="#f7f2e4")


def _jar(on: ImageDraw.ImageDraw) -> None:
    on.rounded_rectangle((470, 190, 810, 280), 20, fill=INK)
    on.rounded_rectangle((430, 270, 850, 800), 70, fill="#f0c25a", outline="#c98a1a", width=8)
    on.rounded_rectangle((446, 400, 834, 784), 56, fill=HONEY)
    middle, size = (640, 585), 105
    on.regular_polygon((*middle, size), 6, rotation=30, fill=PALE)
    on.regular_polygon((*middle, size - 40), 6, rotation=30, fill="#f0c25a")


def _fish(on: ImageDraw.ImageDraw) -> None:
    on.ellipse((170, 600, 1110, 720), fill="#b7d3dc")
    on.polygon([(880, 470), (1100, 340), (1050, 470), (1110, 590)], fill="#5d6f78")
    on.polygon([(500, 372), (640, 300), (720, 380)], fill="#5d6f78")
    on.ellipse((210, 350, 950, 620), fill="#74868f")
    on.chord((210, 350, 950, 620), 15, 165, fill="#d8dfe1")
    for x in range(400, 840, 70):
        on.polygon([(x, 470), (x + 22, 450), (x + 44, 470), (x + 22, 490)], fill="#e9eef0")
    on.ellipse((300, 440, 332, 472), fill=INK)


DRAWN: dict[str, tuple[str, Draw, str]] = {
    names.SHAN: ("#e9efe2", _box, "Hình vẽ: hộp chè Shan tuyết (trình diễn)"),
    names.GREEN: ("#eaf1e4", _bag, "Hình vẽ: túi chè xanh (trình diễn)"),
    names.NOODLES: ("#efe6d3", _noodles, "Hình vẽ: gói miến dong (trình diễn)"),
    names.HONEY: ("#f8eed8", _jar, "Hình vẽ: chai mật ong (trình diễn)"),
    names.FISH: (WATER, _fish, "Hình vẽ: cá tầm (trình diễn)"),
}
