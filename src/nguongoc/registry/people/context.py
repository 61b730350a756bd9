"""What every page of somebody who stands in for another says, and where an account leads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.rights import STRANGER, Viewer
from nguongoc.registry.people import queries
from nguongoc.registry.people.models import Delegation
from nguongoc.registry.people.queries import lent_to


def standing_in(request: HttpRequest) -> dict[str, Any]:
    """`standing_in`: what the reader does today in others' stead. Asked of the database only where a page shows it, and
    only of those who hold a role that ends: what is lent always does."""
    return {"standing_in": SimpleLazyObject(lambda: _lent(request))}


def ways(request: HttpRequest) -> dict[str, Any]:
    """`ways`: where else one's own account leads, as (address, name, words). Asked for by the account's page alone."""
    return {"ways": SimpleLazyObject(lambda: _ways(getattr(request, "viewer", STRANGER)))}


def _ways(viewer: Viewer) -> list[tuple[str, Text, Text]]:
    return [
        (reverse(route), name, words)
        for route, needs, name, words in WAYS
        if not needs or any(map(viewer.may, needs))
    ]


WAYS: tuple[tuple[str, tuple[str, ...], Text, Text], ...] = (
    (
        "delegations",
        (),
        Text("Ủy quyền khi vắng", "Delegation while away"),
        Text(
            "Giao một vai trò cho người cùng đơn vị, từ ngày đến ngày.",
            "Lend a role to a colleague for some days.",
        ),
    ),
    (
        "privacy",
        (),
        Text("Dữ liệu cá nhân", "Personal data"),
        Text(
            "Hệ thống giữ gì về bạn; tải về, sửa, xóa.", "What is kept of you; take it along, correct, erase."
        ),
    ),
    (
        "people",
        (queries.MANAGES, queries.ENROLS, queries.ALL),
        Text("Người của đơn vị", "People"),
        Text(
            "Mời người, đổi vai trò, điện thoại của người ghi.",
            "Invite people, change roles, recorders' phones.",
        ),
    ),
    (
        "roles",
        (),
        Text("Vai trò và quyền", "Roles and rights"),
        Text("Mỗi vai trò làm được những gì.", "What each role may do."),
    ),
    (
        "locks",
        (queries.ALL,),
        Text("Khóa đăng nhập", "Lock-outs"),
        Text("Ai nhập sai mật khẩu, ai đang bị khóa.", "Who failed to sign in, who is locked out."),
    ),
    (
        "settings",
        (),
        Text("Thiết lập", "Settings"),
        Text("Giới hạn, thời hạn, lịch lưu giữ đang áp dụng.", "Limits, deadlines and periods in force."),
    ),
)


def _lent(request: HttpRequest) -> list[Delegation]:
    viewer: Viewer = getattr(request, "viewer", STRANGER)
    if viewer.user is None or not viewer.is_lent:
        return []
    return list(lent_to(viewer.user, on=timezone.localdate()))
