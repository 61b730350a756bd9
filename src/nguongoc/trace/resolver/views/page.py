"""Behind every printed code stands a page that says something true."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from nguongoc.domain.gs1 import digital_link
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.http import problem, raw_path
from nguongoc.trace.chains.journey import Proof
from nguongoc.trace.resolver.queries import public_page

UNKNOWN = Text(
    "Chưa có sản phẩm nào mang mã này trong hệ thống của tỉnh Lai Châu.",
    "No product in Lai Châu's system bears this number.",
)
LEVELS = (
    (
        Proof.DECLARED,
        Text("người làm tự kể, chưa có gì kèm theo.", "its maker says so, and nothing else does."),
    ),
    (
        Proof.DOCUMENTED,
        Text(
            "có chứng từ đi kèm: phiếu cân, hóa đơn, phiếu giao nhận.",
            "a document goes with it: a weighing slip, an invoice, a delivery note.",
        ),
    ),
    (
        Proof.INSPECTED,
        Text(
            "cơ quan nhà nước đã đến đối chiếu, có ghi ngày.",
            "a public agency has compared it on the spot, with the date.",
        ),
    ),
    (
        Proof.TESTED,
        Text("phòng thử nghiệm đã thử mẫu của lô.", "a laboratory has tested a sample of the lot."),
    ),
)
"""What each level of proof means to somebody who buys."""


FRESH = 5
"""Seconds for which a page that was drawn once is shown again: a code that everybody scans is drawn twelve times a
minute, and what was told a moment ago is on it a moment later. A recall must be on it within a minute."""

PAGES: Brief[HttpResponse] = Brief(FRESH, size=2_000)


@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """`/01/{gtin}[/10/{lot}][/21/{serial}]`: what is proven of these goods, by whom, and what is missing."""
    if request.GET or _wants_json(request):
        return _draw(request)
    drawn = PAGES.get(f"{get_language()} {raw_path(request)}", lambda: _draw(request))
    # A copy: the middleware writes into what it is given.
    return HttpResponse(drawn.content, status=drawn.status_code, headers=dict(drawn.items()))


def _draw(request: HttpRequest) -> HttpResponse:
    try:
        link = digital_link.parse(settings.BASE_URL + raw_path(request).removesuffix("/"))
    except Refused as refusal:
        return _refused(request, refusal)
    shown = public_page(link, today=timezone.localdate())
    if shown is None:
        return _unknown(request, link.key.value)
    answer = render(
        request,
        "resolver/page.html",
        {"page": shown, "link": link, "is_demonstration": shown.product.is_demonstration},
    )
    answer["Cache-Control"] = "public, max-age=30"
    return answer


@require_http_methods(["GET", "HEAD"])
def help_page(request: HttpRequest) -> HttpResponse:
    """`/tro-giup/trang-cong-khai`: how to read the page behind a code."""
    answer = render(request, "resolver/help.html", {"levels": LEVELS})
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if _wants_json(request):
        return problem(request, 400, "ValidationException", problems=refusal.problems)
    return render(request, "resolver/bad_code.html", {"problems": refusal.problems}, status=400)


def _unknown(request: HttpRequest, gtin: str) -> HttpResponse:
    if _wants_json(request):
        return problem(request, 404, "NoSuchNameException", UNKNOWN)
    return render(request, "resolver/unknown.html", {"gtin": gtin}, status=404)


def _wants_json(request: HttpRequest) -> bool:
    return "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", "")
