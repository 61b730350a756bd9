"""ICOR and the capital-output ratio."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import Floats, floats, positive


def icor(investment: ArrayLike, output: ArrayLike) -> Floats:
    """ICOR_t = I_t / (GRDP_t - GRDP_{t-1}), both at constant prices; NaN where output did not grow.

    `investment` holds years 1..T, `output` years 0..T. Source: productivity.md §2.12; reproduces the
    yearbook's two decimals.
    """
    risen = np.diff(floats(output))
    found: Floats = floats(investment) / np.where(risen > 0, risen, np.nan)
    return found


def capital_output(capital: ArrayLike, output: ArrayLike) -> Floats:
    """K / Y, both at the same constant prices."""
    return positive("capital", capital) / positive("output", output)
