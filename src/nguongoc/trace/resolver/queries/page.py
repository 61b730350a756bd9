"""What the public may see behind a printed code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nguongoc.domain.gs1.digital_link import DigitalLink, escape
from nguongoc.domain.gs1.keys import is_restricted
from nguongoc.domain.sectors.load import GENERAL
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import by_gtin, owner_on
from nguongoc.trace.chains.journey import Journey
from nguongoc.trace.chains.queries import read


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
    def is_registered(self) -> bool:
        """Whether somebody registered these goods here, or only events tell of them."""
        return self.product.pk is not None


def public_page(link: DigitalLink, *, today: date) -> PublicPage | None:
    """The page of a product, lot or item; None when nothing is known of it.

    Goods that nobody registered here, but of which events were sent, have a page too: it says so.
    """
    product = by_gtin(link.key.value) or _unregistered(link.key.value)
    numbers = dict(link.qualifiers)
    lot_number, serial = numbers.get("10", ""), numbers.get("21", "")
    chain = read(_keys(link, lot_number, serial), sector_code=product.sector)
    if product.pk is None and chain.journey.is_empty:
        return None
    lot = (
        Lot.objects.filter(product=product, number=lot_number).first() if product.pk and lot_number else None
    )
    maker, commune = owner_on(product, today) if product.pk else ("", "")
    return PublicPage(
        product=product,
        maker=maker,
        commune=commune,
        lot_number=lot_number,
        serial=serial,
        lot=lot,
        journey=chain.journey,
        is_cut=chain.is_cut,
        is_expired=bool(lot and lot.expires_on and lot.expires_on < today),
    )


def _unregistered(gtin: str) -> Product:
    """A number without a record: nothing is said of it but the number."""
    restricted = is_restricted(gtin)
    numbering = Product.Numbering.INTERNAL if restricted else Product.Numbering.ALLOTTED
    return Product(gtin=gtin, numbering=numbering, sector=GENERAL)


def _keys(link: DigitalLink, lot_number: str, serial: str) -> list[str]:
    """What the log may know this item under: itself, and its lot. A bare product has no chain of its own."""
    if not lot_number and not serial:
        return []
    gtin = f"https://id.gs1.org/01/{link.key.value}"
    keys = [f"{gtin}/10/{escape(lot_number)}"] if lot_number else []
    return keys + ([f"{gtin}/21/{escape(serial)}"] if serial else [])
