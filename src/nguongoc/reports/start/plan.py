"""What start pages tell of the programme: what is due, who is late, how the plan's figures stand. Each is asked of many
registers at once, so a reader is answered from memory for half a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.templatetags.vn import day, number
from nguongoc.programme.plan.queries import phase_on
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.indicators.queries import Standing, standings
from nguongoc.reports.start.board import Row, Section
from nguongoc.reports.worklist.dues import Due
from nguongoc.reports.worklist.queries import Agency, by_agency, works

SHOWN = 6
_TOLD: Brief[Section] = Brief(30)


def _remembered(name: str, viewer: Viewer, at: datetime, ask: Callable[[], Section]) -> Section:
    who = viewer.user.pk if viewer.user else ""
    return _TOLD.get(f"{name}:{who}:{at.date()}:{get_language()}", ask)


def due(viewer: Viewer, at: datetime) -> Section:
    """What is late, due today or within a week, and what waits for the reader's own agency; the most urgent first."""
    return _remembered("due", viewer, at, lambda: _due(viewer, at))


def _due(viewer: Viewer, at: datetime) -> Section:
    today = at.date()
    near = [one for one in works(viewer, today) if one.standing(today) in ("late", "today", "soon")]
    return Section(
        id="den-han",
        name=Text("Việc đến hạn", "What is due"),
        rows=[_work(one, at) for one in near[:SHOWN]],
        empty=Text(
            "Không có việc nào quá hạn hay đến hạn trong 7 ngày.", "Nothing is late or due within a week."
        ),
        more=reverse("works"),
        count=len(near),
    )


def _work(one: Due, at: datetime) -> Row:
    status = one.status(at.date())
    return Row(
        name=one.name,
        link=one.link,
        status=status,
        code=one.code,
        note=one.agency_name,
        when=Text(f"hạn {day(one.by)}", f"due {day(one.by)}"),
        tone=status.tone if status.tone in ("bad", "wait") else None,
    )


def late(viewer: Viewer, at: datetime) -> Section:
    """The agencies that are behind, the latest first."""
    return _remembered("late", viewer, at, lambda: _late(viewer, at))


def _late(viewer: Viewer, at: datetime) -> Section:
    behind = [one for one in by_agency(works(viewer, at.date()), at.date()) if one.late]
    return Section(
        id="ai-cham",
        name=Text("Ai đang chậm", "Who is late"),
        rows=[_agency(one) for one in behind[:SHOWN]],
        empty=Text("Không cơ quan, đơn vị nào có việc quá hạn.", "Nobody is behind."),
        more=reverse("works") + "?luc=qua-han",
        count=len(behind),
    )


def _agency(one: Agency) -> Row:
    return Row(
        name=one.name,
        link=f"{reverse('works')}?co-quan={one.pk}",
        status=Status("bad", Text(f"{one.late} việc quá hạn", f"{one.late} late")),
        note=Text(f"{one.all} việc đang mở", f"{one.all} open"),
        when=Text(f"chậm nhất {one.worst} ngày", f"{one.worst} days at most"),
        tone="bad",
    )


def targets(viewer: Viewer, at: datetime) -> Section:
    """The plan's figures beside their targets, in the phase of today."""
    return _remembered("targets", viewer, at, lambda: _targets(at))


def _targets(at: datetime) -> Section:
    phase = phase_on(at.date())
    found = standings(phase, at.date()) if phase else ()
    return Section(
        id="chi-tieu",
        name=Text("Chỉ tiêu của kế hoạch", "The plan's indicators"),
        rows=[_figure(one) for one in found],
        empty=Text(
            "Hôm nay không nằm trong giai đoạn nào của kế hoạch.", "Today lies in no phase of the plan."
        ),
        more=reverse("indicators"),
    )


def _figure(one: Standing) -> Row:
    value, waiting = one.figure.value, len(one.figure.waiting)
    wanted = Text(f"mức cần đạt {one.wanted.vi}", f"target {one.wanted.en}")
    low = one.target.low if one.target else None
    if value is None:
        status = Status("quiet", Text("chưa có bằng chứng", "no evidence yet"))
    else:
        unit, said = one.indicator.unit, number(value)
        reached = low is not None and value >= low
        status = Status("good" if reached else "info", Text(f"{said} {unit.vi}", f"{said} {unit.en}"))
    return Row(
        name=one.indicator.name,
        link=reverse("indicator", args=[one.indicator.code]),
        status=status,
        note=wanted,
        when=Text(f"{waiting} chờ bằng chứng", f"{waiting} wait for evidence") if waiting else "",
    )
