"""Policies drafted, others asked, each opinion answered; and standards that somebody proposes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.library.actions.documents import kept, texts
from nguongoc.programme.library.models import Document, Dossier, Draft, Opinion, Proposal
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Party


@transaction.atomic
def begin_dossier(*, title: str, about: str, actor: User | None, at: datetime, **told: Any) -> Dossier:
    """A policy that shall be written or changed."""
    made = Dossier.objects.create(**texts({"title": title, "about": about, **told}))
    record("dossier.begun", made, actor=actor, at=at, title=made.title)
    return made


@transaction.atomic
def change_dossier(
    dossier: Dossier, *, actor: User | None, at: datetime, opened: Opened | None = None, **told: Any
) -> None:
    """Its title and what it is about. Raises Refused once it is out or dropped, and Overtaken."""
    held = _held(dossier)
    if held.state in (Dossier.State.FINAL, Dossier.State.DROPPED):
        raise Refused(Problem("", _over(held), "over"))
    change(dossier, texts(told), verb="dossier.changed", actor=actor, at=at, opened=opened)


def _held(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)


def _over(held: Dossier) -> Text:
    return Text(
        f"Hồ sơ này {held.get_state_display()} nên không làm việc này được.",
        f"This cannot be done while the dossier is “{held.state}”.",
    )


@transaction.atomic
def add_draft(
    dossier: Dossier,
    *,
    text: str,
    actor: User | None,
    at: datetime,
    note: str = "",
    file: IO[bytes] | None = None,
) -> Draft:
    """The next version of the text. Raises Refused once it is out or dropped, and where nothing is new."""
    held = _held(dossier)
    if held.state in (Dossier.State.FINAL, Dossier.State.DROPPED):
        raise Refused(Problem("", _over(held), "over"))
    last = held.drafts.order_by("-number").first()
    text = nfc(text).replace("\r\n", "\n").strip()
    if last is not None and last.text == text:
        why = Text(
            f"Giống hệt dự thảo lần {last.number}, nên không thêm.",
            f"The same as draft {last.number}, word for word.",
        )
        raise Refused(Problem("text", why, "nothing-new"))
    made = Draft.objects.create(
        dossier=held,
        number=last.number + 1 if last else 1,
        text=text,
        note=nfc(note).strip(),
        file=kept(file, actor, at),
        made_by=actor,
        made_at=at,
    )
    record("dossier.drafted", held, actor=actor, at=at, number=made.number)
    return made


@transaction.atomic
def consult(dossier: Dossier, *, closes_on: date, actor: User | None, at: datetime) -> None:
    """Ask others until a day. Raises Refused without a draft, for a day that is not to come, and in a state that does
    not go there."""
    held, today = _held(dossier), timezone.localdate(at)
    problem = None
    if held.state not in (Dossier.State.DRAFTING, Dossier.State.WEIGHING):
        problem = Problem("", _over(held), "state")
    elif not held.drafts.exists():
        problem = Problem("", Text("Thêm dự thảo trước khi lấy ý kiến.", "Add a draft first."), "no-draft")
    elif closes_on <= today:
        why = Text("Hạn góp ý phải sau hôm nay.", "The last day must lie ahead.")
        problem = Problem("closes_on", why, "in-the-past")
    if problem is not None:
        raise Refused(problem)
    values = {"state": Dossier.State.CONSULTING, "opened_on": held.opened_on or today, "closes_on": closes_on}
    change(dossier, values, verb="dossier.opened", actor=actor, at=at)


@transaction.atomic
def opine(
    dossier: Dossier, party: Party, *, words: str, actor: User | None, at: datetime, clause: str = ""
) -> Opinion:
    """What a party says of the latest draft. Raises Refused outside the consultation's days: the day's end counts."""
    held = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not held.takes_opinions(timezone.localdate(at)):
        why = Text(
            f"Đã hết hạn góp ý ({day(held.closes_on)})." if held.closes_on else "Chưa mở lấy ý kiến.",
            f"The consultation closed on {day(held.closes_on)}."
            if held.closes_on
            else "Nobody is asked yet.",
        )
        raise Refused(Problem("", why, "closed"))
    draft = held.drafts.order_by("-number").first()
    assert draft is not None
    made = Opinion.objects.create(
        draft=draft,
        party=party,
        clause=nfc(clause).strip(),
        words=nfc(words).strip(),
        given_by=actor,
        given_at=at,
    )
    record("dossier.opinion_given", held, actor=actor, at=at, opinion=made.pk, party=party.pk)
    return made


@transaction.atomic
def weigh(dossier: Dossier, *, actor: User | None, at: datetime) -> None:
    """The day has passed: no more opinions, each is answered. Raises Refused before the last day has ended: who was
    promised a day has it."""
    held = _held(dossier)
    if held.state != Dossier.State.CONSULTING:
        raise Refused(Problem("", _over(held), "state"))
    if held.closes_on is not None and timezone.localdate(at) <= held.closes_on:
        why = Text(
            f"Còn trong hạn góp ý đến hết {day(held.closes_on)}.",
            f"Opinions are taken until {day(held.closes_on)}.",
        )
        raise Refused(Problem("", why, "still-open"))
    change(dossier, {"state": Dossier.State.WEIGHING}, verb="dossier.weighed", actor=actor, at=at)


@transaction.atomic
def reply(
    opinion: Opinion,
    *,
    taken: str,
    words: str,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> None:
    """Answer an opinion; who gave it is told. Raises Refused without words, once the policy is out, and Overtaken."""
    held = _held(opinion.draft.dossier)
    if held.state in (Dossier.State.FINAL, Dossier.State.DROPPED):
        raise Refused(Problem("", _over(held), "over"))
    if not words.strip():
        raise Refused(
            Problem(
                "reply", Text("Ghi lời trả lời: người góp ý sẽ đọc.", "Say something: they read it."), "reply"
            )
        )
    values = {"taken": taken, "reply": nfc(words).strip(), "replied_by": actor, "replied_at": at}
    change(opinion, values, verb="dossier.opinion_answered", actor=actor, at=at, opened=opened)
    if opinion.given_by is not None:
        tell(
            opinion.given_by,
            "library",
            Text(f"Ý kiến của bạn: {opinion.get_taken_display()}", f"Your opinion: {taken}"),
            Text(opinion.reply, opinion.reply),
            at=at,
            link=reverse("dossier", args=[opinion.draft.dossier_id]),
        )


@transaction.atomic
def finish(dossier: Dossier, *, final: Document, outcome: str, actor: User | None, at: datetime) -> None:
    """It is out: as which document. Raises Refused while an opinion is unanswered, and in a state that does not go
    there."""
    held = _held(dossier)
    if held.state != Dossier.State.WEIGHING:
        raise Refused(Problem("", _over(held), "state"))
    left = Opinion.objects.filter(draft__dossier=held, taken="").count()
    if left:
        why = Text(f"Còn {left} ý kiến chưa trả lời.", f"{left} opinions are unanswered.")
        raise Refused(Problem("", why, "unanswered"))
    values = {"state": Dossier.State.FINAL, "final": final, "outcome": nfc(outcome).strip()}
    change(dossier, values, verb="dossier.finished", actor=actor, at=at)


@transaction.atomic
def drop(dossier: Dossier, *, outcome: str, actor: User | None, at: datetime) -> None:
    """It goes no further. Raises Refused without a reason, and while others are being asked."""
    held = _held(dossier)
    if held.state not in (Dossier.State.DRAFTING, Dossier.State.WEIGHING):
        raise Refused(Problem("", _over(held), "state"))
    if not outcome.strip():
        raise Refused(Problem("outcome", Text("Ghi lý do dừng.", "Say why."), "reason"))
    values = {"state": Dossier.State.DROPPED, "outcome": nfc(outcome).strip()}
    change(dossier, values, verb="dossier.dropped", actor=actor, at=at)


# Standards that somebody proposes


@transaction.atomic
def propose_standard(
    party: Party,
    *,
    kind: str,
    title: str,
    why: str,
    actor: User | None,
    at: datetime,
    sectors: Sequence[str] = (),
    file: IO[bytes] | None = None,
) -> Proposal:
    """A standard or regulation to write or mend. Raises Refused where this party has proposed it and waits."""
    title = nfc(title).strip()
    if Proposal.objects.filter(party=party, title=title, state=Proposal.State.PROPOSED).exists():
        said = Text("Đơn vị bạn đã đề xuất việc này, đang chờ xem xét.", "You have proposed this; it waits.")
        raise Refused(Problem("title", said, "proposal-known"))
    made = Proposal.objects.create(
        party=party,
        kind=kind,
        title=title,
        why=nfc(why).strip(),
        sectors=list(sectors),
        file=kept(file, actor, at),
        proposed_by=actor,
        proposed_at=at,
    )
    record("standard.proposed", made, actor=actor, at=at, title=title, kind=kind)
    return made


NEXT = {
    "proposed": ("accepted", "sent", "returned"),
    "accepted": ("sent", "issued", "returned"),
    "sent": ("issued", "returned"),
}
"""Where a proposal may go from each state; the database holds the same."""


@transaction.atomic
def decide_proposal(
    proposal: Proposal,
    *,
    state: str,
    answer: str,
    actor: User | None,
    at: datetime,
    document: Document | None = None,
    opened: Opened | None = None,
) -> None:
    """What becomes of it; its proposer is told. Raises Refused for a step that does not follow, a return without a
    reason, an issue without its document; and Overtaken."""
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    problem = None
    if state not in NEXT.get(held.state, ()):
        why = Text(
            f"Đề xuất đang “{held.get_state_display()}”, không chuyển như vậy được. Có thể người khác vừa xử lý.",
            f"From “{held.state}” it does not go there. Perhaps somebody else has just decided it.",
        )
        problem = Problem("state", why, "state")
    elif state == Proposal.State.RETURNED and not answer.strip():
        problem = Problem("answer", Text("Ghi lý do không nhận.", "Say why."), "reason")
    elif state == Proposal.State.ISSUED and document is None:
        why = Text("Chọn văn bản đã ban hành trong thư viện.", "Choose the document that was issued.")
        problem = Problem("document", why, "document")
    if problem is not None:
        raise Refused(problem)
    values = {
        "state": state,
        "answer": nfc(answer).strip(),
        "document": document,
        "decided_by": actor,
        "decided_at": at,
    }
    change(proposal, values, verb=f"standard.{state}", actor=actor, at=at, opened=opened)
    if proposal.proposed_by is not None:
        tell(
            proposal.proposed_by,
            "library",
            Text(
                f"Đề xuất “{proposal.title}”: {proposal.get_state_display()}", f"“{proposal.title}”: {state}"
            ),
            Text(proposal.answer, proposal.answer),
            at=at,
            link=reverse("proposal", args=[proposal.pk]),
        )
