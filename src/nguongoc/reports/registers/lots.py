"""The register of lots: each with how its chain stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.domain.vietnam.places import communes
from nguongoc.domain.vietnam.text import sort_key
from nguongoc.foundation.shared.search import matching
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.trace.chains.words import drawn, missing, standing

NEAR = timedelta(days=30)

NAME = Text("Lô hàng", "Lots")
EMPTY = Text(
    "Lô xuất hiện ở đây khi được mở trong hồ sơ sản phẩm của đơn vị.",
    "A lot appears here once it is opened for one of the party's products.",
)
HINT = Text("số lô, tên sản phẩm", "lot number, product")

COLUMNS = (
    Column(
        "lo",
        Text("Số lô", "Lot"),
        lambda lot: lot.number,
        kind="code",
        order=("number",),
        link=lambda lot: reverse("lot", args=[lot.pk]),
    ),
    Column(
        "san-pham",
        Text("Sản phẩm", "Product"),
        lambda lot: lot.product.name,
        order=("product__folded", "number"),
        note=lambda lot: lot.owner_name,
    ),
    Column(
        "chuoi",
        Text("Chuỗi", "Chain"),
        standing,
        kind="status",
        order=("chain__missing__len", "number"),
        note=lambda lot: _missing(lot),
    ),
    Column(
        "lam", Text("Ngày làm", "Made on"), lambda lot: lot.produced_on, kind="day", order=("produced_on",)
    ),
    Column("han", Text("Hạn dùng", "Expires"), lambda lot: lot.expires_on, kind="day", order=("expires_on",)),
    Column(
        "su-kien",
        Text("Sự kiện", "Events"),
        lambda lot: chain.events if (chain := drawn(lot)) else None,
        kind="number",
        order=("chain__events",),
    ),
    Column(
        "cuoi",
        Text("Sự kiện cuối", "Last event"),
        lambda lot: chain.last_at if (chain := drawn(lot)) else None,
        kind="day",
        order=("chain__last_at",),
    ),
    Column(
        "cong-khai",
        Text("Trang công khai", "Public page"),
        lambda lot: Text("xem", "open"),
        link=lambda lot: public_path(lot),
    ),
)


def public_path(lot: Lot) -> str:
    """Where the printed code of this lot leads."""
    return lot.identifier.removeprefix("https://id.gs1.org")


def register(request: HttpRequest, viewer: Viewer, *, today: date) -> Table:
    """The lots that this viewer may see, as they were asked for."""
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows(viewer, on=today),
        choices=_choices(today),
        search=_search,
        search_hint=HINT,
        empty=EMPTY,
    )


def rows(viewer: Viewer, *, on: date) -> QuerySet[Lot]:
    """The lots that this viewer may see, the latest made first, with `chain` and `owner_name`."""
    return (
        Lot.objects.visible_to(viewer)
        .select_related("product", "chain")
        .annotate(owner_name=name_then(on, "product__owner"))
        .order_by(F("produced_on").desc(nulls_last=True), "number", "pk")
    )


def address(**asked: str) -> str:
    """The register with these filters."""
    return f"{reverse('lots')}?{urlencode(asked)}" if asked else reverse("lots")


# What a chain can lack, and what a date can mean: each a condition on rows of lots.

WHOLE = Q(chain__missing=[]) & ~Q(chain__told=[])
GAPS = ~Q(chain__missing=[]) & ~Q(chain__told=[])
SILENT = Q(chain__told=[])


def past(today: date) -> Q:
    """Past their date."""
    return Q(expires_on__lt=today)


def near(today: date) -> Q:
    """Within a month of their date."""
    return Q(expires_on__range=(today, today + NEAR))


def telling_after_expiry() -> Q:
    """Of which something was told after their last day had ended."""
    return Q(chain__last_at__date__gt=F("expires_on"))


def opened_since(day: date) -> Q:
    """Opened here on that day or later."""
    return Q(created_at__gte=timezone.make_aware(datetime.combine(day, time.min)))


def _choices(today: date) -> tuple[Choice, ...]:
    return (
        _choice(
            "chuoi",
            Text("Chuỗi", "Chain"),
            {
                "du": (Text("đủ công đoạn", "whole"), WHOLE),
                "thieu": (Text("còn thiếu công đoạn", "with gaps"), GAPS),
                "chua": (Text("chưa có sự kiện", "no events yet"), SILENT),
            },
        ),
        Choice("thieu", Text("Thiếu công đoạn", "Missing stage"), _stage_names(), _missing_stage),
        _choice(
            "han",
            Text("Hạn dùng", "Expiry"),
            {
                "qua": (Text("đã hết hạn", "past"), past(today)),
                "gan": (Text("hết hạn trong 30 ngày", "within 30 days"), near(today)),
                "ghi-sau": (Text("còn ghi sau khi hết hạn", "told of after expiry"), telling_after_expiry()),
            },
        ),
        _choice(
            "mo",
            Text("Mở", "Opened"),
            {"thang-nay": (Text("trong tháng này", "this month"), opened_since(today.replace(day=1)))},
        ),
        Choice(
            "nganh",
            Text("Ngành hàng", "Sector"),
            [(one.code, one.name) for one in known_sectors()],
            lambda found, code: found.filter(product__sector=code),
        ),
        Choice("xa", Text("Xã, phường", "Commune"), _communes(), _made_in),
    )


def _choice(key: str, name: Text, conditions: dict[str, tuple[Text, Q]]) -> Choice:
    named = [(value, words) for value, (words, _) in conditions.items()]
    keep: Callable[[Any, str], Any] = lambda found, value: found.filter(conditions[value][1])  # noqa: E731
    return Choice(key, name, named, keep)


@cache
def _stage_names() -> list[tuple[str, Text]]:
    """Every expected stage of every sector; one that sectors call differently bears all its names."""
    names: dict[str, dict[Text, None]] = {}
    for stage in (stage for one in known_sectors() for stage in one.stages if stage.expected):
        names.setdefault(stage.code, {})[stage.name] = None
    joined = {
        code: Text(" / ".join(one.vi for one in found), " / ".join(one.en for one in found))
        for code, found in names.items()
    }
    return sorted(joined.items(), key=lambda one: sort_key(one[1].vi))


@cache
def _communes() -> list[tuple[str, str]]:
    """Those in force, by code."""
    return [(one.code, one.name) for one in sorted(communes(), key=lambda one: sort_key(one.name))]


def _made_in(found: QuerySet[Lot], code: str) -> QuerySet[Lot]:
    return found.filter(origin__code=code, origin__valid_to=None)


def _missing_stage(found: QuerySet[Lot], stage: str) -> QuerySet[Lot]:
    return found.filter(chain__missing__contains=[stage]).exclude(chain__told=[])


def _search(found: QuerySet[Lot], typed: str) -> QuerySet[Lot]:
    products = matching(Product.objects.all(), typed).values("pk")
    return found.filter(Q(number__istartswith=typed) | Q(product__in=products))


def _missing(lot: Lot) -> Text:
    named = missing(lot)
    return Text(f"thiếu {named.vi}", f"missing {named.en}") if named.vi and _is_told(lot) else Text("", "")


def _is_told(lot: Lot) -> bool:
    chain = drawn(lot)
    return chain is not None and bool(chain.told)
