"""How a letter reads: Vietnamese first, English below, plain text, with a link that stops letters of its kind."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.notices.kinds import KINDS
from nguongoc.foundation.notices.models import Letter, Notice

SALT = "notices.stop"


def send(letter: Letter, address: str) -> None:
    """Hand the letter to the mail server. Raises smtplib.SMTPException or OSError where that fails."""
    written(letter, address).send()


def written(letter: Letter, address: str) -> EmailMessage:
    """The letter as an e-mail."""
    notices = list(letter.notices.order_by("told_at", "id"))
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    stop = stop_address(letter)
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(
        subject=_subject(notices),
        body=_body(notices, stop),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers=headers,
    )


def _subject(notices: list[Notice]) -> str:
    if len(notices) == 1:
        return _one_line(notices[0].title_vi)
    return f"{len(notices)} thông báo mới · {len(notices)} new notices"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _body(notices: list[Notice], stop: str) -> str:
    vietnamese = "\n\n".join(_told(one, one.title_vi, one.words_vi) for one in notices)
    english = "\n\n".join(_told(one, one.title_en, one.words_en) for one in notices)
    ending = Text(
        "Thư này do máy gửi, xin đừng trả lời.\nChọn cách nhận thông báo: " + _whole("notice_wishes"),
        "This letter was sent by a machine; please do not answer it.\nHow you are told: "
        + _whole("notice_wishes"),
    )
    stops = f"\nThôi nhận thư loại này (stop letters of this kind): {stop}" if stop else ""
    return f"{vietnamese}\n\n—\n\n{english}\n\n—\n{ending.vi}\n{ending.en}{stops}\n"


def _told(notice: Notice, title: str, words: str) -> str:
    parts = [title, words, f"{settings.BASE_URL}{notice.link}" if notice.link else ""]
    return "\n".join(part for part in parts if part)


def _whole(route: str) -> str:
    return settings.BASE_URL + reverse(route)


def stop_address(letter: Letter) -> str:
    """The signed link that stops letters of this kind to this person, good for ever and without signing in; "" where
    they cannot be stopped. A daily letter's link stops the daily letter."""
    kind = KINDS.get(letter.kind)
    if kind is not None and not kind.may_stop:
        return ""
    signed = signing.dumps({"user": letter.user_id, "kind": letter.kind}, salt=SALT, compress=False)
    return settings.BASE_URL + reverse("notice_stop", args=[signed])


def read_stop(signed: str) -> tuple[int, str] | None:
    """Whose letters of which kind a link stops; None for a link that we did not write."""
    try:
        said = signing.loads(signed, salt=SALT)
        return int(said["user"]), str(said["kind"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
