"""Labels as PDF pages: what all bear is drawn once and placed on each, the QR code as a one-bit picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from string import digits
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from nguongoc.domain.stamps.fonts import Fonts
from nguongoc.domain.stamps.label import EAN_QUIET, GS1_128_QUIET, Label, bars, ean, matrix, readable
from nguongoc.domain.stamps.layout import MM, Box, Design, Words
from nguongoc.domain.stamps.numbers import ALPHABET

QUIET = 4
"""Quiet zone of a QR code, in modules."""
WIDEST_MODULE = 0.495
"""Of a barcode, mm: its modules are as wide as its box lets them be, up to the least of a logistic label."""
_COMMON = "chung"
_NUMBER_LETTERS = sorted({*ALPHABET, *digits, "-"})
"""What control numbers and scratch codes are written with."""
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
    control, scratch = (_writer(canvas, words, fonts) for words in (design.control, design.scratch))
    for some in _by_page(labels, sheet.per_page):
        for (x, y), label in zip(corners, some, strict=False):
            canvas._code.append(f"q 1 0 0 1 {x:.3f} {y:.3f} cm")
            canvas.doForm(_COMMON)
            if design.qr:
                canvas._code.append(_qr(design.qr, label.uri))
            control(label.control)
            scratch(label.scratch)
            _draw_carried(canvas, design, label, fonts)
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


def _draw_carried(canvas: Any, design: Design, label: Label, fonts: Fonts) -> None:
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
    shown = f"{gtin[1]} {gtin[2:8]} {gtin[8:]}"
    _draw_bars(canvas, box, ean(gtin), EAN_QUIET, shown, fonts)


def _draw_bars(canvas: Any, box: Box, row: str, quiet: tuple[int, int], shown: str, fonts: Fonts) -> None:
    """Bars with what they carry below, for people."""
    module = min(WIDEST_MODULE, box.width / (len(row) + sum(quiet)))
    x = (box.x + quiet[0] * module) * MM
    path = canvas.beginPath()
    for start, length in runs(row):
        path.rect(
            x + start * module * MM,
            (box.y + box.below) * MM,
            length * module * MM,
            (box.height - box.below) * MM,
        )
    canvas.drawPath(path, stroke=0, fill=1)
    size = line_size(box, shown, len(row) * module, fonts)
    _write(canvas, Words(box.x + quiet[0] * module, box.y + box.below * 0.15, size, ""), shown, fonts)


def line_size(box: Box, shown: str, width: float, fonts: Fonts) -> float:
    """Points: as high as the line below the bars lets the text be, and no longer than the bars (mm) are wide."""
    high = box.below * MM * 0.95
    return min(high, high * width * MM / fonts.width(shown, high))


def runs(row: str) -> Iterator[tuple[int, int]]:
    """Where the dark bars of a row begin, and how many modules wide they are."""
    start = row.find("1")
    while start >= 0:
        end = row.find("0", start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find("1", end)


def _writer(canvas: Any, words: Words | None, fonts: Fonts) -> Callable[[str], None]:
    """Writes numbers at one place. Each letter that a number can have is asked of reportlab once: asking again for
    every label took a third of the time. Raises KeyError for any other letter."""
    if words is None:
        return lambda text: None
    made = {letter: _operators(canvas, words, letter, fonts) for letter in _NUMBER_LETTERS}
    (head,) = {one[0] for one in made.values()}  # one font file holds them all
    (tail,) = {one[2] for one in made.values()}
    letters = {letter: one[1] for letter, one in made.items()}
    return lambda text: canvas._code.append(f"{head}{''.join(letters[letter] for letter in text)}{tail}")


def _operators(canvas: Any, words: Words, text: str, fonts: Fonts) -> tuple[str, str, str]:
    """What writes this text, taken apart: before it, itself as a PDF string has it, after it."""
    _write(canvas, words, text, fonts)
    made = str(canvas._code.pop())
    start, end = made.index("(") + 1, made.rindex(")")
    return made[:start], made[start:end], made[end:]


def _write(canvas: Any, words: Words, text: str, fonts: Fonts) -> None:
    line: Any = canvas.beginText(words.x * MM, words.y * MM)
    for name, run in fonts.runs(text, bold=words.bold):
        line.setFont(name, words.size)
        line.textOut(run)
    canvas.drawText(line)
