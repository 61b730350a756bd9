"""EPC binary strings carried as the last segment of a Digital Link: `eh` with hexadecimal, `ex` with base64url.

An NFC or RFID tag may emit `https://host/eh3066c4409047e140075bcd15`; a resolver decompresses it into elements
and answers as for any other Digital Link. Filter values, the toggle bit and the host name of the `++` schemes
say nothing about what the thing is and are dropped.

Source: GS1 EPC Tag Data Standard 2.3, sections 14 and 15.3, annex E.3; GS1 Digital Link URI: Compression for EPC
binary strings 1.0.0, section 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nguongoc.domain.gs1 import digital_link, keys, say, table
from nguongoc.domain.gs1.epc_bits import BASE64, Bits
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

_SEGMENT = re.compile(r"eh([0-9a-f]+)|ex([A-Za-z0-9_\-]+)")
# Which date a DSGTIN+ leads with (TDS 14.5.3).
_DATE_TYPES = ("11", "13", "15", "16", "17", "7006", "7007")


def is_segment(text: str) -> bool:
    """Whether a path segment has the form of a compressed EPC."""
    return _SEGMENT.fullmatch(text) is not None


def decompress(segment: str) -> tuple[Element, ...]:
    """The elements of a segment such as `eh3066c4409047e140075bcd15`. Raises Refused when it cannot be read."""
    match = _SEGMENT.fullmatch(segment)
    if match is None:
        raise Refused(_not_a_segment())
    if match[1]:
        bits = Bits("".join(f"{int(digit, 16):04b}" for digit in match[1]))
    else:
        bits = Bits("".join(f"{BASE64.index(character):06b}" for character in match[2]))
    header = bits.number(8)
    if header in _CLASSIC:
        elements = _CLASSIC[header](bits)
        if "1" in bits.rest():
            raise Refused(_excess())
        return tuple(elements)
    scheme = _PLUS.get(_PLUS_PLUS.get(header, header))
    if scheme is None:
        raise Refused(_no_digital_link(header))
    bits.take(4)
    elements = scheme(bits)
    if header in _PLUS_PLUS:
        bits.skip_hostname()
    return (*elements, *_data_after(bits))


def to_digital_link(segment: str, domain: str = digital_link.CANONICAL_DOMAIN) -> str:
    """The Digital Link that a segment stands for. Raises Refused."""
    return digital_link.build(decompress(segment), domain)


def _with_check_digit(body: str) -> str:
    return body + keys.check_digit(body)


def _indicator_first(prefix: str, reference: str) -> str:
    return _with_check_digit(reference[0] + prefix + reference[1:])


def _gtin(bits: Bits) -> str:
    return _indicator_first(*bits.key(44, 13))


def _body(bits: Bits, total: int, digits: int) -> str:
    return _with_check_digit("".join(bits.key(total, digits)))


def _location(gln: str, extension: str) -> list[Element]:
    """A location; its extension 0 means that it has none."""
    return [Element("414", gln), *([Element("254", extension)] if extension not in ("", "0") else [])]


def _free(bits: Bits, total: int) -> str:
    """Company prefix and a number of free length, as a GIAI-96 and a CPI-96 hold them."""
    prefix, used = bits.prefix()
    return prefix + str(bits.number(total - used))


def _giai_202(bits: Bits) -> list[Element]:
    prefix, used = bits.prefix()
    return [Element("8004", prefix + bits.ascii7(188 - used))]


def _cpi_var(bits: Bits) -> list[Element]:
    prefix, _ = bits.prefix()
    return [Element("8010", prefix + bits.ascii6()), Element("8011", str(bits.number(40)))]


def _service(ai: str) -> Callable[[Bits], list[Element]]:
    def read(bits: Bits) -> list[Element]:
        value = _body(bits, 58, 17)
        bits.zeros(24)
        return [Element(ai, value)]

    return read


def _sscc_96(bits: Bits) -> list[Element]:
    value = _indicator_first(*bits.key(58, 17))
    bits.zeros(24)
    return [Element("00", value)]


def _itip(bits: Bits) -> str:
    return _gtin(bits) + bits.decimal(7, 2) + bits.decimal(7, 2)


# Schemes from before TDS 2.0, by header: filter, partition, company prefix, reference, serial (TDS 14.6.1).
_CLASSIC: dict[int, Callable[[Bits], list[Element]]] = {
    0x2C: lambda bits: [Element("253", _body(bits, 41, 12) + str(bits.number(41)))],
    0x2D: _service("8018"),
    0x2E: _service("8017"),
    0x30: lambda bits: [Element("01", _gtin(bits)), Element("21", str(bits.number(38)))],
    0x31: _sscc_96,
    0x32: lambda bits: _location(_body(bits, 41, 12), str(bits.number(41))),
    0x33: lambda bits: [Element("8003", "0" + _body(bits, 44, 12) + str(bits.number(38)))],
    0x34: lambda bits: [Element("8004", _free(bits, 82))],
    0x36: lambda bits: [Element("01", _gtin(bits)), Element("21", bits.ascii7(140))],
    0x37: lambda bits: [Element("8003", "0" + _body(bits, 44, 12) + bits.ascii7(112))],
    0x38: _giai_202,
    0x39: lambda bits: _location(_body(bits, 41, 12), bits.ascii7(140)),
    0x3A: lambda bits: [Element("253", _body(bits, 41, 12) + bits.led_by_one(58))],
    0x3C: lambda bits: [Element("8010", _free(bits, 51)), Element("8011", str(bits.number(31)))],
    0x3D: _cpi_var,
    0x3E: lambda bits: [Element("253", _body(bits, 41, 12) + bits.ascii7(119))],
    0x3F: lambda bits: [Element("255", _body(bits, 41, 12) + bits.led_by_one(41))],
    0x40: lambda bits: [Element("8006", _itip(bits)), Element("21", str(bits.number(38)))],
    0x41: lambda bits: [Element("8006", _itip(bits)), Element("21", bits.ascii7(140))],
}


def _dated(bits: Bits) -> list[Element]:
    kind = bits.number(4)
    if kind >= len(_DATE_TYPES):
        raise Refused(_no_digital_link(0xFB))
    date = Element(_DATE_TYPES[kind], bits.date())
    return [*_PLUS[0xF7](bits), date]


# Schemes of TDS 2.0, by header: the whole key in digits, behind the toggle bit and the filter (TDS 14.6.2).
_PLUS: dict[int, Callable[[Bits], list[Element]]] = {
    0xF0: lambda bits: [Element("8010", bits.digits_then_text()), Element("8011", bits.counted())],
    0xF1: lambda bits: [Element("8003", bits.nibbles(14) + bits.text())],
    0xF2: lambda bits: _location(bits.nibbles(13), bits.text()),
    0xF3: lambda bits: [Element("8006", bits.nibbles(18)), Element("21", bits.text())],
    0xF4: lambda bits: [Element("8018", bits.nibbles(18))],
    0xF5: lambda bits: [Element("8017", bits.nibbles(18))],
    0xF6: lambda bits: [Element("253", bits.nibbles(13) + bits.text())],
    0xF7: lambda bits: [Element("01", bits.nibbles(14)), Element("21", bits.text())],
    0xF8: lambda bits: [Element("255", bits.nibbles(13) + bits.counted())],
    0xF9: lambda bits: [Element("00", bits.nibbles(18))],
    0xFA: lambda bits: [Element("8004", bits.digits_then_text())],
    0xFB: _dated,
}

# Schemes of TDS 2.3 with a host name behind the key, and the scheme each extends (TDS table 14-1).
_PLUS_PLUS = {
    0xE6: 0xF0, 0xE7: 0xF4, 0xE8: 0xF5, 0xE9: 0xF2, 0xEA: 0xF6, 0xEB: 0xF1,
    0xEC: 0xF8, 0xED: 0xF3, 0xEE: 0xFA, 0xEF: 0xF9, 0xFC: 0xFB, 0xFD: 0xF7,
}  # fmt: skip


def _data_after(bits: Bits) -> Iterator[Element]:
    """Further elements behind the EPC: identifier in digits of four bits, then its value (TDS 15.3)."""
    while "1" in bits.rest():
        two = bits.nibbles(2)
        length = table.length_of(two)
        ai = two + bits.nibbles(length - 2) if length else two
        identifier = table.get(ai)
        if identifier is None:
            raise Refused(say.unknown(ai))
        yield Element(ai, _value(identifier, bits))


def _value(identifier: table.Identifier, bits: Bits) -> str:
    """One value in the encoding that its format asks for. Values of several components are not read here."""
    component = identifier.components[0]
    if len(identifier.components) == 1 and component.charset == "X" and component.minimum == 1:
        return bits.text(max(5, component.maximum.bit_length()))
    if (
        len(identifier.components) == 1
        and component.charset == "N"
        and component.minimum == component.maximum
    ):
        if component.rules in (("yymmdd",), ("yymmd0",)):
            return bits.date()
        return (
            bits.nibbles(component.maximum) if "csum" in component.rules else bits.packed(component.maximum)
        )
    raise Refused(_not_read(identifier.ai))


def _not_a_segment() -> Problem:
    text = Text(
        "Không phải chuỗi EPC nén: phải là eh và chữ số hệ 16 viết thường, hoặc ex và base64url.",
        "not a compressed EPC: it is eh with small hexadecimal digits, or ex with base64url",
    )
    return Problem("", text, "not-an-epc-segment")


def _excess() -> Problem:
    text = Text(
        "Còn dữ liệu sau khi EPC đã hết. Hãy đọc lại thẻ.",
        "there is data after the end of the EPC: read the tag again",
    )
    return Problem("", text, "epc-excess-data")


def _no_digital_link(header: int) -> Problem:
    text = Text(
        f"Loại EPC có đầu {header:02X} không phải khoá GS1 nên không có GS1 Digital Link.",
        f"an EPC with the header {header:02X} is no GS1 key and has no Digital Link",
    )
    return Problem("", text, "no-digital-link")


def _not_read(ai: str) -> Problem:
    text = Text(
        "Chưa đọc được phần dữ liệu này sau EPC. Hãy đọc bằng phần mềm của thiết bị.",
        "this data behind the EPC cannot be read here: read it with the reader's own program",
    )
    return Problem(f"({ai})", text, "epc-data-not-read")
