"""What every page of somebody who is signed in may name: where they may go, and the search box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.rights import STRANGER, Viewer
from nguongoc.reports.start.queries import is_demonstration_loaded

PLACES = (
    (Text("Việc của tôi", "My work"), "home", ""),
    (Text("Danh sách việc", "Work list"), "works", "plan.see privacy.answer"),
    (Text("Lô hàng", "Lots"), "lots", ""),
    (Text("Sản phẩm", "Products"), "products", ""),
    (Text("Đơn vị", "Parties"), "parties", ""),
    (Text("Địa điểm", "Places"), "sites", ""),
    (Text("Chứng nhận", "Certificates"), "certificates", ""),
    (Text("Bản công bố", "Declarations"), "declarations", ""),
    (Text("Nhập bảng tính", "Import"), "sheets", "registry.edit_own registry.edit_all"),
    (Text("Sự kiện", "Events"), "explorer", "events.query"),
    (Text("Lần ghi", "Captures"), "captures", "events.query"),
    (
        Text("Tem, nhãn", "Labels"),
        "labels",
        "labels.request labels.approve labels.activate labels.void registry.see_all",
    ),
    (Text("Lượt quét", "Scans"), "scans", "buyers.answer events.see_all"),
    (Text("Đăng ký nhận", "Subscriptions"), "subscriptions", "events.query"),
    (Text("Chỉ tiêu", "Indicators"), "indicators", "plan.see"),
    (Text("Kế hoạch", "Plan"), "plan", "plan.see"),
    (Text("Nhu cầu", "Needs"), "needs", "needs.propose needs.compile needs.see_all"),
    (Text("Hồ sơ hỗ trợ", "Support"), "cases", "support.apply support.see_all support.judge"),
    (Text("Công cụ", "Tools"), "tools", ""),
    (Text("Thư viện", "Library"), "library", ""),
    (Text("Năng suất", "Productivity"), "productivity", "productivity.see"),
    (
        Text("Người của đơn vị", "People"),
        "people",
        "accounts.manage people.manage_own people.enrol_recorders",
    ),
    (Text("Vai trò", "Roles"), "roles", ""),
    (Text("Thiết lập", "Settings"), "settings", ""),
    (Text("Nhật ký", "Audit log"), "audit", "evidence.read"),
)
"""Name, address, and the permissions of which one must be held for it to be shown (none: everybody)."""
NEAR = ("home", "works", "lots", "products", "parties", "indicators")
"""What stands in the bar itself, where there is room; everything stands in the menu."""
RECORDS, TRACE, PROGRAMME, SYSTEM = (
    Text("Hồ sơ", "Records"),
    Text("Truy xuất", "Traceability"),
    Text("Chương trình", "Programme"),
    Text("Hệ thống", "System"),
)
GROUPS = {
    RECORDS: (
        "home",
        "works",
        "lots",
        "products",
        "parties",
        "sites",
        "certificates",
        "declarations",
        "sheets",
    ),
    TRACE: ("explorer", "captures", "labels", "scans", "subscriptions"),
    PROGRAMME: (),
    SYSTEM: ("people", "roles", "settings", "audit", "demonstration"),
}
"""The parts of the menu; a place that no part names belongs to the programme."""


@dataclass(frozen=True, slots=True)
class Way:
    """One place that the reader may go to, and whether they are there now."""

    name: Text
    address: str
    route: str
    is_here: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Asked of the database only where a page shows it."""
    viewer: Viewer = getattr(request, "viewer", STRANGER)
    loaded = SimpleLazyObject(lambda: viewer.user is not None and is_demonstration_loaded())
    return {
        "navigation": SimpleLazyObject(lambda: _near(viewer, request.path, loaded)),
        "menu": SimpleLazyObject(lambda: _menu(viewer, request.path, loaded)),
        "search_address": SimpleLazyObject(lambda: reverse("search") if viewer.user is not None else ""),
        "is_demonstration": loaded,
    }


def _ways(viewer: Viewer, path: str, is_demonstration: Any) -> list[Way]:
    if viewer.user is None:
        return []
    opened = [
        (words, name) for words, name, needs in PLACES if not needs or any(map(viewer.may, needs.split()))
    ]
    if is_demonstration:
        opened.append((Text("Trình diễn", "Demonstration"), "demonstration"))
    return [Way(words, reverse(name), name, _is_here(path, reverse(name))) for words, name in opened]


def _near(viewer: Viewer, path: str, is_demonstration: Any) -> list[Way]:
    """The bar: the places most often gone to; where the reader is elsewhere, that place instead of the last of them."""
    ways = _ways(viewer, path, is_demonstration)
    near = [one for one in ways if one.route in NEAR]
    here = [one for one in ways if one.is_here and one.route not in NEAR]
    return [*near[: len(NEAR) - len(here)], *here]


def _menu(viewer: Viewer, path: str, is_demonstration: Any) -> list[tuple[Text, list[Way]]]:
    """Everything, by parts; parts in which there is nothing for this reader are left out."""
    part_of = {route: part for part, routes in GROUPS.items() for route in routes}
    parts: dict[Text, list[Way]] = {part: [] for part in GROUPS}
    for one in _ways(viewer, path, is_demonstration):
        parts[part_of.get(one.route, PROGRAMME)].append(one)
    return [(part, ways) for part, ways in parts.items() if ways]


def _is_here(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
