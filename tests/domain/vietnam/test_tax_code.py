"""Vietnamese tax codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.vietnam import tax_code


def test_an_enterprise_and_its_branch_are_told_apart() -> None:
    assert tax_code.parse("0100233488").kind == "enterprise"
    branch = tax_code.parse("0314409058 - 002")
    assert (branch.number, branch.kind, str(branch)) == ("0314409058002", "branch", "0314409058-002")


def test_a_personal_number_is_taken_by_our_own_rule_and_says_so() -> None:
    person = tax_code.parse("012 185 001234")
    assert person.kind == "personal"
    assert person.to_be_confirmed
    assert not tax_code.parse("0100233488").to_be_confirmed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "non-digit-character"),
        ("０１００２３３４８８", "non-digit-character"),
        ("01002334８8", "non-digit-character"),
        ("010023348", "wrong-length"),
        ("0100233480", "incorrect-check-digit"),
        ("0100000008", "impossible-component"),
        ("0314409058-000", "impossible-component"),
        ("000185001234", "impossible-component"),
        ("012185000000", "impossible-component"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tax_code.parse(text)
    assert refused.value.problems[0].code == code


@given(st.text("0123456789 .-٣\ud800x\n", max_size=20))
def test_any_text_is_answered(text: str) -> None:
    assert tax_code.is_valid(text) in (True, False)
