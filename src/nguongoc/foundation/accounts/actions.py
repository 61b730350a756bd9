"""What may be done to accounts: roles loaded, tokens made and revoked, bearers recognised."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import ApiToken, Role, User
from nguongoc.foundation.accounts.permissions import PERMISSIONS, SCOPES
from nguongoc.foundation.evidence.actions import record

_OWN = [
    "events.capture",
    "events.query",
    "registry.edit_own",
    "labels.request",
    "buyers.answer",
    "labels.activate",
    "labels.void",
    "needs.propose",
    "catalogue.assess",
    "library.speak",
    "support.apply",
]
_ALL = ["events.query", "events.see_all", "registry.see_all"]
_TFP = ["productivity.see", "productivity.enter", "productivity.run"]
_STAMPS = ["labels.approve", "labels.void", "labels.set"]

ROLES: list[tuple[str, str, str, list[str]]] = [
    ("system-administrator", "Quản trị hệ thống", "System administrator", [*PERMISSIONS]),
    (
        "lead-officer",
        "Cán bộ Sở Khoa học và Công nghệ",
        "Lead officer",
        [
            *_ALL,
            *_TFP,
            *_STAMPS,
            "productivity.approve",
            "registry.edit_all",
            "privacy.answer",
            "plan.see",
            "plan.edit",
            "work.remind",
            "needs.compile",
            "needs.see_all",
            "buyers.answer",
            "catalogue.edit",
            "catalogue.see_shared",
            "library.edit",
            "library.see_all",
            "support.see_all",
            "support.handle",
            "support.decide",
        ],
    ),
    (
        "department-officer",
        "Cán bộ sở, ngành",
        "Department officer",
        [*_ALL, *_TFP, "plan.see", "needs.propose", "library.speak", "support.see_all"],
    ),
    (
        "commune-officer",
        "Cán bộ xã, phường",
        "Commune officer",
        ["events.query", "registry.see_commune", "plan.see", "needs.propose", "library.speak"],
    ),
    (
        "finance-officer",
        "Cán bộ Sở Tài chính",
        "Finance officer",
        [
            "registry.see_all",
            "productivity.see",
            "plan.see",
            "needs.see_all",
            "library.speak",
            "support.see_all",
        ],
    ),
    (
        "leader",
        "Lãnh đạo",
        "Leader",
        [
            *_ALL,
            "productivity.see",
            "plan.see",
            "needs.see_all",
            "library.see_all",
            "work.remind",
            "support.see_all",
            "support.decide",
        ],
    ),
    ("inspector", "Kiểm tra viên", "Inspector", [*_ALL, "labels.void", "buyers.answer"]),
    (
        "auditor",
        "Kiểm toán viên",
        "Auditor",
        [
            *_ALL,
            "productivity.see",
            "evidence.read",
            "plan.see",
            "needs.see_all",
            "library.see_all",
            "support.see_all",
        ],
    ),
    (
        "enterprise-administrator",
        "Quản trị của đơn vị",
        "Enterprise administrator",
        [*_OWN, "labels.approve", "people.manage_own", "people.enrol_recorders"],
    ),
    ("qa-manager", "Quản lý chất lượng", "QA manager", [*_OWN, "people.enrol_recorders"]),
    ("expert", "Chuyên gia", "Expert", ["support.judge"]),
    ("recorder", "Người ghi", "Recorder", ["events.capture", "events.query", "labels.activate"]),
    ("service", "Phần mềm kết nối", "Connected software", ["events.capture", "events.query"]),
]


STAFF = {
    "system-administrator",
    "lead-officer",
    "department-officer",
    "commune-officer",
    "finance-officer",
    "leader",
    "inspector",
    "auditor",
}
"""Roles of the agencies: whoever holds one needs a second factor beside the password."""
READERS = {"auditor"}
"""Roles that change nothing, whatever their permissions say."""


@transaction.atomic
def load_roles(*, at: datetime) -> None:
    """The roles a new installation starts with. A permission that came with a newer program is given to the standard
    roles it is meant for, once, and the audit says so; what an administrator took from a role stays taken."""
    Role.objects.bulk_create(
        [
            Role(
                code=code,
                name_vi=vi,
                name_en=en,
                permissions=may,
                offered=may,
                needs_second_factor=code in STAFF,
                reads_only=code in READERS,
            )
            for code, vi, en, may in ROLES
        ],
        ignore_conflicts=True,
    )
    meant = {code: may for code, _, _, may in ROLES}
    for role in Role.objects.select_for_update().filter(code__in=meant):
        _offer(role, [one for one in meant[role.code] if one not in role.offered], at)


def _offer(role: Role, new: list[str], at: datetime) -> None:
    if not new:
        return
    was, now = role.permissions, [*role.permissions, *(one for one in new if one not in role.permissions)]
    role.permissions, role.offered, role.version = now, [*role.offered, *new], role.version + 1
    role.save(update_fields=["permissions", "offered", "version"])
    record("role.offered", role, actor=None, at=at, version=role.version, changes={"permissions": [was, now]})


@transaction.atomic
def make_token(
    user: User,
    *,
    name: str,
    scopes: Collection[str],
    actor: User | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new token for this user; the answer is the only time it is seen. Raises Refused on unknown scopes
    and on a name that this user's live tokens already bear."""
    unknown = sorted(set(scopes) - SCOPES.keys())
    if unknown or not scopes:
        known = ", ".join(SCOPES)
        raise Refused(
            Problem(
                "scopes",
                Text(
                    f"Phạm vi không hợp lệ: {', '.join(unknown) or '(trống)'}. Chọn trong: {known}.",
                    f"Unknown scopes: {', '.join(unknown) or '(none)'}. Choose among: {known}.",
                ),
                "unknown-scope",
            )
        )
    if user.tokens.filter(name=name, revoked_at=None).exists():
        raise Refused(
            Problem(
                "name",
                Text(
                    f"Đã có khóa đang dùng tên “{name}”. Thu hồi khóa cũ hoặc đặt tên khác.",
                    f"A live token is already named “{name}”. Revoke it or choose another name.",
                ),
                "name-taken",
            )
        )
    token = f"ng_{secrets.token_urlsafe(32)}"
    made = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest(token),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    record("token.made", made, actor=actor, at=at, name=name, scopes=made.scopes)
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: User | None, at: datetime) -> None:
    """End a token. Revoking it twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record("token.revoked", token, actor=actor, at=at, name=token.name)


def revoke_tokens(user: User, *, actor: User | None, at: datetime) -> None:
    """End every live token of one person."""
    for token in user.tokens.filter(revoked_at=None):
        revoke_token(token, actor=actor, at=at)


@transaction.atomic
def end_sessions(user: User, sessions: Iterable[UserSession], *, actor: User | None, at: datetime) -> int:
    """End these sign-ins of one person: whoever sits there is asked to sign in again. Answers how many."""
    ended = 0
    for session in sessions:
        record("session.ended", user, actor=actor, at=at, ip=session.ip, began=session.created_at.isoformat())
        session.end()
        ended += 1
    return ended
