"""The registers for programs: what pages show and refuse, as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.actions import change_product
from nguongoc.registry.products.models import Product
from world import GTIN, NOW, a_client, a_lot, a_page_of, a_party, a_product, a_site, a_user, begin

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party()


@pytest.fixture
def program(owner: Party) -> Client:
    return a_client(a_user(owner), "registry")


def rows(client: Client, register: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{register}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["rows"])


def test_every_register_answers_ones_own_rows_and_nobody_elses(owner: Party, program: Client) -> None:
    a_site(owner)
    a_lot(a_product(owner))
    stranger = a_client(a_user(a_party("Khác")), "registry")
    for register in ("dia-diem", "san-pham", "lo-hang"):
        assert len(rows(program, register)) == 1, register
        assert rows(stranger, register) == [], register
    assert [one["code"] for one in rows(program, "don-vi")] == [owner.internal_code]
    assert rows(program, "giay-chung-nhan") == rows(program, "cong-bo") == []
    assert stranger.get(f"/api/v1/san-pham/{GTIN}").status_code == 404
    assert Client().get("/api/v1/san-pham").status_code == 401


def test_lists_go_on_where_they_ended(owner: Party, program: Client) -> None:
    product = a_product(owner)
    for number in range(5):
        a_lot(product, f"L{number}")
    seen, after = [], 0
    while after is not None:
        page = program.get(f"/api/v1/lo-hang?limit=2&after={after}").json()
        seen += [one["number"] for one in page["rows"]]
        after = page["next"]
    assert seen == ["L0", "L1", "L2", "L3", "L4"]


def test_units_are_those_of_the_day(program: Client) -> None:
    then, now = (
        program.get(f"/api/v1/don-vi-hanh-chinh?on={day}").json() for day in ("2023-05-01", "2026-05-01")
    )
    assert sum(one["level"] == "district" for one in then) == 8
    assert sum(one["level"] == "commune" for one in now) == 38


def test_a_product_is_added_and_changed_as_on_its_pages(owner: Party, program: Client) -> None:
    given = {"party": owner.internal_code, "name": "Mật ong", "sector": "honey", "shelf_life_days": 365}
    made = program.post("/api/v1/san-pham", given, content_type=JSON)
    assert made.status_code == 201, made.content
    product = made.json()
    assert (product["numbering"], product["missing"]) == ("internal", ["image", "standards"])
    path = f"/api/v1/san-pham/{product['gtin']}"
    changed = program.patch(path, {"version": 1, "standards": "TCVN 12605"}, content_type=JSON)
    now = changed.json()
    assert (now["standards"], now["name"], now["version"]) == ("TCVN 12605", "Mật ong", 2)
    wrong = program.post("/api/v1/san-pham", {**given, "gtin": "8938500001000"}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (400, "gtin")


def test_a_program_that_comes_late_is_told_by_field(owner: Party, program: Client) -> None:
    product = a_product(owner, brand="Cũ")
    change_product(product, brand="Khác", actor=None, at=NOW)
    path = f"/api/v1/san-pham/{product.gtin}"
    late = program.patch(path, {"version": 1, "brand": "Mới"}, content_type=JSON)
    assert late.status_code == 400
    assert [(one["where"], one["code"]) for one in late.json()["errors"]] == [("brand", "overtaken")]
    assert Product.objects.get().brand == "Khác"


def test_a_lot_is_opened_and_a_browsers_session_changes_nothing(owner: Party, program: Client) -> None:
    a_product(owner)
    given = {
        "gtin": GTIN,
        "number": "L1",
        "produced_on": "2026-11-01",
        "quantity": "12.5",
        "uom": "KGM",
        "origin": "03394",
    }
    made = program.post("/api/v1/lo-hang", given, content_type=JSON)
    assert (made.status_code, made.json()["origin"]) == (201, "03394"), made.content
    page = a_page_of(a_user(owner, username="nguoi"))
    assert page.post("/api/v1/lo-hang", {**given, "number": "L2"}, content_type=JSON).status_code == 400
    without = a_client(a_user(owner, username="may"), "query")
    assert without.post("/api/v1/lo-hang", {**given, "number": "L3"}, content_type=JSON).status_code == 404


def test_the_description_names_every_register(program: Client) -> None:
    paths = program.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/don-vi", "/api/v1/san-pham/{gtin}", "/api/v1/lo-hang"} <= set(paths)
