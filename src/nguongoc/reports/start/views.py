from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nguongoc.registry.parties.rights import Request
from nguongoc.reports.start.queries import public_lots, start


@require_http_methods(["GET", "HEAD"])
def home(request: Request) -> HttpResponse:
    """`/`: for strangers what this is and what to try; for people who are signed in, what waits for them."""
    if request.viewer.user is None:
        return render(request, "start/visitor.html", {"lots": public_lots()})
    return render(request, "start/home.html", {"start": start(request.viewer)})
