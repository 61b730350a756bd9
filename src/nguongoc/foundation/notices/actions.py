"""What may be done with notices: people are told, letters are sent, wishes are kept."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices import letters
from nguongoc.foundation.notices.kinds import KINDS, How
from nguongoc.foundation.notices.models import DeadAddress, Letter, Notice, Wish
from nguongoc.foundation.notices.queries import address_of, wishes

log = logging.getLogger(__name__)

SEND = "notices.send"
DIGEST = "digest"
POSTS = {"at-once": Notice.Post.LETTER, "daily": Notice.Post.DIGEST, "inside": Notice.Post.INSIDE}
TRIES = 8
FIRST_PAUSE = timedelta(minutes=2)
"""Before the second try; each further pause is twice as long: the last try comes after about four hours."""


@transaction.atomic
def tell(
    user: User,
    kind: str,
    title: Text,
    words: Text | None = None,
    *,
    at: datetime,
    link: str = "",
    once: str = "",
) -> Notice | None:
    """Tell one person one thing, in the transaction of what happened. `kind` is one of `kinds.KINDS`, `link` a path of
    ours. With `once` (“certificate:7:T-30”) the same is told a person only once, and None is answered after that.

    It stands in their list at once. Whether a letter goes out, now or in the morning, is their wish. Raises KeyError
    for a kind that nobody knows.
    """
    words = words or Text("", "")
    how = wishes(user)[kind]
    post = POSTS[how] if address_of(user) else Notice.Post.INSIDE
    told = {
        "title_vi": title.vi[:200],
        "title_en": title.en[:200],
        "words_vi": words.vi,
        "words_en": words.en,
        "link": link,
        "told_at": at,
        "post": post,
    }
    if once:
        notice, is_new = Notice.objects.get_or_create(user=user, kind=kind, once=once, defaults=told)
        if not is_new:
            return None
    else:
        notice = Notice.objects.create(user=user, kind=kind, **told)
    if post == Notice.Post.LETTER:
        _write(user, kind, [notice], at=at)
    return notice


def tell_all(
    users: Iterable[User],
    kind: str,
    title: Text,
    words: Text | None = None,
    *,
    at: datetime,
    link: str = "",
    once: str = "",
) -> int:
    """Tell each of these people the same; answers how many were told anew."""
    told = [tell(user, kind, title, words, at=at, link=link, once=once) for user in users]
    return sum(one is not None for one in told)


def _write(user: User, kind: str, notices: list[Notice], *, at: datetime) -> Letter:
    letter = Letter.objects.create(user=user, kind=kind, made_at=at, next_try_at=at)
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(letter=letter)
    app.configure_task(SEND).defer(letter=letter.pk)
    return letter


def send(letter: Letter, *, at: datetime) -> None:
    """Try to send this letter. A server that is away is tried again later, with growing pauses; an address that is
    refused for good is remembered as dead. A letter that was sent or given up is left alone."""
    with transaction.atomic():
        held = (
            Letter.objects.select_for_update(skip_locked=True)
            .select_related("user")
            .filter(pk=letter.pk)
            .first()
        )
        if held is None or held.sent_at or held.given_up_at:
            return
        address = address_of(held.user)
        if not address:
            _give_up(held, "no address", at)
            return
        try:
            letters.send(held, address)
        except smtplib.SMTPRecipientsRefused as refused:
            _refused(held, address, refused, at)
        except (smtplib.SMTPException, OSError) as error:
            _later(held, error, at)
        else:
            Letter.objects.filter(pk=held.pk).update(sent_at=at, tries=held.tries + 1, trouble="")


def _refused(letter: Letter, address: str, refused: smtplib.SMTPRecipientsRefused, at: datetime) -> None:
    status, said = next(iter(refused.recipients.values()), (550, b""))
    words = f"{status} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:300]
    if status < 500:
        _later(letter, refused, at)
        return
    DeadAddress.objects.get_or_create(address=address.lower(), defaults={"since": at, "why": words})
    _give_up(letter, words, at)
    record("address.died", letter.user, actor=None, at=at, why=words)
    title = Text("Thư điện tử của bạn không nhận được thư", "Your e-mail address takes no mail")
    what = Text(
        "Máy chủ thư từ chối địa chỉ của bạn, nên chúng tôi thôi gửi tới đó. Hãy nhờ người quản trị sửa địa chỉ.",
        "The mail server refused your address, so nothing more is sent there. Have your administrator correct it.",
    )
    tell(letter.user, "account", title, what, at=at, once=f"dead:{address.lower()}")


def _later(letter: Letter, error: Exception, at: datetime) -> None:
    tries = letter.tries + 1
    if tries >= TRIES:
        _give_up(letter, str(error), at)
        return
    pause = FIRST_PAUSE * 2 ** (tries - 1)
    Letter.objects.filter(pk=letter.pk).update(tries=tries, next_try_at=at + pause, trouble=str(error)[:300])


def _give_up(letter: Letter, why: str, at: datetime) -> None:
    log.warning("letter %s is given up: %s", letter.pk, why)
    Letter.objects.filter(pk=letter.pk).update(given_up_at=at, tries=letter.tries + 1, trouble=why[:300])


def send_what_waits(at: datetime) -> None:
    """A sweeper: every letter whose time has come and whose job was lost or has failed."""
    for letter in Letter.objects.filter(sent_at=None, given_up_at=None, next_try_at__lte=at).order_by(
        "next_try_at"
    )[:200]:
        send(letter, at=at)


def write_digests(at: datetime) -> None:
    """One letter a person and day, with all that waits for it and was not read meanwhile."""
    waiting = Notice.objects.filter(post=Notice.Post.DIGEST, letter=None, read_at=None)
    written = Letter.objects.filter(
        kind=DIGEST, made_at__gte=timezone.localtime(at).replace(hour=0, minute=0)
    )
    served = written.values("user")
    for user in User.objects.filter(notices__in=waiting).exclude(pk__in=served).distinct().order_by("pk"):
        with transaction.atomic():
            mine = list(waiting.filter(user=user).select_for_update(skip_locked=True))
            if mine and address_of(user):
                _write(user, DIGEST, mine, at=at)


@transaction.atomic
def open_notice(notice: Notice, *, at: datetime) -> None:
    """Somebody opened what they were told."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def read_all(user: User, *, at: datetime) -> int:
    """Nothing is new to this person any more; answers how many were."""
    return Notice.objects.filter(user=user, read_at=None).update(read_at=at)


@transaction.atomic
def wish(user: User, kind: str, how: How, *, at: datetime) -> None:
    """Keep how this person wants to be told of a kind. Raises Refused for kinds whose letters cannot be stopped."""
    known = KINDS.get(kind)
    if known is None or not known.may_stop:
        why = Text(
            "Loại thông báo này luôn gửi ngay, vì liên quan đến an toàn. Không tắt được.",
            "Notices of this kind always go out at once, because safety depends on them. They cannot be stopped.",
        )
        raise Refused(Problem("kind", why, "cannot-be-stopped"))
    Wish.objects.update_or_create(user=user, kind=kind, defaults={"how": how, "since": at})
    record("notices.wished", user, actor=user, at=at, kind=kind, how=how)


@transaction.atomic
def stop_letters(user: User, kind: str, *, at: datetime) -> bool:
    """Whoever follows a letter's own link wants no more of its kind: such things are told inside only. For the daily
    letter, all that goes into it. Answers whether there was anything to stop."""
    if kind != DIGEST and (kind not in KINDS or not KINDS[kind].may_stop):
        return False
    daily = [code for code, how in wishes(user).items() if how == "daily" and KINDS[code].may_stop]
    for code in daily if kind == DIGEST else [kind]:
        wish(user, code, "inside", at=at)
    return True
