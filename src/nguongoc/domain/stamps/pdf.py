"""Labels as PDF pages: what all bear is drawn once and placed on each, the QR code as a one-bit picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from nguongoc.domain.stamps.fonts import Fonts
from nguongoc.domain.stamps.label import EAN_QUIET, GS1_128_QUIET, Label, bars, ean, matrix, readable
from nguongoc.domain.stamps.layout import MM, Box, Design, Words

QUIET = 4
"""Quiet zone of a QR code, in modules."""
WIDEST_MODULE, BELOW_BARS = 0.495, 2.6
"""Of a barcode, mm: its modules are as wide as its box lets them be, up to the least of a logistic label; and the
height of the readable line below."""
_COMMON = "chung"
_ONE_AT_A_TIME = Lock()
"""A font remembers which letters the document at hand uses: two documents at once would mix them."""
rl_config.useA85 = 0  # streams stay bytes: a fourth smaller, and faster written


def pages(design: Design, labels: Iterable[Label], fonts: Fonts, *, gtin: str = "", title: str = "") -> bytes:
    """A PDF of all these labels. Memory grows with them: some thousand at a time (`LabelPart`)."""
    with _ONE_AT_A_TIME:
        return _pages(design, labels, fonts, gtin, title)


def _pages(design: Design, labels: Iterable[Label], fonts: Fonts, gtin: str, title: str) -> bytes:
    sheet = design.sheet
    target = io.BytesIO()
    size = (sheet.page_width * MM, sheet.page_height * MM)
    canvas: Any = Canvas(target, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    _draw_common(canvas, design, fonts, gtin)
    corners = [(x * MM, y * MM) for x, y in sheet.corners()]
    for some in _by_page(labels, sheet.per_page):
        for (x, y), label in zip(corners, some, strict=False):
            canvas._code.append(f"q 1 0 0 1 {x:.3f} {y:.3f} cm")
            canvas.doForm(_COMMON)
            _draw_own(canvas, design, label, fonts)
            canvas._code.append("Q")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _by_page(labels: Iterable[Label], size: int) -> Iterator[Sequence[Label]]:
    rest = iter(labels)
    while some := list(islice(rest, size)):
        yield some


def _draw_common(canvas: Any, design: Design, fonts: Fonts, gtin: str) -> None:
    sheet = design.sheet
    canvas.beginForm(_COMMON, 0, 0, sheet.label_width * MM, sheet.label_height * MM)
    for words in design.words:
        _write(canvas, words, words.text, fonts)
    if design.ean:
        _draw_ean(canvas, design.ean, gtin, fonts)
    canvas.endForm()


def _draw_own(canvas: Any, design: Design, label: Label, fonts: Fonts) -> None:
    if design.qr:
        canvas._code.append(_qr(design.qr, label.uri))
    if design.control:
        _write(canvas, design.control, label.control, fonts)
    if design.scratch:
        _write(canvas, design.scratch, label.scratch, fonts)
    for box, carried in zip(design.bars, label.carried, strict=False):
        _draw_bars(canvas, box, bars(carried), (GS1_128_QUIET, GS1_128_QUIET), readable(carried), fonts)


def _qr(box: Box, uri: str) -> str:
    """The operators of an inline picture whose quiet zone fills the rest of its box."""
    found = matrix(uri)
    module = box.width / (found.side + 2 * QUIET)
    side = found.side * module * MM
    x, y = (box.x + QUIET * module) * MM, (box.y + QUIET * module) * MM
    return (
        f"q {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {found.side} /H {found.side} /BPC 1 /CS /G /F /AHx ID "
        f"{found.bits.hex()}> EI Q"
    )


def _draw_ean(canvas: Any, box: Box, gtin: str, fonts: Fonts) -> None:
    digits = gtin[1:]
    shown = f"{digits[0]} {digits[1:7]} {digits[7:]}"
    _draw_bars(canvas, box, ean(gtin), EAN_QUIET, shown, fonts)


def _draw_bars(canvas: Any, box: Box, row: str, quiet: tuple[int, int], shown: str, fonts: Fonts) -> None:
    """Bars with what they carry below, for people."""
    module = min(WIDEST_MODULE, box.width / (len(row) + sum(quiet)))
    x = (box.x + quiet[0] * module) * MM
    path = canvas.beginPath()
    for start, length in runs(row):
        path.rect(
            x + start * module * MM,
            (box.y + BELOW_BARS) * MM,
            length * module * MM,
            (box.height - BELOW_BARS) * MM,
        )
    canvas.drawPath(path, stroke=0, fill=1)
    size = min(7.0, 7.0 * len(row) * module * MM / fonts.width(shown, 7.0))
    _write(canvas, Words(box.x + quiet[0] * module, box.y + 0.4, size, ""), shown, fonts)


def runs(row: str) -> Iterator[tuple[int, int]]:
    """Where the dark bars of a row begin, and how many modules wide they are."""
    start = row.find("1")
    while start >= 0:
        end = row.find("0", start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find("1", end)


def _write(canvas: Any, words: Words, text: str, fonts: Fonts) -> None:
    line: Any = canvas.beginText(words.x * MM, words.y * MM)
    for name, run in fonts.runs(text, bold=words.bold):
        line.setFont(name, words.size)
        line.textOut(run)
    canvas.drawText(line)
