"""Telling a buyer's phone from a program, and one phone from another, without knowing whose it is."""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from nguongoc.foundation.shared.network import address_block, hashed, network

__all__ = ["device", "is_buyer", "network"]

_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp|telegram|skype|discord|zalo-?crawl"
    r"|curl|wget|python|httpclient|go-http|okhttp|java/|headless|lighthouse|monitor|scan(?:ner)?/",
    re.IGNORECASE,
)
"""Known robots and those that draw a preview of a link that somebody sends (Zalo, Facebook, …)."""


def is_buyer(request: HttpRequest) -> bool:
    """Whether somebody with a browser looks at the page: not a program, not a page fetched beforehand, nobody who is
    signed in here, and not who asked to be left alone (DNT, Sec-GPC)."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("Accept", "")
        and bool(agent)
        and _PROGRAMS.search(agent) is None
        and "prefetch" not in purpose
        and request.headers.get("DNT") != "1"
        and request.headers.get("Sec-GPC") != "1"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def device(request: HttpRequest, today: date) -> bytes:
    """Eight bytes that are the same for one phone in one network all day, and tell nothing tomorrow."""
    agent = request.headers.get("User-Agent", "") + request.headers.get("Accept-Language", "")
    return hashed(f"{address_block(request)} {agent}", today)
