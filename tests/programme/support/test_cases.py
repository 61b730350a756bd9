"""A support case until its decision: nothing lost, nothing jumped, the clock fair, internal notes kept in."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from nguongoc.domain.problem import Refused
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import tell_day, withdraw
from nguongoc.foundation.notices.models import Notice
from nguongoc.programme.experts.actions import revoke_competence
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions import applying, handling, judging, reminding
from nguongoc.programme.support.models import Assignment, Case, Kind, Paper, Score, Seat, Step
from nguongoc.registry.parties.actions import merge_parties, pass_party
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.parties.queries import successors
from nguongoc.registry.parties.rights import viewer
from nguongoc.reports.worklist.dues import Due
from nguongoc.reports.worklist.queries import works
from programme.support.cases import (
    AT,
    ON,
    PHONE,
    Scene,
    a_draft,
    a_granted,
    a_pdf,
    a_processed,
    a_received,
    a_scene,
    a_submitted,
    an_expert,
    fresh,
)
from world import a_party, a_user, seen_by

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def raw(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_refuses_every_jump_that_the_national_states_do_not_allow(scene: Scene) -> None:
    case = a_granted(scene)
    tried = 0
    for before in dossier.NAMES:
        with pgtrigger.ignore():  # set up a state by force, then jump without it
            raw("UPDATE support_case SET state = %s WHERE id = %s", before, case.pk)
        for after in dossier.NAMES:
            if after == before or after in dossier.FOLLOWS[before]:
                continue
            tried += 1
            with pytest.raises(DatabaseError, match="Invalid transition"):
                raw("UPDATE support_case SET state = %s WHERE id = %s", after, case.pk)
    allowed = sum(map(len, dossier.FOLLOWS.values()))
    assert tried == 11 * 10 - allowed


def test_what_a_case_promised_and_what_was_done_stay_whoever_asks(scene: Scene) -> None:
    case = a_granted(scene)
    for column, value in (
        ("due_date", "2030-01-01"),
        ("code", "X"),
        ("answered_on", "2020-01-01"),
        ("days_used", 99),
    ):
        with pytest.raises(DatabaseError, match="what_a_case_promised_stays"):
            raw(f"UPDATE support_case SET {column} = %s WHERE id = %s", value, case.pk)
    with pytest.raises(DatabaseError, match="only_a_draft_is_thrown_away"):
        raw("DELETE FROM support_case WHERE id = %s", case.pk)
    with pytest.raises(DatabaseError, match="what_was_done_to_a_case_stays"):
        raw("UPDATE support_step SET words = '' WHERE case_id = %s", case.pk)
    with pytest.raises(DatabaseError, match="a_ruling_stays"):
        raw("DELETE FROM support_ruling WHERE case_id = %s", case.pk)
    row = {"party_id": case.party_id, "kind_id": case.kind_id, "drafted_at": AT, "saved_at": AT}
    with pytest.raises(DatabaseError, match="a_case_begins_as_a_draft"), transaction.atomic():
        Case.objects.create(state="4", **row)


def test_an_application_is_filled_in_from_the_registry_and_gets_its_code(scene: Scene) -> None:
    kind = Kind.objects.get(code="chung-nhan")
    scene.party.phone, scene.party.representative = PHONE, "Bà Mẫu"
    scene.party.save()
    bare = applying.draft(scene.party, kind, actor=scene.applicant, at=AT)
    assert (bare.contact_name, bare.contact_phone) == ("Bà Mẫu", PHONE)
    with pytest.raises(Refused) as caught:
        applying.submit(bare, actor=scene.applicant, at=AT)
    assert {one.where for one in caught.value.problems} == {"wish_name", "scope", "now", "plan", "papers"}
    first, second = a_submitted(scene), a_submitted(scene, kind="tccs")
    assert (first.code, second.code) == ("H35.00-261102-0001", "H35.00-261102-0002")
    assert first.agency == scene.agency
    assert Notice.objects.filter(user=scene.officer, kind="case").count() == 2
    with pytest.raises(Refused):
        applying.draft(scene.party, Kind.objects.get(code="dao-tao"), actor=None, at=AT)


def test_a_case_handed_in_is_edited_until_an_officer_opens_it_and_no_word_is_lost_silently(
    scene: Scene,
) -> None:
    case = a_submitted(scene)
    opened = Opened(case.version)
    applying.edit(case, actor=scene.applicant, at=AT, opened=opened, scope="chè xanh, hồng trà")
    assert fresh(case).scope == "chè xanh, hồng trà"
    handling.open_case(case, actor=scene.officer, at=AT)
    with pytest.raises(Refused, match="opened"):
        applying.edit(case, actor=scene.applicant, at=AT, opened=opened, scope="khác")
    with pytest.raises(Refused, match="opened"):
        applying.add_paper(case, code="bao-gia", file=a_pdf(), actor=scene.applicant, at=AT)
    assert fresh(case).scope == "chè xanh, hồng trà"


def test_two_officers_decide_at_once_and_the_second_sees_what_happened(scene: Scene) -> None:
    case = a_processed(scene)
    seen = Opened(case.version)
    judging.rule(case, verdict="support", reason="Đủ", actor=scene.officer, at=AT, opened=seen)
    with pytest.raises(Overtaken, match="so-1 moved it to “Decided”") as caught:
        judging.rule(case, verdict="refuse", reason="Trùng", actor=scene.other, at=AT, opened=seen)
    again = Opened(seen.version, caught.value.version)  # having seen it: there is nothing left to decide
    with pytest.raises(Refused, match="Decided"):
        judging.rule(case, verdict="refuse", reason="Trùng", actor=scene.other, at=AT, opened=again)
    assert fresh(case).ruling.verdict == "support"


def cases_of(user: User, on: date) -> list[Due]:
    """The cases that stand in this reader's work list."""
    return [one for one in works(viewer(user, on=on), on) if one.key.startswith("support.case:")]


def test_the_clock_stands_while_the_applicant_owes_papers_and_the_promise_stays(scene: Scene) -> None:
    tell_day(date(2026, 12, 14), is_worked=False, name="Nghỉ", source="mẫu", actor=None, at=AT)
    case = a_received(scene)  # Monday 02/11; 30 working days, one of them off
    assert case.due_date == date(2026, 12, 15)
    field = handling.Wanted("field", "scope", "Phạm vi", "Ghi rõ nhà xưởng nào")
    paper = handling.Wanted("paper", "bao-gia", "Báo giá", "Thiếu dấu")
    handling.ask(case, [field, paper], actor=scene.officer, at=AT + 7 * DAY)
    assert [one.code for one in cases_of(scene.applicant, ON) if one.is_mine] == [case.code]
    assert [one for one in cases_of(scene.officer, ON) if one.is_mine] == []
    first, second = case.asks.all()
    applying.answer(first, answer="Xưởng số 1", actor=scene.applicant, at=AT + 10 * DAY)
    assert fresh(case).state == dossier.SUPPLEMENT
    applying.answer(second, file=a_pdf("bao-gia.doc"), actor=scene.applicant, at=AT + 21 * DAY)
    case = fresh(case)
    assert (case.state, case.scope, case.due_date) == (dossier.PROCESSING, "Xưởng số 1", date(2026, 12, 15))
    assert queries.deadline(case) == date(2026, 12, 29)  # ten working days later
    assert queries.days_used(case, date(2026, 11, 23)) == 5
    extended = handling.extend(case, days=2, reason="Chờ hội đồng", actor=scene.officer, at=AT + 21 * DAY)
    assert extended.due_date == date(2026, 12, 31)
    judging.rule(case, verdict="refuse", reason="Không đủ", actor=scene.officer, at=AT + 22 * DAY)
    assert (fresh(case).answered_on, fresh(case).days_used) == (date(2026, 11, 24), 6)
    asked = {"what": "money", "where": "", "name": "Phí", "why": "Theo quy định", "amount": Decimal(10)}
    other = a_received(scene, kind="tccs")
    with pytest.raises(Refused):
        handling.ask(other, [field, handling.Wanted(**asked)], actor=scene.officer, at=AT)
    handling.ask(other, [handling.Wanted(**asked)], actor=scene.officer, at=AT)
    applying.answer(other.asks.get(), answer="BL 01", actor=scene.applicant, at=AT + DAY)
    assert fresh(other).state == dossier.PROCESSING


def test_a_paper_is_told_by_its_bytes_and_a_wrong_name_is_said(scene: Scene) -> None:
    case = a_draft(scene)
    kept = applying.add_paper(
        case, code="dang-ky-kinh-doanh", file=a_pdf("dang-ky.docx", 200), actor=scene.applicant, at=AT
    )
    assert (kept.file.name, kept.file.media_type) == ("dang-ky.pdf", "application/pdf")
    assert kept.file.remark is not None
    assert Paper.objects.filter(case=case, replaced_at=None).count() == 1
    assert Paper.objects.filter(case=case).count() == 2
    bad = io.BytesIO(b"<html><script></script>")
    bad.name = "giay.pdf"
    with pytest.raises(Refused):
        applying.add_paper(case, code="bao-gia", file=bad, actor=scene.applicant, at=AT)


def test_an_expired_competence_cannot_be_assigned_and_a_conflict_stops_the_judge(scene: Scene) -> None:
    case = a_processed(scene)
    old, held = an_expert("Hết hạn", date(2026, 10, 31)), an_expert("Còn hạn")
    with pytest.raises(Refused, match="not in force"):
        judging.assign(case, old, actor=scene.officer, at=AT)
    row = {"case": case, "expert": old.expert, "competence": old, "assigned_on": ON}
    with pytest.raises(DatabaseError, match="an_expired_competence_cannot_be_assigned"), transaction.atomic():
        Assignment.objects.create(**row)
    revoked = an_expert("Thu hồi")
    revoke_competence(revoked, on=ON, why="mẫu", actor=None, at=AT)
    bare = an_expert("Mất giấy")
    withdraw(bare.file, why="mẫu", actor=None, at=AT)
    for one in (revoked, bare):
        with pytest.raises(Refused):
            judging.assign(case, one, actor=scene.officer, at=AT)
    given = judging.assign(case, held, actor=scene.officer, at=AT)
    with pytest.raises(Refused, match="declaration"):
        judging.judge(given, opinion="for", words="Tốt", actor=scene.officer, at=AT)
    judging.declare(given, has_conflict=True, conflict="Góp vốn", actor=scene.officer, at=AT)
    with pytest.raises(DatabaseError, match="only_who_declared_no_conflict_judges"), transaction.atomic():
        Assignment.objects.filter(pk=given.pk).update(opinion="for", words="x", given_at=AT)
    second = judging.assign(case, an_expert("Người khác"), actor=scene.officer, at=AT)
    with pytest.raises(Refused, match="not judged yet"):
        judging.rule(case, verdict="support", reason="Đủ", actor=scene.officer, at=AT)
    judging.declare(second, has_conflict=False, actor=scene.officer, at=AT)
    judging.judge(second, opinion="for", words="Khả thi", actor=scene.officer, at=AT)
    second.refresh_from_db()
    judging.mark(second, mark=4, words="Kỹ", actor=scene.officer, at=AT)
    judging.rule(fresh(case), verdict="support", reason="Đủ", actor=scene.officer, at=AT)


def test_scores_are_frozen_when_the_council_closes(scene: Scene) -> None:
    case = a_processed(scene)
    members = [("Chủ tịch mẫu", "chair"), ("Thư ký mẫu", "secretary"), ("Ủy viên mẫu", "member")]
    criteria = [("Cần thiết", 50), ("Khả thi", 50)]
    told = {"held_on": ON, "criteria": criteria, "actor": scene.officer, "at": AT}
    with pytest.raises(Refused, match="one chair"):
        judging.convene(case, members=members[1:], **told)
    council = judging.convene(case, members=members, **told)
    one, two, three = council.seats.order_by("pk")
    said = {one.pk: (False, ""), two.pk: (False, ""), three.pk: (True, "Họ hàng")}
    points = {(seat.pk, n): Decimal(40 + n) for seat in (one, two) for n in (0, 1)}
    deed = {"remarks": {}, "actor": scene.officer, "at": AT}
    with pytest.raises(Refused, match="no points"):
        judging.score(council, declared=said, points={(three.pk, 0): Decimal(1)}, **deed)
    with pytest.raises(Refused, match="0 to 50"):
        judging.score(council, declared=said, points={(one.pk, 0): Decimal(51)}, **deed)
    with pytest.raises(Refused, match="Not all points"):
        judging.close_council(council, conclusion="Đạt", actor=scene.officer, at=AT)
    judging.score(council, declared=said, points=points, **deed)
    judging.close_council(council, conclusion="Đạt", actor=scene.officer, at=AT)
    assert judging.average(council) == Decimal("81.0")
    for sql in (
        "UPDATE support_score SET points = 1 WHERE seat_id = %s",
        "DELETE FROM support_score WHERE seat_id = %s",
        "UPDATE support_seat SET has_conflict = true WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="scores_are_frozen"):
            raw(sql, one.pk)
    with pytest.raises(DatabaseError, match="scores_are_frozen"), transaction.atomic():
        Score.objects.create(seat=three, criterion=0, points=1)
    with pytest.raises(DatabaseError, match="scores_are_frozen"), transaction.atomic():
        Seat.objects.create(council=council, name="Người mới")
    with pytest.raises(DatabaseError, match="a_council_that_is_closed_stays"):
        raw("UPDATE support_council SET conclusion = 'khác' WHERE id = %s", council.pk)


def test_double_funding_is_found_whatever_record_the_enterprise_goes_by(scene: Scene) -> None:
    first = a_granted(scene)
    twin = a_party("HTX mẫu cũ", "cooperative")
    case = a_submitted(scene, kind="chung-nhan", other_support="OCOP 2026: 20 triệu")
    found = {one.name.en: one for one in queries.checks(fresh(case), ON)}
    double = found["Not supported in this before"]
    assert double.tone == "bad"
    assert first.code in double.found.vi  # type: ignore[union-attr]
    assert found["No money for the same from another programme"].tone == "wait"
    merge_parties(twin, into=scene.party, actor=None, at=AT)
    Case.objects.filter(pk=first.pk).update(party=twin)
    again = {one.name.en: one for one in queries.checks(fresh(case), ON)}
    assert again["Not supported in this before"].tone == "bad"
    assert first in Case.objects.all().visible_to(seen_by(scene.applicant))


def test_a_lead_agency_that_was_merged_is_answered_for_by_its_successor(scene: Scene) -> None:
    case = a_received(scene)
    after = a_party("Sở hợp nhất", "agency")
    pass_party(scene.agency, {after: Decimal(1)}, on=date(2026, 11, 10), basis="NQ mẫu", actor=None, at=AT)
    found = cases_of(scene.officer, case.due_date)  # type: ignore[arg-type]
    assert {(one.agency_name, one.by) for one in found} == {("Sở hợp nhất", case.due_date)}
    assert successors([scene.agency.pk], on=ON) == {scene.agency.pk: scene.agency.pk}
    assert successors([scene.agency.pk], on=case.due_date) == {scene.agency.pk: after.pk}  # type: ignore[arg-type]


def test_officers_are_reminded_by_the_deadline_in_force_each_once(scene: Scene) -> None:
    case = a_received(scene)
    told = Notice.objects.filter(user=scene.officer, once__startswith="case:")
    at = datetime(2026, 12, 8, 1, 0, tzinfo=AT.tzinfo)
    for days in (0, 0, 4, 5, 7):
        reminding.remind(at + days * DAY)
    assert [one.title_vi.partition(": ")[2] for one in told.order_by("pk")] == [
        "còn 7 ngày đến hạn trả lời",
        "còn 2 ngày đến hạn trả lời",
        "đã quá hạn trả lời",
    ]
    day = date(2026, 12, 15)
    assert [one.code for one in cases_of(scene.officer, day) if one.standing(day) == "late"] == [case.code]


def test_batch_closing_of_old_cases_does_not_move_the_published_times(scene: Scene) -> None:
    for days in (3, 7, 21):
        case = a_processed(scene, at=AT, wish_name=f"TCVN {days}")
        judging.rule(case, verdict="refuse", reason="Không đủ", actor=scene.officer, at=AT + days * DAY)
    old = [a_processed(scene, at=AT - 400 * DAY, wish_name=f"cũ {n}") for n in range(5)]
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    before = queries.times(first, last)[0]
    assert (before.answered, before.median, before.ninetieth, before.longest) == (3, 5, 15, 15)
    handling.close_batch(old, reason="Rà soát hồ sơ tồn", actor=scene.officer, at=AT + 30 * DAY)
    after = queries.times(first, last)[0]
    assert (after.answered, after.median, after.ninetieth) == (3, 5, 15)
    assert (after.in_batch, after.stopped, before.in_batch) == (5, 0, 0)
    with pytest.raises(Refused):  # one that cannot be stopped: none is
        handling.close_batch(
            [a_processed(scene, wish_name="mới"), fresh(old[0])], reason="x", actor=None, at=AT
        )
    for case in Case.objects.filter(state=dossier.DONE):
        assert case.days_used == queries.days_used(case, last)


def test_a_withdrawal_is_granted_or_taken_back_and_says_why(scene: Scene) -> None:
    case = a_received(scene)
    with pytest.raises(Refused, match="Say why"):
        applying.withdraw(case, reason=" ", actor=scene.applicant, at=AT)
    applying.withdraw(case, reason="Đổi kế hoạch", actor=scene.applicant, at=AT)
    applying.go_on(case, actor=scene.applicant, at=AT)
    assert fresh(case).state == dossier.PROCESSING
    handling.stop(case, reason="Theo đơn rút", actor=scene.officer, at=AT)
    moves = Step.objects.filter(case=case, what="moved").order_by("pk").values_list("after", flat=True)
    assert list(moves) == ["1", "2", "7", "4", "8"]
    draft = a_draft(scene, kind="tccs")
    applying.throw_away(draft, actor=scene.applicant, at=AT)
    assert not Case.objects.filter(pk=draft.pk).exists()


def test_an_internal_note_never_leaks(scene: Scene) -> None:
    case = a_processed(scene)
    handling.note(case, "GHI-CHÚ-KÍN", actor=scene.officer, at=AT)
    applying.say(case, "Bao giờ xong?", actor=scene.applicant, at=AT)
    other = a_user(a_party("Khác"), "qa-manager", "khac")
    shown = Step.objects.filter(case=case)
    assert "GHI-CHÚ-KÍN" in [one.words for one in shown.visible_to(seen_by(scene.officer))]
    for user in (scene.applicant, other):
        assert "GHI-CHÚ-KÍN" not in [one.words for one in shown.visible_to(seen_by(user))]
    assert "GHI-CHÚ-KÍN" not in str(list(Notice.objects.values_list("words_vi", "title_vi")))
    with pytest.raises(DatabaseError, match="only_a_note_is_internal"), transaction.atomic():
        Step.objects.create(case=case, at=AT, what="note", is_internal=False, version=1)
