"""EPC URNs and their Digital Links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import epc, keys
from nguongoc.domain.gs1.epc_schemes import SCHEMES, Scheme
from nguongoc.domain.problem import Refused

from .asking import is_answered

# One of every scheme, and its Digital Link. The check digits were computed by hand.
PAIRS = [
    ("urn:epc:id:sgtin:893850597.0001.A1", "01/08938505970011/21/A1"),
    ("urn:epc:class:lgtin:893850597.0001.L-1", "01/08938505970011/10/L-1"),
    ("urn:epc:id:upui:893850597.0001.T", "01/08938505970011/235/T"),
    ("urn:epc:id:itip:893850597.0001.01.02.S", "8006/089385059700110102/21/S"),
    ("urn:epc:id:sscc:893850597.31234567", "00/389385059712345675"),
    ("urn:epc:id:sgln:893850597.001.P7", "414/8938505970011/254/P7"),
    ("urn:epc:id:sgln:893850597.001.0", "414/8938505970011"),
    ("urn:epc:id:pgln:893850597.001", "417/8938505970011"),
    ("urn:epc:id:grai:893850597.001.S%2F1", "8003/08938505970011S%2F1"),
    ("urn:epc:id:giai:893850597.tr-1", "8004/893850597tr-1"),
    ("urn:epc:id:gsrn:893850597.00000001", "8018/893850597000000017"),
    ("urn:epc:id:gsrnp:893850597.00000001", "8017/893850597000000017"),
    ("urn:epc:id:gdti:893850597.001.S", "253/8938505970011S"),
    ("urn:epc:id:sgcn:893850597.001.0012", "255/89385059700110012"),
    ("urn:epc:id:cpi:893850597.A%2F-%231.12", "8010/893850597A%2F-%231/8011/12"),
    ("urn:epc:id:ginc:893850597.x", "401/893850597x"),
    ("urn:epc:id:gsin:893850597.0000001", "402/89385059700000011"),
    ("urn:epc:idpat:sgtin:893850597.0001.*", "01/08938505970011"),
    ("urn:epc:idpat:itip:893850597.0001.01.02.*", "8006/089385059700110102"),
    ("urn:epc:idpat:gdti:893850597.001.*", "253/8938505970011"),
    ("urn:epc:idpat:grai:893850597.001.*", "8003/08938505970011"),
    ("urn:epc:idpat:sgcn:893850597.001.*", "255/8938505970011"),
    ("urn:epc:idpat:cpi:893850597.A.*", "8010/893850597A"),
]


@pytest.mark.parametrize(("urn", "link"), PAIRS)
def test_a_urn_and_its_digital_link_are_one(urn: str, link: str) -> None:
    canonical = "https://id.gs1.org/" + link
    assert epc.problems(urn) == ()
    assert epc.to_digital_link(urn) == canonical
    assert epc.to_digital_link(f"http://tx.vn/a/{link}?99=x#y") == canonical
    assert epc.to_urn(canonical, 9) == urn
    assert epc.to_urn(urn) == urn


def test_every_scheme_has_its_pair() -> None:
    assert {urn.split(":")[3] for urn, _ in PAIRS} == set(SCHEMES)


def test_a_full_twelve_digit_prefix_leaves_an_empty_reference() -> None:
    assert epc.to_digital_link("urn:epc:id:gdti:987659999999..9") == "https://id.gs1.org/253/98765999999929"
    assert epc.to_urn("https://id.gs1.org/253/98765999999929", 12) == "urn:epc:id:gdti:987659999999..9"


def test_a_serial_number_may_hold_dots() -> None:
    urn = "urn:epc:id:sgtin:893850597.0001.a.b.c"
    assert epc.to_digital_link(urn).endswith("/21/a.b.c")


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:gid:1.2.3",
        "urn:epc:id:usdod:2S194.12345678901",
        "urn:epc:id:imovn:9176187",
        "urn:epc:id:adi:35962.PQ7VZ4.M37GXB92",
        "urn:epc:id:bic:CSQU3054383",
    ],
)
def test_schemes_of_others_are_valid_but_have_no_digital_link(urn: str) -> None:
    assert epc.problems(urn) == ()
    with pytest.raises(Refused) as refused:
        epc.to_digital_link(urn)
    assert refused.value.problems[0].code == "no-digital-link"


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sgtin:893850597.001.A",
        "urn:epc:id:sgtin:89385.00000001.A",
        "urn:epc:id:sgtin:893850597.0001",
        "urn:epc:id:sgtin:893850597.0001.",
        "urn:epc:id:sgtin:893850597.0001." + "A" * 21,
        "urn:epc:id:sgtin:89385059٧.0001.A",
        "urn:epc:id:sgtin:893850597.0001.*A B",
        "urn:epc:id:sgtin:893850597.0001.A/B",
        "urn:epc:id:sgtin:893850597.0001.%E1",
        "urn:epc:id:sgtin:893850597.0001.%2",
        "urn:epc:id:lgtin:893850597.0001.L",
        "urn:epc:class:sgtin:893850597.0001.L",
        "urn:epc:id:sscc:893850597.3123456",
        "urn:epc:id:xyz:1.2",
        "urn:epc:id:sgcn:893850597.001.A",
        "urn:epc:id:cpi:893850597.a.1",
        "urn:epc:id:cpi:893850597.A.01",
        "URN:EPC:ID:SGTIN:893850597.0001.A",
        "urn:epc:tag:sgtin-96:3.1.2.3",
        "urn:epc:id:sgtin",
        "urn:epc:idpat:sgtin:893850597.*.A",
        "urn:epc:idpat:lgtin:893850597.0001.*",
        "urn:epc:id:gid:01.2.3",
        "urn:epc:id:giai:893850597.",
        "urn:epc:id:giai:893850597." + "A" * 22,
        "urn:epc:id:imovn:123456",
        "",
        "urn:epc:id:sgtin:*.*.*.*",
    ],
)
def test_a_malformed_urn_is_refused(urn: str) -> None:
    assert epc.problems(urn)
    with pytest.raises(Refused):
        epc.to_digital_link(urn)


def test_a_star_in_an_identity_is_a_serial_number_not_a_pattern() -> None:
    assert epc.to_digital_link("urn:epc:id:sgtin:893850597.0001.*").endswith("/21/%2A")


def test_without_the_length_of_the_prefix_no_urn_is_guessed() -> None:
    for length in (None, 5, 13):
        with pytest.raises(Refused):
            epc.to_urn("https://id.gs1.org/01/08938505970011/21/A", length)


@pytest.mark.parametrize(
    "path", ["01/08938505970011/22/V", "8013/1987654Ad4X4bL5ttr2310c2K", "8018/893850597000000017/8019/1"]
)
def test_what_no_urn_can_say_stays_a_digital_link(path: str) -> None:
    with pytest.raises(Refused) as refused:
        epc.to_urn("https://id.gs1.org/" + path, 9)
    assert refused.value.problems[0].code == "no-epc-urn"


def test_a_serial_number_makes_lot_and_variant_superfluous() -> None:
    uri = "https://id.gs1.org/01/08938505970011/22/V/10/L/21/S"
    assert epc.to_urn(uri, 9) == "urn:epc:id:sgtin:893850597.0001.S"


def test_a_pattern_fits_urns_and_digital_links_alike() -> None:
    fits = epc.compile_pattern("urn:epc:idpat:sgtin:893850597.0001.*")
    assert fits("urn:epc:id:sgtin:893850597.0001.A")
    assert fits("urn:epc:idpat:sgtin:893850597.0001.*")
    assert fits("https://tx.vn/01/08938505970011/21/A")
    assert fits("https://tx.vn/01/08938505970011")
    assert not fits("urn:epc:id:sgtin:893850597.0002.A")
    assert not fits("https://tx.vn/01/08938505970028/21/A")
    assert not fits("urn:epc:class:lgtin:893850597.0001.A")
    assert not fits("urn:epc:id:sgtin:8938505970.001.A")
    assert not fits("nonsense")


def test_wider_patterns_fit_more() -> None:
    assert epc.pattern_matches("urn:epc:idpat:sgtin:893850597.*.*", "https://a/01/08938505970028/21/A")
    assert epc.pattern_matches("urn:epc:idpat:sgtin:*.*.*", "https://a/01/08938505970028/21/A")
    assert epc.pattern_matches("urn:epc:idpat:sscc:893850597.*", "https://a/00/389385059712345675")
    assert not epc.pattern_matches("urn:epc:idpat:sscc:893850598.*", "https://a/00/389385059712345675")
    assert not epc.pattern_matches("urn:epc:idpat:sgtin:*.*.*", "https://a/00/389385059712345675")


def test_an_identity_as_a_pattern_fits_its_other_spellings() -> None:
    fits = epc.compile_pattern("urn:epc:id:sgtin:893850597.0001.A")
    assert fits("http://x/01/08938505970011/21/A")
    assert not fits("http://x/01/08938505970011/21/B")
    assert not fits("")


def test_a_pattern_over_many_classes_has_no_digital_link() -> None:
    with pytest.raises(Refused) as refused:
        epc.to_digital_link("urn:epc:idpat:sgtin:893850597.*.*")
    assert refused.value.problems[0].code == "no-digital-link"


COMPONENTS = {
    "digits2": st.sampled_from(["01", "02"]),
    "digits12": st.text("0123456789", min_size=1, max_size=12),
    "number12": st.integers(1, 10**12 - 1).map(str),
    **{f"text{size}": st.text(keys.CSET82, min_size=1, max_size=size) for size in (16, 17, 20, 28)},
    "text": st.text(keys.CSET82, min_size=1, max_size=18),
    "part": st.text("0123456789ABZ#-/", min_size=1, max_size=18),
}


@st.composite
def _epcs(draw: st.DrawFn) -> epc.Epc:
    scheme: Scheme = draw(st.sampled_from(sorted(SCHEMES.values(), key=lambda s: s.name)))
    prefix = draw(st.text("0123456789", min_size=6, max_size=12))
    if scheme.body:
        length = scheme.body - len(prefix)
        reference = draw(st.text("0123456789", min_size=length, max_size=length))
    else:
        reference = draw(COMPONENTS[scheme.reference])
    tail = [draw(COMPONENTS[form]) for form in scheme.tail]
    if scheme.name == "itip":
        tail[:2] = ["01", "02"]
    return epc.Epc(scheme.kind, scheme, (prefix, reference, *tail))


@given(_epcs())
def test_there_and_back_is_the_same_for_every_scheme(found: epc.Epc) -> None:
    urn = str(found)
    assert epc.parse(urn) == found
    assert epc.to_urn(epc.to_digital_link(urn), len(found.components[0])) == urn


@given(st.text("urn:epcidlasgt.*%0aA٣\ud800/", max_size=40))
def test_any_text_is_answered(text: str) -> None:
    for urn in (text, "urn:epc:id:" + text, "urn:epc:id:sgtin:" + text, "urn:epc:idpat:giai:" + text):
        for ask in (epc.problems, epc.to_digital_link, epc.compile_pattern, lambda uri: epc.to_urn(uri, 9)):
            assert is_answered(lambda ask=ask, urn=urn: ask(urn))
