"""A printed code never dead-ends: each night some are tried as a phone would, through the whole program."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell
from nguongoc.trace.resolver.models import CodeTest
from nguongoc.trace.resolver.queries.printed import Printed, printed

log = logging.getLogger(__name__)

TRY = "resolver.try_codes"
"""The job that tries (`tasks`)."""
MOST = 500
"""So many codes of each kind a night: goods, lots, stamps."""
KEPT = timedelta(days=400)
SHOWN = 100
AGENT = "nguongoc-code-test/1 (monitor)"
"""What the test calls itself; no such reader is counted as a scan (`visitors`)."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the program: status, where it leads, its body."""

    status: int
    location: str
    body: str


class Phone:
    """A phone that asks this very program, in this process: every part of it but the line and the front server."""

    def __init__(self) -> None:
        self.program = WSGIHandler()

    def open(self, path: str) -> Said:
        """Ask for this path (escaped, with its query) at the installation's public address."""
        answer: Any = self.program.get_response(WSGIRequest(_environ(path)))
        body = b"".join(answer) if answer.streaming else answer.content
        return Said(answer.status_code, answer.get("Location", ""), body.decode("utf-8", "replace"))


def _environ(target: str) -> dict[str, Any]:
    base, (path, _, query) = urlsplit(settings.BASE_URL), target.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or (443 if base.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": base.netloc,
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_LANGUAGE": "vi",
        "HTTP_USER_AGENT": AGENT,
        "HTTP_X_FORWARDED_PROTO": base.scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def try_codes(*, at: datetime, most: int = MOST) -> CodeTest:
    """Try some of what was printed, write down what led nowhere, and tell who runs the system of it."""
    phone, began = Phone(), time.monotonic()
    faults, elsewhere, tried = [], 0, printed(most)
    with translation.override("vi"):
        for one in tried:
            found = fault(phone, one)
            elsewhere += found is ELSEWHERE
            if found is not None and found is not ELSEWHERE:
                faults.append({"code": one.path, "vi": found.vi, "en": found.en})
    return _written(at, len(tried), elsewhere, faults, round((time.monotonic() - began) * 1000))


def fault(phone: Phone, one: Printed) -> Text | None:
    """What is wrong with a printed code: None where it leads to its page, ELSEWHERE where its maker has it lead to a
    page of their own, which is not opened."""
    try:
        first = phone.open(one.path)
        if first.status != 307 or not first.location:
            return _status(first.status)
        if not first.location.startswith(f"{settings.BASE_URL}/"):
            return ELSEWHERE
        page = phone.open(first.location.removeprefix(settings.BASE_URL))
    except Exception as error:
        log.exception("the code %s cannot be tried", one.path)
        return Text(
            f"chương trình lỗi: {type(error).__name__}", f"the program failed: {type(error).__name__}"
        )
    if page.status != one.status:
        return _status(page.status)
    return None if escape(one.words) in page.body else EMPTY


ELSEWHERE = Text("dẫn tới trang của đơn vị", "leads to its maker's page")
EMPTY = Text("trang mở được nhưng không nói về mã này", "the page opens and does not speak of this code")


def _status(status: int) -> Text:
    return Text(f"trả lời mã {status}", f"answered with status {status}")


@transaction.atomic
def _written(
    at: datetime, tried: int, elsewhere: int, faults: Sequence[Mapping[str, str]], milliseconds: int
) -> CodeTest:
    made = CodeTest.objects.create(
        at=at,
        tried=tried,
        elsewhere=elsewhere,
        faults=list(faults[:SHOWN]),
        failed=len(faults),
        milliseconds=milliseconds,
    )
    CodeTest.objects.filter(at__lt=at - KEPT).delete()
    if faults:
        log.error("%s of %s printed codes lead nowhere: %s", len(faults), tried, faults[:3])
        for user in _runners():
            tell(user, "system", *_bad_news(len(faults), tried), at=at, link="/luot-quet/tu-kiem-tra/")
    return made


def _bad_news(failed: int, tried: int) -> Iterator[Text]:
    yield Text("Có mã đã in không mở được", "Some printed codes lead nowhere")
    yield Text(f"{failed} trong {tried} mã được thử.", f"{failed} of the {tried} codes that were tried.")


def _runners() -> list[User]:
    runs = {"memberships__valid_to": None, "memberships__role__permissions__contains": ["accounts.manage"]}
    return list(User.objects.filter(is_active=True, is_service=False, **runs).distinct())


@transaction.atomic
def try_now(*, actor: User | None, at: datetime) -> None:
    """Have a worker try the codes now."""
    record("codes.tried", "codes", actor=actor, at=at)
    app.configure_task(TRY).defer(timestamp=int(at.timestamp()))
