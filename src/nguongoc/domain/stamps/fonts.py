"""Be Vietnam Pro for labels: which of its files holds a letter, how wide it is, how it is drawn.

The package of the font holds Latin, Vietnamese and extended Latin letters in three files a weight; a word is drawn
run by run, each from the file that has its letters. `tools/vendor.py` makes the TTF files.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SUBSETS = ("latin", "vietnamese", "latin-ext")
NORMAL, BOLD = 400, 700


class Fonts:
    """The fonts in one folder of TTF files. Drawn in PDF by their names, which are registered once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._faces = {
            weight: [_face(folder, subset, weight) for subset in SUBSETS] for weight in (NORMAL, BOLD)
        }
        self._places: dict[tuple[str, bool], tuple[int, float]] = {}

    def lacks(self, text: str) -> str:
        """The first character that no file has; "" when all can be drawn."""
        return next((letter for letter in text if self._place(letter, False)[0] < 0), "")

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How long the text is at this size, in the unit of the size."""
        return sum(self._place(letter, bold)[1] for letter in text) * size / 1000

    def runs(self, text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
        """The text in runs, each with the PDF name of its font."""
        for number, run in self._runs(text, bold):
            yield self._faces[BOLD if bold else NORMAL][number].fontName, run

    def images(
        self, text: str, pixels: int, *, bold: bool = False
    ) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """The text in runs, each with a font for drawing on a picture."""
        for number, run in self._runs(text, bold):
            yield _freetype(_file(self.folder, SUBSETS[number], BOLD if bold else NORMAL), pixels), run

    def _runs(self, text: str, bold: bool) -> Iterator[tuple[int, str]]:
        start, last = 0, -2
        for index, letter in enumerate(text):
            number = max(0, self._place(letter, bold)[0])
            if number != last and index:
                yield last, text[start:index]
                start = index
            last = number
        if text:
            yield last, text[start:]

    def _place(self, letter: str, bold: bool) -> tuple[int, float]:
        """Which file has the letter (-1: none) and its width in thousandths of the size."""
        known = self._places.get((letter, bold))
        if known is None:
            faces = self._faces[BOLD if bold else NORMAL]
            code = ord(letter)
            number = next((at for at, one in enumerate(faces) if code in one.face.charToGlyph), -1)
            width = faces[max(0, number)].face.charWidths.get(code, faces[0].face.defaultWidth)
            known = self._places[letter, bold] = (number, float(width))
        return known


@lru_cache(maxsize=4)
def load(folder: Path) -> Fonts:
    """The fonts of a folder, read once."""
    return Fonts(folder)


def _file(folder: Path, subset: str, weight: int) -> Path:
    return folder / f"be-vietnam-pro-{subset}-{weight}-normal.ttf"


def _face(folder: Path, subset: str, weight: int) -> TTFont:
    name = f"BeVietnamPro-{subset}-{weight}"
    if name not in pdfmetrics.getRegisteredFontNames():
        font = TTFont(name, str(_file(folder, subset, weight)))
        # All three call themselves alike, and reportlab takes fonts of one name for one font.
        font.face.name = name.encode() if isinstance(font.face.name, bytes) else name
        pdfmetrics.registerFont(font)
    found = pdfmetrics.getFont(name)
    assert isinstance(found, TTFont)
    return found


@lru_cache(maxsize=64)
def _freetype(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, pixels)
