"""Labour's share in every variant, and labour input."""

from __future__ import annotations

import numpy as np
import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import labour


def test_every_variant_that_the_data_allow_is_reported() -> None:
    found = labour.variants(
        [30], [100], mixed_income=[25], employees=[41], employed=[100], farm_value_added=[20]
    )
    told = {name: float(share[0]) for name, share in found.items()}
    assert told == pytest.approx(
        {"raw": 0.3, "all-mixed": 0.55, "split": 0.4, "employee-scaling": 30 / 41, "with-farming": 0.5}
    )


def test_without_mixed_income_only_what_can_be_known_is_reported() -> None:
    assert list(labour.variants([30], [100])) == ["raw"]


def test_factor_income_is_the_denominator_where_it_differs() -> None:
    assert labour.of_factor_income([60], [30])[0] == pytest.approx(2 / 3)


def test_scaling_beyond_one_is_left_out_and_not_capped() -> None:
    share = labour.employee_scaling([30, 30], [100, 100], [20, 60], [100, 100])
    kept = labour.admissible(share)
    assert np.isnan(kept[0])
    assert kept[1] == pytest.approx(0.5)
    with pytest.raises(Refused, match="between 0 and 1"):
        labour.checked(share)


def test_mixed_income_beyond_value_added_gives_no_split() -> None:
    assert np.isnan(labour.split([30], [100], [110])[0])


def test_labour_input_is_persons_by_hours_by_human_capital() -> None:
    found = labour.labour_input([10, 10], hours=[2000, np.nan], human_capital=[2.5, 2.5])
    assert found[0] == 50_000
    assert np.isnan(found[1])


def test_composition_weighs_kinds_of_work_by_their_pay() -> None:
    groups = [[100, 100], [100, 110]]
    assert labour.composition(groups, [[0.25, 0.75]] * 2)[0] == pytest.approx(75 * np.log(1.1))
