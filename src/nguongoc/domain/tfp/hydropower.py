"""Rain and turbines: the account with and without electricity, and with its water taken into account.

Where one reservoir decides the year's growth, yearly TFP is rainfall and utilisation, not technology;
judge on five-year averages (productivity.md §5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nguongoc.domain.tfp.floats import (
    Floats,
    chained,
    floats,
    log_growth,
    mean_of_neighbours,
    positive,
    refusal,
)

HOURS_A_YEAR = 8760


def utilisation(kilowatt_hours: ArrayLike, megawatts: ArrayLike) -> Floats:
    """kWh / (MW · 1 000 · 8 760 h): the part of installed power that ran, between 0 and 1.

    Energy in kWh and power in MW; above 1 is refused, since no plant gives more than its power.
    """
    found = positive("kilowatt_hours", kilowatt_hours) / (
        positive("megawatts", megawatts) * 1000 * HOURS_A_YEAR
    )
    if (found > 1).any():
        at = int(np.flatnonzero(found > 1)[0])
        raise refusal(
            f"kilowatt_hours[{at}]",
            "sản lượng điện lớn hơn công suất lắp đặt cho phép: hãy kiểm tra đơn vị (kWh, MW)",
            "the energy is more than the installed power can give: check the units (kWh, MW)",
            "utilisation",
        )
    return found


def water_adjusted(capital: ArrayLike, electricity_capital: ArrayLike, used: ArrayLike) -> Floats:
    """Capital input with electricity's stock counted at its utilisation: K - K_e + K_e · u."""
    whole, electricity = positive("capital", capital), positive("electricity_capital", electricity_capital)
    return positive("water_adjusted", whole - electricity + electricity * positive("utilisation", used))


def without(total: ArrayLike, electricity: ArrayLike) -> Floats:
    """A level (labour, capital stock, nominal value added) less that of electricity."""
    return positive("without_electricity", floats(total) - positive("electricity", electricity))


def real_without(
    total: ArrayLike, electricity: ArrayLike, total_nominal: ArrayLike, electricity_nominal: ArrayLike
) -> Floats:
    """Volume of output without electricity, first year = 100, from real levels and current-price weights.

    Δln Y_rest = (Δln Y - w̄_e Δln Y_e) / (1 - w̄_e), w̄_e electricity's mean share at current prices: chained
    volumes of a linked series may not be subtracted from one another.
    """
    weight = positive("electricity_nominal", electricity_nominal) / positive("total_nominal", total_nominal)
    share = mean_of_neighbours(weight)
    whole, part = log_growth(positive("total", total)), log_growth(positive("electricity", electricity))
    return chained((whole - share * part) / (1 - share))
