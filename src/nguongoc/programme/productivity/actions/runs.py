"""Compute a run and freeze it; compute it again; say what the lead officer decided."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import frozen as spelling
from nguongoc.domain.tfp import workbook
from nguongoc.domain.tfp.frozen import Assumptions, Frozen
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.evidence.actions import record
from nguongoc.programme.productivity.models import Area, Review, Run, Vintage
from nguongoc.programme.productivity.queries import verdict, vintages_then

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

LONGEST = 15
"""Years of a period: beyond it one coefficient no longer holds."""


@transaction.atomic
def start(
    area: Area,
    *,
    name: str,
    first: int,
    last: int,
    assumptions: Assumptions,
    actor: User | None,
    at: datetime,
    as_of: date | None = None,
) -> Run:
    """Compute the period from the latest vintages (published until `as_of`), and keep what went in and what came out.
    Raises Refused with all that stands in its way: lacking figures, breaks, mixed bases or boundaries."""
    _refuse_period(first, last)
    chosen = vintages_then(area, as_of)
    _refuse_mixed_boundaries(chosen)
    given = freeze(area, chosen, first=first, last=last, assumptions=assumptions)
    result = workbook.write(workbook.work(given))
    inputs = spelling.write(given)
    run = Run.objects.create(
        area=area,
        name=nfc(name),
        first_year=first,
        last_year=last,
        inputs=inputs,
        inputs_sha256=spelling.digest(inputs),
        result=result,
        result_sha256=spelling.digest(result),
        program=program(),
        made_by=actor,
        made_at=at,
    )
    run.vintages.set(chosen)
    record(
        "run.made",
        run,
        actor=actor,
        at=at,
        period=[first, last],
        inputs=run.inputs_sha256,
        result=run.result_sha256,
    )
    return run


def freeze(area: Area, chosen: list[Vintage], *, first: int, last: int, assumptions: Assumptions) -> Frozen:
    """These vintages and assumptions as the text of a run holds them."""
    return Frozen(
        area=area.name,
        is_demonstration=area.is_demonstration,
        first=first,
        last=last,
        method="official",
        assumptions=assumptions,
        vintages=tuple(_frozen(one) for one in chosen),
    )


def program() -> str:
    """What computed: our version, numpy's, the machine's kind."""
    return f"nguongoc {version('nguongoc')}, numpy {np.__version__}, Python {platform.python_version()}"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A run computed again from its own text. `differences`: (where, then, now), none when it is the
    same bit for bit."""

    inputs_hold: bool
    is_same: bool
    differences: tuple[tuple[str, Any, Any], ...]
    program: str


def recompute(run: Run) -> Reproduction:
    """Compute the run again from what it froze and hold the result against the one kept, byte by byte. Writes nothing,
    so auditors may ask for it."""
    again = workbook.work(run.frozen)
    text = workbook.write(again)
    inputs_hold = spelling.digest(run.inputs) == run.inputs_sha256
    is_same = text == run.result and spelling.digest(text) == run.result_sha256
    return Reproduction(inputs_hold, is_same, tuple(_differences(run.figures, again)), program())


@transaction.atomic
def reproduce(run: Run, *, actor: User | None, at: datetime) -> Reproduction:
    """`recompute`, and how it ended written into the audit log."""
    found = recompute(run)
    told = {"is_same": found.is_same, "inputs_hold": found.inputs_hold, "program": found.program}
    record("run.reproduced", run, actor=actor, at=at, **told)
    return found


@transaction.atomic
def review(run: Run, *, said: str, note: str, actor: User | None, at: datetime) -> Review:
    """The lead officer's word on a run. Raises Refused: approving demonstration data or one's own run; approving twice;
    withdrawing what is not approved; returning or withdrawing without a reason."""
    Run.objects.select_for_update().get(pk=run.pk)
    problems = list(_against(run, said, note, actor))
    if problems:
        raise Refused(problems)
    made = Review.objects.create(run=run, verdict=said, note=nfc(note), by=actor, at=at)
    record("run.reviewed", run, actor=actor, at=at, verdict=said, note=note)
    return made


def _against(run: Run, said: str, note: str, actor: User | None) -> Iterator[Problem]:
    now = verdict(run)
    if said == "approved" and run.is_demonstration:
        why = Text("Số liệu trình diễn không được duyệt công bố.", "Demonstration data are never approved.")
        yield Problem("verdict", why, "demonstration")
    if said == "approved" and actor is not None and run.made_by_id == actor.pk:
        why = Text("Người tính không tự duyệt: cần người thứ hai.", "Whoever made a run does not approve it.")
        yield Problem("verdict", why, "own-run")
    if said == "approved" and now == "approved":
        yield Problem("verdict", Text("Lần tính này đã được duyệt.", "It is approved already."), "approved")
    if said == "withdrawn" and now != "approved":
        yield Problem(
            "verdict",
            Text("Chỉ rút được lần đã duyệt.", "Only an approved run is withdrawn."),
            "not-approved",
        )
    if said != "approved" and not note.strip():
        yield Problem("note", Text("Hãy ghi lý do.", "Give the reason."), "no-reason")


def _refuse_period(first: int, last: int) -> None:
    if not 1 <= last - first + 1 <= LONGEST:
        why = Text(f"Giai đoạn từ 1 đến {LONGEST} năm.", f"A period is of 1 to {LONGEST} years.")
        raise Refused(Problem("last", why, "period"))


def _refuse_mixed_boundaries(chosen: list[Vintage]) -> None:
    found = sorted({one.boundary for one in chosen})
    if len(found) > 1:
        told = "; ".join(found)
        why = Text(
            f"Các chuỗi khác phiên bản địa giới ({told}): hãy tính lùi về một địa giới trước.",
            f"The series are of different boundaries ({told}): back-cast them first.",
        )
        raise Refused(Problem("boundary", why, "mixed-boundaries"))


def _frozen(one: Vintage) -> spelling.Vintage:
    known = {year: seen for year, seen in one.figures.items() if seen.value is not None}
    return spelling.Vintage(
        key=one.pk,
        measure=one.series.measure,
        sector=one.series.sector,
        source=one.source,
        table=one.table,
        page=one.page,
        published=one.published_on.isoformat(),
        price_base=one.price_base,
        boundary=one.boundary,
        values={year: float(seen.value) for year, seen in sorted(known.items()) if seen.value is not None},
        statuses={year: seen.status for year, seen in sorted(known.items())},
        cells={year: seen.cell for year, seen in sorted(known.items())},
        breaks=one.break_years,
    )


def _differences(then: Any, now: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted(then.keys() | now.keys()):
            yield from _differences(then.get(name), now.get(name), f"{where}.{name}" if where else name)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for i, pair in enumerate(zip(then, now, strict=True)):
            yield from _differences(*pair, f"{where}[{i}]")
    elif then != now:
        yield where, then, now
