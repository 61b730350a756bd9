"""`/healthz`: what a watchman needs to know, and nothing that a stranger may not."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nguongoc.foundation.shared.http import json_answer
from nguongoc.reports.start.health import measured


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, else 503; the body says what is the matter."""
    health = measured()
    body = {"status": "ok" if health.is_well else "unavailable", **asdict(health)}
    answer = json_answer(body, status=200 if health.is_well else 503)
    answer["Cache-Control"] = "no-store"
    return answer
