"""DEA and Malmquist: answers that can be worked out by hand, and programmes without an answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import dea, malmquist
from nguongoc.domain.tfp.malmquist import Frontier

X, Y = [[2.0], [4.0], [6.0], [5.0]], [[1.0], [4.0], [5.0], [2.0]]


def factors(**how: object) -> list[float]:
    return [found.factor for found in dea.efficiencies(X, Y, **how)]  # type: ignore[arg-type]


def test_with_one_input_and_output_constant_returns_is_the_ratio_to_the_best() -> None:
    assert factors() == pytest.approx([0.5, 1.0, 5 / 6, 0.4])


def test_output_oriented_efficiency_is_farrells_factor_above_one() -> None:
    assert factors(orientation="output") == pytest.approx([2.0, 1.0, 1.2, 2.5])


def test_variable_returns_envelop_more_closely() -> None:
    assert factors(returns="vrs") == pytest.approx([1.0, 1.0, 1.0, (2 + 2 / 3) / 5])
    assert factors(returns="vrs", orientation="output") == pytest.approx([1.0, 1.0, 1.0, 4.5 / 2])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_units_of_measure_do_not_change_efficiency(seed: int, a: float, b: float) -> None:
    random = np.random.default_rng(seed)
    x, y = random.uniform(1, 100, (6, 2)), random.uniform(1, 100, (6, 1))
    one = [found.factor for found in dea.efficiencies(x, y)]
    other = [found.factor for found in dea.efficiencies(x * [a, 1], y * b)]
    assert other == pytest.approx(one, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_under_constant_returns_both_orientations_agree(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.uniform(1, 100, (6, 2)), random.uniform(1, 100, (6, 2))
    shrunk = [found.factor for found in dea.efficiencies(x, y)]
    grown = [found.factor for found in dea.efficiencies(x, y, orientation="output")]
    assert np.multiply(shrunk, grown) == pytest.approx(np.ones(6), abs=1e-7)
    assert max(shrunk) == pytest.approx(1)


def test_a_unit_without_output_has_no_efficiency_and_a_reason() -> None:
    found = dea.efficiencies([[1.0], [1.0]], [[0.0], [1.0]])
    assert np.isnan(found[0].factor)
    assert found[0].reason is dea.IDLE
    assert found[1].factor == pytest.approx(1)


def test_a_programme_out_of_reach_is_reported_infeasible() -> None:
    (found,) = dea.efficiencies([[1.0]], [[5.0]], returns="vrs", reference=([[1.0], [2.0]], [[1.0], [2.0]]))
    assert np.isnan(found.factor)
    assert found.reason is dea.INFEASIBLE


@pytest.mark.parametrize(
    ("x", "y"),
    [([[-1.0]], [[1.0]]), ([[0.0]], [[1.0]]), ([[np.nan]], [[1.0]]), ([[1.0]], [[-2.0]]), ([], [])],
)
def test_amounts_that_cannot_be_are_refused(x: list[list[float]], y: list[list[float]]) -> None:
    with pytest.raises(Refused):
        dea.efficiencies(x, y)


def test_too_few_units_say_too_little() -> None:
    assert dea.enough_units(6, 1, 1)
    assert not dea.enough_units(5, 1, 1)


def frontier(units: str, x: list[float], y: list[float]) -> Frontier:
    return Frontier(tuple(units), np.array(x)[:, None], np.array(y)[:, None])


def test_malmquist_above_one_is_better_and_splits_in_two() -> None:
    first, second = frontier("AB", [1, 1], [1, 2]), frontier("AB", [1, 1], [2, 3])
    found = malmquist.between(first, second)
    assert found["A"].malmquist == pytest.approx(2.0)
    assert found["A"].technical_change == pytest.approx(1.5)
    assert found["A"].efficiency_change == pytest.approx(2 / 3 / 0.5)
    assert found["B"].malmquist == pytest.approx(1.5)


def test_technical_regress_is_allowed() -> None:
    found = malmquist.between(frontier("AB", [1, 1], [1, 2]), frontier("AB", [1, 1], [1, 1]))
    assert found["B"].technical_change == pytest.approx(0.5)
    assert found["A"].efficiency_change == pytest.approx(2.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_malmquist_is_the_product_of_its_parts_and_reverses_in_time(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, two = (
        Frontier(tuple("ABCDEF"), random.uniform(1, 9, (6, 2)), random.uniform(1, 9, (6, 1)))
        for _ in range(2)
    )
    forth, back = malmquist.between(one, two), malmquist.between(two, one)
    for unit in "ABCDEF":
        assert forth[unit].malmquist == pytest.approx(
            forth[unit].efficiency_change * forth[unit].technical_change
        )
        assert forth[unit].malmquist * back[unit].malmquist == pytest.approx(1, abs=1e-6)


def test_a_unit_of_one_period_only_is_told_as_absent() -> None:
    found = malmquist.between(frontier("AB", [1, 1], [1, 2]), frontier("BC", [1, 1], [3, 1]))
    assert set(found) == {"A", "B", "C"}
    assert found["A"].reason is found["C"].reason is malmquist.ABSENT
    assert found["B"].malmquist == pytest.approx(1.5)


def test_a_unit_without_output_in_one_period_has_no_index_and_a_reason() -> None:
    found = malmquist.between(frontier("AB", [1, 1], [0, 2]), frontier("AB", [1, 1], [1, 2]))
    assert np.isnan(found["A"].malmquist)
    assert found["A"].reason is dea.IDLE
