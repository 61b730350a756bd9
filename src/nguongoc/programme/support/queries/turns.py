"""Lists of cases: whose turn it is, what is due, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.support.models import Assignment, Case
from nguongoc.programme.support.queries.people import officers
from nguongoc.registry.parties.queries import names, successors
from nguongoc.registry.parties.rights import Viewer, viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for somebody: which, what it is about, by when, for which agency, whose turn (`applicant`,
    `officer`, `expert`), and where it opens (name of the route, key)."""

    code: str
    title: Text
    deadline: date | None
    agency: str
    turn: str
    url_name: str
    pk: int
    state: Text
    officer: str = ""
    party: int = 0


def rows(viewer: Viewer) -> QuerySet[Case]:
    """The cases that the viewer may see, each with its deadline."""
    return (
        Case.objects.visible_to(viewer).with_deadline().select_related("kind", "officer", "party", "agency")
    )


def title(case: Case) -> Text:
    """What a case is about, in a line."""
    about = f": {case.wish}" if case.wish else ""
    return Text(f"{case.kind.name.vi}{about}", f"{case.kind.name.en}{about}")


def _waiting(found: Iterable[Case], on: date, turn: str = "") -> list[Waiting]:
    cases = list(found)
    now = successors((one.agency_id for one in cases), on=on)
    called = names(now.values(), on=on)
    return [
        Waiting(
            one.code or "",
            title(one),
            None if one.state in dossier.CLOCK_STANDS else one.deadline,  # type: ignore[attr-defined]
            called.get(now.get(one.agency_id or 0, 0), ""),
            turn or dossier.turn(one.state),
            "case",
            one.pk,
            one.state_words,
            str(one.officer or ""),
            one.party_id,
        )
        for one in cases
    ]


_EACH = ("kind", "officer", "party", "agency")


def waiting_for(user: User, on: date) -> list[Waiting]:
    """What waits for this person: their party's cases where the applicant owes something, the cases that they (or, as
    long as nobody has them, any officer) must process, and what they judge as an expert; the nearest deadline first."""
    who = viewer(user, on=on)
    mine = Q(pk__in=[])
    if who.may("support.apply"):
        own = Case.objects.own_to(who).values("pk")
        mine |= Q(state__in=[dossier.SUPPLEMENT, dossier.PAYMENT], pk__in=own)
    if who.may("support.handle"):
        turn = [state for state in dossier.NAMES if dossier.turn(state) == "officer"]
        mine |= Q(state__in=turn, officer=user)
        if officers(on).filter(pk=user.pk).exists():
            mine |= Q(state__in=turn, officer=None)
    found = Case.objects.filter(mine).with_deadline().select_related(*_EACH).order_by("deadline", "pk")
    judged = [
        one.case_id
        for one in Assignment.objects.filter(expert__user=user, given_at=None).exclude(has_conflict=True)
    ]
    to_judge = (
        Case.objects.filter(pk__in=judged).with_deadline().select_related(*_EACH).order_by("deadline", "pk")
    )
    return [*_waiting(found, on), *_waiting(to_judge, on, "expert")]


def due(on: date, *, within: int = 0) -> list[Waiting]:
    """The cases whose answer is due on that day, or so many days after it."""
    found = Case.objects.running().with_deadline().select_related(*_EACH)
    return _waiting(
        found.filter(deadline__range=(on, on + timedelta(days=within))).order_by("deadline", "pk"), on
    )


def overdue(on: date) -> list[Waiting]:
    """The cases whose answer was due before that day and is still owed; the latest first."""
    found = Case.objects.running().with_deadline().select_related(*_EACH)
    return _waiting(found.filter(deadline__lt=on).order_by("deadline", "pk"), on)


def waiting_for_others(on: date) -> list[Waiting]:
    """The cases whose applicant owes papers or money."""
    found = Case.objects.filter(state__in=dossier.CLOCK_STANDS).with_deadline().select_related(*_EACH)
    return _waiting(found.order_by("saved_at", "pk"), on)
