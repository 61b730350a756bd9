"""Telling one network from another for a day, without keeping whose it is: to count tries, never people."""

from __future__ import annotations

import hmac
from datetime import date
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def network(request: HttpRequest, today: date) -> bytes:
    """Eight bytes that are the same for all machines of a network (/24, or /48 of IPv6) all day, and tell nothing
    tomorrow."""
    return hashed(address_block(request), today)


def hashed(text: str, today: date) -> bytes:
    """Eight bytes for a text that mean nothing tomorrow."""
    return hmac.digest(_key(today), text.encode(), "sha256")[:8]


@lru_cache(maxsize=2)
def _key(today: date) -> bytes:
    return sha256(f"{settings.SECRET_KEY}/devices/{today}".encode()).digest()


def address_block(request: HttpRequest) -> str:
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
