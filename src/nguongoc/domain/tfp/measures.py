"""What a statistical series measures, and of which part of the economy: the words of the yearbook."""

from __future__ import annotations

from dataclasses import dataclass

from nguongoc.domain.problem import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured thing. `is_constant` ones are money at the prices of one base year."""

    name: Text
    unit: Text
    is_constant: bool = False
    by_sector: bool = False


BILLION = Text("tỷ đồng", "billion đồng")
THOUSAND = Text("nghìn người", "thousand persons")

MEASURES: dict[str, Measure] = {
    "grdp_constant": Measure(Text("GRDP, giá so sánh", "GRDP, constant prices"), BILLION, True, True),
    "grdp_current": Measure(Text("GRDP, giá hiện hành", "GRDP, current prices"), BILLION, False, True),
    "growth_index": Measure(
        Text("Chỉ số phát triển GRDP (năm trước = 100)", "GRDP index, previous year = 100"),
        Text("%", "%"),
        False,
        True,
    ),
    "investment_constant": Measure(
        Text("Vốn đầu tư thực hiện, giá so sánh", "Investment, constant prices"), BILLION, True, True
    ),
    "investment_current": Measure(
        Text("Vốn đầu tư thực hiện, giá hiện hành", "Investment, current prices"), BILLION, False, True
    ),
    "investment_deflator": Measure(
        Text("Chỉ số giá đầu tư (năm gốc = 100)", "Investment price index, base = 100"), Text("%", "%"), True
    ),
    "employed": Measure(Text("Lao động từ 15 tuổi đang làm việc", "Employed 15+"), THOUSAND, False, True),
    "employees": Measure(Text("Lao động làm công ăn lương", "Employees"), THOUSAND),
    "hours": Measure(
        Text("Giờ làm việc bình quân một người một năm", "Hours a person a year"), Text("giờ", "hours")
    ),
    "compensation": Measure(
        Text("Thu nhập của người lao động", "Compensation of employees"), BILLION, False, True
    ),
    "mixed_income": Measure(Text("Thu nhập hỗn hợp", "Mixed income"), BILLION),
    "electricity_energy": Measure(
        Text("Điện sản xuất", "Electricity produced"), Text("triệu kWh", "million kWh")
    ),
    "installed_power": Measure(Text("Công suất lắp đặt", "Installed power"), Text("MW", "MW")),
}

SECTORS: dict[str, Text] = {
    "": Text("Toàn nền kinh tế", "Whole economy"),
    "I": Text("Khu vực I: nông, lâm nghiệp và thủy sản", "I: agriculture, forestry, fishing"),
    "II": Text("Khu vực II: công nghiệp và xây dựng", "II: industry and construction"),
    "III": Text("Khu vực III: dịch vụ", "III: services"),
    "tax": Text("Thuế sản phẩm trừ trợ cấp sản phẩm", "Product taxes less subsidies"),
    "electricity": Text("Trong đó: sản xuất và phân phối điện", "Of which: electricity"),
}
PARTITION = ("I", "II", "III")
"""The sectors that together hold all capital and labour; product taxes hold none."""


def named(measure: str, sector: str = "") -> Text:
    """The series in words."""
    what, part = MEASURES[measure].name, SECTORS[sector]
    return Text(f"{what.vi} – {part.vi}", f"{what.en} – {part.en}") if sector else what
