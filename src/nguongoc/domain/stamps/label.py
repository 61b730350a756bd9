"""What differs from label to label, and the symbols of one label as modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import zxingcpp

from nguongoc.domain.gs1 import elements, keys
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

EAN_QUIET = (11, 7)
"""Quiet zone of an EAN-13, left and right, in modules (General Specifications 5.2.3.4)."""
GS1_128_QUIET = 10


@dataclass(frozen=True, slots=True)
class Label:
    """One label. `uri`: what its QR code holds. `carried`: what each of its GS1-128 symbols carries."""

    uri: str = ""
    control: str = ""
    scratch: str = ""
    carried: tuple[tuple[Element, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A QR code: `side` modules without quiet zone; `bits` row by row, a byte-aligned row each, 1 is light."""

    side: int
    bits: bytes

    def rows(self) -> list[list[bool]]:
        """Dark modules, row by row."""
        width = (self.side + 7) // 8
        lines = [self.bits[at * width : (at + 1) * width] for at in range(self.side)]
        return [[not line[at >> 3] >> (7 - (at & 7)) & 1 for at in range(self.side)] for line in lines]


def matrix(uri: str) -> Matrix:
    """The QR code, error correction M, of an address that is known to be a valid Digital Link."""
    pixels = _pixels(uri, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    packed = np.packbits(pixels != 0, axis=1, bitorder="big")
    return Matrix(len(pixels), packed.tobytes())


@lru_cache(maxsize=64)
def bars(carried: tuple[Element, ...]) -> str:
    """A GS1-128 as a row of `1` (dark) and `0`. Raises Refused when a value is not valid.

    What needs what is asked of all symbols of a label together (`together`): (37) may stand apart from its (02).
    """
    wrong = elements.problems(carried, associations=False)
    if wrong:
        raise Refused(wrong)
    text = "".join(f"[{ai}]{value}" for ai, value in carried)
    return _row(_pixels(text, zxingcpp.BarcodeFormat.Code128, gs1=True))


def together(carried: Sequence[tuple[Element, ...]]) -> None:
    """Raises Refused when what the symbols of one label carry is not valid together."""
    wrong = elements.problems([element for one in carried for element in one])
    if wrong:
        raise Refused(wrong)


@lru_cache(maxsize=64)
def ean(gtin: str) -> str:
    """The EAN-13 of a GTIN as a row of `1` (dark) and `0`, 95 modules.

    Raises Refused for a GTIN-14 that has no 13 digits, and for a number that is ours and not GS1's: a till would
    take it for somebody's weighed goods.
    """
    if keys.is_restricted(gtin):
        raise Refused(_internal())
    return _row(_pixels(keys.gtin_as(gtin, 13), zxingcpp.BarcodeFormat.EAN13))


def readable(carried: Sequence[Element]) -> str:
    """What stands below a GS1-128 for people: `(00) 393…`."""
    return " ".join(elements.hri(carried))


def _row(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> str:
    return "".join("0" if module else "1" for module in pixels[0])


def _pixels(text: str, format: Any, **options: object) -> np.ndarray[Any, np.dtype[np.uint8]]:
    barcode = zxingcpp.create_barcode(text, format, **options)
    return np.asarray(barcode.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)


def _internal() -> Problem:
    why = Text(
        "Sản phẩm này mang mã nội bộ nên không in được EAN-13: quầy thu ngân sẽ đọc nhầm. Hãy chọn mẫu không có "
        "EAN-13, hoặc đăng ký mã GTIN với GS1 Việt Nam.",
        "This product has an internal number, which cannot be printed as EAN-13: a till would misread it. Choose a "
        "template without EAN-13, or get a GTIN from GS1 Vietnam.",
    )
    return Problem("has_ean", why, "internal-number")
