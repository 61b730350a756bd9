"""Questions about support cases, one file for each: who, the clock, whose turn, whether, how long."""

from nguongoc.programme.support.queries.checks import Check, checks, missing_papers, same_party
from nguongoc.programme.support.queries.clock import days_for, days_used, deadline, kinds, pauses
from nguongoc.programme.support.queries.people import lead_agency, officers, who_may
from nguongoc.programme.support.queries.times import Took, looked_up, must_wait, times
from nguongoc.programme.support.queries.turns import (
    Waiting,
    due,
    overdue,
    rows,
    title,
    waiting_for,
    waiting_for_others,
)

__all__ = [
    "Check",
    "Took",
    "Waiting",
    "checks",
    "days_for",
    "days_used",
    "deadline",
    "due",
    "kinds",
    "lead_agency",
    "looked_up",
    "missing_papers",
    "must_wait",
    "officers",
    "overdue",
    "pauses",
    "rows",
    "same_party",
    "times",
    "title",
    "waiting_for",
    "waiting_for_others",
    "who_may",
]
