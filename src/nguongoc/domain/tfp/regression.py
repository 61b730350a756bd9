"""Cobb-Douglas by regression: a cross-check with ten or fifteen years, better on a panel of provinces.

statsmodels and linearmodels do the estimating. Source: productivity.md §2.14; Newey, West (1987) for the
standard errors; Swamy, Arora (1972) for random effects.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp.floats import Floats, positive, refusal

SIGNIFICANT = 0.05
BELIEVABLE_ALPHA = (0.25, 0.65)
FEWEST_FOR_STATIONARITY = 12
"""Below this the Dickey-Fuller table says nothing: too few years is what the note then says."""


@dataclass(frozen=True, slots=True)
class CobbDouglas:
    """ln(Y/L) = a + λ t + α ln(K/L) + u. λ is TFP growth a year (a fraction, log). Standard errors are HAC.

    `returns` is the estimate of α + β - 1 with its p-value from the form without that restriction;
    `stationarity_p` the augmented Dickey-Fuller p-value of the residuals, NaN with too few years.
    """

    years: int
    alpha: float
    alpha_se: float
    alpha_p: float
    trend: float
    trend_se: float
    constant: float
    r_squared: float
    returns: float
    returns_p: float
    stationarity_p: float
    notes: tuple[Text, ...]

    @property
    def may_be_headline(self) -> bool:
        """False where α is outside .25-.65 or insignificant; True is still only a cross-check."""
        low, high = BELIEVABLE_ALPHA
        return low <= self.alpha <= high and self.alpha_p < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Panel:
    """Coefficients and standard errors by term, of the "within" (fixed) or "random" effects model."""

    model: str
    coefficients: Mapping[str, float]
    standard_errors: Mapping[str, float]
    observations: int
    r_squared: float


def cobb_douglas(output: ArrayLike, capital: ArrayLike, labour: ArrayLike) -> CobbDouglas:
    """OLS on consecutive years with HAC errors of lag ⌊4 (T/100)^{2/9}⌋. Refused: fewer than 8 years."""
    import statsmodels.api as sm

    y, k, lab = (
        np.log(positive(n, v)) for n, v in (("output", output), ("capital", capital), ("labour", labour))
    )
    years = len(y)
    if years < 8:
        raise refusal(
            "",
            f"chỉ có {years} năm: hồi quy cần ít nhất 8 năm, hãy dùng bảng nhiều tỉnh",
            f"only {years} years: the regression needs 8 at least, use a panel of provinces",
            "too-few-years",
        )
    lags = {"maxlags": int(4 * (years / 100) ** (2 / 9)), "use_correction": True}
    time = np.arange(years, dtype=np.float64)
    found = sm.OLS(y - lab, np.column_stack([np.ones(years), time, k - lab])).fit(
        cov_type="HAC", cov_kwds=lags, use_t=True
    )
    # ln(Y/L) = a + λt + α ln(K/L) + (α+β-1) ln L: the last term is the departure from constant returns.
    free = sm.OLS(y - lab, np.column_stack([np.ones(years), time, k - lab, lab])).fit(
        cov_type="HAC", cov_kwds=lags, use_t=True
    )
    stationarity = _stationarity(np.asarray(found.resid))
    return CobbDouglas(
        years=years,
        alpha=float(found.params[2]),
        alpha_se=float(found.bse[2]),
        alpha_p=float(found.pvalues[2]),
        trend=float(found.params[1]),
        trend_se=float(found.bse[1]),
        constant=float(found.params[0]),
        r_squared=float(found.rsquared),
        returns=float(free.params[3]),
        returns_p=float(free.pvalues[3]),
        stationarity_p=stationarity,
        notes=_notes(years, stationarity),
    )


def panel(
    units: Sequence[Hashable],
    years: Sequence[int],
    dependent: ArrayLike,
    regressors: Mapping[str, ArrayLike],
    *,
    effects: Literal["fixed", "random"] = "fixed",
) -> Panel:
    """Panel of units (provinces) × years: `dependent` on `regressors`, one value a row, logs already taken.

    fixed: the within estimator, entity effects, degrees of freedom less the effects. random: Swamy-Arora
    with a constant ("const"). Standard errors are the classical ones, as printed by R's plm.
    """
    import pandas as pd
    from linearmodels.panel import PanelOLS, RandomEffects

    at = pd.MultiIndex.from_arrays([list(units), list(years)], names=["unit", "year"])
    if at.has_duplicates:
        raise refusal("", "có đơn vị-năm bị lặp", "a unit-year stands twice", "doubled")
    y = pd.Series(np.asarray(dependent, dtype=np.float64), index=at, name="y")
    x = pd.DataFrame({name: np.asarray(v, dtype=np.float64) for name, v in regressors.items()}, index=at)
    fixed = effects == "fixed"
    model = PanelOLS(y, x, entity_effects=True) if fixed else RandomEffects(y, x.assign(const=1.0))
    found = model.fit(cov_type="unadjusted")
    return Panel(
        "within" if fixed else "random",
        {name: float(value) for name, value in found.params.items()},
        {name: float(value) for name, value in found.std_errors.items()},
        int(found.nobs),
        float(found.rsquared),
    )


def _stationarity(residuals: Floats) -> float:
    from statsmodels.tsa.stattools import adfuller

    if len(residuals) < FEWEST_FOR_STATIONARITY:
        return float("nan")
    return float(adfuller(residuals, maxlag=1, regression="n", autolag=None, result_object=False)[1])


def _notes(years: int, stationarity: float) -> tuple[Text, ...]:
    notes = [
        Text(
            f"Chỉ để đối chiếu: {years} năm là quá ít để ước lượng làm số chính.",
            f"A cross-check only: {years} years are too few for a headline.",
        )
    ]
    if np.isnan(stationarity):
        notes.append(Text("Không đủ năm để kiểm định tính dừng.", "Too few years to test stationarity."))
    elif stationarity > SIGNIFICANT:
        notes.append(
            Text(
                f"Phần dư có thể không dừng (ADF p = {stationarity:.2f}): hệ số có thể là giả tạo.",
                f"Residuals may not be stationary (ADF p = {stationarity:.2f}): the fit may be spurious.",
            )
        )
    return tuple(notes)
