"""Questions about scans: of one item for its buyer, of all goods for who makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.shared.components import Chart, Words
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import AdministrativeUnit
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.trace.resolver.models import Destination, Scan, Sign
from nguongoc.trace.resolver.provinces import ABROAD, HERE, PROVINCES

MOST_ROWS = 15
NOT_TOLD = Text("chưa rõ nơi", "place not told")


@dataclass(frozen=True, slots=True)
class History:
    """How one item was looked at before: how many phones (a phone counts anew each day), when first and last."""

    devices: int
    first: datetime
    last: datetime
    is_many: bool


def history(product: Product, serial: str) -> History | None:
    """None before the first scan."""
    found = Scan.objects.filter(product=product, serial=serial).aggregate(
        n=Count("device", distinct=True), a=Min("at"), z=Max("at")
    )
    if not found["n"]:
        return None
    most = setting("scan.devices", on=timezone.localdate(found["z"]))
    return History(found["n"], found["a"], found["z"], found["n"] > most)


def charts(viewer: Viewer, *, today: date, days: int) -> tuple[int, list[Chart]]:
    """How many scans of the goods that this viewer may see in these days, and the charts by time, product, place."""
    since = today - timedelta(days=days - 1)
    found = Scan.objects.visible_to(viewer).filter(at__date__gte=since).order_by()
    by_day = dict(
        found.annotate(day=TruncDate("at")).values_list("day").annotate(n=Count("pk")).order_by("day")
    )
    dates = [since + timedelta(days=number) for number in range(days)]
    return sum(by_day.values()), [
        _chart(
            Text("Theo ngày", "By day"),
            Text("Ngày", "Day"),
            [(day(one), by_day.get(one, 0)) for one in dates],
            "line",
        ),
        _chart(Text("Theo sản phẩm", "By product"), Text("Sản phẩm", "Product"), _by_product(found)),
        _chart(Text("Theo nơi", "By place"), Text("Nơi", "Place"), _by_place(found)),
    ]


def _chart(name: Text, category: Text, rows: Sequence[tuple[Words, int]], kind: Any = "bar") -> Chart:
    series = (Text("Lượt quét", "Scans"),)
    return Chart(name, category, series, [(words, (number,)) for words, number in rows], kind=kind)


def _by_product(found: QuerySet[Any]) -> list[tuple[Words, int]]:
    rows = found.values("product").annotate(n=Count("pk"), name=F("product__name")).order_by("-n", "name")
    return [(row["name"], row["n"]) for row in rows[:MOST_ROWS]]


def _by_place(found: QuerySet[Any]) -> list[tuple[Words, int]]:
    rows = found.values("place").annotate(n=Count("pk")).order_by("-n", "place")[:MOST_ROWS]
    names = place_names()
    return [(names.get(row["place"], NOT_TOLD), row["n"]) for row in rows]


def place_names() -> dict[str, Words]:
    """What each place that a scan may bear is called: communes, every province, this one too, abroad."""
    return {**dict(provinces()), **dict(places())}


def seen_where(sign: Sign) -> list[tuple[Words, int]]:
    """In which places phones looked at the goods of a sign, and how many did, as far as that is kept."""
    if sign.product_id is None:
        return []
    found = Scan.objects.filter(product=sign.product_id).order_by()
    if sign.lot_number:
        found = found.filter(lot_number=sign.lot_number)
    if sign.serial:
        found = found.filter(serial=sign.serial)
    rows = found.values("place").annotate(n=Count("device", distinct=True)).order_by("-n", "place")
    names = place_names()
    return [(names.get(row["place"], NOT_TOLD), row["n"]) for row in rows[:MOST_ROWS]]


def delivered_into(lot: Lot) -> list[Words]:
    """The provinces into which a lot went, as its maker tells, by name."""
    codes = Destination.objects.filter(lot=lot).values_list("province", flat=True)
    names = dict(provinces())
    return [names[code] for code in codes]


def provinces() -> list[tuple[str, Words]]:
    """Where a lot may go: every province, and abroad."""
    named: list[tuple[str, Words]] = [(code, one.name) for code, one in PROVINCES.items()]
    return [*named, (ABROAD, Text("nước ngoài", "abroad"))]


def places() -> list[tuple[str, Words]]:
    """What a buyer may choose for where they are: the communes here, the other provinces, abroad."""
    communes = AdministrativeUnit.objects.filter(level="commune", valid_to=None).order_by("folded")
    here = [(one.code, f"{one.name}, Lai Châu") for one in communes]
    others = [(code, one.name) for code, one in PROVINCES.items() if code != HERE]
    return [*here, *others, (ABROAD, Text("nước ngoài", "abroad"))]
