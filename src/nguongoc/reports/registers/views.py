"""The registers as pages, and what stands behind one of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.tables import Column, Table, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Site
from nguongoc.registry.parties.rights import Request, edits, may, signed_in
from nguongoc.reports.registers import audit, captures, lots, parties, products, queries, records, units
from nguongoc.reports.registers.faults import place
from nguongoc.trace.events.models import Capture


@require_safe
@signed_in
def lot_register(request: Request) -> HttpResponseBase:
    """`/lo-hang/`: the lots that the reader may see, each with how its chain stands."""
    words = _(
        "Lô hàng của bạn, hoặc của cả tỉnh khi vai trò cho phép. Cột Chuỗi nói công đoạn nào chưa ai ghi."
    )
    table = lots.register(request, request.viewer, today=timezone.localdate())
    return _listing(request, table, words)


@require_safe
@may("events.query")
def capture_register(request: Request) -> HttpResponseBase:
    """`/lan-ghi/`: the documents that were sent."""
    words = _("Mỗi dòng là một tài liệu đã gửi vào kho. Tài liệu bị từ chối nói rõ sai ở đâu và sửa thế nào.")
    return _listing(request, captures.register(request, request.viewer, at=timezone.localtime()), words)


@require_safe
@signed_in
def product_register(request: Request) -> HttpResponseBase:
    """`/san-pham/`: the products that the reader may see."""
    words = _(
        "Cột Hồ sơ nói còn thiếu thông tin nào trong những thông tin mà Thông tư 02/2024/TT-BKHCN yêu cầu."
    )
    ways = [(Text("Đầu mã GS1", "GS1 prefixes"), reverse("prefixes"))]
    ways.append((Text("Danh mục rủi ro", "Risk lists"), reverse("risk_items")))
    if request.viewer.may("registry.edit_all"):
        ways.append((Text("Dữ liệu bắt buộc", "Required data"), reverse("rule_sets")))
    table = products.register(request, request.viewer, today=timezone.localdate())
    return _listing(request, table, words, ways)


@require_safe
@signed_in
def party_register(request: Request) -> HttpResponseBase:
    """`/don-vi/`: the parties that the reader may see."""
    words = _("Đơn vị gửi gần đây nhất đứng đầu.")
    ways = [(Text("Theo địa bàn", "By administrative unit"), reverse("units"))]
    if request.viewer.may("registry.edit_all"):
        ways = [
            (Text("Thêm đơn vị", "Add a party"), reverse("party_new")),
            (Text("Tìm hồ sơ trùng", "Find duplicates"), reverse("party_duplicates")),
            *ways,
        ]
    return _listing(request, parties.register(request, request.viewer, at=timezone.localtime()), words, ways)


@require_safe
@signed_in
def unit_register(request: Request) -> HttpResponseBase:
    """`/don-vi-hanh-chinh/`: parties and products by administrative unit, of one day and by the units of a day."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    asked = {"ngay": today, "theo": "", "cap": units.COMMUNE, **request.GET.dict()}
    form = units.UnitsForm(asked)
    table = units.register(request, form, request.viewer)
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    shown = {"form": form, "totals": units.totals(table), "trail": trail}
    return answer(request, "registers/units.html", table, **shown)


@require_safe
@may("evidence.read")
def audit_log(request: Request) -> HttpResponseBase:
    """`/nhat-ky/`: who did what."""
    words = _("Ai đã làm gì với hồ sơ nào, mới nhất đứng đầu. Không dòng nào sửa hay xóa được.")
    return _listing(request, audit.register(request), words)


def _listing(
    request: Request, table: Table, words: str, doors: Sequence[tuple[Text, str]] = ()
) -> HttpResponseBase:
    trail = [(_("Việc của tôi"), reverse("home")), (table.name, "")]
    return answer(request, "registers/listing.html", table, words=words, trail=trail, doors=doors)


@require_safe
@signed_in
def party(request: Request, party: int) -> HttpResponseBase:
    """`/don-vi/{id}/`: one party, with all that is its own."""
    found = get_object_or_404(records.party_rows(request.viewer), pk=party)
    return _record(request, records.party_page(found, request.viewer, today=timezone.localdate()))


@require_safe
@signed_in
def product(request: Request, product: int) -> HttpResponseBase:
    """`/san-pham/{id}/`: one product, with what its record lacks by each rule set."""
    today = timezone.localdate()
    found = get_object_or_404(records.product_rows(request.viewer, today), pk=product)
    page = records.product_page(found, request.viewer, today=today)
    return _record(request, page, records=records.records(found, today))


@require_safe
@signed_in
def certificate(request: Request, certificate: int) -> HttpResponseBase:
    """`/giay-chung-nhan/{id}/`: one certificate."""
    rows = Certificate.objects.all().visible_to(request.viewer).select_related("party", "file")
    found = get_object_or_404(rows, pk=certificate)
    return _record(request, records.paper_page(found, request.viewer, today=timezone.localdate()))


@require_safe
@signed_in
def declaration(request: Request, declaration: int) -> HttpResponseBase:
    """`/cong-bo/{id}/`: one declaration."""
    rows = Declaration.objects.all().visible_to(request.viewer).select_related("party", "file")
    found = get_object_or_404(rows, pk=declaration)
    return _record(request, records.paper_page(found, request.viewer, today=timezone.localdate()))


@require_safe
@signed_in
def site(request: Request, site: int) -> HttpResponseBase:
    """`/dia-diem/{id}/`: one place."""
    found = get_object_or_404(
        Site.objects.visible_to(request.viewer).select_related("party", "unit"), pk=site
    )
    return _record(request, records.site_page(found, request.viewer, today=timezone.localdate()))


def _record(request: Request, page: records.Page, **shown: Any) -> HttpResponseBase:
    trail = [(_("Việc của tôi"), reverse("home")), *((text(words), address) for words, address in page.trail)]
    return render(request, "registers/record.html", {"page": page, "trail": trail, **shown})


@require_safe
@signed_in
def lot(request: Request, lot: int) -> HttpResponseBase:
    """`/lo-hang/{id}/`: one lot, its journey and its events."""
    found = get_object_or_404(
        Lot.objects.visible_to(request.viewer).select_related("product", "origin", "chain_keys"), pk=lot
    )
    page = queries.lot_page(found, request.viewer, today=timezone.localdate())
    name = text(Text(f"Lô {found.number}", f"Lot {found.number}"))
    table = take(
        request.GET, name=EVENTS_NAME, columns=EVENT_COLUMNS, rows=page.events, empty=NO_EVENTS, id="su-kien"
    )
    trail = [(_("Việc của tôi"), reverse("home")), (text(lots.NAME), reverse("lots")), (name, "")]
    shown = {"page": page, "name": name, "trail": trail, "public": lots.public_path(found)}
    shown["history"] = records.history(found)
    shown["edits"] = edits(request.viewer, found.product.owner_id)
    return answer(request, "registers/lot.html", table, **shown)


EVENTS_NAME = Text("Sự kiện của lô", "Events of the lot")
NO_EVENTS = Text(
    "Chưa ai gửi sự kiện nào nêu tên lô này, hoặc bạn không được xem những sự kiện ấy.",
    "Nobody has sent an event that names this lot, or you may not see those events.",
)
EVENT_COLUMNS = (
    Column(
        "luc",
        Text("Lúc", "At"),
        lambda told: told.at,
        kind="moment",
        order=("at",),
        link=lambda told: told.link,
    ),
    Column(
        "cong-doan",
        Text("Việc, công đoạn", "Step, stage"),
        lambda told: told.step,
        order=("step", "at"),
        note=lambda told: told.stage,
    ),
    Column(
        "gui",
        Text("Đơn vị gửi", "Sender"),
        lambda told: told.sender,
        order=("sender", "at"),
        note=lambda told: told.place,
    ),
    Column("luong", Text("Lượng", "Amount"), lambda told: told.amounts),
    Column("hieu-luc", Text("Hiệu lực", "Counts"), lambda told: told.state, kind="status"),
    Column(
        "ghi",
        Text("Ghi lúc", "Recorded"),
        lambda told: told.recorded_at,
        kind="moment",
        order=("recorded_at",),
    ),
)


@require_safe
@may("events.query")
def capture_job(request: Request, job: UUID) -> HttpResponseBase:
    """`/lan-ghi/{id}/`: one capture, and everything that was wrong with it."""
    found = get_object_or_404(Capture.objects.visible_to(request.viewer), pk=job)
    page = queries.capture_page(found)
    table = take(
        request.GET, name=FAULTS_NAME, columns=FAULT_COLUMNS, rows=page.faults, empty=NO_FAULTS, id="loi"
    )
    name = _("Lần ghi")
    trail = [(_("Việc của tôi"), reverse("home")), (text(captures.NAME), reverse("captures")), (name, "")]
    return answer(request, "registers/capture.html", table, page=page, trail=trail)


FAULTS_NAME = Text("Danh sách lỗi", "List of problems")
NO_FAULTS = Text("Tài liệu này không có lỗi nào.", "Nothing is wrong with this document.")
FAULT_COLUMNS = (
    Column(
        "o-dau",
        Text("Ở đâu", "Where"),
        lambda fault: place(fault.where) if fault.where else None,
        order=("where",),
        note=lambda fault: fault.where,
    ),
    Column("vi-sao", Text("Sai gì, sửa thế nào", "What is wrong, what to do"), lambda fault: fault.why),
    Column("muc", Text("Mức", "Kind"), lambda fault: fault.state, kind="status"),
)
