"""Vectors of numbers by year, and the checks that every account begins with."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nguongoc.domain.problem import Problem, Refused, Text

Floats: TypeAlias = NDArray[np.float64]
Booleans: TypeAlias = NDArray[np.bool_]


def floats(values: ArrayLike) -> Floats:
    """The values as float64, copied."""
    return np.array(values, dtype=np.float64)


def refusal(where: str, vi: str, en: str, code: str) -> Refused:
    """One problem, ready to raise."""
    return Refused(Problem(where, Text(vi, en), code))


def positive(name: str, values: ArrayLike) -> Floats:
    """The values, all above zero. NaN (unknown) passes; zero, negative and infinite values are refused.

    The problem's `where` is `name[i]`, i counted from 0.
    """
    found = floats(values)
    wrong = np.argwhere(~(np.isnan(found) | ((found > 0) & np.isfinite(found))))
    if wrong.size:
        place = f"{name}[{', '.join(map(str, wrong[0]))}]"
        raise refusal(
            place,
            f"giá trị {found[tuple(wrong[0])]:g} phải lớn hơn 0: hãy kiểm tra lại số liệu nguồn",
            f"{found[tuple(wrong[0])]:g} must be above 0: check the source",
            "not-positive",
        )
    return found


def fraction(name: str, values: ArrayLike) -> Floats:
    """Labour or capital shares of value added, each strictly between 0 and 1; NaN (unknown) passes.

    A share outside is refused, never capped in silence (productivity.md §2.5, §5).
    """
    found = floats(values)
    wrong = np.argwhere(~(np.isnan(found) | ((found > 0) & (found < 1))))
    if wrong.size:
        raise refusal(
            f"{name}[{', '.join(map(str, wrong[0]))}]",
            f"tỷ trọng {found[tuple(wrong[0])]:g} phải nằm giữa 0 và 1: hãy đổi cách tính hoặc xem lại nguồn",
            f"share {found[tuple(wrong[0])]:g} must lie between 0 and 1: choose another variant or check it",
            "share-out-of-range",
        )
    return found


def log_growth(values: Floats) -> Floats:
    """ln X_t - ln X_{t-1} along the first axis, as a fraction (not × 100)."""
    found: Floats = np.diff(np.log(values), axis=0)
    return found


def mean_of_neighbours(values: Floats) -> Floats:
    """(x_t + x_{t-1}) / 2 along the first axis."""
    found: Floats = (values[1:] + values[:-1]) / 2
    return found


def chained(steps: Floats) -> Floats:
    """An index from log steps (fractions): first year = 100, one value more than steps."""
    found: Floats = 100 * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    return found
