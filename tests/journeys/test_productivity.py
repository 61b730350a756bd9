"""The pages of productivity in a real browser: the leader's sentence, the workbook and the forms, small and large."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from journeys.conftest import Browse, axe, settle
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.productivity.models import Run, Series
from programme.productivity.province import a_run, an_area, fill
from world import a_party, a_user, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("NGUONGOC_SHOTS", "")


@pytest.fixture
def run() -> Run:
    begin()
    officer = a_user(a_party("Sở Khoa học và Công nghệ", "agency"), "lead-officer", username="lan")
    area = an_area()
    fill(area)
    a_run(area, actor=officer, name="Lần trước", alpha=0.5)
    return a_run(area, actor=officer, scenarios=(("GRDP tăng 8 %", 8.0, 6.0, 0.8),))


def sign_in(page: Page, client: Any, user: User, base: str) -> None:
    """Through the session's own cookie: signing in has its own journey."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": base}])


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_is_whole_and_axe_finds_nothing(
    browse: Browse, client: Any, run: Run, live_server: Any, size: str
) -> None:
    page = browse(size)
    sign_in(page, client, User.objects.get(username="lan"), live_server.url)
    series = Series.objects.get(measure="grdp_constant", sector="")
    vintage = series.vintages.get()
    other = Run.objects.exclude(pk=run.pk).get()
    for name, address in {
        "leader": reverse("productivity"),
        "run": reverse("productivity_run", args=[run.pk]),
        "series": reverse("productivity_series"),
        "one": reverse("productivity_one", args=[series.pk]),
        "vintage": reverse("productivity_vintage", args=[vintage.pk]),
        "import": reverse("productivity_import"),
        "decide": reverse("productivity_decide", args=[series.pk]),
        "runs": reverse("productivity_runs"),
        "new": reverse("productivity_new"),
        "again": reverse("productivity_again", args=[run.pk]) + "?tinh=1",
        "review": reverse("productivity_review", args=[run.pk]),
        "compare": reverse("productivity_compare") + f"?a={run.pk}&b={other.pk}",
        "template": reverse("productivity_template"),
    }.items():
        page.goto(address)
        settle(page)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]
        assert axe(page) == [], name
