"""Where the given data stands, for the cases that are held against it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("NGUONGOC_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def given(path: str) -> Path:
    """A file or folder of `../shared/data`, or a skip that says what is absent."""
    found = SHARED / "data" / path
    if not found.exists():
        pytest.skip(f"given data is not here: shared/data/{path}")
    return found


def is_here() -> bool:
    """Whether the given data stands beside this checkout at all (for parametrising)."""
    return (SHARED / "data").is_dir()
