"""Who has to do with cases: the lead agency and officers, applicants."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.models import Membership, Party


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
