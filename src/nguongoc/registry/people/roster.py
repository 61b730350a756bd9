"""The roster: staff who join and leave by a sheet, and the sheet on which rights are reviewed each quarter. They are
one sheet: the review comes filled in with who holds what, and what its reviewer marks is sent back as the deed.

Stands beside the usual rooms because a sheet's columns, its reading and its writing belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.accounts.models import ApiToken, Role, User
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.shared.sheets_in import Field
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.models import Membership, Party, name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.people import codes, letters
from nguongoc.registry.people.actions.invitations import invite
from nguongoc.registry.people.actions.members import leave
from nguongoc.registry.people.models import Device, Invitation
from nguongoc.registry.people.queries import ALL, grantable, looked_after, members

JOINS, LEAVES = "joins", "leaves"
DEEDS = (
    Field("deed", Text("Việc", "Deed"), example="vào", choices={"vào": JOINS, "ra": LEAVES}),
    Field("username", Text("Tên đăng nhập", "User name")),
    Field("full_name", Text("Họ và tên", "Name"), example="Nguyễn Văn Mẫu"),
    Field("email", Text("Thư điện tử", "E-mail"), example="mau@example.vn"),
    Field("party", Text("Mã đơn vị", "Party"), required=True, example="LC-03394-P0001"),
    Field("role", Text("Vai trò", "Role"), example="Quản lý chất lượng"),
    Field("on", Text("Vào từ ngày, hoặc ngày cuối", "First or last day"), "day", example="01/12/2026"),
)
TOLD = (
    Field("named", Text("Tên đơn vị", "Name of the party")),
    Field("since", Text("Giữ từ ngày", "Held since")),
    Field("until", Text("Đến ngày", "Until")),
    Field("rights", Text("Được làm gì", "May do")),
    Field("factor", Text("Xác thực hai lớp", "Second factor")),
    Field("seen", Text("Vào lần cuối", "Last sign-in")),
    Field("keys", Text("Khóa truy cập đang dùng", "Live tokens")),
    Field("phones", Text("Điện thoại đã đăng ký", "Enrolled phones")),
    Field("remarks", Text("Ghi chú khi rà soát", "Reviewer's remarks")),
)
"""What a reviewer should know; when the sheet comes back it is read over."""
FIELDS = (*DEEDS, *TOLD)


def take(row: dict[str, Any], *, viewer: Viewer, actor: User, at: datetime) -> None:
    """What one row says: somebody joins, leaves, or (no deed) stays as they are. Raises Refused, naming the column."""
    deed = row.get("deed")
    if deed is None:
        return
    party = _party(row["party"], viewer)
    role = _role(party, row["role"]) if row.get("role") else None
    if deed == LEAVES:
        _leaves(row, party, role, actor=actor, at=at)
    elif role is None:
        raise Refused(Problem("role", Text("Cần ghi vai trò.", "A role is needed."), "missing"))
    elif row.get("username"):
        _joins(row, party, role, viewer=viewer, actor=actor, at=at)
    else:
        _is_invited(row, party, role, actor=actor, at=at)


def _party(code: str, viewer: Viewer) -> Party:
    found = looked_after(viewer).living().filter(internal_code=code.strip().upper()).first()
    if found is None:
        why = Text(
            f"Không có đơn vị mã “{code}” mà bạn quản lý người.",
            f"There is no party “{code}” whose people you manage.",
        )
        raise Refused(Problem("party", why, "no-such-party"))
    return found


def _role(party: Party, words: str) -> Role:
    given = list(grantable(party))
    for role in given:
        if fold(words) in {fold(name) for name in (role.code, role.name_vi, role.name_en)}:
            return role
    known = Text(", ".join(one.name_vi for one in given), ", ".join(one.name_en for one in given))
    why = Text(
        f"Vai trò “{words}” không giao được ở đơn vị này. Chọn: {known.vi}.",
        f"The role “{words}” cannot be given in this party. Choose: {known.en}.",
    )
    raise Refused(Problem("role", why, "role-not-given-here"))


def _joins(
    row: dict[str, Any], party: Party, role: Role, *, viewer: Viewer, actor: User, at: datetime
) -> None:
    """Somebody with an account gets a role. Who does not look after all accounts knows only their own people's."""
    name, today = row["username"].strip().lower(), timezone.localdate(at)
    known = User.objects.filter(username=name, is_service=False, is_active=True)
    if not viewer.may(ALL):
        known = known.filter(memberships__party__in=looked_after(viewer))
    user = known.first()
    if user is None:
        why = Text(
            f"Không có tài khoản “{name}” trong những đơn vị bạn quản lý. Người chưa có tài khoản: bỏ trống tên đăng "
            "nhập, ghi họ tên và thư điện tử để mời.",
            f"There is no account “{name}” among your people. Leave it empty, with a name and e-mail, to invite them.",
        )
        raise Refused(Problem("username", why, "no-such-account"))
    if Membership.objects.filter(user=user, party=party, role=role, valid_to=None).exists():
        why = Text(f"{user} đã giữ vai trò này ở đây.", f"{user} holds this role here already.")
        raise Refused(Problem("role", why, "held-already"))
    join(user, party, role.code, since=row.get("on") or today, actor=actor, at=at)


def _is_invited(row: dict[str, Any], party: Party, role: Role, *, actor: User, at: datetime) -> None:
    """Somebody without an account is sent an invitation, when all of the sheet is right."""
    lacking = [key for key in ("full_name", "email") if not row.get(key)]
    if lacking:
        why = Text(
            "Người chưa có tài khoản cần họ tên và thư điện tử để nhận lời mời.",
            "Who has no account needs a name, and an e-mail that the invitation goes to.",
        )
        raise Refused(Problem(key, why, "missing") for key in lacking)
    email = row["email"].strip().lower()
    waiting = Invitation.objects.filter(
        party=party, role=role, email=email, accepted_at=None, withdrawn_at=None
    )
    if waiting.filter(expires_at__gt=at).exists():
        why = Text(
            "Người này đã được mời, đang chờ nhận.", "They are invited already, and have not answered."
        )
        raise Refused(Problem("email", why, "invited-already"))
    made, secret = invite(
        row["full_name"],
        party=party,
        role=role.code,
        email=email,
        actor=actor,
        at=at,
        starts_on=row.get("on"),
    )
    address = codes.link("invitation", secret)
    transaction.on_commit(lambda: letters.invite(made, address))


def _leaves(row: dict[str, Any], party: Party, role: Role | None, *, actor: User, at: datetime) -> None:
    """Every role (or this one) that they hold here ends with that day, or now."""
    today = timezone.localdate(at)
    held = Membership.objects.filter(party=party).exclude(valid_to__lt=today).select_related("user")
    if row.get("username"):
        where, held = "username", held.filter(user__username=row["username"].strip().lower())
    else:
        where, email = "email", row.get("email", "").strip().lower()
        held = held.filter(user__email__iexact=email).exclude(user__email="")
    found = list(held.filter(role=role) if role else held)
    if not found or len({one.user_id for one in found}) > 1:
        why = Text(
            "Không tìm được đúng một người ấy ở đơn vị này. Ghi tên đăng nhập như trên trang Người của đơn vị.",
            "This is not exactly one of the party's people. Write the user name as on the page People.",
        )
        raise Refused(Problem(where, why, "no-such-member"))
    for membership in found:
        leave(membership, row.get("on"), actor=actor, at=at)


def review(viewer: Viewer, *, on: date) -> Iterator[list[Any]]:
    """The rows of the sheet on which rights are reviewed: each membership of the people whom this viewer looks after,
    what it lets them do, and when they were last there; its deed left open."""
    held = list(members(viewer, on=on).annotate(called=name_then(on, "party")))
    users = {one.user_id for one in held}
    factors = Authenticator.objects.filter(user__in=users, type__in=("totp", "webauthn"))
    proven = set(factors.values_list("user", flat=True))
    keys = Counter(ApiToken.objects.filter(user__in=users, revoked_at=None).values_list("user", flat=True))
    alive = Device.objects.filter(user__in=users, revoked_at=None).exclude(enrolled_at=None)
    phones = Counter(alive.values_list("user", flat=True))
    for one in held:
        may = [text(PERMISSIONS[code]) for code in PERMISSIONS if code in one.role.permissions]
        yield [
            *(None, one.user.username, one.user.full_name, one.user.email, one.party.internal_code),
            *(text(one.role.name), None, one.called, one.valid_from, one.valid_to, "; ".join(may)),
            text(Text("có", "yes") if one.user_id in proven else Text("không", "no")),
            *(one.user.last_login, keys[one.user_id], phones[one.user_id], None),
        ]
