"""What the public may see behind a printed code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.gs1.keys import is_restricted
from nguongoc.domain.sectors.load import GENERAL
from nguongoc.registry.certificates.queries import Shown
from nguongoc.registry.certificates.queries import public as papers_of
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties import queries as parties
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import owner_on, pictured
from nguongoc.trace.chains.journey import Journey
from nguongoc.trace.chains.queries import expected_of, read
from nguongoc.trace.labels.queries import StampNow
from nguongoc.trace.resolver.queries.condition import (
    FINE,
    Condition,
    condition,
    has_stamps,
    is_told,
    keys,
    stamp_of,
)

NAMED_KINDS = (Party.Kind.AGENCY, Party.Kind.LABORATORY, Party.Kind.CERTIFIER)
"""Whoever vouches for others' work is named; partners in trade and households are told by their kind alone."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Everything that the page behind the code of goods shows."""

    product: Product
    maker: str
    commune: str
    lot_number: str
    serial: str
    lot: Lot | None
    journey: Journey
    is_cut: bool
    stamp: StampNow | None = None
    condition: Condition = FINE
    has_stamps: bool = False
    vouchers: Mapping[int, str] = field(default_factory=dict)
    papers: Sequence[Shown] = ()
    picture: int | None = None
    picture_of: str = ""

    @property
    def is_registered(self) -> bool:
        """Whether somebody registered these goods here, or only events tell of them."""
        return self.product.pk is not None

    @property
    def is_expired(self) -> bool:
        return self.condition.code == "expired"


def public_page(link: DigitalLink, *, today: date) -> PublicPage | None:
    """The page of a product, lot or item; None when nothing is known of it.

    Goods that nobody registered here, but of which events were sent, have a page too: it says so.
    """
    gtin = link.key.value[:14]
    product = pictured(gtin) or _unregistered(gtin)
    numbers = dict(link.qualifiers)
    lot_number, serial = numbers.get("10", ""), numbers.get("21", "")
    stamp = stamp_of(gtin, serial)
    if stamp is not None and stamp.lot is not None:
        lot_number = lot_number or stamp.lot.number
    named = keys(gtin, lot_number, serial)
    lot = None
    if product.pk and lot_number:
        lot = Lot.objects.select_related("chain_keys").filter(product=product, number=lot_number).first()
    chain = read(named, sector_code=product.sector, expected=expected_of(lot))
    if product.pk is None and chain.journey.is_empty and not is_told(named):
        return None
    told = is_told(keys(gtin, "", serial)) if serial and stamp is None else True
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
        stamp=stamp,
        condition=condition(product, lot, serial, stamp, chain.events, is_told=told, today=today),
        has_stamps=bool(serial and stamp is None and not told and product.pk and has_stamps(product)),
        vouchers=_vouchers(chain.journey, product, maker, today),
        papers=papers_of(product, today) if product.pk else (),
        picture=getattr(product, "picture", None),
        picture_of=getattr(product, "picture_of", None) or product.name,
    )


def _vouchers(journey: Journey, product: Product, maker: str, today: date) -> dict[int, str]:
    """Who stands behind each step, as far as the public may know: by name, else by kind."""
    found = {step.vouched_by for step in journey.told} - {0}
    others = Party.objects.filter(pk__in=found - {product.owner_id})
    kinds = {party.pk: party for party in others}
    named = parties.names((pk for pk, party in kinds.items() if party.kind in NAMED_KINDS), on=today)
    shown = {pk: named.get(pk) or party.get_kind_display() for pk, party in kinds.items()}
    return {**shown, **({product.owner_id: maker} if product.owner_id in found else {})}


def _unregistered(gtin: str) -> Product:
    """A number without a record: nothing is said of it but the number."""
    restricted = is_restricted(gtin)
    numbering = Product.Numbering.INTERNAL if restricted else Product.Numbering.ALLOTTED
    return Product(gtin=gtin, numbering=numbering, sector=GENERAL)
