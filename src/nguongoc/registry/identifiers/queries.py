"""Questions about numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from nguongoc.domain.gs1.digital_link import unescape
from nguongoc.domain.gs1.keys import check_digit
from nguongoc.domain.gs1.registry import Registered
from nguongoc.domain.gs1.registry import read as read_registry
from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.dated import setting
from nguongoc.registry.identifiers.models import Lot, Prefix, PrefixFee, RegistryAnswer
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Packaging, Product

_LOT = re.compile(r"https://id\.gs1\.org/01/(\d{14})/10/([^/?]+)")


def allotted_prefixes() -> tuple[str, ...]:
    """The GS1 company prefixes that were ever allotted to our own parties; an ended one names goods still."""
    return tuple(Prefix.objects.order_by("digits").values_list("digits", flat=True))


def among(lots: QuerySet[Lot], keys: Iterable[str]) -> list[Lot]:
    """Those of these lots that the canonical Digital Links name, each with its product; one query."""
    named = _named(keys)
    found = _near(lots, named).select_related("product")
    return [lot for lot in found if (lot.product.gtin, lot.number) in named]


def _named(keys: Iterable[str]) -> set[tuple[str, str]]:
    return {(found[1], unescape(found[2])) for key in keys if (found := _LOT.fullmatch(key))}


def _near(lots: QuerySet[Lot], named: Collection[tuple[str, str]]) -> QuerySet[Lot]:
    """The lots with any of these GTINs and any of these numbers: what the index finds."""
    return lots.filter(
        product__gtin__in={gtin for gtin, _ in named}, number__in={number for _, number in named}
    )


def prefixes_of(gtin: str) -> list[Prefix]:
    """Every prefix on record under which this GTIN-14 lies, the longest first."""
    body = gtin[1:13]
    starts = [body[:length] for length in range(4, 13)]
    return list(Prefix.objects.filter(digits__in=starts).select_related("party").order_by("-digits"))


def own_prefixes(party: Party, on: date) -> QuerySet[Prefix]:
    """The party's prefixes under which it may number goods on that day."""
    held = Prefix.objects.filter(party=party, valid_from__lte=on)
    return held.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("digits")


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many trade items a prefix numbers, and how many are numbered. A number that was used stays used."""

    total: int
    used: int

    @property
    def left(self) -> int:
        return self.total - self.used


def capacity(prefix: Prefix) -> Capacity:
    """The capacity of a prefix: GTIN-13 leaves 12 less its digits for items (a 10-digit prefix: 100)."""
    return Capacity(10 ** (12 - len(prefix.digits)), len(_used(prefix)))


def next_gtin(prefix: Prefix) -> str | None:
    """The first number of this prefix that was never used, as a GTIN-14 of the base item; None where all are."""
    used, width = _used(prefix), 12 - len(prefix.digits)
    item = next((item for item in range(10**width) if item not in used), None)
    if item is None:
        return None
    body = "0" + prefix.digits + (f"{item:0{width}d}" if width else "")
    return body + check_digit(body)


def _used(prefix: Prefix) -> set[int]:
    """The item numbers that some goods or packaging bear, whatever their packaging level."""
    lies = Q(gtin__regex=f"^[0-9]{prefix.digits}")
    numbers = {*Product.objects.filter(lies).values_list("gtin", flat=True)}
    numbers |= {*Packaging.objects.filter(lies).values_list("gtin", flat=True)}
    begin = 1 + len(prefix.digits)
    return {int(number[begin:13] or "0") for number in numbers}


def fee_of(prefix: Prefix, on: date) -> PrefixFee | None:
    """What a prefix of this length costs on that day, as far as anybody has entered it."""
    fees = PrefixFee.objects.filter(digits=len(prefix.digits), valid_from__lte=on)
    return fees.order_by("-valid_from").first()


REMIND_WITHIN = timedelta(days=60)


def fees_due(on: date) -> QuerySet[Prefix]:
    """Prefixes in force whose yearly fee is not known to be paid beyond the next sixty days."""
    held = Prefix.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    due = Q(fee_paid_until=None) | Q(fee_paid_until__lte=on + REMIND_WITHIN)
    return held.filter(due).select_related("party").order_by("fee_paid_until", "digits")


# What GS1's own registry says (*Verified by GS1*)

RETRY = timedelta(hours=1)
"""How long nobody asks again after a question without an answer."""


@dataclass(frozen=True, slots=True)
class RegistrySays:
    """`registered` as of `at`; `is_old`: the answer has run out and a new one is not here yet. `failed_at` and `why`:
    the last question got no answer."""

    registered: Registered | None
    at: datetime | None
    is_old: bool
    failed_at: datetime | None
    why: Text


def registry_says(gtin: str, *, today: date) -> RegistrySays | None:
    """What is kept of the registry's answer on this GTIN-14; None where it was never asked."""
    found = RegistryAnswer.objects.filter(gtin=gtin).first()
    if found is None:
        return None
    is_old = found.answered_at is not None and timezone.localdate(found.answered_at) < _fresh_since(today)
    return RegistrySays(
        registered=read_registry(found.said) if found.answered_at else None,
        at=found.answered_at,
        is_old=is_old,
        failed_at=found.failed_at
        if found.failed_at and found.failed_at > (found.answered_at or BEFORE)
        else None,
        why=Text(found.why.get("vi", ""), found.why.get("en", "")),
    )


def to_ask(*, at: datetime, most: int) -> list[str]:
    """The GTINs to ask the registry about now, those never answered first. None within RETRY of a failure: a
    registry that does not answer is not asked every minute. Internal numbers are nobody's to ask about."""
    if RegistryAnswer.objects.filter(failed_at__gt=at - RETRY).exists():
        return []
    fresh = RegistryAnswer.objects.filter(answered_at__date__gte=_fresh_since(timezone.localdate(at)))
    rows = Product.objects.filter(numbering=Product.Numbering.ALLOTTED, is_demonstration=False)
    rows = rows.exclude(gtin__in=fresh.values("gtin"))
    answered = dict(
        RegistryAnswer.objects.filter(gtin__in=rows.values("gtin")).values_list("gtin", "answered_at")
    )
    waiting = rows.values_list("gtin", flat=True)
    return sorted(waiting, key=lambda gtin: (answered.get(gtin) or BEFORE, gtin))[:most]


BEFORE = datetime(1970, 1, 1, tzinfo=UTC)


def _fresh_since(today: date) -> date:
    return today - timedelta(days=setting("gs1.days", on=today))
