"""Numbers and quantities as people read them: `1.234,5 kg` in Vietnamese, `1,234.5 kg` in English."""

from __future__ import annotations

from decimal import Decimal

from nguongoc.domain.problem import Text

# UN/ECE Recommendation 20 and 21 codes, as this province's products use them. Others show their code.
UNITS: dict[str, Text] = {
    "KGM": Text("kg", "kg"),
    "GRM": Text("g", "g"),
    "TNE": Text("tấn", "t"),
    "LTR": Text("lít", "l"),
    "MLT": Text("ml", "ml"),
    "MTR": Text("m", "m"),
    "MTK": Text("m²", "m²"),
    "HAR": Text("ha", "ha"),
    "H87": Text("cái", "pieces"),
    "EA": Text("cái", "pieces"),
    "PK": Text("gói", "packs"),
    "BX": Text("hộp", "boxes"),
    "BG": Text("bao", "bags"),
    "CT": Text("thùng", "cartons"),
}
PIECES = Text("đơn vị", "units")


def number(value: Decimal | float, language: str = "vi", *, places: int | None = None) -> str:
    """A number with thousands set apart; `places` rounds, without it trailing zeros go."""
    exact = Decimal(str(value))
    shown = f"{exact:,.{places}f}" if places is not None else f"{exact.normalize():,f}"
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def quantity(amount: Decimal | float, unit: str | None, language: str = "vi") -> str:
    """An amount with its unit's name; no unit means a count of trade units."""
    name = UNITS.get(unit, Text(unit, unit)) if unit else PIECES
    return f"{number(amount, language)} {name.en if language == 'en' else name.vi}"
