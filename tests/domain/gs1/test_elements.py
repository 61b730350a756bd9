"""Element strings."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import elements, keys
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused

GTIN = "08938505970011"
VALUES = st.text(keys.CSET82, min_size=1, max_size=20)


def _codes(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        (elements.parse_bracketed if text.startswith("(") else elements.parse_raw)(text)
    return [problem.code for problem in refused.value.problems]


@given(VALUES, VALUES)
def test_bracketed_and_raw_say_the_same(lot: str, serial: str) -> None:
    given_elements = (Element("01", GTIN), Element("10", lot), Element("21", serial), Element("17", "261200"))
    assert elements.parse_bracketed(elements.bracketed(given_elements)) == given_elements
    assert elements.parse_raw(elements.raw(given_elements)) == given_elements
    assert elements.parse_raw(elements.raw(given_elements, fnc1="^")) == given_elements


def test_a_value_without_predefined_length_ends_at_fnc1() -> None:
    assert elements.raw((Element("10", "L1"), Element("01", GTIN))) == f"\x1d10L1\x1d01{GTIN}"
    assert elements.raw((Element("01", GTIN), Element("10", "L1"))) == f"\x1d01{GTIN}10L1"


def test_human_readable_text_has_one_line_an_element() -> None:
    assert elements.hri((Element("01", GTIN), Element("10", "L1"))) == (f"(01) {GTIN}", "(10) L1")


def test_every_wrong_value_is_named_not_only_the_first() -> None:
    with pytest.raises(Refused) as refused:
        elements.parse_bracketed("(01)08938505970012(17)261301(422)999")
    assert [problem.where for problem in refused.value.problems] == ["(01)", "(17)", "(422)"]


def test_what_must_not_stand_together_is_named() -> None:
    assert _codes(f"(01){GTIN}(02){GTIN}(37)1")[0] == "invalid-pair"
    assert _codes(f"(01){GTIN}(3100)000001(3101)000001") == ["invalid-pair", "invalid-pair"]


def test_what_is_missing_is_named() -> None:
    assert _codes("(10)L1") == ["required-missing"]
    assert _codes(f"(01){GTIN}(21)S(8041)123456789012345") == ["required-missing"]
    three = f"(01){GTIN}(21)S(8040)123456789012345(8041)123456789012345"
    assert len(elements.parse_bracketed(three)) == 4


def test_an_identifier_may_be_repeated_with_one_value_only() -> None:
    assert len(elements.parse_bracketed("(400)A(400)A")) == 2
    assert _codes("(400)A(400)B") == ["repeated-identifier"]


def test_a_signature_needs_the_serial_number_of_its_key() -> None:
    assert _codes("(8003)01234567890128(8030)AB") == ["serial-missing"]


@pytest.mark.parametrize(
    "text",
    ["", "(", "()", "(01)", "(01", "01", "(1)2", "(０１)08938505970011", "(01)０8938505970011", "x(01)08938505970011",
     "(01)08938505970011 ", "(10)İı", "(99)\x00", "(99)\ud800", "^", "\x1d", "^^", "^01", "^0108938505970011^^10A"],
)  # fmt: skip
def test_what_is_no_element_string_is_refused(text: str) -> None:
    for read in (elements.parse_bracketed, elements.parse_raw):
        with pytest.raises(Refused):
            read(text)


def test_measures_and_prices_are_numbers() -> None:
    assert elements.decimal(Element("3103", "001250")) == Decimal("1.250")
    assert elements.decimal(Element("3932", "7041234")) == Decimal("12.34")
    assert elements.decimal(Element("10", "001250")) is None
    assert elements.decimal(Element("3103", "x")) is None
