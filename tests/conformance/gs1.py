"""The given sets of GS1's grammar: one JSON file a set, its rows under `items`."""

from __future__ import annotations

import json
from typing import Any

from conformance.given import given


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one set, or a skip that says it is absent."""
    found: list[dict[str, Any]] = json.loads(given(f"digital-link/{name}.json").read_text(encoding="utf-8"))[
        "items"
    ]
    return found
