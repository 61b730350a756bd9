"""Reading whatever is handed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import elements, keys, read
from nguongoc.domain.gs1.table import Element

from .asking import is_answered

GTIN = "08938505970011"


@pytest.mark.parametrize(
    "text",
    [
        GTIN,
        "8938505970011",
        f"(01){GTIN}",
        f"01{GTIN}",
        f"^01{GTIN}",
        f"\x1d01{GTIN}",
        f"]C101{GTIN}",
        "]E08938505970011",
        f"https://tx.vn/01/{GTIN}",
        f"HTTP://TX.VN/01/{GTIN}?linkType=all",
        "urn:epc:idpat:sgtin:893850597.0001.*",
    ],
)
def test_every_form_of_one_product_is_that_product(text: str) -> None:
    assert read.anything(text) == (("01", GTIN),)


def test_a_bare_logistic_unit_is_known_by_its_check_digit() -> None:
    assert read.anything("389385059712345675") == (("00", "389385059712345675"),)


def test_a_compressed_epc_is_read_alone_and_at_the_end_of_a_link() -> None:
    expected = (("01", "09506000134352"), ("21", "123456789"))
    assert read.anything("eh3066c4409047e140075bcd15") == expected
    assert read.anything("https://tx.vn/a/eh3066c4409047e140075bcd15?x=1") == expected


def test_valid_text_without_a_gs1_key_says_nothing() -> None:
    for text in ("urn:epc:id:gid:1.2.3", "urn:epc:idpat:sgtin:893850597.*.*", "]Q1hello"):
        assert read.anything(text) == ()
    assert read.link_of(()) is None


def test_elements_without_a_primary_key_have_no_link() -> None:
    assert read.link_of(read.anything("(99)A")) is None


@given(st.text(max_size=80) | st.text("()^]0123456789/:.%?=urnepchts\x1d\ud800ıİ٣", max_size=80))
def test_any_text_is_answered(text: str) -> None:
    assert is_answered(lambda: read.anything(text))


@given(st.text(keys.CSET82, min_size=1, max_size=20))
def test_the_link_of_what_was_read_says_the_same(lot: str) -> None:
    found = (Element("01", GTIN), Element("10", lot))
    link = read.link_of(read.anything(elements.bracketed(found)))
    assert link is not None
    assert read.anything(link) == found
