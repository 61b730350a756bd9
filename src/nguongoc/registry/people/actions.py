"""What may be done with a party's people: invite, accept, change a role, end; enrol recorders; stand in for another.
Each deed is audited in its own transaction, and whom it touches is told."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import pairwise

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Least
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.actions import end_sessions, revoke_tokens
from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import ApiToken, Role, User
from nguongoc.foundation.accounts.permissions import PERMISSIONS, WIDE
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.editing import Opened, Plain, change
from nguongoc.registry.parties.models import Membership, Party
from nguongoc.registry.people.models import Delegation, Device, Invitation
from nguongoc.registry.people.queries import ALL, grantable, managers

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,39}$")
PIN = re.compile(r"^[0-9]{6}$")


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
    granted = _granted(party, role)
    secret = secrets.token_urlsafe(24)
    days = setting("invitation.days", on=timezone.localdate(at))
    made = Invitation.objects.create(
        party=party,
        role=granted,
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


def _granted(party: Party, role: str) -> Role:
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
        raise Refused(_spent())
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
        raise Refused(_spent())
    record("people.invited", invitation.party, actor=actor, at=at, invitation=str(invitation.pk), again=True)
    return secret


@transaction.atomic
def change_role(membership: Membership, role: str, *, actor: User, at: datetime) -> Membership:
    """Give a member another role of the same party from today; the old one ends. Raises Refused for a role that cannot
    be given here, and where the party would be left without an administrator."""
    if membership.role_id == role:
        return membership
    _granted(membership.party, role)
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
    _close(held, at)
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


def _close(membership: Membership, at: datetime) -> None:
    """Set its last day to yesterday, so that today nothing of it counts; one that began today ends with its first
    day's beginning, which means it is taken away."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if membership.valid_from > yesterday:
        membership.valid_from = yesterday
    Membership.objects.filter(pk=membership.pk).update(valid_from=membership.valid_from, valid_to=yesterday)


def _refuse_to_lose_the_last_administrator(membership: Membership, at: datetime) -> None:
    if membership.role_id in _manager_roles():
        _refuse_to_lose_the_last_manager(managers(on=timezone.localdate(at)).exclude(pk=membership.pk))
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


def _manager_roles() -> set[str]:
    """The roles that look after all accounts. Locked: two who take each other's last right wait in line."""
    held = Role.objects.select_for_update().filter(permissions__contains=[ALL]).order_by("code")
    return {role.code for role in held}


def _refuse_to_lose_the_last_manager(left: QuerySet[Membership]) -> None:
    if not left.exists():
        why = Text(
            "Sẽ không còn ai quản lý tài khoản và quyền của hệ thống. Giao quyền ấy cho người khác trước đã.",
            "Nobody would be left to look after accounts and rights. Give that right to somebody else first.",
        )
        raise Refused(Problem("permissions", why, "last-manager"))


@transaction.atomic
def change_rights(
    role: Role,
    *,
    permissions: Collection[str],
    actor: User,
    at: datetime,
    opened: Opened | None = None,
    **names: str,
) -> dict[str, list[Plain]]:
    """Say what a role may do, and what it is called (`name_vi`, `name_en`): whoever holds it may do that with the next
    page. Raises Refused for a permission that nobody knows, for one that reaches into every party where the role needs
    no second factor, and where nobody would be left to look after accounts; Overtaken."""
    if unknown := set(permissions) - PERMISSIONS.keys():
        said = ", ".join(sorted(unknown))
        raise Refused(
            Problem("permissions", Text(f"Không có quyền: {said}.", f"Unknown: {said}."), "unknown")
        )
    if not role.needs_second_factor and (
        wide := [one for one in PERMISSIONS if one in WIDE & set(permissions)]
    ):
        told = [PERMISSIONS[one] for one in wide]
        why = Text(
            "Vai trò này không bắt buộc xác thực hai lớp nên không được giao quyền với hồ sơ của mọi đơn vị: "
            f"{'; '.join(one.vi for one in told)}.",
            "This role needs no second factor, so it cannot reach into every party: "
            f"{'; '.join(one.en for one in told)}.",
        )
        raise Refused(Problem("permissions", why, "too-wide"))
    if role.code in _manager_roles() and ALL not in permissions:
        _refuse_to_lose_the_last_manager(managers(on=timezone.localdate(at)).exclude(role=role))
    told_in_order = [one for one in PERMISSIONS if one in permissions]
    return change(
        role, {"permissions": told_in_order, **names}, verb="role.changed", actor=actor, at=at, opened=opened
    )


@transaction.atomic
def enrol_recorder(full_name: str, *, party: Party, actor: User, at: datetime) -> tuple[Device, str]:
    """A recorder without e-mail: an account that no password opens, and the secret of a QR code by which one phone is
    enrolled. The secret is seen this once."""
    user = User(username=f"nguoi-ghi-{secrets.token_hex(4)}", full_name=nfc(full_name.strip()))
    user.set_unusable_password()
    user.save()
    join(user, party, "recorder", since=timezone.localdate(at), actor=actor, at=at)
    record("user.made", user, actor=actor, at=at, party=party.internal_code)
    return new_device(user, party=party, actor=actor, at=at)


@transaction.atomic
def new_device(user: User, *, party: Party, actor: User, at: datetime) -> tuple[Device, str]:
    """Another phone for a recorder: the ones before are revoked. Answers the QR code's secret, seen this once."""
    for device in Device.objects.filter(user=user, revoked_at=None):
        revoke(device, actor=actor, at=at)
    secret = secrets.token_urlsafe(24)
    minutes = setting("enrolment.minutes", on=timezone.localdate(at))
    made = Device.objects.create(
        user=user,
        party=party,
        made_by=actor,
        made_at=at,
        code_digest=digest(secret),
        code_expires_at=at + timedelta(minutes=minutes),
    )
    record("device.offered", user, actor=actor, at=at, device=str(made.pk))
    return made, secret


@transaction.atomic
def enrol(device: Device, *, pin: str, words: str, at: datetime) -> str:
    """Enrol the phone that scanned the code; answers the secret that it keeps. Raises Refused for a bad PIN, and for a
    code that is spent or over."""
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if held.enrolled_at or held.revoked_at or at >= held.code_expires_at:
        raise Refused(_spent())
    if not PIN.match(pin) or _is_easy(pin):
        raise Refused(Problem("pin", _BAD_PIN, "bad-pin"))
    secret = secrets.token_urlsafe(32)
    Device.objects.filter(pk=held.pk).update(
        enrolled_at=at, last_used_at=at, words=words, secret_digest=digest(secret), pin=make_password(pin)
    )
    record("device.enrolled", held.user, actor=held.user, at=at, device=str(held.pk), words=words)
    return secret


def _is_easy(pin: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {-1})


def unlock(device: Device, *, pin: str, at: datetime) -> None:
    """Let the owner of an enrolled phone in by its PIN. Raises Refused for a wrong one; after some wrong ones the phone
    is locked until it is enrolled anew. Wrong ones are counted one after the other, however many arrive at once."""
    with transaction.atomic():
        held = Device.objects.select_for_update(of=("self",)).select_related("user").get(pk=device.pk)
        if held.revoked_at or held.locked_at or not held.enrolled_at or not held.user.is_active:
            raise Refused(Problem("pin", _CLOSED, "device-closed"))
        if check_password(pin, held.pin):
            Device.objects.filter(pk=held.pk).update(wrong_pins=0, last_used_at=at)
            return
        refusal = _count_wrong(held, at)
    raise Refused(refusal)


def _count_wrong(device: Device, at: datetime) -> Problem:
    wrong = device.wrong_pins + 1
    left = setting("pin.tries", on=timezone.localdate(at)) - wrong
    Device.objects.filter(pk=device.pk).update(wrong_pins=wrong, locked_at=at if left <= 0 else None)
    if left <= 0:
        record("device.locked", device.user, actor=None, at=at, device=str(device.pk))
        return Problem("pin", _CLOSED, "device-closed")
    why = Text(f"Mã PIN không đúng. Còn {left} lần thử.", f"The PIN is wrong. {left} tries are left.")
    return Problem("pin", why, "wrong-pin")


@transaction.atomic
def revoke(device: Device, *, actor: User | None, at: datetime) -> None:
    """End a phone: its PIN opens nothing, and where its owner is signed in, that ends too. Twice changes nothing."""
    if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at):
        record("device.revoked", device.user, actor=actor, at=at, device=str(device.pk))
        end_sessions(device.user, UserSession.objects.filter(user=device.user), actor=actor, at=at)


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
        _close(delegation.membership, at)
        record(
            "delegation.ended",
            delegation.membership.party,
            actor=actor,
            at=at,
            giver=delegation.giver.username,
            to=delegation.membership.user.username,
        )


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


def _spent() -> Problem:
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
_BAD_PIN = Text(
    "Mã PIN gồm đúng 6 số, không trùng lặp như 111111, không liên tiếp như 123456.",
    "A PIN has exactly 6 digits, not all the same as 111111, nor in a row as 123456.",
)
_CLOSED = Text(
    "Thiết bị này đã bị khóa hoặc thu hồi. Hãy nhờ người quản trị của đơn vị tạo mã QR mới.",
    "This device is locked or revoked. Ask your party's administrator for a new QR code.",
)
