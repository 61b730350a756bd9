"""How long answers took, and what the public may look up of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, IntegerField, Max, Q, QuerySet

from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.evidence.dated import setting
from nguongoc.programme.support.models import Case, Kind, Miss


class _Percentile(Aggregate):
    """The smallest figure that at least this share of them does not pass."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Took:
    """How long the answers of one kind (None: all kinds) took in a period, in working days without the applicant's
    turns: how many were given, median, 90th percentile, the longest, how many were late; and what ended without a
    decision."""

    kind: Kind | None
    answered: int
    median: int | None
    ninetieth: int | None
    longest: int | None
    late: int
    stopped: int
    in_batch: int


ENDED = (dossier.STOPPED, dossier.NOT_RECEIVED)


def times(first: date, last: date) -> list[Took]:
    """How long decisions took that were given in this period: over all kinds, then by kind.

    The rule: a case is counted on the day on which its decision was given, with the working days that its clock
    counted until then; both are written by the clock at that moment and guarded by the database. What is closed
    afterwards, one by one or in a batch, was answered before or not at all: batch closing stops a case without an
    answer, so it is counted apart (`in_batch`) and moves no figure here. Cases that an officer stopped one by one,
    or did not take in, are counted apart too (`stopped`).
    """
    given = Case.objects.filter(answered_on__range=(first, last))
    figures = {
        "n": Count("pk"),
        "half": _Percentile("days_used", share=0.5),
        "most": _Percentile("days_used", share=0.9),
        "longest": Max("days_used"),
    }
    late = given.with_deadline().filter(answered_on__gt=F("deadline"))
    lates = _by_kind(late)
    moved = Q(steps__at__date__range=(first, last), steps__after__in=ENDED)
    ended = Case.objects.filter(moved, state__in=ENDED)
    stopped, batch = _by_kind(ended.filter(in_batch=False)), _by_kind(ended.filter(in_batch=True))
    found = {one["kind__code"]: one for one in given.order_by().values("kind__code").annotate(**figures)}
    names = {one.code: one for one in Kind.objects.order_by("valid_from")}
    codes = [code for code in names if code in found or code in stopped or code in batch]
    whole = given.aggregate(**figures)
    total = _took(None, whole, sum(lates.values()), sum(stopped.values()), sum(batch.values()))
    kinds = [
        _took(names[code], found.get(code, {}), lates.get(code, 0), stopped.get(code, 0), batch.get(code, 0))
        for code in sorted(codes, key=lambda code: names[code].position)
    ]
    return [total, *kinds]


def _took(kind: Kind | None, found: Mapping[str, Any], late: int, stopped: int, in_batch: int) -> Took:
    return Took(
        kind,
        found.get("n") or 0,
        found.get("half"),
        found.get("most"),
        found.get("longest"),
        late,
        stopped,
        in_batch,
    )


def _by_kind(cases: QuerySet[Any]) -> dict[str, int]:
    rows = cases.order_by().values("kind__code").annotate(n=Count("pk", distinct=True))
    return {one["kind__code"]: one["n"] for one in rows}


LOOK_BACK = timedelta(minutes=10)


def must_wait(network: bytes, code: str, *, at: datetime) -> bool:
    """Whether this network, or whoever asks for this code, has failed too often within ten minutes."""
    most = setting("support.lookups", on=at.date())
    missed = Miss.objects.filter(at__gt=at - LOOK_BACK)
    return (
        missed.filter(network=network).count() >= most
        or missed.filter(code=code).exclude(code="").count() >= 3 * most
    )


def looked_up(code: str, phone: str) -> Case | None:
    """The case with this code whose contact has this phone; only the digits count, and +84 is a leading 0."""
    wanted = digits(phone)
    found: Case | None = (
        Case.objects.filter(code=code.strip().upper()).with_deadline().select_related("kind").first()
    )
    if found is None or len(wanted) < 8 or digits(found.contact_phone) != wanted:
        return None
    return found


def digits(phone: str) -> str:
    """A phone as its digits: “+84 912 345 678” and “0912.345.678” are one."""
    told = "".join(one for one in phone if one.isdigit())
    return f"0{told[2:]}" if told.startswith("84") and len(told) >= 11 else told
