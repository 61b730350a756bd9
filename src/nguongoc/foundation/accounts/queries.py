"""Questions about accounts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import ApiToken


def bearer(token: str, *, at: datetime) -> ApiToken | None:
    """The live token behind these characters, with its user; None for an unknown, ended or expired one."""
    live = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=at)) & Q(user__is_active=True)
    return ApiToken.objects.select_related("user").filter(live, digest=digest(token)).first()
