"""Digital Links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import digital_link, keys
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused

from .asking import is_answered

GTIN = "08938505970011"
VALUES = st.text(keys.CSET82, min_size=1, max_size=20)


def _code(uri: str) -> str:
    with pytest.raises(Refused) as refused:
        digital_link.parse(uri)
    return refused.value.problems[0].code


def test_a_link_is_taken_apart() -> None:
    link = digital_link.parse(f"https://tx.vn/a/01/{GTIN}/10/L%2F1/21/S?17=261200&linkType=gs1:pip&utm#top")
    assert link.stem == "https://tx.vn/a"
    assert link.key == ("01", GTIN)
    assert link.qualifiers == (("10", "L/1"), ("21", "S"))
    assert link.attributes == (("17", "261200"),)
    assert link.others == ("linkType=gs1:pip", "utm")
    assert link.fragment == "top"
    assert link.canonical() == f"https://id.gs1.org/01/{GTIN}/10/L%2F1/21/S?17=261200"
    assert link.identity() == f"https://id.gs1.org/01/{GTIN}/10/L%2F1/21/S"


@given(lot=st.none() | VALUES, serial=st.none() | VALUES, internal=st.none() | VALUES)
def test_a_built_link_reads_back_and_is_its_own_canonical_form(
    lot: str | None, serial: str | None, internal: str | None
) -> None:
    given_elements = [Element("01", GTIN)]
    given_elements += [Element(ai, v) for ai, v in (("10", lot), ("21", serial), ("91", internal)) if v]
    uri = digital_link.build(given_elements)
    link = digital_link.parse(uri)
    assert link.elements == tuple(given_elements)
    assert link.canonical() == uri
    assert digital_link.parse(link.canonical()) == link
    elsewhere = digital_link.build(given_elements, "https://tx.laichau.gov.vn/a/")
    assert digital_link.parse(elsewhere).canonical() == uri


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        (f"HtTp://a/01/{GTIN}", "illegal-scheme"),
        (f"ftp://a/01/{GTIN}", "illegal-scheme"),
        (f"https:///01/{GTIN}", "illegal-domain"),
        ("https://a", "illegal-domain"),
        (f"https://a_b/01/{GTIN}", "illegal-domain"),
        (f"https://a/01/{GTIN} ", "illegal-character"),
        (f"https://a/01/{GTIN}/10/ế", "illegal-character"),
        (f"https://a/gtin/{GTIN}", "no-primary-key"),
        (f"https://a/01/{GTIN}/", "no-primary-key"),
        ("https://a/foo", "no-primary-key"),
        (f"https://a/%30%31/{GTIN}", "no-primary-key"),
        (f"https://a/01/{GTIN}/21/S/10/L", "invalid-qualifiers"),
        (f"https://a/01/{GTIN}/17/261200", "invalid-qualifiers"),
        (f"https://a/01/{GTIN}?10=L", "belongs-in-path"),
        (f"https://a/01/{GTIN}/10/L?10=L", "duplicate-identifier"),
        (f"https://a/01/{GTIN}?99=A&99=A", "duplicate-identifier"),
        (f"https://a/01/{GTIN}?21=S", "not-an-attribute"),
        (f"https://a/01/{GTIN}?999=S", "unknown-identifier"),
        ("https://a/01/8938505970011", "value-too-short"),
        (f"https://a/01/{GTIN}/10/", "value-too-short"),
        (f"https://a/01/{GTIN}?99=", "value-too-short"),
        ("https://a/01/08938505970012", "incorrect-check-digit"),
        (f"https://a/01/{GTIN}/10/%00", "invalid-cset82-character"),
        (f"https://a/01/{GTIN}/10/%FF", "invalid-cset82-character"),
        (f"https://a/01/{GTIN}/10/%C4%B1", "invalid-cset82-character"),
        (f"https://a/01/{GTIN}?99=A+B", "invalid-cset82-character"),
        ("https://a/00/395012345678901231?10=L", "required-missing"),
        (f"https://a/8006/{GTIN}0102/22/V", "required-missing"),
    ],
)
def test_what_is_wrong_is_named(uri: str, code: str) -> None:
    assert _code(uri) == code


def test_everything_wrong_with_the_values_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        digital_link.parse("https://a/01/08938505970012?17=261301&422=999")
    assert [problem.where for problem in refused.value.problems] == ["(01)", "(17)", "(422)"]


def test_the_rightmost_key_wins_and_a_broken_escape_stays_as_it_is() -> None:
    link = digital_link.parse(f"https://a/01/faux/01/{GTIN}/10/A%2")
    assert link.stem == "https://a/01/faux"
    assert link.qualifiers == (("10", "A%2"),)


def test_capital_letters_for_a_small_qr_are_valid() -> None:
    assert digital_link.is_valid(f"HTTPS://TX.VN/01/{GTIN}/21/K7Q2")
    assert not digital_link.is_valid(f"Https://TX.VN/01/{GTIN}/21/K7Q2")


def test_attributes_of_predefined_length_come_first() -> None:
    built = digital_link.build([("99", "X"), ("01", GTIN), ("17", "261200"), ("21", "S")], "https://a/")
    assert built == f"https://a/01/{GTIN}/21/S?17=261200&99=X"


@pytest.mark.parametrize(
    "given_elements",
    [[("10", "L")], [("01", GTIN), ("235", "T"), ("10", "L")], [("01", "1")], [("xx", "1")], [],
     [("01", GTIN), ("7040", "1ABC")]],
)  # fmt: skip
def test_what_has_no_link_is_refused(given_elements: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused):
        digital_link.build(given_elements)


URI_TEXT = st.text("abz019./:?#[]@!$&'()*+,;=%-_~ \x00\"<ıİ٣\ud800", max_size=60)


@given(URI_TEXT)
def test_any_text_is_answered(text: str) -> None:
    for uri in (text, "https://a" + text, f"https://a/01/{GTIN}" + text, f"https://a/01/{GTIN}?" + text):
        assert is_answered(lambda uri=uri: digital_link.parse(uri))
        if digital_link.is_valid(uri):
            assert digital_link.is_valid(digital_link.parse(uri).canonical())


def test_any_text_can_be_escaped_and_ascii_comes_back() -> None:
    assert digital_link.escape("ế /ı") == "%E1%BA%BF%20%2F%C4%B1"
    assert digital_link.escape("\ud800") == "%ED%A0%80"
    every = "".join(map(chr, range(1, 128)))
    assert digital_link.unescape(digital_link.escape(every)) == every
    assert digital_link.unescape(digital_link.escape(every, query=True), query=True) == every


def test_a_line_of_four_kilobytes_is_answered() -> None:
    assert _code(f"https://a/01/{GTIN}/10/" + "A" * 4096) == "value-too-long"
    assert _code("https://a" + "/01" * 1400) == "value-too-short"
    many = "&".join(f"p{n}={n}" for n in range(600))
    assert len(digital_link.parse(f"https://a/01/{GTIN}?{many}").others) == 600
