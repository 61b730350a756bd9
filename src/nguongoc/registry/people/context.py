"""What every page of somebody who stands in for another says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguongoc.registry.people.models import Delegation
from nguongoc.registry.people.queries import lent_to


def standing_in(request: HttpRequest) -> dict[str, Any]:
    """`standing_in`: what the reader does today in others' stead. Asked of the database only where a page shows it."""
    return {"standing_in": SimpleLazyObject(lambda: _lent(request))}


def _lent(request: HttpRequest) -> list[Delegation]:
    user = getattr(request, "user", None)
    return list(lent_to(user, on=timezone.localdate())) if user is not None and user.is_authenticated else []
