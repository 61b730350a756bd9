from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nguongoc.reports.start.queries import public_lots, start


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """`/`: for strangers what this is and what to try; for people who are signed in, what waits for them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.user is None:
        return render(request, "start/visitor.html", {"lots": public_lots()})
    return render(request, "start/home.html", {"start": start(viewer)})
