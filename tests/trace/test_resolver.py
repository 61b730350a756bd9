"""Where codes lead: choosing among links, bad addresses, what goods must say first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.models import Entry
from nguongoc.trace.resolver.actions.links import Wanted, add_link, change_link, end_link
from nguongoc.trace.resolver.choose import Level, Target, Wish, choose, wanted
from nguongoc.trace.resolver.levels import anchor, levels, own_level
from nguongoc.trace.resolver.linkset import linkset
from nguongoc.trace.resolver.models import Link
from nguongoc.trace.resolver.views.resolve import RESOLUTIONS
from world import (
    GTIN,
    NOW,
    TODAY,
    a_lot,
    a_page_of,
    a_party,
    a_product,
    a_sender,
    a_user,
    an_event,
    begin,
    seen_by,
    send,
)

PAGE = Target("pip", "/xem", "Trang")


def a_target(href: str, *languages: str, **details: Any) -> Target:
    return Target("pip", href, href, languages, **details)


def led(found: list[Target], **wish: Any) -> list[str]:
    level = Level("/01/1", "Chè", PAGE, tuple(found))
    return [one.href for one in choose([level], Wish(type="pip", **wish)).targets]


def test_a_language_is_looked_up_from_its_finest_form_to_its_coarsest() -> None:
    found = [a_target("en", "en"), a_target("vi", "vi"), a_target("us", "en-US")]
    assert led(found, languages=wanted("en-US,en;q=0.8")) == ["us"]
    assert led(found, languages=wanted("en-GB")) == ["en"]
    assert led(found, languages=wanted("fr;q=0.9, vi-VN;q=0.3")) == ["vi"]
    assert led(found, languages=wanted("ja")) == ["vi"], "Vietnamese where nobody's wish can be met"
    assert led(found, languages=wanted("en;q=0, ja")) == ["vi"]


def test_a_media_type_decides_among_links_of_one_language() -> None:
    found = [a_target("html", "vi", media="text/html"), a_target("pdf", "vi", media="application/pdf")]
    assert led(found, media=wanted("application/pdf")) == ["pdf"]
    assert led(found, media=wanted("image/*, text/*;q=0.5")) == ["html"]
    assert led(found, media=wanted("text/html,application/pdf;q=0.9,*/*;q=0.8")) == ["html"]


def test_a_context_decides_where_links_have_one() -> None:
    found = [a_target("vn", "vi", contexts=("VN",)), a_target("la", "vi", contexts=("LA",))]
    assert led(found, context="LA") == ["la"]
    assert led(found, context="JP") == ["vn"]


def test_only_links_that_cannot_be_told_apart_are_both_offered() -> None:
    assert led([a_target("a", "vi"), a_target("b", "vi")]) == ["a", "b"]
    assert led([a_target("a", "vi"), a_target("b", "en")]) == ["a"]


@given(st.text(max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert all(one == one.lower() for one in wanted(header))


def test_levels_run_from_the_item_to_the_kind_of_goods() -> None:
    path = [Element("01", GTIN), Element("22", "V"), Element("10", "L"), Element("21", "S")]
    assert [anchor(one) for one in levels(path)] == [
        f"/01/{GTIN}/21/S",
        f"/01/{GTIN}/22/V/10/L",
        f"/01/{GTIN}/22/V",
        f"/01/{GTIN}/10/L",
        f"/01/{GTIN}",
    ]
    assert (
        anchor(own_level([Element("414", "8938505970004"), Element("254", "K1")]))
        == "/414/8938505970004/254/K1"
    )


def test_a_language_that_the_schema_cannot_say_is_left_out() -> None:
    level = Level("/01/1", "Chè", PAGE, (a_target("https://a.vn/", "hmn"),))
    (shown,) = linkset([level], "https://h")["linkset"]
    assert shown["https://ref.gs1.org/voc/pip"] == [{"href": "https://a.vn/", "title": "https://a.vn/"}]


@pytest.fixture
def product(db: None) -> Any:
    begin()
    return a_product(a_party())


def link(product: Any, path: str = f"/01/{GTIN}", **details: Any) -> Link:
    RESOLUTIONS.forget()
    fields: dict[str, Any] = {
        "type": "recipeInfo",
        "href": "https://htx.vn/pha",
        "title": "Cách pha",
        "valid_from": TODAY,
    }
    return add_link(path, Wanted(**{**fields, **details}), party=product.owner, actor=None, at=NOW)


def location(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers, RAW_URI=path)
    assert answer.status_code == 307
    return str(answer["Location"])


def test_a_code_leads_to_the_provinces_page_with_all_its_identifiers(client: Client, product: Any) -> None:
    assert location(client, f"/01/{GTIN}/10/L1/21/S1") == f"http://testserver/xem/01/{GTIN}/10/L1/21/S1"


def test_an_item_is_never_kept_by_a_cache(client: Client, product: Any) -> None:
    assert client.get(f"/01/{GTIN}/21/S1")["Cache-Control"] == "no-store"
    assert client.get(f"/01/{GTIN}")["Cache-Control"] == "public, max-age=30"
    assert {"Accept", "Accept-Language"} <= {
        one.strip() for one in client.get(f"/01/{GTIN}")["Vary"].split(",")
    }


def test_the_query_goes_before_a_fragment_and_after_what_is_there(client: Client, product: Any) -> None:
    link(product, href="https://htx.vn/pha?a=1#nong")
    assert location(client, f"/01/{GTIN}?linkType=gs1:recipeInfo&b") == (
        "https://htx.vn/pha?a=1&linkType=gs1:recipeInfo&b#nong"
    )


@pytest.mark.parametrize(
    "word",
    ["gs1:recipeInfo", "https://ref.gs1.org/voc/recipeInfo", "https%3A%2F%2Fgs1.org%2Fvoc%2FrecipeInfo"],
)
def test_a_link_type_is_known_in_all_its_spellings(client: Client, product: Any, word: str) -> None:
    link(product)
    assert location(client, f"/01/{GTIN}?linkType={word}").startswith("https://htx.vn/pha")


def test_a_default_of_the_makers_is_followed_until_something_must_be_said_first(
    client: Client, product: Any
) -> None:
    lot = a_lot(product)
    path = f"/01/{GTIN}/10/L260912"
    link(product, path, type="pip", is_default=True)
    assert location(client, path) == "https://htx.vn/pha"
    send(a_sender(product.owner), an_event(disposition="recalled"))
    RESOLUTIONS.forget()
    assert location(client, path) == f"http://testserver/xem{path}"
    assert lot.number in path


def test_a_makers_default_for_its_goods_does_not_stand_before_an_unissued_stamp(
    client: Client, product: Any
) -> None:
    link(product, type="pip", is_default=True)
    assert location(client, f"/01/{GTIN}") == "https://htx.vn/pha"
    assert location(client, f"/01/{GTIN}/21/AAAA") == f"http://testserver/xem/01/{GTIN}/21/AAAA"


def test_a_link_holds_from_its_first_day_to_its_last(client: Client, product: Any) -> None:
    link(product, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))
    link(product, valid_from=date(2099, 1, 1))
    assert client.get(f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404


def test_a_link_that_was_ended_leads_nowhere_and_the_audit_keeps_it(client: Client, product: Any) -> None:
    made = link(product)
    change_link(made, Wanted("recipeInfo", "https://htx.vn/moi", "Cách pha", TODAY), actor=None, at=NOW)
    end_link(made, actor=None, at=NOW)
    end_link(made, actor=None, at=NOW)
    RESOLUTIONS.forget()
    assert client.get(f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404
    assert [one.verb for one in Entry.objects.filter(verb__startswith="link.")] == [
        "link.made",
        "link.changed",
        "link.ended",
    ]
    with pytest.raises(Refused):
        change_link(made, Wanted("recipeInfo", "https://htx.vn/x", "Cách pha", TODAY), actor=None, at=NOW)


@pytest.mark.parametrize(
    "href",
    [
        "http://htx.vn/",
        "javascript:alert(1)",
        "//htx.vn/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://a:b@htx.vn/",
        "https://htx.vn:8443/",
        "https://htx.vn/a b",
        "https://htx.vn\\@evil.example/",
        "https://xn/",
        "https://htx.vn/" + "a" * 2_000,
        "https://[",
    ],
)
def test_a_link_leads_to_a_public_name_under_https_alone(product: Any, href: str) -> None:
    with pytest.raises(Refused):
        link(product, href=href)
    assert not Link.objects.exists()


def test_an_item_is_linked_under_its_serial_alone(product: Any) -> None:
    with pytest.raises(Refused, match="GTIN and serial alone"):
        link(product, f"/01/{GTIN}/10/L1/21/S1")
    assert link(product, f"/01/{GTIN}/21/S1").anchor == f"/01/{GTIN}/21/S1"


def test_two_defaults_never_hold_on_one_day(product: Any) -> None:
    link(product, is_default=True, valid_to=date(2026, 12, 31))
    with pytest.raises(Refused, match="another default"):
        link(product, is_default=True)
    link(product, is_default=True, valid_from=date(2027, 1, 1))


def test_a_party_sees_its_own_links_alone(product: Any) -> None:
    made = link(product)
    other = a_user(a_party("Khác"))
    assert list(Link.objects.visible_to(seen_by(a_user(product.owner)))) == [made]
    assert not Link.objects.visible_to(seen_by(other)).exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/01/{GTIN}/10/A%2FB", 307),
        (f"/01/{GTIN}/10/%FF", 400),
        (f"/01/{GTIN}/10/%E1%BA%A5", 400),
        (f"/01/{GTIN}/10/%00", 400),
        (f"/01/{GTIN}/10/A%2", 307),
        (f"/01/{GTIN}/21/S/10/L", 400),
        (f"/01/{GTIN}/10/L/10/M", 400),
        (f"/01/{GTIN}/235/X/10/L", 400),
        ("/01/200000000110", 400),
        ("/01/0200000000110", 400),
        ("/01/96385074", 400),
        (f"/01/{GTIN}?17=260101&17=260202", 400),
        (f"/01/{GTIN}?10=L1", 400),
        (f"/01/{GTIN}?0123=1", 400),
        (f"/01/{GTIN}?17=261399", 400),
        (f"/01/{GTIN}?linkType=gs1:x'%20OR%201", 404),
        (f"/01/{GTIN}?linkType=", 307),
        (f"/01/{GTIN}?x=" + "a" * 4_000, 307),
        (f"/01/{GTIN}/10/" + "A" * 4_000, 400),
        (f"/gtin/{GTIN}", 400),
        ("/01", 400),
        ("/01/", 400),
        ("/00/faux/00/006141411234567890", 404),
        (f"/17/260101/01/{GTIN}", 404),
    ],
)
def test_a_bad_address_is_refused_and_a_strange_one_answered(
    client: Client, product: Any, path: str, status: int
) -> None:
    answer = client.get(path, RAW_URI=path)
    assert answer.status_code == status
    if not path.startswith("/17") and "%00" not in path:  # those never reach the resolver
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_nothing_but_reading_is_allowed(client: Client, product: Any) -> None:
    answer = client.post(f"/01/{GTIN}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(client: Client, product: Any) -> None:
    assert "<h1>" in client.get("/01/123", headers={"Accept": "text/html"}).content.decode()
    assert client.get("/01/123", headers={"Accept": "*/*"})["Content-Type"] == "application/problem+json"


def test_a_browser_that_asks_for_the_linkset_gets_a_page_with_its_json_ld(
    client: Client, product: Any
) -> None:
    link(product, title="</script><b>")
    page = client.get(
        f"/01/{GTIN}?linkType=linkset", headers={"Accept": "text/html,*/*;q=0.8"}
    ).content.decode()
    assert "https://htx.vn/pha" in page
    assert "</script><b>" not in page
    answer = client.get(f"/01/{GTIN}?linkType=linkset", headers={"Accept": "application/ld+json"})
    assert answer["Content-Type"] == "application/ld+json"
    assert "@context" in answer.json()


def test_a_redirect_that_was_just_asked_for_costs_no_query(
    client: Client, product: Any, django_assert_num_queries: Any
) -> None:
    location(client, f"/01/{GTIN}/10/L1")
    with django_assert_num_queries(0):
        location(client, f"/01/{GTIN}/10/L1?x=1", **{"Accept-Language": "en"})


@pytest.mark.django_db
def test_goods_that_only_events_tell_of_lead_to_their_page(client: Client) -> None:
    begin()
    assert client.get("/01/09506000134352/21/S1").status_code == 404
    send(a_sender(), an_event(quantityList=None, epcList=["urn:epc:id:sgtin:9506000.013435.S1"]))
    RESOLUTIONS.forget()
    assert location(client, "/01/09506000134352/21/S1").endswith("/xem/01/09506000134352/21/S1")


def test_a_link_is_added_on_a_page_by_who_answers_for_the_code_alone(product: Any) -> None:
    given = {
        "anchor": f"/01/{GTIN}",
        "type": "recipeInfo",
        "href": "https://htx.vn/pha",
        "title": "Cách pha",
        "valid_from": "20/11/2026",
    }
    assert a_page_of(None).get("/lien-ket/them/").status_code == 302
    assert a_page_of(a_user(product.owner, "recorder")).get("/lien-ket/them/").status_code == 403
    other = a_page_of(a_user(a_party("Khác"))).post("/lien-ket/them/", given)
    assert "không thuộc đơn vị bạn" in other.content.decode()
    assert a_page_of(a_user(product.owner)).post("/lien-ket/them/", given).status_code == 302
    assert Link.objects.get().href == "https://htx.vn/pha"
