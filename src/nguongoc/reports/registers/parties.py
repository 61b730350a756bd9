"""The register of parties, and when each sent last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.search import matching
from nguongoc.foundation.shared.tables import Choice, Column, Table, take
from nguongoc.registry.parties.models import Party, PartyName
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.models import Capture

NAME = Text("Đơn vị", "Parties")
EMPTY = Text(
    "Tài khoản này chưa thuộc đơn vị nào. Nhờ quản trị viên thêm vào đơn vị.",
    "This account belongs to no party. Ask the administrator for a membership.",
)
HINT = Text("tên, mã đơn vị, mã số thuế", "name, code, tax code")

COLUMNS = (
    Column(
        "ten",
        Text("Đơn vị", "Party"),
        lambda party: party.name_then,
        order=("name_then",),
        note=lambda party: party.internal_code,
        link=lambda party: reverse("party", args=[party.pk]),
    ),
    Column(
        "loai", Text("Loại", "Kind"), lambda party: party.get_kind_display(), order=("kind", "internal_code")
    ),
    Column(
        "xa", Text("Nơi đặt", "Seat"), lambda party: party.unit_then, order=("unit_then", "internal_code")
    ),
    Column(
        "thue", Text("Mã số thuế", "Tax code"), lambda party: party.tax_code, kind="code", order=("tax_code",)
    ),
    Column("gln", Text("GLN", "GLN"), lambda party: party.gln, kind="code", order=("gln",)),
    Column(
        "gui",
        Text("Gửi gần nhất", "Sent last"),
        lambda party: party.sent_at,
        kind="moment",
        order=("sent_at",),
    ),
)


def register(request: HttpRequest, viewer: Viewer, *, at: datetime) -> Table:
    """The parties that this viewer may see, as they were asked for."""
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows(viewer, at=at),
        choices=_choices(at),
        search=_search,
        search_hint=HINT,
        empty=EMPTY,
    )


def rows(viewer: Viewer, *, at: datetime) -> QuerySet[Party]:
    """The parties that this viewer may see, with `name_then`, `unit_then` and `sent_at`; who sent last comes
    first."""
    last_taken_in = Capture.objects.filter(sender=OuterRef("pk"), success=True).order_by("-received_at")
    return (
        Party.objects.visible_to(viewer)
        .living()
        .named(at.date())
        .annotate(sent_at=Subquery(last_taken_in.values("received_at")[:1]))
        .order_by(F("sent_at").desc(nulls_last=True), "internal_code")
    )


def address(**asked: str) -> str:
    """The register with these filters."""
    return f"{reverse('parties')}?{urlencode(asked)}" if asked else reverse("parties")


def senders_since(moment: datetime) -> QuerySet[Any]:
    """The parties of which something was taken in since then, by key."""
    return (
        Capture.objects.filter(success=True, received_at__gte=moment).order_by().values("sender").distinct()
    )


def _choices(at: datetime) -> tuple[Choice, ...]:
    return (
        Choice(
            "loai",
            Text("Loại", "Kind"),
            list(Party.Kind.choices),
            lambda found, kind: found.filter(kind=kind),
        ),
        Choice(
            "gui",
            Text("Đã gửi trong", "Sent within"),
            [
                ("30", Text("30 ngày qua", "the last 30 days")),
                ("90", Text("90 ngày qua", "the last 90 days")),
            ],
            lambda found, days: found.filter(pk__in=senders_since(at - timedelta(days=int(days)))),
        ),
    )


def _search(found: QuerySet[Party], typed: str) -> QuerySet[Party]:
    named = matching(PartyName.objects.all(), typed).values("party")
    codes = Q(internal_code__istartswith=typed) | Q(tax_code__startswith=typed) | Q(gln=typed)
    return found.filter(codes | Q(pk__in=named))
