"""How a case is judged: experts, council, ruling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.notices.actions import tell
from nguongoc.foundation.shared.templatetags.vn import day, number
from nguongoc.programme.experts.models import Competence
from nguongoc.programme.support.actions.common import (
    hold,
    move,
    now_in,
    put,
    refused,
    step,
    tell_applicant,
    tell_officers,
)
from nguongoc.programme.support.models import Assignment, Case, Council, Ruling, Score, Seat, Step
from nguongoc.registry.parties.editing import Opened


def _kept(file: IO[bytes] | None, actor: User | None, at: datetime) -> Attachment | None:
    return keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at) if file else None


def _refuse_unless_processing(held: Case) -> None:
    if held.state != dossier.PROCESSING:
        raise refused(
            "",
            "Chỉ làm được khi hồ sơ “Đang xử lý”.",
            "Only while the case is being processed.",
            "not-processing",
        )


# Experts


@transaction.atomic
def assign(
    case: Case,
    competence: Competence,
    *,
    due_date: date | None = None,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> Assignment:
    """Give the case to an expert, on the ground of a competence that holds today. Raises Refused for one that has
    expired, was revoked or has no evidence on file, and for an expert who has the case already."""
    held, today = hold(case, opened), timezone.localdate(at)
    _refuse_unless_processing(held)
    if not Competence.objects.in_force(today).filter(pk=competence.pk).exists():
        raise refused(
            "competence",
            f"Năng lực “{competence}” của {competence.expert} không còn hiệu lực vào {day(today)} (đến "
            f"{day(competence.valid_to)}), nên không giao được.",
            f"The competence “{competence}” of {competence.expert} is not in force on {day(today)}.",
            "competence-expired",
        )
    if held.assignments.filter(expert=competence.expert).exists():
        raise refused(
            "competence", "Chuyên gia này đã được giao hồ sơ.", "This expert has the case.", "assigned"
        )
    made = Assignment.objects.create(
        case=held,
        expert=competence.expert,
        competence=competence,
        assigned_on=today,
        assigned_by=actor,
        due_date=due_date,
    )
    put(held)
    step(held, Step.What.EXPERT, f"{competence.expert} ({competence})", actor=actor, at=at)
    if competence.expert.user is not None:
        title = Text(f"Mời thẩm định hồ sơ {held.code}", f"Please judge case {held.code}")
        tell(competence.expert.user, "case", title, at=at, link=reverse("case", args=[held.pk]))
    return made


@transaction.atomic
def declare(
    assignment: Assignment, *, has_conflict: bool, conflict: str = "", actor: User | None, at: datetime
) -> None:
    """The expert says whether an interest stands against judging. With one, they do not judge. Raises Refused when
    it was said already."""
    held = hold(assignment.case)
    found = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if found.has_conflict is not None:
        raise refused("", "Đã khai rồi.", "This was declared already.", "declared")
    if has_conflict and not conflict.strip():
        raise refused("conflict", "Ghi rõ lợi ích liên quan.", "Say which interest.", "conflict")
    found.has_conflict, found.conflict, found.declared_at = has_conflict, nfc(conflict).strip(), at
    found.save(update_fields=["has_conflict", "conflict", "declared_at"])
    put(held)
    said = "có, không thẩm định" if has_conflict else "không có"
    step(held, Step.What.DECLARED, f"{found.expert}: {said}", actor=actor, at=at)
    if has_conflict:
        title = Text(
            f"{held.code}: {found.expert} khai có xung đột lợi ích",
            f"{held.code}: {found.expert} has a conflict",
        )
        tell_officers(held, title, at=at)


@transaction.atomic
def judge(
    assignment: Assignment,
    *,
    opinion: str,
    words: str,
    actor: User | None,
    at: datetime,
    file: IO[bytes] | None = None,
) -> None:
    """The expert's opinion. Raises Refused before the declaration, with a conflict, without reasons, and twice."""
    held = hold(assignment.case)
    found = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if found.has_conflict is not False:
        raise refused(
            "",
            "Chưa khai, hoặc đã khai có xung đột lợi ích, thì không cho ý kiến được.",
            "Without a declaration that no interest stands against it, nobody judges.",
            "conflict",
        )
    if found.given_at is not None:
        raise refused("", "Đã có ý kiến của chuyên gia này.", "This expert has judged already.", "judged")
    if not words.strip():
        raise refused("words", "Ghi nhận xét, lý do.", "Say why.", "no-words")
    found.opinion, found.words, found.given_at = opinion, nfc(words).strip(), at
    found.file = _kept(file, actor, at)
    found.save(update_fields=["opinion", "words", "given_at", "file"])
    put(held)
    said = f"{found.expert}: {found.get_opinion_display()}. {found.words}"
    step(held, Step.What.JUDGED, said, actor=actor, at=at)
    tell_officers(
        held, Text(f"{held.code}: có ý kiến chuyên gia", f"{held.code}: an expert has judged"), at=at
    )


@transaction.atomic
def mark(assignment: Assignment, *, mark: int, words: str, actor: User | None, at: datetime) -> None:
    """How good the expert's work was, 1 to 5: for the register of experts, not for the applicant."""
    held = hold(assignment.case)
    if assignment.given_at is None:
        raise refused("", "Chưa có ý kiến để đánh giá.", "There is no opinion yet.", "no-opinion")
    Assignment.objects.filter(pk=assignment.pk).update(
        mark=mark, mark_words=nfc(words).strip(), marked_by=actor, marked_at=at
    )
    step(held, Step.What.NOTE, f"Đánh giá {assignment.expert}: {mark}/5. {words}", actor=actor, at=at)


# Council


@transaction.atomic
def convene(
    case: Case,
    *,
    held_on: date,
    criteria: Sequence[tuple[str, int]],
    members: Sequence[tuple[str, str]],
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> Council:
    """A council for the case: its criteria (name, most points) and members (name, part). Raises Refused while another
    is open, and for a council without criteria, without one chair, or with a name twice."""
    held = hold(case, opened)
    _refuse_unless_processing(held)
    problems = []
    if held.councils.filter(closed_at=None).exists():
        why = Text("Hồ sơ đã có hội đồng đang mở.", "A council is open already.")
        problems.append(Problem("", why, "council-open"))
    if not criteria:
        problems.append(
            Problem("criteria", Text("Nêu ít nhất một tiêu chí.", "Name a criterion."), "no-criteria")
        )
    chairs = [name for name, part in members if part == Seat.Part.CHAIR]
    if len(chairs) != 1 or len({name for name, _ in members}) != len(members):
        why = Text(
            "Hội đồng cần đúng một chủ tịch, mỗi người một dòng.",
            "A council has one chair, and everybody once.",
        )
        problems.append(Problem("members", why, "no-council"))
    if problems:
        raise Refused(problems)
    made = Council.objects.create(case=held, held_on=held_on, criteria=[list(one) for one in criteria])
    for name, part in members:
        Seat.objects.create(council=made, name=nfc(name), part=part)
    put(held)
    step(held, Step.What.COUNCIL, f"Lập hội đồng, họp ngày {day(held_on)}.", actor=actor, at=at)
    return made


@transaction.atomic
def score(
    council: Council,
    *,
    declared: Mapping[int, tuple[bool | None, str]],
    points: Mapping[tuple[int, int], Decimal | None],
    remarks: Mapping[int, str],
    actor: User | None,
    at: datetime,
) -> None:
    """What the members declared (seat → whether, which interest), gave ((seat, criterion) → points, None takes back)
    and remarked. Raises Refused for points beyond a criterion's most, for points of a member who has a conflict or
    has not declared, and once the council is closed."""
    held = hold(council.case)
    found = Council.objects.select_for_update().get(pk=council.pk)
    _refuse_closed(found)
    problems = []
    for seat in found.seats.order_by("pk"):
        has_conflict, which = declared.get(seat.pk, (seat.has_conflict, seat.conflict))
        given = {number: value for (one, number), value in points.items() if one == seat.pk}
        for at_number, value in given.items():
            name, most = found.criteria[at_number]
            if value is not None and not 0 <= value <= most:
                why = Text(f"{seat}: “{name}” từ 0 đến {most}.", f"{seat}: “{name}” is 0 to {most}.")
                problems.append(Problem(f"p{seat.pk}_{at_number}", why, "out-of-bounds"))
        if has_conflict is not False and any(value is not None for value in given.values()):
            why = Text(
                f"{seat} chưa khai không có xung đột lợi ích nên không chấm được.",
                f"{seat} has not declared to be free of interests, so no points.",
            )
            problems.append(Problem(f"c{seat.pk}", why, "conflict"))
        if has_conflict and not which.strip():
            problems.append(
                Problem(f"w{seat.pk}", Text("Ghi rõ lợi ích liên quan.", "Say which."), "conflict")
            )
        if not problems:
            seat.has_conflict, seat.conflict = has_conflict, nfc(which).strip()[:250]
            seat.remark = nfc(remarks.get(seat.pk, seat.remark)).strip()
            seat.save(update_fields=["has_conflict", "conflict", "remark"])
            _write(seat, given)
    if problems:
        raise Refused(problems)
    put(held)
    step(held, Step.What.NOTE, "Nhập điểm hội đồng.", actor=actor, at=at)


def _refuse_closed(found: Council) -> None:
    if found.closed_at is not None:
        raise refused(
            "",
            "Hội đồng đã khép; điểm không đổi nữa.",
            "The council is closed; scores do not change.",
            "council-closed",
        )


def _write(seat: Seat, given: Mapping[int, Decimal | None]) -> None:
    for criterion, value in given.items():
        if value is None:
            Score.objects.filter(seat=seat, criterion=criterion).delete()
        else:
            Score.objects.update_or_create(seat=seat, criterion=criterion, defaults={"points": value})


def average(council: Council) -> Decimal | None:
    """The mean of the members' sums, of those who gave every criterion its points; None while nobody has."""
    sums = [
        sum((one.points for one in scores), Decimal(0))
        for seat in council.seats.prefetch_related("scores")
        if len(scores := list(seat.scores.all())) == len(council.criteria)
    ]
    return round(sum(sums, Decimal(0)) / len(sums), 1) if sums else None


@transaction.atomic
def close_council(council: Council, *, conclusion: str, actor: User | None, at: datetime) -> None:
    """Seats and scores are frozen from now on. Raises Refused while a member has neither scored everything nor
    declared a conflict, and without a conclusion."""
    held = hold(council.case)
    found = Council.objects.select_for_update().get(pk=council.pk)
    _refuse_closed(found)
    open_seats = [
        str(one)
        for one in found.seats.prefetch_related("scores")
        if not one.has_conflict and len(one.scores.all()) != len(found.criteria)
    ]
    if open_seats:
        names = ", ".join(open_seats)
        raise refused("", f"Chưa chấm đủ: {names}.", f"Not all points are given: {names}.", "scores-missing")
    if not conclusion.strip():
        raise refused("conclusion", "Ghi kết luận của hội đồng.", "Write the conclusion.", "no-words")
    mean = average(found)
    found.conclusion, found.closed_at, found.closed_by = nfc(conclusion).strip(), at, actor
    found.save(update_fields=["conclusion", "closed_at", "closed_by"])
    put(held)
    points = f"Điểm trung bình {number(mean)}/{found.most}. " if mean is not None else ""
    step(held, Step.What.COUNCIL, f"{points}{conclusion}", actor=actor, at=at)


# Ruling


@transaction.atomic
def rule(
    case: Case,
    *,
    verdict: str,
    reason: str,
    actor: User | None,
    at: datetime,
    number: str = "",
    amount: Decimal | None = None,
    file: IO[bytes] | None = None,
    opened: Opened | None = None,
) -> Ruling:
    """The decision, with its reason; it stops the clock. Raises Refused without a reason, while a council is open or
    an expert's opinion is owed, and Overtaken where another has decided meanwhile."""
    held = hold(case, opened)
    problems = []
    if not reason.strip():
        problems.append(Problem("reason", Text("Ghi lý do, căn cứ.", "Say why."), "reason"))
    if held.councils.filter(closed_at=None).exists():
        why = Text("Hội đồng chưa khép.", "The council is not closed yet.")
        problems.append(Problem("", why, "council-open"))
    if held.assignments.filter(given_at=None).exclude(has_conflict=True).exists():
        why = Text("Còn ý kiến chuyên gia chưa có.", "An expert has not judged yet.")
        problems.append(Problem("", why, "opinion-owed"))
    if problems:
        raise Refused(problems)
    said = "Hỗ trợ" if verdict == Ruling.Verdict.SUPPORT else "Không hỗ trợ"
    move(held, dossier.DONE, f"{said}. {reason}", actor=actor, at=at)
    made = Ruling.objects.create(
        case=held,
        verdict=verdict,
        number=nfc(number).strip(),
        amount=amount if verdict == Ruling.Verdict.SUPPORT else None,
        reason=nfc(reason).strip(),
        file=_kept(file, actor, at),
        by=actor,
        at=at,
    )
    tell_applicant(held, now_in(held), Text(reason, reason), at=at)
    return made
