"""Batches, ranges, templates and rules as tables."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import sector
from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.states import STATES
from nguongoc.foundation.shared.components import Status, Tone
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.registry.parties.models import name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, PrintRule, StampRange

NAME = Text("Tem và nhãn", "Stamps and labels")
_BATCH_TONES: dict[str, Tone] = {
    "asked": "wait",
    "making": "info",
    "ready": "wait",
    "printed": "good",
    "refused": "quiet",
    "failed": "bad",
}
_STAMP_TONES: dict[str, Tone] = {
    "issued": "quiet",
    "printed": "quiet",
    "delivered": "info",
    "activated": "good",
    "sold": "good",
    "recalled": "bad",
    "blocked": "bad",
    "void": "quiet",
}
_STATE_WORDS = {
    "asked": Text("chờ duyệt", "waits for approval"),
    "making": Text("đang tạo", "being made"),
    "ready": Text("chờ in", "ready to print"),
    "printed": Text("đã in", "printed"),
    "refused": Text("không duyệt", "refused"),
    "failed": Text("lỗi", "failed"),
}
KINDS = {
    "stamp": Text("tem từng sản phẩm", "stamps"),
    "lot": Text("nhãn theo lô", "lot labels"),
    "carton": Text("nhãn thùng (SSCC)", "carton labels (SSCC)"),
}


def batch_state(batch: LabelBatch) -> Status:
    """A batch's state in words."""
    return Status(_BATCH_TONES[batch.state], _STATE_WORDS[batch.state])


def stamp_state(state: str) -> Status:
    """A stamp's state in words."""
    return Status(_STAMP_TONES[state], STATES[state].name)


BATCHES = (
    Column(
        "ma",
        Text("Đợt in", "Batch"),
        lambda batch: batch.code,
        kind="code",
        order=("pk",),
        link=lambda batch: reverse("label_batch", args=[batch.pk]),
    ),
    Column(
        "san-pham",
        Text("Sản phẩm", "Product"),
        lambda batch: batch.product.name,
        order=("product__folded", "pk"),
        note=lambda batch: batch.owner_name,
    ),
    Column("lo", Text("Lô", "Lot"), lambda batch: batch.lot.number if batch.lot else None, kind="code"),
    Column("loai", Text("Loại", "Kind"), lambda batch: KINDS[batch.kind], order=("kind", "pk")),
    Column("so", Text("Số nhãn", "Labels"), lambda batch: batch.quantity, kind="number", order=("quantity",)),
    Column("trang-thai", Text("Trạng thái", "State"), batch_state, kind="status", order=("state", "pk")),
    Column(
        "luc",
        Text("Yêu cầu lúc", "Asked at"),
        lambda batch: batch.asked_at,
        kind="moment",
        order=("asked_at",),
    ),
)

RANGES = (
    Column(
        "tu",
        Text("Từ số", "From"),
        lambda one: numbers.control(one.first),
        kind="code",
        order=("numbers",),
        link=lambda one: f"{reverse('stamp_find')}?so={numbers.control(one.first)}",
    ),
    Column("den", Text("Đến số", "To"), lambda one: numbers.control(one.last), kind="code"),
    Column("so", Text("Số tem", "Stamps"), lambda one: one.count, kind="number"),
    Column(
        "trang-thai",
        Text("Trạng thái", "State"),
        lambda one: stamp_state(one.state),
        kind="status",
        order=("state", "numbers"),
        note=lambda one: one.why,
    ),
    Column("lo", Text("Lô", "Lot"), lambda one: one.lot.number if one.lot else None, kind="code"),
    Column("luc", Text("Từ lúc", "Since"), lambda one: one.changed_at, kind="moment", order=("changed_at",)),
)

TEMPLATES = (
    Column("ten", Text("Mẫu", "Template"), lambda one: one.name, order=("name",), note=lambda one: one.code),
    Column("tren", Text("In trên", "Medium"), lambda one: one.get_medium_display(), order=("medium", "name")),
    Column(
        "kho",
        Text("Khổ nhãn", "Label"),
        lambda one: f"{_mm(one.label_width)} × {_mm(one.label_height)} mm",
    ),
    Column("trang", Text("Nhãn một trang", "On a page"), lambda one: one.columns * one.rows, kind="number"),
    Column("tu", Text("Từ ngày", "From"), lambda one: one.valid_from, kind="day", order=("valid_from",)),
    Column("den", Text("Đến ngày", "Until"), lambda one: one.valid_to, kind="day", order=("valid_to",)),
)

RULES = (
    Column(
        "nganh",
        Text("Ngành hàng", "Sector"),
        lambda one: sector(one.sector).name if one.sector else Text("mọi ngành khác", "all others"),
        order=("sector", "valid_from"),
    ),
    Column(
        "muc", Text("Mức đầy đủ", "Score"), lambda one: one.least_score, kind="number", order=("least_score",)
    ),
    Column("cong-doan", Text("Số công đoạn", "Stages"), lambda one: one.least_stages, kind="number"),
    Column("can-cu", Text("Căn cứ", "Decided by"), lambda one: one.decided_by),
    Column("tu", Text("Từ ngày", "From"), lambda one: one.valid_from, kind="day", order=("valid_from",)),
    Column("den", Text("Đến ngày", "Until"), lambda one: one.valid_to, kind="day", order=("valid_to",)),
)


def batches(request: HttpRequest, viewer: Viewer, *, today: date) -> Table:
    """The batches that this viewer may see."""
    rows = LabelBatch.objects.visible_to(viewer).select_related("product", "lot")
    return take(
        request.GET,
        name=NAME,
        columns=BATCHES,
        rows=rows.annotate(owner_name=name_then(today, "product__owner")).order_by("-pk"),
        choices=(
            Choice("trang-thai", Text("Trạng thái", "State"), list(_STATE_WORDS.items()), _in_state),
            Choice(
                "loai", Text("Loại", "Kind"), list(KINDS.items()), lambda found, kind: found.filter(kind=kind)
            ),
        ),
        search=_search,
        search_hint=Text("số lô, mã sản phẩm", "lot, product number"),
        empty=Text(
            "Chưa có đợt in nào. Bấm “Yêu cầu in” để bắt đầu từ một sản phẩm.",
            "No batch yet. Press “Ask for labels” and begin with a product.",
        ),
    )


def ranges(request: HttpRequest, batch: LabelBatch) -> Table:
    """The stamps of a batch, range by range."""
    return take(
        request.GET,
        name=Text("Tem theo khoảng số", "Stamps by range"),
        columns=RANGES,
        rows=StampRange.objects.filter(batch=batch).select_related("lot").order_by("numbers"),
        empty=Text("Tem được cấp số khi đợt in được duyệt.", "Stamps are issued when the batch is approved."),
        id="khoang",
    )


def templates(request: HttpRequest) -> Table:
    """All label templates, ended ones too."""
    return take(
        request.GET,
        name=Text("Mẫu nhãn", "Label templates"),
        columns=TEMPLATES,
        rows=LabelTemplate.objects.all(),
        id="mau",
    )


def rules(request: HttpRequest) -> Table:
    """All print rules, ended ones too."""
    rows = PrintRule.objects.order_by("sector", F("valid_from").desc())
    return take(
        request.GET, name=Text("Điều kiện in", "What printing needs"), columns=RULES, rows=rows, id="muc"
    )


def _in_state(found: QuerySet[LabelBatch], state: str) -> QuerySet[LabelBatch]:
    return found.filter(state=state)


def _search(found: QuerySet[LabelBatch], typed: str) -> QuerySet[LabelBatch]:
    by_number = found.filter(product__gtin__contains=typed) if typed.isdigit() else found.none()
    return by_number | found.filter(lot__number__istartswith=typed)


def _mm(length: object) -> str:
    return f"{float(str(length)):g}".replace(".", ",")
