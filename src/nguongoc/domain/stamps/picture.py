"""Labels as pictures: PNG for previews and shops, ZPL for label printers, SVG for designers.

The pixels of a QR code are whole modules, so a printer that prints dot by dot prints it sharp.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from html import escape

from PIL import Image, ImageChops, ImageDraw

from nguongoc.domain.stamps.fonts import Fonts
from nguongoc.domain.stamps.label import EAN_QUIET, GS1_128_QUIET, Label, bars, ean, matrix, readable
from nguongoc.domain.stamps.layout import MM, Box, Design, Words
from nguongoc.domain.stamps.pdf import QUIET, WIDEST_MODULE, line_size, runs

INCH = 25.4
WHITE = 255  # of a picture of one bit a pixel; 1 would be drawn white and not be inverted to black
PRINTER_DPI = 203
"""Dots an inch of the usual label printer (8 a millimetre)."""


def picture(design: Design, label: Label, fonts: Fonts, *, gtin: str = "", dpi: int = 300) -> Image.Image:
    """One whole label in black (0) and white (1)."""
    common = background(design, fonts, gtin=gtin, dpi=dpi)
    _draw_own(common, design, label, fonts, dpi)
    return common


def png(design: Design, label: Label, fonts: Fonts, *, gtin: str = "", dpi: int = 300) -> bytes:
    """One label as a PNG of one bit a pixel, its resolution written inside."""
    target = io.BytesIO()
    picture(design, label, fonts, gtin=gtin, dpi=dpi).save(target, "PNG", dpi=(dpi, dpi))
    return target.getvalue()


def preview(design: Design, label: Label, fonts: Fonts, *, gtin: str = "") -> bytes:
    """One label as a PNG in shades of grey, for screens: drawn twice as fine as it is shown, so that letters are
    smooth. No printer's picture: shades are not dots."""
    fine = picture(design, label, fonts, gtin=gtin, dpi=600).convert("L")
    target = io.BytesIO()
    fine.reduce(2).save(target, "PNG", dpi=(300, 300), optimize=True)
    return target.getvalue()


def zpl(
    design: Design, labels: Iterable[Label], fonts: Fonts, *, gtin: str = "", dpi: int = PRINTER_DPI
) -> Iterator[str]:
    """ZPL II for a printer of this resolution, piece by piece: what all labels bear is sent once and kept in the
    printer's memory, then each label its own symbols and numbers as pictures (`^GFA`), which need no printer fonts."""
    common = background(design, fonts, gtin=gtin, dpi=dpi)
    width, height = common.size
    yield f"~DGR:CHUNG.GRF,{-(-width // 8) * height},{-(-width // 8)},{_hex(common)}\n"
    for label in labels:
        own = Image.new("1", common.size, WHITE)
        _draw_own(own, design, label, fonts, dpi)
        box = ImageChops.invert(own).getbbox() or (0, 0, 1, 1)
        cut = own.crop(box)
        row = -(-cut.width // 8)
        yield (
            f"^XA^PW{width}^LL{height}^FO0,0^XGR:CHUNG.GRF,1,1^FS"
            f"^FO{box[0]},{box[1]}^GFA,{row * cut.height},{row * cut.height},{row},{_hex(cut)}^FS^XZ\n"
        )


def svg(design: Design, label: Label, *, gtin: str = "") -> str:
    """One label as an SVG document, one unit a millimetre. The font is named, not embedded."""
    sheet = design.sheet
    height = sheet.label_height
    shapes = [_svg_words(words, words.text, height) for words in design.words]
    if design.qr:
        shapes.append(_svg_qr(design.qr, label.uri, height))
    if design.ean:
        shapes.append(_svg_bars(design.ean, ean(gtin), EAN_QUIET, gtin[1:], height))
    for box, carried in zip(design.bars, label.carried, strict=False):
        quiet = (GS1_128_QUIET, GS1_128_QUIET)
        shapes.append(_svg_bars(box, bars(carried), quiet, readable(carried), height))
    for words, text in ((design.control, label.control), (design.scratch, label.scratch)):
        if words:
            shapes.append(_svg_words(words, text, height))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.label_width}mm" height="{height}mm" '
        f'viewBox="0 0 {sheet.label_width} {height}" font-family="Be Vietnam Pro, sans-serif">'
        f'<path fill="#fff" d="M0 0h{sheet.label_width}v{height}H0z"/>{"".join(shapes)}</svg>\n'
    )


def background(design: Design, fonts: Fonts, *, gtin: str = "", dpi: int) -> Image.Image:
    """What all labels bear, as a picture."""
    sheet = design.sheet
    found = Image.new("1", (_dots(sheet.label_width, dpi), _dots(sheet.label_height, dpi)), WHITE)
    draw = ImageDraw.Draw(found)
    for words in design.words:
        _write(draw, words, words.text, fonts, dpi, found.height)
    if design.ean:
        _draw_bars(draw, design.ean, ean(gtin), EAN_QUIET, gtin[1:], fonts, dpi, found.height)
    return found


def _draw_own(target: Image.Image, design: Design, label: Label, fonts: Fonts, dpi: int) -> None:
    draw = ImageDraw.Draw(target)
    if design.qr:
        _draw_qr(target, design.qr, label.uri, dpi)
    for words, text in ((design.control, label.control), (design.scratch, label.scratch)):
        if words:
            _write(draw, words, text, fonts, dpi, target.height)
    for box, carried in zip(design.bars, label.carried, strict=False):
        quiet = (GS1_128_QUIET, GS1_128_QUIET)
        _draw_bars(draw, box, bars(carried), quiet, readable(carried), fonts, dpi, target.height)


def _draw_qr(target: Image.Image, box: Box, uri: str, dpi: int) -> None:
    found = matrix(uri)
    module = max(1, _dots(box.width, dpi) // (found.side + 2 * QUIET))
    small = Image.frombytes("1", (found.side, found.side), found.bits)
    large = small.resize((found.side * module, found.side * module), Image.Resampling.NEAREST)
    spare = (_dots(box.width, dpi) - large.width) // 2
    top = target.height - _dots(box.y + box.height, dpi) + spare
    target.paste(large, (_dots(box.x, dpi) + spare, max(0, top)))


def _draw_bars(
    draw: ImageDraw.ImageDraw,
    box: Box,
    row: str,
    quiet: tuple[int, int],
    shown: str,
    fonts: Fonts,
    dpi: int,
    height: int,
) -> None:
    modules = len(row) + sum(quiet)
    module = max(1, min(round(_module(box, row, quiet) * dpi / INCH), int(box.width * dpi / INCH) // modules))
    left = _dots(box.x, dpi) + quiet[0] * module
    top, bottom = height - _dots(box.y + box.height, dpi), height - _dots(box.y + box.below, dpi)
    for start, length in runs(row):
        x = left + start * module
        draw.rectangle((x, top, x + length * module - 1, bottom), fill=0)
    size = line_size(box, shown, len(row) * module * INCH / dpi, fonts)
    _write(draw, Words(left * INCH / dpi, box.y + box.below * 0.15, size, ""), shown, fonts, dpi, height)


def _write(draw: ImageDraw.ImageDraw, words: Words, text: str, fonts: Fonts, dpi: int, height: int) -> None:
    x, y = words.x * dpi / INCH, height - words.y * dpi / INCH
    for font, run in fonts.images(text, max(1, round(words.size * dpi / 72)), bold=words.bold):
        draw.text((x, y), run, font=font, anchor="ls", fill=0)
        x += font.getlength(run)


def _hex(found: Image.Image) -> str:
    """A picture as ZPL's ASCII data, dark dots 1: zeros to the end of a row are a comma, a row again is a colon."""
    width = -(-found.width // 8)
    ink = ImageChops.invert(found).tobytes()
    lines: list[str] = []
    last = b""
    for at in range(0, len(ink), width):
        row = ink[at : at + width]
        lines.append(":" if row == last else _line(row))
        last = row
    return "".join(lines)


def _line(row: bytes) -> str:
    text = row.hex().upper()
    short = text.rstrip("0")
    return text if len(text) - len(short) < 2 else f"{short}{'0' * (len(short) % 2)},"


def _svg_words(words: Words, text: str, height: float) -> str:
    weight = ' font-weight="700"' if words.bold else ""
    return (
        f'<text x="{words.x:.2f}" y="{height - words.y:.2f}" font-size="{words.size / MM:.2f}"{weight}>'
        f"{escape(text)}</text>"
    )


def _svg_qr(box: Box, uri: str, height: float) -> str:
    found = matrix(uri)
    scale = box.width / (found.side + 2 * QUIET)
    lines = ["".join("1" if dark else "0" for dark in row) for row in found.rows()]
    path = "".join(
        f"M{QUIET + start} {QUIET + at}h{length}v1h-{length}z"
        for at, row in enumerate(lines)
        for start, length in runs(row)
    )
    place = f"translate({box.x:.3f} {height - box.y - box.height:.3f}) scale({scale:.5f})"
    return f'<path transform="{place}" shape-rendering="crispEdges" d="{path}"/>'


def _svg_bars(box: Box, row: str, quiet: tuple[int, int], shown: str, height: float) -> str:
    module = _module(box, row, quiet)
    x, bar = box.x + quiet[0] * module, box.height - box.below
    path = "".join(f"M{start} 0h{length}v{bar:.2f}h-{length}z" for start, length in runs(row))
    place = f"translate({x:.3f} {height - box.y - box.height:.3f}) scale({module:.4f} 1)"
    # The font may be another than ours: a digit of most is 0.6 of the size wide.
    size = min(box.below * 0.9, len(row) * module / (len(shown) * 0.62))
    base = height - box.y - box.below * 0.15
    words = f'<text x="{x:.2f}" y="{base:.2f}" font-size="{size:.2f}">{escape(shown)}</text>'
    return f'<path transform="{place}" d="{path}"/>{words}'


def _module(box: Box, row: str, quiet: tuple[int, int]) -> float:
    return min(WIDEST_MODULE, box.width / (len(row) + sum(quiet)))


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / INCH)
