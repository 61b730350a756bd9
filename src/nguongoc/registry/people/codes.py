"""Links and codes that are handed over: their address, and a QR code that a phone's camera reads."""

from __future__ import annotations

import base64

import zxingcpp
from django.conf import settings
from django.urls import reverse


def link(route: str, secret: str) -> str:
    """The whole address of a secret's page."""
    return settings.BASE_URL + reverse(route, args=[secret])


def picture(address: str) -> str:
    """A QR code of this address as a data URI, for the `src` of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(_qr(address).encode()).decode()


def _qr(address: str) -> str:
    drawn = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(drawn.to_svg(add_quiet_zones=True))
