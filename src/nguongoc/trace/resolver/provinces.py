"""The 34 provinces of Vietnam since 01/07/2025, each with its seat: far enough apart to tell one from another.

Codes are those of Decision 19/2025/QĐ-TTg; positions are of the seats, in degrees, good to some ten kilometres.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH = 6_371.0


class Province(NamedTuple):
    """Name, and where its seat lies (degrees north, degrees east)."""

    name: str
    north: float
    east: float


PROVINCES: dict[str, Province] = {
    "01": Province("Hà Nội", 21.03, 105.85),
    "04": Province("Cao Bằng", 22.67, 106.26),
    "08": Province("Tuyên Quang", 21.82, 105.21),
    "11": Province("Điện Biên", 21.39, 103.02),
    "12": Province("Lai Châu", 22.39, 103.46),
    "14": Province("Sơn La", 21.33, 103.91),
    "15": Province("Lào Cai", 21.70, 104.87),
    "19": Province("Thái Nguyên", 21.59, 105.85),
    "20": Province("Lạng Sơn", 21.85, 106.76),
    "22": Province("Quảng Ninh", 20.95, 107.08),
    "24": Province("Bắc Ninh", 21.27, 106.19),
    "25": Province("Phú Thọ", 21.32, 105.40),
    "31": Province("Hải Phòng", 20.86, 106.68),
    "33": Province("Hưng Yên", 20.65, 106.05),
    "37": Province("Ninh Bình", 20.25, 105.97),
    "38": Province("Thanh Hóa", 19.81, 105.78),
    "40": Province("Nghệ An", 18.67, 105.69),
    "42": Province("Hà Tĩnh", 18.34, 105.91),
    "44": Province("Quảng Trị", 17.47, 106.60),
    "46": Province("Huế", 16.46, 107.59),
    "48": Province("Đà Nẵng", 16.05, 108.20),
    "51": Province("Quảng Ngãi", 15.12, 108.80),
    "52": Province("Gia Lai", 13.78, 109.22),
    "56": Province("Khánh Hòa", 12.24, 109.19),
    "66": Province("Đắk Lắk", 12.67, 108.04),
    "68": Province("Lâm Đồng", 11.94, 108.44),
    "75": Province("Đồng Nai", 10.95, 106.82),
    "79": Province("Thành phố Hồ Chí Minh", 10.78, 106.70),
    "80": Province("Tây Ninh", 10.54, 106.41),
    "82": Province("Đồng Tháp", 10.36, 106.36),
    "86": Province("Vĩnh Long", 10.25, 105.97),
    "91": Province("An Giang", 10.01, 105.08),
    "92": Province("Cần Thơ", 10.03, 105.78),
    "96": Province("Cà Mau", 9.18, 105.15),
}
ABROAD = "99"
HERE = "12"


def kilometres(one: str, other: str) -> float | None:
    """How far the seats of two provinces lie apart, as the crow flies; None where either is unknown."""
    if one not in PROVINCES or other not in PROVINCES:
        return None
    (_, north_1, east_1), (_, north_2, east_2) = PROVINCES[one], PROVINCES[other]
    up, along = radians(north_2 - north_1) / 2, radians(east_2 - east_1) / 2
    bow = sin(up) ** 2 + cos(radians(north_1)) * cos(radians(north_2)) * sin(along) ** 2
    return 2 * EARTH * asin(sqrt(bow))
