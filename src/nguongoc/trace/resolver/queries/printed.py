"""Which codes stand on packages: what a night's test tries, and what each must show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from nguongoc.domain.gs1.table import Element
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels.models import LabelBatch, Stamp, StampRange
from nguongoc.trace.resolver.levels import anchor

GONE = ("void",)
"""States of a stamp whose page says 410: it belongs to no product any more."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A code as it stands in a QR code: its path, the status that its page must have, what must stand on the page."""

    path: str
    status: int
    words: str


def printed(most: int) -> list[Printed]:
    """Some of what was printed, at most so many of each kind: goods, lots, stamps of every range. Other ones each
    night, so that in time all are tried."""
    return [*_goods(most), *_lots(most), *_stamps(most)]


def _goods(most: int) -> Iterator[Printed]:
    batches = LabelBatch.objects.filter(state=LabelBatch.State.PRINTED)
    rows = Product.objects.filter(pk__in=batches.values("product"))
    for gtin in _some(rows, most).values_list("gtin", flat=True):
        yield Printed(anchor([Element("01", gtin)]), 200, gtin)


def _lots(most: int) -> Iterator[Printed]:
    batches = LabelBatch.objects.filter(state=LabelBatch.State.PRINTED, kind=LabelBatch.Kind.LOT)
    rows = Lot.objects.filter(pk__in=batches.values("lot"))
    for gtin, number in _some(rows, most).values_list("product__gtin", "number"):
        yield Printed(anchor([Element("01", gtin), Element("10", number)]), 200, number)


def _stamps(most: int) -> Iterator[Printed]:
    """One stamp of each range, first those of ranges that changed last."""
    ranges = StampRange.objects.exclude(state=StampRange.State.ISSUED).select_related("batch__product")
    chosen = {
        random.randint(one.first, one.last): one  # noqa: S311 (a sample, no secret)
        for one in ranges.order_by("-changed_at")[:most]
    }
    for number, serial in Stamp.objects.filter(number__in=chosen).values_list("number", "serial"):
        one = chosen[number]
        path = anchor([Element("01", one.batch.product.gtin), Element("21", serial)])
        yield Printed(path, 410 if one.state in GONE else 200, serial)


def _some(rows: QuerySet, most: int) -> QuerySet:  # type: ignore[type-arg]
    return rows.order_by("?")[:most]
