"""What is printed adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp.rounding import half_up, largest_remainder


def test_three_equal_thirds_print_to_a_hundred() -> None:
    assert largest_remainder([100 / 3] * 3, total=100) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]


def test_a_negative_part_is_rounded_with_the_rest() -> None:
    parts = [3.14, 4.46, -1.25]
    printed = largest_remainder(parts)
    assert sum(printed) == half_up(sum(parts)) == Decimal("6.4")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-200, 200), min_size=1, max_size=6), st.integers(0, 3))
def test_printed_parts_sum_to_the_printed_total_and_stay_within_one_unit(
    parts: list[float], decimals: int
) -> None:
    printed = largest_remainder(parts, decimals=decimals)
    exact = sum(Decimal(repr(part)) for part in parts)
    unit = Decimal(1).scaleb(-decimals)
    assert abs(sum(printed) - exact) <= unit / 2
    assert all(abs(p - Decimal(repr(part))) <= unit for p, part in zip(printed, parts, strict=True))


def test_parts_that_do_not_reach_their_total_are_refused() -> None:
    with pytest.raises(Refused, match="sum to 99"):
        largest_remainder([50, 49], total=100)


def test_halves_round_away_from_zero() -> None:
    assert [half_up(value) for value in (0.25, -0.25, 2.675)] == [
        Decimal("0.3"),
        Decimal("-0.3"),
        Decimal("2.7"),
    ]
