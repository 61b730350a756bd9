"""What may be done to products."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product


@transaction.atomic
def add_product(
    name: str, *, gtin: str, owner: Party, sector: str, actor: User | None, at: datetime, **details: Any
) -> Product:
    """A product under its GTIN, or under an internal number of the restricted range. Never reuses a number.

    Raises Refused on a bad check digit and on a number that some product already bears.
    """
    number = keys.gtin14(gtin)
    if Product.objects.filter(gtin=number).exists():
        raise Refused(
            Problem(
                "gtin",
                Text(
                    f"Mã {number} đã dùng cho một sản phẩm khác. Một mã không bao giờ được dùng lại.",
                    f"The number {number} already names a product. A number is never used again.",
                ),
                "gtin-taken",
            )
        )
    numbering = Product.Numbering.INTERNAL if keys.is_restricted(number) else Product.Numbering.ALLOTTED
    product = Product.objects.create(
        name=nfc(name),
        folded=fold(name),
        gtin=number,
        numbering=numbering,
        owner=owner,
        sector=sector,
        created_at=at,
        **details,
    )
    record("product.added", product, actor=actor, at=at, gtin=number, name=product.name)
    return product
