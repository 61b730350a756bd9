"""Lai Châu's units, before and after 01/07/2025, and the traps in their names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.vietnam.places import DISTRICTS, communes, former_communes, spellings
from nguongoc.domain.vietnam.succession import Edge, carried, check_shares
from nguongoc.domain.vietnam.text import fold, matched

FORMER = {unit.code: unit for unit in former_communes()}
NOW = {unit.code: unit.name for unit in communes()}


def test_106_communes_of_8_districts_went_into_38() -> None:
    assert Counter(unit.district for unit in FORMER.values()) == dict(
        zip(DISTRICTS, (7, 13, 14, 22, 17, 12, 10, 11), strict=True)
    )
    assert {unit.into for unit in FORMER.values()} == set(NOW)
    assert len(NOW) == 38


def test_seventeen_codes_are_borne_by_another_name_today() -> None:
    spelt = {(code, spelling) for code, _, spelling in spellings()}  # Hua Bun and Hua Bum are one name
    borne = {
        code: _bare(NOW[code])
        for code, unit in FORMER.items()
        if code in NOW and _bare(NOW[code]) != _bare(unit.name)
    }
    reused = {code for code, name in borne.items() if (code, name) not in spelt}
    assert len(reused) == 17
    assert {"03388", "03390", "03618"} <= reused


def _bare(name: str) -> str:
    return name.removeprefix("xã ").removeprefix("phường ").removeprefix("thị trấn ")


def test_names_that_moved_are_followed_by_code() -> None:
    assert (FORMER["03619"].name, NOW[FORMER["03619"].into]) == ("xã Mường Than", "xã Than Uyên")
    assert (FORMER["03618"].name, NOW["03618"]) == ("xã Phúc Than", "xã Mường Than")
    assert FORMER["03412"].into == "03390"


def test_cha_and_chà_are_two_communes_that_only_search_lists_together() -> None:
    cha, cha_tone = FORMER["03526"], FORMER["03473"]
    assert fold(cha.name) == fold(cha_tone.name)
    assert matched(cha.name) != matched(cha_tone.name)
    assert (cha.into, cha_tone.into) == ("03517", "03472")


def test_the_place_of_a_tone_mark_and_the_case_do_not_part_a_name() -> None:
    assert matched("Xã Pa Khoá") == matched("xã Pa  Khóa")
    assert matched("Pa ủ") == matched("Pa Ủ")
    assert matched("Ta Gia") != matched("Tà Gia")


def test_every_spelling_belongs_to_a_unit_that_was_there() -> None:
    known = {(unit.code, unit.valid_to) for unit in FORMER.values()} | {(code, None) for code in NOW}
    assert {(code, until) for code, until, _ in spellings()} <= known


DAY = date(2025, 7, 1)


def test_amounts_of_the_former_stand_with_their_successors() -> None:
    edges = [
        Edge("old", "left", DAY, Decimal("0.25")),
        Edge("old", "right", DAY, Decimal("0.75")),
        Edge("left", "right", date(2026, 1, 1)),
    ]
    told = {"old": Decimal(8), "right": Decimal(1)}
    assert carried(told, edges, date(2025, 6, 30)) == told
    assert carried(told, edges, DAY) == {"left": Decimal(2), "right": Decimal(7)}
    assert carried(told, edges, date(2026, 1, 1)) == {"right": Decimal(9)}


def test_a_unit_that_bears_its_successors_key_is_divided_once() -> None:
    edges = [Edge("a", "b", DAY), Edge("b", "a", DAY)]
    assert carried({"a": Decimal(1), "b": Decimal(5)}, edges, DAY) == {"b": Decimal(1), "a": Decimal(5)}


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)


@given(st.dictionaries(st.sampled_from(sorted(FORMER)), AMOUNTS, max_size=106))
def test_the_total_of_a_report_is_the_same_before_and_after(amounts: dict[str, Decimal]) -> None:
    told = {f"old {code}": amount for code, amount in amounts.items()}
    edges = [Edge(f"old {unit.code}", unit.into, DAY) for unit in FORMER.values()]
    assert sum(carried(told, edges, DAY).values()) == sum(told.values())


def test_shares_that_do_not_make_a_whole_are_refused() -> None:
    check_shares([Decimal("0.4"), Decimal("0.6")])
    for wrong in ([Decimal("0.5")], [Decimal("1.5"), Decimal("-0.5")], []):
        with pytest.raises(Refused, match="100 %"):
            check_shares(wrong)
