"""For finance officers: what the registers hold. Estimates and payments come with the programme."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import sector
from nguongoc.foundation.shared.components import Fact, Tile
from nguongoc.foundation.shared.templatetags.vn import number
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.reports.registers import lots, parties, products
from nguongoc.reports.start import plan
from nguongoc.reports.start.board import Board, Section


def board(viewer: Viewer, at: datetime) -> Board:
    """How many of each kind there are."""
    kinds = _counts(Party.objects.visible_to(viewer), "kind")
    sectors = _counts(Product.objects.visible_to(viewer), "sector")
    return Board(
        words=Text(
            "Hồ sơ đăng ký trong tỉnh, theo loại đơn vị và ngành hàng.",
            "The province's registers in figures.",
        ),
        tiles=[
            Tile(Text("Đơn vị", "Parties"), number(sum(kinds.values())), link=parties.address()),
            Tile(Text("Sản phẩm", "Products"), number(sum(sectors.values())), link=products.address()),
            Tile(
                Text("Lô hàng", "Lots"), number(Lot.objects.visible_to(viewer).count()), link=lots.address()
            ),
        ],
        main=[
            plan.due(viewer, at),
            Section(
                id="don-vi",
                name=Text("Đơn vị theo loại", "Parties by kind"),
                facts=[
                    Fact(Party.Kind(kind).label, number(count), link=parties.address(loai=kind))
                    for kind, count in kinds.items()
                ],
                empty=parties.EMPTY,
            ),
        ],
        aside=[
            Section(
                id="san-pham",
                name=Text("Sản phẩm theo ngành hàng", "Products by sector"),
                facts=[
                    Fact(sector(code).name, number(count), link=products.address(nganh=code))
                    for code, count in sectors.items()
                ],
                empty=products.EMPTY,
            )
        ],
    )


def _counts(found: object, field: str) -> dict[str, int]:
    rows = found.order_by().values(field).annotate(n=Count("pk")).order_by("-n", field)  # type: ignore[attr-defined]
    return {row[field]: row["n"] for row in rows}
