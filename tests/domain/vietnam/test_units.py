from decimal import Decimal

from nguongoc.domain.vietnam.units import number, quantity


def test_numbers_have_a_decimal_comma_in_vietnamese_and_a_point_in_english() -> None:
    assert number(Decimal("1234567.80")) == "1.234.567,8"
    assert number(Decimal("1234567.80"), "en") == "1,234,567.8"
    assert number(Decimal(400)) == "400"
    assert number(2.345, places=1) == "2,3"


def test_quantities_carry_their_units_name_and_an_unknown_unit_its_code() -> None:
    assert quantity(Decimal("88.4"), "KGM") == "88,4 kg"
    assert quantity(880, "BX") == "880 hộp"
    assert quantity(880, "BX", "en") == "880 boxes"
    assert quantity(3, "XYZ") == "3 XYZ"
    assert quantity(3, None) == "3 đơn vị"
