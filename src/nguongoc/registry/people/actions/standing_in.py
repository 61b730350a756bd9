"""Let another act in one's part for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.people.models import Delegation


@transaction.atomic
def delegate(
    own: Membership, to: User, *, since: date, until: date, reason: str, actor: User, at: datetime
) -> Delegation:
    """Let another act in this role of mine from a day to a day. Raises Refused for oneself, for days past, for too long
    a time, for a role that is itself only lent, and for somebody who has no part in the same party."""
    today = timezone.localdate(at)
    problems = list(_against_delegating(own, to, since, until, today))
    if problems:
        raise Refused(problems)
    lent = Membership.objects.create(
        user=to, party=own.party, role=own.role, valid_from=since, valid_to=until
    )
    made = Delegation.objects.create(
        giver=own.user, own=own, membership=lent, reason=nfc(reason.strip()), made_at=at
    )
    record(
        "delegation.began",
        own.party,
        actor=actor,
        at=at,
        giver=own.user.username,
        to=to.username,
        role=own.role_id,
        since=since.isoformat(),
        until=until.isoformat(),
        reason=made.reason,
    )
    title = Text(
        f"{own.user} ủy quyền cho bạn: {own.role}, {since:%d/%m/%Y} đến {until:%d/%m/%Y}",
        f"{own.user} delegated to you: {own.role.name_en}, {since:%d/%m/%Y} to {until:%d/%m/%Y}",
    )
    tell(to, "membership", title, Text(made.reason, made.reason), at=at, link="/uy-quyen/")
    return made


def _against_delegating(own: Membership, to: User, since: date, until: date, today: date) -> list[Problem]:
    longest = setting("delegation.days", on=today)
    found = []
    if to.pk == own.user_id:
        found.append(
            Problem("to", Text("Chọn người khác, không phải chính mình.", "Choose somebody else."), "oneself")
        )
    elif not Membership.objects.filter(user=to, party=own.party, valid_to=None).exists():
        why = Text("Người nhận phải thuộc cùng đơn vị.", "They must belong to the same party.")
        found.append(Problem("to", why, "stranger"))
    if Delegation.objects.filter(membership=own).exists():
        why = Text(
            "Vai trò được ủy quyền thì không ủy quyền tiếp được.", "A role that is lent cannot be lent on."
        )
        found.append(Problem("own", why, "lent"))
    if since < today or until < since:
        why = Text(
            "Từ ngày phải từ hôm nay, đến ngày không trước từ ngày.", "From today on, and to no earlier day."
        )
        found.append(Problem("until", why, "days"))
    elif (until - since).days + 1 > longest:
        why = Text(f"Dài nhất {longest} ngày.", f"{longest} days at most.")
        found.append(Problem("until", why, "too-long"))
    return found


@transaction.atomic
def end_delegation(delegation: Delegation, *, actor: User, at: datetime) -> None:
    """End a delegation before its day. Twice changes nothing."""
    if Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        close(delegation.membership, at)
        record(
            "delegation.ended",
            delegation.membership.party,
            actor=actor,
            at=at,
            giver=delegation.giver.username,
            to=delegation.membership.user.username,
        )


def close(membership: Membership, at: datetime) -> None:
    """Set its last day to yesterday, so that today nothing of it counts; one that began today ends with its first
    day's beginning, which means it is taken away."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if membership.valid_from > yesterday:
        membership.valid_from = yesterday
    Membership.objects.filter(pk=membership.pk).update(valid_from=membership.valid_from, valid_to=yesterday)
