"""How much goods stand behind a label, and whether a lot covers so many labels. Units: UN/ECE Recommendation 20."""

from __future__ import annotations

import re
from decimal import Decimal

GRAMS = {"MGM": Decimal("0.001"), "GRM": Decimal(1), "KGM": Decimal(1_000), "DTN": Decimal(100_000)} | {
    "TNE": Decimal(1_000_000)
}
MILLILITRES = {"MLT": Decimal(1), "LTR": Decimal(1_000)}
PIECES = dict.fromkeys(("", "H87", "EA", "C62", "NIU", "XBX", "XBG", "XBO", "XCT", "XSA"), Decimal(1))
KINDS = (GRAMS, MILLILITRES, PIECES)

_WRITTEN = {"mg": "MGM", "g": "GRM", "gr": "GRM", "gam": "GRM", "kg": "KGM", "tạ": "DTN", "tấn": "TNE"} | {
    "ml": "MLT",
    "l": "LTR",
    "lít": "LTR",
}
_NET = re.compile(
    r"(?:(?P<times>\d+)\s*(?:gói|túi|hộp|chai|lọ|hũ|viên|cái)?\s*[x×*]\s*)?"
    r"(?P<figure>\d+(?:[.,]\d+)?)\s*(?P<unit>mg|gram|gam|gr|g|kg|tạ|tấn|ml|lít|l)\b",
    re.IGNORECASE,
)


def net(written: str) -> tuple[Decimal, str] | None:
    """The net content as it is written on a pack: `100 g`, `1,5 kg`, `10 gói x 5 g`, as a figure and its unit. None
    where it cannot be read, or says two different things."""
    found = [_read(match) for match in _NET.finditer(written)]
    first = found[0] if found else None
    return first if first and all(one == first for one in found) else None


def _read(match: re.Match[str]) -> tuple[Decimal, str]:
    figure = Decimal(match["figure"].replace(",", ".")) * int(match["times"] or 1)
    unit = match["unit"].lower()
    return figure, _WRITTEN["g" if unit == "gram" else unit]


def converted(quantity: Decimal, unit: str, other: str) -> Decimal | None:
    """The quantity in another unit; None where they measure different things."""
    for kind in KINDS:
        if unit in kind and other in kind:
            return quantity * kind[unit] / kind[other]
    return quantity if unit == other else None


def in_lot_unit(
    content: Decimal, unit: str, lot_unit: str, pack: tuple[Decimal, str] | None
) -> Decimal | None:
    """What one label stands for, in the unit of its lot. A content counted in packs meets a lot that is weighed (or
    the other way round) through the net content of a pack. None where that is not known."""
    straight = converted(content, unit, lot_unit)
    if straight is not None or pack is None:
        return straight
    figure, pack_unit = pack
    if unit in PIECES:
        return converted(content * figure, pack_unit, lot_unit)
    if lot_unit in PIECES:
        weighed = converted(content, unit, pack_unit)
        return weighed / figure if weighed is not None else None
    return None
