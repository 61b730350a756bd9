"""The GS1-conformant resolver: where a code leads (GS1-Conformant Resolver 1.2.1, URI Syntax 1.7.0)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from nguongoc.domain.gs1.digital_link import ORDERS, DigitalLink
from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.http import json_answer, raw_path, raw_query
from nguongoc.trace.resolver import linkset
from nguongoc.trace.resolver.choose import Level, Wish, choose, wanted
from nguongoc.trace.resolver.levels import anchor
from nguongoc.trace.resolver.link_types import LINK_TYPES, name_of
from nguongoc.trace.resolver.linkset import LINKSET_JSON
from nguongoc.trace.resolver.queries.resolution import Resolution, resolution
from nguongoc.trace.resolver.views import answers
from nguongoc.trace.resolver.views.answers import open_to_all, origin, read, refused, unknown, wants_page

FRESH = 5
RESOLUTIONS: Brief[Resolution | None] = Brief(FRESH, size=5_000)
"""What a code resolves to is looked up twelve times a minute, however many scan it; a link that was changed, and goods
that were recalled, count within these seconds."""

WHOLE = ("linkset", "all")
"""`all` is the word of before 1.1.0 for the same."""
JSON_LD, JSON = "application/ld+json", "application/json"


@open_to_all
def code(request: HttpRequest, rest: str = "") -> HttpResponse:
    """`/01/{gtin}/…` and every other GS1 key: 307 to the link that fits, or the linkset."""
    try:
        link = read(request)
    except Refused as refusal:
        return _preflight(request, "") if request.method == "OPTIONS" else refused(request, refusal)
    if request.method == "OPTIONS":
        return _preflight(request, anchor(link.path))
    found = RESOLUTIONS.get(link.identity(), lambda: resolution(link, today=timezone.localdate()))
    if found is None:
        return unknown(request, link.key.value)
    answer = _answer(request, link, found)
    _say_uncompressed(request, answer, link)
    return answer


@open_to_all
def description(request: HttpRequest) -> HttpResponse:
    """`/.well-known/gs1resolver`: what this resolver serves, and who runs it."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    answer = json_answer(linkset.description(origin(request), sorted(ORDERS), settings.RESOLVER_CONTACT))
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _answer(request: HttpRequest, link: DigitalLink, found: Resolution) -> HttpResponse:
    wish = _wish(request, link)
    if _wants_linkset(wish, found.levels):
        return _linkset(request, found.levels)
    chosen = choose(found.levels, wish)
    if chosen.one is not None:
        return _redirect(request, chosen.one.href, found)
    if chosen.targets:
        several = Level(
            found.levels[0].anchor, found.levels[0].description, found.levels[0].default, chosen.targets
        )
        return _linkset(request, (several,), status=300)
    return unknown(request, link.key.value, answers.NO_SUCH_LINK)


def _wish(request: HttpRequest, link: DigitalLink) -> Wish:
    asked = {
        name: unquote_plus(value) for name, _, value in (one.partition("=") for one in reversed(link.others))
    }
    languages = request.headers.get("Accept-Language", "")
    return Wish(
        type=name_of(asked.get("linkType", "")),
        languages=wanted(languages) if languages else (),
        media=wanted(request.headers.get("Accept", "")),
        context=asked.get("context", ""),
    )


def _wants_linkset(wish: Wish, levels: tuple[Level, ...]) -> bool:
    """By name, by linkset's own media type, or by JSON where no link of this type is JSON itself."""
    if wish.type in WHOLE or LINKSET_JSON in wish.media:
        return True
    first = wish.media[0] if wish.media else ""
    if first not in (JSON, JSON_LD) or (wish.type and wish.type not in LINK_TYPES):
        return False
    return not any(one.media == first for level in levels for one in level.targets if one.type == wish.type)


class Elsewhere(HttpResponse):
    """On to an address that is sent exactly as it is stored."""

    status_code = 307

    def __init__(self, address: str) -> None:
        super().__init__(headers={"Location": address})

    @property
    def url(self) -> str:
        """As Django's own redirects tell it."""
        return self["Location"]


def _redirect(request: HttpRequest, href: str, found: Resolution) -> HttpResponse:
    """307, never 301 or 308: what stands behind a printed code changes. The query goes along as it was sent."""
    address, query = linkset.complete(href, origin(request)), raw_query(request)
    if query:
        address, hash_mark, fragment = address.partition("#")
        address += ("&" if "?" in address else "?") + query + hash_mark + fragment
    answer = Elsewhere(address)
    answer["Cache-Control"] = "no-store" if found.is_item else "public, max-age=30"
    answer["Link"] = _linkset_link(origin(request) + found.levels[0].anchor)
    return answer


def _linkset_link(uri: str) -> str:
    return f'<{uri}?linkType=linkset>; rel="linkset"; type="{LINKSET_JSON}"'


def _linkset(request: HttpRequest, levels: tuple[Level, ...], status: int = 200) -> HttpResponse:
    """The linkset: for programs as JSON (with its meaning embedded as JSON-LD), for people as a page."""
    accepted = wanted(request.headers.get("Accept", ""))
    if wants_page(request) and LINKSET_JSON not in accepted:
        return _page(request, levels, status)
    if accepted and accepted[0] == JSON_LD:
        return json_answer(linkset.json_ld(levels, origin(request)), status=status, content_type=JSON_LD)
    body = linkset.linkset(levels, origin(request))
    as_asked = JSON if accepted and accepted[0] == JSON else LINKSET_JSON
    answer = json_answer(body, status=status, content_type=as_asked)
    answer["Link"] = linkset.CONTEXT_LINK
    return answer


def _page(request: HttpRequest, levels: tuple[Level, ...], status: int) -> HttpResponse:
    embedded = json_answer(linkset.json_ld(levels, origin(request))).content.decode().replace("<", "\\u003c")
    shown: dict[str, Any] = {
        "levels": [(level, [(LINK_TYPES[one.type], one) for one in level.targets]) for level in levels],
        "embedded": mark_safe(embedded),  # noqa: S308 (JSON whose every < is escaped)
        "is_choice": status == 300,
    }
    return render(request, "resolver/links_of_a_code.html", shown, status=status)


def _preflight(request: HttpRequest, found: str) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Allow"] = answers.METHODS
    if found:
        answer["Link"] = _linkset_link(origin(request) + found)
    return answer


def _say_uncompressed(request: HttpRequest, answer: HttpResponse, link: DigitalLink) -> None:
    """A compressed request is told what it stands for (URI Compression, `owl:sameAs`)."""
    if raw_path(request)[1:3] in ("eh", "ex"):
        whole = f'<{origin(request)}{anchor(link.path)}>; rel="owl:sameAs"'
        answer["Link"] = f"{answer['Link']}, {whole}" if answer.has_header("Link") else whole
