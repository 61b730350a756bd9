"""The cells of a statistical yearbook: numbers in two spellings, years with a status, signs for "not known".

Parsed, or refused with the cell's address; never guessed (productivity.md §5). `where` is that address as the
reader sees it ("B7", or "line 3, column output").
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nguongoc.domain.tfp.floats import refusal

Mark = Literal[",", "."]
Status = Literal["final", "preliminary", "estimate"]

NOT_KNOWN = frozenset({"", "..", "...", "…", "…."})
"""Yearbook signs for a figure that exists and was not collected, and the empty cell."""
NOTHING = frozenset({"-", "–", "—"})
"""Yearbook sign for "no such thing occurred": zero (legend of the General Statistics Office)."""

_STATUS: dict[Status, tuple[str, ...]] = {
    "preliminary": ("so bo", "prel", "preliminary"),
    "estimate": ("uoc", "uoc tinh", "est", "estimate", "estimated"),
    "final": ("chinh thuc", "official", "final"),
}
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d+(?:([.,])\d+)?(?:[eE][+-]?\d+)?")
_BOTH = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])\d+")


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a header, and what kind of figures stand under it."""

    year: int
    status: Status = "final"


def number(cell: object, where: str = "", *, decimal: Mark | None = None) -> float | None:
    """The number of a cell; None where it is empty or marked as not known.

    Takes 1.234,5 · 1,234.5 · 1 234,5 · 1.234.567 · 0.25 · 12,5 · -2,77 and numbers as they are. "1.234" and
    "1,234" may be a thousand or a little more than one: `decimal` (see `decimal_mark`) says which, and
    without it they are refused. Anything else is refused.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise _not_a_number(cell, where)
    if isinstance(cell, int | float | Decimal):
        return _finite(float(cell), cell, where)
    if not isinstance(cell, str):
        raise _not_a_number(cell, where)
    text = _tidy(cell)
    if text in NOT_KNOWN:
        return None
    if text in NOTHING:
        return 0.0
    negative, digits = _signed(text)
    plain = _plain(digits, decimal, cell, where)
    value = _finite(float(plain), cell, where)
    return -value if negative else value


def decimal_mark(cells: Iterable[object]) -> Mark | None:
    """How a sheet spells its decimals, from the cells that leave no doubt; None when none does, or they
    disagree (then doubtful cells stay refused)."""
    marks: set[Mark] = set()
    for cell in cells:
        if isinstance(cell, str):
            found = _certain_mark(_signed(_tidy(cell))[1])
            if found:
                marks.add(found)
    return marks.pop() if len(marks) == 1 else None


def year(cell: object, where: str = "") -> Year | None:
    """The year of a header cell: 2024 · "Sơ bộ 2024" · "Prel. 2016" · "Ước tính 2025" · "2016 (Prel.)".

    None when the cell names no year at all (a title, a unit). A cell with a year and words that are not a
    known status is refused: it may be a range, or another thing altogether.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Year(int(cell)) if float(cell).is_integer() and 1900 <= cell <= 2199 else None
    if not isinstance(cell, str):
        return None
    text = _tidy(cell)
    found = re.findall(r"(?<![\d.,])(?:19|20|21)\d{2}(?![\d,]|\.\d)", text)
    if len(found) != 1:
        return None
    words = _fold(text.replace(found[0], " "))
    for status, names in _STATUS.items():
        if words in names:
            return Year(int(found[0]), status)
    if not words or words in ("nam", "year"):
        return Year(int(found[0]))
    raise refusal(
        where,
        f"không hiểu tiêu đề năm “{cell}”: hãy ghi 2024, “Sơ bộ 2024” hoặc “Ước tính 2024”",
        f"the year heading “{cell}” is not understood: write 2024, “Prel. 2024” or “Est. 2024”",
        "year",
    )


def _plain(digits: str, decimal: Mark | None, cell: object, where: str) -> str:
    """The digits as Python spells them."""
    if re.fullmatch(_BOTH, digits) and (mark := _certain_mark(digits)):
        thousands = "." if mark == "," else ","
        return digits.replace(thousands, "").replace(mark, ".")
    grouped = re.fullmatch(_GROUPED, digits)
    if grouped:
        separator = grouped[1]
        if digits.count(separator) > 1 or decimal not in (None, separator):
            return digits.replace(separator, "")
        if decimal is None:
            raise refusal(
                where,
                f"“{cell}” có thể là nghìn hoặc là số lẻ: hãy ghi {digits.replace(separator, '')} "
                f"hoặc {digits}0 cho rõ",
                f"“{cell}” may be thousands or a decimal: write {digits.replace(separator, '')} or {digits}0",
                "ambiguous-number",
            )
    plain = re.fullmatch(_PLAIN, digits)
    if not plain or (decimal and plain[1] and plain[1] != decimal):
        raise _not_a_number(cell, where)
    return digits.replace(",", ".")


def _certain_mark(digits: str) -> Mark | None:
    """The decimal mark of a number that can be read one way only."""
    both = re.fullmatch(_BOTH, digits)
    if both:
        return "," if both[2] == "," else "."
    grouped = re.fullmatch(_GROUPED, digits)
    if grouped:
        if digits.count(grouped[1]) == 1:
            return None
        return "," if grouped[1] == "." else "."
    plain = re.fullmatch(_PLAIN, digits)
    if plain and plain[1]:
        return "," if plain[1] == "," else "."
    return None


def _tidy(cell: str) -> str:
    """NFC, no byte order mark, one kind of minus, no blanks at the ends or between digit groups."""
    text = unicodedata.normalize("NFC", cell.replace("\ufeff", "")).replace("−", "-")
    text = re.sub(r"\s+", " ", text).strip()
    return text.replace(" ", "") if re.fullmatch(r"[+-]? ?\d{1,3}( \d{3})+([.,]\d+)?", text) else text


def _signed(text: str) -> tuple[bool, str]:
    if text[:1] in ("-", "+"):
        return text[0] == "-", text[1:].lstrip()
    return False, text


def _fold(text: str) -> str:
    """Lower case without tones, dots or brackets, so that "Sơ bộ", "SO BO" and "(Sơ bộ)" are one."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z]+", " ", bare.replace("đ", "d")).strip()


def _finite(value: float, cell: object, where: str) -> float:
    if math.isfinite(value):
        return value
    raise _not_a_number(cell, where)


def _not_a_number(cell: object, where: str) -> Exception:
    return refusal(
        where,
        f"“{cell}” không phải là số: hãy sửa ô này, hoặc để “..” nếu chưa có số liệu",
        f"“{cell}” is not a number: mend the cell, or put “..” where there is no figure",
        "not-a-number",
    )
