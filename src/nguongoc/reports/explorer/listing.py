"""The register of events: what, when, where, which step, and who."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from nguongoc.domain.epcis import normalise
from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import EXPORT, Choice, Column, Table, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party, Site, name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.reports.explorer.things import Known, amount, goods, place_of
from nguongoc.reports.explorer.words import TYPES, said
from nguongoc.reports.registers.steps import STEPS, step
from nguongoc.trace.events.models import Capture, Event, EventItem

NAME = Text("Sự kiện", "Events")
EMPTY = Text(
    "Không có sự kiện nào như vậy mà bạn được xem. Hãy bỏ bớt điều kiện lọc, hoặc gửi sự kiện vào kho.",
    "There is no such event that you may see. Take off a filter, or send events to the repository.",
)
HINT = Text("số lô, số sê-ri, GTIN, SSCC, mã sự kiện", "lot, serial, GTIN, SSCC, event id")
DECLARES = Status("bad", Text("khai báo sai sót", "error declaration"))
COUNTS = Status("good", Text("đã ghi", "told"))
SPANS = {
    "7": Text("7 ngày qua", "the last 7 days"),
    "30": Text("30 ngày qua", "the last 30 days"),
    "90": Text("90 ngày qua", "the last 90 days"),
    "365": Text("một năm qua", "the last year"),
}
_SHEET = 20_000
"""So many rows of a spreadsheet tell names; those after them tell keys."""
_MANY = 300
"""So many choices a filter offers at most."""


def register(request: HttpRequest, viewer: Viewer, *, at: datetime) -> Table:
    """The events that this viewer may see, as they were asked for; the latest first."""
    known = Known(viewer, at.date())
    table = take(
        request.GET,
        name=NAME,
        columns=_columns(known),
        rows=Event.objects.visible_to(viewer).order_by("-event_time", "key"),
        choices=_choices(viewer, at),
        search=lambda rows, typed: _about(rows, typed, viewer),
        search_hint=HINT,
        empty=EMPTY,
    )
    shown = list(table.rows[:_SHEET] if request.GET.get(EXPORT) else table.page)
    keys = {
        key for event in shown for key in (place_of(event.body), *(item.key for item in goods(event.body)))
    }
    known.learn(keys, {event.sender for event in shown})
    return table


def _columns(known: Known) -> tuple[Column, ...]:
    return (
        Column(
            "luc",
            Text("Lúc", "At"),
            lambda event: event.event_time,
            kind="moment",
            order=("event_time",),
            link=lambda event: reverse("event_page", args=[event.pk]),
        ),
        Column(
            "cong-doan",
            Text("Việc", "Step"),
            lambda event: step(event.biz_step) if event.biz_step else said(TYPES, event.event_type),
            order=("biz_step",),
            note=lambda event: said(TYPES, event.event_type),
        ),
        Column("hang", Text("Hàng", "What"), lambda event: _first(event, known), note=_more),
        Column(
            "noi",
            Text("Nơi", "Where"),
            lambda event: _place(event, known),
            note=lambda event: _whose(event, known),
        ),
        Column("gui", Text("Đơn vị gửi", "Sender"), lambda event: _sender(event, known)),
        Column(
            "hieu-luc",
            Text("Hiệu lực", "State"),
            lambda event: DECLARES if event.declared_at else COUNTS,
            kind="status",
        ),
        Column(
            "ghi",
            Text("Ghi lúc", "Recorded"),
            lambda event: event.record_time,
            kind="moment",
            order=("record_time",),
        ),
    )


def _state(event: Event) -> Status:
    return DECLARES if event.declared_at else COUNTS


def _first(event: Event, known: Known) -> str:
    things = goods(event.body)
    if not things:
        return ""
    much = amount(things[0], get_language() or "vi")
    return f"{known.name(things[0].key)}{f' · {much}' if much else ''}"


def _more(event: Event) -> Text:
    more = len(goods(event.body)) - 1
    return Text(f"và {more} mã khác", f"and {more} more") if more > 0 else Text("", "")


def _place(event: Event, known: Known) -> str:
    key = place_of(event.body)
    return known.where(key) if key else ""


def _whose(event: Event, known: Known) -> str:
    """Whose place it is, where it is not the sender's own."""
    place = known.places.get(place_of(event.body))
    return known.parties.get(place.party, "") if place and place.party != event.sender else ""


def _sender(event: Event, known: Known) -> str:
    if event.sender not in known.parties:  # a row of a spreadsheet, beyond the page
        known.learn((), [event.sender])
    return known.parties.get(event.sender, "")


def _choices(viewer: Viewer, at: datetime) -> Sequence[Choice]:
    return (
        Choice(
            "buoc",
            Text("Việc", "Step"),
            sorted(STEPS.items(), key=lambda one: text(one[1])),
            lambda rows, value: rows.filter(biz_step=value),
        ),
        Choice(
            "loai",
            Text("Loại", "Type"),
            list(TYPES.items()),
            lambda rows, value: rows.filter(event_type=value),
        ),
        Choice(
            "trong",
            Text("Trong", "Within"),
            list(SPANS.items()),
            lambda rows, days: rows.filter(event_time__gte=at - timedelta(days=int(days))),
        ),
        Choice("noi", Text("Nơi", "Where"), _sites(viewer), _at_site),
        Choice(
            "don-vi",
            Text("Đơn vị gửi", "Sender"),
            _senders(viewer, at),
            lambda rows, value: rows.filter(sender=int(value)),
        ),
        Choice(
            "hieu-luc",
            Text("Hiệu lực", "State"),
            [("sai-sot", DECLARES.words)],
            lambda rows, _: rows.filter(declared_at__isnull=False),
        ),
    )


def _sites(viewer: Viewer) -> list[tuple[str, str]]:
    sites = Site.objects.visible_to(viewer).order_by("name")[:_MANY]
    return [(site.code, site.name) for site in sites]


def _senders(viewer: Viewer, at: datetime) -> list[tuple[str, str]]:
    senders = Capture.objects.visible_to(viewer).order_by().values("sender")
    called = name_then(at.date(), "pk")
    rows = Party.objects.filter(pk__in=senders).annotate(called=called).values_list("pk", "called")
    return sorted(((str(party), name or "") for party, name in rows[:_MANY]), key=lambda one: one[1])


def _at_site(rows: QuerySet[Event], code: str) -> QuerySet[Event]:
    site = Site.objects.get(code=code)
    named = EventItem.objects.filter(key__in=site.identifiers, role__in=("readPoint", "bizLocation"))
    return rows.filter(key__in=named.values("event"))


def _about(rows: QuerySet[Event], typed: str, viewer: Viewer) -> QuerySet[Event]:
    """The events that name what was typed, or that bear this id."""
    named = EventItem.objects.filter(_keys(typed, viewer))
    return rows.filter(Q(key__in=named.values("event")) | Q(event_id=typed))


def _keys(typed: str, viewer: Viewer) -> Q:
    key = normalise.identifier(typed)
    if key != typed or ":" in typed:
        return Q(key=key)
    lots = Lot.objects.visible_to(viewer).filter(number__iexact=typed).select_related("product")[:_MANY]
    found = Q(key__in=[lot.identifier for lot in lots])
    if re.fullmatch(r"\d{18}", typed):
        found |= Q(key=f"https://id.gs1.org/00/{typed}")
    if re.fullmatch(r"\d{8,14}", typed):
        gtin = f"https://id.gs1.org/01/{typed.zfill(14)}"
        # Everything under one GTIN lies side by side in the index.
        found |= Q(key=gtin) | Q(key__gte=f"{gtin}/", key__lt=f"{gtin}0")
    for product in Product.objects.visible_to(viewer).order_by("gtin")[:_MANY]:
        found |= Q(key=f"{product.identifier}/21/{typed}")
    return found


THING_COLUMNS = (
    Column("vai-tro", Text("Là gì", "As what"), lambda thing: thing.role),
    Column("hang", Text("Hàng", "What"), lambda thing: thing.name, link=lambda thing: thing.link),
    Column("luong", Text("Lượng", "How much"), lambda thing: thing.amount),
    Column("ma", Text("Mã", "Key"), lambda thing: thing.key, kind="code"),
)
