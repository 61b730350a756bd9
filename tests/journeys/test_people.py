"""People of a cooperative and staff of an agency, in a real browser: invited, enrolled by QR and PIN on a phone,
asked for a second factor, delegating, and looking after their own data."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from journeys.test_face import CLIPPED, TOO_SMALL, too_wide
from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.parties.actions import join
from nguongoc.registry.people.actions import invitations, recorders, standing_in
from nguongoc.registry.sheets.actions import take_in
from nguongoc.registry.sheets.models import Upload
from world import NOW, SINCE, a_party, a_user, begin, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mat-khau-dai-1"
SHOTS = os.environ.get("NGUONGOC_SHOTS", "")


@pytest.fixture
def people() -> dict[str, User]:
    """A cooperative with its director and quality manager; an agency with an administrator."""
    begin()
    party, agency = a_party("HTX chè Nậm Chà"), a_party("Sở Khoa học và Công nghệ", "agency")
    named = {
        "giam-doc": a_user(party, "enterprise-administrator", username="giam-doc"),
        "lan": a_user(party, "qa-manager", username="lan"),
        "quan-tri": a_user(agency, "system-administrator", username="quan-tri"),
    }
    User.objects.filter(username="lan").update(full_name="Nguyễn Thị Lan")
    now = timezone.now()
    invitations.invite("Trần Bình", party=party, role="qa-manager", email="", actor=named["giam-doc"], at=now)
    recorders.enrol_recorder("Lò Thị Mai", party=party, actor=named["lan"], at=now)
    for name in named.values():
        title = Text("Hồ sơ hỗ trợ cần bổ sung phiếu kiểm nghiệm", "A support case wants a test report")
        tell(
            name,
            "case",
            title,
            Text("Hạn bổ sung 5 ngày làm việc.", "Five working days."),
            at=now,
            link="/lo-hang/",
        )
    standing_in.delegate(
        named["giam-doc"].memberships.get(),
        named["lan"],
        since=timezone.localdate(),
        until=timezone.localdate(),
        reason="Đi họp ở tỉnh",
        actor=named["giam-doc"],
        at=now,
    )
    return named


def enter(page: Page, username: str) -> None:
    page.goto("/tai-khoan/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Đăng nhập")
    if page.url.endswith("/hai-lop/vao"):
        page.get_by_label("Mã 6 số").fill(totp_code())
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Lớp xác thực thứ hai")


def look(page: Page, name: str, size: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)


def hold(page: Page, name: str, size: str) -> None:
    """Nothing is wrong by axe, nothing wider than the screen, no target too small, nothing clipped."""
    settle(page)
    look(page, name, size)
    assert axe(page) == [], name
    assert too_wide(page) == 0, name
    assert page.evaluate(TOO_SMALL) == [], name
    assert page.evaluate(CLIPPED) == [], name


OWN = {
    "thong-bao": "/thong-bao/",
    "cach-nhan": "/thong-bao/cach-nhan",
    "tai-khoan": "/tai-khoan/",
    "phien": "/tai-khoan/phien",
    "khoa-truy-cap": "/tai-khoan/khoa-truy-cap",
    "hai-lop": "/tai-khoan/hai-lop",
    "nguoi-dung": "/nguoi-dung/",
    "moi": "/nguoi-dung/moi",
    "nguoi-ghi": "/nguoi-dung/nguoi-ghi",
    "uy-quyen": "/uy-quyen/",
    "vai-tro": "/vai-tro/",
    "du-lieu": "/du-lieu-ca-nhan/",
    "thiet-lap": "/thiet-lap/",
}


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_of_ones_own_account_stand_on_any_screen(browse: Browse, people: Any, size: str) -> None:
    page = browse(size)
    enter(page, "lan")
    for name, address in OWN.items():
        page.goto(address)
        hold(page, name, size)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_of_an_administrator_stand_on_any_screen(browse: Browse, people: Any, size: str) -> None:
    page = browse(size, "dark")
    enter(page, "quan-tri")
    member = people["lan"].memberships.get(role="qa-manager")
    for name, address in {
        "nguoi": f"/nguoi-dung/{member.pk}/",
        "khoa-dang-nhap": "/khoa-dang-nhap/",
        "yeu-cau": "/du-lieu-ca-nhan/yeu-cau/",
        "dat": "/thiet-lap/pin.tries",
        "quyen": "/vai-tro/leader/",
        "nguoi-dung-tat-ca": "/nguoi-dung/",
        "vao-ra": "/nhap-lieu/nhan-su/",
        "dia-gioi": "/dia-gioi-tinh/",
        "dia-ban": "/don-vi-hanh-chinh/",
    }.items():
        page.goto(address)
        hold(page, name, size)


def test_a_recorder_without_mail_enrols_on_a_phone_and_comes_back_by_pin(
    browse: Browse, people: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenario 1.1, the half of enrolment."""
    monkeypatch.setattr(settings, "BASE_URL", live_server.url)
    desk = browse("desktop")
    enter(desk, "lan")
    desk.goto("/nguoi-dung/")
    desk.get_by_role("link", name="Thêm người ghi").click()
    desk.get_by_label("Họ và tên").fill("Giàng A Páo")
    desk.get_by_role("button", name="Tạo mã QR").click()
    expect(desk.get_by_role("img", name="Mã QR để điện thoại của người ghi quét")).to_be_visible()
    hold(desk, "ma-qr", "desktop")
    address = desk.locator("details pre").text_content() or ""

    phone = browse("phone")
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Chào Giàng A Páo")
    phone.get_by_label("Mã PIN 6 số").fill("271828")
    phone.get_by_label("Nhập lại mã PIN").fill("271828")
    hold(phone, "dat-pin", "phone")
    phone.get_by_role("button", name="Bắt đầu").click()
    expect(phone.get_by_role("link", name="Giàng A Páo")).to_be_visible()
    phone.get_by_role("link", name="Đăng xuất").click()
    phone.get_by_role("button", name="Đăng xuất").click()
    phone.goto("/thiet-bi/")
    phone.get_by_label("Mã PIN 6 số").fill("111222")
    phone.get_by_role("button", name="Vào").click()
    expect(phone.locator(".error")).to_contain_text("Còn 4 lần thử")
    hold(phone, "nhap-pin", "phone")
    phone.get_by_label("Mã PIN 6 số").fill("271828")
    phone.get_by_role("button", name="Vào").click()
    expect(phone.get_by_role("link", name="Giàng A Páo")).to_be_visible()


def test_somebody_is_invited_by_link_and_starts_work(
    browse: Browse, people: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenario 8.4, the half of joining and leaving."""
    monkeypatch.setattr(settings, "BASE_URL", live_server.url)
    desk = browse("desktop")
    enter(desk, "giam-doc")
    desk.goto("/nguoi-dung/moi")
    desk.get_by_label("Họ và tên").fill("Vàng Thị Dợ")
    desk.get_by_label("Vai trò").select_option(label="Quản lý chất lượng")
    desk.get_by_role("button", name="Tạo lời mời").click()
    hold(desk, "loi-moi", "desktop")
    address = desk.locator("pre").text_content() or ""

    guest = browse("phone")
    guest.goto(address)
    hold(guest, "nhan-loi", "phone")
    guest.get_by_label("Tên đăng nhập").fill("vang.do")
    guest.get_by_label("Mật khẩu").fill("nui-cao-may-trang-9")
    guest.get_by_role("button", name="Tạo tài khoản").click()
    expect(guest.get_by_role("link", name="Vàng Thị Dợ")).to_be_visible()

    desk.goto("/nguoi-dung/")
    desk.get_by_role("link", name="Vàng Thị Dợ").click()
    desk.get_by_role("button", name="Kết thúc vai trò này").click()
    expect(desk.get_by_role("status").or_(desk.locator(".toast"))).to_contain_text(["Đã kết thúc"])
    guest.goto("/lo-hang/")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_staff_join_and_leave_by_a_sheet_and_rights_are_reviewed(
    browse: Browse, people: Any, tmp_path: Path
) -> None:
    """Scenario 8.4: join and leave by a sheet, the quarterly review, a role's rights, ending sign-ins."""
    agency = people["quan-tri"].memberships.get().party
    leaver = a_user(agency, "leader", username="lanh-dao")
    page, theirs = browse("desktop"), browse("phone")
    enter(theirs, "lanh-dao")
    enter(page, "quan-tri")

    page.goto("/nguoi-dung/")
    with page.expect_download() as drawn:
        page.get_by_role("link", name="Tải bảng rà soát").click()
    marked = tmp_path / "ra-soat.xlsx"
    drawn.value.save_as(marked)
    book = openpyxl.load_workbook(marked)
    row = next(row for row in book.active.iter_rows(min_row=2) if row[1].value == "lanh-dao")
    row[0].value = "ra"
    book.active.append(["vào", None, "Vàng Thị Dợ", None, agency.internal_code, "Lãnh đạo"])
    book.save(marked)

    send_sheet(page, marked)
    expect(page.get_by_role("table")).to_contain_text("cần họ tên và thư điện tử")
    expect(page.get_by_role("table")).to_contain_text(f"D{book.active.max_row}")
    hold(page, "vao-ra-sai", "desktop")
    book.active.cell(book.active.max_row, 4, "do@example.vn")
    book.save(marked)
    send_sheet(page, marked)
    expect(page.locator("main")).to_contain_text("đã lưu")
    theirs.goto("/lo-hang/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.goto("/nguoi-dung/")
    expect(page.locator("main")).to_contain_text("do@example.vn")
    page.get_by_role("button", name="Đường dẫn mới cho Vàng Thị Dợ").click()
    expect(page.locator("pre")).to_contain_text("/loi-moi/")
    assert not leaver.memberships.filter(valid_to=None).exists()

    page.goto("/vai-tro/")
    page.get_by_role("link", name="Sửa quyền của vai trò Quản lý chất lượng").click()
    page.get_by_label("quản lý tài khoản và quyền").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("không bắt buộc xác thực hai lớp")
    hold(page, "quyen-sai", "desktop")
    page.get_by_label("quản lý tài khoản và quyền").uncheck()
    page.get_by_label("duyệt, in và giao tem, nhãn").check()
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Sửa quyền của vai trò Quản lý chất lượng").click()
    expect(page.locator("main")).to_contain_text("thêm quyền: duyệt, in và giao tem, nhãn")
    page.goto("/vai-tro/system-administrator/")
    page.get_by_label("quản lý tài khoản và quyền").uncheck()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("Sẽ không còn ai quản lý tài khoản")


def send_sheet(page: Page, file: Path) -> None:
    """Send a sheet of staff to be saved, and have it taken in."""
    page.goto("/nhap-lieu/nhan-su/")
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_only_check").uncheck()
    page.get_by_role("button", name="Gửi").click()
    expect(page).to_have_url(re.compile("/nhap-lieu/ket-qua/"))
    take_in(Upload.objects.latest("sent_at"), at=timezone.now())
    page.reload()


def test_staff_add_a_passkey_under_our_content_policy_and_sign_in_by_it_alone(
    browse: Browse, people: Any
) -> None:
    agency = a_party("Sở Tài chính", "agency")
    user = User.objects.create_user("can-bo", password=PASSWORD)
    join(user, agency, "finance-officer", since=SINCE, actor=None, at=NOW)
    page = browse("desktop")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    enter(page, "can-bo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực hai lớp")
    hold(page, "bat-hai-lop", "desktop")
    page.get_by_role("link", name="Khóa đăng nhập (passkey)").click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Cho đăng nhập chỉ bằng khóa này, không cần mật khẩu").check()
    hold(page, "them-khoa", "desktop")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    hold(page, "ma-du-phong", "desktop")
    page.goto("/lo-hang/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lô hàng")
    page.get_by_role("link", name="Đăng xuất").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/tai-khoan/dang-nhap")
    hold(page, "dang-nhap", "desktop")
    page.get_by_role("button", name="Dùng khóa (passkey)").click()
    expect(page.get_by_role("link", name="can-bo")).to_be_visible()
