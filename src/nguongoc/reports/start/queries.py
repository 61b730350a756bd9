"""Which start page somebody gets, and what the demonstration's pages name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.brief import Brief
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.reports.start import auditor, enterprise, finance, leader, officers, plan, system, waiting
from nguongoc.reports.start.board import Board
from nguongoc.reports.start.demonstration import NOT_ISSUED, SEE, SHAN, STAMP_TRIALS, Trial, path
from nguongoc.trace.labels.models import Stamp, StampRange

BOARDS: Sequence[tuple[str, Callable[[Viewer, datetime], Board]]] = (
    ("system-administrator", system.board),
    ("leader", leader.board),
    ("lead-officer", officers.board),
    ("department-officer", officers.board),
    ("commune-officer", officers.board),
    ("inspector", officers.board),
    ("auditor", auditor.board),
    ("finance-officer", finance.board),
)
"""The start page of each role; who holds several gets the first. Roles of one's own making get what they may see."""


def board(viewer: Viewer, *, at: datetime) -> Board:
    """What waits on the first page of somebody who is signed in."""
    for role, made in BOARDS:
        if role in viewer.roles:
            return made(viewer, at)
    if viewer.may("events.see_all"):
        return officers.board(viewer, at)
    if viewer.may("registry.see_all"):
        return finance.board(viewer, at)
    if not viewer.may("events.query"):
        return Board(
            Text("Việc đang chờ bạn.", "What waits for you."),
            main=[waiting.section(viewer, at), plan.due(viewer, at)],
        )
    return enterprise.board(viewer, at)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a visitor of the demonstration may sign in with, and what there is to see with it."""

    username: str
    role: Text
    party: str
    see: Text


_is_loaded: Brief[bool] = Brief(30)


def is_demonstration_loaded() -> bool:
    """Whether this store holds the demonstration province. Every page asks, so it is remembered for half a minute."""
    asked = Product.objects.filter(gtin=SHAN, is_demonstration=True)
    return _is_loaded.get("", lambda: asked.exists())


def demonstration_accounts(on: date) -> list[Account]:
    """The demonstration's accounts, in the order in which they were made."""
    rows = list(
        Membership.objects.filter(party__is_demonstration=True).select_related("user", "role").order_by("pk")
    )
    called = names({row.party_id for row in rows}, on=on)
    return [
        Account(
            row.user.username,
            Text(row.role.name_vi, row.role.name_en),
            called[row.party_id],
            SEE.get(row.role_id, Text("", "")),
        )
        for row in rows
    ]


def stamp_trials() -> list[Trial]:
    """One stamp of the demonstration in each state, and one that nobody issued."""
    ranges = StampRange.objects.filter(batch__product__is_demonstration=True, state__in=STAMP_TRIALS)
    first = {one.state: one for one in ranges.select_related("batch__product").order_by("-numbers")}
    serials = dict(
        Stamp.objects.filter(number__in=[one.first for one in first.values()]).values_list("number", "serial")
    )
    found = [
        Trial(path(first[state].batch.product.gtin, serial=serials[first[state].first]), *words)
        for state, words in STAMP_TRIALS.items()
        if state in first
    ]
    return [*found, NOT_ISSUED] if found else []
