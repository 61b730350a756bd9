"""Sheets go into a register whole or not at all, through the same actions as pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party, Site
from nguongoc.registry.products.models import Product, RiskItem
from nguongoc.registry.sheets.actions import send_in, take_in
from nguongoc.registry.sheets.models import Upload
from nguongoc.registry.sheets.registers import REGISTERS
from nguongoc.registry.sheets.tasks import take_up_sheets
from world import GTIN, NOW, a_page_of, a_party, a_product, a_user, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    begin()
    return a_user(a_party("Sở mẫu", "agency"), "lead-officer")


def a_sheet(*rows: Sequence[Any]) -> SimpleUploadedFile:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return SimpleUploadedFile("bang.xlsx", file.getvalue())


def sent(register: str, *rows: Sequence[Any], by: User, only_check: bool = False) -> Upload:
    upload = send_in(register, a_sheet(*rows), name="bang.xlsx", only_check=only_check, actor=by, at=NOW)
    take_in(upload, at=NOW)
    upload.refresh_from_db()
    return upload


def where(upload: Upload) -> list[tuple[str, str]]:
    return [(one["where"], one["code"]) for one in upload.problems]


UNREAD = {"unknown-column", "columns-missing", "no-day", "no-such-choice", "no-number", "row"}
HEADS = ("Tên đơn vị", "Loại", "Xã, phường", "Mã số thuế")
GOOD = (("HTX Một", "hợp tác xã", "Sin Suối Hồ", "0100233488"), ("Hộ Hai", "hộ", "03390", None))


def test_a_right_sheet_is_taken_in_and_audited(officer: User) -> None:
    upload = sent("don-vi", HEADS, *GOOD, by=officer)
    assert (upload.state, upload.done, upload.total) == ("done", 2, 2)
    party = Party.objects.get(tax_code="0100233488")
    assert party.names.get().name == "HTX Một"
    assert party.internal_code == "LC-03394-P0002"
    assert Entry.objects.get(verb="party.added", subject=f"parties.party:{party.pk}").actor == officer
    assert Entry.objects.get(verb="sheet.taken_in").details["rows"] == 2


def test_one_wrong_cell_and_nothing_is_taken_in(officer: User) -> None:
    wrong = ("HTX Ba", "hợp tác xã", "Nam Cha", "0100233489")
    upload = sent("don-vi", HEADS, *GOOD, wrong, GOOD[0], by=officer)
    assert upload.state == "refused"
    assert (
        where(upload)
        == [("C4", "unit-differs-by-accents"), ("D5", "tax-code-taken"), ("A5", "party-alike")][:2]
    )
    assert not Party.objects.filter(tax_code="0100233488").exists()


def test_a_check_does_everything_and_keeps_nothing(officer: User) -> None:
    upload = sent("don-vi", HEADS, *GOOD, by=officer, only_check=True)
    assert (upload.state, upload.problems) == ("checked", [])
    assert not Party.objects.filter(tax_code="0100233488").exists()


def test_a_member_fills_only_their_own_party(officer: User) -> None:
    own, other = a_party("Của mình"), a_party("Khác")
    member = a_user(own)
    heads = ("Mã đơn vị", "Tên địa điểm", "Loại", "Xã, phường")
    rows = [(party.internal_code, "Nương", "vùng trồng, ao, trại", "Tả Lèng") for party in (own, other)]
    upload = sent("dia-diem", heads, *rows, by=member)
    assert where(upload) == [("A3", "no-such-party")]
    assert sent("dia-diem", heads, rows[0], by=member).state == "done"
    assert Site.objects.get().party == own


def test_products_and_lots_go_through_their_own_rules(officer: User) -> None:
    owner = a_party("HTX chè Mẫu")
    a_product(owner)
    heads = ("Mã đơn vị", "Tên sản phẩm", "GTIN", "Ngành hàng", "Hạn dùng (ngày)")
    code = owner.internal_code
    right, wrong = (code, "Chè", "8938500001000", "Chè", 10), (code, "X", None, "Xe", 1.5)
    upload = sent("san-pham", heads, right, wrong, by=officer)
    assert where(upload) == [("D3", "no-such-choice"), ("E3", "no-whole-number")]
    upload = sent("san-pham", heads, right, by=officer)
    assert where(upload) == [("C2", "no-prefix")]
    assert sent("san-pham", heads, (code, "Mật", None, "Mật ong", 365), by=officer).state == "done"
    assert Product.objects.get(name="Mật").is_internal
    lots = ("Mã sản phẩm", "Số lô", "Ngày sản xuất", "Số lượng", "Đơn vị tính", "Nơi làm ra")
    upload = sent("lo-hang", lots, (GTIN, "L1", "22/11/2026", "1.234,5", "kg", "03394"), by=officer)
    assert upload.state == "done", upload.problems
    lot = Lot.objects.get()
    assert (lot.uom, str(lot.quantity), str(lot.produced_on)) == ("KGM", "1234.500000", "2026-11-22")


def test_a_risk_list_is_replaced_whole_by_the_sheet_that_bears_its_number(officer: User) -> None:
    heads = (
        "Số văn bản",
        "Tên danh mục",
        "Cơ quan ban hành",
        "Hiệu lực từ",
        "Mã HS",
        "Hàng hóa",
        "Mức rủi ro",
    )
    first = ("1/2026/TT-MAU", "Mẫu", "Bộ Mẫu", "01/07/2026")
    rows = [(*first, "0902", "Chè", "rủi ro thấp"), (*first, "0409.00", "Mật ong", "rủi ro cao")]
    assert sent("danh-muc-rui-ro", heads, *rows, by=officer).state == "done"
    wrong = sent("danh-muc-rui-ro", heads, rows[0], (*first, "chè", "Chè", "rủi ro cao"), by=officer)
    assert where(wrong) == [("E3", "hs-code")]
    assert sorted(RiskItem.objects.values_list("hs_code", flat=True)) == ["040900", "0902"]
    assert sent("danh-muc-rui-ro", heads, rows[0], by=officer).state == "done"
    assert RiskItem.objects.get().hs_code == "0902"


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_hands_out_a_template_that_its_own_reader_takes(officer: User, key: str) -> None:
    officer = a_user(officer.memberships.get().party, "system-administrator")
    client = a_page_of(officer)
    page = client.get(f"/nhap-lieu/{key}/")
    assert page.status_code == 200
    handed = b"".join(client.get(f"/nhap-lieu/{key}/mau").streaming_content)  # type: ignore[attr-defined]
    upload = send_in(
        key, SimpleUploadedFile("mau.xlsx", handed), name="mau.xlsx", only_check=True, actor=officer, at=NOW
    )
    take_in(upload, at=NOW)
    assert not [
        one
        for one in upload.problems
        if one["code"] in ("unknown-column", "columns-missing", "no-day", "no-such-choice", "no-number")
    ]


def test_a_sheet_is_sent_on_a_page_and_its_result_is_its_senders_alone(officer: User) -> None:
    client = a_page_of(officer)
    answer = client.post("/nhap-lieu/don-vi/", {"file": a_sheet(HEADS, ("A", "công ty", "x", ""))})
    upload = Upload.objects.get()
    assert answer["Location"] == f"/nhap-lieu/ket-qua/{upload.pk}/"
    assert "aria-busy" in client.get(answer["Location"]).content.decode()
    take_in(upload, at=NOW)
    shown = client.get(answer["Location"]).content.decode()
    assert "B2" in shown
    assert "công ty” không có trong danh sách" in shown
    assert a_page_of(a_user(a_party("Khác"))).get(answer["Location"]).status_code == 404
    assert a_page_of(a_user(a_party("Ghi"), "recorder")).get("/nhap-lieu/san-pham/").status_code == 404


def test_a_sheet_whose_job_was_lost_is_queued_again(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[Upload] = []
    monkeypatch.setattr("nguongoc.registry.sheets.actions.wake", woken.append)
    upload = send_in("don-vi", a_sheet(HEADS), name="a.xlsx", only_check=True, actor=officer, at=NOW)
    woken.clear()
    take_up_sheets(NOW)
    assert woken == [upload]
