"""The administrative units a new installation starts with. Dated: an officer edits them afterwards."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib import resources

PROVINCE_CODE = "12"
PROVINCE_NAME = "tỉnh Lai Châu"
SINCE = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """One commune or ward: its five-digit code, its name with its kind, the day it began."""

    code: str
    name: str
    valid_from: date


def communes() -> list[Unit]:
    """The 38 communes and wards of Lai Châu since 01/07/2025, by code."""
    source = resources.files(__package__).joinpath("lai_chau_2025.csv").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    return [Unit(row["code"], row["name"], SINCE) for row in csv.DictReader(lines)]
