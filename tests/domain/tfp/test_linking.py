"""One base, one definition, one boundary."""

from __future__ import annotations

import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import investment, linking, series
from nguongoc.domain.tfp.series import Series

OLD = {2008: 80.0, 2009: 90.0, 2010: 100.0}
NEW = {2010: 250.0, 2011: 275.0}


def test_linking_keeps_the_growth_of_each_base() -> None:
    found = linking.link(OLD, NEW, 2010)
    assert found == pytest.approx({2008: 200.0, 2009: 225.0, 2010: 250.0, 2011: 275.0})


def test_linked_parts_do_not_add_and_the_gap_is_shown() -> None:
    a = linking.link({2009: 50.0, 2010: 60.0}, {2010: 100.0}, 2010)
    b = linking.link({2009: 50.0, 2010: 40.0}, {2010: 100.0}, 2010)
    total = linking.link({2009: 100.0, 2010: 100.0}, {2010: 200.0}, 2010)
    gap, fine = series.discrepancy([a[2009], b[2009]], total[2009], tolerance=0.01)
    assert gap == pytest.approx(200 - (50 / 60 * 100 + 125))
    assert not fine


def test_a_link_year_that_one_series_lacks_is_refused() -> None:
    with pytest.raises(Refused, match="2011"):
        linking.link(OLD, NEW, 2011)


def test_a_linked_series_stands_on_the_new_base() -> None:
    old, new = Series("GRDP", OLD, "1994", frozenset({2009})), Series("GRDP", NEW, "2010", frozenset({2010}))
    found = linking.link_series(old, new, 2010)
    assert (found.price_base, found.breaks) == ("2010", frozenset({2009}))
    assert series.growth(found, 2010) == pytest.approx(100 * (100 / 90 - 1))


def test_a_chain_multiplies_growth_at_the_prices_of_the_year_before() -> None:
    assert linking.chain(100, [200, 230], [210, 253]) == pytest.approx([100, 105, 115.5])
    with pytest.raises(Refused):
        linking.chain(100, [200, 230], [210])


def test_an_index_gives_levels_both_ways() -> None:
    found = linking.from_index(110.0, 2010, {2009: 105.0, 2010: 110.0, 2011: 120.0})
    assert found == pytest.approx({2008: 100 / 1.05, 2009: 100.0, 2010: 110.0, 2011: 132.0})


def test_a_new_definition_of_employment_is_spliced_on_the_overlap() -> None:
    found = linking.splice({2017: 53.0, 2018: 54.0}, {2018: 49.68, 2019: 50.4})
    assert found == pytest.approx({2017: 48.76, 2018: 49.68, 2019: 50.4})


def test_a_new_definition_without_overlap_stops() -> None:
    with pytest.raises(Refused, match="share no year"):
        linking.splice({2017: 53.7, 2018: 54.07}, {2019: 50.40})


def test_a_merged_province_is_the_sum_of_the_old_ones() -> None:
    units = {"Yên Bái": {2023: 10.0, 2024: 11.0}, "Lào Cai": {2022: 19.0, 2023: 20.0, 2024: 22.0}}
    assert linking.backcast(units, ["Yên Bái", "Lào Cai"]) == {2023: 30.0, 2024: 33.0}


def test_a_merged_province_lacking_a_member_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        linking.backcast({"Tuyên Quang": {2023: 1.0}}, ["Tuyên Quang", "Hà Giang"])
    assert refused.value.problems[0].where == "Hà Giang"


def test_a_new_vintage_tells_what_it_changed() -> None:
    told = linking.revision({2022: 100.0, 2023: 110.0}, {2022: 100.0, 2023: 108.9, 2024: 115.0})
    assert told == [(2023, 110.0, 108.9, pytest.approx(-1.0))]


def test_real_investment_goes_by_one_road_only() -> None:
    assert investment.real(current=[150], deflator=[120])[0] == pytest.approx(125)
    assert investment.real(constant=[125])[0] == 125
    for both in (
        {"current": [1], "deflator": [1], "constant": [1]},
        {},
        {"current": [1]},
        {"deflator": [100]},
    ):
        with pytest.raises(Refused):
            investment.real(**both)


def test_formed_capital_is_a_part_of_investment() -> None:
    assert investment.formed([100, 100], [0.86, 0.72]) == pytest.approx([86, 72])
