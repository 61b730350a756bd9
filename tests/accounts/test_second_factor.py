"""The second factor: forced for staff, kept sealed, asked at every sign-in; passkeys and other sign-ons ready."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import reverse

from nguongoc.config.sign_ons import sign_ons
from nguongoc.foundation.accounts.agents import device
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.rights import viewer
from world import NOW, SINCE, TODAY, TOTP_SECRET, a_client, a_page_of, a_party, a_user, begin, totp_code

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-dai-1"


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def an_officer(role: str = "lead-officer", **details: Any) -> User:
    """One of the staff who has not enrolled yet."""
    user = User.objects.create_user("can-bo", password=PASSWORD)
    join(
        user, a_party("Sở Khoa học và Công nghệ", "agency", **details), role, since=SINCE, actor=None, at=NOW
    )
    return user


def signed_in(user: User) -> Client:
    """By name and password, as a person does."""
    client = Client(headers={"Accept": "text/html"})
    answer = client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_staff_without_a_second_factor_have_no_rights_and_are_led_to_get_one() -> None:
    user = an_officer()
    found = viewer(user, on=TODAY)
    assert found.must_enrol
    assert not found.permissions
    assert not found.parties
    client = signed_in(user)
    for path in ("/", "/lo-hang/", "/lan-ghi/", "/thong-bao/"):
        assert client.get(path)["Location"] == "/tai-khoan/hai-lop", path
    accept = {"Accept": "application/json"}
    sent = client.post("/epcis/capture", data=b"{}", content_type="application/json", headers=accept)
    assert sent.status_code == 403
    shown = client.get("/tai-khoan/hai-lop").content.decode()
    assert "Bật một trong hai cách" in shown


def test_an_enterprises_people_may_go_without_and_so_may_accounts_of_the_demonstration() -> None:
    assert not viewer(a_user(a_party()), on=TODAY).must_enrol
    assert not viewer(an_officer(is_demonstration=True), on=TODAY).must_enrol


def test_enrolling_opens_the_rights_and_gives_recovery_codes_and_is_told(
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = an_officer()
    client = signed_in(user)
    again = client.get("/tai-khoan/hai-lop/ung-dung")["Location"]
    client.post(again, {"password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/ung-dung").content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret

    code = format_hotp_value(hotp_value(secret[0], list(yield_hotp_counters_from_time())[1]))
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/tai-khoan/hai-lop/ung-dung", {"code": code})
    assert done["Location"] == "/tai-khoan/hai-lop/ma-du-phong"
    codes = client.get(done["Location"]).content.decode()
    assert len(re.findall(r"^(?:<pre>)?\d{8}$", codes, re.MULTILINE)) == 10
    assert client.get("/lo-hang/").status_code == 200
    assert Entry.objects.filter(verb="account.totp_activated", actor=user).exists()
    assert Notice.objects.filter(user=user, kind="account").exists()


def test_the_secret_is_not_readable_in_the_database() -> None:
    a_user(a_party("Sở", "agency"), "lead-officer")
    kept = Authenticator.objects.get()
    assert TOTP_SECRET not in str(kept.data)
    assert kept.wrap().validate_code(totp_code())


def test_the_second_factor_is_asked_at_sign_in_and_a_wrong_code_opens_nothing() -> None:
    user = a_user(a_party("Sở", "agency"), "lead-officer")
    client = signed_in(user)
    assert client.get("/lo-hang/").status_code == 302
    assert "Lớp xác thực thứ hai" in client.get("/tai-khoan/hai-lop/vao").content.decode()
    client.post("/tai-khoan/hai-lop/vao", {"code": "000000"})
    assert client.get("/lo-hang/").status_code == 302
    client.post("/tai-khoan/hai-lop/vao", {"code": totp_code()})
    assert client.get("/lo-hang/").status_code == 200


def test_codes_cannot_be_guessed_one_after_the_other() -> None:
    user = a_user(a_party("Sở", "agency"), "lead-officer")
    client = signed_in(user)
    for guess in range(10):
        client.post("/tai-khoan/hai-lop/vao", {"code": f"{guess:06d}"})
    client.post("/tai-khoan/hai-lop/vao", {"code": totp_code()})
    assert client.get("/lo-hang/").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM shared_counts WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone() is not None, "counted where every process of the site counts"


def test_a_program_of_the_staff_calls_by_token_without_a_second_factor() -> None:
    assert a_client(an_officer("inspector"), "query").get("/epcis/events").status_code == 200


def test_every_page_of_the_second_factor_is_in_our_design() -> None:
    user = a_user(a_party("Sở", "agency"), "lead-officer")
    client = signed_in(user)
    client.post("/tai-khoan/hai-lop/vao", {"code": totp_code()})
    client.post("/tai-khoan/xac-nhan-lai", {"password": PASSWORD})
    for name in (
        *(
            "account",
            "account_sessions",
            "mfa_index",
            "mfa_deactivate_totp",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
        ),
        *("mfa_generate_recovery_codes", "account_change_password", "mfa_reauthenticate"),
    ):
        shown = client.get(reverse(name))
        assert shown.status_code == 200, name
        assert 'class="state"' in shown.content.decode(), name
        assert "<script>" not in shown.content.decode(), name


def test_a_password_is_reset_by_a_link_in_a_letter(mailoutbox: Any) -> None:
    user = a_user(a_party(), username="lan")
    User.objects.filter(pk=user.pk).update(email="lan@example.vn")
    stranger = Client(headers={"Accept": "text/html"})
    stranger.post("/tai-khoan/quen-mat-khau", {"email": "lan@example.vn"})
    link = re.search(r"https?://\S+quen-mat-khau/\S+", mailoutbox[0].body)
    assert link
    path = re.sub(r"https?://[^/]+", "", link[0])
    form = stranger.get(path, follow=True)
    assert "Đặt mật khẩu mới" in form.content.decode()
    answer = stranger.post(
        form.request["PATH_INFO"], {"password1": "mot-cau-moi-9", "password2": "mot-cau-moi-9"}
    )
    assert answer["Location"] == "/tai-khoan/quen-mat-khau/da-dat"
    user.refresh_from_db()
    assert user.check_password("mot-cau-moi-9")


def test_a_person_sees_and_ends_their_own_sign_ins_and_nobody_elses() -> None:
    user = a_user(a_party(), username="lan")
    here, there, other = signed_in(user), signed_in(user), signed_in(a_user(a_party("Khác"), username="khac"))
    assert UserSession.objects.filter(user=user).count() == 2
    assert here.get("/tai-khoan/phien").content.decode().count("<li>") >= 2
    far = UserSession.objects.get(session_key=there.session.session_key)
    assert other.post(f"/tai-khoan/phien/{far.pk}/ket-thuc").status_code == 404
    here.post(f"/tai-khoan/phien/{far.pk}/ket-thuc")
    assert there.get("/lo-hang/").status_code == 302
    assert here.get("/lo-hang/").status_code == 200
    assert Entry.objects.filter(verb="session.ended").count() == 1


def test_whoever_only_reads_changes_nothing_at_any_address() -> None:
    auditor = a_page_of(a_user(a_party("Kiểm toán", "agency"), "auditor"))
    assert auditor.post("/giao-dien/hoi").status_code == 403
    assert auditor.post("/epcis/capture", data=b"{}", content_type="application/json").status_code == 403
    assert auditor.post("/thong-bao/da-xem").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile",
            "Chrome · Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/121.0", "Firefox · Windows"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_a_device_is_named_so_that_its_owner_knows_it(agent: str, words: str) -> None:
    assert device(agent) == words


def test_other_sign_ons_are_told_by_the_environment_or_not_there() -> None:
    told = (
        '[{"id": "vneid", "name": "VNeID", "server": "https://sso.example.vn/.well-known/openid-configuration", '
        '"client": "a", "secret": "b", "origins": ["https://login.example.vn"]}]'
    )
    (one,) = sign_ons(told)
    assert one.origins == ("https://sso.example.vn", "https://login.example.vn")
    assert one.as_app()["settings"]["oauth_pkce_enabled"]
    assert sign_ons("") == ()
    for wrong in ("{", "[{}]", '[{"id":"a","name":"a","server":"http://x.vn","client":"a","secret":"b"}]'):
        with pytest.raises(ImproperlyConfigured):
            sign_ons(wrong)
    assert "VNeID" not in Client().get("/tai-khoan/dang-nhap").content.decode()
