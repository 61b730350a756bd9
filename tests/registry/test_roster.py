"""Staff join and leave by a sheet, rights are reviewed by the same sheet, and roles are edited without locking out."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.parties.editing import Opened, Overtaken
from nguongoc.registry.parties.models import Membership, Party
from nguongoc.registry.parties.rights import viewer
from nguongoc.registry.people.actions.invitations import accept
from nguongoc.registry.people.actions.members import end, leave, remind_of_review, shut_out_leavers
from nguongoc.registry.people.actions.recorders import enrol_recorder
from nguongoc.registry.people.actions.rights import change_rights
from nguongoc.registry.people.actions.standing_in import delegate
from nguongoc.registry.people.models import Device, Invitation
from nguongoc.registry.people.queries import managers
from nguongoc.registry.sheets.actions import send_in, take_in
from nguongoc.registry.sheets.models import Upload
from world import NOW, TODAY, a_page_of, a_party, a_user, begin, totp_code

pytestmark = pytest.mark.django_db
HEADS = 'Việc,Tên đăng nhập,Họ và tên,Thư điện tử,Mã đơn vị,Vai trò,"Vào từ ngày, hoặc ngày cuối"'
LAST = date(2026, 11, 30)


@pytest.fixture
def office() -> Party:
    begin()
    return a_party("Sở Khoa học và Công nghệ", "agency")


@pytest.fixture
def administrator(office: Party) -> User:
    return a_user(office, "system-administrator", username="quan-tri")


def signed_in(user: User) -> Client:
    """A browser in which this member of the staff signed in by password and code."""
    client = Client(headers={"Accept": "text/html"})
    client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": "mat-khau-dai-1"})
    client.post("/tai-khoan/hai-lop/vao", {"code": totp_code()})
    assert client.get("/lo-hang/").status_code == 200
    return client


def sent(by: User, *rows: str, only_check: bool = False, content: bytes = b"") -> Upload:
    file = SimpleUploadedFile("nhan-su.csv", content or "\n".join((HEADS, *rows)).encode())
    name = "nhan-su.xlsx" if content else "nhan-su.csv"
    upload = send_in("nhan-su", file, name=name, only_check=only_check, actor=by, at=NOW)
    take_in(upload, at=NOW)
    upload.refresh_from_db()
    return upload


def test_staff_join_and_leave_by_one_sheet_whole_or_not_at_all(
    office: Party, administrator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    an, binh = (a_user(office, "lead-officer", username=name) for name in ("an", "binh"))
    code = office.internal_code
    rows = (
        f"vào,,Vàng Thị Dợ,do@example.vn,{code},Cán bộ Sở Khoa học và Công nghệ,01/12/2026",
        f"vào,an,,,{code},Kiểm tra viên,",
        f"ra,binh,,,{code},,30/11/2026",
    )
    wrong = (f"vào,,Không Thư,,{code},Lãnh đạo,", f"ra,ai-do,,,{code},,", "vào,an,,,LC-1,Lãnh đạo,31/02/2027")
    bad = sent(administrator, *rows, *wrong[:2])
    assert [one["where"] for one in bad.problems] == ["D5", "B6"]
    assert [one["where"] for one in sent(administrator, *rows, wrong[2]).problems] == ["G5"]
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(administrator, *rows, only_check=True).state == "checked"
    assert not mailoutbox
    assert not Invitation.objects.exists()
    assert Membership.objects.filter(user=binh, valid_to=None).exists()

    with django_capture_on_commit_callbacks(execute=True):
        done = sent(administrator, *rows)
    assert (done.state, done.problems) == ("done", [])
    letter = next(one for one in mailoutbox if one.to == ["do@example.vn"])
    assert re.search(r"/loi-moi/\S+", letter.body)
    assert viewer(an, on=TODAY).may("labels.void")
    guest = a_user(a_party("HTX"), username="do")
    joined = accept(Invitation.objects.get(), guest, at=NOW)
    assert joined.valid_from == date(2026, 12, 1)
    assert sent(administrator, rows[1]).problems[0]["code"] == "held-already"

    make_token(binh, name="ERP", scopes=["query"], actor=None, at=NOW)
    page = signed_in(binh)
    for day in (LAST, LAST + timedelta(days=1)):
        assert viewer(binh, on=day).may("events.query") == (day == LAST)
        shut_out_leavers(NOW + (day - TODAY))
        assert binh.tokens.filter(revoked_at=None).exists() == (day == LAST)
    assert "/dang-nhap" in page.get("/lo-hang/")["Location"]
    assert Entry.objects.filter(verb="token.revoked", actor=None).exists()


def test_who_looks_after_one_party_moves_its_own_people_alone(office: Party) -> None:
    party = a_party("HTX chè Mẫu")
    director, lan = a_user(party, "enterprise-administrator"), a_user(party, username="lan")
    stranger = a_user(office, "lead-officer", username="can-bo")
    device, _ = enrol_recorder("Lò Thị Mai", party=party, actor=director, at=NOW)
    told = sent(
        director,
        f"vào,can-bo,,,{party.internal_code},Quản lý chất lượng,",
        f"vào,lan,,,{party.internal_code},Quản trị hệ thống,",
        f"ra,can-bo,,,{office.internal_code},,",
        f"ra,{director.username},,,{party.internal_code},,",
        f"ra,{device.user.username},,,{party.internal_code},,",
    ).problems
    assert [(one["where"], one["code"]) for one in told] == [
        ("B2", "no-such-account"),
        ("F3", "role-not-given-here"),
        ("E4", "no-such-party"),
        ("5", "last-administrator"),
    ]
    assert (
        sent(director, f"ra,{device.user.username},,,{party.internal_code},,{TODAY:%d/%m/%Y}").state == "done"
    )
    shut_out_leavers(NOW)
    assert Device.objects.filter(revoked_at=None).exists()
    shut_out_leavers(NOW + timedelta(days=1))
    assert not Device.objects.filter(revoked_at=None).exists()
    lent = delegate(
        director.memberships.get(),
        lan,
        since=TODAY,
        until=TODAY + timedelta(days=9),
        reason="Đi họp",
        actor=director,
        at=NOW,
    )
    a_user(party, "enterprise-administrator", username="moi")
    leave(director.memberships.get(), TODAY + timedelta(days=2), actor=director, at=NOW)
    lent.membership.refresh_from_db()
    assert lent.membership.valid_to == TODAY + timedelta(days=2)
    assert stranger.memberships.get().valid_to is None


def test_the_review_sheet_says_who_holds_what_and_is_sent_back_as_the_deed(
    office: Party, administrator: User
) -> None:
    a_user(office, "leader", username="lanh-dao")
    remind_of_review(NOW.replace(minute=0))
    remind_of_review(NOW.replace(minute=0))
    assert Notice.objects.filter(user=administrator, once="review:4/2026").count() == 1
    answer = a_page_of(administrator).get(reverse("people_review"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert {"lanh-dao", "quan-tri"} == rows.keys()
    assert rows["lanh-dao"][5].value == "Lãnh đạo"
    assert "xem mọi hồ sơ đăng ký" in rows["lanh-dao"][10].value
    assert rows["lanh-dao"][11].value == "có"
    rows["lanh-dao"][0].value = "ra"
    marked = io.BytesIO()
    book.save(marked)
    assert sent(administrator, content=marked.getvalue()).state == "done"
    assert not viewer(User.objects.get(username="lanh-dao"), on=TODAY).permissions
    assert viewer(administrator, on=TODAY).may("accounts.manage")


def test_roles_are_edited_with_a_history_and_nobody_locks_the_last_administrator_out(
    office: Party, administrator: User
) -> None:
    officer, page = a_user(office, "department-officer"), a_page_of(administrator)
    role = Role.objects.get(code="department-officer")
    address = reverse("role", args=[role.code])
    assert a_page_of(officer).get(address).status_code == 403
    shown = page.get(address).content.decode()
    assert "Số người đang giữ vai trò này: 1." in shown
    typed = {"name_vi": "Cán bộ ngành", "name_en": role.name_en, "version": role.version, "settled": 0}
    assert page.post(address, {**typed, "permissions": ["events.query", "labels.set"]}).status_code == 302
    assert viewer(officer, on=TODAY).permissions == {"events.query", "labels.set"}
    shown = page.get(address).content.decode()
    assert "thêm quyền: sửa mẫu nhãn" in shown
    assert "bỏ quyền: đề xuất nhu cầu hằng năm" in shown
    with pytest.raises(Overtaken):
        change_rights(role, permissions=[], actor=administrator, at=NOW, opened=Opened(1))

    own = Role.objects.get(code="system-administrator")
    for deed in (
        lambda: change_rights(own, permissions=["plan.see"], actor=administrator, at=NOW),
        lambda: end(administrator.memberships.get(), actor=administrator, at=NOW),
        lambda: leave(administrator.memberships.get(), LAST, actor=administrator, at=NOW),
    ):
        with pytest.raises(Refused, match="Nobody would be left"):
            deed()
    with pytest.raises(Refused, match="needs no second factor"):
        change_rights(
            Role.objects.get(code="recorder"), permissions=["registry.see_all"], actor=administrator, at=NOW
        )
    a_user(office, "system-administrator", username="quan-tri-2")
    end(administrator.memberships.get(), actor=administrator, at=NOW)
    assert [one.user.username for one in managers(on=TODAY)] == ["quan-tri-2"]


def test_an_invitation_whose_link_was_lost_gets_another_and_an_administrator_ends_sign_ins(
    office: Party, administrator: User
) -> None:
    page, member = a_page_of(administrator), a_user(office, "leader", username="lanh-dao")
    made = page.post(
        "/nguoi-dung/moi", {"full_name": "Trần Bình", "party": office.pk, "role": "leader", "email": ""}
    )
    first = re.search(r"/loi-moi/([\w-]+)", made.content.decode())
    again = page.post(reverse("people_invite_again", args=[Invitation.objects.get().pk])).content.decode()
    second = re.search(r"/loi-moi/([\w-]+)", again)
    assert first
    assert second
    stranger = a_page_of(None)
    assert "Trần Bình" not in stranger.get(f"/loi-moi/{first[1]}").content.decode()
    assert "Trần Bình" in stranger.get(f"/loi-moi/{second[1]}").content.decode()
    theirs = signed_in(member)
    page.post(reverse("person_shut_out", args=[member.memberships.get().pk]))
    assert theirs.get("/lo-hang/").status_code == 302
