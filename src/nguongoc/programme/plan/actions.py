"""What may be done to the plan. Targets are set anew, never changed; each deed is audited in its own transaction."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.programme.plan.models import (
    Decision,
    Declared,
    Funding,
    Indicator,
    Objective,
    Phase,
    Reading,
    Target,
    Task,
)
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Party

SEED = Path(__file__).parent / "seed" / "plan.toml"


def load_plan(*, at: datetime) -> None:
    """The plan of this mission, as a new installation knows it. What an officer has changed since stays."""
    if Phase.objects.exists():
        return
    told = tomllib.loads(SEED.read_text(encoding="utf-8"))
    plan = Decision.objects.create(title=told["plan"]["title"], issuer=told["plan"]["issuer"])
    phases = {one["code"]: Phase.objects.create(**one, decision=plan) for one in told["phases"]}
    wanted = {
        one["code"]: Objective.objects.create(
            code=one["code"], source=one["source"], name_vi=one["vi"], name_en=one["en"]
        )
        for one in told["objectives"]
    }
    for phase in phases.values():
        for one in told["tasks"]:
            _task(one, phase, wanted, at)
    for position, one in enumerate(told["indicators"]):
        _indicator(one, position, phases, wanted, plan, at)


def _task(one: Mapping[str, Any], phase: Phase, wanted: Mapping[str, Objective], at: datetime) -> None:
    is_over = phase.is_over(at.date())
    Task.objects.create(
        phase=phase,
        objective=wanted.get(one.get("objective", "")),
        code=one["code"],
        source=one["source"],
        name_vi=one["vi"],
        name_en=one["en"],
        lead_vi=one["lead"],
        begins=phase.begins,
        due=phase.ends,
        state=Task.State.DONE if is_over else Task.State.RUNNING,
        note="Giai đoạn đã kết thúc; kết quả cần được nhập từ báo cáo tổng kết." if is_over else "",
    )


def _indicator(
    one: Mapping[str, Any],
    position: int,
    phases: Mapping[str, Phase],
    wanted: Mapping[str, Objective],
    plan: Decision,
    at: datetime,
) -> None:
    unit_vi, unit_en = one["unit"]
    made = Indicator.objects.create(
        code=one["code"],
        name_vi=one["vi"],
        name_en=one["en"],
        unit_vi=unit_vi,
        unit_en=unit_en,
        rule_vi=one["rule_vi"],
        rule_en=one["rule_en"],
        source=one["source"],
        objective=wanted[one["objective"]],
        position=position,
    )
    for target in one["targets"]:
        Target.objects.create(
            indicator=made,
            phase=phases[target["phase"]],
            low=target["low"],
            high=target.get("high"),
            rule=target["rule"],
            is_settled=not target.get("unsettled", False),
            in_force_from=phases[target["phase"]].begins,
            decision=plan,
            set_at=at,
        )


@transaction.atomic
def enter_decision(
    *, title: str, actor: User | None, at: datetime, file: IO[bytes] | None = None, **details: Any
) -> Decision:
    """A paper by which the plan is set or changed. Raises Refused where its number is entered already."""
    number = nfc(details.get("number", ""))
    if number and Decision.objects.filter(number=number).exists():
        why = Text(f"Văn bản số {number} đã được nhập.", f"The decision {number} is entered already.")
        raise Refused(Problem("number", why, "decision-known"))
    kept = keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at) if file else None
    made = Decision.objects.create(**{**details, "number": number, "title": nfc(title), "file": kept})
    record("decision.entered", made, actor=actor, at=at, number=number, title=made.title)
    return made


@transaction.atomic
def set_target(
    indicator: Indicator,
    phase: Phase,
    *,
    low: Decimal,
    high: Decimal | None,
    rule: str,
    decision: Decision,
    in_force_from: date,
    why: str,
    actor: User | None,
    at: datetime,
) -> Target:
    """A target by a decision, in force from a day on. Raises Refused where it ends below its low end, where its day
    lies outside the phase, and where it says what holds already."""
    problems = []
    if high is not None and high < low:
        said = Text("Mức cao phải không nhỏ hơn mức thấp.", "The high end lies below the low end.")
        problems.append(Problem("high", said, "range"))
    if not phase.begins <= in_force_from <= phase.ends:
        said = Text("Ngày áp dụng phải nằm trong giai đoạn.", "The day must lie within the phase.")
        problems.append(Problem("in_force_from", said, "outside-phase"))
    if problems:
        raise Refused(problems)
    made = Target.objects.create(
        indicator=indicator,
        phase=phase,
        low=low,
        high=high,
        rule=rule,
        decision=decision,
        in_force_from=in_force_from,
        why=nfc(why),
        set_by=actor,
        set_at=at,
    )
    record(
        "target.set",
        made,
        actor=actor,
        at=at,
        indicator=indicator.code,
        phase=phase.code,
        low=str(low),
        high=None if high is None else str(high),
        rule=rule,
        decision=str(decision),
    )
    return made


@transaction.atomic
def change_task(
    task: Task,
    *,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
    helpers: Iterable[Party] | None = None,
    **values: Any,
) -> None:
    """Who leads, when it is due, how it stands. Raises Refused where it is due before it begins, and Overtaken."""
    begins, due = values.get("begins", task.begins), values.get("due", task.due)
    if begins and due and due < begins:
        why = Text("Hạn phải sau ngày bắt đầu.", "It is due before it begins.")
        raise Refused(Problem("due", why, "due-before-it-begins"))
    change(task, values, verb="task.changed", actor=actor, at=at, opened=opened)
    if helpers is not None:
        was, now = set(task.helpers.all()), set(helpers)
        if was != now:
            task.helpers.set(now)
            named = [sorted(one.internal_code for one in some) for some in (was, now)]
            record("task.changed", task, actor=actor, at=at, changes={"helpers": named})


@transaction.atomic
def fund(
    task: Task,
    *,
    programme: str,
    year: int,
    amount: Decimal,
    is_counted_here: bool,
    actor: User | None,
    at: datetime,
    decision: Decision | None = None,
) -> Funding:
    """Money for a task in one year. Raises Refused for a year outside the phase and for what is entered already."""
    if not task.phase.begins.year <= year <= task.phase.ends.year:
        why = Text("Năm phải nằm trong giai đoạn của nhiệm vụ.", "The year must lie within the task's phase.")
        raise Refused(Problem("year", why, "outside-phase"))
    programme = nfc(programme)
    if Funding.objects.filter(task=task, programme=programme, year=year).exists():
        why = Text(
            f"Kinh phí năm {year} từ “{programme}” đã được nhập cho nhiệm vụ này.",
            f"The money of “{programme}” for {year} is entered already.",
        )
        raise Refused(Problem("programme", why, "funding-known"))
    made = Funding.objects.create(
        task=task,
        programme=programme,
        year=year,
        amount=amount,
        is_counted_here=is_counted_here,
        decision=decision,
    )
    record(
        "task.funded",
        task,
        actor=actor,
        at=at,
        programme=programme,
        year=year,
        amount=str(amount),
        counted=is_counted_here,
    )
    return made


@transaction.atomic
def declare(
    indicator: Indicator,
    phase: Phase,
    *,
    value: Decimal,
    as_of: date,
    source: str,
    actor: User | None,
    at: datetime,
    file: IO[bytes] | None = None,
) -> Declared:
    """A figure without records behind it here. Raises Refused for a day to come or before the phase."""
    if as_of > at.date() or as_of < phase.begins:
        why = Text(
            "Ngày chốt số phải nằm trong giai đoạn và không ở tương lai.",
            "The day must lie within the phase, and not in the future.",
        )
        raise Refused(Problem("as_of", why, "outside-phase"))
    kept = keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at) if file else None
    made = Declared.objects.create(
        indicator=indicator,
        phase=phase,
        value=value,
        as_of=as_of,
        source=nfc(source),
        file=kept,
        entered_by=actor,
        entered_at=at,
    )
    record(
        "indicator.declared",
        made,
        actor=actor,
        at=at,
        indicator=indicator.code,
        phase=phase.code,
        value=str(value),
        source=made.source,
    )
    return made


@transaction.atomic
def keep_reading(
    indicator: Indicator,
    phase: Phase,
    *,
    begins: date,
    ends: date,
    value: Decimal | None,
    waiting: int,
    target: Target | None,
    counted: Iterable[str],
    actor: User | None,
    at: datetime,
) -> Reading:
    """Close a period: the indicator as it stands, with the records it counts. Raises Refused for a period that has
    not ended, or that is closed already."""
    problem = None
    if ends >= at.date():
        problem = Text(
            "Kỳ này chưa kết thúc nên chưa chốt được.", "The period has not ended: it cannot be closed yet."
        )
    elif Reading.objects.filter(indicator=indicator, begins=begins, ends=ends).exists():
        problem = Text("Kỳ này đã chốt. Số đã chốt không đổi.", "The period is closed, and stays as it is.")
    if problem is not None:
        raise Refused(Problem("ends", problem, "period"))
    made = Reading.objects.create(
        indicator=indicator,
        phase=phase,
        begins=begins,
        ends=ends,
        value=value,
        waiting=waiting,
        target=target,
        counted=sorted(counted),
        taken_by=actor,
        taken_at=at,
    )
    record(
        "indicator.closed",
        made,
        actor=actor,
        at=at,
        indicator=indicator.code,
        ends=str(ends),
        value=str(value),
    )
    return made
