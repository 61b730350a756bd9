"""Stamps of the demonstration: a roll that went all its way for the lot with every stage, one that waits for the
printer, one that waits for a decision. Serials are random, as they must be; everything else is as in any installation.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nguongoc.config.demo.province import Province
from nguongoc.domain.stamps.numbers import number
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.identifiers.models import Lot
from nguongoc.reports.start.demonstration import GREEN, SHAN, SHOWN
from nguongoc.trace.labels.actions.batches import Wish, approve, ask
from nguongoc.trace.labels.actions.making import confirm_printed, make
from nguongoc.trace.labels.actions.steps import activate, step
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate

PACKS, SOLD, TORN, LOST, WET = 480, 120, 4, 24, 6


def load(province: Province, *, at: datetime) -> None:
    """The three batches, each by who does that in the cooperative."""
    director, quality = province.users["trinhdien-giamdoc"], province.users["trinhdien-chatluong"]
    lot = Lot.objects.select_related("product__owner").get(product__gtin=SHAN, number=SHOWN)
    batch = _made(
        Wish(lot.product, lot, _template("a4-24"), "stamp", PACKS, has_scratch=True), quality, director, at
    )
    _used(batch, lot, quality, director, at)
    green = province.products[GREEN]
    roll = _template("cuon-50x30")
    _made(Wish(green, None, roll, "stamp", 200, has_scratch=True, has_tail=True), quality, director, at)
    later = Wish(lot.product, lot, _template("a4-65"), "lot", 65, Decimal(1), "H87")
    ask(later, actor=quality, at=at)


def _made(wish: Wish, asks: User, approves: User, at: datetime) -> LabelBatch:
    return make(approve(ask(wish, actor=asks, at=at), actor=approves, at=at), at=at)


def _used(batch: LabelBatch, lot: Lot, quality: User, director: User, at: datetime) -> None:
    """Printed and delivered; some torn at packing, a strip lost on the way, most activated, the first sold, a few
    boxes that got wet called back."""
    confirm_printed(batch, actor=director, at=at)

    def place(from_one: int) -> int:
        return number(batch.pk, from_one)

    step(place(1), place(PACKS), "delivered", actor=director, at=at)
    last = PACKS - TORN - LOST
    step(place(last + 1), place(last + TORN), "void", actor=quality, at=at, why="Rách khi dán (trình diễn)")
    lost = "Thất lạc một dải tem trên đường (trình diễn)"
    step(place(last + TORN + 1), place(PACKS), "blocked", actor=director, at=at, why=lost)
    activate(place(1), place(last), lot=lot, actor=quality, at=at)
    step(place(1), place(SOLD), "sold", actor=quality, at=at)
    wet = "Hộp bị ẩm khi vận chuyển (trình diễn)"
    step(place(SOLD + 1), place(SOLD + WET), "recalled", actor=director, at=at, why=wet)


def _template(code: str) -> LabelTemplate:
    return LabelTemplate.objects.filter(code=code).order_by("valid_from")[0]
