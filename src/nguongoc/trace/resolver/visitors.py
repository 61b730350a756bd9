"""Telling a buyer's phone from a program, and one phone from another, without knowing whose it is."""

from __future__ import annotations

import hmac
import re
from datetime import date
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

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
    return _hashed(f"{_network(request)} {agent}", today)


def network(request: HttpRequest, today: date) -> bytes:
    """The same for all phones of a network (/24, or /48 of IPv6)."""
    return _hashed(_network(request), today)


def _hashed(text: str, today: date) -> bytes:
    return hmac.digest(_key(today), text.encode(), "sha256")[:8]


@lru_cache(maxsize=2)
def _key(today: date) -> bytes:
    return sha256(f"{settings.SECRET_KEY}/devices/{today}".encode()).digest()


def _network(request: HttpRequest) -> str:
    """Behind the front server on this machine, the address that it wrote last."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ip_address(near or "127.0.0.1")
        if told and (address.is_loopback or address.is_private):
            address = ip_address(told)
    except ValueError:
        return near
    return ".".join(str(address).split(".")[:3]) if address.version == 4 else address.exploded[:14]
