"""Questions about a party's people."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.parties.models import Membership, Party, PartyQuerySet
from nguongoc.registry.people.models import Delegation, Device, Invitation

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

MANAGES, ENROLS, ALL = "people.manage_own", "people.enrol_recorders", "accounts.manage"
OWN_ROLES = ("enterprise-administrator", "qa-manager", "recorder")
"""Roles of enterprises, cooperatives and households. All others are roles of agencies."""
OFFICES = (Party.Kind.AGENCY, Party.Kind.OPERATOR)


def looked_after(viewer: Viewer) -> PartyQuerySet:
    """The parties whose people this viewer looks after."""
    if viewer.may(ALL):
        return Party.objects.all()
    if viewer.may(MANAGES) or viewer.may(ENROLS):
        return Party.objects.filter(pk__in=viewer.parties)
    return Party.objects.none()


def enrolling_parties(viewer: Viewer) -> PartyQuerySet:
    """The parties for which this viewer may enrol recorders: enterprises, cooperatives, households."""
    if not (viewer.may(ENROLS) or viewer.may(ALL)):
        return Party.objects.none()
    return looked_after(viewer).living().exclude(kind__in=OFFICES)


def last_review(viewer: Viewer) -> datetime | None:
    """When this viewer last drew the sheet on which rights are reviewed."""
    drawn = Entry.objects.filter(verb="people.reviewed", subject="people", actor=viewer.user)
    return drawn.order_by("-id").values_list("at", flat=True).first()


def members(viewer: Viewer, *, on: date) -> QuerySet[Membership]:
    """The memberships of those parties that hold on that day or end later, delegations among them."""
    kept = Membership.objects.filter(party__in=looked_after(viewer)).exclude(valid_to__lt=on)
    return kept.select_related("user", "role", "party", "delegation__giver").order_by("party", "user", "role")


def invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """The invitations of those parties that nobody has taken up or back."""
    waiting = Invitation.objects.filter(party__in=looked_after(viewer), accepted_at=None, withdrawn_at=None)
    return waiting.select_related("party", "role")


def devices(viewer: Viewer) -> QuerySet[Device]:
    """The phones of those parties that are not revoked."""
    return Device.objects.filter(party__in=looked_after(viewer), revoked_at=None).select_related(
        "user", "party"
    )


def managers(*, on: date) -> QuerySet[Membership]:
    """The memberships by which somebody looks after all accounts on that day, in their own right and without end."""
    lasting = Membership.objects.filter(valid_from__lte=on, valid_to=None, delegation=None)
    return lasting.filter(role__permissions__contains=[ALL], user__is_active=True)


def grantable(party: Party) -> QuerySet[Role]:
    """The roles that can be given in this party: an agency's officers, an enterprise's people, or an expert in an
    organisation of experts. Connected software is no person."""
    return grantable_in(Party.objects.filter(pk=party.pk))


def grantable_in(parties: QuerySet[Party]) -> QuerySet[Role]:
    """The roles that can be given in one of these parties."""
    kinds = set(parties.values_list("kind", flat=True).distinct())
    wanted = Q(pk__in=[])
    if kinds & set(OFFICES):
        wanted |= ~Q(code__in=(*OWN_ROLES, "service"))
    if kinds - set(OFFICES):
        wanted |= Q(code__in=OWN_ROLES)
    if Party.Kind.EXPERTS in kinds:
        wanted |= Q(code="expert")
    return Role.objects.filter(wanted)


def invitation_by(secret: str) -> Invitation | None:
    """The invitation behind a link."""
    return Invitation.objects.select_related("party", "role").filter(digest=digest(secret)).first()


def device_by_code(secret: str) -> Device | None:
    """The phone that a QR code enrols."""
    return Device.objects.select_related("user", "party").filter(code_digest=digest(secret)).first()


def device_by_secret(secret: str) -> Device | None:
    """The enrolled phone that keeps this secret."""
    found = Device.objects.select_related("user", "party").filter(
        secret_digest=digest(secret), revoked_at=None
    )
    return found.first() if secret else None


def lent_to(user: User, *, on: date) -> QuerySet[Delegation]:
    """What this person does today in others' stead."""
    return (
        Delegation.objects.filter(membership__user=user, ended_at=None, membership__valid_from__lte=on)
        .filter(membership__valid_to__gte=on)
        .select_related("giver", "membership__role", "membership__party")
    )


def delegations(user: User) -> QuerySet[Delegation]:
    """What this person gave or received, the latest first."""
    mine = Q(giver=user) | Q(membership__user=user)
    return Delegation.objects.filter(mine).select_related("giver", "membership__user", "membership__role")


def lendable(user: User, *, on: date) -> QuerySet[Membership]:
    """The roles of one's own that can be delegated."""
    own = Membership.objects.filter(user=user, valid_from__lte=on, valid_to=None, delegation=None)
    return own.select_related("party", "role")
