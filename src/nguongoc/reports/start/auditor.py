"""For auditors: what was done lately, and whether the audit is sealed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.models import Entry, Seal
from nguongoc.foundation.shared.components import Fact
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment, number
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers import audit
from nguongoc.reports.start.board import Board, Row, Section
from nguongoc.reports.start.health import unsealed

SHOWN = 12


def board(viewer: Viewer, at: datetime) -> Board:
    """The latest entries, and the seals over them."""
    latest = list(audit.rows()[:SHOWN])
    last = Seal.objects.order_by("-position").first()
    return Board(
        words=Text(
            "Ai vừa làm gì, và nhật ký đã được niêm phong tới đâu.", "Who did what, and how far it is sealed."
        ),
        main=[
            Section(
                id="nhat-ky",
                name=Text("Mới nhất trong nhật ký", "Latest in the audit log"),
                rows=[_entry(entry) for entry in latest],
                empty=audit.EMPTY,
                more=reverse("audit"),
            )
        ],
        aside=[_seals(last)],
    )


def _entry(entry: Entry) -> Row:
    who = str(entry.actor) if entry.actor else text(Text("hệ thống", "the system"))
    return Row(
        name=audit.deed(entry),
        link="",
        note=" · ".join(one for one in (audit.details(entry), who) if one),
        when=moment(entry.at),
    )


def _seals(last: Seal | None) -> Section:
    facts = [
        Fact(Text("Đã niêm phong", "Sealed"), number(last.position if last else 0)),
        Fact(Text("Chưa niêm phong", "Not sealed"), number(unsealed())),
        Fact(Text("Niêm phong lúc", "Sealed at"), moment(last.sealed_at if last else None)),
        Fact(Text("Mã băm cuối", "Last hash"), bytes(last.hash).hex() if last else "–"),
        Fact(Text("Kiểm tra toàn bộ", "Verify all"), "nguongoc verify"),
    ]
    return Section(id="niem-phong", name=Text("Niêm phong", "Seals"), facts=facts)
