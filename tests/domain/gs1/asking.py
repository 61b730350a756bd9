"""What a question about any text is answered with."""

from __future__ import annotations

from collections.abc import Callable

from nguongoc.domain.problem import Refused


def is_answered(ask: Callable[[], object]) -> bool:
    """Whether the question is answered, or refused with problems that a person can read in both languages.

    Any other exception goes through: that is what the tests are there to find.
    """
    try:
        ask()
    except Refused as refused:
        return bool(refused.problems) and all(p.code and p.why.vi and p.why.en for p in refused.problems)
    return True
