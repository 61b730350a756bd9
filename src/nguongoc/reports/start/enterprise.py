"""For an enterprise's people: their lots, their dates, their documents."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact, Tile
from nguongoc.foundation.shared.templatetags.vn import moment, number
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers import captures, lots
from nguongoc.reports.start import waiting, works
from nguongoc.reports.start.board import Board, Section
from nguongoc.trace.events.models import Capture


def board(viewer: Viewer, at: datetime) -> Board:
    """What waits for a member of a party that makes, moves or sells."""
    today = at.date()
    own = lots.rows(viewer, on=today)
    sent = captures.rows(viewer, at=at)
    counts = own.order_by().aggregate(
        all=Count("pk"),
        whole=Count("pk", filter=lots.WHOLE),
        gaps=Count("pk", filter=lots.GAPS),
        silent=Count("pk", filter=lots.SILENT),
        near=Count("pk", filter=lots.near(today)),
    )
    last = sent.filter(success=True).first()
    return Board(
        words=Text(
            "Lô hàng, hạn dùng và các lần gửi của đơn vị bạn.", "Your party's lots, dates and documents."
        ),
        tiles=_tiles(counts),
        main=[waiting.section(viewer, at), works.refused(sent, at), works.gaps(own, counts["gaps"])],
        aside=[
            works.next_steps(
                own, silent=counts["silent"], last_sent=last.received_at if last else None, at=at
            ),
            works.dates(own, today, counts["near"]),
            _last_sent(last),
        ],
    )


def _tiles(counts: dict[str, int]) -> list[Tile]:
    return [
        Tile(
            Text("Lô đủ công đoạn", "Lots with all stages"),
            number(counts["whole"]),
            target=number(counts["all"]),
            done=counts["whole"] / counts["all"] if counts["all"] else 0.0,
            link=lots.address(chuoi="du"),
        ),
        Tile(
            Text("Lô còn thiếu công đoạn", "Lots with gaps"),
            number(counts["gaps"]),
            link=lots.address(chuoi="thieu"),
        ),
        Tile(
            Text("Hết hạn trong 30 ngày", "Expire within 30 days"),
            number(counts["near"]),
            link=lots.address(han="gan"),
        ),
    ]


def _last_sent(last: Capture | None) -> Section:
    facts = []
    if last is not None:
        facts = [
            Fact(
                Text("Nhận lúc", "Received"),
                moment(last.received_at),
                link=reverse("capture_job", args=[last.pk]),
            ),
            Fact(Text("Sự kiện mới", "New events"), number(last.events)),
        ]
    return Section(
        id="gui-gan-nhat",
        name=Text("Lần gửi gần nhất", "Last document"),
        facts=facts,
        empty=captures.EMPTY,
        more=captures.address(),
    )
