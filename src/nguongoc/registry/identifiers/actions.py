"""What may be done to numbers: lots are opened, prefixes written down."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import AdministrativeUnit
from nguongoc.registry.products.models import Product

_CSET82 = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}""")


@transaction.atomic
def open_lot(
    product: Product,
    number: str,
    *,
    actor: User | None,
    at: datetime,
    produced_on: date | None = None,
    expires_on: date | None = None,
    quantity: Decimal | None = None,
    uom: str = "",
    origin: AdministrativeUnit | None = None,
) -> Lot:
    """A new lot of a product. Raises Refused on letters that a GS1 code cannot carry (GS1 General
    Specifications, set 82) and on a number that this product has used before."""
    if not _CSET82.fullmatch(number):
        raise Refused(
            Problem(
                "number",
                Text(
                    "Số lô gồm 1–20 ký tự: chữ không dấu, chữ số, hoặc dấu như - . / _ ; không có khoảng trắng.",
                    "A lot number has 1–20 characters of GS1's set 82: unaccented letters, digits, - . / _; no blank.",
                ),
                "lot-characters",
            )
        )
    if Lot.objects.filter(product=product, number=number).exists():
        raise Refused(
            Problem(
                "number",
                Text(
                    f"Sản phẩm này đã có lô {number}. Đặt số lô khác.",
                    f"This product already has a lot {number}. Choose another number.",
                ),
                "lot-taken",
            )
        )
    lot = Lot.objects.create(
        product=product,
        number=number,
        produced_on=produced_on,
        expires_on=expires_on,
        quantity=quantity,
        uom=uom,
        origin=origin,
        created_at=at,
    )
    record("lot.opened", lot, actor=actor, at=at, product=product.gtin, number=number)
    return lot
