"""What a start page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.rights import Viewer
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
