from __future__ import annotations

from decimal import Decimal

import pytest

from nguongoc.domain.stamps.content import converted, in_lot_unit, net


@pytest.mark.parametrize(
    ("written", "figure", "unit"),
    [
        ("100 g", "100", "GRM"),
        ("hộp 100g", "100", "GRM"),
        ("1,5 kg", "1.5", "KGM"),
        ("10 gói x 5 g", "50", "GRM"),
        ("12 × 25 g", "300", "GRM"),
        ("500 ml", "500", "MLT"),
        ("1.25 lít", "1.25", "LTR"),
    ],
)
def test_the_net_content_is_read_as_it_stands_on_the_pack(written: str, figure: str, unit: str) -> None:
    assert net(written) == (Decimal(figure), unit)


@pytest.mark.parametrize("written", ["", "một hộp", "100 g hoặc 200 g", "100"])
def test_what_is_not_clear_is_not_guessed(written: str) -> None:
    assert net(written) is None


def test_units_of_one_kind_are_converted_exactly() -> None:
    assert converted(Decimal(100), "GRM", "KGM") == Decimal("0.1")
    assert converted(Decimal(2), "TNE", "KGM") == 2000
    assert converted(Decimal(7), "", "H87") == 7
    assert converted(Decimal(7), "KGM", "LTR") is None


def test_a_pack_and_a_weight_meet_through_the_net_content() -> None:
    pack = (Decimal(100), "GRM")
    assert in_lot_unit(Decimal(1), "H87", "KGM", pack) == Decimal("0.1")
    assert in_lot_unit(Decimal(100), "GRM", "H87", pack) == 1
    assert in_lot_unit(Decimal(1), "H87", "KGM", None) is None
    assert in_lot_unit(Decimal(1), "H87", "LTR", pack) is None
