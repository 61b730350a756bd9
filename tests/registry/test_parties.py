"""Parties and units through time: successors with shares, duplicates, dated names, and edits that lose nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.parties.actions import (
    add_party,
    add_unit,
    change_party,
    merge_parties,
    move_party,
    pass_party,
    pass_unit,
    rename_party,
    unit_on,
)
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.parties.models import AdministrativeUnit, Party
from nguongoc.registry.parties.queries import (
    alike,
    by_party,
    by_unit,
    commune_named,
    duplicates,
    named_by,
)
from world import NOW, SINCE, TODAY, a_page_of, a_party, a_product, a_site, a_user, begin

pytestmark = pytest.mark.django_db
THEN = date(2023, 5, 1)
TAX_CODE, OTHER_TAX_CODE = "0100233488", "0100109106"


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


# Units


def test_a_report_on_2023_shows_districts_and_one_on_2026_communes_with_equal_totals() -> None:
    former = AdministrativeUnit.objects.filter(level="commune").exclude(valid_to=None)
    told = {unit.pk: Decimal(index + 1) for index, unit in enumerate(former)}
    then, now = by_unit(told, on=THEN, level="district"), by_unit(told, on=TODAY, level="district")
    assert len(then) == 8
    assert {unit.level for unit in then} == {"district"}
    assert len(now) == 38
    assert {unit.level for unit in now} == {"commune"}
    assert sum(then.values()) == sum(now.values()) == sum(told.values())


def test_the_page_of_units_counts_a_day_s_records_by_districts_then_and_by_communes_now() -> None:
    """With the traps of the mapping: a code that names another unit now, a name that moved, names that differ by an
    accent, and a commune whose name went elsewhere."""
    officer = a_page_of(a_user(a_party("Sở", "agency", is_demonstration=True), "lead-officer"))
    then = date(2023, 1, 1)
    for code, many in {"03618": 2, "03619": 3, "03526": 1, "03473": 4, "03412": 1}.items():
        for number in range(many):
            add_party(
                f"Hộ {code}-{number}",
                kind="household",
                unit=unit_on(code, then),
                since=then,
                actor=None,
                at=NOW,
            )
    moved = add_party(
        "HTX dời", kind="cooperative", unit=unit_on("03619", then), since=then, actor=None, at=NOW
    )
    move_party(moved, unit_on("03388", TODAY), since=SINCE, actor=None, at=NOW)
    address = "/don-vi-hanh-chinh/?ngay=31/12/2023"
    districts = rows_of(officer.get(f"{address}&cap=district&xuat=xlsx"))
    communes = rows_of(officer.get(f"{address}&theo={TODAY:%d/%m/%Y}&xuat=xlsx"))
    today = rows_of(officer.get("/don-vi-hanh-chinh/?xuat=xlsx"))
    assert (len(districts), len(communes), len(today)) == (8, 38, 39)
    told = {name: count for name, count in districts.items() if count}
    assert told == {"huyện Than Uyên": 6, "huyện Sìn Hồ": 1, "huyện Nậm Nhùn": 4, "huyện Tam Đường": 1}
    told = {name: count for name, count in communes.items() if count}
    assert told == {"xã Mường Than": 2, "xã Than Uyên": 4, "xã Nậm Tăm": 1, "xã Mường Mô": 4, "xã Bình Lư": 1}
    assert sum(districts.values()) == sum(communes.values()) == 12
    assert today["phường Đoàn Kết"] == 1
    assert today["xã Than Uyên"] == 3
    assert sum(today.values()) == 14, "and the agency and the operator, which were not there in 2023"
    assert today["tỉnh Lai Châu"] == 1, "whose seat is told of no commune"
    shown = officer.get(f"{address}&theo=01/01/2020").content.decode()
    assert "không tách ngược được" in shown
    shown = officer.get("/don-vi-hanh-chinh/?cap=district").content.decode()
    assert "không còn cấp huyện" in shown
    assert "Không có ngày này" in officer.get("/don-vi-hanh-chinh/?ngay=31/02/2023").content.decode()


def rows_of(answer: Any) -> dict[str, int]:
    """Units and their parties, of an exported table."""
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Mường Than", THEN, "03619"),
        ("Mường Than", TODAY, "03618"),
        ("xã Nậm Cha", THEN, "03526"),
        ("Nậm Chà", THEN, "03473"),
        ("Can Hồ", THEN, "03469"),
        ("Xã Kan Hồ", THEN, "03469"),
        ("Pa Khoá", THEN, "03527"),
        ("pa ủ", TODAY, "03442"),
        ("Hua Bun", TODAY, "03460"),
        ("03394", TODAY, "03394"),
    ],
)
def test_a_name_means_the_commune_of_that_day(name: str, on: date, code: str) -> None:
    assert commune_named(name, on).code == code


@pytest.mark.parametrize(
    ("name", "on", "word"),
    [
        ("Nam Cha", THEN, "unit-differs-by-accents"),
        ("Nậm Chà", TODAY, "unit-ended"),
        ("Nam Cha", TODAY, "unit-differs-by-accents"),
        ("Tuần Giáo", TODAY, "no-such-unit"),
    ],
)
def test_a_name_is_never_matched_to_another_commune(name: str, on: date, word: str) -> None:
    with pytest.raises(Refused) as refused:
        commune_named(name, on)
    assert refused.value.problems[0].code == word


def test_a_code_names_one_unit_a_day() -> None:
    with pytest.raises(Refused, match="03394"):
        add_unit("03394", "xã Khác", level="commune", since=TODAY, parent=None, actor=None, at=NOW)
    with pytest.raises(IntegrityError, match="a_code_names_one_unit_a_day"), transaction.atomic():
        AdministrativeUnit.objects.create(code="03394", valid_from=TODAY, level="commune", name="khác")


def test_a_unit_that_is_divided_ends_and_its_shares_are_a_whole() -> None:
    day = date(2027, 1, 1)
    old = unit_on("03451", TODAY)
    parts = [
        add_unit(code, f"xã {code}", level="commune", since=day, parent=None, actor=None, at=NOW)
        for code in ("99991", "99992")
    ]
    with pytest.raises(Refused, match="100 %"):
        pass_unit(old, {parts[0]: Decimal("0.5")}, on=day, actor=None, at=NOW)
    pass_unit(
        old, dict(zip(parts, (Decimal("0.3"), Decimal("0.7")), strict=True)), on=day, actor=None, at=NOW
    )
    old.refresh_from_db()
    assert old.valid_to == date(2026, 12, 31)
    shown = by_unit({old.pk: Decimal(10)}, on=day)
    assert {unit.code: amount for unit, amount in shown.items()} == {"99991": Decimal(3), "99992": Decimal(7)}


# Parties


def test_a_merged_department_is_told_with_its_successor_from_that_day() -> None:
    posts, science = a_party("Sở Thông tin và Truyền thông", "agency"), a_party("Sở KH&CN", "agency")
    day = date(2025, 3, 1)
    pass_party(posts, {science: Decimal(1)}, on=day, actor=None, at=NOW, basis="Nghị quyết 45/NQ-HĐND (mẫu)")
    told = {posts.pk: Decimal(3), science.pk: Decimal(4)}
    assert by_party(told, on=THEN) == told
    assert by_party(told, on=TODAY) == {science.pk: Decimal(7)}


@pytest.mark.parametrize(
    ("field", "number", "word"),
    [
        ("tax_code", "0100233489", "incorrect-check-digit"),
        ("tax_code", "12345", "wrong-length"),
        ("gln", "4012345000001", "incorrect-check-digit"),
    ],
)
def test_a_wrong_number_is_refused_at_its_field(field: str, number: str, word: str) -> None:
    party = a_party()
    with pytest.raises(Refused) as refused:
        change_party(party, actor=None, at=NOW, **{field: number})
    assert [(one.where, one.code) for one in refused.value.problems] == [(field, word)]


def test_a_tax_code_names_one_party() -> None:
    a_party("Công ty Một", "enterprise", tax_code=TAX_CODE)
    with pytest.raises(Refused, match="LC-03394-P0001"):
        a_party("Công ty Hai", "enterprise", tax_code=f" {TAX_CODE} ")


def test_a_party_whose_name_is_there_already_is_added_on_purpose_only() -> None:
    a_party("HTX Chè Sìn Hồ")
    assert alike("htx che sin ho")
    with pytest.raises(Refused, match="LC-03394-P0001"):
        a_party("HTX chè Sìn Hồ", even_if_alike=False)
    a_party("HTX chè Sìn Hồ")
    assert Party.objects.filter(kind="cooperative").count() == 2


def test_duplicates_are_found_and_merged_and_the_old_code_leads_on() -> None:
    kept, twice = a_party("HTX Chè Sìn Hồ"), a_party("HTX chè Sìn Hồ", tax_code=TAX_CODE)
    site, product, member = a_site(twice), a_product(twice), a_user(twice)
    assert duplicates() == [[twice, kept]]
    merge_parties(twice, into=kept, actor=None, at=NOW)
    assert duplicates() == []
    for row in (site, product, kept, twice):
        row.refresh_from_db()
    assert (site.party, product.owner, kept.tax_code, twice.tax_code) == (kept, kept, TAX_CODE, None)
    assert member.memberships.get().party == kept
    assert named_by(twice.identifiers) == {twice.identifiers[0]: kept.pk}
    assert by_party({twice.pk: Decimal(2)}, on=TODAY) == {kept.pk: Decimal(2)}
    assert Entry.objects.filter(verb="party.took_in").get().details["duplicate"] == twice.internal_code


def test_a_party_merged_into_one_that_is_merged_later_still_leads_on() -> None:
    first, second, third = a_party("Một"), a_party("Hai"), a_party("Ba")
    merge_parties(first, into=second, actor=None, at=NOW)
    merge_parties(second, into=third, actor=None, at=NOW)
    assert named_by(first.identifiers) == {first.identifiers[0]: third.pk}
    with pytest.raises(Refused, match="merged before"):
        merge_parties(first, into=third, actor=None, at=NOW)


def test_parties_with_two_tax_codes_are_not_one() -> None:
    one = a_party("Một", "enterprise", tax_code=TAX_CODE)
    other = a_party("Một", "enterprise", tax_code=OTHER_TAX_CODE)
    assert duplicates() == []
    with pytest.raises(Refused, match="not one"):
        merge_parties(one, into=other, actor=None, at=NOW)


def test_an_address_lies_in_a_unit_of_its_day() -> None:
    party, gone = a_party(), AdministrativeUnit.objects.get(code="03526")
    with pytest.raises(Refused, match="was not there"):
        move_party(party, gone, since=TODAY, actor=None, at=NOW)
    move_party(party, gone, since=THEN, street="bản Mẫu", actor=None, at=NOW)
    assert Party.objects.named(THEN).get(pk=party.pk).unit_then == "xã Nậm Cha"
    assert Party.objects.named(TODAY).get(pk=party.pk).unit_then == "xã Sin Suối Hồ"


def test_two_names_do_not_begin_on_one_day() -> None:
    with pytest.raises(Refused, match="Choose another day"):
        rename_party(a_party(), "Khác", since=SINCE, actor=None, at=NOW)


# Two people, one record


def test_what_two_people_change_in_different_fields_is_all_kept() -> None:
    party, one = a_party(), a_user(a_party("Sở", "agency"), "lead-officer")
    opened = Opened(party.version)
    change_party(party, phone="0213 1", email="", actor=one, at=NOW, opened=opened)
    change_party(party, phone="", email="a@b.vn", actor=None, at=NOW, opened=opened)
    party.refresh_from_db()
    assert (party.phone, party.email, party.version) == ("0213 1", "a@b.vn", 3)


def test_who_changes_the_same_field_later_sees_both_values_and_decides() -> None:
    party, one = a_party(), a_user(a_party("Sở", "agency"), "lead-officer")
    opened = Opened(party.version)
    change_party(party, phone="0213 1", email="", actor=one, at=NOW, opened=opened)
    with pytest.raises(Overtaken) as overtaken:
        change_party(party, phone="0213 2", email="a@b.vn", actor=None, at=NOW, opened=opened)
    (problem,) = overtaken.value.problems
    assert problem.where == "phone"
    assert all(word in problem.why.vi for word in (str(one), "0213 1", "0213 2"))
    party.refresh_from_db()
    assert (party.phone, party.email) == ("0213 1", "")
    settled = Opened(opened.version, overtaken.value.version)
    change_party(party, phone="0213 2", email="a@b.vn", actor=None, at=NOW, opened=settled)
    party.refresh_from_db()
    assert (party.phone, party.email) == ("0213 2", "a@b.vn")


def test_a_change_says_who_changed_what_from_what_and_nothing_says_nothing() -> None:
    party, officer = a_party(), a_user(a_party("Sở", "agency"), "lead-officer")
    change_party(party, phone="0213 1", actor=officer, at=NOW)
    change_party(party, phone="0213 1", actor=officer, at=NOW)
    entry = Entry.objects.get(verb="party.changed")
    assert entry.actor == officer
    assert entry.details == {"version": 2, "changes": {"phone": ["", "0213 1"]}}
