"""The lists of links, reports and signs, each as one table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.resolver.link_types import LINK_TYPES
from nguongoc.trace.resolver.models import CodeTest, Link, Report, Sign
from nguongoc.trace.resolver.signs import RULES

LINKS = Text("Liên kết của mã", "Links of codes")
REPORTS = Text("Phản ánh của người mua", "Buyers' reports")
CODE_TESTS = Text("Tự kiểm tra mã đã in", "Tests of printed codes")
SIGNS = Text("Dấu hiệu trong lượt quét", "Signs in the scans")

REPORT_TONES: Mapping[str, Any] = {"new": "wait", "read": "info", "answered": "good", "closed": "quiet"}
SIGN_TONES: Mapping[str, Any] = {"open": "wait", "answered": "good", "closed": "quiet"}


def report_state(found: Report) -> Status:
    return Status(REPORT_TONES[found.state], found.get_state_display())


def sign_state(found: Sign) -> Status:
    return Status(SIGN_TONES[found.state], found.get_state_display())


def link_state(link: Link) -> Status:
    """Whether it leads somewhere; `is_in_force` is annotated by the register."""
    if link.ended_at is not None:
        return Status("quiet", Text("đã kết thúc", "ended"))
    if link.is_default:
        return Status("good", Text("mặc định", "default"))
    return Status("info", Text("đang dùng", "in use"))


def links(request: HttpRequest, viewer: Viewer) -> Table:
    """The links that this viewer may see."""
    return take(
        request.GET,
        name=LINKS,
        columns=(
            Column("ma", Text("Mã", "Code"), lambda one: one.anchor, "code", ("anchor",), link=_link_address),
            Column(
                "trang",
                Text("Trang", "Page"),
                lambda one: one.title,
                order=("title",),
                note=lambda one: one.href,
            ),
            Column("loai", Text("Loại", "Type"), lambda one: text(LINK_TYPES[one.type]), order=("type",)),
            Column("tieng", Text("Ngôn ngữ", "Languages"), lambda one: ", ".join(one.languages)),
            Column("tu", Text("Từ ngày", "From"), lambda one: one.valid_from, "day", ("valid_from",)),
            Column("den", Text("Đến ngày", "Until"), lambda one: one.valid_to, "day", ("valid_to",)),
            Column("tinh-trang", Text("Tình trạng", "State"), link_state, "status"),
        ),
        rows=Link.objects.visible_to(viewer).order_by("anchor", "pk"),
        choices=(
            Choice(
                "con",
                Text("Tình trạng", "State"),
                [("dung", Text("đang dùng", "in use")), ("het", Text("đã kết thúc", "ended"))],
                lambda rows, value: rows.filter(ended_at__isnull=value == "dung"),
            ),
        ),
        search=lambda rows, typed: rows.filter(
            Q(anchor__contains=typed) | Q(title__icontains=typed) | Q(href__icontains=typed)
        ),
        search_hint=Text("mã, tên trang, địa chỉ", "code, page, address"),
        empty=Text(
            "Chưa có liên kết nào. Mã luôn dẫn tới trang của tỉnh; thêm liên kết khi đơn vị có trang riêng.",
            "No links yet. A code always leads to the province's page; add a link when you have a page of your own.",
        ),
    )


def _link_address(link: Link) -> str:
    return reverse("link", args=[link.pk])


def reports(request: HttpRequest, viewer: Viewer) -> Table:
    """What buyers said of the goods that this viewer may see."""
    return take(
        request.GET,
        name=REPORTS,
        columns=(
            Column(
                "luc",
                Text("Lúc", "At"),
                lambda one: one.at,
                "moment",
                ("at",),
                link=lambda one: reverse("report", args=[one.pk]),
            ),
            Column(
                "ve",
                Text("Về việc", "About"),
                lambda one: one.get_kind_display(),
                order=("kind",),
                note=_short,
            ),
            Column(
                "hang",
                Text("Hàng", "Goods"),
                lambda one: one.product.name if one.product else "",
                note=lambda one: one.code,
            ),
            Column("trang-thai", Text("Trạng thái", "State"), report_state, "status", ("state", "at")),
        ),
        rows=Report.objects.visible_to(viewer).select_related("product").order_by("-at"),
        choices=(
            Choice("trang-thai", Text("Trạng thái", "State"), Report.State.choices, _by_state),
            Choice(
                "ve", Text("Về việc", "About"), Report.Kind.choices, lambda rows, kind: rows.filter(kind=kind)
            ),
        ),
        empty=Text(
            "Chưa có phản ánh nào. Người mua gửi từ trang sau mã QR, không cần tài khoản.",
            "No reports yet. Buyers send them from the page behind the code, without an account.",
        ),
    )


def _short(one: Report) -> str:
    return one.words if len(one.words) <= 120 else one.words[:119] + "…"


def _by_state(rows: Any, state: str) -> Any:
    return rows.filter(state=state)


def signs(request: HttpRequest, viewer: Viewer) -> Table:
    """What in the scans of their goods should be looked at."""
    return take(
        request.GET,
        name=SIGNS,
        columns=(
            Column(
                "dau-hieu",
                Text("Dấu hiệu", "Sign"),
                lambda one: text(RULES[one.rule].name),
                order=("rule",),
                note=lambda one: f"{one.count} {text(RULES[one.rule].what)}",
                link=lambda one: reverse("scan_sign", args=[one.pk]),
            ),
            Column(
                "hang", Text("Hàng", "Goods"), lambda one: one.product.name if one.product else "", note=goods
            ),
            Column("tu", Text("Từ", "From"), lambda one: one.first_at, "moment", ("first_at",)),
            Column("den", Text("Gần nhất", "Latest"), lambda one: one.last_at, "moment", ("last_at",)),
            Column("trang-thai", Text("Trạng thái", "State"), sign_state, "status", ("state", "last_at")),
        ),
        rows=Sign.objects.visible_to(viewer).select_related("product").order_by("-last_at"),
        choices=(
            Choice("trang-thai", Text("Trạng thái", "State"), Sign.State.choices, _by_state),
            Choice(
                "loai",
                Text("Loại", "Kind"),
                [(code, rule.name) for code, rule in RULES.items()],
                lambda rows, code: rows.filter(rule=code),
            ),
        ),
        empty=Text(
            "Không có dấu hiệu nào. Các lượt quét được xem lại mỗi phút.",
            "There are no signs. Scans are looked at every minute.",
        ),
    )


def code_tests(request: HttpRequest) -> Table:
    """Each night's try of printed codes."""
    return take(
        request.GET,
        name=CODE_TESTS,
        columns=(
            Column("luc", Text("Lúc", "At"), lambda one: one.at, "moment", ("at",)),
            Column("da-thu", Text("Mã đã thử", "Codes tried"), lambda one: one.tried, "number", ("tried",)),
            Column("ket-qua", Text("Kết quả", "Result"), _test_state, "status", ("failed",), note=_faults),
            Column(
                "noi-khac",
                Text("Dẫn tới trang của đơn vị", "Lead to their maker's page"),
                lambda one: one.elsewhere,
                "number",
            ),
            Column(
                "giay", Text("Số giây", "Seconds"), lambda one: Decimal(one.milliseconds) / 1000, "number"
            ),
        ),
        rows=CodeTest.objects.order_by("-at"),
        empty=Text(
            "Chưa thử lần nào. Hệ thống thử các mã đã in lúc 02:15 mỗi đêm.",
            "No test yet. Printed codes are tried at 02:15 each night.",
        ),
    )


def _test_state(one: CodeTest) -> Status:
    if not one.tried:
        return Status("quiet", Text("chưa có mã nào được in", "no code is printed yet"))
    if not one.failed:
        return Status("good", Text("mọi mã đều mở được", "every code leads somewhere"))
    return Status("bad", Text(f"{one.failed} mã không mở được", f"{one.failed} codes lead nowhere"))


def _faults(one: CodeTest) -> str:
    shown = [f"{fault['code']}: {text(Text(fault['vi'], fault['en']))}" for fault in one.faults[:5]]
    return "; ".join(shown) + ("…" if one.failed > len(shown) else "")


def goods(one: Sign) -> str:
    """Lot and serial of a sign, as they stand on a package."""
    return " · ".join(filter(None, (one.lot_number, one.serial)))
