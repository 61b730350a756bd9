"""The bell on every page of somebody who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from nguongoc.foundation.notices import queries


def bell(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: how many the reader has not opened. Asked of the database only where a page shows it."""
    return {"unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return queries.unread(user) if user is not None and user.is_authenticated else 0
