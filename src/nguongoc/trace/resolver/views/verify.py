"""Verification messages between programs (GS1 Lightweight Messaging 1.1.0)."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nguongoc.domain.gs1 import keys
from nguongoc.domain.gs1.digital_link import unescape
from nguongoc.domain.gs1.table import IDENTIFIERS
from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.shared.http import json_answer, problem, raw_path
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import by_gtin
from nguongoc.trace.resolver.actions.scans import guess
from nguongoc.trace.resolver.queries.verification import verified
from nguongoc.trace.resolver.views.answers import NOT_HERE, open_to_all
from nguongoc.trace.resolver.visitors import network

_ASKED = re.compile(r"/verify/gtin/([^/]+)(?:/lot/([^/]+))?/ser/([^/]+)")
_UUID = re.compile(r"[0-9A-Fa-f-]{32,36}")
MALFORMED = Text(
    "Phải là /verify/gtin/GTIN-14/lot/LÔ/ser/SÊ-RI?exp=YYMMDD&reqGLN=GLN-13&corrUUID=UUID; lot và exp có thể bỏ.",
    "It must be /verify/gtin/GTIN-14/lot/LOT/ser/SERIAL?exp=YYMMDD&reqGLN=GLN-13&corrUUID=UUID; lot, exp optional.",
)
SLOWER = Text("Hãy đợi 10 phút rồi hỏi tiếp.", "Wait ten minutes before asking again.")


@open_to_all
def verify(request: HttpRequest, rest: str = "") -> HttpResponse:
    """`/verify/gtin/{gtin}[/lot/{lot}]/ser/{serial}`: whether this item was issued, as its maker's records say."""
    match = _ASKED.fullmatch(raw_path(request).removesuffix("/"))
    if match is None or not _is_well_formed(request, *_values(match)):
        return problem(request, 400, "ValidationException", MALFORMED)
    gtin, lot, serial = _values(match)
    product = by_gtin(gtin)
    if product is None:
        return problem(request, 404, "NoSuchNameException", NOT_HERE)
    today = timezone.localdate()
    found = verified(product, serial, lot, request.GET.get("exp", ""), today=today)
    if found.failure == "No_match_GTIN_Serial" and _tries_many(request, gtin):
        answer = json_answer({"detail": SLOWER.vi, "detail_en": SLOWER.en}, status=429)
        answer["Retry-After"] = "600"
        return answer
    data: dict[str, Any] = {"verified": found.is_verified}
    if found.failure:
        data["verificationFailureReason"] = found.failure
    if found.information:
        data["additionalInfo"] = found.information
    return _said({"data": data}, request, product)


def _tries_many(request: HttpRequest, gtin: str) -> bool:
    now = timezone.now()
    today = timezone.localdate(now)
    return guess(gtin, network=network(request, today), at=now) > setting("scan.guesses", on=today)


@open_to_all
def connectivity(request: HttpRequest) -> HttpResponse:
    """`/checkConnectivity?gtin=…&reqGLN=…`: whether this service answers for these goods."""
    gtin = request.GET.get("gtin", "")
    if not IDENTIFIERS["01"].accepts(gtin) or not _knows_gln(request):
        return problem(request, 400, "ValidationException", MALFORMED)
    product = by_gtin(gtin)
    if product is None:
        return problem(request, 404, "NoSuchNameException", NOT_HERE)
    return _said({}, request, product)


@open_to_all
def about(request: HttpRequest) -> HttpResponse:
    """`/verify`: where the link of type gs1:verificationService leads: what this service is, and how it is asked."""
    return json_answer(
        {
            "service": "GS1 Lightweight Messaging, Verification 1.1.0",
            "verify": "/verify/gtin/{gtin}/lot/{lot}/ser/{serial}?exp={YYMMDD}&reqGLN={gln}&corrUUID={uuid}",
            "checkConnectivity": "/checkConnectivity?gtin={gtin}&reqGLN={gln}",
        }
    )


def _values(match: re.Match[str]) -> tuple[str, str, str]:
    gtin, lot, serial = (unescape(part or "") for part in match.groups())
    return gtin, lot, serial


def _is_well_formed(request: HttpRequest, gtin: str, lot: str, serial: str) -> bool:
    expiry, uuid = request.GET.get("exp", ""), request.GET.get("corrUUID", "")
    return (
        IDENTIFIERS["01"].accepts(gtin)
        and IDENTIFIERS["21"].accepts(serial)
        and (not lot or IDENTIFIERS["10"].accepts(lot))
        and (not expiry or IDENTIFIERS["17"].accepts(expiry))
        and (not uuid or _UUID.fullmatch(uuid) is not None)
        and _knows_gln(request)
    )


def _knows_gln(request: HttpRequest) -> bool:
    """Anybody may ask; who says which GLN they are says a real one."""
    gln = request.GET.get("reqGLN", "")
    return not gln or keys.is_gln(gln)


def _said(said: dict[str, Any], request: HttpRequest, product: Product) -> HttpResponse:
    now = timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body: dict[str, Any] = {"verificationTimestamp": now, **said}
    if product.owner.gln:
        body["responderGLN"] = product.owner.gln
    if request.GET.get("corrUUID"):
        body["corrUUID"] = request.GET["corrUUID"]
    answer = json_answer(body)
    answer["Cache-Control"] = "no-store"
    return answer
