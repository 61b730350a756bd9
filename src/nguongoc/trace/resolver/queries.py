"""What the public may see behind a printed code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from nguongoc.domain.gs1.digital_link import DigitalLink, escape
from nguongoc.domain.sectors.load import sector
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties import queries as parties
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import by_gtin, owner_on
from nguongoc.trace.events import queries as log
from nguongoc.trace.events.models import Event
from nguongoc.trace.resolver.journey import Journey, Told, journey

MOST_EVENTS = 5_000
"""A public page walks no further than this; it then says that the way is longer."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Everything that the page behind a code shows."""

    product: Product
    maker: str
    commune: str
    lot_number: str
    serial: str
    lot: Lot | None
    journey: Journey
    is_cut: bool
    is_expired: bool

    @property
    def knows_the_lot(self) -> bool:
        """Whether the lot that the code names is known here, in the registry or in the log."""
        return self.lot is not None or not self.journey.is_empty


def public_page(link: DigitalLink, *, today: date) -> PublicPage | None:
    """The page of a product, lot or item; None when no product bears this number."""
    product = by_gtin(link.key.value)
    if product is None:
        return None
    numbers = dict(link.qualifiers)
    lot_number, serial = numbers.get("10", ""), numbers.get("21", "")
    lot = Lot.objects.filter(product=product, number=lot_number).first() if lot_number else None
    told, is_cut = _chain(_keys(link, lot_number, serial))
    maker, commune = owner_on(product, today)
    return PublicPage(
        product=product,
        maker=maker,
        commune=commune,
        lot_number=lot_number,
        serial=serial,
        lot=lot,
        journey=journey(sector(product.sector), told),
        is_cut=is_cut,
        is_expired=bool(lot and lot.expires_on and lot.expires_on < today),
    )


def _keys(link: DigitalLink, lot_number: str, serial: str) -> list[str]:
    """What the log may know this item under: itself, and its lot. A bare product has no chain of its own."""
    if not lot_number and not serial:
        return []
    gtin = f"https://id.gs1.org/01/{link.key.value}"
    keys = [f"{gtin}/10/{escape(lot_number)}"] if lot_number else []
    return keys + ([f"{gtin}/21/{escape(serial)}"] if serial else [])


def _chain(keys: list[str]) -> tuple[list[Told], bool]:
    if not keys:
        return [], False
    way = log.way(keys, SYSTEM, direction="up", limit=MOST_EVENTS)
    events = [event for event in way.events if _leads_here(event, way.chain.nodes)]
    kinds = dict(Party.objects.filter(pk__in={event.sender for event in events}).values_list("pk", "kind"))
    points = {event.body.get("readPoint", {}).get("id", "") for event in events}
    communes = parties.places(points)
    zone = ZoneInfo(settings.TIME_ZONE)
    return [_told(event, kinds, communes, zone) for event in events], way.chain.cut


def _leads_here(event: Event, nodes: Mapping[str, int]) -> bool:
    """Whether an event on the way up made something of this chain: the lots of leaf behind a tea went into other
    teas too, and those have pages of their own."""
    if event.event_type != "TransformationEvent":
        return True
    outputs = [
        *event.body.get("outputEPCList", ()),
        *(one["epcClass"] for one in event.body.get("outputQuantityList", ())),
    ]
    return not outputs or any(key in nodes for key in outputs)


def _told(event: Event, kinds: dict[int, str], places: dict[str, parties.Place], zone: ZoneInfo) -> Told:
    place = places.get(event.body.get("readPoint", {}).get("id", ""))
    at: datetime = event.event_time.astimezone(zone)
    return Told(event.body, kinds.get(event.sender, ""), at, place.commune if place else "")
