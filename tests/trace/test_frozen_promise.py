"""The promise of every printed code: an address that release 1 printed leads somewhere true in every later release.

Nothing is ever taken out of these lists. A test that fails here is a broken promise on somebody's package.
"""

from __future__ import annotations

import pytest
from django.test import Client

from world import a_lot, a_party, a_product, a_sender, a_site, an_event, begin, send

pytestmark = pytest.mark.django_db

PRINTED_IN_RELEASE_1 = (
    "/01/00200000000110",
    "/01/00200000000110/10/L260912",
    "/01/00200000000110/10/L260912/21/K7M2Q9XRT4WZ",
    "/01/00200000000110/21/K7M2Q9XRT4WZ",
    "/01/00200000000110/10/A%2FB",
    "/01/00200000000110/10/L260912?17=280912",
    "/01/00200000000110/22/2A/10/L260912/21/K7M2Q9XRT4WZ",
    "/01/08938505970011",
    "/01/08938505970011/10/L1",
    "/00/089385059700000011",
    "/414/8938505970004",
    "/417/8938505970004",
)
"""As they stand in QR codes: stamps, lots, kinds of goods, cartons, places."""

TARGETS_IN_RELEASE_1 = {
    "/01/00200000000110/10/L260912": "/xem/01/00200000000110/10/L260912",
    "/01/00200000000110/21/K7M2Q9XRT4WZ": "/xem/01/00200000000110/21/K7M2Q9XRT4WZ",
}
"""Pages that people kept or sent on."""


@pytest.fixture(autouse=True)
def goods() -> None:
    begin()
    owner = a_party(gln="8938505970004")
    site_owner = a_party("HTX thứ hai")
    a_site(site_owner, "Kho", gln="8938505970004")
    for gtin, lots in (("00200000000110", ("L260912", "A/B")), ("08938505970011", ("L1",))):
        product = a_product(owner, gtin, f"Chè {gtin}")
        for number in lots:
            a_lot(product, number)
    stamp = "https://id.gs1.org/01/00200000000110/21/K7M2Q9XRT4WZ"
    carton = "https://id.gs1.org/00/089385059700000011"
    send(a_sender(owner), an_event(quantityList=None, epcList=[stamp, carton]))


@pytest.mark.parametrize("address", PRINTED_IN_RELEASE_1)
def test_a_code_that_was_printed_leads_to_a_page(address: str) -> None:
    client = Client(headers={"Accept": "text/html"})
    path, _, query = address.partition("?")
    for scheme in ("http", "https"):
        answer = client.get(address, secure=scheme == "https", RAW_URI=address)
        assert answer.status_code == 307, "a code never leads elsewhere for ever, and never nowhere"
        target = answer["Location"].split("://", 1)[1].partition("/")[2]
        page = client.get(f"/{target}", RAW_URI=f"/{target}")
        assert page.status_code == 200
        assert query in target
    assert (
        client.head(address, RAW_URI=address)["Location"] == client.get(address, RAW_URI=address)["Location"]
    )
    assert client.get(path + "/", RAW_URI=path + "/").status_code == 307


@pytest.mark.parametrize(("address", "page"), TARGETS_IN_RELEASE_1.items())
def test_a_page_that_was_kept_is_there_still(client: Client, address: str, page: str) -> None:
    assert client.get(page).status_code == 200
    assert client.get(address)["Location"].endswith(page)
