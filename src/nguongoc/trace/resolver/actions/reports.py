"""What buyers say of goods, and who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.products.models import Product
from nguongoc.trace.resolver.models import Report

MOST_AN_HOUR = 5
"""So many reports from one phone within an hour are enough; the next is asked to wait."""
GRAVE = (Report.Kind.HARM, Report.Kind.DOUBT)


@dataclass(frozen=True, slots=True)
class Said:
    """What a buyer filled in."""

    kind: str
    words: str
    place: str = ""
    contact: str = ""


@transaction.atomic
def report(
    code: str,
    said: Said,
    *,
    product: Product | None,
    device: bytes,
    at: datetime,
    photo: Attachment | None = None,
) -> Report:
    """Take a report. Raises Refused for a phone that has sent many within the hour."""
    lately = Report.objects.filter(device=device, at__gt=at - timedelta(hours=1)).count()
    if lately >= MOST_AN_HOUR:
        raise Refused(_slower())
    made = Report.objects.create(
        at=at,
        code=code,
        product=product,
        kind=said.kind,
        words=nfc(said.words.strip()),
        place=said.place,
        contact=said.contact.strip(),
        photo=photo,
        device=device,
    )
    _tell_those_who_answer(made, at)
    return made


def _tell_those_who_answer(made: Report, at: datetime) -> None:
    title = Text("Người mua gửi phản ánh", "A buyer has sent a report")
    words = Text(f"{made.get_kind_display()}: {made.words[:200]}", f"{made.kind}: {made.words[:200]}")
    for user in _answerers(made):
        tell(user, "inspection", title, words, at=at, link=f"/phan-anh/{made.pk}/")


def _answerers(made: Report) -> Sequence[User]:
    """Those of the maker who answer, and inspectors where goods may be harmful or false."""
    open_ones = User.objects.filter(is_active=True, is_service=False, memberships__valid_to=None)
    found = set()
    if made.product is not None:
        found |= set(
            open_ones.filter(
                memberships__party=made.product.owner_id,
                memberships__role__permissions__contains=["buyers.answer"],
            )
        )
    if made.kind in GRAVE or made.product is None:
        found |= set(open_ones.filter(memberships__role="inspector"))
    return sorted(found, key=lambda user: user.pk)


@transaction.atomic
def handle(made: Report, *, state: str, answer: str, actor: User | None, at: datetime) -> Report:
    """Take it up, answer it, close it. Raises Refused where it would be answered or closed without a word."""
    made = Report.objects.select_for_update().get(pk=made.pk)
    if state in (Report.State.ANSWERED, Report.State.CLOSED) and not answer.strip():
        raise Refused(_words_needed())
    if state == Report.State.NEW:
        raise Refused(_not_back())
    before = made.state
    made.state, made.answer, made.handled_by, made.handled_at = state, nfc(answer.strip()), actor, at
    made.save()
    record("report.handled", made, actor=actor, at=at, before=before, state=state)
    return made


def _slower() -> Problem:
    why = Text(
        "Máy này vừa gửi nhiều phản ánh. Hãy đợi một giờ rồi gửi tiếp, hoặc gọi cơ quan quản lý thị trường.",
        "This phone has just sent many reports. Wait an hour, or call the market inspectors.",
    )
    return Problem("", why, "slower")


def _words_needed() -> Problem:
    return Problem(
        "answer", Text("Ghi câu trả lời trước khi khép.", "Write an answer first."), "words-needed"
    )


def _not_back() -> Problem:
    return Problem(
        "state", Text("Chọn đang xem, đã trả lời hoặc đã khép.", "Choose what it is now."), "state"
    )
