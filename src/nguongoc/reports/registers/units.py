"""How many parties and products there were in each administrative unit: the records of one day, by the units of that
day or of a later one. A report on 2023 shows districts, the same records by the units of 2026 show communes, and the
totals are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.shared.components import Words
from nguongoc.foundation.shared.forms import DayField
from nguongoc.foundation.shared.tables import Column, Table, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import number
from nguongoc.registry.parties.desk import said
from nguongoc.registry.parties.models import AdministrativeUnit, Party
from nguongoc.registry.parties.queries import all_by_unit, seats, units_on
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product

NAME = Text("Đơn vị, sản phẩm theo địa bàn", "Parties and products by unit")
DISTRICT, COMMUNE = AdministrativeUnit.Level.DISTRICT, AdministrativeUnit.Level.COMMUNE
KINDS = {
    Party.Kind.ENTERPRISE: "enterprises",
    Party.Kind.COOPERATIVE: "cooperatives",
    Party.Kind.HOUSEHOLD: "households",
}


class UnitsForm(forms.Form):
    """Of which day the records, and of which day the units."""

    ngay = DayField(label=said(Text("Số liệu ngày", "Records of")))
    theo = DayField(label=said(Text("Theo đơn vị hành chính ngày", "By the units of")), required=False)
    cap = forms.ChoiceField(
        label=said(Text("Cấp", "Level")),
        choices=[
            (COMMUNE, said(Text("xã, phường", "communes"))),
            (DISTRICT, said(Text("huyện, thành phố (đến 30/06/2025)", "districts (until 30/06/2025)"))),
        ],
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        on, by = typed.get("ngay"), typed.get("theo")
        if on and by and by < on:
            why = Text(
                "Không trước ngày của số liệu: xã mới không tách ngược được thành các xã cũ.",
                "No earlier than the records: a new commune cannot be told apart into those it was made of.",
            )
            self.add_error("theo", text(why))
        if on and by is None:
            typed["theo"] = on
        there = set() if "theo" in self.errors or not on else {one.level for one in units_on(typed["theo"])}
        if typed.get("cap") == DISTRICT and there and DISTRICT not in there:
            day = f"{typed['theo']:%d/%m/%Y}"
            why = Text(
                f"Ngày {day} không còn cấp huyện. Chọn xã, phường.",
                f"There were no districts on {day}. Choose communes.",
            )
            self.add_error("cap", text(why))
        return typed


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, and what is in it."""

    code: str
    name: str
    parent: str
    parties: Decimal = Decimal(0)
    enterprises: Decimal = Decimal(0)
    cooperatives: Decimal = Decimal(0)
    households: Decimal = Decimal(0)
    others: Decimal = Decimal(0)
    products: Decimal = Decimal(0)


COLUMNS = (
    Column(
        "ten",
        Text("Đơn vị hành chính", "Unit"),
        lambda one: one.name,
        order=("name",),
        note=lambda one: f"{one.code} · {one.parent}",
    ),
    *(
        Column(key, words, lambda one, name=name: getattr(one, name), kind="number", order=(name,))  # type: ignore[misc]
        for key, words, name in (
            ("don-vi", Text("Đơn vị", "Parties"), "parties"),
            ("dn", Text("Doanh nghiệp", "Enterprises"), "enterprises"),
            ("htx", Text("Hợp tác xã", "Cooperatives"), "cooperatives"),
            ("ho", Text("Hộ", "Households"), "households"),
            ("khac", Text("Khác", "Others"), "others"),
            ("sp", Text("Sản phẩm", "Products"), "products"),
        )
    ),
)


def counted(viewer: Viewer, *, on: date, by: date, level: str) -> list[Row]:
    """What this viewer may see of the records of `on`, by every unit of that level that was there on `by`. A product
    counts where its owner sat, from the day it was entered."""
    told = all_by_unit(_amounts(viewer, on), on=by, level=level)
    there = {one for one in units_on(by) if one.level == level}
    return [
        Row(one.code, one.name, one.parent.name if one.parent else "", **told.get(one, {}))
        for one in sorted(there | told.keys(), key=lambda one: one.code)
    ]


def _amounts(viewer: Viewer, on: date) -> Mapping[str, Mapping[int, Decimal]]:
    visible = Party.objects.visible_to(viewer)
    sat = seats(visible, on=on)
    kinds = dict(visible.values_list("pk", "kind"))
    amounts: dict[str, Counter[int]] = {
        name: Counter() for name in ("parties", *KINDS.values(), "others", "products")
    }
    for party, unit in sat.items():
        amounts["parties"][unit] += 1
        amounts[KINDS.get(Party.Kind(kinds[party]), "others")][unit] += 1
    ends = timezone.make_aware(datetime.combine(on, time.max))
    goods = Product.objects.visible_to(viewer).filter(created_at__lte=ends)
    for owner in goods.values_list("owner_id", flat=True):
        if owner in sat:
            amounts["products"][sat[owner]] += 1
    return {name: {unit: Decimal(count) for unit, count in told.items()} for name, told in amounts.items()}


def register(request: HttpRequest, form: UnitsForm, viewer: Viewer) -> Table:
    """The units as they were asked for; none while what is asked cannot be."""
    typed = form.cleaned_data if form.is_valid() else None
    rows = counted(viewer, on=typed["ngay"], by=typed["theo"], level=typed["cap"]) if typed else []
    empty = Text("Sửa ngày hoặc cấp ở trên.", "Mend the days or the level above.")
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows,
        search=lambda found, words: [
            one for one in found if fold(words) in fold(one.name) or words == one.code
        ],
        per_page=200,
        empty=empty,
    )


def totals(table: Table) -> list[tuple[Words, str]]:
    """The sums of what the table shows, by column."""
    return [
        (column.name, number(sum((column.value(row) for row in table.rows), Decimal(0))))
        for column in COLUMNS
        if column.kind == "number"
    ]
