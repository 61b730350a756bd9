"""From parameters to a typed question: lists, patterns, units, extension fields, problems by name."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.epcis import query
from nguongoc.domain.epcis.query import units
from nguongoc.domain.epcis.query.model import Attribute, Field, Moment, Named, SensorNumber, Within, Words
from nguongoc.domain.epcis.query.patterns import reach
from nguongoc.domain.gs1.epc import compile_pattern, to_digital_link
from nguongoc.domain.problem import Refused

HOME = "https://id.gs1.org"


def asked(*pairs: tuple[str, str], **prefixes: str) -> tuple[Any, ...]:
    return query.read_text(pairs, prefixes).conditions


def refused(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        query.read_text(pairs)
    return [(problem.where, problem.code) for problem in caught.value.problems]


def test_values_between_bars_are_alternatives_in_their_one_spelling() -> None:
    assert asked(
        ("EQ_bizStep", "shipping|urn:epcglobal:cbv:bizstep:receiving|https://ref.gs1.org/cbv/BizStep-packing")
    ) == (Words("bizStep", ("shipping", "receiving", "packing")),)
    assert asked(("WD_readPoint", "urn:epc:id:sgln:4012345.00001.0")) == (
        Within("readPoint", (f"{HOME}/414/4012345000016",)),
    )
    assert asked(("EQ_bizTransaction_urn:epcglobal:cbv:btt:po", "urn:x:1")) == (
        Named(("bizTransaction:po",), ("urn:x:1",)),
    )


def test_a_time_is_read_with_its_offset_and_an_unescaped_plus() -> None:
    wanted = (Moment("errorDeclarationTime", "GE", datetime(2026, 9, 12, 1, 0, tzinfo=UTC)),)
    assert asked(("GE_errorDeclarationTime", "2026-09-12T08:00:00+07:00")) == wanted
    assert asked(("GE_errorDeclaration_Time", "2026-09-12T08:00:00 07:00")) == wanted


def test_every_wrong_parameter_is_named_at_once() -> None:
    assert refused(
        ("foo", "1"), ("perPage", "-1"), ("EQ_action", "ADD"), ("EQ_action", "ADD"), ("GE_quantity", "many")
    ) == [
        ("foo", "query-parameter"),
        ("perPage", "query-parameter"),
        ("EQ_action", "doubled-parameter"),
        ("GE_quantity", "query-parameter"),
    ]
    assert refused(("orderBy", "bizStep")) == [("orderBy", "query-parameter")]
    assert refused(("EQ_bizStep", "")) == [("EQ_bizStep", "query-parameter")]
    assert refused(("perPage", "٣")) == [("perPage", "query-parameter")]


def test_what_the_path_has_fixed_cannot_be_given_again() -> None:
    fixed = {"EQ_bizStep": ["shipping"]}
    assert query.read_text([], fixed=fixed).conditions == (Words("bizStep", ("shipping",)),)
    with pytest.raises(Refused) as caught:
        query.read_text([("EQ_bizStep", "receiving")], fixed=fixed)
    assert caught.value.problems[0].code == "doubled-parameter"


def test_an_extension_field_is_known_by_its_namespace_where_one_is_declared() -> None:
    ns = "https://example.com/ext/"
    assert asked(("EQ_vn:lot", "A|5")) == (Field("", False, None, "vn:lot", "EQ", ("A", "5")),)
    assert asked(("EQ_vn:lot", "A"), vn=ns) == (Field("", False, ns, "lot", "EQ", ("A",)),)
    assert asked((f"GT_{ns}#weight", "2.5")) == (Field("", False, ns, "weight", "GT", (Decimal("2.5"),)),)
    assert asked(("EXISTS_INNER_ILMD_vn:lot", "")) == (Field("ILMD", True, None, "vn:lot", "EXISTS"),)
    assert asked(("EQ_INNER_readPoint_vn:zone", "3")) == (
        Field("readPoint", True, None, "vn:zone", "EQ", ("3",)),
    )


def test_attributes_of_master_data_are_asked_for_in_both_spellings() -> None:
    for name in ("EQATTR_bizLocation_urn:x:mda:kind", "EQ_ATTR_bizLocation_urn:x:mda:kind"):
        assert asked((name, "a|b")) == (Attribute("bizLocation", ("urn:x:mda:kind",), ("a", "b")),)
    assert asked(("HASATTR_vn:dryer", "urn:x:a")) == (Attribute("vn:dryer", ("urn:x:a",)),)


@pytest.mark.parametrize(
    ("uri", "things", "keys", "starts"),
    [
        ("urn:epc:id:sgtin:4012345.012345.A", True, (f"{HOME}/01/04012345123456/21/A",), ()),
        ("https://example.org/01/04012345123456/10/L/21/A", True, (f"{HOME}/01/04012345123456/21/A",), ()),
        (
            "urn:epc:idpat:sgtin:4012345.012345.*",
            True,
            (f"{HOME}/01/04012345123456",),
            (f"{HOME}/01/04012345123456/21/",),
        ),
        (
            "urn:epc:id:sgtin:4012345.012345.*",
            True,
            (f"{HOME}/01/04012345123456",),
            (f"{HOME}/01/04012345123456/21/",),
        ),
        ("urn:epc:idpat:sgtin:4012345.012345.*", False, (f"{HOME}/01/04012345123456",), ()),
        (f"{HOME}/01/04012345123456/21/*", True, (), (f"{HOME}/01/04012345123456/21/",)),
        ("urn:epc:class:lgtin:4012345.012345.*", False, (), (f"{HOME}/01/04012345123456/10/",)),
        ("urn:epc:idpat:sgln:4012345.00001.*", True, (), (f"{HOME}/414/4012345000016",)),
        ("urn:epc:idpat:grai:4012345.*.*", True, (), (f"{HOME}/8003/04012345",)),
        ("urn:epc:idpat:giai:4012345.*", True, (), (f"{HOME}/8004/4012345",)),
        ("urn:epc:idpat:gid:100.20.*", True, (), ("urn:epc:id:gid:100.20.",)),
        ("urn:epc:idpat:sscc:*.*", True, (), (f"{HOME}/00/",)),
        ("https://example.com/00/1401*", True, (), (f"{HOME}/00/1401",)),
        ("https://example.com/*", True, ("https://example.com/*",), ()),
    ],
)
def test_a_pattern_becomes_what_its_keys_begin_with(uri: str, things: bool, keys: Any, starts: Any) -> None:
    assert reach(uri, things=things) == (keys, starts)


@given(st.from_regex(r"[1-9][0-9]{5}\.[0-9]{7}\.[A-Z0-9]{1,6}", fullmatch=True), st.integers(1, 3))
def test_a_pattern_reaches_every_identity_that_gs1_says_it_covers(body: str, stars: int) -> None:
    parts = body.split(".")
    pattern = "urn:epc:idpat:sgtin:" + ".".join([*parts[: 3 - stars], *["*"] * stars])
    other = f"urn:epc:id:sgtin:{parts[0]}.{parts[1][::-1]}.{parts[2]}"
    for uri in (f"urn:epc:id:sgtin:{body}", other):
        link = to_digital_link(uri)
        covered = compile_pattern(pattern)(uri)
        assert link.startswith(reach(pattern, things=True).starts) == covered


def test_a_value_is_asked_for_in_every_unit_it_converts_to() -> None:
    (condition,) = asked(("GE_value_CEL", "5"))
    assert isinstance(condition, SensorNumber)
    assert dict(condition.alternatives)["FAH"] == (Decimal(41),)
    assert dict(condition.alternatives)["KEL"] == (Decimal("278.15"),)
    (spread,) = asked(("LT_sDev_CEL", "5"))
    assert dict(spread.alternatives)["FAH"] == (Decimal(9),)
    assert asked(("EQ_value_ZZZ", "5"))[0].alternatives == (("ZZZ", (Decimal(5),)),)


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [
        ("1", "TNE", "KGM", "1000"),
        ("90", "P1", "C62", "0.9"),
        ("36", "KMH", "MTS", "10"),
        ("1", "KWH", "3B", "3.6"),
        ("760", "UA", "ATM", "1"),
        ("2", "HAR", "MTK", "20000"),
        ("1", "GLL", "LTR", "3.785411784"),
        ("-40", "FAH", "CEL", "-40"),
        ("1013.25", "MBR", "ATM", "1"),
        ("24", "HUR", "DAY", "1"),
    ],
)
def test_units_convert_as_recommendation_20_says(value: str, source: str, target: str, wanted: str) -> None:
    assert units.convert(Decimal(value), source, target) == Decimal(wanted)


@given(st.decimals(-1000, 1000, places=3), st.sampled_from(sorted(units.UNITS)), st.data())
def test_a_value_converted_there_and_back_is_itself(value: Decimal, source: str, data: Any) -> None:
    target = data.draw(st.sampled_from(units.alike(source)))
    there = units.convert(value, source, target)
    assert there is not None
    back = units.convert(there, target, source)
    assert back is not None
    assert abs(back - value) <= Decimal("1e-18") * max(1, abs(value), abs(there))


def test_units_of_another_kind_do_not_convert() -> None:
    assert units.convert(Decimal(1), "KGM", "LTR") is None


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_any_text_is_read_or_refused_by_name(pairs: list[tuple[str, str]]) -> None:
    try:
        query.read_text(pairs)
    except Refused as refusal:
        named = {problem.where for problem in refusal.problems}
    else:
        named = set()
    assert named <= {name for name, _ in pairs} | {"eventCountLimit", "maxEventCount"}
