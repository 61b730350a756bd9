"""The description of the interface holds what the routes hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from world import begin

pytestmark = pytest.mark.django_db

ELSEWHERE = {"epcis/soap", "epcis/openapi.json"}
"""What is no part of the REST interface: SOAP has its own WSDL."""


@pytest.fixture
def described() -> Any:
    begin()
    answer = Client().get("/epcis/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def shape(path: str) -> str:
    """An address without the names of what varies in it."""
    return re.sub(r"<[^>]+>|\{[^}]+\}", "*", path).strip("/")


def test_every_address_of_the_interface_is_described_and_no_other(described: Any) -> None:
    routes = {
        str(one.pattern) for top in get_resolver().url_patterns for one in getattr(top, "url_patterns", [top])
    }
    ours = {shape(route) for route in routes if route.startswith("epcis/") and route not in ELSEWHERE}
    assert {shape(f"epcis{path}") for path in described["paths"]} == ours


def test_each_address_does_what_its_description_says(described: Any) -> None:
    for path, methods in described["paths"].items():
        told = {name.upper() for name in methods if name != "parameters"}
        answer = Client().options(
            f"/epcis{re.sub('{captureID}', '00000000-0000-4000-8000-000000000000', path)}"
        )
        assert set(answer["Allow"].split(", ")) - {"HEAD"} == told, path


def test_a_description_names_forms_conditions_and_refusals(described: Any) -> None:
    events = described["paths"]["/events"]["get"]
    assert set(events["responses"]) == {"200", "400", "401", "403", "406", "413", "414"}
    assert "application/xml" in events["responses"]["200"]["content"]
    (conditions,) = (one for one in events["parameters"] if one["name"] == "conditions")
    assert "MATCH_anyEPC" in conditions["description"]
    assert described["openapi"] == "3.1.0"
    for methods in described["paths"].values():
        for name, operation in methods.items():
            assert name == "parameters" or operation["summary"]


@pytest.mark.parametrize(
    ("language", "word"), [("vi", "Điều kiện của truy vấn"), ("en", "Events that answer the conditions")]
)
def test_people_read_the_same_in_their_language(language: str, word: str) -> None:
    begin()
    page = Client(headers={"Accept": "text/html"}).get(f"/tro-giup/giao-dien-lap-trinh?lang={language}")
    assert page.status_code == 200
    assert word in page.content.decode()
    assert "/nextPageToken/{token}" in page.content.decode()
