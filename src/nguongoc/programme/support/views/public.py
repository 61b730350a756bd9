"""What anybody may see: one case by its code and phone, and how long answers take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.network import network
from nguongoc.foundation.shared.tables import Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.looking import look_up
from nguongoc.programme.support.forms import LookUpForm, PeriodForm
from nguongoc.programme.support.views.strip import TURNS, status, until


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """`/ho-tro/tra-cuu/`: how a case stands, without an account, by its code and the contact's phone. Names nobody."""
    form = LookUpForm(request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        today = timezone.localdate(now)
        try:
            found = look_up(**form.cleaned_data, network=network(request, today), at=now)
        except Refused as refused:
            problem = refused.problems[0]
            form.add_error(None, text(problem.why))
            return render(
                request, "support/lookup.html", shown, status=429 if problem.code == "wait" else 422
            )
        deadline, standing = until(found, today)
        shown |= {
            "found": found,
            "status": status(found),
            "submitted": day(found.submitted_at),
            "deadline": deadline,
            "standing": standing,
            "turn": TURNS[dossier.turn(found.state)],
            "owed": found.asks.filter(answered_at=None).count(),
        }
    return render(request, "support/lookup.html", shown)


COLUMNS = (
    Column(
        "loai",
        Text("Loại hỗ trợ", "Kind"),
        lambda one: one.kind.name if one.kind else Text("Mọi loại", "All kinds"),
    ),
    Column("n", Text("Đã trả lời", "Answered"), lambda one: one.answered, kind="number"),
    Column(
        "giua",
        Text("Trung vị (ngày làm việc)", "Median (working days)"),
        lambda one: one.median,
        kind="number",
    ),
    Column("p90", Text("90 % trong vòng", "90 % within"), lambda one: one.ninetieth, kind="number"),
    Column("dai", Text("Lâu nhất", "Longest"), lambda one: one.longest, kind="number"),
    Column("tre", Text("Trả lời muộn", "Late"), lambda one: one.late, kind="number"),
    Column("dung", Text("Không nhận, dừng", "Not received, stopped"), lambda one: one.stopped, kind="number"),
    Column("dot", Text("Khép theo đợt", "Closed in a batch"), lambda one: one.in_batch, kind="number"),
)


@require_safe
def times(request: HttpRequest) -> HttpResponseBase:
    """`/ho-tro/thoi-gian/?tu=01/01/2026&den=…`: how long answers took that were given between two days."""
    today = timezone.localdate()
    form = PeriodForm(request.GET if request.GET.get("tu") or request.GET.get("den") else None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first = asked.get("tu") or date(today.year, 1, 1)
    last = asked.get("den") or today
    table = take(
        request.GET,
        name=Text(
            f"Thời gian trả lời, {day(first)}–{day(last)}", f"Time to answer, {day(first)}–{day(last)}"
        ),
        columns=COLUMNS,
        rows=queries.times(first, last),
    )
    shown = {"form": form, "first": first, "last": last, "whole": table.rows[0]}
    return answer(request, "support/times.html", table, **shown)
