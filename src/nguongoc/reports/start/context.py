"""What every page of somebody who is signed in may name: where they may go, and the search box."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from nguongoc.domain.problem import Text
from nguongoc.registry.parties.rights import STRANGER, Viewer
from nguongoc.reports.start.queries import is_demonstration_loaded

PLACES = (
    (Text("Việc của tôi", "My work"), "home", ""),
    (Text("Lô hàng", "Lots"), "lots", ""),
    (Text("Sản phẩm", "Products"), "products", ""),
    (Text("Đơn vị", "Parties"), "parties", ""),
    (Text("Địa điểm", "Places"), "sites", ""),
    (Text("Chứng nhận", "Certificates"), "certificates", ""),
    (Text("Tem, nhãn", "Stamps"), "labels", "labels.request labels.approve labels.activate registry.see_all"),
    (Text("Nhập bảng tính", "Import"), "sheets", "registry.edit_own registry.edit_all"),
    (Text("Sự kiện", "Events"), "explorer", "events.query"),
    (Text("Lần ghi", "Captures"), "captures", "events.query"),
    (Text("Đăng ký nhận", "Subscriptions"), "subscriptions", "events.query"),
    (Text("Lượt quét", "Scans"), "scans", "buyers.answer events.see_all"),
    (Text("Chỉ tiêu", "Indicators"), "indicators", "plan.see"),
    (Text("Năng suất", "Productivity"), "productivity", "productivity.see"),
    (Text("Nhật ký", "Audit log"), "audit", "evidence.read"),
)
"""Name, address, and the permissions of which one must be held for it to be shown (none: everybody)."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Asked of the database only where a page shows it."""
    viewer: Viewer = getattr(request, "viewer", STRANGER)
    loaded = SimpleLazyObject(lambda: viewer.user is not None and is_demonstration_loaded())
    return {
        "navigation": SimpleLazyObject(lambda: _places(viewer, request.path, loaded)),
        "search_address": SimpleLazyObject(lambda: reverse("search") if viewer.user is not None else ""),
        "is_demonstration": loaded,
    }


def _places(viewer: Viewer, path: str, is_demonstration: Any) -> list[tuple[Text, str, bool]]:
    if viewer.user is None:
        return []
    opened = [one for one in PLACES if not one[2] or any(map(viewer.may, one[2].split()))]
    shown = [(words, reverse(name)) for words, name, _ in opened]
    if is_demonstration:
        shown.append((Text("Trình diễn", "Demonstration"), reverse("demonstration")))
    return [(words, address, _is_here(path, address)) for words, address in shown]


def _is_here(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
