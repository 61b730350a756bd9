"""The table of identifiers and the rules for their values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguongoc.domain.gs1 import table
from nguongoc.domain.gs1.table import IDENTIFIERS, RULES


def test_no_identifier_is_the_beginning_of_another() -> None:
    for ai in IDENTIFIERS:
        assert not any(other != ai and other.startswith(ai) for other in IDENTIFIERS)


def test_identifiers_that_begin_with_the_same_two_digits_are_equally_long() -> None:
    assert all(len(ai) == table.length_of(ai[:2]) for ai in IDENTIFIERS)


def test_every_rule_that_a_format_names_exists() -> None:
    named = {rule for identifier in IDENTIFIERS.values() for c in identifier.components for rule in c.rules}
    assert named <= set(RULES)


def test_only_the_last_component_of_a_format_has_a_free_length() -> None:
    for identifier in IDENTIFIERS.values():
        assert all(c.minimum == c.maximum for c in identifier.components[:-1])


@pytest.mark.parametrize("rule", sorted(RULES))
@given(st.text(max_size=100))
@settings(max_examples=25)
def test_a_rule_answers_any_text(rule: str, text: str) -> None:
    answer = RULES[rule](text)
    assert answer is None or answer == answer.lower()


@given(st.sampled_from(sorted(IDENTIFIERS)), st.text(max_size=100))
def test_a_value_is_accepted_exactly_when_no_problem_is_found(ai: str, value: str) -> None:
    identifier = IDENTIFIERS[ai]
    assert identifier.accepts(value) is (identifier.problem(value) is None)


@given(st.sampled_from(sorted(IDENTIFIERS)), st.text("0123456789ABCz-/=%", max_size=30))
def test_accepted_values_pass_every_rule_of_every_component(ai: str, value: str) -> None:
    identifier = IDENTIFIERS[ai]
    if not identifier.accepts(value):
        return
    start = 0
    for component in identifier.components:
        piece = value[start : start + component.maximum]
        start += len(piece)
        assert component.optional or piece
        assert not piece or all(RULES[rule](piece) is None for rule in component.rules)
    assert start == len(value)
