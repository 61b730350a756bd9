"""The registers of series and of runs, each as one table."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp.measures import MEASURES, SECTORS
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.programme.productivity import queries
from nguongoc.programme.productivity.models import Area, Run
from nguongoc.registry.parties.rights import Viewer

DEMO_WORDS = Text("số liệu trình diễn", "demonstration data")
DEMO = Status("wait", DEMO_WORDS)
STATES = {
    "approved": Status("good", Text("đã duyệt công bố", "approved")),
    "returned": Status("bad", Text("trả lại", "returned")),
    "withdrawn": Status("quiet", Text("đã rút", "withdrawn")),
    "": Status("wait", Text("chờ duyệt", "awaits approval")),
}


def state(run: Run, said: str) -> Status:
    """How a run stands."""
    return DEMO if run.is_demonstration else STATES[said]


SERIES = (
    Column(
        "chi-tieu",
        Text("Chỉ tiêu", "Series"),
        lambda one: one.name,
        order=("measure", "sector"),
        note=lambda one: one.area.name + (" · " + DEMO_WORDS.vi if one.is_demonstration else ""),
        link=lambda one: reverse("productivity_one", args=[one.pk]),
    ),
    Column("don-vi", Text("Đơn vị", "Unit"), lambda one: one.unit),
    Column(
        "nam",
        Text("Các năm", "Years"),
        lambda one: f"{one.first}–{one.last}" if one.first else "",
        order=("first", "measure"),
    ),
    Column("gia", Text("Năm gốc giá", "Price base"), lambda one: one.price_base or "–"),
    Column(
        "ban", Text("Số bản", "Vintages"), lambda one: one.count, kind="number", order=("count", "measure")
    ),
    Column(
        "cong-bo",
        Text("Công bố", "Published"),
        lambda one: one.published_on,
        kind="day",
        order=("published_on",),
    ),
    Column("nguon", Text("Nguồn", "Source"), lambda one: one.source),
)

RUNS = (
    Column(
        "ten",
        Text("Lần tính", "Run"),
        lambda run: run.name,
        order=("name",),
        note=lambda run: run.area.name,
        link=lambda run: reverse("productivity_run", args=[run.pk]),
    ),
    Column(
        "giai-doan",
        Text("Giai đoạn", "Period"),
        lambda run: f"{run.first_year}–{run.last_year}",
        order=("first_year", "last_year"),
    ),
    Column(
        "trang-thai", Text("Trạng thái", "State"), lambda run: state(run, run.verdict or ""), kind="status"
    ),
    Column("nguoi", Text("Người tính", "Made by"), lambda run: run.made_by.full_name if run.made_by else "–"),
    Column("luc", Text("Lúc", "At"), lambda run: run.made_at, kind="moment", order=("made_at",)),
)


def series(request: HttpRequest, viewer: Viewer) -> Table:
    """The series, as they were asked for."""
    areas = [(str(area.pk), str(area)) for area in Area.objects.filter(series__isnull=False).distinct()]
    return take(
        request.GET,
        name=Text("Chuỗi số liệu", "Statistical series"),
        columns=SERIES,
        rows=queries.series_of(viewer),
        choices=(
            Choice("dia-phuong", Text("Địa phương", "Area"), areas, lambda rows, pk: rows.filter(area=pk)),
            Choice(
                "loai",
                Text("Chỉ tiêu", "Measure"),
                [(code, one.name) for code, one in MEASURES.items()],
                lambda rows, code: rows.filter(measure=code),
            ),
            Choice(
                "khu-vuc",
                Text("Khu vực", "Sector"),
                [(code, name) for code, name in SECTORS.items() if code],
                lambda rows, code: rows.filter(sector=code),
            ),
        ),
        empty=Text(
            "Chưa có chuỗi nào. Nhập bảng đầu tiên từ niên giám thống kê của tỉnh.",
            "No series yet. Enter the first table from the province's statistical yearbook.",
        ),
    )


def runs(request: HttpRequest, viewer: Viewer) -> Table:
    """The runs, as they were asked for."""
    return take(
        request.GET,
        name=Text("Các lần tính TFP", "TFP runs"),
        columns=RUNS,
        rows=queries.runs_of(viewer),
        empty=Text(
            "Chưa có lần tính nào. Nhập GRDP, vốn đầu tư và lao động rồi bấm Tính mới.",
            "No run yet. Enter GRDP, investment and labour, then start one.",
        ),
    )
