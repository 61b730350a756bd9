"""Questions about a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from nguongoc.foundation.accounts.models import User
from nguongoc.programme.needs.models import Campaign, Need, NoNeed
from nguongoc.registry.parties.models import Party, name_then
from nguongoc.registry.parties.rights import Viewer

ASKED = ("department-officer", "commune-officer")
"""The roles whose agencies are asked by name; enterprises may answer, and are not pressed."""


def current(on: date) -> Campaign | None:
    """The campaign that is open on that day, else the last that was."""
    opened = Campaign.objects.filter(opens_on__lte=on)
    return (
        opened.filter(closes_on__gte=on).order_by("closes_on").first()
        or opened.order_by("-closes_on").first()
    )


def alike(need: Need) -> QuerySet[Need]:
    """Other needs of the same enterprise and kind in this campaign, by tax code, else by folded name: what may be
    merged with it."""
    others = (
        Need.objects.filter(campaign=need.campaign, kind=need.kind)
        .exclude(pk=need.pk)
        .exclude(state="merged")
    )
    same = Q(folded=need.folded)
    if need.tax_code:
        same = Q(tax_code=need.tax_code) | Q(folded=need.folded, tax_code="")
    return others.filter(same).select_related("proposer").order_by("proposed_at", "pk")


def with_alike(found: QuerySet[Need]) -> QuerySet[Need]:
    """These needs, each with whether another one may be merged with it (`has_alike`)."""
    others = Need.objects.filter(campaign=OuterRef("campaign"), kind=OuterRef("kind")).exclude(
        pk=OuterRef("pk")
    )
    same = Q(tax_code=OuterRef("tax_code")) & ~Q(tax_code="") | Q(folded=OuterRef("folded"))
    return found.annotate(has_alike=Exists(others.exclude(state="merged").filter(same)))


class Line(NamedTuple):
    """One kind of need in the consolidated table."""

    kind: str
    proposed: int
    accepted: int
    returned: int
    people: int
    amount: Decimal


def consolidated(campaign: Campaign) -> Sequence[Line]:
    """By kind: how many are proposed, accepted and returned, and the people and money of the accepted. What was merged
    into another counts once. This is what a budget's draft starts from."""
    accepted = Q(state="accepted")
    rows = (
        Need.objects.filter(campaign=campaign)
        .exclude(state="merged")
        .values("kind")
        .annotate(
            count=Count("pk"),
            taken=Count("pk", filter=accepted),
            back=Count("pk", filter=Q(state="returned")),
            heads=Sum("people", filter=accepted),
            money=Sum("amount", filter=accepted),
        )
        .order_by("kind")
    )
    return [
        Line(
            one["kind"],
            one["count"],
            one["taken"],
            one["back"],
            one["heads"] or 0,
            one["money"] or Decimal(0),
        )
        for one in rows
    ]


def silent(campaign: Campaign, on: date) -> QuerySet[Party]:
    """The agencies that are asked and have not answered."""
    asked = Q(memberships__role__in=ASKED, memberships__valid_from__lte=on) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=on)
    )
    answered = Need.objects.filter(campaign=campaign).values("proposer")
    needs_nothing = NoNeed.objects.filter(campaign=campaign).values("party")
    return (
        Party.objects.filter(asked, merged_into=None)
        .exclude(pk__in=answered)
        .exclude(pk__in=needs_nothing)
        .distinct()
        .order_by("internal_code")
    )


def with_answer(campaigns: QuerySet[Campaign], party: int | None) -> QuerySet[Campaign]:
    """These campaigns, each with whether the party itself has answered (`has_answered`): proposed a need, or said that
    it has none. What others proposed for it, or those that it looks after, is no answer of its own."""
    here = {"campaign": OuterRef("pk")}
    proposed = Exists(Need.objects.filter(**here, proposer=party))
    return campaigns.annotate(has_answered=proposed | Exists(NoNeed.objects.filter(**here, party=party)))


def without_needs(campaign: Campaign, viewer: Viewer, on: date) -> QuerySet[Any]:
    """The answers that nothing is needed, each with what its party is called (`party_name`): all for who sees every
    need, else one's own."""
    rows = NoNeed.objects.filter(campaign=campaign).annotate(party_name=name_then(on, "party"))
    return rows if viewer.may("needs.see_all") else rows.filter(party__in=viewer.sees)


def people_of(parties: QuerySet[Party], on: date) -> QuerySet[User]:
    """Who answers for these agencies."""
    held = Q(memberships__party__in=parties, memberships__role__in=ASKED, memberships__valid_from__lte=on)
    return User.objects.filter(
        held & (Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=on)), is_active=True
    ).distinct()


def of(campaign: Campaign, viewer: Viewer) -> QuerySet[Need]:
    """The needs of this campaign that the viewer may see, with who proposed them."""
    return (
        Need.objects.visible_to(viewer)
        .filter(campaign=campaign)
        .select_related("proposer", "party", "merged_into")
    )
