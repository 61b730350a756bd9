"""A party's people: invited, enrolled, changed, delegated, ended; and what each deed refuses."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.actions import ROLES
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.parties.models import Membership, Party
from nguongoc.registry.parties.rights import viewer
from nguongoc.registry.people.actions import invitations, members, recorders, standing_in
from nguongoc.registry.people.models import Device, Invitation
from nguongoc.registry.people.queries import grantable
from world import a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db
HTML = {"Accept": "text/html"}


@pytest.fixture
def party() -> Party:
    begin()
    return a_party("HTX chè")


@pytest.fixture
def boss(party: Party) -> User:
    return a_user(party, "enterprise-administrator", username="giam-doc")


def invited(boss: User, party: Party, role: str = "qa-manager", **more: Any) -> tuple[Invitation, str]:
    return invitations.invite(
        "Nguyễn Lan", party=party, role=role, email="", actor=boss, at=more.pop("at", timezone.now())
    )


def code(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_an_administrator_invites_and_the_invited_opens_an_account_by_the_link(
    boss: User, party: Party
) -> None:
    page = a_page_of(boss)
    given = {"full_name": "Nguyễn Lan", "party": party.pk, "role": "qa-manager", "email": "lan@example.vn"}
    shown = page.post("/nguoi-dung/moi", given).content.decode()
    link = re.search(r"<pre>http://localhost:8000(/loi-moi/\S+?)</pre>", shown)
    assert link
    assert link[1] in mail.outbox[0].body
    assert "data:image/svg+xml;base64," in shown
    stranger = Client(headers=HTML)
    assert "Quản lý chất lượng" in stranger.get(link[1]).content.decode()
    done = stranger.post(link[1], {"username": "nguyen.lan", "password": "mot-cau-ngan-9"})
    assert done["Location"] == "/"
    user = User.objects.get(username="nguyen.lan")
    assert viewer(user, on=timezone.localdate()).roles == ("qa-manager",)
    assert Notice.objects.filter(user=boss, kind="membership").exists()
    again = Client(headers=HTML).get(link[1])
    assert again.status_code == 410


def test_a_link_that_is_over_withdrawn_or_made_up_opens_nothing(boss: User, party: Party) -> None:
    stranger = Client(headers=HTML)
    assert stranger.get("/loi-moi/nothing-like-this").status_code == 404
    old, old_secret = invited(boss, party, at=timezone.now() - timedelta(days=8))
    taken, taken_secret = invited(boss, party)
    invitations.withdraw(taken, actor=boss, at=timezone.now())
    for made, secret in ((old, old_secret), (taken, taken_secret)):
        assert stranger.get(f"/loi-moi/{secret}").status_code == 410
        with pytest.raises(Refused):
            invitations.accept(made, boss, at=timezone.now())


def test_weak_passwords_and_taken_names_are_refused_beside_their_fields(boss: User, party: Party) -> None:
    _, secret = invited(boss, party)
    shown = Client(headers=HTML).post(f"/loi-moi/{secret}", {"username": "giam-doc", "password": "123"})
    assert shown.content.decode().count('class="error"') == 2
    assert Invitation.objects.get().accepted_at is None


def test_only_the_links_hash_is_kept(boss: User, party: Party) -> None:
    made, secret = invited(boss, party)
    row = Invitation.objects.filter(pk=made.pk).values_list()[0]
    assert secret not in str(row)
    assert secret not in str(list(Entry.objects.values_list("details", flat=True)))


def test_roles_of_agencies_are_not_given_in_enterprises_nor_the_other_way(boss: User, party: Party) -> None:
    for role in ("system-administrator", "inspector", "service"):
        with pytest.raises(Refused) as refused:
            invited(boss, party, role)
        assert code(refused) == ["role-not-given-here"]
    agency = {one.code for one in grantable(a_party("Sở", "agency"))}
    assert agency == {code for code, *_ in ROLES} - {
        "enterprise-administrator",
        "qa-manager",
        "recorder",
        "service",
    }


def test_nobody_manages_another_partys_people(boss: User, party: Party) -> None:
    other = a_party("Khác")
    theirs = a_user(other, "qa-manager").memberships.get()
    made, _ = invited(boss, other)
    page = a_page_of(boss)
    assert page.get(f"/nguoi-dung/{theirs.pk}/").status_code == 404
    assert page.post(f"/nguoi-dung/{theirs.pk}/ket-thuc").status_code == 404
    assert page.post(f"/nguoi-dung/loi-moi/{made.pk}/thu-hoi").status_code == 404
    assert "Khác" not in page.get("/nguoi-dung/").content.decode()
    given = {"full_name": "X", "party": other.pk, "role": "recorder", "email": ""}
    assert page.post("/nguoi-dung/moi", given).status_code == 200
    assert Invitation.objects.count() == 1
    assert page.post(f"/nguoi-dung/{theirs.pk}/go-hai-lop").status_code == 403


def test_a_role_is_changed_and_ended_and_its_rights_are_gone_with_the_next_page(
    boss: User, party: Party
) -> None:
    user = a_user(party, "qa-manager", username="lan")
    page, theirs = a_page_of(boss), a_page_of(user)
    membership = user.memberships.get()
    page.post(f"/nguoi-dung/{membership.pk}/", {"role": "recorder"})
    assert viewer(user, on=timezone.localdate()).roles == ("recorder",)
    assert theirs.get("/nguoi-dung/").status_code == 403
    page.post(f"/nguoi-dung/{user.memberships.get(valid_to=None).pk}/ket-thuc")
    assert viewer(user, on=timezone.localdate()).roles == ()
    assert Entry.objects.filter(verb="membership.ended").count() == 2


def test_the_last_administrator_stays(boss: User, party: Party) -> None:
    with pytest.raises(Refused) as refused:
        members.end(boss.memberships.get(), actor=boss, at=timezone.now())
    assert code(refused) == ["last-administrator"]
    second = a_user(party, "enterprise-administrator", username="pho")
    members.end(boss.memberships.get(), actor=second, at=timezone.now())
    with pytest.raises(Refused):
        members.end(second.memberships.get(), actor=second, at=timezone.now())


def a_phone(boss: User, party: Party) -> tuple[Device, str]:
    return recorders.enrol_recorder("Lò Thị Mai", party=party, actor=boss, at=timezone.now())


def test_a_recorder_without_mail_enrols_a_phone_by_qr_and_pin_and_comes_back_by_pin(
    boss: User, party: Party
) -> None:
    shown = a_page_of(a_user(party, "qa-manager")).post(
        "/nguoi-dung/nguoi-ghi", {"full_name": "Lò Thị Mai", "party": party.pk}
    )
    link = re.search(r"<pre>http://localhost:8000(/thiet-bi/\S+?)</pre>", shown.content.decode())
    assert link
    phone = Client(headers={**HTML, "User-Agent": "Mozilla/5.0 (Linux; Android 11) Chrome/99.0"})
    assert "Lò Thị Mai" in phone.get(link[1]).content.decode()
    assert "khác nhau" in phone.post(link[1], {"pin": "271828", "again": "314159"}).content.decode()
    assert phone.post(link[1], {"pin": "271828", "again": "271828"})["Location"] == "/"
    assert phone.get("/lo-hang/").status_code == 200
    cookie = phone.cookies["thiet-bi"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/thiet-bi/")
    assert Device.objects.get().words == "Chrome · Android"
    phone.post("/tai-khoan/dang-xuat")
    assert phone.get("/lo-hang/").status_code == 302
    assert phone.post("/thiet-bi/", {"pin": "271828"})["Location"] == "/"
    assert phone.get("/lo-hang/").status_code == 200
    assert Client(headers=HTML).get(link[1]).status_code == 410


def test_a_code_is_good_for_fifteen_minutes_and_easy_pins_are_refused(boss: User, party: Party) -> None:
    device, _ = a_phone(boss, party)
    for pin in ("111111", "123456", "654321", "12345", "abcdef", "１２３４５７"):
        with pytest.raises(Refused) as refused:
            recorders.enrol(device, pin=pin, words="", at=timezone.now())
        assert code(refused) == ["bad-pin"], pin
    with pytest.raises(Refused) as refused:
        recorders.enrol(device, pin="271828", words="", at=timezone.now() + timedelta(minutes=15))
    assert code(refused) == ["spent"]


def test_wrong_pins_lock_the_phone_and_the_right_one_opens_it_no_more(boss: User, party: Party) -> None:
    device, _ = a_phone(boss, party)
    recorders.enrol(device, pin="271828", words="", at=timezone.now())
    for _attempt in range(5):
        with pytest.raises(Refused):
            recorders.unlock(device, pin="000001", at=timezone.now())
    with pytest.raises(Refused) as refused:
        recorders.unlock(device, pin="271828", at=timezone.now())
    assert code(refused) == ["device-closed"]
    assert Entry.objects.filter(verb="device.locked").exists()


def test_a_lost_phone_is_revoked_and_its_sign_in_ends(boss: User, party: Party) -> None:
    device, secret = a_phone(boss, party)
    phone = Client(headers=HTML)
    phone.post(f"/thiet-bi/{secret}", {"pin": "271828", "again": "271828"})
    a_page_of(boss).post(f"/nguoi-dung/thiet-bi/{device.pk}/thu-hoi")
    assert phone.get("/lo-hang/").status_code == 302
    assert "chưa được đăng ký" in phone.post("/thiet-bi/", {"pin": "271828"}).content.decode()


def test_a_new_phone_ends_the_old_one(boss: User, party: Party) -> None:
    device, _ = a_phone(boss, party)
    recorders.enrol(device, pin="271828", words="", at=timezone.now())
    page = a_page_of(boss)
    assert "data:image/svg" in page.post(f"/nguoi-dung/thiet-bi/{device.pk}/ma-moi").content.decode()
    device.refresh_from_db()
    assert device.revoked_at
    assert Device.objects.filter(user=device.user, revoked_at=None).count() == 1


def lent(boss: User, to: User, days: int = 3, **more: Any) -> Any:
    today = timezone.localdate()
    said = {"since": today, "until": today + timedelta(days=days), "reason": "Nghỉ phép", **more}
    own = boss.memberships.get(delegation=None)
    return standing_in.delegate(own, to, actor=boss, at=timezone.now(), **said)


def test_a_delegate_acts_in_the_role_for_those_days_and_every_page_says_so(boss: User, party: Party) -> None:
    user = a_user(party, "recorder", username="lan")
    made = lent(boss, user)
    today = timezone.localdate()
    assert "enterprise-administrator" in viewer(user, on=today).roles
    assert "enterprise-administrator" not in viewer(user, on=today + timedelta(days=4)).roles
    page = a_page_of(user)
    for path in ("/", "/lo-hang/", "/thong-bao/", "/uy-quyen/", "/tai-khoan/"):
        assert "Bạn đang làm thay" in page.get(path).content.decode(), path
    assert Notice.objects.filter(user=user, kind="membership").exists()
    page.post(f"/uy-quyen/{made.pk}/ket-thuc")
    assert "enterprise-administrator" not in viewer(user, on=today).roles
    assert "Bạn đang làm thay" not in page.get("/").content.decode()
    assert list(Entry.objects.filter(verb__startswith="delegation").values_list("verb", flat=True)) == [
        "delegation.began",
        "delegation.ended",
    ]


def test_a_delegations_ends_with_the_role_it_came_from(boss: User, party: Party) -> None:
    user = a_user(party, "recorder", username="lan")
    lent(boss, user)
    a_user(party, "enterprise-administrator", username="pho")
    members.end(boss.memberships.get(), actor=boss, at=timezone.now())
    assert "enterprise-administrator" not in viewer(user, on=timezone.localdate()).roles


def test_what_is_lent_is_not_lent_on_nor_to_strangers_nor_too_long_nor_back_in_time(
    boss: User, party: Party
) -> None:
    user, today = a_user(party, "recorder", username="lan"), timezone.localdate()
    stranger = a_user(a_party("Khác"))
    for to, more, expected in (
        (boss, {}, ["oneself"]),
        (stranger, {}, ["stranger"]),
        (user, {"since": today - timedelta(1)}, ["days"]),
        (user, {"until": today + timedelta(60)}, ["too-long"]),
    ):
        with pytest.raises(Refused) as refused:
            lent(boss, to, **more)
        assert code(refused) == expected
    made = lent(boss, user)
    with pytest.raises(Refused) as refused:
        standing_in.delegate(
            made.membership, boss, since=today, until=today, reason="x", actor=user, at=timezone.now()
        )
    assert "lent" in code(refused)


def test_a_person_delegates_on_the_page(boss: User, party: Party) -> None:
    user = a_user(party, "recorder", username="lan")
    day = f"{timezone.localdate():%d/%m/%Y}"
    given = {"own": boss.memberships.get().pk, "to": user.pk, "since": day, "until": day, "reason": "Đi họp"}
    assert a_page_of(boss).post("/uy-quyen/", given)["Location"] == "/uy-quyen/"
    assert Membership.objects.filter(user=user, role="enterprise-administrator").count() == 1


def test_an_administrator_opens_a_lock(boss: User, client: Client) -> None:
    for turn in range(8):
        client.post("/tai-khoan/dang-nhap", {"login": "giam-doc", "password": f"sai{turn}"})
    right = {"login": "giam-doc", "password": "mat-khau-dai-1"}
    assert client.post("/tai-khoan/dang-nhap", right).status_code == 429
    page = a_page_of(a_user(a_party("Sở", "agency"), "system-administrator"))
    opened = re.search(r"/khoa-dang-nhap/\d+/mo", page.get("/khoa-dang-nhap/").content.decode())
    assert opened
    page.post(opened[0])
    assert client.post("/tai-khoan/dang-nhap", right)["Location"] == "/"
    assert Entry.objects.filter(verb="lock.opened").exists()


def test_an_administrator_takes_away_a_lost_second_factor(boss: User) -> None:
    officer = a_user(a_party("Sở", "agency"), "lead-officer", username="can-bo")
    page = a_page_of(a_user(a_party("Sở 2", "agency"), "system-administrator"))
    page.post(f"/nguoi-dung/{officer.memberships.get().pk}/go-hai-lop")
    assert viewer(officer, on=timezone.localdate()).must_enrol
    assert Notice.objects.filter(user=officer, kind="account").exists()


def test_every_role_is_listed_with_what_it_may_do(boss: User) -> None:
    shown = a_page_of(boss).get("/vai-tro/").content.decode()
    assert shown.count('class="card"') == len(ROLES)
    assert "chỉ đọc" in shown


@pytest.mark.django_db(transaction=True)
def test_one_link_taken_up_by_two_at_once_makes_one_member() -> None:
    begin()
    party = a_party("HTX chè")
    boss = a_user(party, "enterprise-administrator", username="giam-doc")
    made, _ = invited(boss, party)
    users = [a_user(a_party(f"Khác {n}"), username=f"n{n}") for n in range(4)]

    def take(user: User) -> bool:
        try:
            invitations.accept(made, user, at=timezone.now())
            return True
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(take, users)) == [False, False, False, True]


def test_a_person_makes_a_key_sees_it_once_and_ends_it_and_nobody_elses(boss: User) -> None:
    page = a_page_of(boss)
    said = {"name": "Kho", "scopes": ["query"], "days": "30"}
    found = re.search(r"<pre>(ng_\S+)</pre>", page.post("/tai-khoan/khoa-truy-cap", said).content.decode())
    assert found
    token = boss.tokens.get()
    assert token.expires_at
    assert found[1] not in page.get("/tai-khoan/khoa-truy-cap").content.decode()
    program = Client(headers={"Authorization": f"Bearer {found[1]}"})
    assert program.get("/epcis/events").status_code == 200
    too_long = page.post("/tai-khoan/khoa-truy-cap", {**said, "name": "Khác", "days": "9999"})
    assert boss.tokens.count() == 1
    assert 'class="error"' in too_long.content.decode()
    other = a_page_of(a_user(a_party("Khác")))
    assert other.post(f"/tai-khoan/khoa-truy-cap/{token.pk}/thu-hoi").status_code == 404
    page.post(f"/tai-khoan/khoa-truy-cap/{token.pk}/thu-hoi")
    token.refresh_from_db()
    assert token.revoked_at
