"""Documents entered and mended, and what each does to others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.notices.actions import tell_all
from nguongoc.foundation.notices.models import Notice
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.library.models import Document, Relation
from nguongoc.programme.library.queries import followers
from nguongoc.registry.parties.editing import Opened, change

SEED = Path(__file__).parents[1] / "seed" / "documents.toml"
ONE_AT_A_TIME = 0x11B7  # advisory lock: two officers must not close a circle between them
TOLD_BACK = timedelta(days=60)
"""What is older than this when it is entered is history, and nobody is told of it."""


def load_library(*, at: datetime) -> None:
    """The documents that a new installation knows, each marked with how surely. What an officer has changed since
    stays."""
    if Document.objects.exists():
        return
    told = tomllib.loads(SEED.read_text(encoding="utf-8"))
    known = {}
    for one in told["documents"]:
        known[one["number"]] = Document.objects.create(
            **{"source": told["source"], "entered_at": at, **one, "folded": _folded(one)}
        )
    for one in told["relations"]:
        source, target = known[one.pop("source")], known[one.pop("target")]
        Relation.objects.create(source=source, target=target, entered_at=at, **one)


def _folded(told: Mapping[str, Any]) -> str:
    """Words alone: a number with strokes would be taken for a path."""
    said = fold(" ".join(str(told[name]) for name in ("number", "title", "issuer")))
    return re.sub(r"[^a-z0-9]+", " ", said).strip()[:800]


def kept(file: IO[bytes] | None, actor: User | None, at: datetime) -> Attachment | None:
    """The file as an attachment, where one was handed in."""
    return keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at) if file else None


def texts(told: Mapping[str, Any]) -> dict[str, Any]:
    """Texts in one spelling."""
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in told.items()}


def _refuse_days(told: Mapping[str, Any]) -> None:
    """Raises Refused for days that cannot be."""
    problems = []
    issued, holds, ends = (told.get(name) for name in ("issued_on", "in_force_on", "ends_on"))
    if issued and holds and holds < issued:
        why = Text(
            f"Ngày có hiệu lực ({day(holds)}) trước ngày ban hành ({day(issued)}). Xem lại văn bản.",
            f"In force ({day(holds)}) before it is issued ({day(issued)}). Look at the paper again.",
        )
        problems.append(Problem("in_force_on", why, "holds-before-issue"))
    if ends and (begun := holds or issued) and ends < begun:
        why = Text("Ngày hết hiệu lực trước ngày có hiệu lực.", "It ends before it holds.")
        problems.append(Problem("ends_on", why, "ends-before-it-holds"))
    if told.get("comment_until") and told.get("kind") != Document.Kind.TBT:
        why = Text("Chỉ thông báo TBT có hạn góp ý ở đây.", "Only a TBT notice has a day for comments here.")
        problems.append(Problem("comment_until", why, "not-tbt"))
    if problems:
        raise Refused(problems)


@transaction.atomic
def enter_document(
    *, number: str, issuer: str, actor: User | None, at: datetime, file: IO[bytes] | None = None, **told: Any
) -> Document:
    """A document as its paper says; those who follow its sectors and subjects are told. Raises Refused where it is
    entered already, and for days that cannot be."""
    told = texts({"number": number, "issuer": issuer, **told})
    if Document.objects.filter(number=told["number"], issuer=told["issuer"]).exists():
        why = Text(
            f"Văn bản {told['number']} của {told['issuer']} đã có trong thư viện.",
            f"{told['number']} of {told['issuer']} is in the library already.",
        )
        raise Refused(Problem("number", why, "document-known"))
    _refuse_days(told)
    made = Document.objects.create(
        **told, folded=_folded(told), file=kept(file, actor, at), entered_by=actor, entered_at=at
    )
    record("document.entered", made, actor=actor, at=at, number=made.number, title=made.title)
    today = timezone.localdate(at)
    newest = max((one for one in (made.issued_on, made.in_force_on) if one), default=None)
    if (newest and newest >= today - TOLD_BACK) or (made.comment_until and made.comment_until >= today):
        _tell(made, Text(f"Văn bản mới: {made.number}", f"New document: {made.number}"), at, "entered")
    return made


def _tell(document: Document, title: Text, at: datetime, what: str) -> None:
    """Tell who follows it and has not been told of this yet: the worker asks every minute."""
    once = f"document:{document.pk}:{what}"
    told = Notice.objects.filter(kind="library", once=once).values("user")
    tell_all(
        followers(document, timezone.localdate(at)).exclude(pk__in=told),
        "library",
        title,
        Text(document.title, document.title),
        at=at,
        link=reverse("library_document", args=[document.pk]),
        once=once,
    )


@transaction.atomic
def change_document(
    document: Document,
    *,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
    file: IO[bytes] | None = None,
    **told: Any,
) -> None:
    """Mend what is said of a document. Raises Refused for days that cannot be or that what others do to it
    contradicts, and Overtaken where somebody else changed the same fields."""
    told = texts(told)
    _refuse_days({name: told.get(name, getattr(document, name)) for name in (*DAYS, "kind")})
    issued = told.get("issued_on")
    early = document.acts_on.filter(withdrawn_at=None, in_force_on__lt=issued).first() if issued else None
    if early is not None:
        why = Text(
            f"Văn bản này đã được ghi là {early.get_kind_display()} {early.target} từ {day(early.in_force_on)}, trước "
            "ngày ban hành vừa nhập. Rút quan hệ ấy trước.",
            f"It is said to act on {early.target} from {day(early.in_force_on)}, before this day. Withdraw that first.",
        )
        raise Refused(Problem("issued_on", why, "acts-before-issue"))
    if file:
        told["file"] = kept(file, actor, at)
    named = {name: told.get(name, getattr(document, name)) for name in ("number", "title", "issuer")}
    change(
        document,
        {**told, "folded": _folded(named)},
        verb="document.changed",
        actor=actor,
        at=at,
        opened=opened,
    )


DAYS = ("issued_on", "in_force_on", "ends_on", "comment_until")


@transaction.atomic
def relate(
    source: Document,
    target: Document,
    *,
    kind: str,
    in_force_on: date,
    certainty: str,
    actor: User | None,
    at: datetime,
    scope: str = "",
) -> Relation:
    """What one document does to another from a day on; those who follow the other are told. Raises Refused for a
    document that acts on itself, acts before it is issued or before the other is, ends what is ended already, closes
    a circle, or repeals a part without naming it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    scope = nfc(scope).strip()
    problem = (
        _cannot_act(source, target, in_force_on)
        or _known(source, target, kind)
        or (_ended_already(target, in_force_on) if kind != Relation.Kind.GUIDES else None)
        or (_circle(source, target) if kind in Relation.ENDS else None)
    )
    if problem is None and kind == Relation.Kind.REPEALS_PART and not scope:
        why = Text("Ghi rõ phần nào bị bãi bỏ.", "Say which part is repealed.")
        problem = Problem("scope", why, "part-not-named")
    if problem is not None:
        raise Refused(problem)
    made = Relation.objects.create(
        source=source,
        target=target,
        kind=kind,
        in_force_on=in_force_on,
        scope=scope,
        certainty=certainty,
        entered_by=actor,
        entered_at=at,
    )
    record(
        "document.related",
        source,
        actor=actor,
        at=at,
        kind=kind,
        target=target.pk,
        in_force_on=in_force_on.isoformat(),
    )
    if kind != Relation.Kind.GUIDES and in_force_on >= timezone.localdate(at) - TOLD_BACK:
        label = made.get_kind_display()
        title = Text(
            f"{target.number} được {label} bởi {source.number} từ {day(in_force_on)}",
            f"{target.number}: {kind} by {source.number} from {day(in_force_on)}",
        )
        _tell(target, title, at, f"relation:{made.pk}")
    return made


def _cannot_act(source: Document, target: Document, on: date) -> Problem | None:
    if source.pk == target.pk:
        why = Text("Văn bản không thể tác động lên chính nó.", "A document does not act on itself.")
        return Problem("target", why, "itself")
    if source.issued_on and on < source.issued_on:
        why = Text(
            f"Quan hệ có hiệu lực trước ngày {source.number} được ban hành ({day(source.issued_on)}).",
            f"It would act before {source.number} was issued ({day(source.issued_on)}).",
        )
        return Problem("in_force_on", why, "acts-before-issue")
    if source.issued_on and target.issued_on and source.issued_on < target.issued_on:
        why = Text(
            f"{source.number} ban hành trước {target.number}, không thể tác động lên nó. Có thể bạn chọn ngược chiều.",
            f"{source.number} is older than {target.number}. Perhaps it is the other way round.",
        )
        return Problem("target", why, "older")
    return None


def _known(source: Document, target: Document, kind: str) -> Problem | None:
    if not Relation.objects.filter(source=source, target=target, kind=kind, withdrawn_at=None).exists():
        return None
    why = Text("Quan hệ này đã được ghi.", "This is entered already.")
    return Problem("target", why, "relation-known")


def _ended_already(target: Document, on: date) -> Problem | None:
    """Ended for good before that day, by another document or by its own last day."""
    by = target.acted_on_by.filter(kind__in=Relation.ENDS, withdrawn_at=None).select_related("source").first()
    if by is not None:
        why = Text(
            f"{target.number} đã hết hiệu lực từ {day(by.in_force_on)} do {by.source.number} {by.get_kind_display()}. "
            "Nếu ghi nhầm, rút quan hệ cũ trước.",
            f"{target.number} has ended on {day(by.in_force_on)} by {by.source.number}. Withdraw that if it is wrong.",
        )
        return Problem("target", why, "ended-already")
    if target.ends_on is not None and target.ends_on < on:
        why = Text(
            f"{target.number} đã tự hết hiệu lực sau ngày {day(target.ends_on)}.",
            f"{target.number} has ended by itself after {day(target.ends_on)}.",
        )
        return Problem("target", why, "ended-already")
    return None


def _circle(source: Document, target: Document) -> Problem | None:
    """Whether the target took, by whatever way, the source's place."""
    edge, seen = {target.pk}, set[int]()
    while edge:
        seen |= edge
        rows = Relation.objects.filter(source__in=edge, kind__in=Relation.ENDS, withdrawn_at=None)
        edge = set(rows.values_list("target", flat=True)) - seen
    if source.pk not in seen:
        return None
    why = Text(
        f"{target.number} đã thay thế {source.number} (trực tiếp hoặc qua văn bản khác), nên không thể ngược lại.",
        f"{target.number} took the place of {source.number} already: it cannot be the other way round too.",
    )
    return Problem("target", why, "circle")


@transaction.atomic
def unrelate(relation: Relation, *, why: str, actor: User | None, at: datetime) -> None:
    """Withdraw a relation that was entered by mistake. Raises Refused without a reason, and where it is withdrawn."""
    if not why.strip():
        said = Text("Ghi lý do rút.", "Say why.")
        raise Refused(Problem("why", said, "reason"))
    done = Relation.objects.filter(pk=relation.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_why=nfc(why).strip()[:300]
    )
    if not done:
        said = Text("Quan hệ này đã được rút.", "It is withdrawn already.")
        raise Refused(Problem("", said, "withdrawn"))
    record("document.unrelated", relation.source, actor=actor, at=at, target=relation.target_id, why=why)


COMMENTS_END = timedelta(days=7)


def announce(at: datetime) -> None:
    """Tell followers on the day when a document comes into force, and a week before a TBT notice's comments close:
    what the worker does every minute, each once."""
    today = timezone.localdate(at)
    for one in Document.objects.filter(in_force_on=today):
        with transaction.atomic():
            _tell(
                one,
                Text(f"Có hiệu lực hôm nay: {one.number}", f"In force today: {one.number}"),
                at,
                "in-force",
            )
    closing = Document.objects.filter(comment_until__range=(today, today + COMMENTS_END))
    for one in closing:
        title = Text(
            f"Sắp hết hạn góp ý {one.number}: {day(one.comment_until)}",
            f"Comments on {one.number} close on {day(one.comment_until)}",
        )
        with transaction.atomic():
            _tell(one, title, at, "comments")
