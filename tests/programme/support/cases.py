"""Setting up support cases through the real actions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from nguongoc.foundation.accounts.models import User
from nguongoc.programme.experts.actions import add_competence, add_expert
from nguongoc.programme.experts.models import Competence
from nguongoc.programme.support.actions import applying, handling, judging
from nguongoc.programme.support.models import Case, Kind
from nguongoc.registry.parties.models import Party
from world import a_party, a_user, begin

AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # a Monday
ON = date(2026, 11, 2)
PHONE = "0912 345 678"
TOLD = {
    "wish_name": "ISO 22000:2018",
    "scope": "chè xanh",
    "now": "Chưa có hệ thống",
    "plan": "Thuê tư vấn, chứng nhận trong 12 tháng",
    "contact_name": "Người mẫu",
    "contact_phone": PHONE,
}


@dataclass
class Scene:
    """A lead agency with two officers, and an enterprise with its quality manager."""

    agency: Party
    officer: User
    other: User
    party: Party
    applicant: User


def a_scene() -> Scene:
    begin()
    agency, party = a_party("Sở mẫu", "agency"), a_party("HTX mẫu", "cooperative", tax_code="0100109106")
    return Scene(
        agency,
        a_user(agency, "lead-officer", "so-1"),
        a_user(agency, "lead-officer", "so-2"),
        party,
        a_user(party, "qa-manager", "qa"),
    )


def a_pdf(name: str = "giay.pdf", pages: int = 1) -> io.BytesIO:
    file = io.BytesIO(b"%PDF-1.7\n" + b"".join(b"%% page %d\n" % one for one in range(pages)) + b"%%EOF\n")
    file.name = name
    return file


def a_draft(scene: Scene, kind: str = "he-thong-quan-ly", at: datetime = AT, **told: Any) -> Case:
    found = Kind.objects.get(code=kind)
    case = applying.draft(scene.party, found, actor=scene.applicant, at=at, **{**TOLD, **told})
    applying.add_paper(case, code="dang-ky-kinh-doanh", file=a_pdf(), actor=scene.applicant, at=at)
    return case


def a_submitted(scene: Scene, at: datetime = AT, **told: Any) -> Case:
    return applying.submit(a_draft(scene, at=at, **told), actor=scene.applicant, at=at)


def a_received(scene: Scene, at: datetime = AT, **told: Any) -> Case:
    case = a_submitted(scene, at, **told)
    handling.receive(case, actor=scene.officer, at=at)
    return fresh(case)


def a_processed(scene: Scene, at: datetime = AT, **told: Any) -> Case:
    case = a_received(scene, at, **told)
    handling.take_up(case, actor=scene.officer, at=at)
    return fresh(case)


def a_granted(scene: Scene, at: datetime = AT, **told: Any) -> Case:
    case = a_processed(scene, at, **told)
    judging.rule(
        case, verdict="support", reason="Đủ điều kiện", amount=Decimal(50_000_000), actor=scene.officer, at=at
    )
    return fresh(case)


def an_expert(
    name: str = "Chuyên gia mẫu", until: date = date(2027, 12, 31), user: User | None = None
) -> Competence:
    expert = add_expert(full_name=name, user=user, actor=None, at=AT)
    days = {"valid_from": date(2025, 1, 1), "valid_to": until}
    return add_competence(
        expert, field="ISO 22000", issuer="Nơi cấp", file=a_pdf(), actor=None, at=AT, **days
    )


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
