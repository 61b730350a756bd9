"""The living page: every component of the house in every state, on the page where it is looked at and tested."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nguongoc.foundation.shared import living as sample
from nguongoc.foundation.shared.tables import answer, take

REFUSALS = {"400": 400, "403": 403, "404": 404, "500": 500, "403_csrf": 403}


def living(request: HttpRequest) -> HttpResponseBase:
    """Every component in every state."""
    table = take(
        request.GET,
        name=sample.LOTS_NAME,
        columns=sample.LOT_COLUMNS,
        rows=sample.lots(),
        choices=sample.LOT_CHOICES,
        search=sample.search_lots,
        search_hint=sample.SEARCH_HINT,
        per_page=8,
    )
    return answer(request, "living/page.html", table, **sample.everything())


def public_sample(request: HttpRequest) -> HttpResponse:
    """What a buyer sees after scanning a code, with sample words."""
    return render(request, "living/public.html", sample.public())


def progress(request: HttpRequest) -> HttpResponse:
    """Long work, one step further each time it is asked for. The address holds the step."""
    try:
        step = int(request.GET.get("buoc", 0))
    except ValueError:
        step = 0
    return render(request, "living/progress.html", {"progress": sample.work_at(step)})


def question(request: HttpRequest) -> HttpResponse:
    """A question before something that cannot be taken back: in a dialog, and on this page without JavaScript."""
    if request.method == "POST":
        messages.success(request, _("Đã làm thử. Không có dữ liệu nào bị thay đổi."))
        return redirect("living")
    return render(request, "living/question.html")


def refusal(request: HttpRequest, code: str) -> HttpResponse:
    """A refusal as people see it, with its own status. 400 and 500 are drawn as Django draws them, from nothing."""
    if code not in REFUSALS:
        raise Http404(code)
    context = {"needed": sample.NEEDED} if code == "403" else None
    about = None if code in ("400", "500") else request
    return HttpResponse(render_to_string(f"{code}.html", context, about), status=REFUSALS[code])
