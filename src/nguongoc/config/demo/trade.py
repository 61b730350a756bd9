"""From the maker's door to the shelf: transport, shops, sale. The same for every kind of goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from nguongoc.config.demo.telling import Goods, Scene, moment, observed, packed_into, paper


class Carton(NamedTuple):
    """A carton under an internal number (no SSCC was allotted), and what is in it."""

    uri: str
    content: Goods


def cartons(scene: Scene, day: date, packed: Goods, in_carton: int, sender: str, site: str) -> list[Carton]:
    """Packs into cartons, ready to be fetched; the last carton holds what is left."""
    place = scene.province.sites[site]
    number = packed.key.rpartition("/")[2]
    base = place.identifiers[0].rpartition("/dia-diem/")[0]
    full: list[Carton] = []
    rest = int(packed.quantity)
    while rest > 0:
        content = packed._replace(quantity=Decimal(min(rest, in_carton)))
        carton = Carton(f"{base}/thung/{number}-{len(full) + 1:02d}", content)
        at = moment(day, 16, len(full))
        scene.book.tell(sender, packed_into(carton.uri, [content], at, place, "staging_outbound", "ADD"))
        full.append(carton)
        rest -= in_carton
    return full


def deliver(
    scene: Scene, day: date, full: Sequence[Carton], number: str, sender: str = "xuong", site: str = "xuong"
) -> None:
    """The maker sends cartons to the distributor, who says that they came."""
    what = [carton.uri for carton in full]
    bill = [paper("bol", f"phieu-xuat/{number}")]
    ends = _ends(scene, sender, "phanphoi")
    places = scene.province.sites
    scene.book.tell(
        sender,
        observed(
            "shipping",
            moment(day, 7),
            places[site],
            epcList=what,
            disposition="in_transit",
            bizTransactionList=bill,
            **ends,
        ),
    )
    scene.book.tell(
        "phanphoi",
        observed("arriving", moment(day, 11), places["kho"], epcList=what, bizTransactionList=bill, **ends),
    )


def stock_shop(scene: Scene, day: date, shop: str, full: Sequence[Carton], number: str) -> None:
    """The distributor brings cartons to one of its shops, and opens them there."""
    if not full:
        return
    what = [carton.uri for carton in full]
    bill = [paper("bol", f"phieu-dieu-chuyen/{number}")]
    places = scene.province.sites
    tell = scene.book.tell
    tell(
        "phanphoi", observed("shipping", moment(day, 7), places["kho"], epcList=what, bizTransactionList=bill)
    )
    tell(
        "phanphoi",
        observed("stocking", moment(day, 10), places[shop], epcList=what, disposition="sellable_accessible"),
    )
    for count, carton in enumerate(full):
        at = moment(day, 11, count)
        tell("phanphoi", packed_into(carton.uri, [carton.content], at, places[shop], "unpacking", "DELETE"))


def sell(scene: Scene, day: date, shop: str, goods: Sequence[Goods], weeks: int = 3) -> None:
    """What a shop sold of a lot, told once a week; never after yesterday, never more than it had."""
    rest = int(sum((one.quantity for one in goods), Decimal(0)))
    for week in range(weeks):
        told_on = day + timedelta(days=7 * week)
        sold = min(rest, round(rest * scene.chance.uniform(0.2, 0.6)))
        if not sold or told_on >= scene.today:
            return
        what = [goods[0]._replace(quantity=Decimal(sold))]
        at, site = moment(told_on, 19), scene.province.sites[shop]
        scene.book.tell("phanphoi", observed("retail_selling", at, site, what, disposition="retail_sold"))
        rest -= sold


def _ends(scene: Scene, source: str, destination: str) -> dict[str, Any]:
    parties = scene.province.parties
    return {
        "sourceList": [{"type": "owning_party", "source": parties[source].identifiers[0]}],
        "destinationList": [{"type": "owning_party", "destination": parties[destination].identifiers[0]}],
    }
