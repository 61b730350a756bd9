"""One box: what was meant, among what its reader may see, the very marks that were typed first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.actions import rename_party
from nguongoc.registry.parties.models import Party
from nguongoc.reports.search.queries import find
from nguongoc.reports.start.demonstration import internal_gtin
from programme.support.cases import a_draft, a_scene, a_submitted
from world import (
    GTIN,
    NOW,
    TODAY,
    a_lot,
    a_page_of,
    a_party,
    a_product,
    a_sender,
    a_site,
    a_user,
    an_event,
    begin,
    event_number,
    lot_key,
    seen_by,
    send,
)

pytestmark = pytest.mark.django_db

OTHER_GTIN = "00200000000127"


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party("HTX chè Nậm Chà")


@pytest.fixture
def officer(owner: Party) -> User:
    return a_user(a_party("Sở Khoa học và Công nghệ", "agency"), "lead-officer")


def found(user: User, typed: str) -> dict[str, list[str]]:
    """The names of what is found, by kind."""
    groups = find(typed, seen_by(user), on=TODAY).groups
    return {group.name.vi: [hit.name for hit in group.hits] for group in groups}


def straight(user: User, typed: str) -> str:
    return find(typed, seen_by(user), on=TODAY).at_once


def test_names_are_found_without_their_marks_and_the_very_marks_come_first(officer: User) -> None:
    a_party("Hợp tác xã Nậm Cha")
    assert found(officer, "nam cha")["Đơn vị"] == ["Hợp tác xã Nậm Cha", "HTX chè Nậm Chà"]
    assert found(officer, "Nậm Cha")["Đơn vị"] == ["Hợp tác xã Nậm Cha", "HTX chè Nậm Chà"]
    assert found(officer, "Nậm Chà")["Đơn vị"] == ["HTX chè Nậm Chà", "Hợp tác xã Nậm Cha"]
    assert found(officer, "NẬM CHÀ")["Đơn vị"] == ["HTX chè Nậm Chà", "Hợp tác xã Nậm Cha"]


def test_a_word_is_found_from_its_beginning_wherever_it_stands(officer: User, owner: Party) -> None:
    a_product(owner, name="Đặc sản chè Shan tuyết, hộp 100 g")
    for typed in ("shan", "che sh", "dac san", "tuyet hop", "Đặc"):
        assert found(officer, typed)["Sản phẩm"] == ["Đặc sản chè Shan tuyết, hộp 100 g"], typed
    assert "Sản phẩm" not in found(officer, "uyet")


def test_of_a_word_that_very_many_hold_the_very_marks_come_first_all_the_same(
    officer: User, owner: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nguongoc.reports.search.queries.CANDIDATES", 2)
    for number, name in enumerate(("Che một", "Che hai", "Che ba", "Chè bốn")):
        a_product(owner, gtin=internal_gtin(number), name=name)
    assert found(officer, "Chè")["Sản phẩm"][0] == "Chè bốn"


def test_lots_are_found_by_the_beginning_of_their_number_the_same_number_first(
    officer: User, owner: Party
) -> None:
    product, other = a_product(owner), a_product(owner, gtin=OTHER_GTIN, name="Hồng trà")
    a_lot(product, "L26-10")
    a_lot(other, "L26")
    assert found(officer, "l26")["Lô hàng"] == ["Hồng trà", "Chè Shan tuyết, hộp 100 g"]
    assert found(officer, "L26")["Lô hàng"][0] == "Hồng trà"
    assert "Lô hàng" not in found(officer, "26-10")


@pytest.mark.parametrize(
    "code",
    [
        f"https://id.gs1.org/01/{GTIN}/10/L260912",
        f"https://truyxuat.example.vn/01/{GTIN}/10/L260912/21/7",
        f"(01){GTIN}(10)L260912",
        f"01{GTIN}10L260912",
        f"]d201{GTIN}10L260912",
    ],
)
def test_a_scanned_code_leads_straight_to_its_lot(officer: User, owner: Party, code: str) -> None:
    lot = a_lot(a_product(owner))
    assert straight(officer, code) == f"/lo-hang/{lot.pk}/"
    answer = a_page_of(officer).get("/tim/", {"q": code})
    assert (answer.status_code, answer["Location"]) == (302, f"/lo-hang/{lot.pk}/")


def test_the_code_of_anothers_lot_leads_to_its_public_page_alone(owner: Party) -> None:
    a_lot(a_product(owner))
    stranger = a_user(a_party("Khác"))
    code = f"(01){GTIN}(10)L260912"
    assert straight(stranger, code) == ""
    groups = find(code, seen_by(stranger), on=TODAY).groups
    assert [hit.link for group in groups for hit in group.hits] == [f"/01/{GTIN}/10/L260912"]


def test_nothing_of_another_party_is_found(owner: Party, officer: User) -> None:
    a_lot(a_product(owner))
    a_site(owner, "Xưởng chè")
    send(a_sender(owner), an_event())
    stranger = a_user(a_party("Khác"))
    code = owner.sites.get().code
    for typed in ("L260912", "shan", "nam cha chè", owner.internal_code, code, event_number(1), lot_key()):
        hidden = find(typed, seen_by(stranger), on=TODAY)
        assert not hidden.at_once, typed
        links = [hit.link for group in hidden.groups for hit in group.hits]
        assert all(link.startswith("/01/") for link in links), (typed, links)
    for typed in ("L260912", "shan", owner.internal_code, code, event_number(1)):
        assert found(officer, typed), typed


def test_parties_and_places_are_found_by_their_codes(officer: User, owner: Party) -> None:
    tax = a_party("Công ty Mẫu", "enterprise", tax_code="0100109106")
    site = a_site(owner, "Xưởng chè")
    assert found(officer, "0100109106")["Đơn vị"] == ["Công ty Mẫu"]
    assert found(officer, tax.internal_code.lower())["Đơn vị"] == ["Công ty Mẫu"]
    assert found(officer, site.code)["Địa điểm"] == ["Xưởng chè"]
    assert found(officer, site.code[:9])["Địa điểm"] == ["Xưởng chè"]


def test_a_party_is_found_by_the_name_it_once_had(officer: User, owner: Party) -> None:
    rename_party(owner, "HTX Mường Mẫu", since=date(2026, 9, 1), actor=None, at=NOW)
    hits: Sequence[Any] = find("nậm chà", seen_by(officer), on=TODAY).groups[0].hits
    assert [(hit.name, hit.note.vi) for hit in hits] == [("HTX Mường Mẫu", "tên trước đây: HTX chè Nậm Chà")]


def test_events_are_found_by_their_id_and_by_what_they_name(officer: User, owner: Party) -> None:
    send(a_sender(owner), an_event())
    assert found(officer, event_number(1))["Sự kiện"] == ["gửi hàng"]
    assert found(officer, lot_key())["Sự kiện"] == ["gửi hàng"]
    assert found(officer, "urn:epc:class:lgtin:0200000.000011.L260912")["Sự kiện"] == ["gửi hàng"]


def test_communes_are_known_to_everybody(owner: Party) -> None:
    member = a_user(owner)
    assert found(member, "sin suoi ho")["Xã, phường"] == ["xã Sin Suối Hồ"]


def test_the_programmes_documents_and_tools_are_found_by_everybody_in_their_language(owner: Party) -> None:
    member = a_user(owner)
    assert "Nghị định chi tiết Luật Chất lượng sản phẩm, hàng hóa" in found(member, "37/2026")["Văn bản"][0]
    assert found(member, "iso 9001")["Tiêu chuẩn, công cụ"] == ["Hệ thống quản lý chất lượng"]
    with translation.override("en"):
        assert found(member, "iso 9001")["Tiêu chuẩn, công cụ"] == ["Quality management system"]


def test_a_case_is_found_by_its_code_its_wish_and_its_party_by_those_who_may_see_it() -> None:
    scene = a_scene()
    case = a_submitted(scene)
    for typed in (case.code or "", "iso 22000", "htx mau"):
        assert found(scene.officer, typed)["Hồ sơ hỗ trợ"] == ["HTX mẫu"], typed
    draft = a_draft(scene)
    mine = find("iso 22000", seen_by(scene.applicant), on=TODAY).groups
    assert [hit.link for group in mine if group.name.vi == "Hồ sơ hỗ trợ" for hit in group.hits] == [
        reverse("case", args=[draft.pk]),
        reverse("case", args=[case.pk]),
    ]
    stranger = a_user(a_party("Khác"))
    for typed in (case.code or "", "iso 22000", "htx mau"):
        assert "Hồ sơ hỗ trợ" not in found(stranger, typed), typed


def test_a_search_asks_twelve_questions_at_most(officer: User, owner: Party) -> None:
    a_lot(a_product(owner))
    page = a_page_of(officer)
    page.get("/tim/?q=che")
    with CaptureQueriesContext(connection) as asked:
        assert page.get("/tim/?q=che").status_code == 200
    assert len(asked) <= 12


@pytest.mark.parametrize(
    "typed", ["", "x", "& | !", "'; --", "%", "không-có-gì-đâu", "10", "(01)", "\\", "a:b"]
)
def test_whatever_is_typed_is_answered(officer: User, typed: str) -> None:
    assert a_page_of(officer).get(f"/tim/?q={quote(typed)}").status_code == 200


def test_more_than_a_handful_is_left_to_the_register(officer: User, owner: Party) -> None:
    product = a_product(owner)
    for number in range(12):
        a_lot(product, f"M{number:02}")
    group = find("M0", seen_by(officer), on=TODAY).groups[0]
    assert len(group.hits) == 8
    page = a_page_of(officer).get(group.more)
    assert page.context["table"].page.paginator.count == 10
