"""Questions to the library: what holds, what took whose place, what changed for somebody, who has read it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.library.models import (
    Benchmark,
    Circulation,
    Document,
    Draft,
    Follow,
    Receipt,
    Relation,
)
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product

RECENT = timedelta(days=365)
"""How far back “what changed for you” looks."""
ENTERPRISES = (Party.Kind.ENTERPRISE, Party.Kind.COOPERATIVE, Party.Kind.HOUSEHOLD)
SPEAK = "library.speak"


def documents(on: date) -> QuerySet[Document]:
    """All documents, each with how it stands on that day."""
    return Document.objects.with_validity(on)


def validity(keys: Iterable[int], on: date) -> dict[int, str]:
    """How each of these documents stands on that day."""
    rows: QuerySet[Any] = documents(on).filter(pk__in=list(keys))
    return {one.pk: one.validity for one in rows}


def relations(document: Document) -> list[Relation]:
    """What it does to others and others do to it, as it is recorded now."""
    return list(
        Relation.objects.filter(Q(source=document) | Q(target=document), withdrawn_at=None)
        .select_related("source", "target")
        .order_by("in_force_on", "pk")
    )


def chain(document: Document) -> list[tuple[Relation | None, Document]]:
    """The line of documents that took one another's place and in which this one stands, the oldest first; each with
    the relation by which it took over. Two documents that one replaced stand beside each other in it."""
    found: dict[int, Document] = {document.pk: document}
    took: dict[int, Relation] = {}
    edge = {document.pk}
    while edge:
        level = Relation.objects.filter(
            Q(source__in=edge) | Q(target__in=edge), kind__in=Relation.ENDS, withdrawn_at=None
        ).select_related("source", "target")
        known = set(found)
        for one in level:
            found.setdefault(one.source_id, one.source)
            found.setdefault(one.target_id, one.target)
            took.setdefault(one.source_id, one)
        edge = set(found) - known
    rows = [(took.get(pk), one) for pk, one in found.items()]
    return sorted(rows, key=lambda row: (_began(*row), row[1].pk))


def _began(relation: Relation | None, document: Document) -> date:
    if relation is not None:
        return relation.in_force_on
    return document.in_force_on or document.issued_on or date.min


# What changed for somebody


@dataclass(frozen=True, slots=True)
class Interests:
    """What somebody hears of: any of these sectors and any of these subjects; empty: all of them."""

    sectors: Sequence[str]
    subjects: Sequence[str] = ()
    is_chosen: bool = False

    def filter(self, rows: QuerySet[Document]) -> QuerySet[Document]:
        """The documents that concern them."""
        if self.sectors:
            rows = rows.filter(Q(sectors=[]) | Q(sectors__overlap=list(self.sectors)))
        return rows.filter(subjects__overlap=list(self.subjects)) if self.subjects else rows


def interests(viewer: Viewer) -> Interests:
    """What this person chose to follow; until they choose, the sectors of what their parties make."""
    chosen = Follow.objects.filter(user=viewer.user).first() if viewer.user else None
    if chosen is not None:
        return Interests(chosen.sectors, chosen.subjects, is_chosen=True)
    made = (
        Product.objects.filter(owner__in=viewer.parties).order_by("sector").values_list("sector", flat=True)
    )
    return Interests(list(made.distinct()))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed or will: when, what, and in which document."""

    on: date
    what: Text
    document: Document
    other: Document | None = None


def changes(wanted: Interests, on: date) -> list[Change]:
    """What was issued, came into force, amended, replaced or repealed of late or soon, the newest first."""
    since = on - RECENT
    rows = wanted.filter(Document.objects.all())
    found = [
        *(
            Change(one.in_force_on, Text("có hiệu lực", "in force"), one)
            for one in rows.filter(in_force_on__gte=since)
            if one.in_force_on
        ),
        *(
            Change(one.issued_on, Text("ban hành", "issued"), one)
            for one in rows.filter(in_force_on=None, issued_on__gte=since)
            if one.issued_on
        ),
        *(
            Change(
                one.comment_until, Text("hạn góp ý thông báo TBT", "comments on the TBT notice until"), one
            )
            for one in rows.filter(comment_until__gte=on)
            if one.comment_until
        ),
    ]
    acted = Relation.objects.filter(in_force_on__gte=since, withdrawn_at=None, target__in=rows)
    for one in acted.exclude(kind=Relation.Kind.GUIDES).select_related("source", "target"):
        label = one.get_kind_display()
        what = Text(f"được {label} bởi {one.source.number}", f"{one.kind} by {one.source.number}")
        found.append(Change(one.in_force_on, what, one.target, one.source))
    return sorted(found, key=lambda change: (change.on, change.document.pk), reverse=True)


def followers(document: Document, on: date) -> QuerySet[User]:
    """Whom a change of this document is told: who follows its sectors and subjects; of those who never chose, the
    people of enterprises that make goods of its sectors (a document for every sector is told to who chose alone)."""
    chosen = Follow.objects.all()
    if document.sectors:
        chosen = chosen.filter(Q(sectors=[]) | Q(sectors__overlap=document.sectors))
    chosen = chosen.filter(Q(subjects=[]) | Q(subjects__overlap=document.subjects))
    by_choice = Q(library_follow__in=chosen)
    makers = Product.objects.filter(sector__in=document.sectors).values("owner")
    by_goods = Q(library_follow=None, pk__in=_speakers(on).filter(memberships__party__in=makers).values("pk"))
    return User.objects.filter(by_choice | by_goods, is_active=True).distinct().order_by("pk")


def _speakers(on: date) -> QuerySet[User]:
    """Who may speak for a party today."""
    held = Q(memberships__valid_from__lte=on) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=on)
    )
    return User.objects.filter(held, memberships__role__permissions__contains=[SPEAK], is_active=True)


def people_of(parties: Iterable[int], on: date) -> QuerySet[User]:
    """Who speaks for these parties."""
    return _speakers(on).filter(memberships__party__in=list(parties)).distinct().order_by("pk")


# Circulation and receipts


def audience(document: Document, sectors: Sequence[str]) -> QuerySet[Party]:
    """The enterprises before whom it is put: those that make goods of these sectors, with none named those of the
    document's sectors, with none there either every one that makes anything."""
    wanted = list(sectors) or document.sectors
    goods = Product.objects.filter(sector__in=wanted) if wanted else Product.objects.all()
    return Party.objects.filter(kind__in=ENTERPRISES, merged_into=None, pk__in=goods.values("owner"))


def counted(rows: QuerySet[Circulation]) -> QuerySet[Circulation]:
    """These, each with to how many parties it went (`went_to`) and how many have read it (`read`)."""
    return (
        rows.select_related("document")
        .annotate(went_to=Count("parties", distinct=True), read=Count("receipts__party", distinct=True))
        .order_by("-asked_at", "pk")
    )


def unread(viewer: Viewer) -> list[Circulation]:
    """What was put before this person's parties and none of them has read."""
    parties = list(viewer.parties)
    read = Receipt.objects.filter(party__in=parties).values("circulation")
    return list(
        Circulation.objects.filter(parties__in=parties)
        .exclude(pk__in=read)
        .select_related("document")
        .distinct()
        .order_by("due_on", "pk")
    )


def asks_of(document: Document, viewer: Viewer) -> list[tuple[Circulation, Receipt | None]]:
    """The circulations of this document to this person's parties, each with the receipt of one of them."""
    found = list(document.circulations.filter(parties__in=list(viewer.parties)).distinct())
    read = {
        one.circulation_id: one
        for one in Receipt.objects.filter(circulation__in=found, party__in=viewer.parties).select_related(
            "user"
        )
    }
    return [(one, read.get(one.pk)) for one in found]


# Drafts compared

Mark = Literal["same", "gone", "new"]


def compared(old: Draft, new: Draft) -> list[tuple[Mark, str]]:
    """Two drafts, paragraph by paragraph: what stayed, what went, what is new, in the order of reading."""
    before, after = (one.text.splitlines() for one in (old, new))
    told: list[tuple[Mark, str]] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            told += [("same", line) for line in before[a1:a2]]
            continue
        told += [("gone", line) for line in before[a1:a2]]
        told += [("new", line) for line in after[b1:b2]]
    return [(mark, line) for mark, line in told if line.strip()]


# Benchmarks


@dataclass(frozen=True, slots=True)
class Like:
    """Figures of one measure, method and unit: the only ones that may stand side by side."""

    measure: str
    method: str
    unit: str


def likes() -> list[Like]:
    """Every measure, method and unit of which there are figures."""
    rows = (
        Benchmark.objects.order_by("measure", "method", "unit")
        .values_list("measure", "method", "unit")
        .distinct()
    )
    return [Like(*row) for row in rows]


def side_by_side(like: Like) -> tuple[list[int], list[tuple[str, list[Any]]]]:
    """The years, and for each place its figure in each of them (None where there is none)."""
    rows = Benchmark.objects.filter(measure=like.measure, method=like.method, unit=like.unit)
    by_place: dict[str, dict[int, Any]] = defaultdict(dict)
    for one in rows.order_by("place", "year"):
        by_place[one.place][one.year] = one.value
    years = sorted({year for figures in by_place.values() for year in figures})
    return years, [(place, [figures.get(year) for year in years]) for place, figures in by_place.items()]
