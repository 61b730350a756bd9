"""Records are entered and mended on pages; refusals stand at their field, and nobody's change is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product, RuleSet
from world import GTIN, a_page_of, a_party, a_png, a_product, a_user, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party()


@pytest.fixture
def member(owner: Party) -> Client:
    return a_page_of(a_user(owner))


def an_officer() -> Client:
    return a_page_of(a_user(a_party("Sở mẫu", "agency"), "lead-officer"))


def test_an_officer_enters_a_party_once(owner: Party) -> None:
    officer = an_officer()
    typed = {"name": "HTX chè Mẫu", "kind": "cooperative", "unit": "Sin Suối Hồ", "since": "01/07/2025"}
    again = officer.post("/don-vi/moi/", typed)
    assert again.status_code == 422
    assert owner.internal_code in again.content.decode()
    made = officer.post("/don-vi/moi/", {**typed, "name": "HTX miến Mẫu", "tax_code": "0100233488"})
    party = Party.objects.get(tax_code="0100233488")
    assert made["Location"] == f"/don-vi/{party.pk}/"
    shown = officer.get(made["Location"]).content.decode()
    assert "HTX miến Mẫu" in shown
    assert "thêm đơn vị" in shown
    wrong = officer.post("/don-vi/moi/", {**typed, "unit": "Nam Cha"}).content.decode()
    assert "Không có xã, phường “Nam Cha”" in wrong


def test_a_member_adds_a_product_mends_it_and_opens_a_lot(owner: Party, member: Client) -> None:
    typed = {"name": "Mật ong rừng", "use": "sold", "sector": "honey", "shelf_life_days": "365"}
    made = member.post(f"/don-vi/{owner.pk}/them-san-pham/", typed)
    product = Product.objects.get(name="Mật ong rừng")
    assert made["Location"] == f"/san-pham/{product.pk}/"
    page = member.get(made["Location"]).content.decode()
    assert "mã nội bộ, không phải GTIN" in page
    assert f"/san-pham/{product.pk}/sua/#id_standards" in page
    picture = {"file": SimpleUploadedFile("a.png", a_png()), "caption": "Chai mật ong"}
    assert member.post(f"/san-pham/{product.pk}/hinh-anh/", picture).status_code == 302
    assert 'alt="Chai mật ong"' in member.get(made["Location"]).content.decode()
    lot = {
        "number": "261122-A1",
        "produced_on": "22/11/2026",
        "quantity": "1.234,5",
        "uom": "KGM",
        "origin": "03394",
    }
    opened = member.post(f"/san-pham/{product.pk}/mo-lo/", lot)
    row = Lot.objects.get(number="261122-A1")
    assert opened["Location"] == f"/lo-hang/{row.pk}/"
    assert (str(row.quantity), str(row.expires_on), row.origin.name) == (  # type: ignore[union-attr]
        "1234.500000",
        "2027-11-22",
        "xã Sin Suối Hồ",
    )
    wrong = member.post(f"/san-pham/{product.pk}/mo-lo/", {**lot, "number": "lô 1"})
    assert "Số lô gồm 1–20 ký tự" in wrong.content.decode()


def test_two_people_who_edit_one_product_lose_nothing(owner: Party, member: Client) -> None:
    product, officer = a_product(owner, brand="Cũ"), an_officer()
    address = f"/san-pham/{product.pk}/sua/"
    same = {"name": product.name, "use": "sold", "sector": "tea", "version": "1", "settled": "0"}
    assert member.post(address, {**same, "brand": "Của đơn vị", "origin": "Lai Châu"}).status_code == 302
    late = officer.post(address, {**same, "brand": "Của cán bộ", "standards": "TCVN 1"})
    shown = late.content.decode()
    assert late.status_code == 422
    assert all(word in shown for word in ("Cũ", "Của đơn vị", "Của cán bộ"))
    assert 'name="settled" value="2"' in shown
    settled = {**same, "brand": "Của cán bộ", "standards": "TCVN 1", "settled": "2"}
    assert officer.post(address, settled).status_code == 302
    product.refresh_from_db()
    assert (product.brand, product.origin, product.standards) == ("Của cán bộ", "Lai Châu", "TCVN 1")
    history = member.get(f"/san-pham/{product.pk}/").content.decode()
    assert "<del>Của đơn vị</del> → <ins>Của cán bộ</ins>" in history


def test_a_member_enters_a_certificate_with_its_scan(owner: Party, member: Client) -> None:
    product = a_product(owner)
    typed: dict[str, Any] = {
        "kind": "vietgap",
        "number": "VG-1",
        "issuer": "Tổ chức Mẫu",
        "issued_on": "01/07/2026",
        "expires_on": "30/06/2028",
        "products": [product.pk],
        "public": ["number", "dates"],
        "file": SimpleUploadedFile("a.png", a_png()),
    }
    made = member.post(f"/don-vi/{owner.pk}/them-giay-chung-nhan/", typed)
    paper = Certificate.objects.get()
    assert made["Location"] == f"/giay-chung-nhan/{paper.pk}/"
    assert "SHA-256" in member.get(made["Location"]).content.decode()
    scan = member.get(f"/giay-chung-nhan/{paper.pk}/tep")
    assert b"".join(scan.streaming_content) == a_png()  # type: ignore[attr-defined]
    ended = member.post(
        f"/giay-chung-nhan/{paper.pk}/thu-hoi/", {"on": "01/10/2026", "why": "Quyết định mẫu"}
    )
    assert ended.status_code == 302
    assert "đã bị thu hồi" in member.get("/giay-chung-nhan/").content.decode()


def test_an_officer_changes_what_a_rule_set_asks(owner: Party) -> None:
    officer, rules = an_officer(), RuleSet.objects.get(code="TT02-2024")
    typed = {"valid_from": "01/06/2024", "rank": "1", "version": "1", "settled": "0"}
    wrong = officer.post(f"/du-lieu-bat-buoc/{rules.pk}/", {**typed, "rules": "ten | tên | name | 1"})
    assert "Dòng 1" in wrong.content.decode()
    sent = {**typed, "rules": "name | tên | name | 1\nimage | ảnh | picture | 0"}
    assert officer.post(f"/du-lieu-bat-buoc/{rules.pk}/", sent).status_code == 302
    assert [(one.key, one.mandatory) for one in rules.rules.all()] == [("name", True), ("image", False)]


def test_parties_are_merged_after_a_question(owner: Party) -> None:
    twice, officer = a_party(), an_officer()
    a_product(twice)
    assert twice.internal_code in officer.get("/don-vi/trung-lap/").content.decode()
    address = f"/don-vi/{twice.pk}/gop/{owner.pk}/"
    assert "không tách lại" in officer.get(address).content.decode().lower()
    assert officer.post(address)["Location"] == f"/don-vi/{owner.pk}/"
    assert Product.objects.get(gtin=GTIN).owner == owner
    assert "đã gộp vào hồ sơ khác" in officer.get(f"/don-vi/{twice.pk}/").content.decode()
