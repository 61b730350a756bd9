"""Change the part of somebody in a party, and end it: now, on a day, or because its day has come."""

from __future__ import annotations

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Least
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.actions import end_sessions, revoke_tokens
from nguongoc.foundation.accounts.models import ApiToken, User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.people.actions.invitations import granted
from nguongoc.registry.people.actions.recorders import revoke
from nguongoc.registry.people.actions.rights import manager_roles, refuse_to_lose_the_last_manager
from nguongoc.registry.people.actions.standing_in import close, end_delegation
from nguongoc.registry.people.models import Delegation, Device
from nguongoc.registry.people.queries import managers


@transaction.atomic
def change_role(membership: Membership, role: str, *, actor: User, at: datetime) -> Membership:
    """Give a member another role of the same party from today; the old one ends. Raises Refused for a role that cannot
    be given here, and where the party would be left without an administrator."""
    if membership.role_id == role:
        return membership
    granted(membership.party, role)
    end(membership, actor=actor, at=at, is_a_change=True)
    return join(membership.user, membership.party, role, since=timezone.localdate(at), actor=actor, at=at)


@transaction.atomic
def end(membership: Membership, *, actor: User, at: datetime, is_a_change: bool = False) -> None:
    """End a membership now: its rights are gone with the next page. What it delegated ends with it, its devices are
    revoked, and whoever has no other part anywhere is signed out and their programs' tokens end.

    Raises Refused for the last administrator of an enterprise, and of the system: somebody must be left who can invite.
    """
    held = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("party", "user")
        .get(pk=membership.pk)
    )
    _refuse_to_lose_the_last_administrator(held, at)
    close(held, at)
    record("membership.ended", held.party, actor=actor, at=at, user=held.user.username, role=held.role_id)
    for given in Delegation.objects.filter(own=held, ended_at=None):
        end_delegation(given, actor=actor, at=at)
    if is_a_change:
        return
    for device in Device.objects.filter(user=held.user, party=held.party, revoked_at=None):
        revoke(device, actor=actor, at=at)
    if not _open(at).filter(user=held.user).exists():
        shut_out(held.user, actor=actor, at=at)
    title = Text(
        f"Vai trò của bạn ở một đơn vị đã kết thúc: {held.role}", f"Your role has ended: {held.role.name_en}"
    )
    tell(held.user, "membership", title, at=at)


@transaction.atomic
def leave(membership: Membership, last_day: date | None, *, actor: User, at: datetime) -> None:
    """End a membership with this day, today or later; without one, or for a day that has passed, now. What its holder
    delegated ends no later. Raises Refused like `end`, and for a day before it begins."""
    today = timezone.localdate(at)
    if last_day is None or last_day < today:
        end(membership, actor=actor, at=at)
        return
    held = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("party", "user", "role")
        .get(pk=membership.pk)
    )
    if last_day < held.valid_from:
        why = Text(
            f"Vai trò này mới bắt đầu từ {held.valid_from:%d/%m/%Y}.",
            f"This role begins only on {held.valid_from:%d/%m/%Y}.",
        )
        raise Refused(Problem("on", why, "before-it-begins"))
    _refuse_to_lose_the_last_administrator(held, at)
    Membership.objects.filter(pk=held.pk).update(valid_to=last_day)
    Membership.objects.filter(delegation__own=held, delegation__ended_at=None, valid_to__gt=last_day).update(
        valid_from=Least("valid_from", Value(last_day)), valid_to=last_day
    )
    until = last_day.isoformat()
    record(
        "membership.ends",
        held.party,
        actor=actor,
        at=at,
        user=held.user.username,
        role=held.role_id,
        until=until,
    )
    title = Text(
        f"Vai trò của bạn kết thúc sau ngày {last_day:%d/%m/%Y}: {held.role}",
        f"Your role ends after {last_day:%d/%m/%Y}: {held.role.name_en}",
    )
    tell(held.user, "membership", title, at=at)


def shut_out_leavers(at: datetime) -> None:
    """End the sign-ins and tokens of those whose last part has ended, and the phones of parties they left. Their rights
    ended with the day itself; run by the sweeper."""
    today = timezone.localdate(at)
    for device in Device.objects.filter(revoked_at=None).exclude(
        Exists(_open(at).filter(user=OuterRef("user"), party=OuterRef("party")))
    ):
        revoke(device, actor=None, at=at)
    left = Exists(Membership.objects.filter(user=OuterRef("pk"), valid_to__lt=today))
    alive = Exists(UserSession.objects.filter(user=OuterRef("pk"))) | Exists(
        ApiToken.objects.filter(user=OuterRef("pk"), revoked_at=None)
    )
    for user in User.objects.filter(left, alive).exclude(Exists(_open(at).filter(user=OuterRef("pk")))):
        shut_out(user, actor=None, at=at)


def remind_of_review(at: datetime) -> None:
    """Once a quarter, ask those who look after all accounts to review who holds what. Run by the sweeper, asked at the
    beginning of each hour."""
    today = timezone.localdate(at)
    if at.minute:
        return
    quarter = f"{(today.month + 2) // 3}/{today.year}"
    title = Text(f"Rà soát quyền quý {quarter}", f"Review of rights, quarter {quarter}")
    words = Text(
        "Tải bảng rà soát, đánh dấu ai không còn cần quyền, gửi lại.",
        "Download the review sheet, mark whose rights should end, and send it back.",
    )
    for held in managers(on=today).select_related("user").order_by("user_id").distinct("user_id"):
        tell(held.user, "membership", title, words, at=at, link="/nguoi-dung/", once=f"review:{quarter}")


@transaction.atomic
def shut_out(user: User, *, actor: User | None, at: datetime) -> None:
    """End every sign-in and token of somebody who has no part anywhere any more."""
    end_sessions(user, UserSession.objects.filter(user=user), actor=actor, at=at)
    revoke_tokens(user, actor=actor, at=at)


def _open(at: datetime) -> QuerySet[Membership]:
    today = timezone.localdate(at)
    return Membership.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)


def _refuse_to_lose_the_last_administrator(membership: Membership, at: datetime) -> None:
    if membership.role_id in manager_roles():
        refuse_to_lose_the_last_manager(managers(on=timezone.localdate(at)).exclude(pk=membership.pk))
    lasting = _open(at).filter(valid_to=None, delegation=None)
    administrators = lasting.filter(party=membership.party, role="enterprise-administrator")
    if (
        membership.role_id == "enterprise-administrator"
        and not administrators.exclude(pk=membership.pk).exists()
    ):
        why = Text(
            "Đây là người quản trị cuối cùng của đơn vị. Giao vai trò quản trị cho người khác trước đã.",
            "This is the party's last administrator. Make somebody else administrator first.",
        )
        raise Refused(Problem("membership", why, "last-administrator"))


@transaction.atomic
def forget_second_factor(user: User, *, actor: User, at: datetime) -> None:
    """Take away the codes and passkeys of somebody who lost them, after the administrator made sure who asks. They are
    signed out everywhere, and enrol anew with their password."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, UserSession.objects.filter(user=user), actor=actor, at=at)
    record("account.factors_forgotten", user, actor=actor, at=at)
    title = Text(
        "Người quản trị đã gỡ lớp xác thực thứ hai của bạn", "An administrator removed your second factor"
    )
    tell(user, "account", title, at=at, link="/tai-khoan/hai-lop")
