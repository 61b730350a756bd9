"""The yearly question “who needs what?”: asked, answered twice, merged, decided with a reason, and nothing lost."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.models import Notice
from nguongoc.foundation.shared.brief import forget_everything
from nguongoc.programme.needs import actions, queries
from nguongoc.programme.needs.models import Campaign, Need, NoNeed
from nguongoc.registry.parties.models import Party
from world import a_page_of, a_party, a_user, begin, seen_by

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TAX = "0100109106"


@pytest.fixture
def lead(db: None) -> User:
    begin()
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer", "sokhcn")


@pytest.fixture
def commune(lead: User) -> Party:
    party = a_party("Xã mẫu", "agency")
    a_user(party, "commune-officer", "xa")
    return party


def a_campaign(lead: User, **told: Any) -> Campaign:
    days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 30)}
    return actions.open_campaign(year=2027, actor=lead, at=AT, **{**days, **told})


def propose(campaign: Campaign, party: Party, at: datetime = AT, **told: Any) -> tuple[Need, bool]:
    need = {"name": "HTX chè mẫu", "tax_code": TAX, "kind": "system", "what": "ISO 22000", **told}
    return actions.propose(campaign, party, actor=party.memberships.get().user, at=at, **need)


def a_sheet(*rows: tuple[Any, ...]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.append([one.head.vi for one in actions.FIELDS])
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def test_the_asked_agencies_are_told_and_reminded_each_once(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    told = Notice.objects.filter(user__username="xa", kind="campaign")
    assert told.count() == 1
    for at in (
        date(2026, 11, 20),
        date(2026, 11, 23),
        date(2026, 11, 23),
        date(2026, 11, 28),
        date(2026, 12, 1),
    ):
        actions.remind(datetime(at.year, at.month, at.day, 2, tzinfo=UTC))
    assert told.count() == 4
    actions.remind(datetime(2026, 12, 5, 2, tzinfo=UTC))
    assert told.count() == 4
    assert campaign.closes_on == date(2026, 11, 30)


def test_who_has_answered_is_reminded_no_more(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    propose(campaign, commune)
    assert list(queries.silent(campaign, AT.date())) == []
    actions.remind(datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert Notice.objects.filter(user__username="xa").count() == 1


def test_an_agency_that_needs_nothing_answers_so_and_is_reminded_no_more(lead: User, commune: Party) -> None:
    campaign, said_by = a_campaign(lead), commune.memberships.get().user
    actions.need_nothing(campaign, commune, why="đã có", actor=said_by, at=AT)
    actions.need_nothing(campaign, commune, why="đã đủ", actor=said_by, at=AT)
    assert list(queries.silent(campaign, AT.date())) == []
    (answer,) = queries.without_needs(campaign, seen_by(lead), AT.date())
    assert (answer.party_name, answer.why) == ("Xã mẫu", "đã đủ")
    stranger = a_user(a_party("HTX khác", "cooperative"), "qa-manager", "htx-khac")
    assert not queries.without_needs(campaign, seen_by(stranger), AT.date()).exists()


def test_a_need_takes_the_place_of_the_answer_that_there_is_none_and_not_the_other_way(
    lead: User, commune: Party
) -> None:
    campaign, said_by = a_campaign(lead), commune.memberships.get().user
    actions.need_nothing(campaign, commune, actor=said_by, at=AT)
    propose(campaign, commune)
    assert not NoNeed.objects.exists()
    assert Entry.objects.filter(verb="need.nothing_taken_back").exists()
    with pytest.raises(Refused) as refused:
        actions.need_nothing(campaign, commune, actor=said_by, at=AT)
    assert refused.value.problems[0].code == "has-proposed"
    with pytest.raises(Refused):
        actions.need_nothing(campaign, a_party("Xã khác", "agency"), actor=None, at=AT + timedelta(days=60))


def test_that_nothing_is_needed_is_answered_on_a_page(lead: User, commune: Party) -> None:
    today, neighbour = timezone.localdate(), a_party("HTX trong xã", "cooperative")
    campaign = a_campaign(lead, opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=3))
    a_user(neighbour, "qa-manager", "htx")
    propose(campaign, neighbour, at=timezone.now())
    page = a_page_of(commune.memberships.get().user)
    assert "HTX chè mẫu" in page.get("/nhu-cau/2027/").content.decode(), "what its own enterprises need"
    assert "/nhu-cau/2027/khong-co/" in page.get("/nhu-cau/2027/").content.decode()
    assert "Đề xuất nhu cầu năm 2027" in page.get("/").content.decode()
    assert page.post("/nhu-cau/2027/khong-co/", {"why": "đã đủ"}).status_code == 302
    shown = page.get("/nhu-cau/2027/").content.decode()
    assert "Xã mẫu" in shown
    assert "/nhu-cau/2027/khong-co/" not in shown
    forget_everything()  # what is due is kept for half a minute
    assert "Đề xuất nhu cầu năm 2027" not in page.get("/").content.decode()
    assert "Mọi cơ quan được hỏi đều đã trả lời" in a_page_of(lead).get("/nhu-cau/2027/").content.decode()


def test_the_same_need_said_again_changes_what_was_said_and_is_not_two(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    first, is_new = propose(campaign, commune, amount=Decimal(50_000_000))
    again, changed = propose(campaign, commune, amount=Decimal(60_000_000))
    same, nothing = propose(campaign, commune, amount=Decimal(60_000_000))
    assert (is_new, changed, nothing) == (True, True, False)
    assert first.pk == again.pk == same.pk
    changes = Entry.objects.filter(verb="need.changed").latest("pk").details["changes"]
    assert changes["amount"] == ["50000000", "60000000"]


def test_a_need_outside_the_campaign_s_days_is_refused(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    for late in (AT + timedelta(days=9), AT - timedelta(days=30)):
        with pytest.raises(Refused, match=r"2026|2027"):
            propose(campaign, commune, at=late)


def test_a_wrong_tax_code_is_refused(lead: User, commune: Party) -> None:
    with pytest.raises(Refused):
        propose(a_campaign(lead), commune, tax_code="0100109107")


def test_the_same_enterprise_proposed_by_two_is_found_by_its_tax_code_and_merged(
    lead: User, commune: Party
) -> None:
    campaign, other = a_campaign(lead), a_party("Sở khác", "agency")
    a_user(other, "department-officer", "so")
    one, _ = propose(campaign, commune, amount=Decimal(10))
    two, _ = propose(campaign, other, name="Hợp tác xã chè MẪU", what="HACCP", amount=Decimal(20))
    assert list(queries.alike(one)) == [two]
    assert [row.has_alike for row in queries.with_alike(Need.objects.order_by("pk"))] == [True, True]
    actions.merge(two, one, actor=lead, at=AT)
    actions.accept(one, actor=lead, at=AT)
    assert "ISO 22000" in two.reason
    line = queries.consolidated(campaign)[0]
    assert (line.proposed, line.accepted, line.amount) == (1, 1, 10)
    assert Notice.objects.filter(user__username="so", title_vi__contains="gộp").exists()


def test_the_needs_by_kind_are_taken_away_as_a_sheet_that_counts_as_the_page_does(
    lead: User, commune: Party
) -> None:
    campaign = a_campaign(lead)
    need, _ = propose(campaign, commune, amount=Decimal(10_000_000), people=3)
    propose(campaign, commune, what="HACCP")
    actions.accept(need, actor=lead, at=AT)
    body = b"".join(a_page_of(lead).get(f"/nhu-cau/{campaign.year}/tong-hop.xlsx").streaming_content)  # type: ignore[attr-defined]
    head, *rows = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    line = queries.consolidated(campaign)[0]
    assert rows == [(Need.Kind(line.kind).label, 2, 1, 0, 3, 10_000_000)]
    assert head[-1] == "Kinh phí được đưa vào (đồng)"


def test_a_need_is_not_merged_into_itself_nor_into_one_that_is_merged(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    one, _ = propose(campaign, commune)
    two, _ = propose(campaign, commune, what="HACCP")
    three, _ = propose(campaign, commune, what="5S")
    actions.merge(two, one, actor=lead, at=AT)
    for need, into in ((three, three), (three, two)):
        with pytest.raises(Refused):
            actions.merge(need, into, actor=lead, at=AT)


def test_a_need_is_returned_only_with_a_reason_which_its_proposer_reads(lead: User, commune: Party) -> None:
    need, _ = propose(a_campaign(lead), commune)
    with pytest.raises(Refused):
        actions.return_need(need, reason=" ", actor=lead, at=AT)
    actions.return_need(need, reason="Đã được OCOP hỗ trợ", actor=lead, at=AT)
    assert "OCOP" in Notice.objects.filter(user__username="xa").latest("pk").words_vi
    with pytest.raises(Refused, match=r"trả lại|decided"):
        propose(need.campaign, commune, amount=Decimal(5))


def test_two_officers_who_decide_at_once_do_not_overwrite_each_other(lead: User, commune: Party) -> None:
    need, _ = propose(a_campaign(lead), commune)
    seen_by_the_other = Need.objects.get(pk=need.pk)
    actions.accept(need, actor=lead, at=AT)
    with pytest.raises(Refused):
        actions.return_need(seen_by_the_other, reason="khác", actor=lead, at=AT)
    actions.take_up_again(need, actor=lead, at=AT)
    actions.return_need(seen_by_the_other, reason="khác", actor=lead, at=AT)


@pytest.mark.parametrize(
    "deed", ["state = 'merged'", "state = 'returned'", "state = 'accepted'", "state = 'x'"]
)
def test_the_database_refuses_a_decision_without_its_reason_its_day_or_its_other(
    lead: User, commune: Party, deed: str
) -> None:
    propose(a_campaign(lead), commune)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE needs_need SET {deed}")


def test_the_database_refuses_to_turn_one_decision_into_another(lead: User, commune: Party) -> None:
    need, _ = propose(a_campaign(lead), commune)
    actions.accept(need, actor=lead, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE needs_need SET state = 'returned', reason = 'x'")


def test_a_sheet_is_taken_whole_and_a_second_time_changes_nothing(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    rows = (
        ("HTX chè mẫu", TAX, "đào tạo", "lớp 5S", "", 30, "12.500.000"),
        ("Hộ mẫu", None, "truy xuất nguồn gốc", "tem", "", None, None),
    )
    for expected in ((2, 0), (0, 2)):
        taken = actions.take_sheet(campaign, commune, a_sheet(*rows), name="a.xlsx", actor=lead, at=AT)
        assert (taken.new, taken.repeated, taken.problems) == (*expected, [])
    assert Need.objects.get(what="lớp 5S").amount == 12_500_000


def test_a_sheet_with_a_wrong_cell_stores_nothing_and_names_each_cell(lead: User, commune: Party) -> None:
    campaign = a_campaign(lead)
    rows = (
        ("HTX chè mẫu", "0100109107", "đào tạo", "lớp 5S", "", 30, None),
        ("", None, "đào tạo", "lớp Kaizen", "", "nhiều", None),
        ("Hộ mẫu", None, "khác lạ", "tem", "", None, None),
    )
    taken = actions.take_sheet(campaign, commune, a_sheet(*rows), name="a.xlsx", actor=lead, at=AT)
    assert {one.where for one in taken.problems} == {"A3", "F3", "C4", "B2"}
    assert not Need.objects.exists()


def test_trying_a_sheet_stores_nothing(lead: User, commune: Party) -> None:
    rows = [("Hộ mẫu", None, "đào tạo", "5S", "", None, None)]
    taken = actions.take_sheet(
        a_campaign(lead), commune, a_sheet(*rows), name="a.xlsx", actor=lead, at=AT, dry=True
    )
    assert taken.new == 1
    assert not Need.objects.exists()


def test_a_proposer_sees_its_own_needs_and_who_compiles_sees_all(lead: User, commune: Party) -> None:
    today = datetime.now(UTC).date()
    campaign = a_campaign(lead, opens_on=today - timedelta(days=5), closes_on=today + timedelta(days=20))
    other = a_party("Sở khác", "agency")
    stranger = a_user(other, "department-officer", "sokhac")
    mine, _ = propose(campaign, commune, at=datetime.now(UTC))
    desk = a_page_of(commune.memberships.get().user)
    assert "ISO 22000" in desk.get("/nhu-cau/2027/").content.decode()
    assert desk.get(f"/nhu-cau/de-xuat/{mine.pk}/").status_code == 200
    away = a_page_of(stranger)
    assert "ISO 22000" not in away.get("/nhu-cau/2027/").content.decode()
    assert away.get(f"/nhu-cau/de-xuat/{mine.pk}/").status_code == 404
    assert away.get(f"/nhu-cau/de-xuat/{mine.pk}/xem-xet/").status_code == 403
    page = a_page_of(lead).get("/nhu-cau/2027/").content.decode()
    assert "Sở khác" in page.partition("chua-tra-loi")[2]


def test_answering_and_deciding_on_the_pages(lead: User, commune: Party) -> None:
    today = datetime.now(UTC).date()
    office, desk = a_page_of(lead), a_page_of(commune.memberships.get().user)
    assert desk.get("/nhu-cau/").status_code == 200
    opened = {
        "year": 2027,
        "opens_on": f"{today:%d/%m/%Y}",
        "closes_on": f"{today + timedelta(days=30):%d/%m/%Y}",
    }
    assert office.post("/nhu-cau/moi/", opened).status_code == 302
    assert office.post("/nhu-cau/moi/", opened).status_code == 422
    said = {"name": "HTX chè mẫu", "tax_code": TAX, "kind": "training", "what": "lớp 5S", "people": "30"}
    assert desk.post("/nhu-cau/2027/de-xuat/", {**said, "tax_code": "1"}).status_code == 422
    assert desk.post("/nhu-cau/2027/de-xuat/", {**said, "amount": "12.500.000"}).status_code == 302
    need = Need.objects.get()
    assert need.amount == 12_500_000
    template = desk.get("/nhu-cau/2027/mau.xlsx")
    filled = SimpleUploadedFile("mau.xlsx", b"".join(template.streaming_content))  # type: ignore[attr-defined]
    assert desk.post("/nhu-cau/2027/nhap/", {"file": filled}).status_code == 302
    decide = f"/nhu-cau/de-xuat/{need.pk}/xem-xet/"
    assert office.post(decide, {"deed": "return", "version": 1, "settled": 0}).status_code == 422
    assert office.post(decide, {"deed": "accept", "version": 1, "settled": 0}).status_code == 302
    need.refresh_from_db()
    assert need.state == "accepted"
    assert office.get("/nhu-cau/2027/?xuat=xlsx").status_code == 200
