"""Questions about support cases, one file for each: who, the clock, which, whether, how long."""

from nguongoc.programme.support.queries.checks import Check, checks, missing_papers, same_party
from nguongoc.programme.support.queries.clock import days_for, days_used, deadline, kinds, pauses
from nguongoc.programme.support.queries.people import lead_agency, officers, who_may
from nguongoc.programme.support.queries.times import Took, looked_up, must_wait, times
from nguongoc.programme.support.queries.turns import rows, title

__all__ = [
    "Check",
    "Took",
    "checks",
    "days_for",
    "days_used",
    "deadline",
    "kinds",
    "lead_agency",
    "looked_up",
    "missing_papers",
    "must_wait",
    "officers",
    "pauses",
    "rows",
    "same_party",
    "times",
    "title",
    "who_may",
]
