"""Into which provinces a lot was delivered: told by whoever makes it, if they like."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.identifiers.models import Lot
from nguongoc.trace.resolver.models import Destination
from nguongoc.trace.resolver.provinces import ABROAD, PROVINCES


@transaction.atomic
def set_destinations(lot: Lot, provinces: Collection[str], *, actor: User | None, at: datetime) -> None:
    """These provinces, and no others; none: nothing is told of where the lot went. Raises Refused for a code that
    names no province."""
    wanted = set(provinces)
    strange = sorted(wanted - PROVINCES.keys() - {ABROAD})
    if strange:
        said = ", ".join(strange)
        why = Text(f"Không có tỉnh mang mã {said}.", f"No province has the code {said}.")
        raise Refused(Problem("provinces", why, "no-such-province"))
    Lot.objects.select_for_update().get(pk=lot.pk)
    before = set(Destination.objects.filter(lot=lot).values_list("province", flat=True))
    if wanted == before:
        return
    Destination.objects.filter(lot=lot, province__in=before - wanted).delete()
    Destination.objects.bulk_create([Destination(lot=lot, province=code) for code in sorted(wanted - before)])
    record("lot.destinations", lot, actor=actor, at=at, before=sorted(before), now=sorted(wanted))
