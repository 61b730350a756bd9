"""How programs talk to this repository: described for them, and for the people who write them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nguongoc.foundation.shared.http import json_answer
from nguongoc.trace.events import openapi


@require_http_methods(["GET", "HEAD"])
def description(request: HttpRequest) -> HttpResponse:
    """`/epcis/openapi.json`: the interface in OpenAPI 3.1, open to everybody."""
    answer = json_answer(openapi.description(_server(request)))
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest) -> HttpResponse:
    """`/tro-giup/giao-dien-lap-trinh`: the same for people."""
    shown = {
        "server": _server(request),
        "operations": openapi.OPERATIONS,
        "conditions": openapi.CONDITIONS,
        "headers": openapi.HEADERS,
        "refusals": openapi.REFUSALS,
    }
    return render(request, "events/api.html", shown)


def _server(request: HttpRequest) -> str:
    return request.build_absolute_uri("/epcis")
