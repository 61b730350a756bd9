"""Drawn symbols, read back from their own pixels."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from nguongoc.domain.gs1 import elements, symbols
from nguongoc.domain.gs1.symbols import Symbol
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused

GTIN = "08938505970011"
LINK = f"https://tx.laichau.gov.vn/01/{GTIN}/10/A%2FB/21/K7Q2?17=261200"
ELEMENTS = elements.parse_bracketed(f"(01){GTIN}(10)A\\(B)%(17)261200")


def _read(image: Image.Image) -> tuple[bytes, str]:
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return found.bytes, found.symbology_identifier


def _rendered(svg: str) -> Image.Image:
    """The SVG's own rectangles, drawn on a grid of eight pixels a unit."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size is not None
    canvas = np.full((int(size[2]) * 8, int(size[1]) * 8), 255, dtype=np.uint8)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", svg):
        left, top = int(x) * 8, int(y) * 8
        canvas[top : top + int(height) * 8, left : left + int(width) * 8] = 0
    return Image.fromarray(canvas)


@pytest.mark.parametrize(
    ("symbol", "content", "identifier"),
    [
        (symbols.qr(LINK), LINK.encode(), "]Q1"),
        (symbols.datamatrix(ELEMENTS), f"01{GTIN}10A(B)%\x1d17261200".encode(), "]d2"),
        (symbols.gs1_128(ELEMENTS), f"01{GTIN}10A(B)%\x1d17261200".encode(), "]C1"),
    ],
)
def test_a_symbol_reads_back_from_svg_and_png(symbol: Symbol, content: bytes, identifier: str) -> None:
    assert _read(_rendered(symbol.svg())) == (content, identifier)
    assert _read(Image.open(io.BytesIO(symbol.png(scale=4)))) == (content, identifier)


def test_the_quiet_zone_is_as_wide_as_the_standard_asks() -> None:
    symbol = symbols.qr(LINK)
    pixels = np.array(Image.open(io.BytesIO(symbol.png(scale=1))))
    assert symbol.quiet == 4
    assert pixels[:4].all()
    assert pixels[:, :4].all()
    assert pixels[-4:].all()
    assert pixels[:, -4:].all()


def test_nothing_invalid_is_drawn() -> None:
    for draw in (
        lambda: symbols.qr("https://tx.vn/01/08938505970012"),
        lambda: symbols.qr("hello"),
        lambda: symbols.datamatrix([Element("01", "08938505970012")]),
        lambda: symbols.gs1_128([Element("10", "L1")]),
        lambda: symbols.datamatrix([]),
    ):
        with pytest.raises(Refused):
            draw()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(Refused):
        symbols.gs1_128(elements.parse_bracketed(f"(01){GTIN}(10){'A' * 20}(21){'B' * 20}"))
    with pytest.raises(Refused):
        symbols.qr(f"https://tx.vn/01/{GTIN}?x=" + "a" * 4000)
