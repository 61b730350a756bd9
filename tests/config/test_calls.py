"""A program's call by token takes a shorter way than a page, and comes to the same rooms."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from nguongoc.config.calls import with_calls
from nguongoc.foundation.accounts.actions import make_token
from nguongoc.foundation.shared.brief import forget_everything
from world import GTIN, LD_JSON, a_document, a_lot, a_party, a_product, a_user, an_event, as_bytes, begin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_test_s_connection_stays() -> Iterator[None]:
    """The server's handler gives its connection back after each call; here that would end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def a_page(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("299 Page", [])
    return [b"the way of pages"]


def call(
    path: str, *, method: str = "GET", body: bytes = b"", **environ: str
) -> tuple[str, dict[str, str], bytes]:
    """One call through the application, as the server makes it: status, headers, body."""
    said: list[Any] = []
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": LD_JSON,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **environ,
    }
    answer = with_calls(a_page)(given, lambda status, headers: said.extend((status, dict(headers))))
    return said[0], said[1], b"".join(answer)


@pytest.fixture
def bearer() -> str:
    begin()
    user = a_user(a_party())
    secret = make_token(user, name="thử", scopes=["capture", "query"], actor=user, at=timezone.now())
    return f"Bearer {secret}"


def test_a_call_by_token_captures_and_asks_without_a_cookie(bearer: str) -> None:
    body = as_bytes(a_document(an_event()))
    status, headers, answer = call("/epcis/capture", method="POST", body=body, HTTP_AUTHORIZATION=bearer)
    assert status == "202 Accepted", answer
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    status, _, answer = call("/epcis/events", HTTP_AUTHORIZATION=bearer)
    assert status == "200 OK"
    assert len(json.loads(answer)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 1


def test_every_answer_of_the_short_way_says_its_length(bearer: str) -> None:
    for path in ("/epcis/events", "/epcis/events/nothing", "/epcis/nothing"):
        _, headers, answer = call(path, HTTP_AUTHORIZATION=bearer)
        assert headers["Content-Length"] == str(len(answer)), path


def test_a_wrong_token_is_refused_on_the_short_way_too() -> None:
    begin()
    status, headers, answer = call("/epcis/events", HTTP_AUTHORIZATION="Bearer nothing")
    assert headers["Content-Length"] == str(len(answer))
    assert status == "401 Unauthorized"
    assert headers["Content-Type"].startswith("application/problem+json")


def test_a_refusal_is_said_in_the_caller_s_language(bearer: str) -> None:
    _, headers, _ = call("/epcis/events", HTTP_AUTHORIZATION=bearer, HTTP_ACCEPT_LANGUAGE="en")
    assert headers["Content-Language"] == "en"


def test_what_carries_no_token_goes_the_way_of_pages() -> None:
    assert call("/epcis/events")[2] == b"the way of pages"
    assert call("/epcis/events", HTTP_AUTHORIZATION="Basic YTpi")[2] == b"the way of pages"


def test_a_token_at_a_page_goes_the_way_of_pages_whose_forms_are_guarded(bearer: str) -> None:
    assert call("/don-vi/", HTTP_AUTHORIZATION=bearer)[2] == b"the way of pages"


def test_a_token_of_somebody_who_only_reads_changes_nothing() -> None:
    begin()
    auditor = a_user(a_party(), "auditor")
    secret = make_token(auditor, name="đọc", scopes=["query"], actor=auditor, at=timezone.now())
    status, _, _ = call("/epcis/queries", method="POST", body=b"{}", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert status == "403 Forbidden"


def test_a_code_that_a_stranger_scans_takes_a_short_way_and_is_answered_as_on_the_way_of_pages() -> None:
    begin()
    a_lot(a_product(a_party()))
    paths = (f"/01/{GTIN}/10/L260912", f"/xem/01/{GTIN}/10/L260912", "/xem/01/09506000134352", "/01/123")
    short = {path: call(path, RAW_URI=path, HTTP_ACCEPT="text/html", HTTP_HOST="localhost") for path in paths}
    for held in (
        {"HTTP_COOKIE": "sessionid=x"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
    ):
        assert call(f"/01/{GTIN}", **held)[2] == b"the way of pages"
    assert call("/lo-hang/")[2] == b"the way of pages"
    browser = Client(headers={"Accept": "text/html", "Host": "localhost"})
    forget_everything()
    for path, (status, headers, body) in short.items():
        page = browser.get(path, RAW_URI=path)
        assert int(status.split()[0]) == page.status_code, path
        assert body == page.content, path
        mine = {name.lower(): value for name, value in headers.items()}
        theirs = {name.lower(): value for name, value in page.headers.items()}
        assert {"accept", "accept-language"} <= set(mine.pop("vary").lower().split(", "))
        theirs.pop("vary")
        assert mine == theirs, path
