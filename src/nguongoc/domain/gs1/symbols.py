"""Drawing QR codes, GS1 DataMatrix and GS1-128 as SVG or PNG.

The drawing library draws whatever it is handed, a wrong check digit too; so nothing is drawn here that was not
read and found valid first.

Source: GS1 General Specifications 5 (symbols); ISO/IEC 18004 (QR), 16022 (DataMatrix), 15417 (Code 128).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import zxingcpp

from nguongoc.domain.gs1 import digital_link, elements
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

# GS1-128 holds at most 48 characters behind its first FNC1 (General Specifications 5.4.1).
_MOST_IN_GS1_128 = 48
# A GS1-128 on a logistic label is at least 32 mm high: 65 modules of 0.495 mm.
_BAR_HEIGHT = 65


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as its modules: `rows` of bytes, 0 dark and 255 light, without quiet zone.

    `quiet`: the quiet zone in modules. `height`: how many modules high one row is drawn (1, or a bar's height).
    """

    rows: tuple[bytes, ...]
    quiet: int
    height: int

    def svg(self) -> str:
        """An SVG document, one unit a module."""
        width, height = self._size()
        bars = "".join(
            f"M{self.quiet + start} {self.quiet + row * self.height}h{length}v{self.height}h-{length}z"
            for row, line in enumerate(self.rows)
            for start, length in _runs(line)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{bars}"/></svg>\n'
        )

    def png(self, *, scale: int = 8) -> bytes:
        """A PNG image in black and white, `scale` pixels a module."""
        width, height = self._size()
        side = b"\xff" * (self.quiet * scale)
        empty = _packed(b"\xff" * (width * scale))
        lines = [
            _packed(side + b"".join(bytes([module]) * scale for module in row) + side) for row in self.rows
        ]
        body = [line for line in lines for _ in range(self.height * scale)]
        margin = [empty] * (self.quiet * scale)
        header = struct.pack(">IIBBBBB", width * scale, height * scale, 1, 0, 0, 0, 0)
        data = zlib.compress(b"".join(b"\0" + line for line in (*margin, *body, *margin)), 9)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")

    def _size(self) -> tuple[int, int]:
        return len(self.rows[0]) + 2 * self.quiet, len(self.rows) * self.height + 2 * self.quiet


def qr(uri: str) -> Symbol:
    """A QR code, error correction M, that holds a Digital Link. Raises Refused when it is none or too long."""
    digital_link.parse(uri)
    return Symbol(_modules(uri, zxingcpp.BarcodeFormat.QRCode, "QR", ec_level="M"), quiet=4, height=1)


def datamatrix(found: Sequence[Element]) -> Symbol:
    """A GS1 DataMatrix. Raises Refused when the elements are not valid together, or too long."""
    text = _drawable(found)
    # One module of quiet zone is the least; two survive a careless cut.
    return Symbol(
        _modules(text, zxingcpp.BarcodeFormat.DataMatrix, "GS1 DataMatrix", gs1=True), quiet=2, height=1
    )


def gs1_128(found: Sequence[Element]) -> Symbol:
    """A GS1-128. Raises Refused when the elements are not valid together, or longer than 48 characters."""
    text = _drawable(found)
    if len(elements.raw(found)) - 1 > _MOST_IN_GS1_128:
        raise Refused(_not_drawn("GS1-128"))
    rows = _modules(text, zxingcpp.BarcodeFormat.Code128, "GS1-128", gs1=True)
    return Symbol(rows[:1], quiet=10, height=_BAR_HEIGHT)


def _drawable(found: Sequence[Element]) -> str:
    """The elements as the drawing library wants them: square brackets never occur in the data."""
    wrong = elements.problems(found)
    if wrong or not found:
        raise Refused(wrong or _not_drawn("GS1"))
    return "".join(f"[{ai}]{value}" for ai, value in found)


def _modules(text: str, format: Any, name: str, **options: object) -> tuple[bytes, ...]:
    try:
        barcode = zxingcpp.create_barcode(text, format, **options)
    except ValueError as error:
        raise Refused(_not_drawn(name)) from error
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image)
    width = pixels.shape[1] if pixels.shape else 0
    flat = bytes(pixels)
    return tuple(flat[start : start + width] for start in range(0, len(flat), width))


def _runs(line: bytes) -> Iterator[tuple[int, int]]:
    """Where dark runs begin in a row, and how long they are."""
    start = line.find(0)
    while start >= 0:
        end = line.find(255, start)
        end = len(line) if end < 0 else end
        yield start, end - start
        start = line.find(0, end)


def _packed(line: bytes) -> bytes:
    """Eight pixels a byte, the last byte filled up with light ones."""
    bits = line.translate(_TO_BITS) + b"1" * (-len(line) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


_TO_BITS = bytes(ord("0") if value == 0 else ord("1") for value in range(256))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _not_drawn(name: str) -> Problem:
    text = Text(
        f"Dữ liệu này không vẽ được thành mã {name}: quá dài hoặc để trống. Hãy bớt thông tin hoặc dùng mã 2D.",
        f"this cannot be drawn as {name}: it is empty or too long; leave something out or use a 2D symbol",
    )
    return Problem("", text, "cannot-be-drawn")
