"""Questions to the plan, each as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Subquery, Sum

from nguongoc.programme.plan.models import Declared, Funding, Indicator, Phase, Target, Task


def phase_on(day: date) -> Phase | None:
    """The phase in which this day lies."""
    return Phase.objects.filter(begins__lte=day, ends__gte=day).first()


def targets_on(day: date) -> dict[tuple[int, int], Target]:
    """The target that held on that day, by (indicator, phase); for a phase that had not begun or was over by then,
    the one of its first or last day."""
    found: dict[tuple[int, int], Target] = {}
    rows = Target.objects.select_related("phase", "decision").order_by("in_force_from", "pk")
    for one in rows:
        within = min(max(day, one.phase.begins), one.phase.ends)
        if one.in_force_from <= within:
            found[one.indicator_id, one.phase_id] = one
    return found


def rule_on(code: str, phase: Phase, on: date) -> Subquery:
    """The rule of the target that held on that day for this indicator and phase, as a part of another query."""
    within = min(max(on, phase.begins), phase.ends)
    found = Target.objects.filter(indicator__code=code, phase=phase, in_force_from__lte=within)
    return Subquery(found.order_by("-in_force_from", "-pk").values("rule")[:1])


def declared_on(day: date) -> dict[tuple[int, int], Declared]:
    """The latest declared figure of that day, by (indicator, phase)."""
    rows = Declared.objects.filter(as_of__lte=day).order_by("as_of", "pk")
    return {(one.indicator_id, one.phase_id): one for one in rows}


def tasks(phase: Phase) -> QuerySet[Task]:
    """What is to be done in a phase, with who does it."""
    return (
        Task.objects.filter(phase=phase)
        .select_related("phase", "objective", "lead")
        .order_by("source", "code")
    )


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a phase's tasks by programme: what this plan's reports count, and what others count."""

    programme: str
    counted: Decimal
    others: Decimal


def co_funding(phase: Phase) -> Sequence[Money]:
    """Who pays how much; nothing stands in both columns, so no đồng is counted twice."""
    rows = (
        Funding.objects.filter(task__phase=phase)
        .values("programme", "is_counted_here")
        .annotate(total=Sum("amount"))
        .order_by("programme")
    )
    sums: dict[str, dict[bool, Decimal]] = {}
    for row in rows:
        sums.setdefault(row["programme"], {})[row["is_counted_here"]] = row["total"]
    return [Money(name, by.get(True, Decimal(0)), by.get(False, Decimal(0))) for name, by in sums.items()]


def indicators() -> QuerySet[Indicator]:
    """All figures by which the plan is judged, in their order."""
    return Indicator.objects.select_related("objective")


@dataclass(frozen=True, slots=True)
class Beside:
    """One task as it stands in each phase that has it, in the phases' order (None where a phase has none)."""

    code: str
    source: str
    tasks: Sequence[Task | None]


def side_by_side(phases: Sequence[Phase]) -> Sequence[Beside]:
    """Every task by its code, with the phases beside one another; each task with the money that is counted here
    (`counted`)."""
    counted = Sum("fundings__amount", filter=Q(fundings__is_counted_here=True))
    rows = Task.objects.filter(phase__in=phases).select_related("phase").annotate(counted=counted)
    by_code: dict[str, dict[int, Task]] = {}
    for one in rows.order_by("source", "code"):
        by_code.setdefault(one.code, {})[one.phase_id] = one
    return [
        Beside(code, next(iter(found.values())).source, [found.get(phase.pk) for phase in phases])
        for code, found in by_code.items()
    ]
