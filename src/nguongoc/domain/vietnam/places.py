"""The administrative units a new installation starts with. Dated: an officer edits them afterwards."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

PROVINCE_CODE = "12"
PROVINCE_NAME = "tỉnh Lai Châu"
SINCE = date(2025, 7, 1)
KNOWN_SINCE = date(2021, 1, 1)
"""From when the former units are known here, the first year of the programme; many of them are older."""

DISTRICTS = {
    "105": "thành phố Lai Châu",
    "106": "huyện Tam Đường",
    "107": "huyện Mường Tè",
    "108": "huyện Sìn Hồ",
    "109": "huyện Phong Thổ",
    "110": "huyện Than Uyên",
    "111": "huyện Tân Uyên",
    "112": "huyện Nậm Nhùn",
}
"""The eight districts until 30/06/2025."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One commune or ward: its five-digit code, its name with its kind, the day it began."""

    code: str
    name: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """One commune of before 01/07/2025: its code and name then, its district, the code of the unit it went into."""

    code: str
    name: str
    district: str
    into: str
    valid_from: date = KNOWN_SINCE
    valid_to: date = SINCE - timedelta(days=1)


def communes() -> list[Unit]:
    """The 38 communes and wards of Lai Châu since 01/07/2025, by code."""
    return [Unit(row["code"], row["name"], SINCE) for row in _rows("lai_chau_2025.csv")]


def former_communes() -> list[FormerUnit]:
    """The 106 communes, wards and townlets until 30/06/2025, by code. Each went whole into one unit of today."""
    rows = _rows("lai_chau_until_2025.csv")
    return [FormerUnit(row["code"], row["name"], row["district"], row["into"]) for row in rows]


def spellings() -> Iterator[tuple[str, date | None, str]]:
    """The other spellings that official texts use: the unit's code, its last day (None while in force), the
    spelling without the unit's kind."""
    for row in _rows("spellings.csv"):
        yield row["code"], date.fromisoformat(row["until"]) if row["until"] else None, row["spelling"]


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in source.splitlines() if not line.startswith("#"))
