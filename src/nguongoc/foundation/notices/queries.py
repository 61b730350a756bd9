"""Questions about what people were told."""

from __future__ import annotations

from django.db.models import QuerySet

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.notices.kinds import KINDS, How
from nguongoc.foundation.notices.models import DeadAddress, Notice, Wish


def unread(user: User) -> int:
    """How many notices this person has not opened."""
    return Notice.objects.filter(user=user, read_at=None).count()


def of(user: User) -> QuerySet[Notice]:
    """All that this person was told, the latest first."""
    return Notice.objects.filter(user=user).select_related("letter")


def wishes(user: User) -> dict[str, How]:
    """How this person is told of each kind."""
    said: dict[str, How] = dict(Wish.objects.filter(user=user).values_list("kind", "how"))  # type: ignore[arg-type]
    return {code: said.get(code, kind.how) if kind.may_stop else kind.how for code, kind in KINDS.items()}


def address_of(user: User) -> str:
    """Where letters to this person go; "" where there is no address, or a dead one, or nobody to read them."""
    if (
        not user.email
        or not user.is_active
        or DeadAddress.objects.filter(address__iexact=user.email).exists()
    ):
        return ""
    return user.email
