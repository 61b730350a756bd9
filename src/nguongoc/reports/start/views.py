from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from nguongoc.registry.parties.rights import Request, Viewer
from nguongoc.reports.start.demonstration import PASSWORD, SIGHTS, TRIALS, Sight, commands
from nguongoc.reports.start.queries import (
    board,
    demonstration_accounts,
    is_demonstration_loaded,
    stamp_trials,
)


@require_http_methods(["GET", "HEAD"])
def home(request: Request) -> HttpResponse:
    """`/`: for strangers what this is and what to try; for people who are signed in, what waits for them."""
    if request.viewer.user is None:
        loaded = is_demonstration_loaded()
        shown = {"trials": TRIALS if loaded else (), "is_demonstration": loaded}
        return render(request, "start/visitor.html", shown)
    now = timezone.localtime()
    return render(request, "start/home.html", {"board": board(request.viewer, at=now), "now": now})


def _opens(sight: Sight, viewer: Viewer) -> bool:
    """Whether the link leads anywhere for this reader; a stranger is asked to sign in first."""
    return viewer.user is None or not sight.needs or viewer.may(sight.needs)


@require_http_methods(["GET", "HEAD"])
def demonstration(request: Request) -> HttpResponse:
    """`/trinh-dien/`: what to try and with which account. Where no demonstration is loaded, there is no page."""
    if not is_demonstration_loaded():
        raise Http404
    shown = {
        "trials": TRIALS,
        "stamps": stamp_trials(),
        "sights": [(one, _opens(one, request.viewer)) for one in SIGHTS],
        "accounts": demonstration_accounts(timezone.localdate()),
        "password": PASSWORD,
        "commands": commands(settings.BASE_URL, at=timezone.localtime()),
        "is_demonstration": True,
    }
    return render(request, "start/demonstration.html", shown)
