"""What a start page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from nguongoc.domain.problem import Text
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.reports.start.demonstration import SEE, SHAN
from nguongoc.trace.events.models import Capture, Event

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Start:
    """The latest lots, jobs and events that this viewer may see."""

    lots: QuerySet[Lot]
    captures: QuerySet[Capture]
    events: int


def start(viewer: Viewer) -> Start:
    """What waits on the first page of somebody who is signed in."""
    return Start(
        lots=Lot.objects.visible_to(viewer)
        .select_related("product")
        .order_by("-produced_on", "number")[:SHOWN],
        captures=Capture.objects.visible_to(viewer)[:SHOWN],
        events=Event.objects.visible_to(viewer).count(),
    )


def public_lots() -> QuerySet[Lot]:
    """The demonstration's lots, for visitors to try; real lots are reached by their codes alone."""
    return (
        Lot.objects.filter(product__is_demonstration=True)
        .select_related("product")
        .order_by("-produced_on", "number")[:SHOWN]
    )


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a visitor of the demonstration may sign in with, and what there is to see with it."""

    username: str
    role: Text
    party: str
    see: Text


def is_demonstration_loaded() -> bool:
    """Whether this store holds the demonstration province."""
    return Product.objects.filter(gtin=SHAN, is_demonstration=True).exists()


def demonstration_accounts(on: date) -> list[Account]:
    """The demonstration's accounts, in the order in which they were made."""
    rows = list(
        Membership.objects.filter(party__is_demonstration=True).select_related("user", "role").order_by("pk")
    )
    called = names({row.party_id for row in rows}, on=on)
    return [
        Account(
            row.user.username,
            Text(row.role.name_vi, row.role.name_en),
            called[row.party_id],
            SEE.get(row.role_id, Text("", "")),
        )
        for row in rows
    ]
