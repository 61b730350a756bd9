from __future__ import annotations

from django.urls import path, re_path

from nguongoc.domain.gs1.digital_link import ORDERS
from nguongoc.trace.resolver.views import links, page, reports, resolve, scans, verify

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
    path("anh/<int:image>.webp", page.picture, name="public_picture"),
    path("tro-giup/trang-cong-khai", page.help_page, name="public_help"),
    path("verify", verify.about, name="verification"),
    path("verify/<path:rest>", verify.verify, name="verification_item"),
    path("checkConnectivity", verify.connectivity, name="verification_check"),
    path("phan-anh/gui", reports.send, name="public_report"),
    path("quet-o-dau", reports.place, name="public_place"),
    path("kiem-tra-tem", reports.check, name="public_check"),
    path("phan-anh/", reports.register, name="reports"),
    path("phan-anh/<int:report>/", reports.one, name="report"),
    path("phan-anh/<int:report>/anh", reports.photo, name="report_photo"),
    path("luot-quet/", scans.scans, name="scans"),
    path("luot-quet/dau-hieu/", scans.signs, name="scan_signs"),
    path("luot-quet/dau-hieu/<int:sign>/", scans.sign, name="scan_sign"),
    path("luot-quet/tu-kiem-tra/", scans.code_tests, name="code_tests"),
    path("lo-hang/<int:lot>/noi-giao/", scans.destinations, name="lot_destinations"),
    path("lien-ket/", links.register, name="links"),
    path("lien-ket/them/", links.new, name="link_new"),
    path("lien-ket/<int:link>/", links.link, name="link"),
]
