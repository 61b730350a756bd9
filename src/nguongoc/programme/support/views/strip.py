"""What every page of a case shows first: how it stands, by when, whose turn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, due
from nguongoc.programme.support.models import Case
from nguongoc.registry.parties.models import name_then
from nguongoc.registry.parties.queries import names, successors
from nguongoc.registry.parties.rights import Request

NAME = Text("Hồ sơ hỗ trợ", "Support cases")
TONES: dict[str, Tone] = {
    dossier.DRAFT: "quiet",
    dossier.REGISTERED: "wait",
    dossier.RECEIVED: "info",
    dossier.NOT_RECEIVED: "bad",
    dossier.PROCESSING: "info",
    dossier.SUPPLEMENT: "wait",
    dossier.PAYMENT: "wait",
    dossier.WITHDRAWING: "wait",
    dossier.STOPPED: "quiet",
    dossier.DONE: "good",
    dossier.RETURNED: "good",
}
TURNS = {
    "applicant": Text("đơn vị nộp hồ sơ", "the applicant"),
    "officer": Text("cơ quan xử lý", "the agency"),
    "expert": Text("chuyên gia", "the expert"),
    "": Text("không ai còn nợ việc", "nobody's"),
}


def status(case: Case) -> Status:
    """Its state, in the national words."""
    return Status(TONES[case.state], case.state_words)


def turn(case: Case) -> Text:
    """Whose turn it is; an officer by name."""
    whose = dossier.turn(case.state)
    if whose == "officer" and case.officer is not None:
        return Text(str(case.officer), str(case.officer))
    return TURNS[whose]


def until(case: Case, on: date) -> tuple[str, Status | None]:
    """The deadline in words, and how it stands: running, standing still, passed, or met."""
    deadline = case.deadline  # type: ignore[attr-defined]
    if case.answered_on is not None:
        used = Text(
            f"đã trả lời sau {case.days_used} ngày làm việc", f"answered after {case.days_used} working days"
        )
        return day(case.answered_on), Status("good", used)
    if deadline is None or case.state in dossier.CLOSED:
        return "", None
    if case.state in dossier.CLOCK_STANDS:
        return day(deadline), Status("quiet", Text("đồng hồ đang dừng", "the clock stands"))
    tone: Tone = "bad" if deadline < on else "wait" if (deadline - on).days <= 2 else "info"
    return day(deadline), Status(tone, due(deadline, on))


def the_case(request: Request, case: int, on: date, *, own: bool = False) -> Case:
    """The case at this address, with its deadline and what its party is called. Raises Http404 for who may not see
    it; with `own`, for whoever is not of its party."""
    rows = Case.objects.own_to(request.viewer) if own else Case.objects.visible_to(request.viewer)
    rows = rows.with_deadline().annotate(party_name=name_then(on, "party"))
    found: Case = get_object_or_404(
        rows.select_related("kind", "party", "officer", "ruling", "contract"), pk=case
    )
    return found


def strip(case: Case, on: date) -> list[Fact]:
    """Code, state, deadline, whose turn, which agency."""
    deadline, standing = until(case, on)
    facts = [
        Fact(Text("Mã hồ sơ", "Code"), case.code or "–", status=status(case)),
        Fact(Text("Hạn trả lời", "Answer due"), deadline or "–", status=standing),
        Fact(Text("Đến lượt", "Whose turn"), turn(case)),
    ]
    if case.agency_id:
        now = successors([case.agency_id], on=on)[case.agency_id]
        called = names([case.agency_id, now], on=on)
        note = Text(f"nộp cho {called.get(case.agency_id)}", f"handed in to {called.get(case.agency_id)}")
        facts.append(
            Fact(
                Text("Cơ quan chủ trì", "Lead agency"),
                called.get(now, ""),
                note=note if now != case.agency_id else "",
            )
        )
    return facts


def here(case: Case) -> tuple[str, str]:
    """The link back to the case."""
    return case.code or text(Text("Bản nháp", "Draft")), reverse("case", args=[case.pk])


def trail(case: Case, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of this case."""
    steps = [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("cases")), here(case), *more]
    return [*steps[:-1], (steps[-1][0], "")]


def is_own(request: Request, case: Case) -> bool:
    """Whether the reader applies for this case's party."""
    party = case.party.merged_into_id or case.party_id
    return request.viewer.may("support.apply") and bool({party, case.party_id} & set(request.viewer.parties))


def frame(request: Request, case: Case, on: date, page: str) -> dict[str, Any]:
    """What the four pages of a case have in common."""
    viewer = request.viewer
    inside = viewer.may("support.see_all") or viewer.may("support.judge")
    pages = [
        ("case", Text("Hồ sơ", "Case"), True),
        (
            "case_checks",
            Text("Điều kiện", "Conditions"),
            viewer.may("support.see_all") and case.state != dossier.DRAFT,
        ),
        (
            "case_judging",
            Text("Thẩm định, quyết định", "Judging, decision"),
            inside or case.state in dossier.CLOSED,
        ),
        ("case_carrying", Text("Thực hiện, kết quả", "Carrying out, results"), hasattr(case, "ruling")),
    ]
    return {
        "case": case,
        "strip": strip(case, on),
        "pages": [
            (words, reverse(name, args=[case.pk]), name == page) for name, words, shown in pages if shown
        ],
        "is_own": is_own(request, case),
        "trail": trail(case),
    }
