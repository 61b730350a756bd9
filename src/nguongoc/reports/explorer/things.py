"""Keys of events as people call them: lots by number, items by serial, places by kind and commune, parties by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.urls import reverse

from nguongoc.domain.epcis.items import Item, items
from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.units import quantity
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.identifiers.queries import among
from nguongoc.registry.parties.models import Site
from nguongoc.registry.parties.queries import Place, named_by, names, places
from nguongoc.registry.parties.rights import Viewer

GOODS = ("epc", "epcClass", "parent", "child", "childClass", "input", "inputClass", "output", "outputClass")

_LOT = re.compile(r"https://id\.gs1\.org/01/(\d{14})/10/([^/?]+)")
_ITEM = re.compile(r"https://id\.gs1\.org/01/(\d{14})(?:/235/[^/]+)?/21/([^/?]+)")
_GOODS = re.compile(r"https://id\.gs1\.org/01/(\d{14})")
_UNIT = re.compile(r"https://id\.gs1\.org/00/(\d{18})")


def short(key: str) -> Text:
    """A key as it stands on a label: `lô L1`, `số S1`, `kiện 0…`; another key as it is."""
    for pattern, vi, en in ((_LOT, "lô", "lot"), (_ITEM, "số", "no.")):
        found = pattern.fullmatch(key)
        if found:
            number = unquote(found[2])
            return Text(f"{vi} {number}", f"{en} {number}")
    found = _UNIT.fullmatch(key)
    if found:
        return Text(f"kiện {found[1]}", f"unit {found[1]}")
    found = _GOODS.fullmatch(key)
    return Text(f"mã {found[1]}", f"GTIN {found[1]}") if found else Text(key, key)


class Known:
    """What the registers know of the keys that stand on one page, asked once for all of them. Lots and places have
    their own pages where the reader may open them."""

    def __init__(self, viewer: Viewer, today: date) -> None:
        self.viewer, self.today = viewer, today
        self.lots: dict[str, Lot] = {}
        self.places: dict[str, Place] = {}
        self.sites: dict[str, int] = {}
        self.parties: dict[int, str] = {}
        self.behind: dict[str, int] = {}

    def learn(self, keys: Collection[str], parties: Iterable[int] = ()) -> Known:
        """Ask the registers for these."""
        self.lots |= {lot.identifier: lot for lot in among(Lot.objects.visible_to(self.viewer), keys)}
        found = places(set(keys))
        self.places |= found
        self.behind |= named_by({key for key in keys if key not in found})
        mine = Site.objects.visible_to(self.viewer)
        opened = set(
            mine.filter(pk__in={place.site for place in found.values()}).values_list("pk", flat=True)
        )
        self.sites |= {uri: place.site for uri, place in found.items() if place.site in opened}
        called = {*parties, *self.behind.values(), *(place.party for place in found.values())}
        self.parties |= names(called, on=self.today)
        return self

    def name(self, key: str) -> str:
        """What people call it."""
        if key in self.lots:
            return f"{text(short(key))} · {self.lots[key].product.name}"
        if key in self.places:
            place = self.places[key]
            return f"{place.kind_label} · {place.commune} · {self.parties.get(place.party, '')}"
        return self.parties.get(self.behind.get(key, 0)) or text(short(key))

    def where(self, key: str) -> str:
        """What kind of place it is and in which commune: for a row that names the party beside."""
        place = self.places.get(key)
        return f"{place.kind_label} · {place.commune}" if place else self.name(key)

    def link(self, key: str) -> str:
        """Where it has a page of its own, "" where it has none that the reader may open."""
        if key in self.lots:
            return reverse("lot", args=[self.lots[key].pk])
        return reverse("site", args=[self.sites[key]]) if key in self.sites else ""


def goods(body: Mapping[str, Any]) -> list[Item]:
    """The things that an event is about."""
    return [item for item in items(body) if item.role in GOODS]


def place_of(body: Mapping[str, Any]) -> str:
    """Where it was read, or where the goods are since."""
    return str((body.get("readPoint") or body.get("bizLocation") or {}).get("id", ""))


def amount(item: Item, language: str) -> str:
    """How much of it, "" where the event does not say."""
    return "" if item.quantity is None else quantity(item.quantity, item.uom, language)
