"""What is learnt elsewhere: journeys, figures of other places; and an enterprise's file for an award."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.urls import reverse

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell_all
from nguongoc.programme.library.actions.documents import kept, texts
from nguongoc.programme.library.models import AwardFile, AwardPaper, Benchmark, Visit
from nguongoc.programme.library.queries import people_of
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Party


def _refuse_days(told: dict[str, Any]) -> None:
    if told["ends"] < told["begins"]:
        why = Text("Ngày về phải không trước ngày đi.", "It ends before it begins.")
        raise Refused(Problem("ends", why, "ends-before-it-begins"))


@transaction.atomic
def add_visit(*, actor: User | None, at: datetime, file: IO[bytes] | None = None, **told: Any) -> Visit:
    """A journey to learn from others. Raises Refused where it ends before it begins."""
    told = texts(told)
    _refuse_days(told)
    made = Visit.objects.create(**told, file=kept(file, actor, at))
    record("visit.added", made, actor=actor, at=at, place=made.place)
    return made


@transaction.atomic
def change_visit(
    visit: Visit,
    *,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
    file: IO[bytes] | None = None,
    **told: Any,
) -> None:
    """What was seen, what follows. Raises Refused and Overtaken."""
    told = texts(told)
    _refuse_days(told)
    if file:
        told["file"] = kept(file, actor, at)
    change(visit, told, verb="visit.changed", actor=actor, at=at, opened=opened)


@transaction.atomic
def enter_benchmark(
    *,
    measure: str,
    method: str,
    unit: str,
    place: str,
    year: int,
    value: Decimal,
    source: str,
    actor: User | None,
    at: datetime,
    is_demonstration: bool = False,
) -> Benchmark:
    """A published figure. Raises Refused where the same is entered with another value: revise by a source that says
    so, in the method's words."""
    told = texts({"measure": measure, "method": method, "unit": unit, "place": place})
    found = Benchmark.objects.filter(**told, year=year).first()
    if found is not None:
        why = Text(
            f"{place}, {year}: đã có số {found.value} ({found.source}).",
            f"{place}, {year}: {found.value} is entered already ({found.source}).",
        )
        raise Refused(Problem("value", why, "figure-known"))
    if not 1900 <= year <= at.year + 1:
        raise Refused(Problem("year", Text("Năm không hợp lệ.", "No such year."), "year"))
    made = Benchmark.objects.create(
        **told,
        year=year,
        value=value,
        source=nfc(source).strip(),
        is_demonstration=is_demonstration,
        entered_by=actor,
        entered_at=at,
    )
    record("benchmark.entered", made, actor=actor, at=at, place=made.place, year=year, value=str(value))
    return made


# The file for an award's pre-selection


@transaction.atomic
def begin_award_file(party: Party, *, award: str, year: int, actor: User | None, at: datetime) -> AwardFile:
    """A file that an enterprise gathers. Raises Refused where it has one for that award and year."""
    award = nfc(award).strip()
    if AwardFile.objects.filter(party=party, award=award, year=year).exists():
        why = Text("Đơn vị đã có hồ sơ cho giải và năm này.", "There is a file for this award and year.")
        raise Refused(Problem("award", why, "award-file-known"))
    made = AwardFile.objects.create(party=party, award=award, year=year, changed_at=at)
    record("award_file.begun", made, actor=actor, at=at, award=award, year=year)
    return made


def _held(award_file: AwardFile) -> AwardFile:
    return AwardFile.objects.select_for_update(of=("self",)).get(pk=award_file.pk)


@transaction.atomic
def add_paper(
    award_file: AwardFile, *, name: str, file: IO[bytes], actor: User | None, at: datetime
) -> AwardPaper:
    """One more paper. Raises Refused once the file is handed in, and for a file that is not taken."""
    held = _held(award_file)
    if held.state not in (AwardFile.State.DRAFT, AwardFile.State.RETURNED):
        why = Text("Hồ sơ đã nộp nên không thêm được.", "The file is handed in.")
        raise Refused(Problem("", why, "handed-in"))
    attached = kept(file, actor, at)
    assert attached is not None
    made = AwardPaper.objects.create(
        award_file=held, name=nfc(name).strip(), file=attached, added_by=actor, added_at=at
    )
    record("award_file.paper_added", held, actor=actor, at=at, name=made.name)
    return made


NEXT = {"draft": ("handed-in",), "handed-in": ("returned", "passed-on"), "returned": ("handed-in",)}


@transaction.atomic
def move_award_file(
    award_file: AwardFile, *, state: str, actor: User | None, at: datetime, words: str = ""
) -> None:
    """Hand it in, return it with a reason, pass it on to the council. Raises Refused for a step that does not follow,
    for a file without papers, and for a return without words."""
    held = _held(award_file)
    problem = None
    if state not in NEXT.get(held.state, ()):
        why = Text(f"Hồ sơ đang “{held.get_state_display()}”.", f"The file is “{held.state}”.")
        problem = Problem("", why, "state")
    elif state == AwardFile.State.HANDED_IN and not held.papers.exists():
        problem = Problem("", Text("Hồ sơ chưa có giấy tờ nào.", "There is no paper in it."), "no-papers")
    elif state == AwardFile.State.RETURNED and not words.strip():
        problem = Problem("words", Text("Ghi lý do trả lại.", "Say why."), "reason")
    if problem is not None:
        raise Refused(problem)
    values = {"state": state, "changed_at": at, **({"words": nfc(words).strip()} if words.strip() else {})}
    change(award_file, values, verb=f"award_file.{state}", actor=actor, at=at)
    if state in (AwardFile.State.RETURNED, AwardFile.State.PASSED_ON):
        tell_all(
            people_of([held.party_id], at.date()),
            "library",
            Text(
                f"Hồ sơ {held.award} {held.year}: {award_file.get_state_display()}",
                f"{held.award} {held.year}: {state}",
            ),
            Text(words, words),
            at=at,
            link=reverse("award_file", args=[held.pk]),
        )
