"""Sectors from their TOML files. Adding a sector is adding a file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.model import Sector, Stage
from nguongoc.domain.vietnam.text import sort_key

GENERAL = "general"


@cache
def sector(code: str) -> Sector:
    """The sector of this code; the general one where there is no definition of its own."""
    folder = resources.files(__package__).joinpath("definitions")
    file = folder.joinpath(f"{code}.toml")
    if not code.replace("_", "").isalnum() or not file.is_file():
        file = folder.joinpath(f"{GENERAL}.toml")
    return read(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def known_sectors() -> tuple[Sector, ...]:
    """Every sector that has a definition, by its Vietnamese name."""
    files = resources.files(__package__).joinpath("definitions").iterdir()
    codes = [file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")]
    return tuple(sorted(map(sector, codes), key=lambda one: sort_key(one.name.vi)))


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
