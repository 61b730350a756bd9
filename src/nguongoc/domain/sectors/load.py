"""Sectors from their TOML files. Adding a sector is adding a file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.model import Sector, Stage

GENERAL = "general"


@cache
def sector(code: str) -> Sector:
    """The sector of this code; the general one where there is no definition of its own."""
    folder = resources.files(__package__).joinpath("definitions")
    file = folder.joinpath(f"{code}.toml")
    if not code.replace("_", "").isalnum() or not file.is_file():
        file = folder.joinpath(f"{GENERAL}.toml")
    return read(tomllib.loads(file.read_text(encoding="utf-8")))


def read(definition: dict[str, Any]) -> Sector:
    """A sector from its parsed definition."""
    return Sector(
        code=definition["code"],
        name=Text(definition["vi"], definition["en"]),
        standard=definition["standard"],
        stages=tuple(_stage(row) for row in definition["stage"]),
    )


def _stage(row: dict[str, Any]) -> Stage:
    return Stage(
        code=row["code"],
        name=Text(row["vi"], row["en"]),
        biz_steps=frozenset(row["biz_steps"]),
        event_types=frozenset(row.get("event_types", ())),
        expected=row.get("expected", True),
    )
