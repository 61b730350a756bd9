"""For leaders: five figures on one screen of a phone, each with the list behind it; then the plan's own, and who is
late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Tile
from nguongoc.foundation.shared.templatetags.vn import number, share
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers import captures, lots, parties
from nguongoc.reports.start import plan
from nguongoc.reports.start.board import Board
from nguongoc.trace.events.models import Capture, Event


def board(viewer: Viewer, at: datetime) -> Board:
    """How the whole stands."""
    today = at.date()
    found = lots.rows(viewer, on=today).order_by()
    counts = found.aggregate(
        opened=Count("pk", filter=lots.opened_since(today.replace(day=1))),
        whole=Count("pk", filter=lots.WHOLE),
        told=Count("pk", filter=~Q(chain__told=[])),
    )
    month, quarter = at - timedelta(days=30), at - timedelta(days=90)
    sent = (
        Capture.objects.visible_to(viewer)
        .order_by()
        .filter(received_at__gte=quarter)
        .aggregate(
            month=Count("sender", distinct=True, filter=Q(success=True, received_at__gte=month)),
            quarter=Count("sender", distinct=True, filter=Q(success=True)),
            refused=Count("pk", filter=captures.WITH_PROBLEMS & Q(received_at__gte=month)),
        )
    )
    events = Event.objects.visible_to(viewer).count()
    whole = counts["whole"] / counts["told"] if counts["told"] else None
    return Board(
        words=Text(
            "Năm con số của tỉnh; bấm vào để xem danh sách phía sau.", "Five figures; each opens its list."
        ),
        tiles=[
            Tile(
                Text("Lô mở trong tháng này", "Lots opened this month"),
                number(counts["opened"]),
                link=lots.address(mo="thang-nay"),
            ),
            Tile(
                Text("Chuỗi đủ công đoạn", "Chains with all stages"),
                share(whole, 0),
                done=whole,
                note=Text(
                    f"{number(counts['whole'])} trên {number(counts['told'])} lô",
                    f"{number(counts['whole'])} of {number(counts['told'])} lots",
                ),
                link=lots.address(chuoi="du"),
            ),
            Tile(
                Text("Đơn vị gửi trong 30 ngày", "Parties sending in 30 days"),
                number(sent["month"]),
                note=Text(
                    f"{number(sent['quarter'])} trong 90 ngày", f"{number(sent['quarter'])} in 90 days"
                ),
                link=parties.address(gui="30"),
            ),
            Tile(
                Text("Sự kiện trong kho", "Events in the store"),
                number(events),
                link=captures.address(**{"ket-qua": "ghi"}),
            ),
            Tile(
                Text("Lần ghi bị từ chối", "Refused captures"),
                number(sent["refused"]),
                note=Text("trong 30 ngày", "in 30 days"),
                link=captures.address(**{"ket-qua": "tu-choi", "trong": "30"}),
            ),
        ],
        main=[plan.targets(viewer, at)],
        aside=[plan.late(viewer, at)],
    )
