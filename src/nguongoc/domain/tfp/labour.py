"""Labour: its input and its share of value added, in every variant that the data allow.

Sources: Gollin (2002); Feenstra, Inklaar, Timmer (2015), section on labour shares; productivity.md §2.5.
The choice decides the answer (Thailand 2017: .34, .80 or .64), so all are computed and one is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp import services
from nguongoc.domain.tfp.floats import Floats, floats, fraction, positive


def raw(compensation: ArrayLike, value_added: ArrayLike) -> Floats:
    """COE / GVA: employees only; too low where many work for themselves."""
    return floats(compensation) / positive("value_added", value_added)


def all_mixed(compensation: ArrayLike, value_added: ArrayLike, mixed_income: ArrayLike) -> Floats:
    """(COE + MI) / GVA: all mixed income counted as labour's; the upper bound."""
    return (floats(compensation) + floats(mixed_income)) / positive("value_added", value_added)


def split(compensation: ArrayLike, value_added: ArrayLike, mixed_income: ArrayLike) -> Floats:
    """COE / (GVA - MI): mixed income shared out as the rest is; NaN where GVA - MI is not above 0."""
    rest = positive("value_added", value_added) - floats(mixed_income)
    found: Floats = floats(compensation) / np.where(rest > 0, rest, np.nan)
    return found


def employee_scaling(
    compensation: ArrayLike, value_added: ArrayLike, employees: ArrayLike, employed: ArrayLike
) -> Floats:
    """(COE / GVA) · (employed / employees), persons or, better, hours: the self-employed paid as employees.

    Fails in farming, where it may pass 1.
    """
    return raw(compensation, value_added) * positive("employed", employed) / positive("employees", employees)


def with_farming(compensation: ArrayLike, value_added: ArrayLike, farm_value_added: ArrayLike) -> Floats:
    """(COE + value added of farming) / GVA: mixed income stands mostly on farms."""
    return all_mixed(compensation, value_added, farm_value_added)


def of_factor_income(labour_income: ArrayLike, capital_income: ArrayLike) -> Floats:
    """LAB / (LAB + CAP): the denominator when factor income and value added differ."""
    lab = floats(labour_income)
    return lab / positive("factor_income", lab + floats(capital_income))


def admissible(share: ArrayLike) -> Floats:
    """The share where 0 < s_L < 1, NaN elsewhere: an impossible share is left out, not capped."""
    found = floats(share)
    with np.errstate(invalid="ignore"):
        kept: Floats = np.where((found > 0) & (found < 1), found, np.nan)
    return kept


def variants(
    compensation: ArrayLike,
    value_added: ArrayLike,
    *,
    mixed_income: ArrayLike | None = None,
    employees: ArrayLike | None = None,
    employed: ArrayLike | None = None,
    farm_value_added: ArrayLike | None = None,
) -> Mapping[str, Floats]:
    """Every variant that the data allow, by name; the chosen one is headline, the rest go to sensitivity."""
    found = {"raw": raw(compensation, value_added)}
    if mixed_income is not None:
        found["all-mixed"] = all_mixed(compensation, value_added, mixed_income)
        found["split"] = split(compensation, value_added, mixed_income)
    if employees is not None and employed is not None:
        found["employee-scaling"] = employee_scaling(compensation, value_added, employees, employed)
    if farm_value_added is not None:
        found["with-farming"] = with_farming(compensation, value_added, farm_value_added)
    return found


def labour_input(
    persons: ArrayLike, *, hours: ArrayLike | None = None, human_capital: ArrayLike | None = None
) -> Floats:
    """L = persons · hours a person · human capital, those given; NaN in one leaves the year unknown."""
    found = positive("labour", persons)
    for name, factor in (("hours", hours), ("human_capital", human_capital)):
        if factor is not None:
            found = found * positive(name, factor)
    return found


def composition(groups: ArrayLike, pay_share: ArrayLike) -> Floats:
    """Δln of quality-adjusted labour: Σ_g v̄_g Δln L_g, groups years × kinds, v pay shares; × 100."""
    return services.growth(groups, pay_share)


def checked(share: ArrayLike) -> Floats:
    """The share to account with: refused outside (0, 1)."""
    return fraction("labour_share", share)
