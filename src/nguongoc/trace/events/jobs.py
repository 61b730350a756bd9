"""Capture jobs, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from nguongoc.domain.epcis.query import Query
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events import tokens
from nguongoc.trace.events.models import Capture
from nguongoc.trace.events.pages import LARGEST_PAGE, PAGE

BINDING = "capture"


@dataclass(frozen=True, slots=True)
class Jobs:
    """One page of jobs, and the token of the next with its end."""

    jobs: list[Capture]
    token: str | None = None
    expires_at: datetime | None = None


def page(asked: Query, viewer: Viewer, *, at: datetime) -> Jobs:
    """The jobs that this viewer may see, newest first. Raises Refused for a token that is none of this list."""
    size = min(asked.per_page or PAGE, LARGEST_PAGE)
    rows = Capture.objects.visible_to(viewer)
    if asked.token is not None:
        received_at, last = tokens.read(asked.token, BINDING, at=at).place
        rows = rows.filter(Q(received_at__lt=received_at) | Q(received_at=received_at, pk__gt=last))
    found = list(rows.order_by("-received_at", "pk")[: size + 1])
    if len(found) <= size:
        return Jobs(found)
    last_shown = found[size - 1]
    place = tokens.Place(BINDING, (last_shown.received_at, last_shown.pk))
    return Jobs(found[:size], *tokens.make(place, at=at))
