"""The work list of one reader on one day, and how each agency stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.queries import names, successors
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.worklist.dues import REGISTERS, Due
from nguongoc.reports.worklist.models import Reminder


def works(viewer: Viewer, on: date) -> list[Due]:
    """All that waits and that this reader may see, the most urgent first, each with the agency that answers for it on
    that day: where the one that was charged was merged meanwhile, the one that follows it."""
    found = [one for register in REGISTERS for one in register(viewer, on)]
    now = successors({one.agency for one in found}, on=on)
    called = names(now.values(), on=on)
    settled = [one.of(now.get(one.agency or 0, one.agency), viewer.parties).named(called) for one in found]
    return sorted(settled, key=lambda one: (one.by is None, one.by or date.max, not one.is_mine, one.key))


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency's share of the list: how much is late, by how many days at most, due today and within a week."""

    pk: int
    name: str
    late: int
    worst: int
    today: int
    soon: int
    all: int


def by_agency(found: Sequence[Due], on: date) -> list[Agency]:
    """The agencies that must act, the one that is latest first."""
    share: dict[int, list[Due]] = {}
    for one in found:
        if one.agency:
            share.setdefault(one.agency, []).append(one)
    rows = [_agency(pk, own, on) for pk, own in share.items()]
    return sorted(rows, key=lambda one: (-one.late, -one.worst, one.name))


def _agency(pk: int, own: Sequence[Due], on: date) -> Agency:
    stand = [one.standing(on) for one in own]
    return Agency(
        pk,
        own[0].agency_name,
        stand.count("late"),
        max(one.days_late(on) for one in own),
        stand.count("today"),
        stand.count("soon"),
        len(own),
    )


def reminded(found: Sequence[Due]) -> Mapping[str, Reminder]:
    """The latest reminder of each work, by its key."""
    rows = Reminder.objects.filter(work__in=[one.key for one in found]).order_by("at", "pk")
    return {one.work: one for one in rows}


def work(viewer: Viewer, key: str, on: date) -> Due | None:
    """The one with this key, where this reader sees it."""
    return next((one for one in works(viewer, on) if one.key == key), None)


def agency_of(due: Due) -> Party | None:
    """The agency that must act, where it is in the register."""
    return Party.objects.filter(pk=due.agency).first() if due.agency else None
