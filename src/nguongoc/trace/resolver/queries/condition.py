"""What must be said of goods before anything else is: that they are recalled, blocked, out of date, not issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nguongoc.domain.gs1.digital_link import escape
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product
from nguongoc.trace.chains.journey import Told
from nguongoc.trace.events.models import EventItem
from nguongoc.trace.labels import queries as labels
from nguongoc.trace.labels.models import LabelBatch
from nguongoc.trace.labels.queries import StampNow

GRAVE = frozenset({"recalled", "destroyed", "disposed", "stolen", "expired"})
"""Dispositions after which goods should not be used; the latest disposition told counts (CBV 2.0, 7.2)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`code`: fine, recalled, blocked, void, destroyed, disposed, stolen, expired, not_active, not_issued. `at`: since
    when; `party`: who said so, where the log says it; `why`: their own words."""

    code: str = "fine"
    at: datetime | None = None
    party: int | None = None
    why: str = ""

    @property
    def is_fine(self) -> bool:
        return self.code == "fine"


FINE = Condition()
_STAMPS = {"issued": "not_active", "printed": "not_active", "delivered": "not_active"}
_STAMPS |= {"recalled": "recalled", "blocked": "blocked", "void": "void"}


def condition(
    product: Product,
    lot: Lot | None,
    serial: str,
    stamp: StampNow | None,
    told: Sequence[Told],
    *,
    is_told: bool,
    today: date,
) -> Condition:
    """The gravest thing that is known of this product, lot or item; `told` are events that name it, among others."""
    if serial and stamp is None and not is_told:
        return Condition("not_issued")
    of_stamp = _STAMPS.get(stamp.state, "") if stamp else ""
    if stamp and of_stamp and of_stamp != "not_active":
        return Condition(of_stamp, stamp.since, why=stamp.why)
    of_events = _told_last(product, told, set(keys(product.gtin, lot.number if lot else "", serial)))
    if of_events is not None:
        return of_events
    if stamp and of_stamp:
        return Condition(of_stamp, stamp.since)
    return Condition("expired") if lot and lot.expires_on and lot.expires_on < today else FINE


def keys(gtin: str, lot: str, serial: str) -> list[str]:
    """What the log may know this item under: itself, and its lot. A bare product has no chain of its own."""
    key = f"https://id.gs1.org/01/{gtin}"
    return [f"{key}/{ai}/{escape(value)}" for ai, value in (("10", lot), ("21", serial)) if value]


def _told_last(product: Product, told: Iterable[Told], named: set[str]) -> Condition | None:
    """What the goods' owner or a public agency last said of how they stand, where that is grave."""
    said = [
        one
        for one in told
        if one.body.get("disposition")
        and (one.sender == product.owner_id or one.sender_kind == Party.Kind.AGENCY)
        and named & _handled(one.body)
    ]
    last = max(said, key=lambda one: one.at, default=None)
    if last is None or last.body["disposition"] not in GRAVE:
        return None
    return Condition(last.body["disposition"], last.at, last.sender)


def _handled(body: Mapping[str, Any]) -> set[str]:
    return set(body.get("epcList", ())) | {one["epcClass"] for one in body.get("quantityList", ())}


def is_told(named: Sequence[str]) -> bool:
    """Whether any event names one of these."""
    return bool(named) and EventItem.objects.filter(key__in=list(named)).exists()


def stamp_of(gtin: str, serial: str) -> StampNow | None:
    """The stamp with this serial, where one was issued here."""
    return labels.stamp(gtin, serial) if serial else None


def has_stamps(product: Product) -> bool:
    """Whether stamps were ever issued for these goods, so that a serial that is none of them is out of order."""
    return LabelBatch.objects.filter(product=product, kind=LabelBatch.Kind.STAMP).exists()
