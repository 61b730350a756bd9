"""How a chain stands, in words: for lists, worklists and a lot's own page."""

from __future__ import annotations

from collections.abc import Iterable

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import sector
from nguongoc.foundation.shared.components import Status
from nguongoc.registry.identifiers.models import Lot
from nguongoc.trace.chains.models import LotChain

NOT_DRAWN = Status("quiet", Text("đang tính", "being drawn"))
NOTHING_TOLD = Status("wait", Text("chưa có sự kiện", "no events yet"))


def standing(lot: Lot) -> Status:
    """Whether the chain of this lot is whole, has gaps, or is not told of at all. Join `chain` before."""
    chain = drawn(lot)
    if chain is None:
        return NOT_DRAWN
    if not chain.told:
        return NOTHING_TOLD
    told, stages = len(chain.told), len(chain.told) + len(chain.missing)
    if chain.is_complete:
        return Status("good", Text(f"đủ {stages} công đoạn", f"all {stages} stages"))
    return Status("wait", Text(f"{told}/{stages} công đoạn", f"{told}/{stages} stages"))


def drawn(lot: Lot) -> LotChain | None:
    """The row of this lot's chain, once it was drawn."""
    chain = getattr(lot, "chain", None)
    return chain if chain is not None and chain.computed_at is not None else None


def missing(lot: Lot) -> Text:
    """The stages that nobody has told of, by name, in the order of the way."""
    chain = drawn(lot)
    return stages(lot.product.sector, chain.missing) if chain else Text("", "")


def stages(sector_code: str, codes: Iterable[str]) -> Text:
    """These stages of a sector by name, as they stand inside a sentence."""
    names = {stage.code: stage.name for stage in sector(sector_code).stages}
    found = [names.get(code, Text(code, code)) for code in codes]
    return Text(", ".join(one.vi.lower() for one in found), ", ".join(one.en.lower() for one in found))
