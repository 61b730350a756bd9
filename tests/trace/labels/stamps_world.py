"""Stamps in the small world of the tests: a lot with a chain, and batches through the real actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from nguongoc.foundation.accounts.models import User
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels.actions import batches, making, steps
from nguongoc.trace.labels.actions.batches import Wish
from nguongoc.trace.labels.actions.rules import BEGINNING
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, PrintRule
from world import (
    NOW,
    SINCE,
    a_lot,
    a_party,
    a_product,
    a_sender,
    a_user,
    an_event,
    begin,
    event_number,
    send,
)

HARVEST = {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning"}
STEPS: list[dict[str, Any]] = [HARVEST, {"bizStep": "receiving"}, {"bizStep": "packing"}]


class Shop(NamedTuple):
    """A cooperative with a product that tells all it must, and a lot of 100 kg with a chain of three stages."""

    owner: Party
    user: User
    product: Product
    lot: Lot


def a_shop(*, events: int = 3, **lot: Any) -> Shop:
    begin()
    owner = a_party()
    user = a_user(owner, "enterprise-administrator")
    product = a_product(
        owner,
        net_content="100 g",
        standards="TCVN 9740:2013",
        shelf_life_days=730,
        description="Chè Shan tuyết cổ thụ.",
        brand="Mẫu",
    )
    made = a_lot(product, **{"quantity": Decimal(100), "uom": "KGM", "produced_on": SINCE, **lot})
    sender = a_sender(owner)
    for number, step in enumerate(STEPS[:events], 1):
        send(sender, an_event(eventID=event_number(number), **step))
    return Shop(owner, user, product, made)


def template(code: str = "a4-24") -> LabelTemplate:
    return LabelTemplate.objects.get(code=code, valid_from=BEGINNING)


def a_wish(shop: Shop, **more: Any) -> Wish:
    given: dict[str, Any] = {"lot": shop.lot, "template": template(), "kind": "stamp", "quantity": 50, **more}
    return Wish(shop.product, **given)


def a_batch(shop: Shop, **more: Any) -> LabelBatch:
    """A batch that was asked for."""
    return batches.ask(a_wish(shop, **more), actor=shop.user, at=NOW)


def made(shop: Shop, **more: Any) -> LabelBatch:
    """A batch that is ready for the print shop."""
    batch = batches.approve(a_batch(shop, **more), actor=shop.user, at=NOW)
    return making.make(batch, at=NOW)


def printed(shop: Shop, **more: Any) -> LabelBatch:
    return making.confirm_printed(made(shop, **more), actor=shop.user, at=NOW)


def delivered(shop: Shop, **more: Any) -> LabelBatch:
    batch = printed(shop, **more)
    steps.step(first(batch), last(batch), "delivered", actor=shop.user, at=NOW)
    return batch


def first(batch: LabelBatch) -> int:
    return batch.pk * 1_000_000 + 1


def last(batch: LabelBatch) -> int:
    return batch.pk * 1_000_000 + batch.quantity


def a_ready_batch(product: Product) -> LabelBatch:
    """A batch of one stamp for goods whose record need not be complete."""
    PrintRule.objects.all().delete()
    wish = Wish(product, None, template(), "stamp", 1)
    batch = batches.approve(batches.ask(wish, actor=None, at=NOW), actor=None, at=NOW)
    return making.make(batch, at=NOW)
