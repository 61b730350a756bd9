"""Questions about who and where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Count, DateField, Q, QuerySet, Value

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.ground import SOMEWHERE, Province, bounded_by, corners
from nguongoc.domain.vietnam.succession import Edge, carried
from nguongoc.domain.vietnam.text import fold, matched
from nguongoc.foundation.shared.brief import Brief
from nguongoc.registry.parties.models import (
    AdministrativeUnit,
    Party,
    PartyAddress,
    PartyName,
    PartySuccession,
    ProvinceOutline,
    Site,
    UnitSpelling,
    UnitSuccession,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as an outsider may know it: its party, what kind of place, and the commune; no name, no point. `site` is
    its record, for those who may open it."""

    party: int
    kind: str
    kind_label: str
    commune: str
    site: int = 0


NAMED_BY = """
SELECT gln, %(party)s || internal_code, COALESCE(merged_into_id, id) FROM parties_party
WHERE gln = ANY(%(glns)s) OR internal_code = ANY(%(codes)s)
UNION ALL
SELECT gln, %(place)s || code, party_id FROM parties_site
WHERE gln = ANY(%(glns)s) OR code = ANY(%(codes)s)
"""


def named_by(identifiers: Collection[str]) -> dict[str, int]:
    """The parties behind these URIs: a party's own, or the party of a place. Unknown URIs are left out.

    Asked once a captured document, so written out.
    """
    glns, codes = _glns_and_codes(identifiers)
    if not (glns or codes):
        return {}
    stems = {"party": f"{settings.ID_BASE}/to-chuc/", "place": f"{settings.ID_BASE}/dia-diem/"}
    known: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(NAMED_BY, {**stems, "glns": list(glns), "codes": list(codes)})
        for gln, own, party in cursor.fetchall():
            known[own] = party
            if gln:
                known[f"https://id.gs1.org/414/{gln}"] = known[f"https://id.gs1.org/417/{gln}"] = party
    return {uri: known[uri] for uri in identifiers if uri in known}


def places(identifiers: Collection[str]) -> dict[str, Place]:
    """The places behind these URIs, for showing. Unknown URIs are left out."""
    glns, codes = _glns_and_codes(identifiers)
    sites = Site.objects.filter(Q(gln__in=glns) | Q(code__in=codes)).select_related("unit")
    return {
        uri: Place(site.party_id, site.kind, site.get_kind_display(), site.unit.name, site.pk)
        for site in sites
        for uri in site.identifiers
        if uri in identifiers
    }


def names(parties: Iterable[int], *, on: date) -> dict[int, str]:
    """What these parties were called on that day; one query."""
    rows = PartyName.objects.filter(party__in=set(parties)).order_by("party", "valid_from")
    called: dict[int, str] = {}
    for row in rows:
        if row.valid_from <= on or row.party_id not in called:
            called[row.party_id] = row.name
    return called


_GS1 = re.compile(r"^https://id\.gs1\.org/(?:414|417)/(\d{13})$")


def _glns_and_codes(identifiers: Collection[str]) -> tuple[set[str], set[str]]:
    """The GLNs and our own codes inside these URIs. Others' URIs are nobody we know."""
    own = _own(settings.ID_BASE)
    glns = {match[1] for uri in identifiers if (match := _GS1.match(uri))}
    codes = {match[1] for uri in identifiers if (match := own.match(uri))}
    return glns, codes


@cache
def _own(base: str) -> re.Pattern[str]:
    return re.compile(re.escape(base) + r"/(?:dia-diem|to-chuc)/([A-Z0-9-]{1,20})$")


def alike(name: str) -> list[tuple[str, str]]:
    """The parties in use whose name folds like this one: (name, internal code)."""
    found = PartyName.objects.filter(folded=fold(name), party__merged_into=None)
    return list(found.order_by("party__internal_code").values_list("name", "party__internal_code").distinct())


def duplicates() -> list[list[Party]]:
    """Parties in use that may be one and the same: their names fold alike, and no more than one of them has a tax
    code. Each group is ordered by code, the one with the tax code first."""
    named = PartyName.objects.filter(party__merged_into=None)
    folded = named.values("folded").annotate(n=Count("party", distinct=True)).filter(n__gt=1).values("folded")
    groups: dict[str, dict[int, Party]] = {}
    for one in (
        named.filter(folded__in=folded).select_related("party").order_by("folded", "party__internal_code")
    ):
        groups.setdefault(one.folded, {})[one.party_id] = one.party
    found = [sorted(group.values(), key=lambda one: one.tax_code is None) for group in groups.values()]
    return [group for group in found if sum(one.tax_code is not None for one in group) < 2]


# Units by name, and amounts by unit as of a day


@lru_cache(maxsize=4)
def _built(outline: int) -> Province:
    """Rows of outlines never change, so each is built once a process."""
    row = ProvinceOutline.objects.get(pk=outline)
    return bounded_by([row.geometry], margin_m=row.margin_m)


def outline_on(on: date) -> ProvinceOutline | None:
    """The outline of the province that is in force on that day; None while nobody has given one."""
    return ProvinceOutline.objects.filter(valid_from__lte=on).order_by("-valid_from").first()


def province_on(on: date) -> Province:
    """Where plots drawn on that day may lie."""
    begun = ProvinceOutline.objects.filter(valid_from__lte=on).order_by("-valid_from")
    known = begun.values_list("pk", flat=True).first()
    return SOMEWHERE if known is None else _built(known)


def outside(within: Province) -> list[Site]:
    """The places in use that were drawn, and do not lie wholly within this outline of the province."""
    drawn = Site.objects.filter(closed_on=None).exclude(shape=None).select_related("unit").order_by("code")
    return [
        site for site in drawn if site.shape and not all(within.holds(*one) for one in corners(site.shape))
    ]


def units_on(on: date) -> list[AdministrativeUnit]:
    """Every unit that is there on that day, by code."""
    there = AdministrativeUnit.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)
    return list(there.select_related("parent").order_by("code"))


def unit_named(name: str, on: date) -> AdministrativeUnit:
    """The province, or the commune of that day with this name or code. Raises Refused like `commune_named`."""
    for one in units_on(on):
        is_named = one.code == name.strip() or matched(name) in (matched(one.name), matched(_bare(one.name)))
        if one.level == AdministrativeUnit.Level.PROVINCE and is_named:
            return one
    return commune_named(name, on)


_KINDS = re.compile(r"^(?:tỉnh|thành phố|huyện|thị trấn|phường|xã)\s+", re.IGNORECASE)


def commune_named(name: str, on: date) -> AdministrativeUnit:
    """The commune of that day with this name or official spelling, with its kind or without; or with this code. Every
    accent counts. Raises Refused where there is none, naming those that differ by accents alone, or by time."""
    communes = [one for one in units_on(on) if one.level == AdministrativeUnit.Level.COMMUNE]
    if found := [one for one in communes if one.code == name.strip()]:
        return found[0]
    wanted = {matched(name), matched(_bare(name))}
    spelt = dict.fromkeys(
        UnitSpelling.objects.filter(unit__in=communes).values_list("unit", "spelling"), True
    )
    called = {one.pk: {matched(one.name), matched(_bare(one.name))} for one in communes}
    for unit, spelling in spelt:
        called[unit].add(matched(spelling))
    found = [one for one in communes if called[one.pk] & wanted]
    if len(found) != 1:
        raise Refused(_no_commune(name, on, found, communes))
    return found[0]


def _bare(name: str) -> str:
    return _KINDS.sub("", name.strip())


def _no_commune(
    name: str, on: date, found: list[AdministrativeUnit], communes: list[AdministrativeUnit]
) -> Problem:
    day = f"{on:%d/%m/%Y}"
    if found:
        said = ", ".join(f"{one.name} ({one.code})" for one in found)
        why = Text(f"“{name}” có thể là: {said}. Ghi mã.", f"“{name}” may be {said}. Give the code.")
        return Problem("unit", why, "unit-ambiguous")
    near = [one for one in communes if fold(_bare(one.name)) == fold(_bare(name))]
    if near:
        said = ", ".join(f"{one.name} ({one.code})" for one in near)
        why = Text(
            f"Không có xã, phường “{name}” vào ngày {day}. Khác dấu với: {said}. Ghi đúng dấu hoặc ghi mã.",
            f"There was no commune “{name}” on {day}. It differs by accents from {said}. Write those, or the code.",
        )
        return Problem("unit", why, "unit-differs-by-accents")
    once = UnitSuccession.objects.filter(before__folded__endswith=fold(_bare(name)), on__lte=on)
    later = [
        one.after
        for one in once.select_related("before", "after")
        if matched(_bare(one.before.name)) == matched(_bare(name))
    ]
    if later:
        why = Text(
            f"“{name}” không còn vào ngày {day}: nay thuộc {later[0].name} ({later[0].code}).",
            f"“{name}” was no more on {day}: it is part of {later[0].name} ({later[0].code}).",
        )
        return Problem("unit", why, "unit-ended")
    former = {
        f"{one.before.name} (nay thuộc {one.after.name}, {one.after.code})": f"{one.before.name} ({one.after.code})"
        for one in once.select_related("before", "after").order_by("before__code")
        if fold(_bare(one.before.name)) == fold(_bare(name))
    }
    if former:
        why = Text(
            f"Không có xã, phường “{name}” vào ngày {day}. Khác dấu với xã cũ: {'; '.join(former)}. Ghi tên xã mới.",
            f"There was no commune “{name}” on {day}. It differs by accents from the former "
            f"{'; '.join(former.values())}. Write the commune that follows it.",
        )
        return Problem("unit", why, "unit-differs-by-accents")
    why = Text(
        f"Không có xã, phường “{name}” vào ngày {day}. Kiểm tra tên, hoặc ghi mã năm chữ số.",
        f"There was no commune “{name}” on {day}. Check the name, or give the five-digit code.",
    )
    return Problem("unit", why, "no-such-unit")


def by_unit(
    amounts: Mapping[int, Decimal], *, on: date, level: str = ""
) -> dict[AdministrativeUnit, Decimal]:
    """Amounts told of units (by primary key, whenever), as of a day: carried to the units that follow them, and
    summed for those of a level (`district` until 30/06/2025) where that is asked. The total stays the same."""
    return {unit: told[""] for unit, told in all_by_unit({"": amounts}, on=on, level=level).items()}


def all_by_unit(
    amounts: Mapping[str, Mapping[int, Decimal]], *, on: date, level: str = ""
) -> dict[AdministrativeUnit, dict[str, Decimal]]:
    """Several amounts at once, each under its name, likewise; a unit of which nothing is told of one lacks its name."""
    edges = [
        Edge(before, after, day, share)
        for before, after, day, share in UnitSuccession.objects.values_list("before", "after", "on", "share")
    ]
    then = {name: carried(told, edges, on) for name, told in amounts.items()}
    keys = {key for told in then.values() for key in told}
    units = AdministrativeUnit.objects.select_related("parent__parent").in_bulk(list(keys))
    summed: dict[AdministrativeUnit, dict[str, Decimal]] = {}
    for name, told in then.items():
        for key, amount in told.items():
            here = summed.setdefault(_at_level(units[key], level), {})
            here[name] = here.get(name, Decimal(0)) + amount
    return dict(sorted(summed.items(), key=lambda one: one[0].code))


def seats(parties: QuerySet[Party], *, on: date) -> dict[int, int]:
    """Where these parties sat on that day, as it was told then: party → unit, by primary key. Who had no address yet is
    left out; who is merged into another is told there."""
    told = PartyAddress.objects.filter(party__in=parties.filter(merged_into=None), valid_from__lte=on)
    last = told.order_by("party_id", "-valid_from").distinct("party_id")
    return dict(last.values_list("party_id", "unit_id"))


def _at_level(unit: AdministrativeUnit, level: str) -> AdministrativeUnit:
    """The unit or the one above it of that level; where there is none, the unit itself."""
    above: AdministrativeUnit | None = unit
    while level and above is not None and above.level != level:
        above = above.parent
    return above or unit


def by_party(amounts: Mapping[int, Decimal], *, on: date) -> dict[int, Decimal]:
    """Amounts told of parties (by primary key, whenever), as of a day: carried to those that follow them and to those
    they were merged into. The total stays the same."""
    return carried(amounts, _edges(), on)


def heirs(parties: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """Who has a party's duties on that day: itself, the record it was merged into, or whoever follows it, however many
    steps away, the largest share first. A duty of 2021 is found at the agency of today."""
    edges = _edges()
    return {one: _heirs(one, edges, on) for one in parties}


def _heirs(party: int, edges: Sequence[Edge[int]], on: date) -> list[int]:
    shares = carried({party: Decimal(1)}, edges, on)
    return sorted(shares, key=lambda heir: (-shares[heir], heir))


EDGES: Brief[list[Edge[int]]] = Brief(60, size=1)


def successors(parties: Iterable[int | None], *, on: date) -> dict[int, int]:
    """The first of the heirs of each of these, for pages that ask often: up to a minute old."""
    edges = EDGES.get("", _edges)
    return {one: _heirs(one, edges, on)[0] for one in parties if one is not None}


def _edges() -> list[Edge[int]]:
    """Every succession and merger of parties."""
    told = PartySuccession.objects.values_list("before", "after", "on", "share")
    ever, whole = Value(date.min, DateField()), Value(Decimal(1), PartySuccession._meta.get_field("share"))
    merged = Party.objects.exclude(merged_into=None).values_list("pk", "merged_into", ever, whole)
    return [Edge(*edge) for edge in told.union(merged)]
