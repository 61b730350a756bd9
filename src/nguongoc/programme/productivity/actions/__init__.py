"""What may be done: figures entered and linked, runs computed and reviewed, reference rows loaded."""

from __future__ import annotations

from nguongoc.programme.productivity.actions.linking import index, link, splice, sum_members
from nguongoc.programme.productivity.actions.reference import load_reference, place_template
from nguongoc.programme.productivity.actions.runs import recompute, reproduce, review, start
from nguongoc.programme.productivity.actions.series import Publication, enter, flag_break, import_sheet

__all__ = [
    "Publication",
    "enter",
    "flag_break",
    "import_sheet",
    "index",
    "link",
    "load_reference",
    "place_template",
    "recompute",
    "reproduce",
    "review",
    "splice",
    "start",
    "sum_members",
]
