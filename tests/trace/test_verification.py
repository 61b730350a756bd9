"""Verification messages: was this item issued, by what its maker's records say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from world import GTIN, a_lot, a_party, a_product, a_sender, an_event, begin, send

pytestmark = pytest.mark.django_db

SERIAL = "K7M2Q9XRT4WZ"
ITEM = f"/verify/gtin/{GTIN}/ser/{SERIAL}"
OF_LOT = f"/verify/gtin/{GTIN}/lot/L260912/ser/{SERIAL}"


@pytest.fixture(autouse=True)
def product() -> Any:
    begin()
    made = a_product(a_party(gln="8938505970004"))
    a_lot(made, expires_on=date(2099, 12, 31))
    send(
        a_sender(made.owner),
        an_event(quantityList=None, epcList=[f"https://id.gs1.org/01/{GTIN}/21/{SERIAL}"]),
    )
    return made


def asked(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path, RAW_URI=path)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_an_item_that_was_issued_is_verified(client: Client) -> None:
    uuid = "3b1c2f5e-0000-4000-8000-000000000001"
    said = asked(
        client, f"{OF_LOT}?exp=991231&linkType=verificationService&reqGLN=8938505970004&corrUUID={uuid}"
    )
    assert said["data"] == {"verified": True}
    assert (said["responderGLN"], said["corrUUID"]) == ("8938505970004", uuid)
    assert said["verificationTimestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (f"/verify/gtin/{GTIN}/ser/AAAA", "No_match_GTIN_Serial"),
        (f"/verify/gtin/{GTIN}/lot/L9/ser/{SERIAL}", "No_match_GTIN_Serial_Lot"),
        (f"{OF_LOT}?exp=271231", "No_match_GTIN_Serial_Expiry"),
        (f"/verify/gtin/{GTIN}/lot/L9/ser/{SERIAL}?exp=271231", "No_match_GTIN_Serial_Lot_Expiry"),
    ],
)
def test_what_does_not_match_is_named(client: Client, path: str, reason: str) -> None:
    assert asked(client, path)["data"] == {"verified": False, "verificationFailureReason": reason}


def test_a_recalled_item_is_verified_and_said_to_be_recalled(client: Client, product: Any) -> None:
    send(
        a_sender(product.owner),
        an_event(eventID="urn:uuid:3b1c2f5e-0000-4000-8000-000000000077", disposition="recalled"),
    )
    assert asked(client, OF_LOT)["data"] == {"verified": True, "additionalInfo": "Recalled"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/verify/gtin/00200000000111/ser/A", 400),
        (f"/verify/gtin/{GTIN}", 400),
        (f"/verify/gtin/{GTIN}/ser/", 400),
        (f"/verify/gtin/{GTIN}/ser/%E1%BA%A5", 400),
        (f"{ITEM}?exp=271399", 400),
        (f"{ITEM}?reqGLN=8938505970005", 400),
        (f"{ITEM}?corrUUID=x", 400),
        ("/verify/gtin/09506000134352/ser/A", 404),
        ("/checkConnectivity?gtin=09506000134352", 404),
        ("/checkConnectivity?gtin=1", 400),
        (f"/checkConnectivity?gtin={GTIN}&reqGLN=8938505970004", 200),
        ("/verify", 200),
    ],
)
def test_bad_requests_are_told_apart_from_unknown_goods(client: Client, path: str, status: int) -> None:
    assert client.get(path, RAW_URI=path).status_code == status


def test_serials_cannot_be_tried_one_after_the_other(client: Client) -> None:
    statuses = [client.get(f"/verify/gtin/{GTIN}/ser/AAA{number}").status_code for number in range(22)]
    assert statuses[19:] == [200, 429, 429]
    assert asked(client, ITEM)["data"]["verified"]
