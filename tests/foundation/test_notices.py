"""Notices: told inside, by letter, once, in the morning, and stopped by whoever wants."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from nguongoc.config.sweep import run_sweepers
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices import actions, letters
from nguongoc.foundation.notices.actions import TRIES, send, tell, tell_all, wish, write_digests
from nguongoc.foundation.notices.kinds import KINDS
from nguongoc.foundation.notices.models import DeadAddress, Letter, Notice
from nguongoc.foundation.notices.queries import unread
from nguongoc.foundation.notices.tasks import send_letter
from world import NOW, a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db

TITLE = Text("Hồ sơ cần bổ sung", "A case wants more")
WORDS = Text("Thiếu phiếu kiểm nghiệm.", "The test report is missing.")
MORNING = NOW + timedelta(hours=17)  # 20/11 08:00 UTC is 15:00 here; 17 hours on is 08:00 of the 21st


@pytest.fixture
def user() -> User:
    begin()
    made = a_user(a_party(), username="lan")
    made.email = "lan@example.vn"
    made.save()
    return made


def told(user: User, kind: str = "case", **more: Any) -> Notice | None:
    return tell(user, kind, TITLE, WORDS, at=NOW, link="/lo-hang/", **more)


class Broken:
    """A mail server that answers so."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, letter: Letter, address: str) -> None:
        raise self.error


def test_a_notice_stands_in_the_list_and_on_the_bell_until_it_is_opened(user: User) -> None:
    notice = told(user)
    page = a_page_of(user)
    shown = page.get("/thong-bao/").content.decode()
    assert TITLE.vi in shown
    assert "Thông báo: 1 mới" in shown
    assert page.get(f"/thong-bao/{notice.pk}").headers["Location"] == "/lo-hang/"  # type: ignore[union-attr]
    assert unread(user) == 0
    assert "Thông báo: 1 mới" not in page.get("/thong-bao/").content.decode()


def test_nobody_opens_anothers_notice(user: User) -> None:
    notice = told(user)
    other = a_page_of(a_user(a_party("Khác")))
    assert other.get(f"/thong-bao/{notice.pk}").status_code == 404  # type: ignore[union-attr]
    assert TITLE.vi not in other.get("/thong-bao/").content.decode()
    other.post("/thong-bao/da-xem")
    assert unread(user) == 1


def test_what_must_be_told_once_is_told_once(user: User) -> None:
    assert told(user, once="case:7:T-2")
    assert told(user, once="case:7:T-2") is None
    assert tell_all([user], "case", TITLE, at=NOW, once="case:7:T+1") == 1
    assert Notice.objects.count() == 2


def test_a_letter_goes_out_at_once_in_both_languages_with_its_job_in_the_same_transaction(user: User) -> None:
    told(user)
    letter = Letter.objects.get()
    assert ProcrastinateJob.objects.get(task_name=actions.SEND).args == {"letter": letter.pk}
    send_letter(letter=letter.pk)
    send_letter(letter=letter.pk)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["lan@example.vn"], TITLE.vi)
    assert WORDS.vi in sent.body
    assert WORDS.en in sent.body
    assert "http://localhost:8000/lo-hang/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.get().sent_at


def test_without_an_address_nothing_is_written_and_the_notice_stands_inside(user: User) -> None:
    User.objects.update(email="")
    user.refresh_from_db()
    assert told(user)
    assert not Letter.objects.exists()


def test_daily_kinds_wait_for_one_letter_in_the_morning(user: User) -> None:
    told(user, "certificate")
    tell(user, "library", Text("Văn bản mới", "A new document"), at=NOW)
    assert not Letter.objects.exists()
    write_digests(MORNING)
    told(user, "certificate")
    write_digests(MORNING + timedelta(minutes=1))
    send(Letter.objects.get(), at=MORNING)
    assert mail.outbox[0].subject.startswith("2 thông báo mới")
    assert "Văn bản mới" in mail.outbox[0].body


def test_what_was_read_meanwhile_is_not_written(user: User) -> None:
    told(user, "certificate")
    actions.read_all(user, at=NOW)
    write_digests(MORNING)
    assert not Letter.objects.exists()


def test_a_server_that_is_away_is_tried_again_and_given_up_at_last(user: User, monkeypatch: Any) -> None:
    told(user)
    monkeypatch.setattr(letters, "send", Broken(ConnectionRefusedError("away")))
    at = NOW
    for _ in range(TRIES + 3):
        run_sweepers(at)
        at += timedelta(hours=6)
    letter = Letter.objects.get()
    assert (letter.tries, letter.trouble) == (TRIES, "away")
    assert letter.given_up_at
    assert unread(user) == 1


def test_a_letter_whose_job_was_lost_is_sent_by_the_sweeper(user: User) -> None:
    told(user)
    run_sweepers(NOW)
    assert len(mail.outbox) == 1


def test_an_address_that_is_refused_for_good_gets_nothing_more_and_its_owner_is_told_inside(
    user: User, monkeypatch: Any
) -> None:
    told(user)
    refusal = smtplib.SMTPRecipientsRefused({"lan@example.vn": (550, b"no such user")})
    monkeypatch.setattr(letters, "send", Broken(refusal))
    send(Letter.objects.get(), at=NOW)
    assert DeadAddress.objects.get().why == "550 no such user"
    assert Notice.objects.filter(kind="account", letter=None).count() == 1
    told(user)
    assert Letter.objects.count() == 1
    assert "đã từ chối" in a_page_of(user).get("/thong-bao/cach-nhan").content.decode()


def test_an_address_that_is_busy_is_tried_again(user: User, monkeypatch: Any) -> None:
    told(user)
    busy = smtplib.SMTPRecipientsRefused({"lan@example.vn": (450, b"mailbox busy")})
    monkeypatch.setattr(letters, "send", Broken(busy))
    send(Letter.objects.get(), at=NOW)
    assert not DeadAddress.objects.exists()
    assert Letter.objects.get().next_try_at > NOW


def test_a_letters_own_link_stops_its_kind_without_signing_in(user: User) -> None:
    told(user)
    address = letters.stop_address(Letter.objects.get())
    assert f"<{address}>" == letters.written(Letter.objects.get(), "a@b.vn").extra_headers["List-Unsubscribe"]
    stranger = a_page_of(None)
    path = address.removeprefix("http://localhost:8000")
    assert "Thôi nhận thư?" in stranger.get(path).content.decode()
    told(user)
    assert Letter.objects.count() == 2
    assert "Đã thôi gửi thư" in stranger.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    told(user)
    assert Letter.objects.count() == 2
    assert Entry.objects.filter(verb="notices.wished").exists()
    assert stranger.get(path[:-3] + "abc").status_code == 404


def test_letters_that_safety_depends_on_cannot_be_stopped(user: User) -> None:
    told(user, "recall")
    assert letters.stop_address(Letter.objects.get()) == ""
    with pytest.raises(Refused):
        wish(user, "recall", "inside", at=NOW)
    assert not actions.stop_letters(user, "recall", at=NOW)


def test_the_daily_letters_link_stops_all_that_goes_into_it(user: User) -> None:
    assert actions.stop_letters(user, actions.DIGEST, at=NOW)
    told(user, "certificate")
    write_digests(MORNING)
    assert not Letter.objects.exists()


def test_a_person_chooses_how_to_be_told(user: User) -> None:
    page = a_page_of(user)
    as_they_are = {code: kind.how for code, kind in KINDS.items() if kind.may_stop}
    page.post("/thong-bao/cach-nhan", {**as_they_are, "case": "daily"})
    told(user)
    assert Notice.objects.get().post == Notice.Post.DIGEST
    assert page.post("/thong-bao/cach-nhan", {**as_they_are, "case": "nonsense"}).status_code == 200


def test_a_title_with_a_line_break_makes_no_header_of_its_own(user: User) -> None:
    tell(user, "case", Text("a\r\nBcc: x@y.vn", "a"), at=NOW)
    assert "\n" not in letters.written(Letter.objects.get(), "a@b.vn").subject
