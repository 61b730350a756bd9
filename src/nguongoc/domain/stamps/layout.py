"""Where everything stands on a label, measured beforehand: text is shrunk within limits and never overflows.

Lengths are millimetres from the label's lower left corner, text sizes points. What is the same on every label of a
batch (words, the EAN-13) is laid out once; QR code, numbers and SSCC have their places kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps.fonts import Fonts

MM = 72 / 25.4
"""Points in a millimetre."""
PAD = 1.0
LINE = 1.3
"""A line's height over its size: Ẫ with both its marks, and the tail of a ọ, stay inside."""
BESIDE = 15.0
"""Least width for text to stand beside the QR code; narrower labels have it below."""
STEP = 0.25
EAN_WIDTH, EAN_HEIGHT = 30.0, 12.0
"""An EAN-13 at 80 % with its quiet zones (General Specifications 5.2), its bars cut short and its digits below."""
SCRATCH_HEIGHT = 6.0
EAN_BELOW = 2.6
CARTON_BAR, CARTON_BELOW, CARTON_GAP = 32.0, 4.6, 1.2
"""Height of the bars of a carton's GS1-128, of the line below them, and of the space between two: bars of at least
31.75 mm (General Specifications, symbol specification table 5), digits of 3 mm (GS1 Logistic Label Guideline)."""

LINES: dict[str, Text] = {
    "product": Text("tên sản phẩm", "product"),
    "brand": Text("nhãn hiệu", "brand"),
    "owner": Text("đơn vị chịu trách nhiệm", "responsible party"),
    "net": Text("khối lượng tịnh", "net content"),
    "lot": Text("số lô", "lot"),
    "made": Text("ngày sản xuất", "made on"),
    "expires": Text("hạn sử dụng", "expires"),
    "number": Text("mã sản phẩm", "product number"),
    "hint": Text("lời mời quét mã", "invitation to scan"),
}
"""What a label can say, by the names that templates use."""
BOLD = frozenset({"product"})
_MEASURE, _HELD = (
    re.compile(r"\d(?= (?:mg|g|kg|ml|l|lít|gam|cái|gói|túi|hộp|chai|hũ|lọ)\b)"),
    "\N{NO-BREAK SPACE}",
)
MOST_ROWS = {"product": 3, "owner": 2, "brand": 2, "hint": 2}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A label's size and its places on a page, millimetres; see `labels.LabelTemplate`."""

    page_width: float
    page_height: float
    label_width: float
    label_height: float
    columns: int
    rows: int
    left: float
    top: float
    gap_x: float
    gap_y: float
    symbol: float
    text_size: float
    least_size: float
    lines: tuple[str, ...]
    has_ean: bool = False
    is_carton: bool = False

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows

    def corners(self) -> Iterator[tuple[float, float]]:
        """The lower left corner of each label of a page, row by row from the top."""
        for row in range(self.rows):
            y = self.page_height - self.top - (row + 1) * self.label_height - row * self.gap_y
            for column in range(self.columns):
                yield self.left + column * (self.label_width + self.gap_x), y

    def problems(self) -> list[Problem]:
        """What cannot be printed so: labels beyond the page, a symbol beyond the label, unknown lines."""
        across = self.left + self.columns * self.label_width + (self.columns - 1) * self.gap_x
        down = self.top + self.rows * self.label_height + (self.rows - 1) * self.gap_y
        found = []
        if across > self.page_width + 0.01:
            found.append(_beyond("columns", across, self.page_width))
        if down > self.page_height + 0.01:
            found.append(_beyond("rows", down, self.page_height))
        if not self.is_carton and self.symbol > min(self.label_width, self.label_height):
            found.append(_beyond("symbol", self.symbol, min(self.label_width, self.label_height)))
        return found + [_unknown_line(one) for one in self.lines if one not in LINES]


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text. `y` is its baseline."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A place kept for a symbol; `below`: how much of its height is the line that people read under a barcode."""

    x: float
    y: float
    width: float
    height: float
    below: float = 0.0


@dataclass(frozen=True, slots=True)
class Design:
    """One label laid out: the words that all bear, and the places of what differs."""

    sheet: Sheet
    words: tuple[Words, ...]
    qr: Box | None = None
    ean: Box | None = None
    control: Words | None = None
    scratch: Words | None = None
    bars: tuple[Box, ...] = ()


def lay_out(
    sheet: Sheet,
    said: Mapping[str, str],
    fonts: Fonts,
    *,
    control: str = "",
    has_scratch: bool = False,
    bars: int = 0,
) -> Design:
    """The label with these words. `control`: a control number as long as all will be; `bars`: GS1-128 symbols.

    Raises Refused naming each line that does not fit at the least size, or has letters that cannot be drawn.
    """
    strange = [_strange(code, letter) for code, text in said.items() if (letter := fonts.lacks(text))]
    if strange:
        raise Refused(strange)
    area, qr = _areas(sheet)
    area, bar_boxes = _keep_bars(area, bars)
    area, ean = _keep_ean(area, sheet)
    area, scratch = _keep_scratch(area, has_scratch)
    area, number = _keep_control(area, control, sheet, fonts)
    words = _write(sheet, area, [(code, said[code]) for code in sheet.lines if said.get(code)], fonts)
    return Design(sheet, tuple(words), qr, ean, number, scratch, bar_boxes)


def _areas(sheet: Sheet) -> tuple[Box, Box | None]:
    """Where text stands, and the QR code: beside it where there is room, else above it."""
    width, height, side = sheet.label_width, sheet.label_height, sheet.symbol
    if sheet.is_carton or side <= 0:
        return Box(PAD * 3, PAD * 3, width - 6 * PAD, height - 6 * PAD), None
    if width - side >= BESIDE:
        text = Box(side, PAD, width - side - PAD, height - 2 * PAD)
        return text, Box(0, (height - side) / 2, side, side)
    text = Box(PAD, PAD, width - 2 * PAD, height - side - PAD)
    return text, Box((width - side) / 2, height - side, side, side)


def _keep_bars(area: Box, count: int) -> tuple[Box, tuple[Box, ...]]:
    high = CARTON_BAR + CARTON_BELOW
    step = high + CARTON_GAP
    boxes = tuple(
        Box(area.x, area.y + (count - 1 - number) * step, area.width, high, CARTON_BELOW)
        for number in range(count)
    )
    return _above(area, count * step), boxes


def _keep_ean(area: Box, sheet: Sheet) -> tuple[Box, Box | None]:
    if not sheet.has_ean:
        return area, None
    if area.width < EAN_WIDTH or area.height < EAN_HEIGHT:
        raise Refused(_beyond("has_ean", EAN_WIDTH, area.width))
    return _above(area, EAN_HEIGHT), Box(area.x, area.y, EAN_WIDTH, EAN_HEIGHT, EAN_BELOW)


def _keep_scratch(area: Box, has_scratch: bool) -> tuple[Box, Words | None]:
    if not has_scratch:
        return area, None
    return _above(area, SCRATCH_HEIGHT), Words(area.x, area.y + 1.6, 9, "", bold=True)


def _keep_control(area: Box, control: str, sheet: Sheet, fonts: Fonts) -> tuple[Box, Words | None]:
    if not control:
        return area, None
    size = min(sheet.least_size, sheet.least_size * area.width * MM / fonts.width(control, sheet.least_size))
    if size < 3.5:
        raise Refused(_too_long("control", control))
    return _above(area, size * LINE / MM), Words(area.x, area.y + size * 0.3 / MM, size, "")


def _above(area: Box, height: float) -> Box:
    return Box(area.x, area.y + height, area.width, area.height - height)


def _write(sheet: Sheet, area: Box, said: list[tuple[str, str]], fonts: Fonts) -> list[Words]:
    """Every line at the greatest size at which all fit into the area, from its top."""
    size = sheet.text_size
    while True:
        broken = [(code, _wrap(code, text, area.width * MM, size, fonts)) for code, text in said]
        too_long = [code for code, rows in broken if len(rows) > MOST_ROWS.get(code, 1)]
        too_wide = [code for code, rows in broken if any(_over(code, row, area, size, fonts) for row in rows)]
        height = sum(len(rows) for _, rows in broken) * size * LINE
        if not too_long and not too_wide and height <= area.height * MM:
            return list(_placed(broken, area, size))
        if size - STEP < sheet.least_size:
            texts = dict(said)
            culprits = dict.fromkeys([*too_long, *too_wide]) or [_longest(broken)]
            raise Refused([_too_long(code, texts.get(code, "")) for code in culprits])
        size -= STEP


def _over(code: str, row: str, area: Box, size: float, fonts: Fonts) -> bool:
    return fonts.width(row, size, bold=code in BOLD) > area.width * MM


def _wrap(code: str, text: str, width: float, size: float, fonts: Fonts) -> list[str]:
    """The text in rows no wider than this, broken at spaces, never between a figure and its unit; a single word may
    be wider."""
    rows, row = [], ""
    for word in _MEASURE.sub(rf"\g<0>{_HELD}", " ".join(text.split())).replace(f"{_HELD} ", _HELD).split(" "):
        longer = f"{row} {word}" if row else word
        if row and fonts.width(longer, size, bold=code in BOLD) > width:
            rows.append(row)
            row = word
        else:
            row = longer
    return [one.replace(_HELD, " ") for one in (*rows, row)]


def _placed(broken: list[tuple[str, list[str]]], area: Box, size: float) -> Iterator[Words]:
    y = area.y + area.height
    for code, rows in broken:
        for row in rows:
            y -= size * LINE / MM
            yield Words(area.x, y + size * 0.3 / MM, size, row, code in BOLD)


def _longest(broken: list[tuple[str, list[str]]]) -> str:
    return max(broken, key=lambda one: len(one[1]), default=("lines", []))[0]


def _too_long(code: str, text: str) -> Problem:
    name = LINES.get(code, Text(code, code))
    why = Text(
        f"Dòng {name.vi} (“{text}”) không vừa khổ nhãn này, kể cả khi thu nhỏ hết mức. Hãy rút ngắn, bỏ bớt dòng, "
        "hoặc chọn mẫu nhãn lớn hơn.",
        f"The line {name.en} (“{text}”) does not fit this label even at the least size. Shorten it, leave out a line, "
        "or choose a larger label.",
    )
    return Problem(code, why, "text-too-long")


def _strange(code: str, letter: str) -> Problem:
    name = LINES.get(code, Text(code, code))
    why = Text(
        f"Dòng {name.vi} có ký tự “{letter}” không in được bằng phông chữ của nhãn. Hãy thay bằng chữ Việt.",
        f"The line {name.en} has “{letter}”, which the label's font lacks. Use Vietnamese or Latin letters.",
    )
    return Problem(code, why, "letter-not-in-font")


def _beyond(where: str, needed: float, there_is: float) -> Problem:
    why = Text(
        f"Cần {_comma(needed)} mm mà chỉ có {_comma(there_is)} mm. Hãy xem lại khổ giấy, khổ nhãn, số cột, hàng, lề.",
        f"{needed:.1f} mm are needed and {there_is:.1f} mm are there. Check page, label, columns, rows and margins.",
    )
    return Problem(where, why, "beyond-the-page")


def _comma(figure: float) -> str:
    return f"{figure:.1f}".replace(".", ",")


def _unknown_line(line: str) -> Problem:
    known = ", ".join(LINES)
    why = Text(
        f"Không có dòng “{line}”. Các dòng có thể dùng: {known}.", f"No line “{line}”. Known lines: {known}."
    )
    return Problem("lines", why, "unknown-line")
