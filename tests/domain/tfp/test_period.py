"""Averages of a period add up, and are never the mean of yearly shares."""

from __future__ import annotations

import numpy as np
import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import growth, period

OUTPUT, CAPITAL, LABOUR = [100, 106.0, 115.5, 112.3], [300, 318, 340, 351], [250, 252.5, 255, 256]
SHARE = [0.55] * 4


def test_the_geometric_average_gives_the_worked_vector() -> None:
    found = period.official(OUTPUT, CAPITAL, LABOUR, SHARE)
    assert (found.g_output, found.g_capital, found.g_labour) == pytest.approx(
        (3.9425, 5.3728, 0.7937), abs=5e-5
    )
    assert (found.c_capital, found.c_labour, found.c_tfp) == pytest.approx((2.4178, 0.4365, 1.0882), abs=5e-5)
    shares = (found.share_capital, found.share_labour, found.share_tfp)
    assert shares == pytest.approx((61.33, 11.07, 27.60), abs=5e-3)


def test_a_changing_share_is_averaged_over_the_years_that_grew() -> None:
    found = period.official([100, 110, 121], [100, 110, 121], [100, 105, 110.25], [0.1, 0.4, 0.6])
    assert found.c_labour == pytest.approx(0.5 * 5)


def test_the_log_average_is_the_mean_of_yearly_contributions() -> None:
    found = period.log_mean(OUTPUT, CAPITAL, LABOUR, SHARE)
    yearly = growth.tornqvist(OUTPUT, CAPITAL, LABOUR, SHARE, log=True)
    assert found.c_tfp == pytest.approx(np.mean(yearly.c_tfp))
    assert found.c_capital + found.c_labour + found.c_tfp == pytest.approx(found.g_output)
    assert found.g_output == pytest.approx(100 * np.log(112.3 / 100) / 3)


def test_the_mean_of_yearly_shares_is_another_number() -> None:
    yearly = growth.official(OUTPUT, CAPITAL, LABOUR, SHARE)
    mean_of_shares = np.mean(100 * yearly.c_tfp / yearly.g_output)
    assert abs(mean_of_shares - period.official(OUTPUT, CAPITAL, LABOUR, SHARE).share_tfp) > 50


def test_a_published_average_gives_its_published_shares() -> None:
    # Thừa Thiên Huế 2010-2015: growth 6.118 of which capital 3.21 and TFP 1.61 points (52.47 and 26.31 %).
    level = [100, 106.118]
    capital = [100, 100 + 3.21 / 0.5]
    labour = [100, 100 + (6.118 - 3.21 - 1.61) / 0.5]
    found = period.official(level, capital, labour, [0.5, 0.5])
    assert found.share_capital == pytest.approx(52.47, abs=0.005)
    assert found.share_tfp == pytest.approx(26.31, abs=0.01)


def test_a_falling_period_has_contributions_and_no_shares() -> None:
    found = period.official([100, 99, 98], [100, 102, 104], [100, 100, 100], [0.5] * 3)
    assert np.isnan([found.share_capital, found.share_labour, found.share_tfp]).all()
    assert found.c_capital > 0 > found.c_tfp


def test_a_period_needs_the_level_before_it() -> None:
    with pytest.raises(Refused, match="the one before the period included"):
        period.official([100], [100], [100], [0.5])
