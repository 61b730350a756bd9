"""At which levels something is known by its key and qualifiers, most specific first (GS1-Conformant Resolver 1.2.1).

A serial makes the item whatever lot or variant stands beside it, so a link of an item is registered under key and
serial alone; lot and variant may still be printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from nguongoc.domain.gs1.digital_link import escape
from nguongoc.domain.gs1.table import Element

_TRADE_ITEM = (("21",), ("22", "10"), ("22",), ("10",), ("235",))
"""Which qualifiers of a GTIN or ITIP make a level, in the order in which they decide."""


def anchor(path: Sequence[Element]) -> str:
    """The path under which links are registered: `/01/09506000134352/10/L1`."""
    return "".join(f"/{ai}/{escape(value)}" for ai, value in path)


def levels(path: Sequence[Element]) -> list[tuple[Element, ...]]:
    """The levels of a primary key with its qualifiers, most specific first; the key alone is the last."""
    key, *qualifiers = path
    values = dict(qualifiers)
    if key.ai in ("01", "8006"):
        found = [one for one in _TRADE_ITEM if all(ai in values for ai in one)]
        return [(key, *(Element(ai, values[ai]) for ai in one)) for one in found] + [(key,)]
    return [tuple(path[:count]) for count in range(len(path), 0, -1)]


def own_level(path: Sequence[Element]) -> tuple[Element, ...]:
    """The level at which a link of this thing is registered."""
    return levels(path)[0]
