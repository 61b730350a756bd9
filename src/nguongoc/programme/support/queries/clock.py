"""The clock of a case: what it counts, when it stood, by when the answer is due."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.calendar import Pause, used
from nguongoc.foundation.evidence.dated import calendar, setting
from nguongoc.programme.support.models import Case, Kind, Step


def kinds(on: date) -> QuerySet[Kind]:
    """The kinds of support as they are on that day."""
    return Kind.objects.in_force(on)


def days_for(kind: Kind, on: date) -> int:
    """How many working days the answer to this kind of case may take."""
    return kind.days or setting("support.days", on=on)


def pauses(case: Case) -> list[Pause]:
    """When the clock of this case stood, told by its steps."""
    found: list[Pause] = []
    moves = Step.objects.filter(case=case, what=Step.What.MOVED).order_by("at", "pk")
    for after, at in moves.values_list("after", "at"):
        on = timezone.localdate(at)
        if found and found[-1].ends is None:
            found[-1] = found[-1]._replace(ends=on)
        if after in dossier.CLOCK_STANDS:
            found.append(Pause(on, None))
    return found


def days_used(case: Case, on: date) -> int:
    """Working days on the clock until that day, or until the answer; 0 before it was received."""
    if case.received_on is None:
        return 0
    return used(calendar(), case.received_on, min(on, case.answered_on or on), pauses(case))


def deadline(case: Case) -> date | None:
    """The day by which the answer is due: the promised one, or that of the last extension."""
    last = case.extensions.order_by("-pk").first()
    return last.due_date if last else case.due_date
