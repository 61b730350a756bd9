"""Whether an item with these identifiers was issued: the answer of a verification service.

Source: GS1 Lightweight Messaging Standard for Verification of Product Identifiers 1.1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product
from nguongoc.trace.chains.queries import read
from nguongoc.trace.resolver.queries.condition import condition, is_told, keys, stamp_of

INFORMATION = {"recalled": "Recalled", "expired": "Expired", "blocked": "Suspect", "stolen": "Suspect"}
NO_LONGER = ("void", "destroyed", "disposed")
"""What bears no product any more: such a serial matches nothing."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`failure` is one of the standard's reasons, "" where verified; `information` what must be known besides."""

    failure: str = ""
    information: str = ""

    @property
    def is_verified(self) -> bool:
        return not self.failure


def verified(product: Product, serial: str, lot_number: str, expiry: str, *, today: date) -> Verified:
    """The answer for an item of this product; `lot_number` and `expiry` (YYMMDD) are compared where they are given."""
    stamp = stamp_of(product.gtin, serial)
    told = is_told(keys(product.gtin, "", serial))
    if stamp is None and not told:
        return Verified("No_match_GTIN_Serial")
    lot = stamp.lot if stamp and stamp.lot else _lot(product, lot_number)
    wrong = [*(["Lot"] if lot_number and (lot is None or lot.number != lot_number) else [])]
    wrong += (
        ["Expiry"]
        if expiry and (lot is None or not lot.expires_on or f"{lot.expires_on:%y%m%d}" != expiry)
        else []
    )
    if wrong:
        return Verified("_".join(["No_match_GTIN_Serial", *wrong]))
    events = read(keys(product.gtin, lot.number if lot else "", serial), sector_code=product.sector).events
    found = condition(product, lot, serial, stamp, events, is_told=told, today=today).code
    if found in NO_LONGER:
        return Verified("No_match_GTIN_Serial")
    if found == "not_active":
        return Verified("Manufacturer_policy")
    return Verified(information=INFORMATION.get(found, ""))


def _lot(product: Product, number: str) -> Lot | None:
    return Lot.objects.filter(product=product, number=number).first() if number else None
