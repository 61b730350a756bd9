"""The doors by which invited people and recorders come in: no account is needed to open these pages, only what was
handed over."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.agents import device as words_of
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.people import queries
from nguongoc.registry.people.actions import invitations, recorders
from nguongoc.registry.people.forms import AccountForm, NewPinForm, PinForm, show
from nguongoc.registry.people.models import Device

GET_POST = ["GET", "HEAD", "POST"]
COOKIE = "thiet-bi"
COOKIE_AGE = 400 * 24 * 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(GET_POST)
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """`/loi-moi/{secret}`: take up an invitation, with a new account or with the one that is signed in."""
    found = queries.invitation_by(secret)
    now = timezone.now()
    if found is None or not found.is_open(now):
        return render(request, "people/spent.html", status=404 if found is None else 410)
    form = AccountForm(request.POST or None)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        try:
            if "as_myself" in request.POST and user is not None:
                invitations.accept(found, user, at=now)
                return redirect("home")
            if form.is_valid():
                made = invitations.open_account(found, at=now, **form.cleaned_data)
                login(request, made, backend=BACKEND)
                UserSession.objects.create_from_request(request)
                return redirect("home")
        except Refused as refused:
            show(form, refused)
    return render(request, "people/invitation.html", {"invitation": found, "form": form, "as_myself": user})


@never_cache
@require_http_methods(GET_POST)
def device(request: HttpRequest, secret: str) -> HttpResponse:
    """`/thiet-bi/{secret}`: enrol the phone that scanned the code: its owner chooses a PIN."""
    found = queries.device_by_code(secret)
    now = timezone.now()
    if found is None or found.enrolled_at or found.revoked_at or now >= found.code_expires_at:
        return render(request, "people/spent.html", status=404 if found is None else 410)
    form = NewPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = words_of(request.headers.get("User-Agent", ""))
        try:
            kept = recorders.enrol(found, pin=form.cleaned_data["pin"], words=words, at=now)
        except Refused as refused:
            show(form, refused)
        else:
            return _entered(request, found, kept)
    return render(request, "people/device.html", {"device": found, "form": form})


@never_cache
@require_http_methods(GET_POST)
def pin(request: HttpRequest) -> HttpResponse:
    """`/thiet-bi/`: an enrolled phone is opened by its PIN."""
    kept = request.COOKIES.get(COOKIE, "")
    found = queries.device_by_secret(kept)
    form = PinForm(request.POST or None)
    if found is not None and request.method == "POST" and form.is_valid():
        try:
            recorders.unlock(found, pin=form.cleaned_data["pin"], at=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            return _entered(request, found, kept)
    return render(request, "people/pin.html", {"device": found, "form": form})


def _entered(request: HttpRequest, found: Device, kept: str) -> HttpResponse:
    """Signed in; the phone keeps its secret where no script reads it."""
    login(request, found.user, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    answer = redirect("home")
    answer.set_cookie(
        COOKIE,
        kept,
        max_age=COOKIE_AGE,
        path="/thiet-bi/",
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return answer
