"""Standards and tools: kept in editions, suggested by an enterprise's own answers, taken up in a plan of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.programme.catalogue import actions, queries
from nguongoc.programme.catalogue.models import (
    Assessment,
    Improvement,
    Item,
    Measure,
    Question,
    Questionnaire,
)
from nguongoc.programme.needs.actions import open_campaign
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.sheets.actions import send_in, take_in
from world import NOW, TODAY, a_page_of, a_party, a_product, a_user, begin, seen_by

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def officer(db: None) -> User:
    begin()
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer", "sokhcn")


@pytest.fixture
def maker(officer: User) -> User:
    party = a_party("HTX chè Mẫu")
    a_product(party)
    return a_user(party, username="che")


def answered(
    maker: User, value: int | None, at: datetime = NOW, but: dict[str, int] | None = None
) -> Assessment:
    """Every question of the basic questionnaire answered alike, some areas otherwise; finished."""
    asked = Questionnaire.objects.get(code="nang-suat-co-ban")
    made = actions.begin_assessment(asked, maker.memberships.get().party, actor=maker, at=at)
    for one in Question.objects.filter(area__questionnaire=asked).select_related("area"):
        actions.answer(made, one, (but or {}).get(one.area.code, value), actor=maker, at=at)
    actions.finish_assessment(made, actor=maker, at=at)
    return made


def test_the_catalogue_begins_with_what_the_plan_names_and_invents_no_times(officer: User) -> None:
    known = set(Item.objects.values_list("code", flat=True))
    assert {"iso-9001", "iso-14001", "iso-22000", "iso-45001", "iso-50001", "haccp", "vietgap"} <= known
    assert {"huu-co", "5s", "kaizen", "lean", "tpm", "kpi", "san-xuat-thong-minh"} <= known
    assert not Item.objects.exclude(months_low=None)
    assert {
        code for one in Questionnaire.objects.all() for area in queries.areas(one) for code in area.suggests
    } <= known
    actions.load_catalogue(at=NOW)
    assert len(known) == Item.objects.count()


def test_a_new_edition_takes_the_old_ones_place_from_its_day_and_the_old_one_stays(officer: User) -> None:
    old = Item.objects.get(code="iso-9001")
    told: dict[str, Any] = {"kind": "system", "name_vi": "Chất lượng", "about_vi": "a", "asks_vi": "b"}
    new = actions.supersede_item(old, valid_from=date(2027, 1, 1), actor=officer, at=NOW, **told)
    assert list(Item.objects.on(date(2026, 12, 31)).filter(code="iso-9001")) == [old]
    assert list(Item.objects.on(date(2027, 1, 1)).filter(code="iso-9001")) == [new]
    for since in (date(2028, 1, 1), date(2020, 1, 1)):
        with pytest.raises(Refused):
            actions.supersede_item(old, valid_from=since, actor=officer, at=NOW, **told)
    with pytest.raises(Refused) as refused:
        actions.change_item(
            new, actor=officer, at=NOW, **told, months_low=6, months_high=3, months_source="x"
        )
    assert refused.value.problems[0].where == "months_high"


def test_two_officers_who_edit_one_row_lose_nothing(officer: User) -> None:
    item = Item.objects.get(code="kpi")
    told = {
        name: getattr(item, name) for name in ("kind", "number", "name_vi", "name_en", "about_vi", "asks_vi")
    }
    page = Opened(item.version)
    actions.change_item(
        item, actor=officer, at=NOW, opened=page, **{**told, "about_vi": "Của người thứ nhất"}
    )
    with pytest.raises(Overtaken):
        actions.change_item(
            item, actor=officer, at=NOW, opened=page, **{**told, "about_vi": "Của người thứ hai"}
        )
    actions.change_item(item, actor=officer, at=NOW, opened=page, **{**told, "asks_vi": "Thêm"})
    item.refresh_from_db()
    assert (item.about_vi, item.asks_vi) == ("Của người thứ nhất", "Thêm")


def test_an_assessment_is_kept_as_one_answers_and_suggests_where_the_answers_fall_short(maker: User) -> None:
    asked = Questionnaire.objects.get(code="nang-suat-co-ban")
    party = maker.memberships.get().party
    draft = actions.begin_assessment(asked, party, actor=maker, at=NOW)
    assert actions.begin_assessment(asked, party, actor=maker, at=NOW) == draft
    with pytest.raises(Refused) as refused:
        actions.finish_assessment(draft, actor=maker, at=NOW)
    assert "Còn 17 câu" in refused.value.problems[0].why.vi
    page = a_page_of(maker)
    address = reverse("assessment", args=[draft.pk])
    first = Question.objects.filter(area__questionnaire=asked).first()
    assert first is not None
    page.post(address, {f"c{first.pk}": "2"}, headers={"HX-Request": "true"})
    page.post(address, {f"c{first.pk}": "9"})
    assert queries.answers(draft) == {first.pk: 2}
    found = answered(maker, 3, but={"noi-lam-viec": 0, "dong-san-xuat": 1})
    assert found == draft
    told = queries.results(found, queries.areas(found.questionnaire), TODAY, ["tea"])
    assert [(one.area.code, one.percent, [item.code for item in one.next]) for one in told[:3]] == [
        ("noi-lam-viec", 0, ["5s", "kaizen"]),
        ("dong-san-xuat", 33, ["lean", "tpm"]),
        ("lanh-dao", 100, []),
    ]
    shown = page.get(address).content.decode()
    assert "không phải chứng nhận" in shown
    assert "5S" in shown
    with pytest.raises(Refused), transaction.atomic():
        actions.answer(found, first, 0, actor=maker, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        found.answers.update(value=0)


def test_results_are_compared_over_time_across_editions(officer: User, maker: User) -> None:
    answered(maker, 1)
    old = Questionnaire.objects.get(code="nang-suat-co-ban")
    client = a_page_of(officer)
    sheet = client.get(reverse("questionnaire", args=[old.pk]) + "?xuat=xlsx")
    handed = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    again = send_in("bo-cau-hoi", _as_file(handed), name="a.xlsx", only_check=False, actor=officer, at=NOW)
    take_in(again, at=NOW)
    assert {one["code"] for one in again.problems} == {"edition-known"}
    again = send_in(
        "bo-cau-hoi", _as_file(_dated(handed)), name="b.xlsx", only_check=False, actor=officer, at=LATER
    )
    take_in(again, at=LATER)
    assert again.problems == []
    new = queries.questionnaires(LATER.date()).get(code="nang-suat-co-ban")
    assert new != old
    assert Question.objects.filter(area__questionnaire=new).count() == 17
    party = maker.memberships.get().party
    made = actions.begin_assessment(new, party, actor=maker, at=LATER)
    for one in Question.objects.filter(area__questionnaire=new).select_related("area"):
        actions.answer(made, one, None if one.area.code == "so-hoa" else 2, actor=maker, at=LATER)
    actions.finish_assessment(made, actor=maker, at=LATER)
    lines = {name.vi: scores for name, scores in queries.over_time(made, queries.areas(made.questionnaire))}
    assert [score for _day, score in lines["Nơi làm việc"]] == [33, 67]
    assert [score for _day, score in lines["Dữ liệu và số hóa"]] == [33, None]
    assert (
        "So với các lần trước" in a_page_of(maker).get(reverse("assessment", args=[made.pk])).content.decode()
    )


def _as_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("bo.xlsx", content)


def _dated(content: bytes) -> bytes:
    """The same sheet as the edition of a later day."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows(min_row=2):  # type: ignore[union-attr]
        row[1].value = date(2026, 12, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_an_enterprise_finds_and_measures_is_its_own_until_it_shares(officer: User, maker: User) -> None:
    found = answered(maker, 2)
    party = maker.memberships.get().party
    plan = actions.begin_improvement(party, name="5S xưởng", assessment=found, actor=maker, at=NOW)
    actions.add_measure(
        plan, name="tỷ lệ sản phẩm lỗi", unit="%", better="lower", before=Decimal("4.2"), before_on=date(2026, 10, 1),
        actor=maker, at=NOW,
    )  # fmt: skip
    other = a_user(a_party("Khác"), username="khac")
    everything = a_user(a_party("Vận hành", "agency"), "system-administrator", "quantri")
    for who in (officer, other, everything):
        assert not Assessment.objects.visible_to(seen_by(who))
        assert not Improvement.objects.visible_to(seen_by(who))
        assert a_page_of(who).get(reverse("improvement", args=[plan.pk])).status_code == 404
    measure = plan.measures.get()
    told = {
        name: getattr(measure, name) for name in ("name", "unit", "better", "before", "before_on", "source")
    }
    page = Opened(measure.version)
    after = {**told, "after": Decimal("3.1"), "after_on": date(2026, 11, 19)}
    actions.change_measure(measure, actor=maker, at=NOW, opened=page, **after)
    with pytest.raises(Overtaken) as overtaken:
        actions.change_measure(measure, actor=maker, at=NOW, opened=page, **{**after, "after": Decimal(2)})
    assert "3,1" in overtaken.value.problems[0].why.vi
    assert not [
        one for one in Entry.objects.filter(verb__startswith="improvement.m") if "3.1" in str(one.details)
    ]
    measure.refresh_from_db()
    assert queries.change_of(measure) == (Decimal("-1.1") / Decimal("4.2"), True)
    for wrong in ({"after_on": None}, {"after_on": date(2026, 9, 1)}, {"after_on": date(2027, 9, 1)}):
        with pytest.raises(Refused):
            actions.change_measure(measure, actor=maker, at=NOW, **{**after, **wrong})
    actions.change_improvement(plan, actor=maker, at=NOW, is_shared=True)
    actions.share_assessment(found, is_shared=True, actor=maker, at=NOW)
    assert a_page_of(officer).get(reverse("improvement", args=[plan.pk])).status_code == 200
    assert a_page_of(officer).get(reverse("assessment", args=[found.pk])).status_code == 200
    assert list(queries.shared_measures()) == [measure]
    assert a_page_of(other).get(reverse("improvement", args=[plan.pk])).status_code == 404


def test_a_plan_is_made_and_followed_on_its_pages(maker: User) -> None:
    page = a_page_of(maker)
    answer = page.post(reverse("improvement_new") + "?cong-cu=5s", {"name": "5S", "goal": "Gọn", "item": ""})
    plan = Improvement.objects.get()
    assert answer["Location"] == reverse("improvement", args=[plan.pk])
    step = {"what": "Dán nhãn", "owner": "Tổ 1", "due": "01/11/2026", "state": "planned"}
    page.post(reverse("improvement_step", args=[plan.pk]), step)
    assert "quá hạn" in page.get(reverse("improvement", args=[plan.pk])).content.decode()
    one = plan.steps.get()
    done = {**step, "state": "done", "done_on": "", "version": one.version, "settled": 0}
    page.post(reverse("improvement_step_edit", args=[one.pk]), done)
    one.refresh_from_db()
    assert one.done_on is not None
    shown = page.get(reverse("improvements")).content.decode()
    assert "1/1" in shown
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_step SET done_on = NULL")
    assert Measure.objects.count() == 0


def test_search_finds_without_accents_and_puts_exact_ones_first(maker: User) -> None:
    told: dict[str, Any] = {
        "kind": "tool",
        "about_vi": "a",
        "asks_vi": "b",
        "valid_from": TODAY,
        "actor": None,
    }
    actions.add_item("chuoi-1", name_vi="Chuỗi lạnh", at=NOW, **told)
    actions.add_item("chuoi-2", name_vi="Chuối an toàn", at=NOW, **told)
    page = a_page_of(maker).get(reverse("tools") + "?tim=Chuỗi").content.decode()
    assert page.index("Chuỗi lạnh") < page.index("Chuối an toàn")
    assert "Chuỗi lạnh" in a_page_of(maker).get(reverse("tools") + "?tim=chuoi").content.decode()
    assert "Chuỗi lạnh" in a_page_of(maker).get(reverse("tools") + "?nganh=tea").content.decode()


def test_asking_for_support_leads_to_what_takes_requests_filled_in(officer: User, maker: User) -> None:
    item, commune = Item.objects.get(code="iso-22000"), a_user(a_party("Xã mẫu", "agency"), "commune-officer")
    assert queries.support_link(item, seen_by(commune), TODAY) == reverse("needs")
    open_campaign(year=2027, opens_on=date(2026, 11, 1), closes_on=date(2099, 1, 1), actor=officer, at=NOW)
    need = a_page_of(commune).get(queries.support_link(item, seen_by(commune), TODAY)).content.decode()
    assert "ISO 22000" in need
    assert '<option value="system" selected>' in need
    address = queries.support_link(item, seen_by(maker), TODAY)
    assert "ISO 22000" in a_page_of(maker).get(address).content.decode()
    assert address in a_page_of(maker).get(reverse("tool", args=[item.pk])).content.decode().replace(
        "&amp;", "&"
    )
    assert queries.support_link(item, seen_by(officer), TODAY) == ""


def test_the_lists_ask_little(maker: User, django_assert_max_num_queries: Any) -> None:
    answered(maker, 1)
    page = a_page_of(maker)
    for name in ("tools", "assessments", "improvements"):
        page.get(reverse(name))
        with django_assert_max_num_queries(12):
            assert page.get(reverse(name)).status_code == 200
