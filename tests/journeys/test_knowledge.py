"""Tools and documents in a real browser: an enterprise answers and nothing is lost, reads what is put before it, and
every page is whole at both sizes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.conftest import Browse, axe, settle
from nguongoc.config.demo import knowledge
from nguongoc.config.demo.province import found
from nguongoc.config.install import install
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.catalogue.models import Answer, Assessment, Improvement, Item, Questionnaire
from nguongoc.programme.library.models import (
    Circulation,
    Document,
    Dossier,
    Opinion,
    Proposal,
    Visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("NGUONGOC_SHOTS", "")


def sign_in(page: Page, client: Any, name: str, base: str) -> None:
    """Through the session's own cookie: signing in has its own journey."""
    user = User.objects.get(username=f"trinhdien-{name}")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": base}])


def faults(page: Page, name: str, address: str = "") -> list[str]:
    """What is wrong with one page (the one that is open, else the one at this address): too wide, or what axe finds.
    With NGUONGOC_SHOTS, a picture of it."""
    if address:
        page.goto(address)
    settle(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    found = axe(page)
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append("too wide")
    return [f"{name}: {one}" for one in found]


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_enterprise_and_an_officer_find_every_page_whole(
    browse: Browse, client: Any, live_server: Any, size: str
) -> None:
    now = timezone.now()
    install(at=now)
    knowledge.load(found(at=now), at=now)
    page = browse(size)
    sign_in(page, client, "chatluong", live_server.url)
    wrong = _answer(page, size)
    circular = Document.objects.get(number="2/2022/TT-MẪU")
    plan, done = Improvement.objects.get(), Assessment.objects.exclude(finished_at=None).latest("finished_at")
    dossier = Dossier.objects.get()
    for name, address in {
        "for-you": reverse("library_for_you"),
        "tools": reverse("tools"),
        "tool": reverse("tool", args=[Item.objects.get(code="5s").pk]),
        "assessments": reverse("assessments"),
        "result": reverse("assessment", args=[done.pk]),
        "improvements": reverse("improvements"),
        "improvement": reverse("improvement", args=[plan.pk]),
        "measure": reverse("improvement_measure", args=[plan.pk]),
        "library": reverse("library"),
        "document": reverse("library_document", args=[circular.pk]),
        "follow": reverse("library_follow"),
        "dossier": reverse("dossier", args=[dossier.pk]),
        "compare": reverse("dossier_compare", args=[dossier.pk]),
        "proposal": reverse("proposal", args=[Proposal.objects.get().pk]),
        "visit": reverse("visit", args=[Visit.objects.get().pk]),
        "benchmarks": reverse("benchmarks"),
    }.items():
        wrong += faults(page, f"{size}-{name}", address)
    sign_in(page, client, "sokhcn", live_server.url)
    for name, address in {
        "circulation": reverse("library_circulation", args=[Circulation.objects.get().pk]),
        "enter": reverse("library_new"),
        "opinion": reverse("opinion", args=[Opinion.objects.latest("pk").pk]),
        "phases": reverse("plan_phases"),
        "figures": reverse("indicator_phases"),
        "dashboard": reverse("indicators"),
    }.items():
        wrong += faults(page, f"{size}-officer-{name}", address)
    assert not wrong, "\n".join(wrong)


def _answer(page: Page, size: str) -> list[str]:
    """An answer is kept as it is chosen: the page is closed, opened again, and it is there."""
    asked = Questionnaire.objects.get(code="an-toan-thuc-pham")
    page.goto(reverse("questionnaire", args=[asked.pk]))
    page.get_by_role("button", name="Bắt đầu trả lời").click()
    left = page.locator("#con-lai")
    expect(left).to_contain_text("Còn 9 câu")
    page.get_by_role("radio", name="làm thường xuyên").first.check()
    expect(left).to_contain_text("Còn 8 câu")
    assert Answer.objects.filter(assessment__questionnaire=asked).count() == 1
    page.reload()
    expect(page.get_by_role("radio", name="làm thường xuyên").first).to_be_checked()
    return faults(page, f"{size}-questions")
