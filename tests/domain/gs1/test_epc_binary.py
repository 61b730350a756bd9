"""EPC binary segments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import epc_binary
from nguongoc.domain.problem import Refused

from .asking import is_answered


def _hex(bits: str) -> str:
    bits += "0" * (-len(bits) % 8)
    return "eh" + f"{int(bits, 2):0{len(bits) // 4}x}"


GTIN = "".join(f"{int(digit):04b}" for digit in "08938505970011")
SGTIN_PLUS = "11110111" + "1" + "011" + GTIN
SERIAL = "100" + "00001" + f"{ord('S'):07b}"


@pytest.mark.parametrize(
    ("segment", "path"),
    [
        ("eh3066c4409047e140075bcd15", "01/09506000134352/21/123456789"),
        ("exMBZFlvQMDly-mRqD", "01/09528765123457/21/123456789123"),
        ("eh311ba1b300ce0a6a83000000", "00/095201234567891235"),
        ("eh3d76451fd75411def6b4cc00000003039000", "8010/95211415PQ7%2FZ43/8011/12345"),
        ("ehfb342cde795211411234538566cb0afc4", "01/79521141123453/21/32a%2Fb?17=220630"),
        ("ehef009520123456789123592832f8c3b786ccb6c0", "00/095201234567891235"),
        (_hex(SGTIN_PLUS + SERIAL), "01/08938505970011/21/S"),
        (_hex(SGTIN_PLUS + "001" + "00010" + "10101011"), "01/08938505970011/21/AB"),
        (_hex(SGTIN_PLUS + "010" + "00010" + "10101011"), "01/08938505970011/21/ab"),
        (_hex(SGTIN_PLUS + "101" + "00010" + f"{1600 * 1 + 40 * 2 + 1:016b}"), "01/08938505970011/21/AB"),
        (
            _hex(SGTIN_PLUS + SERIAL + "00010111" + "0011010" + "1100" + "11111"),
            "01/08938505970011/21/S?17=261231",
        ),
        (_hex(SGTIN_PLUS + SERIAL + "00010000" + SERIAL), "01/08938505970011/10/S/21/S"),
    ],
)
def test_a_segment_is_read(segment: str, path: str) -> None:
    assert epc_binary.to_digital_link(segment) == "https://id.gs1.org/" + path


@pytest.mark.parametrize(
    ("segment", "code"),
    [
        ("eh", "not-an-epc-segment"),
        ("EH3066", "not-an-epc-segment"),
        ("eh3G", "not-an-epc-segment"),
        ("eh3", "epc-cut-short"),
        ("eh3016", "epc-cut-short"),
        ("eh30164596f40c0e5cbe991a830001", "epc-excess-data"),
        ("eh3500e86f8000a9e000000586", "no-digital-link"),
        ("eh2f320434147455900000162e", "no-digital-link"),
        ("eh00" + "0" * 22, "no-digital-link"),
        (_hex("00110000" + "011" + "111" + "0" * 86), "epc-impossible-value"),
        (_hex("00110000" + "011" + "000" + "1" * 40 + "0" * 42), "epc-impossible-value"),
        (_hex(SGTIN_PLUS + "110" + "00001" + "0" * 8), "epc-impossible-value"),
        (_hex(SGTIN_PLUS + SERIAL + "10100000" + "1"), "epc-impossible-value"),
        (_hex(SGTIN_PLUS + SERIAL + "00010100" + "1" * 8), "unknown-identifier"),
    ],
)
def test_what_cannot_be_read_is_refused(segment: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        epc_binary.to_digital_link(segment)
    assert refused.value.problems[0].code == code


@given(st.binary(min_size=1, max_size=40), st.sampled_from(range(0x2C, 0x42)), st.booleans())
def test_any_bits_are_answered(data: bytes, header: int, classic: bool) -> None:
    first = header if classic else 0xE6 + header - 0x2C
    segment = "eh" + (bytes([first]) + data).hex()
    assert is_answered(lambda: epc_binary.to_digital_link(segment))
