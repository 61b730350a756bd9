"""One box for all: what was typed, found among the rows that its reader may see.

Every question is answered from an index, and no more than a handful of rows is weighed for each kind of thing:
a box that is typed into all day must not care how large the province is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.epcis import normalise
from nguongoc.domain.gs1 import read
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.search import best, matching
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.certificates.queries import standing as standing_of_paper
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import AdministrativeUnit, Party, PartyName, Site
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.reports.registers.steps import step
from nguongoc.reports.search import programme
from nguongoc.reports.search.found import SHOWN, Found, Group, Hit, group
from nguongoc.trace.chains.words import standing
from nguongoc.trace.events import queries as log
from nguongoc.trace.events.models import Event, EventItem

SHORTEST = 2
M = TypeVar("M", bound=Model)


def find(typed: str, viewer: Viewer, *, on: date) -> Found:
    """Everything that was meant by these words, among what this viewer may see."""
    asked = nfc(typed)
    if len(asked) < SHORTEST:
        return Found()
    code = _elements(asked)
    straight = _lot_behind(code, viewer)
    if straight is not None:
        return Found(at_once=reverse("lot", args=[straight.pk]))
    kinds: tuple[Callable[[str, Viewer, date], Group | None], ...] = (
        _lots,
        _products,
        _parties,
        _sites,
        _papers,
    )
    found = [
        _behind_code(code, viewer),
        *(kind(asked, viewer, on) for kind in kinds),
        *programme.groups(asked, viewer, on),
        _units(asked),
        _events(asked, viewer),
    ]
    return Found([one for one in found if one is not None])


# What a code names


def _elements(asked: str) -> dict[str, str]:
    """The elements of a scanned code, an element string, a Digital Link or an EPC URI; none of anything else."""
    try:
        return dict(_read(asked))
    except Refused:
        return {}


def _read(asked: str) -> Sequence[Element]:
    return read.anything(asked)


def _lot_behind(code: dict[str, str], viewer: Viewer) -> Lot | None:
    if "01" not in code or "10" not in code:
        return None
    return Lot.objects.visible_to(viewer).filter(product__gtin=code["01"], number=code["10"]).first()


def _behind_code(code: dict[str, str], viewer: Viewer) -> Group | None:
    """The public page of a code whose lot is not the viewer's own, or that names a product alone."""
    link = read.link_of([Element(ai, value) for ai, value in code.items()]) if "01" in code else None
    if link is None:
        return None
    path = link.removeprefix("https://id.gs1.org").partition("?")[0]
    product = Product.objects.filter(gtin=code["01"]).first()
    name = product.name if product else code["01"]
    note = Text("trang công khai của mã này", "the public page of this code")
    return Group(Text("Mã đã nhập", "This code"), [Hit(name, path, note, code=path)])


# Rows of the registry


def _lots(asked: str, viewer: Viewer, on: date) -> Group | None:
    visible = Lot.objects.visible_to(viewer).select_related("product", "chain")
    same = visible.filter(number__iexact=asked).order_by("number")[: SHOWN + 1]
    longer = visible.filter(number__istartswith=asked).exclude(number__iexact=asked).order_by()[: SHOWN + 1]
    rows = sorted(same.union(longer, all=True), key=lambda lot: (len(lot.number) > len(asked), lot.number))
    hits = [
        Hit(lot.product.name, reverse("lot", args=[lot.pk]), code=lot.number, status=standing(lot))
        for lot in rows[: SHOWN + 1]
    ]
    return group(Text("Lô hàng", "Lots"), hits, "lots", asked)


def _products(asked: str, viewer: Viewer, on: date) -> Group | None:
    visible = Product.objects.visible_to(viewer)
    rows = _named(visible, asked, "gtin")
    digits = re.sub(r"\D", "", asked)
    if not rows and len(digits) >= SHOWN:
        rows = list(visible.filter(gtin__startswith=digits.zfill(14)[:14])[: SHOWN + 1])
    hits = [Hit(one.name, reverse("product", args=[one.pk]), code=one.gtin) for one in rows]
    return group(Text("Sản phẩm", "Products"), hits, "products", asked)


def _parties(asked: str, viewer: Viewer, on: date) -> Group | None:
    named = PartyName.objects.all()
    if not viewer.may("registry.see_all"):
        named = named.filter(party__in=viewer.sees)
    found = _named(named, asked, "party", "party__internal_code")
    parties = {one.party: one.party__internal_code for one in found}
    codes = Q(tax_code=asked) | Q(gln=asked) | Q(internal_code=asked.upper())
    if re.search(r"\d", asked):  # Each of these codes has one: words are not sought among them.
        parties |= dict(Party.objects.visible_to(viewer).filter(codes).values_list("pk", "internal_code"))
    called = names(parties, on=on)
    hits = [
        Hit(called[key], reverse("party", args=[key]), _once_called(found, key, called[key]), code=code)
        for key, code in parties.items()
    ]
    return group(Text("Đơn vị", "Parties"), hits, "parties", asked)


def _once_called(found: Iterable[Any], party: int, now: str) -> Text | str:
    """The former name by which a party was found."""
    then = next((one.name for one in found if one.party == party), now)
    return "" if then == now else Text(f"tên trước đây: {then}", f"formerly {then}")


def _sites(asked: str, viewer: Viewer, on: date) -> Group | None:
    code = asked.upper()
    rows = (
        Site.objects.visible_to(viewer)
        .filter(Q(code__startswith=code) | Q(gln=asked))
        .select_related("unit", "party")
    )
    if not re.fullmatch(r"LC-[0-9-]{1,17}|\d{13}", code):
        return None
    hits = [
        Hit(
            site.name,
            reverse("site", args=[site.pk]),
            f"{site.get_kind_display()} · {site.unit.name}",
            code=site.code,
        )
        for site in rows.order_by("code")[: SHOWN + 1]
    ]
    return group(Text("Địa điểm", "Places"), hits, "", asked)


def _papers(asked: str, viewer: Viewer, on: date) -> Group | None:
    """Certificates and declarations by their number, standard or issuer."""
    hits = []
    for model, route in ((Certificate, "certificate"), (Declaration, "declaration")):
        found = matching(model.objects.all().visible_to(viewer), asked).order_by()[: SHOWN + 1]
        for paper in found:
            tone, words = standing_of_paper(paper, on)
            state = Status(tone, words)  # type: ignore[arg-type]
            hits.append(
                Hit(
                    paper.get_kind_display(), reverse(route, args=[paper.pk]), code=paper.number, status=state
                )
            )
    return group(
        Text("Giấy chứng nhận, bản công bố", "Certificates, declarations"), hits, "certificates", asked
    )


def _units(asked: str) -> Group | None:
    """Communes and wards in force: some dozens, known to everybody."""
    folded = fold(asked)
    rows = AdministrativeUnit.objects.filter(valid_to=None, folded__contains=folded).order_by("code")
    hits = [
        Hit(
            unit.name,
            f"{reverse('lots')}?{urlencode({'xa': unit.code})}",
            Text("lô hàng làm ra ở đây", "lots made here"),
            code=unit.code,
        )
        for unit in best(rows, asked, SHOWN)
    ]
    return group(Text("Xã, phường", "Communes and wards"), hits, "", asked)


CANDIDATES = 200
"""Of a word that many names hold, no more than so many are weighed."""


def _named(rows: QuerySet[M], asked: str, *fields: str) -> list[Any]:
    """The best of the rows with this name, with these fields of theirs. Of a word that very many hold, the names
    with its very marks are sought by themselves, so that they come first all the same."""
    found = matching(rows, asked).order_by().values_list("pk", "name", "folded", *fields, named=True)
    some: list[Any] = list(found[:CANDIDATES])
    if len(some) == CANDIDATES and asked.lower() != fold(asked):
        exact = found.filter(name__contains=asked)[:SHOWN]
        some = list({row.pk: row for row in (*exact, *some)}.values())
    return best(some, asked, SHOWN + 1)


# The log


def _events(asked: str, viewer: Viewer) -> Group | None:
    """The event of this id, or the latest events that name this key."""
    if ":" not in asked or not viewer.may("events.query"):
        return None
    found = log.with_id(asked, viewer) or _naming(asked, viewer)
    hits = [
        Hit(
            text(step(event.biz_step)) or event.event_type,
            reverse("event_page", args=[event.pk]),
            moment(event.event_time),
            code=event.event_id,
        )
        for event in found[: SHOWN + 1]
    ]
    return group(Text("Sự kiện", "Events"), hits, "", asked)


def _naming(asked: str, viewer: Viewer) -> list[Event]:
    """Among the latest events that name this key, those that the viewer may see, the latest first."""
    named = EventItem.objects.filter(key=normalise.identifier(asked)).order_by("-event_time")
    latest = list(named.values_list("event", flat=True)[:CANDIDATES])
    return list(Event.objects.visible_to(viewer).filter(key__in=latest).order_by("-event_time")[: SHOWN + 1])
