"""What scanners send: a symbology identifier, then data, with GS (0x1D) where the symbol holds FNC1.

Between programs the data of a symbol is written with `^` for FNC1; plain data that begins with `^`, or with
backslashes and `^`, gets one more backslash in front, so that it is never taken for GS1 data.

Source: ISO/IEC 15424 (symbology identifiers); GS1 General Specifications 5.10 and 7.8.
"""

from __future__ import annotations

from dataclasses import dataclass

from nguongoc.domain.gs1 import digital_link, elements, keys, table
from nguongoc.domain.gs1.elements import GS
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

# Symbology identifier: name, and whether it carries GS1 data.
_IDENTIFIERS = {
    "C1": ("GS1_128_CCA", True),
    "E0": ("EAN13", False),
    "E4": ("EAN8", False),
    "e0": ("DataBarExpanded", True),
    "d1": ("DM", False),
    "d2": ("DM", True),
    "Q1": ("QR", False),
    "Q3": ("QR", True),
    "J0": ("DotCode", False),
    "J1": ("DotCode", True),
}
_PLAIN_AND_GS1 = {"DM": ("d1", "d2"), "QR": ("Q1", "Q3"), "DotCode": ("J0", "J1")}
_PRIMARY_LENGTHS = {"EAN13": 13, "EAN8": 8, "UPCA": 12, "UPCE": 12}
_STACKED = ("DataBarOmni", "DataBarTruncated", "DataBarStacked", "DataBarStackedOmni", "DataBarLimited")
_COMPOSITE = "]e0"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan. `data` in the form between programs; `elements` what it says in GS1's terms, maybe nothing."""

    symbology: str
    data: str
    elements: tuple[Element, ...]


def looks_like(text: str) -> bool:
    """Whether the text begins as scan data does."""
    return text.startswith("]")


def read(text: str) -> Scan:
    """A scan, checked as strictly as what it carries. Raises Refused."""
    symbology, gs1 = _IDENTIFIERS.get(text[1:3], ("", False))
    if not text.startswith("]") or not symbology:
        raise Refused(_no_identifier())
    data = text[3:]
    if symbology in ("EAN13", "EAN8"):
        return _read_retail(symbology, data)
    if gs1:
        return Scan(symbology, "^" + data.replace(GS, "^"), _read_gs1(data))
    found = digital_link.parse(data).elements if digital_link.looks_like(data) else ()
    return Scan(symbology, _guarded(data), found)


def write(symbology: str, data: str, *, add_check_digit: bool = False) -> str:
    """What a scanner sends for a symbol that holds `data`, a composite part behind `|`. Raises Refused."""
    if symbology in _PLAIN_AND_GS1:
        plain, gs1 = _PLAIN_AND_GS1[symbology]
        if not data.startswith("^"):
            return f"]{plain}{_unguarded(data)}"
        # A DotCode may end in FNC1 to pad it; the others never send it.
        message = data if symbology == "DotCode" else data.removesuffix("^")
        return f"]{gs1}{_sent(message)}"
    linear, bar, composite = data.partition("|")
    if bar and not composite.startswith("^"):
        raise Refused(_not_gs1_data())
    if symbology in _PRIMARY_LENGTHS:
        return _write_retail(symbology, linear, composite, add_check_digit)
    if symbology in _STACKED:
        number = _primary(linear.removeprefix("^01"), 14, add_check_digit)
        if symbology == "DataBarLimited" and number > "19999999999999":
            raise Refused(_too_large())
        return f"{_COMPOSITE}01{number}{_sent(composite.removesuffix('^'))}"
    if symbology in ("DataBarExpanded", "GS1_128_CCA", "GS1_128_CCC"):
        return _write_linear(symbology, linear, composite)
    raise Refused(_no_identifier())


def _read_retail(symbology: str, data: str) -> Scan:
    """An EAN or UPC symbol, with a composite part as a message of its own."""
    length = _PRIMARY_LENGTHS[symbology]
    number, rest = data[:length], data[length:]
    composite = rest.removeprefix("|" + _COMPOSITE)
    if len(number) != length or (rest and rest == composite):
        raise Refused(_wrong_primary(length))
    found: tuple[Element, ...] = (Element("01", keys.gtin14(number)),)
    if not rest:
        return Scan(symbology, number, found)
    # The composite part describes the product of the linear part, so both are judged as one message.
    found += _read_gs1(composite, associations=False)
    wrong = elements.problems(found)
    if wrong:
        raise Refused(wrong)
    return Scan(symbology, f"{number}|^{composite.replace(GS, '^')}", found)


def _read_gs1(data: str, *, associations: bool = True) -> tuple[Element, ...]:
    if "^" in data or not data:
        raise Refused(_not_gs1_data())
    return elements.parse_raw(GS + data, associations=associations)


def _write_retail(symbology: str, linear: str, composite: str, add_check_digit: bool) -> str:
    length = _PRIMARY_LENGTHS[symbology]
    number = _primary(linear.removeprefix("^01" + "0" * (14 - length)), length, add_check_digit)
    identifier = "]E4" if symbology == "EAN8" else "]E0"
    primary = identifier + (number.zfill(13) if length == 12 else number)
    return f"{primary}|{_COMPOSITE}{_sent(composite.removesuffix('^'))}" if composite else primary


def _write_linear(symbology: str, linear: str, composite: str) -> str:
    if not linear.startswith("^"):
        raise Refused(_not_gs1_data())
    sent = _sent(linear.removesuffix("^"))
    if not composite:
        return ("]C1" if symbology.startswith("GS1_128") else _COMPOSITE) + sent
    last = elements.parse_raw(linear, associations=False)[-1]
    separator = "" if table.IDENTIFIERS[last.ai].fixed else GS
    return _COMPOSITE + sent + separator + _sent(composite.removesuffix("^"))


def _primary(number: str, length: int, add_check_digit: bool) -> str:
    if add_check_digit and len(number) == length - 1:
        number += keys.check_digit(number)
    elif add_check_digit or len(number) != length:
        raise Refused(_wrong_primary(length))
    return keys.gtin14(number)[14 - length :]


def _sent(message: str) -> str:
    """The message without its first FNC1, the others as GS."""
    return message[1:].replace("^", GS)


def _guarded(data: str) -> str:
    return "\\" + data if data.lstrip("\\").startswith("^") else data


def _unguarded(data: str) -> str:
    return data[1:] if data.startswith("\\") and data.lstrip("\\").startswith("^") else data


def _no_identifier() -> Problem:
    text = Text(
        "Không có mã nhận dạng loại mã vạch mà GS1 dùng, ví dụ ]C1, ]d2, ]Q3, ]E0. Hãy bật tính năng này ở máy quét.",
        "there is no symbology identifier that GS1 uses, such as ]C1, ]d2, ]Q3 or ]E0: turn it on in the scanner",
    )
    return Problem("", text, "no-symbology-identifier")


def _not_gs1_data() -> Problem:
    text = Text(
        "Mã vạch này phải chứa dữ liệu GS1 (số phân định rồi đến giá trị), không có ký tự ^.",
        "this symbol must hold GS1 data, identifiers and their values, without the character ^",
    )
    return Problem("", text, "not-gs1-data")


def _wrong_primary(length: int) -> Problem:
    text = Text(
        f"Mã vạch này phải có đúng {length} chữ số. Hãy quét lại.",
        f"this symbol has exactly {length} digits: scan it again",
    )
    return Problem("", text, "wrong-length")


def _too_large() -> Problem:
    text = Text(
        "GS1 DataBar Limited chỉ nhận GTIN bắt đầu bằng 0 hoặc 1. Hãy dùng loại mã vạch khác.",
        "a GS1 DataBar Limited only takes a GTIN that begins with 0 or 1: use another symbol",
    )
    return Problem("", text, "too-large-for-symbol")
