"""What every deed on a case has in common: the case held as its doer saw it, the step told, the clock, who hears."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam import dossier
from nguongoc.domain.vietnam.calendar import Pause, resumed
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import calendar
from nguongoc.foundation.notices.actions import tell_all
from nguongoc.foundation.shared.templatetags.vn import day, moment
from nguongoc.programme.support import queries
from nguongoc.programme.support.models import Case, Extension, Step
from nguongoc.registry.parties.editing import Opened, Overtaken


def hold(case: Case, opened: Opened | None = None) -> Case:
    """The case as it stands, locked until the transaction ends. Raises Overtaken where somebody has done something
    to it since the page was opened, and says who, when and what; sent again with that seen, it goes through."""
    held = (
        Case.objects.select_for_update(of=("self",))
        .select_related("kind", "party", "officer")
        .get(pk=case.pk)
    )
    if opened is not None and held.version not in (opened.version, opened.settled):
        since = Step.objects.filter(case=held, version__gt=max(opened.version, opened.settled))
        told = [_said(one) for one in since.select_related("actor").order_by("at", "pk")]
        vi = "; ".join(one.vi for one in told) or "hồ sơ đã được sửa"
        en = "; ".join(one.en for one in told) or "the case was edited"
        why = Text(
            f"Trong lúc bạn mở trang này: {vi}. Nội dung bạn gõ vẫn còn đây và chưa được ghi; xem lại rồi gửi lần "
            "nữa nếu vẫn cần.",
            f"While you had this page open: {en}. What you typed is still here and not kept yet; look again, and "
            "send it once more if it still stands.",
        )
        raise Overtaken([Problem("", why, "overtaken")], held.version)
    return held


def _said(step: Step) -> Text:
    who, when = str(step.actor or "hệ thống"), moment(step.at)
    if step.after:
        to = dossier.NAMES[step.after]
        return Text(f"{who} đã chuyển sang “{to.vi}” ({when})", f"{who} moved it to “{to.en}” ({when})")
    what = step.get_what_display()
    return Text(f"{who}: {what} ({when})", f"{who}: {what} ({when})")


def refused(where: str, vi: str, en: str, code: str = "") -> Refused:
    """A refusal at one place."""
    return Refused(Problem(where, Text(vi, en), code))


def put(held: Case, **values: Any) -> None:
    """Give the held case these values and its next version."""
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*values, "version"])


def step(held: Case, what: str, words: str = "", *, actor: User | None, at: datetime, **details: Any) -> Step:
    """Tell one thing that was done, for the timeline and the audit."""
    is_internal = what == Step.What.NOTE
    told = Step.objects.create(
        case=held,
        at=at,
        actor=actor,
        what=what,
        words=nfc(words).strip(),
        is_internal=is_internal,
        version=held.version,
        before=details.get("before", ""),
        after=details.get("after", ""),
    )
    record(f"case.{what}", held, actor=actor, at=at, version=held.version, code=held.code, **details)
    return told


def move(held: Case, to: str, words: str = "", *, actor: User | None, at: datetime, **values: Any) -> Step:
    """The case goes into another state, and the clock with it. Raises Refused where the national states do not allow
    it, and without the reason that they ask for."""
    if to not in dossier.FOLLOWS[held.state]:
        here, there = dossier.NAMES[held.state], dossier.NAMES[to]
        raise refused(
            "",
            f"Hồ sơ đang ở “{here.vi}”, không chuyển sang “{there.vi}” được.",
            f"The case is “{here.en}” and cannot become “{there.en}”.",
            "no-such-step",
        )
    if to in dossier.WITH_REASON and not words.strip():
        raise refused("reason", "Ghi lý do: người nộp sẽ đọc.", "Say why: the applicant reads it.", "reason")
    before, today = held.state, timezone.localdate(at)
    put(held, **{"state": to, **_clock(held, to, today), **values})
    told = step(held, Step.What.MOVED, words, actor=actor, at=at, before=before, after=to)
    if before in dossier.CLOCK_STANDS and to == dossier.PROCESSING:
        _go_on(held, before, today, actor, at)
    return told


def _clock(held: Case, to: str, today: date) -> dict[str, Any]:
    """What the clock writes as the case goes there: reception begins it, the decision stops it."""
    if to == dossier.DONE:
        return {"answered_on": today, "days_used": queries.days_used(held, today)}
    if held.received_on is None and to in (dossier.RECEIVED, dossier.PROCESSING):
        days = queries.days_for(held.kind, today)
        return {"received_on": today, "due_date": calendar().add(today, days)}
    return {}


def _go_on(held: Case, stood_in: str, today: date, actor: User | None, at: datetime) -> None:
    """The clock goes on: the deadline moves by the working days for which it stood."""
    stopped = Step.objects.filter(case=held, after=stood_in).order_by("-at", "-pk").first()
    until = queries.deadline(held)
    if stopped is None or until is None:
        return
    moved = resumed(calendar(), until, Pause(timezone.localdate(stopped.at), today))
    if moved != until:
        reason = f"Đồng hồ dừng từ {day(stopped.at)} đến {day(today)}: {dossier.NAMES[stood_in].vi.lower()}."
        Extension.objects.create(case=held, due_date=moved, is_pause=True, reason=reason, by=actor, at=at)


def tell_applicant(
    held: Case, title: Text, words: Text | None = None, *, at: datetime, once: str = ""
) -> None:
    """The people who apply for this party are told."""
    party = held.party.merged_into_id or held.party_id
    people = queries.who_may("support.apply", timezone.localdate(at), party=party)
    tell_all(people, "case", title, words, at=at, link=reverse("case", args=[held.pk]), once=once)


def tell_officers(
    held: Case, title: Text, words: Text | None = None, *, at: datetime, once: str = ""
) -> None:
    """Its officer is told; as long as it has none, every officer."""
    people = (
        User.objects.filter(Q(pk=held.officer_id))
        if held.officer_id
        else queries.officers(timezone.localdate(at))
    )
    tell_all(people, "case", title, words, at=at, link=reverse("case", args=[held.pk]), once=once)


def now_in(held: Case) -> Text:
    """“H35.00-261130-0001: Đang xử lý”."""
    name = dossier.NAMES[held.state]
    return Text(f"{held.code}: {name.vi}", f"{held.code}: {name.en}")
