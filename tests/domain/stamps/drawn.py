"""What a test needs to look at labels as a phone does: fonts, a sheet, pages as pictures, symbols read back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image

from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.fonts import Fonts, load
from nguongoc.domain.stamps.label import Label
from nguongoc.domain.stamps.layout import Sheet

FOLDER = Path(__file__).parents[3] / "src/nguongoc/foundation/shared/static/vendor/fonts"
GTIN = "08938505970011"
INTERNAL = "00200000000110"
SAID = {
    "product": "Chè Shan tuyết cổ thụ Sin Suối Hồ, hộp 100 g",
    "owner": "HTX chè Mẫu Ẫm Ễnh (trình diễn)",
    "net": "Khối lượng tịnh: 100 g",
    "lot": "Số lô: L260912",
    "expires": "HSD: 12/09/2028",
    "hint": "Quét mã để truy xuất nguồn gốc",
}
A4 = Sheet(210, 297, 63.5, 33.9, 3, 8, 7.2, 13, 2.5, 0, 26, 7.5, 5, tuple(SAID))


def the_fonts() -> Fonts:
    if not (FOLDER / "be-vietnam-pro-latin-400-normal.ttf").is_file():
        pytest.skip("the fonts are missing: `make setup` makes them")
    return load(FOLDER)


def some_labels(count: int, *, first: int = 12_000_001, gtin: str = GTIN) -> list[Label]:
    return [
        Label(
            f"https://truyxuat.laichau.example.vn/01/{gtin}/21/{numbers.serial(gtin, None)}",
            numbers.control(first + place),
            numbers.scratch_code(),
        )
        for place in range(count)
    ]


def page_pictures(pdf: bytes, sheet: Sheet, pages: int, folder: Path, *, dpi: int = 200) -> list[Image.Image]:
    """Each page of a PDF as a picture."""
    (folder / "labels.pdf").write_bytes(pdf)
    size = f"width: {sheet.page_width}mm, height: {sheet.page_height}mm"
    shown = "\n".join(f'#image("labels.pdf", page: {page}, {size})' for page in range(1, pages + 1))
    (folder / "labels.typ").write_text(f"#set page({size}, margin: 0pt)\n{shown}", encoding="utf-8")
    found: Any = typst.compile(folder / "labels.typ", format="png", ppi=dpi)
    return [
        Image.open(io.BytesIO(one)).convert("L") for one in (found if isinstance(found, list) else [found])
    ]


def read_back(picture: Image.Image) -> list[str]:
    """What every symbol of a picture holds."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]
