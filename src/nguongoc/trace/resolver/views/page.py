"""Behind every printed code stands a page that says something true."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from nguongoc.domain.gs1 import symbols
from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.stamps.states import STATES
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.http import json_answer, raw_path, raw_query
from nguongoc.registry.products import pictures
from nguongoc.trace.chains.journey import Proof
from nguongoc.trace.resolver import facts
from nguongoc.trace.resolver.actions.scans import AGAIN, Seen, count, guess
from nguongoc.trace.resolver.choose import Target
from nguongoc.trace.resolver.levels import anchor
from nguongoc.trace.resolver.link_types import LINK_TYPES
from nguongoc.trace.resolver.provinces import PROVINCES
from nguongoc.trace.resolver.queries.page import PublicPage, public_page
from nguongoc.trace.resolver.queries.resolution import PAGE, Resolution, own_links, resolution
from nguongoc.trace.resolver.queries.scans import history
from nguongoc.trace.resolver.views.answers import open_to_all, origin, read, refused, unknown, wants_page
from nguongoc.trace.resolver.visitors import device, is_buyer, network
from nguongoc.trace.resolver.words import verdict

log = logging.getLogger(__name__)

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
        Proof.CERTIFIED,
        Text(
            "tổ chức chứng nhận độc lập đã đánh giá, có ghi ngày.",
            "an independent certification body has assessed it, with the date.",
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


@dataclass(frozen=True)
class Drawn:
    """A page, what it was of (None: nothing whose scans are counted), and whether it was of a serial of nobody's."""

    answer: HttpResponse
    seen: Seen | None = None
    guessed: str = ""

    @cached_property
    def packed(self) -> bytes:
        """The page for a slow line, a third as long. Nothing on it is secret, which is why it may be compressed beside
        what the asker wrote into the address (BREACH)."""
        return gzip.compress(self.answer.content, 6)


PAGES: Brief[Drawn] = Brief(FRESH, size=2_000)
COUNTED: Brief[bool] = Brief(AGAIN.total_seconds(), size=50_000)
"""What was counted lately in this process; the database holds it against the other processes."""

KEPT_QUERIES = ("", "lang=vi", "lang=en", "ban-in=1")
"""Queries that ask for nothing but the language, which the page is kept by, or for the page as it is printed."""


@open_to_all
def page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """`/xem/01/{gtin}[/10/{lot}][/21/{serial}]`: what is proven of these goods, by whom, and what is missing; likewise
    for every other GS1 key."""
    if raw_query(request) not in KEPT_QUERIES or not wants_page(request):
        drawn = _draw(request)
    else:
        printed = request.GET.get("ban-in", "")
        name = f"{get_language()} {request.get_host()} {printed} {raw_path(request)}"
        drawn = PAGES.get(name, lambda: _draw(request))
    if drawn.guessed and request.method == "GET":
        slow = _slowed(request, drawn.guessed)
        if slow is not None:
            return slow
    if drawn.seen is not None and is_buyer(request):
        _count(request, drawn.seen)
    return _for_line(request, drawn)


def _for_line(request: HttpRequest, drawn: Drawn) -> HttpResponse:
    """A copy of what was drawn, for the middleware writes into what it is given; packed for whoever unpacks it."""
    takes = {coding.strip() for coding in request.headers.get("Accept-Encoding", "").split(",")}
    is_packed = "gzip" in takes
    answer = HttpResponse(
        drawn.packed if is_packed else drawn.answer.content,
        status=drawn.answer.status_code,
        headers=dict(drawn.answer.items()),
    )
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _count(request: HttpRequest, seen: Seen) -> None:
    """Counting never stands between a buyer and the page."""
    now = timezone.now()
    phone = device(request, timezone.localdate(now))
    place = _place_told(request)
    try:
        COUNTED.get(f"{phone.hex()} {seen}", lambda: count(seen, device=phone, at=now, place=place))
    except DatabaseError:
        log.exception("a scan was not counted")


def _place_told(request: HttpRequest) -> str:
    """The province that the front server tells of, where it is set up to (NGUONGOC_PLACE_HEADER)."""
    place = request.headers.get(settings.PLACE_HEADER, "") if settings.PLACE_HEADER else ""
    return place if place in PROVINCES else ""


def _slowed(request: HttpRequest, gtin: str) -> HttpResponse | None:
    """Whoever tries one serial after the other waits; stamps that exist are shown to them as to everybody."""
    now = timezone.now()
    today = timezone.localdate(now)
    tries = guess(gtin, network=network(request, today), at=now)
    if tries <= setting("scan.guesses", on=today):
        return None
    answer = render(request, "resolver/slower.html", status=429)
    answer["Retry-After"] = str(int(AGAIN.total_seconds()))
    return answer


def _draw(request: HttpRequest) -> Drawn:
    try:
        link = read(request, raw_path(request).removeprefix(PAGE))
    except Refused as refusal:
        return Drawn(refused(request, refusal))
    today = timezone.localdate()
    shown = public_page(link, today=today) if link.key.ai in ("01", "8006") else None
    if shown is not None:
        return _drawn(_goods(request, link, own_links(link, today=today), shown), shown)
    found = resolution(link, today=today)
    if found is None:
        serial = "21" in dict(link.qualifiers)
        return Drawn(unknown(request, link.key.value), guessed=link.key.value if serial else "")
    answer = _thing(request, link, found)
    answer["Cache-Control"] = KEPT
    return Drawn(answer)


KEPT = "public, max-age=30"


def _drawn(answer: HttpResponse, shown: PublicPage) -> Drawn:
    answer["Cache-Control"] = KEPT
    if shown.condition.code == "not_issued":
        return Drawn(answer, guessed=shown.product.gtin)
    if shown.product.pk is None:
        return Drawn(answer)
    return Drawn(answer, Seen(shown.product.pk, shown.lot_number, shown.serial, shown.condition.code))


def _goods(request: HttpRequest, link: DigitalLink, own: Sequence[Target], shown: PublicPage) -> HttpResponse:
    told = verdict(shown)
    seen = origin(request) + reverse("public_picture", args=[shown.picture]) if shown.picture else ""
    data = facts.json_ld(shown, told, link.identity(), picture=seen)
    accepted = request.headers.get("Accept", "")
    if "json" in accepted and "html" not in accepted:
        kind = "application/ld+json" if "ld+json" in accepted else "application/json"
        return json_answer(data, status=told.status, content_type=kind)
    context = {
        **_shared(request, link, own),
        "page": shown,
        "verdict": told,
        "stamp_state": STATES[shown.stamp.state].name if shown.stamp else "",
        "history": history(shown.product, shown.serial) if shown.product.pk and shown.serial else None,
        "is_demonstration": shown.product.is_demonstration,
        "embedded": mark_safe(json_answer(data).content.decode().replace("<", "\\u003c")),  # noqa: S308 (no < is left)
    }
    return render(request, "resolver/page.html", context, status=told.status)


def _thing(request: HttpRequest, link: DigitalLink, found: Resolution) -> HttpResponse:
    """A place, a logistic unit, an asset: what it is, and where its links lead."""
    own = [one for level in found.levels for one in level.own]
    return render(request, "resolver/thing.html", {**_shared(request, link, own), "level": found.levels[0]})


def _shared(request: HttpRequest, link: DigitalLink, own: Sequence[Target]) -> dict[str, Any]:
    printed = request.GET.get("ban-in") == "1"
    address = origin(request) + anchor(link.path)
    return {
        "link": link,
        "code": anchor(link.path),
        "address": address,
        "own_links": [(LINK_TYPES[one.type], one) for one in own],
        "symbol": mark_safe(_symbol(address)) if printed else "",  # noqa: S308 (drawn here)
        "is_printed": printed,
        "printed_at": timezone.localtime() if printed else None,
    }


def _symbol(address: str) -> str:
    """The code itself, some 45 mm wide on paper."""
    return symbols.qr(address).svg().replace("<svg ", '<svg width="180" height="180" aria-hidden="true" ', 1)


@open_to_all
def picture(request: HttpRequest, image: int) -> HttpResponse:
    """`/anh/{id}.webp`: the picture of goods on the page behind their code. What a number names never changes."""
    body = pictures.shown(image)
    if body is None:
        raise Http404(image)
    answer = HttpResponse(body, content_type=pictures.MEDIA_TYPE)
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@require_http_methods(["GET", "HEAD"])
def help_page(request: HttpRequest) -> HttpResponse:
    """`/tro-giup/trang-cong-khai`: how to read the page behind a code."""
    answer = render(request, "resolver/help.html", {"levels": LEVELS})
    answer["Cache-Control"] = "public, max-age=60"
    return answer
