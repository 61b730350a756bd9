"""Who has to do with cases: the lead agency and its successors, officers, applicants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.brief import Brief
from nguongoc.registry.parties.models import Membership, Party, PartySuccession

_FOLLOWERS: Brief[list[tuple[int, int, date]]] = Brief(60, size=1)


def successors(parties: Iterable[int | None], *, on: date) -> dict[int, int]:
    """Who stands on that day for each of these agencies: the one it was merged into, or the one that took over most
    of it, and so on; itself where nobody did. Up to a minute old."""
    after = {before: later for before, later, since in _FOLLOWERS.get("", _followers) if since <= on}
    found = {}
    for start in {one for one in parties if one is not None}:
        here, seen = start, {start}
        while after.get(here) not in {None, *seen}:
            here = after[here]
            seen.add(here)
        found[start] = here
    return found


def _followers() -> list[tuple[int, int, date]]:
    """Who follows whom from when; the last of several is the one that counts."""
    passed = PartySuccession.objects.order_by("on", "share", "pk").values_list("before", "after", "on")
    merged = Party.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    return [*passed, *((before, after, date.min) for before, after in merged if after)]


def lead_agency(on: date) -> Party | None:
    """The agency that cases are handed in to: the first whose people process them."""
    held = Membership.objects.filter(
        role__permissions__contains=["support.handle"], party__kind=Party.Kind.AGENCY, valid_from__lte=on
    ).exclude(valid_to__lt=on)
    first = held.exclude(role="system-administrator").order_by("party__pk").select_related("party").first()
    return first.party if first else None


def who_may(permission: str, on: date, *, party: int | None = None) -> QuerySet[User]:
    """People who hold this permission on that day (for this party)."""
    held = Membership.objects.filter(role__permissions__contains=[permission], valid_from__lte=on)
    held = held.exclude(valid_to__lt=on)
    if party is not None:
        held = held.filter(Q(party=party) | Q(party__merged=party))
    return User.objects.filter(memberships__in=held, is_active=True).distinct().order_by("pk")


def officers(on: date) -> QuerySet[User]:
    """Who processes cases, without the administrators of the system."""
    held = Membership.objects.filter(
        role__permissions__contains=["support.handle"], valid_from__lte=on
    ).exclude(valid_to__lt=on)
    held = held.exclude(role="system-administrator")
    return User.objects.filter(memberships__in=held, is_active=True).distinct().order_by("full_name", "pk")
