"""The plan: loaded as data, changed by decisions, and never rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.programme.plan import actions, queries
from nguongoc.programme.plan.models import Decision, Declared, Indicator, Phase, Reading, Target, Task
from nguongoc.programme.support.actions import applying, handling, judging
from nguongoc.programme.support.actions.carrying import name_certificate
from nguongoc.programme.support.models import Case, Kind
from nguongoc.registry.certificates.actions import add_certificate, change_paper
from nguongoc.registry.parties.models import Party, PartySuccession
from nguongoc.registry.parties.queries import heirs
from nguongoc.registry.sheets.actions import send_in, take_in
from nguongoc.reports.indicators.indicators import INDICATORS, figure
from nguongoc.reports.indicators.queries import forecast, standing
from programme.support.cases import TOLD, a_pdf
from world import a_lot, a_page_of, a_party, a_product, a_user, begin

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture(autouse=True)
def plan(db: None) -> None:
    begin()
    actions.load_plan(at=AT)


@pytest.fixture
def officer() -> User:
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer")


def phase(code: str = "2026-2030") -> Phase:
    return Phase.objects.get(code=code)


def indicator(code: str = "doanh-nghiep-chung-nhan") -> Indicator:
    return Indicator.objects.get(code=code)


def a_decision(officer: User, number: str = "01/QĐ-MẪU") -> Decision:
    return actions.enter_decision(title="Điều chỉnh mẫu", number=number, actor=officer, at=AT)


def set_target(officer: User, **told: Any) -> Target:
    given = {
        "low": Decimal(16),
        "high": Decimal(22),
        "rule": "period",
        "in_force_from": date(2026, 7, 1),
        "why": "thử",
        **told,
    }
    decision = given.pop("decision", None) or a_decision(officer)
    return actions.set_target(indicator(), phase(), decision=decision, actor=officer, at=AT, **given)


def test_the_plan_is_loaded_once_with_both_phases_and_its_targets() -> None:
    actions.load_plan(at=AT)
    assert [one.code for one in Phase.objects.all()] == ["2021-2025", "2026-2030"]
    first = queries.targets_on(date(2025, 6, 1))[indicator().pk, phase("2021-2025").pk]
    assert (first.low, first.high, first.rule) == (5, 10, "period")
    second = queries.targets_on(TODAY)[indicator().pk, phase().pk]
    assert (second.low, second.high, second.is_settled) == (15, 20, False)
    assert {one.state for one in Task.objects.filter(phase__code="2021-2025")} == {"done"}


def test_every_indicator_names_its_evidence_and_every_function_its_indicator() -> None:
    assert set(INDICATORS) <= set(Indicator.objects.values_list("code", flat=True))
    assert not Indicator.objects.filter(rule_vi="").exists()


def test_a_changed_target_holds_from_its_day_and_old_reports_keep_the_old_one(officer: User) -> None:
    set_target(officer)
    key = indicator().pk, phase().pk
    assert queries.targets_on(date(2026, 6, 30))[key].low == 15
    assert queries.targets_on(date(2026, 7, 1))[key].low == 16
    assert standing(indicator(), phase(), date(2026, 6, 30)).wanted.vi == "15–20"


@pytest.mark.parametrize(
    "told",
    [{"high": Decimal(3)}, {"in_force_from": date(2025, 12, 31)}, {"in_force_from": date(2031, 1, 1)}],
)
def test_a_target_that_cannot_be_is_refused_by_its_field(officer: User, told: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        set_target(officer, **told)
    assert refusal.value.problems[0].where in told
    assert Target.objects.filter(indicator=indicator(), phase=phase()).count() == 1


@pytest.mark.parametrize("table", ["plan_target", "plan_declared", "plan_reading"])
def test_targets_declared_figures_and_readings_cannot_be_rewritten(officer: User, table: str) -> None:
    set_target(officer)
    actions.declare(
        indicator(), phase(), value=Decimal(3), as_of=TODAY, source="báo cáo mẫu", actor=officer, at=AT
    )
    keep(officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what waits for the commit would refuse TRUNCATE first
    for deed in (
        f"UPDATE {table} SET phase_id = phase_id",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)


def keep(officer: User, ends: date = date(2026, 9, 30)) -> Reading:
    return actions.keep_reading(
        indicator(),
        phase(),
        begins=date(2026, 7, 1),
        ends=ends,
        value=Decimal(2),
        waiting=1,
        target=None,
        counted=["parties.party:1"],
        actor=officer,
        at=AT,
    )


def test_a_period_is_closed_once_and_not_before_it_has_ended(officer: User) -> None:
    keep(officer)
    for again in (date(2026, 9, 30), TODAY, date(2026, 12, 31)):
        with pytest.raises(Refused):
            keep(officer, again)


def a_certified(name: str, *, scan: bool, scope: str = "chè xanh") -> Party:
    party = a_party(name, "cooperative")
    file = (
        BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF") if scan else None
    )
    if file is not None:
        file.name = "chung-nhan.pdf"  # type: ignore[attr-defined]
    case = a_granted_case(party)
    certificate = add_certificate(
        party,
        number=f"CN-{name}",
        issuer="Tổ chức mẫu",
        issued_on=date(2026, 1, 1),
        kind="vietgap",
        scope=scope,
        file=file,
        actor=None,
        at=AT,
    )
    name_certificate(case, certificate, actor=None, at=AT)
    return party


def a_granted_case(party: Party) -> Case:
    """A support case of this party, granted before the certificates of these tests were issued."""
    at = datetime(2025, 12, 1, 2, tzinfo=UTC)
    case = applying.draft(party, Kind.objects.get(code="chung-nhan"), actor=None, at=at, **TOLD)
    applying.add_paper(case, code="dang-ky-kinh-doanh", file=a_pdf(), actor=None, at=at)
    applying.submit(case, actor=None, at=at)
    for deed in (handling.receive, handling.take_up):
        deed(case, actor=None, at=at)
    judging.rule(case, verdict="support", reason="Đủ điều kiện", actor=None, at=at)
    return case


def test_only_a_certificate_with_its_scan_and_scope_counts_and_the_others_wait_with_the_reason() -> None:
    whole = a_certified("Đủ", scan=True)
    bare = a_certified("Thiếu", scan=False)
    found = figure("doanh-nghiep-chung-nhan", phase(), TODAY)
    assert found.value == 1
    assert [one.key for one in found.counted] == [f"parties.party:{whole.pk}"]
    assert [one.key for one in found.waiting] == [f"parties.party:{bare.pk}"]
    assert "bản quét" in found.waiting[0].lacks.vi  # type: ignore[union-attr]


def test_taking_the_scope_away_takes_the_enterprise_out_of_the_figure_and_says_why() -> None:
    party = a_certified("Đủ", scan=True)
    change_paper(party.certificates.get(), scope="", actor=None, at=AT)
    found = figure("doanh-nghiep-chung-nhan", phase(), TODAY)
    assert found.value == 0
    assert "phạm vi" in found.waiting[0].lacks.vi  # type: ignore[union-attr]


def test_a_certificate_that_has_ended_counts_no_more() -> None:
    party = a_certified("Đủ", scan=True)
    change_paper(party.certificates.get(), expires_on=date(2026, 10, 1), actor=None, at=AT)
    assert figure("doanh-nghiep-chung-nhan", phase(), date(2026, 9, 30)).value == 1
    assert figure("doanh-nghiep-chung-nhan", phase(), TODAY).value == 0


def test_a_phase_that_is_over_has_no_figure_from_chains_and_shows_what_is_declared(officer: User) -> None:
    old, code = phase("2021-2025"), indicator("truy-xuat-dang-dung")
    a_lot(a_product(a_party()))
    actions.declare(
        code,
        old,
        value=Decimal(2),
        as_of=date(2025, 12, 31),
        source="báo cáo tổng kết mẫu",
        actor=officer,
        at=AT,
    )
    found = standing(code, old, TODAY)
    assert found.figure.value is None
    assert "khai báo: 2" in found.tile.note.vi  # type: ignore[union-attr]


def test_a_declared_figure_of_a_day_to_come_is_refused(officer: User) -> None:
    with pytest.raises(Refused):
        actions.declare(
            indicator(), phase(), value=Decimal(1), as_of=date(2026, 12, 31), source="x", actor=officer, at=AT
        )


def test_money_of_another_programme_is_shown_and_not_counted_twice(officer: User) -> None:
    task = Task.objects.filter(phase=phase()).earliest("pk")
    actions.fund(
        task,
        programme="OCOP",
        year=2026,
        amount=Decimal(50_000_000),
        is_counted_here=False,
        actor=officer,
        at=AT,
    )
    actions.fund(
        task,
        programme="Kế hoạch",
        year=2026,
        amount=Decimal(30_000_000),
        is_counted_here=True,
        actor=officer,
        at=AT,
    )
    rows = {one.programme: (one.counted, one.others) for one in queries.co_funding(phase())}
    assert rows == {"OCOP": (0, 50_000_000), "Kế hoạch": (30_000_000, 0)}
    with pytest.raises(Refused):
        actions.fund(
            task, programme="OCOP", year=2026, amount=Decimal(1), is_counted_here=True, actor=officer, at=AT
        )
    with pytest.raises(Refused):
        actions.fund(
            task, programme="OCOP", year=2031, amount=Decimal(1), is_counted_here=True, actor=officer, at=AT
        )


def test_changing_a_task_is_written_down_from_what_to_what(officer: User) -> None:
    task = Task.objects.filter(phase=phase()).earliest("pk")
    actions.change_task(task, note="Đã họp", due=date(2027, 6, 30), actor=officer, at=AT)
    entry = Entry.objects.filter(verb="task.changed").latest("pk")
    assert entry.details["changes"]["note"] == ["", "Đã họp"]
    with pytest.raises(Refused):
        actions.change_task(task, due=date(2020, 1, 1), actor=officer, at=AT)


def test_phases_cannot_overlap() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.create(code="x", begins=date(2025, 6, 1), ends=date(2027, 1, 1))


@given(st.lists(st.decimals(0, 1000, places=2), min_size=3, max_size=12))
def test_a_forecast_is_a_band_that_never_falls_below_zero(values: list[Decimal]) -> None:
    low, high = forecast(values)
    assert 0 <= low <= high


def test_a_straight_line_is_carried_on_exactly() -> None:
    assert forecast([Decimal(1), Decimal(2), Decimal(3)]) == (4, 4)


def test_an_officer_sets_a_target_declares_and_closes_on_the_pages(officer: User) -> None:
    desk, decision = a_page_of(officer), a_decision(officer)
    told = {
        "phase": "2026-2030",
        "low": "16",
        "high": "",
        "rule": "period",
        "in_force_from": "01/07/2026",
        "decision": decision.pk,
        "why": "thử",
    }
    assert desk.post("/chi-tieu/doanh-nghiep-chung-nhan/dat-muc/", {**told, "low": "x"}).status_code == 422
    assert desk.post("/chi-tieu/doanh-nghiep-chung-nhan/dat-muc/", told).status_code == 302
    declared = {"phase": "2026-2030", "value": "3,5", "as_of": "30/06/2026", "source": "báo cáo mẫu"}
    assert desk.post("/chi-tieu/lop-dao-tao/khai-bao/", declared).status_code == 302
    period = {"begins": "01/07/2026", "ends": "30/09/2026"}
    assert desk.post("/chi-tieu/doanh-nghiep-chung-nhan/chot-ky/", period).status_code == 302
    assert desk.post("/chi-tieu/doanh-nghiep-chung-nhan/chot-ky/", period).status_code == 422
    page = desk.get("/chi-tieu/doanh-nghiep-chung-nhan/").content.decode()
    assert "từ 16" in page
    assert "30/09/2026" in page
    assert "báo cáo mẫu" in desk.get("/chi-tieu/lop-dao-tao/").content.decode()


def test_a_leader_reads_the_plan_and_changes_nothing() -> None:
    desk = a_page_of(a_user(a_party("UBND mẫu", "agency"), "leader", "lanhdao"))
    for path in ("/ke-hoach/", "/chi-tieu/", "/ke-hoach/van-ban/", "/chi-tieu/truy-xuat-dang-dung/"):
        assert desk.get(path).status_code == 200, path
    task = Task.objects.earliest("pk")
    assert desk.get(f"/ke-hoach/nhiem-vu/{task.pk}/").status_code == 200
    assert desk.get(f"/ke-hoach/nhiem-vu/{task.pk}/sua/").status_code == 403
    assert desk.get("/chi-tieu/truy-xuat-dang-dung/dat-muc/").status_code == 403


def test_the_dashboard_asks_little(officer: User, django_assert_max_num_queries: Any) -> None:
    a_certified("Đủ", scan=True)
    desk = a_page_of(officer)
    desk.get("/chi-tieu/")
    with django_assert_max_num_queries(13):
        desk.get("/chi-tieu/")


def test_a_phase_that_is_over_comes_in_by_sheet_and_stands_beside_the_running_one(officer: User) -> None:
    def sent(register: str, *rows: tuple[str, ...]) -> list[tuple[str, str]]:
        content = "\n".join(";".join(row) for row in rows).encode()
        file = SimpleUploadedFile("a.csv", content)
        upload = send_in(register, file, name="a.csv", only_check=False, actor=officer, at=AT)
        take_in(upload, at=AT)
        return [(one["where"], one["code"]) for one in upload.problems]

    heads = ("Giai đoạn", "Mã chỉ tiêu", "Giá trị", "Tính đến ngày", "Nguồn")
    row = ("2021-2025", "lop-dao-tao", "7", "31/12/2025", "Báo cáo tổng kết mẫu")
    wrong = ("2021-2025", "khong-co", "7", "31/12/2025", "x")
    assert sent("ket-qua-chi-tieu", heads, row, wrong) == [("B3", "no-such-indicator")]
    for _twice in range(2):
        assert sent("ket-qua-chi-tieu", heads, row) == []
    assert Declared.objects.get().value == 7
    heads = ("Giai đoạn", "Mã nhiệm vụ", "Tình trạng", "Kết quả")
    assert sent("nhiem-vu", heads, ("2021-2025", "dao-tao", "đã xong", "Đã mở 7 lớp")) == []
    assert sent("nhiem-vu", heads, ("2016-2020", "dao-tao", "đã xong", "x")) == [("A2", "no-such-phase")]
    page = a_page_of(officer)
    tasks = page.get("/ke-hoach/doi-chieu/").content.decode()
    assert tasks.count("Đã mở 7 lớp") == 1
    assert "Giai đoạn 2026–2030" in tasks
    figures = page.get("/chi-tieu/doi-chieu/").content.decode()
    assert "Khai báo 2021–2025" in figures
    assert page.get("/chi-tieu/doi-chieu/?xuat=xlsx").status_code == 200


def test_a_lead_agency_that_was_merged_meanwhile_is_found_at_its_heir_and_not_lost_by_saving(
    officer: User,
) -> None:
    old, new, last = (a_party(name, "agency") for name in ("Sở cũ", "Sở mới", "Sở hôm nay"))
    task = Task.objects.filter(phase__code="2021-2025").earliest("pk")
    actions.change_task(task, lead=old, helpers=[old], actor=officer, at=AT)
    for before, after, year in ((old, new, 2023), (new, last, 2025)):
        PartySuccession.objects.create(before=before, after=after, on=date(year, 3, 1))
    assert heirs([old.pk], on=TODAY) == {old.pk: [last.pk]}
    page = a_page_of(officer)
    assert "Sở cũ → Sở hôm nay" in page.get(f"/ke-hoach/nhiem-vu/{task.pk}/").content.decode()
    task.refresh_from_db()
    form = page.get(f"/ke-hoach/nhiem-vu/{task.pk}/sua/").content.decode()
    assert f"Sở cũ · {old.internal_code}" in form, "agencies are chosen by name"
    told = {"lead": old.pk, "helpers": [old.pk], "state": "done", "version": task.version, "settled": 0}
    assert page.post(f"/ke-hoach/nhiem-vu/{task.pk}/sua/", {**told, "lead_vi": "Sở cũ"}).status_code == 302
    task.refresh_from_db()
    assert task.lead == old


def test_a_period_is_closed_for_every_indicator_or_for_none(officer: User) -> None:
    page = a_page_of(officer)
    days = {"begins": "15/12/2024", "ends": "14/12/2025"}
    assert page.post("/chi-tieu/chot-ky/", days).status_code == 302
    assert Reading.objects.count() == Indicator.objects.count()
    assert page.post("/chi-tieu/chot-ky/", days).status_code == 422
    assert page.post("/chi-tieu/chot-ky/", {"begins": "01/01/2019", "ends": "31/12/2019"}).status_code == 422
    assert Reading.objects.count() == Indicator.objects.count()
