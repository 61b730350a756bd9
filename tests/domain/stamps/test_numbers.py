from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import digital_link
from nguongoc.domain.problem import Refused
from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.states import STATES, may_become

GTIN = "00200000000110"
KEY, OTHER = b"k" * 32, b"o" * 32


def test_serials_have_twelve_letters_that_nobody_mistakes() -> None:
    made = {numbers.serial(GTIN, None) for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch("[A-HJ-NP-Z2-9]{12}", one) for one in made)
    assert all(numbers.looks_like_serial(one) for one in made)
    assert not numbers.looks_like_serial("ABCDEFGHIJKL")


def test_a_serial_stands_in_an_address_without_escapes() -> None:
    serial = numbers.serial(GTIN, KEY)
    link = digital_link.build([("01", GTIN), ("21", serial)], "https://truyxuat.example.vn")
    assert link == f"https://truyxuat.example.vn/01/{GTIN}/21/{serial}"


def test_a_keyed_tail_holds_with_its_key_and_for_its_goods_alone() -> None:
    made = [numbers.serial(GTIN, KEY) for _ in range(50)]
    assert all(numbers.tail_holds(GTIN, one, [OTHER, KEY]) for one in made)
    assert not any(numbers.tail_holds(GTIN, one, [OTHER]) for one in made)
    assert not any(numbers.tail_holds("00200000000127", one, [KEY]) for one in made)


def test_a_serial_without_a_tail_claims_nothing() -> None:
    assert numbers.tail_holds(GTIN, numbers.serial(GTIN, None), [])


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_a_control_number_is_read_however_it_is_typed(batch: int, place: int) -> None:
    number = numbers.number(batch, place)
    printed = numbers.control(number)
    assert re.fullmatch(r"T\d{6}-\d{6}-\d", printed)
    for typed in (printed, printed.lower(), printed.replace("-", ""), printed.replace("-", " ")):
        assert numbers.looks_like_control(typed)
        assert numbers.read_control(typed) == number


@given(st.integers(0, 999_999), st.integers(1, 9), st.integers(0, 12))
def test_a_mistyped_digit_is_refused(place: int, more: int, where: int) -> None:
    digits = numbers.control(numbers.number(12, place)).replace("-", "")[1:]
    wrong = digits[:where] + str((int(digits[where]) + more) % 10) + digits[where + 1 :]
    with pytest.raises(Refused) as refused:
        numbers.read_control(f"T{wrong}")
    assert refused.value.problems[0].code == "incorrect-check-digit"


@pytest.mark.parametrize("typed", ["", "T", "T12", "8938505970011", "T000012-000345", "K000012-000345-5"])
def test_what_is_no_control_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        numbers.read_control(typed)


def test_a_scratch_code_is_kept_as_a_hash_bound_to_its_stamp() -> None:
    code = numbers.scratch_code()
    kept = numbers.scratch_hash(GTIN, "ABC", code, KEY)
    assert len(code) == 8
    assert kept == numbers.scratch_hash(GTIN, "ABC", f"{code[:4].lower()}-{code[4:]}", KEY)
    assert kept != numbers.scratch_hash(GTIN, "ABD", code, KEY)
    assert kept != numbers.scratch_hash(GTIN, "ABC", code, OTHER)
    assert code.encode() not in kept


def test_keys_for_two_purposes_are_two_keys() -> None:
    scratch, tail = numbers.derived("s", "scratch"), numbers.derived("s", "tail/2026")
    assert scratch != tail
    assert numbers.fingerprint(scratch) != numbers.fingerprint(tail)
    assert scratch == numbers.derived("s", "scratch")


def test_a_void_stamp_never_comes_back_and_no_step_is_skipped() -> None:
    assert not any(may_become("void", other) for other in STATES)
    assert not may_become("issued", "activated")
    assert not may_become("printed", "activated")
    assert may_become("delivered", "activated")
