"""What the programme keeps: documents, the catalogue of standards and tools, support cases. One question for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.search import exact_first, matching
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.catalogue.models import Item
from nguongoc.programme.library.models import Document
from nguongoc.programme.library.views.shared import state_of
from nguongoc.programme.support.models import Case
from nguongoc.programme.support.views.strip import TONES
from nguongoc.registry.parties.models import PartyName, name_then
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.search.found import SHOWN, Group, Hit, group


class _Row(NamedTuple):
    """One row of the three tables: which of them, its key, and what is told of it."""

    table: str
    pk: int
    name: str
    code: str
    state: str
    note: str


def groups(asked: str, viewer: Viewer, on: date) -> list[Group | None]:
    """Documents, standards and tools, cases: those with the very marks that were typed first."""
    tables = {"case": _cases(asked, viewer, on), "item": _items(asked, on), "document": _documents(asked, on)}
    some = [
        rows.annotate(found_in=Value(table)).values_list("found_in", *fields)[: SHOWN + 1]
        for table, (rows, fields) in tables.items()
    ]
    found = [_Row(*row) for row in some[0].union(*some[1:], all=True)]
    return [
        group(Text("Hồ sơ hỗ trợ", "Support cases"), _hits(found, "case"), "cases", asked),
        group(Text("Tiêu chuẩn, công cụ", "Standards and tools"), _hits(found, "item"), "tools", asked),
        group(Text("Văn bản", "Documents"), _hits(found, "document"), "library", asked),
    ]


def _cases(asked: str, viewer: Viewer, on: date) -> tuple[QuerySet[Any], tuple[str, ...]]:
    """By code, by what is wished for, or by the name of the party."""
    visible = Case.objects.filter(pk__in=Case.objects.visible_to(viewer).order_by().values("pk"))
    named = Q(party__in=matching(PartyName.objects.all(), asked).order_by().values("party"))
    wished = Q(pk__in=matching(visible, asked, "wish_folded").order_by().values("pk"))
    rows = visible.filter(Q(code__startswith=asked.upper()) | named | wished).annotate(
        called=name_then(on, "party"), own_code=Coalesce("code", Value(""))
    )
    return rows.order_by("-submitted_at", "-pk"), ("pk", "called", "own_code", "state", "wish_name")


def _items(asked: str, on: date) -> tuple[QuerySet[Any], tuple[str, ...]]:
    called = "name_en" if get_language() == "en" else "name_vi"
    rows = exact_first(Item.objects.on(on), asked, "name_vi", "number", "name_en").annotate(note=Value(""))
    return rows, ("pk", called, "number", "kind", "note")


def _documents(asked: str, on: date) -> tuple[QuerySet[Any], tuple[str, ...]]:
    rows = exact_first(Document.objects.with_validity(on), asked, "number", "title")
    return rows, ("pk", "title", "number", "validity", "issuer")


def _hits(found: Iterable[_Row], table: str) -> list[Hit]:
    return [_TOLD[table](row) for row in found if row.table == table]


def _case(row: _Row) -> Hit:
    state = Status(TONES[row.state], dossier.NAMES[row.state])
    code = row.code or text(Text("bản nháp", "draft"))
    return Hit(row.name, reverse("case", args=[row.pk]), row.note, code, state)


def _item(row: _Row) -> Hit:
    return Hit(row.name, reverse("tool", args=[row.pk]), str(Item.Kind(row.state).label), row.code)


def _document(row: _Row) -> Hit:
    return Hit(row.name, reverse("library_document", args=[row.pk]), row.note, row.code, state_of(row.state))


_TOLD = {"case": _case, "item": _item, "document": _document}
