"""Buyers of the demonstration: phones that look at stamps and lots, what in that is asked about, what people say.

Everything goes through the doors of the real; no person and no phone stands behind any of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from nguongoc.config.demo.province import Province
from nguongoc.registry.identifiers.models import Lot
from nguongoc.reports.start.demonstration import GREEN, HONEY, SHAN, SHOWN, STAMPED, path
from nguongoc.trace.labels.models import Stamp, StampRange
from nguongoc.trace.resolver.actions.destinations import set_destinations
from nguongoc.trace.resolver.actions.reports import Said, report
from nguongoc.trace.resolver.actions.scans import Seen, answer_sign, count, watch
from nguongoc.trace.resolver.models import Sign

SEED, DAYS, SCANS = 12_851, 60, 240
WHERE = ["12"] * 6 + ["03394"] * 4 + ["01"] * 5 + ["15", "25", "79", ""] + [""] * 6
"""Where phones are, as often as each is told; "" where nobody says."""
DISPLAY = 9
"""So many phones look at one stamp on a counter."""


def load(province: Province, *, at: datetime) -> None:
    """Two months of scans, the signs in them, an answer, and two reports."""
    chance = Random(SEED)  # noqa: S311 (fiction needs no secret)
    lot = Lot.objects.select_related("product").get(product__gtin=SHAN, number=SHOWN)
    honey = Lot.objects.select_related("product").get(product__gtin=HONEY, number=STAMPED)
    sold = _serials(lot, "sold")
    for number in range(SCANS):
        serial = chance.choice(sold) if number % 3 else ""
        goods = honey if number % 6 == 0 else lot
        seen = Seen(goods.product_id, goods.number, "" if goods is honey else serial, "fine")
        back = timedelta(minutes=chance.randrange(60, DAYS * 24 * 60))
        count(seen, device=_phone(chance), at=at - back, place=chance.choice(WHERE))
    _signs(province, lot, sold[0], chance, at)
    _reports(province, chance, at)


def _signs(province: Province, lot: Lot, serial: str, chance: Random, at: datetime) -> None:
    """A stamp on a counter, a lot far from where it went, a roll that is scanned before it is activated."""
    set_destinations(lot, ["01", "12", "15"], actor=province.users["trinhdien-chatluong"], at=at)
    for hours in range(1, DISPLAY + 1):
        seen = Seen(lot.product_id, lot.number, serial, "fine")
        count(seen, device=_phone(chance), at=at - timedelta(hours=hours), place="12")
        if hours <= 4:
            away = Seen(lot.product_id, lot.number, "", "fine")
            count(away, device=_phone(chance), at=at - timedelta(hours=hours), place="48")
    early = Stamp.objects.filter(number=StampRange.objects.filter(batch__product__gtin=GREEN)[0].first).get()
    green = province.products[GREEN]
    seen = Seen(green.pk, "", early.serial, "not_active")
    count(seen, device=_phone(chance), at=at - timedelta(hours=5), place="12")
    watch(at)
    counter = Sign.objects.get(rule="nhieu-may", serial=serial)
    words = "Hộp bày ở quầy trưng bày, khách xem rồi quét (trình diễn)."
    answer_sign(counter, words, close=False, actor=province.users["trinhdien-chatluong"], at=at)


def _reports(province: Province, chance: Random, at: datetime) -> None:
    said = (
        Said("praise", "Chè thơm, trang nói rõ hái ở đâu. (Trình diễn)", place="01"),
        Said("wrong", "Hạn dùng trên hộp in mờ, không so được với trang. (Trình diễn)", place="15"),
    )
    for hours, one in zip((30, 6), said, strict=True):
        product, when = province.products[SHAN], at - timedelta(hours=hours)
        report(path(SHAN, SHOWN), one, product=product, device=_phone(chance), at=when)


def _serials(lot: Lot, state: str) -> list[str]:
    """The first stamps of this lot in that state, in order of their numbers."""
    held = StampRange.objects.filter(lot=lot, state=state)[0]
    rows = Stamp.objects.filter(number__gte=held.first, number__lte=held.last).order_by("number")
    return list(rows.values_list("serial", flat=True)[:40])


def _phone(chance: Random) -> bytes:
    return chance.randbytes(8)
