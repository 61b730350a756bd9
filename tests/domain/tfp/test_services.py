"""Capital services by asset."""

from __future__ import annotations

import numpy as np
import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import services

PRICE = [[100, 100], [102, 95], [104, 90]]
STOCK = [[1000, 100], [1050, 120], [1100, 150]]
DELTA = [0.03, 0.2]


def test_a_user_cost_is_return_wear_and_lost_value() -> None:
    cost = services.user_cost(PRICE, DELTA, 0.08)
    assert cost[0, 0] == pytest.approx(100 * 0.08 + 0.03 * 102 - 2)
    assert cost[0, 1] == pytest.approx(100 * 0.08 + 0.2 * 95 + 5)


def test_the_internal_return_gives_capital_its_whole_income() -> None:
    income = np.array([9000.0, 9500.0])
    r = services.internal_return(PRICE, DELTA, STOCK, income)
    paid = (services.user_cost(PRICE, DELTA, r) * np.array(STOCK)[:-1]).sum(axis=1)
    assert paid == pytest.approx(income)


def test_services_grow_between_their_assets_and_faster_than_the_plain_sum() -> None:
    cost = services.user_cost([PRICE[0], *PRICE], DELTA, 0.08)
    share = services.cost_shares(cost, STOCK)
    assert share.sum(axis=1) == pytest.approx(np.ones(3))
    grown = services.growth(STOCK, share)
    plain = 100 * np.diff(np.log(np.sum(STOCK, axis=1)))
    assert (grown > plain).all()
    assert services.index(STOCK, share)[-1] == pytest.approx(100 * np.exp(grown.sum() / 100))


def test_a_price_that_outruns_its_cost_is_refused() -> None:
    with pytest.raises(Refused, match="user cost is not above 0"):
        services.user_cost([[100], [150]], [0.05], 0.04)


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(Refused, match="sum to 1"):
        services.growth(STOCK, [[0.5, 0.4]] * 3)
