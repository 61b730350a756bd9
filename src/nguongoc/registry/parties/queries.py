"""Questions about who and where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Q

from nguongoc.registry.parties.models import PartyName, Site


@dataclass(frozen=True, slots=True)
class Place:
    """A place as an outsider may know it: its party, what kind of place, and the commune; no name, no point."""

    party: int
    kind: str
    kind_label: str
    commune: str


NAMED_BY = """
SELECT gln, %(party)s || internal_code, id FROM parties_party
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
        uri: Place(site.party_id, site.kind, site.get_kind_display(), site.unit.name)
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
