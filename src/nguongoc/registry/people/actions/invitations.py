"""Invite somebody to a party, and take an invitation up: with an account of one's own or a new one."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.models import Membership, Party
from nguongoc.registry.people.models import Invitation
from nguongoc.registry.people.queries import grantable

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,39}$")


@transaction.atomic
def invite(
    full_name: str,
    *,
    party: Party,
    role: str,
    email: str,
    actor: User,
    at: datetime,
    starts_on: date | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to a party; answers the invitation and the secret of its link, which is seen this once.

    Raises Refused for a role that an inviter of this party cannot hand out.
    """
    given = granted(party, role)
    secret = secrets.token_urlsafe(24)
    days = setting("invitation.days", on=timezone.localdate(at))
    made = Invitation.objects.create(
        party=party,
        role=given,
        full_name=nfc(full_name.strip()),
        email=email.strip().lower(),
        digest=digest(secret),
        invited_by=actor,
        invited_at=at,
        starts_on=starts_on,
        expires_at=at + timedelta(days=days),
    )
    record("people.invited", party, actor=actor, at=at, role=role, invitation=str(made.pk))
    return made, secret


def granted(party: Party, role: str) -> Role:
    """The role, as one that can be given in this party. Raises Refused for any other."""
    found = grantable(party).filter(code=role).first()
    if found is None:
        why = Text(
            "Vai trò này không giao được ở đơn vị này. Chọn một vai trò trong danh sách.",
            "This role cannot be given in this party. Choose one of the list.",
        )
        raise Refused(Problem("role", why, "role-not-given-here"))
    return found


@transaction.atomic
def accept(invitation: Invitation, user: User, *, at: datetime) -> Membership:
    """Take up an invitation with one's own account. Raises Refused where its link is spent or over."""
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("party", "invited_by")
        .get(pk=invitation.pk)
    )
    if not held.is_open(at):
        raise Refused(spent())
    since = max(timezone.localdate(at), held.starts_on or date.min)
    joined = join(user, held.party, held.role_id, since=since, actor=user, at=at)
    Invitation.objects.filter(pk=held.pk).update(accepted_at=at, accepted_by=user)
    record("people.accepted", held.party, actor=user, at=at, invitation=str(held.pk), role=held.role_id)
    if held.invited_by is not None:
        title = Text(f"{user} đã nhận lời mời", f"{user} accepted the invitation")
        tell(held.invited_by, "membership", title, at=at, link="/nguoi-dung/")
    return joined


@transaction.atomic
def open_account(invitation: Invitation, *, username: str, password: str, at: datetime) -> User:
    """Take up an invitation with a new account. Raises Refused for a name that is taken or badly made, a password that
    is too weak, or a link that is spent."""
    username = username.strip().lower()
    problems = []
    if not USERNAME.match(username):
        problems.append(Problem("username", _BAD_NAME, "bad-name"))
    elif User.objects.filter(username=username).exists():
        problems.append(Problem("username", _TAKEN, "name-taken"))
    user = User(username=username, full_name=invitation.full_name, email=invitation.email)
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = " ".join(error.messages)
        problems.append(Problem("password", Text(words, words), "weak-password"))
    if problems:
        raise Refused(problems)
    user.set_password(password)
    user.save()
    record("user.made", user, actor=user, at=at, invitation=str(invitation.pk))
    accept(invitation, user, at=at)
    return user


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User, at: datetime) -> None:
    """Take an invitation back: its link opens nothing any more. One that was accepted stays so."""
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    ):
        record("people.withdrawn", invitation.party, actor=actor, at=at, invitation=str(invitation.pk))


@transaction.atomic
def renew(invitation: Invitation, *, actor: User, at: datetime) -> str:
    """Another link for an invitation that nobody has taken up, good for as long as a new one; the one before opens
    nothing any more. Answers its secret, seen this once. Raises Refused for one that is taken up or back."""
    secret = secrets.token_urlsafe(24)
    days = setting("invitation.days", on=timezone.localdate(at))
    invitation.digest, invitation.expires_at = digest(secret), at + timedelta(days=days)
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(digest=invitation.digest, expires_at=invitation.expires_at):
        raise Refused(spent())
    record("people.invited", invitation.party, actor=actor, at=at, invitation=str(invitation.pk), again=True)
    return secret


def spent() -> Problem:
    """What is said of a link or code that opens nothing any more."""
    why = Text(
        "Đường dẫn hoặc mã này đã được dùng, đã thu hồi, hoặc quá hạn. Hãy xin người quản trị của đơn vị một cái mới.",
        "This link or code was used, taken back, or is over. Ask your party's administrator for a new one.",
    )
    return Problem("link", why, "spent")


_BAD_NAME = Text(
    "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, số, dấu chấm, gạch; ví dụ: nguyen.lan",
    "A user name has 3 to 40 small letters without accents, digits, dots, dashes, as in: nguyen.lan",
)
_TAKEN = Text(
    "Tên đăng nhập này đã có người dùng. Chọn tên khác.", "This user name is taken. Choose another."
)
