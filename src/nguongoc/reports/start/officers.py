"""For officers of the province and its communes: what in the province needs a word, a visit, or a correction."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Tile
from nguongoc.foundation.shared.templatetags.vn import number
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import AdministrativeUnit, PartyAddress
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers import captures, lots, products
from nguongoc.reports.start import plan, waiting, works
from nguongoc.reports.start.board import Board


def board(viewer: Viewer, at: datetime) -> Board:
    """The worklist of the province; a commune's officers see their own commune's lots first."""
    today = at.date()
    home = _commune(viewer) if "commune-officer" in viewer.roles else None
    found = _home_first(lots.rows(viewer, on=today), home)
    counts = found.order_by().aggregate(
        gaps=Count("pk", filter=lots.GAPS), late=Count("pk", filter=lots.telling_after_expiry())
    )
    incomplete = works.incomplete_products(products.rows(viewer, on=today))
    return Board(
        words=_words(home),
        tiles=[
            Tile(
                Text("Lô còn thiếu công đoạn", "Lots with gaps"),
                number(counts["gaps"]),
                link=lots.address(chuoi="thieu"),
            ),
            Tile(
                Text("Hết hạn mà còn ghi", "Told of after their date"),
                number(counts["late"]),
                link=lots.address(han="ghi-sau"),
            ),
            Tile(
                Text("Sản phẩm thiếu thông tin", "Incomplete products"),
                number(incomplete.count),
                link=products.address(**{"ho-so": "thieu"}),
            ),
        ],
        main=[
            waiting.section(viewer, at),
            *([plan.due(viewer, at)] if viewer.may("plan.see") else []),
            works.gaps(found, counts["gaps"]),
            works.telling_after_expiry(found, counts["late"]),
        ],
        aside=[
            works.refused_by_party(captures.rows(viewer, at=at), at),
            incomplete,
        ],
    )


def _commune(viewer: Viewer) -> AdministrativeUnit | None:
    seats = PartyAddress.objects.filter(party=viewer.party).select_related("unit").order_by("-valid_from")
    seat = seats.first()
    return seat.unit if seat else None


def _home_first(found: QuerySet[Lot], home: AdministrativeUnit | None) -> QuerySet[Lot]:
    if home is None:
        return found
    here = Case(When(origin=home, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(here, *found.query.order_by)


def _words(home: AdministrativeUnit | None) -> Text:
    if home is None:
        return Text(
            "Những gì trong tỉnh đang cần nhắc, kiểm tra hay sửa.", "What in the province needs a word."
        )
    return Text(
        f"Những gì đang cần nhắc, kiểm tra hay sửa; lô làm ra ở {home.name} đứng trước.",
        f"What needs a word or a visit; lots made in {home.name} come first.",
    )
