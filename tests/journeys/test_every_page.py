"""Every page of the demonstration province, for everybody who has an account there: how long it takes, how much it
asks and weighs, and, in a browser of two sizes and two lights, whether everybody can read it.

Pages are found as a reader finds them, by following links from the first one; of addresses of one shape (a lot, a
capture) the first two are looked at.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from journeys.conftest import SIZES, Browse, axe, settle
from nguongoc.config import demo
from nguongoc.config.demo.province import ACCOUNTS
from nguongoc.config.install import install
from nguongoc.config.site import rest_collector
from nguongoc.foundation.accounts.models import User

pytestmark = [pytest.mark.acceptance, pytest.mark.django_db(transaction=True)]

EACH = 2
MOST_QUERIES, MOST_MS, MOST_BYTES = 12, 300, 200_000
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
NO_PAGES = re.compile(r"xuat=|^/epcis/|\.(?:xlsx|json|xml|pdf|zip|docx|csv|svg|png)$|dang-xuat|lang=")
ROLES_SHOWN = {role: name for name, (role, *_) in reversed(ACCOUNTS.items()) if role != "service"}
"""One account a role: the first that the demonstration lists."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as one reader was shown it."""

    who: str
    path: str
    queries: int
    ms: float
    size: int

    def __str__(self) -> str:
        return f"{self.who} {self.path}: {self.queries} queries, {self.ms:.0f} ms, {self.size:,} bytes"


@pytest.fixture
def province() -> None:
    """Loaded through the real actions; each test of this file begins with a fresh one."""
    now = timezone.now()
    install(at=now)
    demo.load(at=now)


def signed_in(name: str) -> Client:
    client = Client(headers={"Accept": "text/html"})
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def walk(client: Client, broken: list[str]) -> Iterator[tuple[str, Any]]:
    """The pages that links lead to, each with its answer; links that lead nowhere are noted."""
    waiting, known, shapes = ["/"], {"/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        with suppress(Resolver404):
            shape = resolve(urlsplit(path).path).route + "?" * bool(urlsplit(path).query)
            shapes[shape] += 1
            if shapes[shape] > EACH:
                continue
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            if answer.status_code >= 400:
                broken.append(f"{path} is linked to and answers {answer.status_code}")
            continue
        yield path, answer
        for link in LINK.findall(answer.content.decode()):
            found = urlsplit(urljoin(path, unescape(link)))
            address = found.path + (f"?{found.query}" if found.query else "")
            if (
                not found.netloc
                and found.scheme == ""
                and address not in known
                and not NO_PAGES.search(address)
            ):
                known.add(address)
                waiting.append(address)


def look(who: str, broken: list[str]) -> Iterator[Seen]:
    client = signed_in(who)
    for path, _ in walk(client, broken):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = client.get(path)
            took = time.perf_counter() - began
        yield Seen(who, path, len(asked), 1000 * took, len(answer.content))


@pytest.mark.timeout(1800)
def test_every_page_is_quick_asks_little_and_weighs_little(province: None) -> None:
    rest_collector()  # as in the site
    broken: list[str] = []
    seen = [one for who in ROLES_SHOWN.values() for one in look(who, broken)]
    print(f"\n{len(seen)} pages of {len(ROLES_SHOWN)} readers")
    for one in sorted(seen, key=lambda one: one.ms)[-10:]:
        print(f"  {one}")
    late = [one for one in seen if one.queries > MOST_QUERIES or one.ms > MOST_MS or one.size > MOST_BYTES]
    assert not [*broken, *late], "\n".join(map(str, [*broken, *late]))


@pytest.mark.browser
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_every_page(province: None, browse: Browse, live_server: Any, size: str) -> None:
    """One page of every shape and role; a shape that several roles see alike is looked at for each of them, since what
    they may do differs."""
    wrong: list[str] = []
    for who in ROLES_SHOWN.values():
        began, client = time.perf_counter(), signed_in(who)
        shapes = {shape(path): path for path, _ in walk(client, wrong)}
        page = browse(size)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        for path in shapes.values():
            wrong += [f"{who} {path} {line}" for line in unreadable(page, path)]
        page.context.close()
        print(f"{size} {who}: {len(shapes)} pages, {time.perf_counter() - began:.0f} s", flush=True)
    assert not wrong, "\n".join(wrong)


def shape(path: str) -> str:
    """The route of an address: pages of one route are built alike."""
    with suppress(Resolver404):
        return resolve(urlsplit(path).path).route
    return path


def unreadable(page: Any, path: str) -> Iterator[str]:
    """What axe finds in the light, what has too little contrast in the dark, and what hangs out on the right."""
    page.goto(path)
    try:
        settle(page)
    except AssertionError:
        yield "has a chart or a map that is not drawn"
    yield from axe(page)
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark {line}" for line in axe(page, "color-contrast"))
    page.emulate_media(color_scheme="light")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"hangs out {wide} pixels on the right"
