"""Personal data: the register, consents, requests with the law's clock, the export, erasure, retention; and what is
never collected."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.apps import apps
from django.utils import timezone
from psycopg.types.range import Range

from nguongoc.config.sweep import run_sweepers
from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import set_figure
from nguongoc.foundation.evidence.dated import calendar
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.actions import tell
from nguongoc.foundation.notices.models import Notice
from nguongoc.registry.people.actions.invitations import invite
from nguongoc.registry.people.actions.recorders import enrol_recorder
from nguongoc.registry.privacy import actions
from nguongoc.registry.privacy.models import Consent, ConsentText, DataRequest, Purpose
from nguongoc.registry.privacy.queries import about, has_consented, pointing_to_people, texts
from nguongoc.registry.privacy.views import Told
from world import NOW, a_page_of, a_party, a_user, begin

FORBIDDEN = re.compile(
    r"ethni|dan_?toc|religion|ton_?giao|id_?card|identity_?card|cccd|cmnd|can_?cuoc|citizen|passport_?no|biometr|"
    r"health|benh|fingerprint_of_person|race$"
)


@pytest.fixture
def user(db: None) -> User:
    begin()
    party = a_party("HTX chè")
    a_user(party, "enterprise-administrator", username="giam-doc")
    made = a_user(party, "qa-manager", username="lan")
    User.objects.filter(pk=made.pk).update(full_name="Nguyễn Thị Lan", email="lan@example.vn")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(user: User) -> User:
    return a_user(a_party("Sở", "agency"), "lead-officer", username="can-bo")


def asked(user: User, kind: str = "erase", words: str = "Tôi nghỉ việc.") -> DataRequest:
    return actions.ask(user, kind=kind, words=words, at=timezone.now())


def answered(request: DataRequest, officer: User, outcome: str = "done", **more: str) -> None:
    actions.answer(request, outcome=outcome, words="Đã xem.", actor=officer, at=timezone.now(), **more)


def test_no_model_collects_ethnicity_or_identity_cards() -> None:
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if FORBIDDEN.search(fold(f"{field.name} {getattr(field, 'verbose_name', '')}").replace(" ", "_"))
    }
    assert named == set(), "this is sensitive personal data: it must not be collected"


def test_the_net_that_looks_for_them_would_catch_them() -> None:
    for word in ("ethnicity", "dân tộc", "id_card_image", "cccd", "ảnh căn cước", "số CMND"):
        assert FORBIDDEN.search(fold(word).replace(" ", "_")), word


def test_the_register_says_what_is_collected_and_an_edited_line_stays(user: User) -> None:
    shown = a_page_of(user).get("/du-lieu-ca-nhan/").content.decode()
    assert all(one.what_vi in shown for one in Purpose.objects.all())
    Purpose.objects.filter(code="audit").update(why_vi="Khác")
    actions.load_register()
    assert Purpose.objects.get(code="audit").why_vi == "Khác"


def test_nothing_is_consented_to_beforehand_and_new_words_are_asked_anew(user: User) -> None:
    today, page = timezone.localdate(), a_page_of(user)
    assert not has_consented(user, "public-name", on=today)
    page.post("/du-lieu-ca-nhan/dong-y/public-name", {"agree": "1"})
    assert has_consented(user, "public-name", on=today)
    first = ConsentText.objects.get(code="public-name")
    ConsentText.objects.create(
        code="public-name", version=2, since=today, title_vi="a", title_en="a", words_vi="b", words_en="b"
    )
    assert not has_consented(user, "public-name", on=today)
    assert has_consented(user, "public-name", on=today - timedelta(1))
    assert texts(today).get(code="public-name").version == 2
    page.post("/du-lieu-ca-nhan/dong-y/public-name", {"agree": "0"})
    assert Consent.objects.get(text=first).withdrawn_at
    assert set(Entry.objects.filter(verb__startswith="consent").values_list("verb", flat=True)) == {
        "consent.given",
        "consent.withdrawn",
    }


def test_a_request_carries_the_laws_deadline_and_those_who_answer_are_told(user: User, officer: User) -> None:
    page = a_page_of(user)
    page.post("/du-lieu-ca-nhan/", {"kind": "rectify", "words": "Tên đúng là Nguyễn Lan"})
    request = DataRequest.objects.get()
    assert request.due_date == calendar().add(timezone.localdate(), 2)
    assert Notice.objects.filter(user=officer, kind="personal-data").exists()
    set_figure(
        "personal-data.answer", 10, since=timezone.localdate(), source="Thử", actor=None, at=timezone.now()
    )
    request.refresh_from_db()
    assert request.due_date == calendar().add(timezone.localdate(), 2)


def test_an_administrator_tells_of_days_off_and_of_days_worked_in_exchange(user: User) -> None:
    desk = a_page_of(a_user(a_party("Trung tâm mẫu", "agency"), "system-administrator", "qtri"))
    assert "Giỗ Tổ Hùng Vương" in desk.get("/thiet-lap/ngay-nghi/?nam=2026").content.decode()
    told = {"day": "01/09/2026", "is_worked": "0", "name": "Quốc khánh", "source": "QĐ mẫu"}
    assert desk.post("/thiet-lap/ngay-nghi/", told).status_code == 302
    saturday = {**told, "day": "22/08/2026", "is_worked": "1", "name": "Làm bù"}
    assert desk.post("/thiet-lap/ngay-nghi/", saturday).status_code == 302
    assert (
        "vốn đã như vậy" in desk.post("/thiet-lap/ngay-nghi/", {**told, "day": "05/09/2026"}).content.decode()
    )
    assert calendar().add(date(2026, 8, 31), 1) == date(2026, 9, 3)
    assert calendar().is_working(date(2026, 8, 22))
    assert desk.post("/thiet-lap/ngay-nghi/bo", {"day": "2026-08-22"}).status_code == 302
    assert not calendar().is_working(date(2026, 8, 22))
    assert a_page_of(user).post("/thiet-lap/ngay-nghi/", told).status_code == 403


def test_a_person_takes_their_data_along_in_one_file_without_keys(user: User) -> None:
    make_token(user, name="ERP", scopes=["query"], actor=user, at=NOW)
    tell(user, "case", Text("Hồ sơ của bạn", "Your case"), at=NOW)
    page = a_page_of(user)
    page.post("/du-lieu-ca-nhan/", {"kind": "other", "words": "Cho tôi biết"})
    answer = page.get("/du-lieu-ca-nhan/xuat")
    body = answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
    for mine in (
        "Nguyễn Thị Lan",
        "lan@example.vn",
        "Hồ sơ của bạn",
        "Cho tôi biết",
        "parties.Membership.user",
        "ERP",
    ):
        assert mine in body, mine
    assert user.password not in body
    assert user.tokens.get().digest not in body
    assert "giam-doc" not in body


def test_the_export_tells_a_range_of_stamps_by_its_ends() -> None:
    assert json.loads(json.dumps({"positions": Range(7, 9)}, cls=Told)) == {"positions": [7, 9]}


def test_the_export_looks_at_every_field_that_points_to_a_person(user: User) -> None:
    pointed = {f"{model._meta.label}.{field}" for model, field in pointing_to_people()}
    assert {
        "parties.Membership.user",
        "evidence.Entry.actor",
        "privacy.Consent.user",
        "people.Device.user",
    } <= pointed
    assert set(about(user)) <= pointed | {"accounts.User"}


def test_nobody_sees_or_answers_anothers_requests_without_the_right(user: User, officer: User) -> None:
    request = asked(user)
    other = a_page_of(a_user(a_party("Khác")))
    assert other.get(f"/du-lieu-ca-nhan/yeu-cau/{request.pk}").status_code == 403
    assert "Tôi nghỉ việc" not in other.get("/du-lieu-ca-nhan/").content.decode()
    shown = a_page_of(officer).get(f"/du-lieu-ca-nhan/yeu-cau/{request.pk}").content.decode()
    assert "Tôi nghỉ việc" in shown


def test_rectifying_changes_the_account_and_the_audit_keeps_no_wrong_name(user: User, officer: User) -> None:
    answered(asked(user, "rectify"), officer, full_name="Nguyễn Lan", email="moi@example.vn")
    user.refresh_from_db()
    assert (user.full_name, user.email) == ("Nguyễn Lan", "moi@example.vn")
    assert "Nguyễn Thị Lan" not in str(list(Entry.objects.values_list("details", flat=True)))
    assert Notice.objects.filter(user=user, kind="personal-data").exists()


def test_erasing_leaves_a_number_and_what_was_recorded(user: User, officer: User) -> None:
    device, _ = enrol_recorder(
        "Lò Thị Mai", party=user.memberships.get().party, actor=user, at=timezone.now()
    )
    make_token(user, name="ERP", scopes=["query"], actor=user, at=NOW)
    tell(user, "case", Text("Hồ sơ", "Case"), at=NOW)
    AccessAttempt.objects.create(username="lan", ip_address="127.0.0.1", failures_since_start=1)
    page, entries = a_page_of(user), Entry.objects.count()
    request = asked(user)
    a_page_of(officer).post(f"/du-lieu-ca-nhan/yeu-cau/{request.pk}", {"outcome": "done", "words": "Đã xóa."})
    user.refresh_from_db()
    assert (user.username, user.full_name, user.email) == (f"da-xoa-{user.pk}", "", "")
    assert not user.is_active
    assert page.get("/lo-hang/").status_code == 302
    assert not user.tokens.filter(revoked_at=None).exists()
    for gone in (Notice, Authenticator):
        assert not gone.objects.filter(user=user).exists()
    assert not AccessAttempt.objects.filter(username="lan").exists()
    assert Entry.objects.count() > entries
    assert User.objects.filter(pk=device.user_id, is_active=True).exists()


def test_a_request_is_answered_once_with_a_reason(user: User, officer: User) -> None:
    request = asked(user)
    answered(request, officer, "refused")
    with pytest.raises(Refused):
        answered(request, officer)
    user.refresh_from_db()
    assert user.is_active
    page = a_page_of(officer).post(
        f"/du-lieu-ca-nhan/yeu-cau/{asked(user, 'other').pk}", {"outcome": "done", "words": ""}
    )
    assert page.status_code == 200


def test_the_last_administrator_is_not_erased_before_another_is_there(user: User, officer: User) -> None:
    boss = User.objects.get(username="giam-doc")
    with pytest.raises(Refused) as refused:
        answered(asked(boss), officer)
    assert refused.value.problems[0].code == "last-administrator"
    boss.refresh_from_db()
    assert boss.is_active


def test_what_was_kept_long_enough_goes_by_the_schedule(user: User) -> None:
    tell(user, "case", Text("Cũ", "Old"), at=NOW - timedelta(731))
    tell(user, "case", Text("Mới", "New"), at=NOW)
    old, _ = invite(
        "Trần Bình", party=user.memberships.get().party, role="qa-manager", email="b@x.vn", actor=user, at=NOW
    )
    run_sweepers(NOW)
    assert list(Notice.objects.values_list("title_vi", flat=True)) == ["Mới"]
    old.refresh_from_db()
    assert old.full_name == "Trần Bình"
    run_sweepers(NOW + timedelta(40))
    old.refresh_from_db()
    assert (old.full_name, old.email) == ("", "")


def test_an_administrator_sets_a_figure_from_a_day_on_and_nobody_else(user: User, officer: User) -> None:
    today = timezone.localdate()
    said = {"value": "30", "since": f"{today:%d/%m/%Y}", "source": "Quyết định thử"}
    assert a_page_of(officer).post("/thiet-lap/attachment.largest", said).status_code == 403
    admin = a_page_of(a_user(a_party("Sở 2", "agency"), "system-administrator"))
    assert admin.post("/thiet-lap/attachment.largest", said)["Location"] == "/thiet-lap/"
    assert "30 MB" in re.sub(r"\s+", " ", admin.get("/thiet-lap/").content.decode())
    wrong = admin.post("/thiet-lap/attachment.largest", {**said, "value": "9999"})
    assert "Phải từ 1 đến 500" in wrong.content.decode()
    assert admin.get("/thiet-lap/nothing").status_code == 404
