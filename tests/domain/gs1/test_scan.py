"""What scanners send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import scan
from nguongoc.domain.problem import Refused

from .asking import is_answered

GTIN = "08938505970011"


def test_a_gs1_symbol_gives_its_elements() -> None:
    found = scan.read(f"]d201{GTIN}10L1\x1d21S")
    assert found == scan.Scan("DM", f"^01{GTIN}10L1^21S", (("01", GTIN), ("10", "L1"), ("21", "S")))


def test_a_retail_symbol_gives_its_gtin_and_its_composite_part() -> None:
    assert scan.read("]E08938505970011").elements == (("01", GTIN),)
    both = scan.read("]E08938505970011|]e010L1\x1d99X")
    assert both.elements == (("01", GTIN), ("10", "L1"), ("99", "X"))
    assert both.data == "8938505970011|^10L1^99X"


def test_a_digital_link_in_a_qr_code_is_read_strictly() -> None:
    assert scan.read(f"]Q1https://tx.vn/01/{GTIN}").elements == (("01", GTIN),)
    with pytest.raises(Refused):
        scan.read("]Q1https://tx.vn/01/08938505970012")


def test_plain_text_is_valid_and_says_nothing() -> None:
    assert scan.read("]Q1^hello") == scan.Scan("QR", "\\^hello", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "]",
        "]Q",
        "]X0abc",
        "Q3",
        "]Q3",
        "]d201",
        "]E0893850597001",
        "]E08938505970012",
        "]E0８９３８５０５９７００１１",
        "]E08938505970011|]e0",
        "]E0893850597001100",
        "]C1^01" + GTIN,
        "]d210L1",
    ],
)
def test_what_no_scanner_sends_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        scan.read(text)


@given(st.text("AB^\\|]", max_size=12))
def test_plain_data_survives_both_ways(text: str) -> None:
    sent = "]Q1" + text
    assert scan.write("QR", scan.read(sent).data) == sent


@pytest.mark.parametrize("data", [f"^01{GTIN}10L1^21S", f"^01{GTIN}17261200"])
@pytest.mark.parametrize("symbology", ["DM", "QR", "DotCode", "GS1_128_CCA", "DataBarExpanded"])
def test_gs1_data_survives_both_ways(symbology: str, data: str) -> None:
    assert scan.read(scan.write(symbology, data)).data == data


def test_a_check_digit_is_added_when_asked() -> None:
    assert scan.write("EAN13", "893850597001", add_check_digit=True) == "]E08938505970011"
    with pytest.raises(Refused):
        scan.write("EAN13", "893850597001")


@given(
    st.sampled_from(["QR", "DM", "EAN13", "DataBarLimited", "GS1_128_CCA", "UPCA", "NONE", "ı"]),
    st.text(max_size=30),
)
def test_any_text_is_answered(symbology: str, text: str) -> None:
    for ask in (
        lambda: scan.read("]" + text),
        lambda: scan.read("]E0" + text),
        lambda: scan.write(symbology, text),
    ):
        assert is_answered(ask)
