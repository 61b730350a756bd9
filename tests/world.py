"""Setting up a small world through the real actions: parties, people, tokens, documents."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from PIL import Image

from nguongoc.config.install import install
from nguongoc.foundation.accounts.actions import STAFF, make_token
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.registry.identifiers.actions import open_lot
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.actions import add_party, add_site, join, unit_on
from nguongoc.registry.parties.models import Party, Site
from nguongoc.registry.parties.rights import Viewer, viewer
from nguongoc.registry.products.actions import add_product
from nguongoc.registry.products.models import Product
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.models import Capture

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SINCE = date(2025, 7, 1)
GTIN = "00200000000110"
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LD_JSON = "application/ld+json"


def begin() -> None:
    """Roles, units, the first generation, the operator: there from the start (tests/conftest.py), made anew where a
    test has taken them away."""
    if not Role.objects.exists():
        install(at=NOW)


def a_party(name: str = "HTX chè Mẫu", kind: str = "cooperative", **details: Any) -> Party:
    return add_party(
        name, kind=kind, unit=unit_on("03394", TODAY), since=SINCE, actor=None, at=NOW, **details
    )


def a_site(party: Party, name: str = "Xưởng chè", kind: str = "factory", **details: Any) -> Site:
    return add_site(party, name, kind=kind, unit=unit_on("03394", TODAY), actor=None, at=NOW, **details)


def a_user(party: Party, role: str = "qa-manager", username: str | None = None) -> User:
    user = User.objects.create_user(
        username or f"{role}-{party.internal_code.lower()}", password="mat-khau-dai-1"
    )
    join(user, party, role, since=SINCE, actor=None, at=NOW)
    if role in STAFF and not party.is_demonstration:
        a_second_factor(user)
    return user


def a_second_factor(user: User) -> None:
    """What everybody needs who joins the staff."""
    sealed = get_adapter().encrypt(TOTP_SECRET)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": sealed})


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of the second factor that every member of the staff has in tests."""


def totp_code() -> str:
    """What an authenticator app shows at this moment."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def seen_by(user: User) -> Viewer:
    return viewer(user, on=TODAY)


def a_sender(party: Party | None = None, role: str = "qa-manager") -> Sender:
    party = party or a_party()
    found = User.objects.filter(memberships__party=party).first()
    return Sender(party, found or a_user(party, role))


def a_product(
    owner: Party, gtin: str = GTIN, name: str = "Chè Shan tuyết, hộp 100 g", **details: Any
) -> Product:
    return add_product(name, gtin=gtin, owner=owner, sector="tea", actor=None, at=NOW, **details)


def a_lot(product: Product, number: str = "L260912", **details: Any) -> Lot:
    return open_lot(product, number, actor=None, at=NOW, **details)


def a_png() -> bytes:
    """A small picture."""
    written = BytesIO()
    Image.new("RGB", (8, 8), "green").save(written, "PNG")
    return written.getvalue()


def a_client(user: User, *scopes: str) -> Client:
    """A program that calls with a token of this user."""
    token = make_token(
        user, name="-".join(scopes or ["all"]), scopes=scopes or ("capture", "query"), actor=None, at=NOW
    )
    return Client(headers={"Authorization": f"Bearer {token}"})


def a_page_of(user: User | None) -> Client:
    """A browser, signed in or not."""
    client = Client(headers={"Accept": "text/html"})
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lot_key(number: str = "L260912", gtin: str = GTIN) -> str:
    return f"https://id.gs1.org/01/{gtin}/10/{number}"


def kg(key: str, quantity: float) -> dict[str, Any]:
    return {"epcClass": key, "quantity": quantity, "uom": "KGM"}


def an_event(**members: Any) -> dict[str, Any]:
    """An object event of one lot; members given replace or, as None, remove."""
    event = {
        "type": "ObjectEvent",
        "eventID": "urn:uuid:3b1c2f5e-0000-4000-8000-000000000001",
        "eventTime": "2026-09-12T08:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "quantityList": [kg(lot_key(), 10)],
        **members,
    }
    return {name: value for name, value in event.items() if value is not None}


def a_transformation(
    inputs: list[dict[str, Any]], outputs: list[dict[str, Any]], **members: Any
) -> dict[str, Any]:
    event = an_event(
        type="TransformationEvent",
        action=None,
        quantityList=None,
        bizStep="commissioning",
        inputQuantityList=inputs,
        outputQuantityList=outputs,
    )
    return {**event, **members}


def a_document(*events: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-12T10:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
        **members,
    }


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def send(sender: Sender, *events: dict[str, Any]) -> Capture:
    """Capture events through the one door."""
    return capture(as_bytes(a_document(*events)), media_type=LD_JSON, sender=sender, at=NOW)


def event_number(number: int) -> str:
    return f"urn:uuid:3b1c2f5e-0000-4000-8000-{number:012d}"
