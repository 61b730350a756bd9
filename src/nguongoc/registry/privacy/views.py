"""Personal data as pages: the register, one's own data, requests and their answers; and the figures that an
administrator sets."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from psycopg.types.range import Range

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.views import reader
from nguongoc.foundation.evidence.actions import forget_day, record, set_figure, tell_day
from nguongoc.foundation.evidence.dated import KNOWN, setting, settings_on
from nguongoc.foundation.evidence.models import Setting, SpecialDay
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.rights import Request, known, may, signed_in
from nguongoc.registry.people.forms import show
from nguongoc.registry.privacy import actions, queries
from nguongoc.registry.privacy.forms import AnswerForm, AskForm, DayForm, SettingForm
from nguongoc.registry.privacy.models import DataRequest

GET_POST = ["GET", "HEAD", "POST"]


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Việc của tôi"), "/"), (_("Dữ liệu cá nhân"), reverse("privacy") if more else ""), *more]


@require_http_methods(GET_POST)
@known
def privacy(request: Request) -> HttpResponse:
    """`/du-lieu-ca-nhan/`: what is collected and why, one's own consents and requests, and asking."""
    user, today = reader(request), timezone.localdate()
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask(user, at=timezone.now(), **form.cleaned_data)
        messages.success(
            request, _("Đã nhận yêu cầu. Hạn trả lời: %(day)s.") % {"day": f"{asked.due_date:%d/%m/%Y}"}
        )
        return redirect("privacy")
    given, figures = queries.consents(user), settings_on(today)
    shown = {
        "form": form,
        "register": queries.register(today),
        "retention": [
            (one.name, figures[code]) for code, one in KNOWN.items() if code.startswith("retention.")
        ],
        "consents": [(one, given.get(one.pk)) for one in queries.texts(today)],
        "requests": DataRequest.objects.filter(user=user),
        "waiting": queries.waiting().count() if request.viewer.may("privacy.answer") else None,
        "days": figures["personal-data.answer"],
        "trail": _trail(),
    }
    return render(request, "privacy/page.html", shown)


class Told(DjangoJSONEncoder):
    """Every kind of column as a person can read it: a range of stamps as its two ends."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Range):
            return [o.lower, o.upper]
        return super().default(o)


@require_safe
@known
def export(request: Request) -> HttpResponse:
    """`/du-lieu-ca-nhan/xuat`: everything that names the reader, as one JSON file."""
    user = reader(request)
    record("privacy.exported", user, actor=user, at=timezone.now())
    body = json.dumps(queries.about(user), cls=Told, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@known
def consent(request: Request, code: str) -> HttpResponse:
    """`/du-lieu-ca-nhan/dong-y/{code}`: agree to the words in force, or agree no longer."""
    found = get_object_or_404(queries.texts(timezone.localdate()), code=code)
    deed = actions.consent if request.POST.get("agree") == "1" else actions.take_back
    deed(reader(request), found, at=timezone.now())
    messages.success(request, _("Đã ghi lựa chọn của bạn."))
    return redirect("privacy")


@require_safe
@may("privacy.answer")
def requests(request: Request) -> HttpResponse:
    """`/du-lieu-ca-nhan/yeu-cau/`: the requests that wait, the nearest deadline first."""
    shown = {"waiting": queries.waiting(), "today": timezone.localdate(), "trail": _trail((_("Yêu cầu"), ""))}
    return render(request, "privacy/requests.html", shown)


@require_http_methods(GET_POST)
@may("privacy.answer")
def data_request(request: Request, asked: int) -> HttpResponse:
    """`/du-lieu-ca-nhan/yeu-cau/{id}`: one request, and answering it."""
    found = get_object_or_404(DataRequest.objects.select_related("user", "answered_by"), pk=asked)
    form = AnswerForm(request.POST or None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(found, actor=reader(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Đã trả lời."))
            return redirect("privacy_requests")
    trail = _trail((_("Yêu cầu"), reverse("privacy_requests")), (str(found.user), ""))
    return render(request, "privacy/request.html", {"asked": found, "form": form, "trail": trail})


@require_safe
@signed_in
def settings(request: Request) -> HttpResponse:
    """`/thiet-lap/`: the figures that an administrator sets, as they stand today."""
    today = timezone.localdate()
    coming = {one.code: one for one in Setting.objects.filter(valid_from__gt=today).order_by("-valid_from")}
    last = {one.code: one for one in Setting.objects.filter(valid_from__lte=today).order_by("valid_from")}
    shown = {
        "figures": [
            (code, one, last[code].value if code in last else one.value, last.get(code), coming.get(code))
            for code, one in KNOWN.items()
        ],
        "may_set": request.viewer.may("accounts.manage"),
        "trail": [(_("Việc của tôi"), "/"), (_("Thiết lập"), "")],
    }
    return render(request, "privacy/settings.html", shown)


@require_http_methods(GET_POST)
@may("accounts.manage")
def change_setting(request: Request, code: str) -> HttpResponse:
    """`/thiet-lap/{code}`: set one figure from a day on."""
    if code not in KNOWN:
        raise Http404(code)
    today = timezone.localdate()
    form = SettingForm(request.POST or None, initial={"value": setting(code, on=today), "since": today})
    if request.method == "POST" and form.is_valid():
        try:
            set_figure(code, actor=reader(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Đã đặt."))
            return redirect("settings")
    name = text(KNOWN[code].name)
    trail = [(_("Việc của tôi"), "/"), (_("Thiết lập"), reverse("settings")), (name, "")]
    shown = {"form": form, "known": KNOWN[code], "past": Setting.objects.filter(code=code), "trail": trail}
    return render(request, "privacy/setting.html", shown)


@require_http_methods(GET_POST)
@signed_in
def days_off(request: Request) -> HttpResponse:
    """`/thiet-lap/ngay-nghi/?nam=2027`: the days off of a year and the days worked in exchange; an administrator adds
    to them."""
    today, may_set = timezone.localdate(), request.viewer.may("accounts.manage")
    form = DayForm(request.POST or None)
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            told = tell_day(actor=reader(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Đã ghi. Thời hạn tính từ nay theo lịch này; hạn đã hẹn không đổi."))
            return redirect(f"{reverse('settings_days')}?nam={told.day.year}")
    years = [one.year for one in SpecialDay.objects.dates("day", "year")] or [today.year]
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else max(y for y in years if y <= today.year)
    shown = {
        "form": form,
        "year": year,
        "years": years,
        "days": SpecialDay.objects.filter(day__year=year),
        "may_set": may_set,
        "trail": [
            (_("Việc của tôi"), "/"),
            (_("Thiết lập"), reverse("settings")),
            (_("Ngày nghỉ, ngày làm bù"), ""),
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "privacy/days.html", shown, status=status)


@require_POST
@may("accounts.manage")
def day_forgotten(request: Request) -> HttpResponse:
    """`/thiet-lap/ngay-nghi/bo`: a day is as its weekday is, after all."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    forget_day(day, why=request.POST.get("why", ""), actor=reader(request), at=timezone.now())
    messages.success(request, _("Đã bỏ."))
    return redirect(f"{reverse('settings_days')}?nam={day.year}")
