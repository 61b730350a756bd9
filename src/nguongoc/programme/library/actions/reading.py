"""Who is told of what, and who says that they have read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell_all
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.library.models import Circulation, Document, Follow, Receipt
from nguongoc.programme.library.queries import audience, people_of
from nguongoc.registry.parties.models import Party


@transaction.atomic
def follow(user: User, *, sectors: Sequence[str], subjects: Sequence[str], at: datetime) -> None:
    """Keep what this person wants to hear of."""
    wanted = {"sectors": sorted(sectors), "subjects": sorted(subjects)}
    Follow.objects.update_or_create(user=user, defaults={**wanted, "since": at})
    record("library.followed", user, actor=user, at=at, **wanted)


@transaction.atomic
def circulate(
    document: Document,
    *,
    words: str,
    actor: User | None,
    at: datetime,
    sectors: Sequence[str] = (),
    due_on: date | None = None,
) -> Circulation:
    """Put a document before the enterprises that it concerns, as they are today, and ask them to say that they have
    read it. Raises Refused where it would reach nobody, and for a day that has passed."""
    if due_on is not None and due_on < timezone.localdate(at):
        why = Text("Hạn đọc không thể ở quá khứ.", "The day has passed.")
        raise Refused(Problem("due_on", why, "in-the-past"))
    reached = list(audience(document, sectors))
    if not reached:
        why = Text(
            "Không có đơn vị nào làm sản phẩm của ngành này, nên chưa gửi cho ai.",
            "No enterprise makes goods of this sector: it would reach nobody.",
        )
        raise Refused(Problem("sectors", why, "nobody"))
    made = Circulation.objects.create(
        document=document, words=nfc(words).strip(), due_on=due_on, asked_by=actor, asked_at=at
    )
    made.parties.set(reached)
    record("document.circulated", document, actor=actor, at=at, circulation=made.pk, parties=len(reached))
    _ask(made, [one.pk for one in reached], at, "asked")
    return made


def _ask(circulation: Circulation, parties: Sequence[int], at: datetime, once: str) -> int:
    number = circulation.document.number
    until = f" (hạn {day(circulation.due_on)})" if circulation.due_on else ""
    by = f" (by {day(circulation.due_on)})" if circulation.due_on else ""
    return tell_all(
        people_of(parties, timezone.localdate(at)),
        "library",
        Text(f"Cần đọc {number}{until}", f"Please read {number}{by}"),
        Text(circulation.words, circulation.words),
        at=at,
        link=reverse("library_document", args=[circulation.document_id]),
        once=f"circulation:{circulation.pk}:{once}",
    )


@transaction.atomic
def confirm(circulation: Circulation, party: Party, *, user: User, at: datetime) -> Receipt:
    """Somebody says, for their party, that they have read it; twice changes nothing. Raises Refused for a party that
    it was not put before."""
    if not circulation.parties.filter(pk=party.pk).exists():
        why = Text("Văn bản này không gửi cho đơn vị của bạn.", "It was not put before your enterprise.")
        raise Refused(Problem("", why, "not-asked"))
    made, is_new = Receipt.objects.get_or_create(
        circulation=circulation, party=party, user=user, defaults={"read_at": at}
    )
    if is_new:
        record(
            "document.read",
            circulation.document,
            actor=user,
            at=at,
            party=party.pk,
            circulation=circulation.pk,
        )
    return made


@transaction.atomic
def remind_unread(circulation: Circulation, *, actor: User | None, at: datetime) -> int:
    """Tell those who have not read it once more, at most once a day; answers how many people were told."""
    read = Receipt.objects.filter(circulation=circulation).values("party")
    silent = list(circulation.parties.exclude(pk__in=read).values_list("pk", flat=True))
    told = _ask(circulation, silent, at, f"again:{timezone.localdate(at)}")
    record(
        "document.reminded", circulation.document, actor=actor, at=at, circulation=circulation.pk, people=told
    )
    return told
