"""The Vietnamese lunar calendar, by the algorithm that Hồ Ngọc Đức published (after Jean Meeus, Astronomical
Algorithms): months begin on the day of the new moon at UTC+7, and the month of the winter solstice is the eleventh.

Good for 1800–2199; checked against the published first days of Tết in the tests.
"""

from __future__ import annotations

from datetime import date
from math import floor, pi, sin

UTC_PLUS_7 = 7.0
_SYNODIC = 29.530588853
_EPOCH = 2415021.076998695
"""The Julian day of the new moon of 01/01/1900 (UTC)."""
_TO_ORDINAL = 1721425
"""A Julian day less this is an ordinal of `date`."""


def tet(year: int) -> date:
    """The first day of the lunar year that begins in this year (mùng 1 tháng Giêng)."""
    return solar(1, 1, year)


def solar(day: int, month: int, year: int) -> date:
    """The day of our calendar that is this day of a lunar month (not a leap one) of the lunar year that begins in
    `year`. Raises ValueError for what is no lunar day."""
    if not (1 <= day <= 30 and 1 <= month <= 12):
        raise ValueError(f"no lunar day: {day}/{month}")
    first, following = (
        (_month_eleven(year - 1), _month_eleven(year))
        if month < 11
        else (_month_eleven(year), _month_eleven(year + 1))
    )
    ahead = (month - 11) % 12
    if following - first > 365:
        ahead += ahead >= _leap(first)
    moon = floor(0.5 + (first - _EPOCH) / _SYNODIC)
    begins, ends = _new_moon(moon + ahead), _new_moon(moon + ahead + 1)
    if day > ends - begins:
        raise ValueError(f"the lunar month {month} of {year} has {ends - begins} days")
    return date.fromordinal(begins + day - 1 - _TO_ORDINAL)


def _new_moon(count: int) -> int:
    """The Julian day, at UTC+7, on which the new moon with this number since 1900 falls."""
    t = count / 1236.85
    t2, t3, radian = t * t, t * t * t, pi / 180
    moment = 2415020.75933 + 29.53058868 * count + 0.0001178 * t2 - 0.000000155 * t3
    moment += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * radian)
    sun = (359.2242 + 29.10535608 * count - 0.0000333 * t2 - 0.00000347 * t3) * radian
    moon = (306.0253 + 385.81691806 * count + 0.0107306 * t2 + 0.00001236 * t3) * radian
    height = (21.2964 + 390.67050646 * count - 0.0016528 * t2 - 0.00000239 * t3) * radian
    moment += (
        (0.1734 - 0.000393 * t) * sin(sun)
        + 0.0021 * sin(2 * sun)
        - 0.4068 * sin(moon)
        + 0.0161 * sin(2 * moon)
        - 0.0004 * sin(3 * moon)
        + 0.0104 * sin(2 * height)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2 * height + sun)
        - 0.0004 * sin(2 * height - sun)
        - 0.0006 * sin(2 * height + moon)
        + 0.0010 * sin(2 * height - moon)
        + 0.0005 * sin(2 * moon + sun)
    )
    return floor(moment - _delta(t) + 0.5 + UTC_PLUS_7 / 24)


def _delta(t: float) -> float:
    """Dynamical time less universal time, in days."""
    t2, t3 = t * t, t * t * t
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
    return -0.000278 + 0.000265 * t + 0.000262 * t2


def _sun(day: int) -> int:
    """In which twelfth of the ecliptic (0–11, from the spring equinox) the sun stands as this day begins at UTC+7."""
    t = (day - 0.5 - UTC_PLUS_7 / 24 - 2451545.0) / 36525
    t2, radian = t * t, pi / 180
    mean = 357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2
    long = 280.46645 + 36000.76983 * t + 0.0003032 * t2
    long += (1.914600 - 0.004817 * t - 0.000014 * t2) * sin(radian * mean)
    long += (0.019993 - 0.000101 * t) * sin(radian * 2 * mean) + 0.000290 * sin(radian * 3 * mean)
    angle = (long * radian) % (2 * pi)
    return floor(angle / pi * 6)


def _month_eleven(year: int) -> int:
    """The Julian day on which the lunar month of this year's winter solstice begins."""
    last = date(year, 12, 31).toordinal() + _TO_ORDINAL
    count = floor((last - 2415021) / _SYNODIC)
    moon = _new_moon(count)
    return _new_moon(count - 1) if _sun(moon) >= 9 else moon


def _leap(eleventh: int) -> int:
    """How many months after the eleventh the leap month comes, in a year that has one: the first month in which the
    sun does not enter a new twelfth."""
    count = floor((eleventh - _EPOCH) / _SYNODIC + 0.5)
    ahead, last = 1, _sun(_new_moon(count + 1))
    while True:
        ahead += 1
        here = _sun(_new_moon(count + ahead))
        if here == last or ahead >= 14:
            return ahead - 1
        last = here
