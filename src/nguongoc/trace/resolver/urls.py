from __future__ import annotations

from django.urls import path, re_path

from nguongoc.domain.gs1.digital_link import ORDERS
from nguongoc.trace.resolver.views import page, resolve

KEYS = "|".join(sorted(ORDERS))
NAMES = "gtin|itip|cpid|sscc|gln|party|gsrnp|gsrn|gcn|gdti|giai|grai|ginc|gsin|gmn"
"""The words that stood for keys until URI Syntax 1.3: refused in words, never made."""

urlpatterns = [
    # The rest of the path is read raw by the views: a lot number may hold an escaped slash.
    re_path(rf"^(?:{KEYS})(?P<rest>(?:/.*)?)$", resolve.code, name="public"),
    re_path(rf"^(?:{NAMES})/(?P<rest>.*)$", resolve.code, name="public_named"),
    re_path(r"^(?P<rest>[eE][hHxX][A-Za-z0-9_\-]*)/?$", resolve.code, name="public_compressed"),
    path(".well-known/gs1resolver", resolve.description, name="resolver_description"),
    path("xem/<path:rest>", page.page, name="public_page"),
    path("tro-giup/trang-cong-khai", page.help_page, name="public_help"),
]
