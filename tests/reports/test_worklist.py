"""The work list: what is late, due, and waits for others; a reminder that stays on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.notices.models import Notice
from nguongoc.programme.needs.actions import open_campaign, propose
from nguongoc.programme.plan.actions import load_plan
from nguongoc.programme.plan.models import Task
from nguongoc.programme.support.actions import handling, judging
from nguongoc.registry.parties.actions import pass_party
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.queries import heirs
from nguongoc.registry.parties.rights import viewer
from nguongoc.reports.worklist import actions, queries
from nguongoc.reports.worklist.dues import Due
from nguongoc.reports.worklist.models import Reminder
from programme.support.cases import AT as CASE_AT
from programme.support.cases import a_processed, a_scene, an_expert
from world import a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def lead(db: None) -> User:
    begin()
    load_plan(at=AT)
    Task.objects.update(due=None)
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer", "sokhcn")


@pytest.fixture
def other(lead: User) -> Party:
    party = a_party("Sở khác", "agency")
    a_user(party, "department-officer", "sokhac")
    return party


def a_task(party: Party, due: date | None, note: str = "") -> Task:
    task = Task.objects.filter(lead=None, state="running").first()
    assert task is not None
    Task.objects.filter(pk=task.pk).update(lead=party, due=due, note=note)
    return task


def works(user: User) -> list[Due]:
    return [one for one in queries.works(viewer(user, on=TODAY), TODAY) if one.agency]


def test_the_latest_comes_first_with_its_agency_and_the_officers_own_reason(lead: User, other: Party) -> None:
    a_task(other, date(2026, 12, 3))
    late = a_task(other, date(2026, 11, 20), note="chờ thẩm định giá")
    mine = a_task(lead.memberships.get().party, TODAY)
    found = works(lead)
    assert [one.standing(TODAY) for one in found] == ["late", "today", "soon"]
    assert (found[0].key, found[0].days_late(TODAY), found[0].why) == (
        f"plan.task:{late.pk}",
        10,
        "chờ thẩm định giá",
    )
    assert (found[1].key, found[1].is_mine) == (f"plan.task:{mine.pk}", True)
    agencies = queries.by_agency(found, TODAY)
    assert next((one.name, one.late, one.worst, one.soon) for one in agencies) == ("Sở khác", 1, 10, 1)


def test_an_agency_that_was_merged_leaves_its_work_to_the_one_that_follows(lead: User, other: Party) -> None:
    old, heir = a_party("Sở cũ", "agency"), a_party("Sở kế tục", "agency")
    a_task(old, TODAY)
    pass_party(old, {other: Decimal("0.25"), heir: Decimal("0.75")}, on=date(2026, 3, 1), actor=None, at=AT)
    assert heirs([old.pk], on=date(2026, 2, 28)) == {old.pk: [old.pk]}
    assert heirs([old.pk], on=date(2026, 3, 1)) == {old.pk: [heir.pk, other.pk]}
    assert [one.agency_name for one in works(lead)] == ["Sở kế tục"]


def test_an_agency_that_has_not_answered_a_campaign_waits_until_it_has(lead: User, other: Party) -> None:
    campaign = open_campaign(
        year=2027, opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 29), actor=lead, at=AT
    )
    asked = [one for one in works(lead) if one.key.startswith("needs.campaign")]
    assert [(one.agency_name, one.days_late(TODAY)) for one in asked] == [("Sở khác", 1)]
    told = {"name": "HTX mẫu", "kind": "system", "what": "5S"}
    propose(
        campaign,
        other,
        actor=other.memberships.get().user,
        at=datetime(2026, 11, 28, 3, tzinfo=UTC),
        **told,
    )
    assert not [one for one in works(lead) if one.key.startswith("needs.campaign")]


def test_a_case_waits_for_the_officer_then_for_the_applicant_and_leaves_when_it_is_decided(db: None) -> None:
    scene = a_scene()
    case = a_processed(scene)
    (due,) = (one for one in works(scene.officer) if one.key == f"support.case:{case.pk}")
    assert (due.code, due.agency_name, due.by) == (case.code, "Sở mẫu", case.due_date)
    handling.ask(
        case, [handling.Wanted("field", "scope", "", "Ghi rõ từng sản phẩm")], actor=scene.officer, at=CASE_AT
    )
    (due,) = (one for one in works(scene.applicant) if one.key == f"support.case:{case.pk}")
    assert (due.is_mine, due.by, due.agency_name) == (True, None, "HTX mẫu")
    assert not next(one for one in works(scene.officer) if one.key == due.key).is_mine
    other = a_user(a_party("HTX khác", "cooperative"))
    assert not [one for one in works(other) if one.key == due.key]


def test_a_case_to_judge_waits_for_its_expert_until_they_have_spoken_or_declared_an_interest(
    db: None,
) -> None:
    scene = a_scene()
    case, user = a_processed(scene), a_user(a_party("Tổ chức chuyên gia", "experts"), "expert")

    def to_judge() -> list[str]:
        return [one.code for one in queries.works(viewer(user, on=TODAY), TODAY) if "assignment" in one.key]

    assert to_judge() == []
    held = an_expert(user=user)
    first = judging.assign(case, held, actor=scene.officer, at=CASE_AT)
    assert to_judge() == [case.code]
    judging.declare(first, has_conflict=True, conflict="Góp vốn", actor=user, at=CASE_AT)
    assert to_judge() == []
    other = a_processed(scene, wish_name="HACCP")
    second = judging.assign(other, held, actor=scene.officer, at=CASE_AT)
    judging.declare(second, has_conflict=False, actor=user, at=CASE_AT)
    assert to_judge() == [other.code]
    judging.judge(second, opinion="for", words="Khả thi", actor=user, at=CASE_AT)
    assert to_judge() == []


def test_a_reminder_is_told_once_a_day_and_stays(lead: User, other: Party) -> None:
    task = a_task(other, date(2026, 11, 20))
    page = a_page_of(lead)
    address = f"/cong-viec/nhac/plan.task:{task.pk}/"
    assert "Sở khác" in page.get(address).content.decode()
    assert page.post(address, {"note": "Xin báo ngày xong"}).status_code == 302
    again = page.post(address, {"note": "Nữa"})
    assert again.status_code == 422
    assert "đã được nhắc" in again.content.decode()
    told = Notice.objects.get(user__username="sokhac", kind="task")
    assert told.title_vi.startswith("Nhắc việc: ")
    assert "Xin báo ngày xong" in told.words_vi
    for spoil in (Reminder.objects.all().delete, lambda: Reminder.objects.update(note="")):
        with pytest.raises(DatabaseError, match="reminders_stay"), transaction.atomic():
            spoil()
    assert "đã nhắc" in page.get("/cong-viec/").content.decode()


def test_where_nobody_would_read_it_a_reminder_says_so(lead: User) -> None:
    empty = a_party("Sở vắng", "agency")
    a_task(empty, TODAY)
    with pytest.raises(Refused, match="Nobody of this agency"):
        actions.remind(works(lead)[0], empty, note="", actor=lead, at=AT)


def test_the_page_counts_what_it_lists_and_an_enterprise_sees_nobody_elses_work(
    lead: User, other: Party
) -> None:
    a_task(other, timezone.localdate() - timedelta(days=10))
    shown = a_page_of(lead).get("/cong-viec/?luc=qua-han").content.decode()
    assert shown.count("quá hạn 10 ngày") == 1
    sheet = a_page_of(lead).get("/cong-viec/?xuat=xlsx")
    assert sheet.status_code == 200
    stranger: Client = a_page_of(a_user(a_party("HTX", "cooperative")))
    assert "Sở khác" not in stranger.get("/cong-viec/").content.decode()


def test_the_page_asks_few_questions(lead: User, other: Party, django_assert_max_num_queries: object) -> None:
    for _ in range(4):
        a_task(other, date(2026, 11, 20))
    page = a_page_of(lead)
    page.get("/cong-viec/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page.get("/cong-viec/")
