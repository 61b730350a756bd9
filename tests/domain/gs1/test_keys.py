"""Keys: check digits, check character pairs, the forms of a GTIN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import keys, upc
from nguongoc.domain.problem import Refused

from .asking import is_answered

DIGITS = st.text("0123456789", min_size=1, max_size=17)


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("400638133393", "1"),
        ("893456313816", "5"),
        ("893000000001", "9"),
        ("1893000000001", "6"),
        ("9893000000001", "2"),
        ("08930000000000000", "2"),
        ("9638507", "4"),
    ],
)
def test_check_digits_are_those_computed_by_hand(body: str, digit: str) -> None:
    assert keys.check_digit(body) == digit


@given(DIGITS, st.data())
def test_every_single_wrong_digit_is_caught(body: str, data: st.DataObject) -> None:
    number = body + keys.check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert keys.checks(number)
    assert not keys.checks(number[:place] + other + number[place + 1 :])


@given(st.text(keys.CSET82, min_size=1, max_size=23), st.data())
def test_every_single_wrong_character_of_an_alphanumeric_key_is_caught(
    body: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([c for c in keys.CSET82 if c != body[place]]))
    assert keys.check_pair(body) != keys.check_pair(body[:place] + other + body[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["８９３８５０５９７００１１", "٨٩٣٨٥٠٥٩٧٠٠١١", "893850597001¹", "", " 8938505970011", "8938505970011\n"],
)
def test_digits_of_other_scripts_and_spaces_are_no_key(text: str) -> None:
    assert not keys.is_gtin(text)
    assert not keys.is_gln(text)
    with pytest.raises(Refused) as refused:
        keys.gtin14(text)
    assert refused.value.problems[0].code == "non-digit-character"


def test_a_key_of_the_wrong_length_is_told_the_right_one() -> None:
    for read, text in ((keys.gln, "893850597001"), (keys.sscc, "12345"), (keys.gtin14, "123456789")):
        with pytest.raises(Refused) as refused:
            read(text)
        assert refused.value.problems[0].code == "wrong-length"


def test_a_wrong_check_digit_is_told_the_right_one_in_both_languages() -> None:
    with pytest.raises(Refused) as refused:
        keys.gtin14("08938505970012")
    problem = refused.value.problems[0]
    assert problem.code == "incorrect-check-digit"
    assert "phải là 1" in problem.why.vi
    assert "must be 1" in problem.why.en


def test_all_forms_of_a_gtin_are_one_number() -> None:
    assert keys.gtin14("8938505970011") == "08938505970011"
    assert keys.gtin14("96385074") == "00000096385074"
    assert keys.gtin_form("00000096385074") == 8
    assert keys.gtin_form("00614141123452") == 12
    assert keys.gtin_as("08938505970011", 13) == "8938505970011"
    with pytest.raises(Refused):
        keys.gtin_as("18938505970018", 13)


@pytest.mark.parametrize(
    ("body", "restricted"),
    [("893850597001", False), ("020000000001", True), ("200000000001", True), ("299999999999", True),
     ("040000000001", True), ("300000000001", False)],
)  # fmt: skip
def test_numbers_for_use_inside_a_company_are_known(body: str, restricted: bool) -> None:
    assert keys.is_restricted(body + keys.check_digit(body)) is restricted


def test_a_gtin_8_that_begins_with_0_or_2_is_for_use_inside_a_company() -> None:
    assert keys.is_restricted("2000001" + keys.check_digit("2000001"))
    assert keys.is_restricted("0000001" + keys.check_digit("0000001"))
    assert not keys.is_restricted("96385074")


@given(st.text("0123456789", min_size=6, max_size=6), st.sampled_from("01"))
def test_a_upc_e_comes_back_from_its_upc_a(six: str, system: str) -> None:
    full = upc.expand(system + six)
    assert keys.is_gtin(full)
    assert upc.expand(upc.compress(full)) == full


def test_a_upc_a_without_zeros_to_leave_out_has_no_upc_e() -> None:
    with pytest.raises(Refused):
        upc.compress("416000336108")


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert keys.is_gtin(text) in (True, False)
    for read in (
        keys.gtin14,
        keys.gln,
        keys.sscc,
        keys.check_digit,
        keys.check_pair,
        upc.expand,
        upc.compress,
    ):
        assert is_answered(lambda read=read: read(text))
