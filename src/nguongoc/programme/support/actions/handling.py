"""What officers do with a case: open, receive, give, ask, extend, stop, hand over; and what only they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.dated import calendar
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.common import (
    hold,
    move,
    now_in,
    put,
    refused,
    step,
    tell_applicant,
)
from nguongoc.programme.support.models import Ask, Case, Extension, Step
from nguongoc.registry.parties.editing import Opened


@transaction.atomic
def open_case(case: Case, *, actor: User | None, at: datetime) -> None:
    """An officer begins to look: from now on the applicant cannot edit. Twice is once."""
    held = hold(case)
    if held.state == dossier.REGISTERED and held.opened_at is None:
        put(held, opened_at=at)
        step(held, Step.What.OPENED, actor=actor, at=at)


@transaction.atomic
def receive(
    case: Case, *, officer: User | None = None, actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """Received: the clock begins, the answer is promised by a day that stays."""
    held = hold(case, opened)
    values: dict[str, Any] = {} if held.opened_at else {"opened_at": at}
    move(held, dossier.RECEIVED, actor=actor, at=at, officer=officer or actor, **values)
    promised = day(held.due_date)
    tell_applicant(
        held, now_in(held), Text(f"Hẹn trả kết quả: {promised}.", f"The answer is due on {promised}."), at=at
    )


@transaction.atomic
def refuse_intake(
    case: Case, *, reason: str, actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """Not received, with the reason."""
    held = hold(case, opened)
    values: dict[str, Any] = {} if held.opened_at else {"opened_at": at}
    move(held, dossier.NOT_RECEIVED, reason, actor=actor, at=at, **values)
    tell_applicant(held, now_in(held), Text(reason, reason), at=at)


@transaction.atomic
def take_up(case: Case, *, actor: User | None, at: datetime, opened: Opened | None = None) -> None:
    """Work on it begins."""
    held = hold(case, opened)
    move(held, dossier.PROCESSING, actor=actor, at=at)
    tell_applicant(held, now_in(held), at=at)


@transaction.atomic
def give(
    case: Case,
    officer: User,
    *,
    words: str = "",
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> None:
    """Another officer processes it from now on."""
    held = hold(case, opened)
    put(held, officer=officer)
    step(held, Step.What.OFFICER, f"{officer}. {words}".strip(), actor=actor, at=at, officer=officer.pk)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked of the applicant: a field (by its name), a paper (by its code) or a payment."""

    what: str
    where: str
    name: str
    why: str
    amount: Decimal | None = None


@transaction.atomic
def ask(
    case: Case, wanted: Sequence[Wanted], *, actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """Ask the applicant for exactly these fields and papers, or for a payment, each with its why; the clock stands
    until all are given. Raises Refused where nothing is named, and for papers and money at once."""
    held = hold(case, opened)
    kinds = {one.what == Ask.What.MONEY for one in wanted}
    if len(kinds) != 1:
        raise refused(
            "",
            "Nêu ít nhất một mục hoặc giấy cần bổ sung; nghĩa vụ tài chính thì yêu cầu riêng.",
            "Name at least one field or paper; a payment is asked for by itself.",
            "nothing-asked",
        )
    problems = [
        Problem("why", Text(f"Ghi vì sao cần bổ sung: {one.name}.", f"Say why: {one.name}."), "why")
        for one in wanted
        if not one.why.strip()
    ]
    if problems:
        raise Refused(problems)
    for one in wanted:
        Ask.objects.create(
            case=held,
            what=one.what,
            where=one.where,
            name=one.name,
            why=nfc(one.why).strip(),
            amount=one.amount,
            asked_by=actor,
            asked_at=at,
        )
    said = "; ".join(f"{one.name}: {one.why.strip()}" for one in wanted)
    move(held, dossier.PAYMENT if kinds == {True} else dossier.SUPPLEMENT, said, actor=actor, at=at)
    tell_applicant(held, now_in(held), Text(said, said), at=at)


@transaction.atomic
def extend(
    case: Case, *, days: int, reason: str, actor: User | None, at: datetime, opened: Opened | None = None
) -> Extension:
    """More working days, with the reason that the applicant reads; what was promised stays on record. Raises Refused
    where no clock runs, and without a reason."""
    held = hold(case, opened)
    until = queries.deadline(held)
    if held.state not in dossier.ON_THE_CLOCK - dossier.CLOCK_STANDS or until is None:
        raise refused("", "Hồ sơ này không có hạn đang chạy.", "No deadline is running.", "no-clock")
    if not reason.strip():
        raise refused(
            "reason", "Ghi lý do gia hạn: người nộp sẽ đọc.", "Say why: the applicant reads it.", "reason"
        )
    start = max(until, timezone.localdate(at))
    later = calendar().add(start, days)
    made = Extension.objects.create(
        case=held, due_date=later, is_pause=False, reason=nfc(reason).strip(), by=actor, at=at
    )
    put(held)
    words = f"{day(until)} → {day(later)}. {reason}"
    step(held, Step.What.EXTENDED, words, actor=actor, at=at, due=later.isoformat())
    tell_applicant(
        held,
        Text(f"{held.code}: gia hạn đến {day(later)}", f"{held.code}: extended to {day(later)}"),
        Text(reason, reason),
        at=at,
    )
    return made


@transaction.atomic
def stop(case: Case, *, reason: str, actor: User | None, at: datetime, opened: Opened | None = None) -> None:
    """The case stops without a decision, with the reason; a withdrawal that is granted stops so."""
    held = hold(case, opened)
    move(held, dossier.STOPPED, reason, actor=actor, at=at)
    tell_applicant(held, now_in(held), Text(reason, reason), at=at)


@transaction.atomic
def close_batch(cases: Iterable[Case], *, reason: str, actor: User | None, at: datetime) -> int:
    """Stop many old cases at once, for one reason. They were never answered, so they are counted apart and the
    published times do not move; answers how many. Raises Refused for one that cannot be stopped, and then none is."""
    found = list(cases)
    for one in found:
        held = hold(one)
        move(held, dossier.STOPPED, reason, actor=actor, at=at, in_batch=True)
        tell_applicant(held, now_in(held), Text(reason, reason), at=at)
    return len(found)


@transaction.atomic
def hand_over(
    case: Case, *, words: str = "", actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """The decision is in the applicant's hands."""
    held = hold(case, opened)
    move(held, dossier.RETURNED, words, actor=actor, at=at)
    tell_applicant(held, now_in(held), at=at)


@transaction.atomic
def note(case: Case, words: str, *, actor: User | None, at: datetime) -> None:
    """Something that officers write for officers. The applicant never reads it."""
    if not words.strip():
        raise refused("words", "Ghi nội dung.", "Write something.", "no-words")
    step(hold(case), Step.What.NOTE, words, actor=actor, at=at)
