"""Telling events: EPCIS 2.0 JSON as a sender's own software would write it, and the documents they go in.

Nothing here touches the log: a document is bytes, and goes through the same door as everybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings

from nguongoc.config.demo.province import Province
from nguongoc.domain.gs1.digital_link import escape
from nguongoc.registry.parties.models import Site

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
MOST_EVENTS = 200
"""How many events one document carries at the most, as a small sender's software would."""

Event = dict[str, Any]


class Goods(NamedTuple):
    """So much of one lot; no unit means pieces."""

    key: str
    quantity: Decimal
    uom: str | None = "KGM"

    def element(self) -> Event:
        """As an EPCIS quantity element."""
        amount: Event = {"epcClass": self.key, "quantity": _number(self.quantity)}
        return amount | ({"uom": self.uom} if self.uom else {})


class Told(NamedTuple):
    """One event, who sends it, and when it was told (which may be long after it happened)."""

    sender: str
    moment: datetime
    event: Event


class LotToOpen(NamedTuple):
    """A lot of finished goods, as the registry shall know it."""

    gtin: str
    number: str
    produced_on: date
    quantity: Decimal
    uom: str
    origin: str


@dataclass(slots=True)
class Book:
    """Everything that will be told, and the lots that will be opened."""

    told: list[Told] = field(default_factory=list)
    lots: list[LotToOpen] = field(default_factory=list)

    def tell(self, sender: str, event: Event, *, later: timedelta = timedelta(0)) -> Event:
        """Write an event down for its sender; answers it."""
        happened = datetime.fromisoformat(event["eventTime"])
        self.told.append(Told(sender, happened + later, event))
        return event


@dataclass(frozen=True, slots=True)
class Scene:
    """What every story is told with: the province, the book, chance from a fixed seed, and today."""

    province: Province
    book: Book
    chance: Random
    today: date

    def day(self, before: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=before)

    def kilos(self, low: float, high: float) -> Decimal:
        """A weight with one decimal, as a scale shows it."""
        return tenths(Decimal(str(self.chance.uniform(low, high))))


def tenths(amount: Decimal) -> Decimal:
    """Rounded to one decimal."""
    return amount.quantize(Decimal("0.1"))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in Việt Nam."""
    return datetime.combine(day, time(hour, minute), ZONE)


def stamp(day: date) -> str:
    """A day as lot numbers write it: YYMMDD."""
    return f"{day:%y%m%d}"


def lot(gtin: str, number: str) -> str:
    """The identifier of a lot as events name it."""
    return f"https://id.gs1.org/01/{gtin}/10/{escape(number)}"


def paper(kind: str, number: str) -> Event:
    """A business transaction of the sender's own numbering: `recadv`, `prodorder`, `bol`, `testres`, `cert`;
    "" for minutes, which the CBV has no word for."""
    named = {"bizTransaction": f"{settings.ID_BASE}/chung-tu/{number}"}
    return {"type": kind, **named} if kind else named


def observed(step: str, at: datetime, site: Site, what: Sequence[Goods] = (), **more: Any) -> Event:
    """An ObjectEvent that sees goods (`action` ADD brings them into being)."""
    event = {"type": "ObjectEvent", "action": more.pop("action", "OBSERVE"), "bizStep": step}
    if what:
        event["quantityList"] = [goods.element() for goods in what]
    return _whole(event, at, site, more)


def transformed(
    step: str, at: datetime, site: Site, taken: Sequence[Goods], made: Sequence[Goods], **more: Any
) -> Event:
    """A TransformationEvent: these goods became those."""
    event = {
        "type": "TransformationEvent",
        "bizStep": step,
        "inputQuantityList": [goods.element() for goods in taken],
        "outputQuantityList": [goods.element() for goods in made],
    }
    return _whole(event, at, site, more)


def packed_into(
    parent: str, what: Sequence[Goods], at: datetime, site: Site, step: str, action: str, **more: Any
) -> Event:
    """An AggregationEvent: these goods went into the carton (ADD) or came out of it (DELETE)."""
    event = {
        "type": "AggregationEvent",
        "action": action,
        "bizStep": step,
        "parentID": parent,
        "childQuantityList": [goods.element() for goods in what],
    }
    return _whole(event, at, site, more)


def _whole(event: Event, at: datetime, site: Site, more: Event) -> Event:
    place = {"id": site.identifiers[0]}
    return {
        "eventTime": at.isoformat(timespec="seconds"),
        "eventTimeZoneOffset": "+07:00",
        **event,
        "readPoint": place,
        "bizLocation": place,
        **more,
    }


def documents(told: Iterable[Told]) -> Iterator[tuple[str, datetime, bytes]]:
    """The documents of every sender, a month or MOST_EVENTS events in each, in the order in which they were
    sent: (sender, when, bytes)."""
    sheets = []
    by_sender = sorted(told, key=lambda one: (one.sender, one.moment))
    for (sender, _, _), month in groupby(
        by_sender, lambda one: (one.sender, one.moment.year, one.moment.month)
    ):
        rest = list(month)
        while rest:
            sheet, rest = rest[:MOST_EVENTS], rest[MOST_EVENTS:]
            sheets.append(
                (sender, sheet[-1].moment, document([one.event for one in sheet], sheet[-1].moment))
            )
    return iter(sorted(sheets, key=lambda sheet: (sheet[1], sheet[0])))


def document(events: list[Event], sent_at: datetime) -> bytes:
    """One EPCIS document, as a sender's own software writes it."""
    return orjson.dumps(
        {
            "@context": [GS1_CONTEXT, {"ng": f"{settings.ID_BASE}/tu-vung/"}],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": sent_at.isoformat(timespec="seconds"),
            "epcisBody": {"eventList": events},
        }
    )


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
