"""Say what a role may do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.accounts.permissions import PERMISSIONS, WIDE
from nguongoc.registry.parties.editing import Opened, Plain, change
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.people.queries import ALL, managers


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
    if role.code in manager_roles() and ALL not in permissions:
        refuse_to_lose_the_last_manager(managers(on=timezone.localdate(at)).exclude(role=role))
    told_in_order = [one for one in PERMISSIONS if one in permissions]
    return change(
        role, {"permissions": told_in_order, **names}, verb="role.changed", actor=actor, at=at, opened=opened
    )


def manager_roles() -> set[str]:
    """The roles that look after all accounts. Locked: two who take each other's last right wait in line."""
    held = Role.objects.select_for_update().filter(permissions__contains=[ALL]).order_by("code")
    return {role.code for role in held}


def refuse_to_lose_the_last_manager(left: QuerySet[Membership]) -> None:
    """Raises Refused where none of those who look after all accounts would be left."""
    if not left.exists():
        why = Text(
            "Sẽ không còn ai quản lý tài khoản và quyền của hệ thống. Giao quyền ấy cho người khác trước đã.",
            "Nobody would be left to look after accounts and rights. Give that right to somebody else first.",
        )
        raise Refused(Problem("permissions", why, "last-manager"))
