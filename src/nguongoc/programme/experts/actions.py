"""What may be done to the register of experts. Each deed is audited in its own transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.foundation.notices.actions import tell
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.experts.models import Competence, Expert
from nguongoc.registry.parties.editing import Opened, change

TEXTS = ("full_name", "workplace", "phone")


@transaction.atomic
def add_expert(*, actor: User | None, at: datetime, **told: Any) -> Expert:
    """Take somebody into the register. Raises Refused where their account is another expert's."""
    told = _tidy(told)
    _refuse_account(told.get("user"), None)
    made = Expert.objects.create(folded=fold(told["full_name"])[:200], created_at=at, **told)
    record("expert.added", made, actor=actor, at=at, name=made.full_name)
    return made


@transaction.atomic
def change_expert(
    expert: Expert, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> None:
    """Change what is known of an expert. Raises Overtaken, and Refused as above."""
    values = _tidy(values)
    if "user" in values:
        _refuse_account(values["user"], expert)
    if "full_name" in values:
        values["folded"] = fold(values["full_name"])[:200]
    change(expert, values, verb="expert.changed", actor=actor, at=at, opened=opened)


def _tidy(told: dict[str, Any]) -> dict[str, Any]:
    return {name: nfc(value).strip() if name in TEXTS else value for name, value in told.items()}


def _refuse_account(user: User | None, own: Expert | None) -> None:
    other = Expert.objects.filter(user=user).exclude(pk=own.pk if own else 0).first() if user else None
    if other is not None:
        why = Text(
            f"Tài khoản này đã là của chuyên gia {other}.",
            f"This account belongs to the expert {other} already.",
        )
        raise Refused(Problem("user", why, "account-taken"))


@transaction.atomic
def add_competence(
    expert: Expert,
    *,
    field: str,
    issuer: str,
    valid_from: date,
    valid_to: date,
    file: IO[bytes],
    actor: User | None,
    at: datetime,
    number: str = "",
) -> Competence:
    """What this expert is proven to be able to judge. Raises Refused for days that cannot be, for what was entered
    before, and for a file that is not taken."""
    problems = []
    if valid_to < valid_from:
        why = Text("Ngày hết hạn phải sau ngày bắt đầu.", "It ends after it begins.")
        problems.append(Problem("valid_to", why, "ends-before-it-begins"))
    if expert.competences.filter(field=nfc(field), valid_from=valid_from).exists():
        why = Text("Năng lực này đã được ghi.", "This competence is entered already.")
        problems.append(Problem("field", why, "competence-known"))
    if problems:
        raise Refused(problems)
    kept = keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at)
    made = Competence.objects.create(
        expert=expert,
        field=nfc(field).strip(),
        number=nfc(number).strip(),
        issuer=nfc(issuer).strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        file=kept,
        created_at=at,
    )
    record("competence.added", made, actor=actor, at=at, expert=expert.pk, field=made.field)
    return made


@transaction.atomic
def revoke_competence(
    competence: Competence, *, on: date, why: str, actor: User | None, at: datetime
) -> None:
    """It holds no more from that day on. What was judged before stays."""
    if competence.revoked_on is not None:
        said = Text("Năng lực này đã được ghi là thu hồi.", "This competence is revoked already.")
        raise Refused(Problem("on", said, "revoked"))
    values = {"revoked_on": on, "revoked_why": nfc(why)}
    change(competence, values, verb="competence.revoked", actor=actor, at=at)


REMIND_BEFORE = (60, 30, 7)
"""Days before a competence's last day on which its expert is told; each once."""


def remind_of_ends(at: datetime) -> None:
    """Tell experts that have an account of competences that end: asked by the sweeper at the beginning of each hour."""
    if at.minute:
        return
    today = timezone.localdate(at)
    ending = Competence.objects.in_force(today).exclude(expert__user=None).select_related("expert__user")
    for one in ending:
        left = (one.valid_to - today).days
        steps = [days for days in REMIND_BEFORE if left <= days]
        if steps and one.expert.user:
            words = Text(
                f"Năng lực {one.field} hết hạn {day(one.valid_to)}",
                f"{one.field} ends on {day(one.valid_to)}",
            )
            tell(
                one.expert.user,
                "case",
                words,
                at=at,
                link=reverse("expert", args=[one.expert_id]),
                once=f"competence:{one.pk}:{min(steps)}",
            )
