"""Questions about numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from nguongoc.domain.gs1.digital_link import unescape
from nguongoc.registry.identifiers.models import Lot, Prefix

_LOT = re.compile(r"https://id\.gs1\.org/01/(\d{14})/10/([^/?]+)")


def allotted_prefixes() -> tuple[str, ...]:
    """The GS1 company prefixes that were ever allotted to our own parties; an ended one names goods still."""
    return tuple(Prefix.objects.order_by("digits").values_list("digits", flat=True))


def lots_named(keys: Iterable[str]) -> Collection[int]:
    """The registered lots among these canonical Digital Links, by primary key; one query."""
    named = {(found[1], unescape(found[2])) for key in keys if (found := _LOT.fullmatch(key))}
    lots = Lot.objects.filter(
        product__gtin__in={gtin for gtin, _ in named}, number__in={number for _, number in named}
    ).values_list("pk", "product__gtin", "number")
    return {pk for pk, gtin, number in lots if (gtin, number) in named}
