"""The resolver held against what is published of resolvers: behaviours, languages, and GS1's hosted suite check by
check, made as that suite makes them (HEAD for redirects, OPTIONS for CORS, GET for the linkset)."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
from django.http import HttpResponse
from django.test import Client

from config.running import environment, free_port
from config.test_site import ECHO, asked
from conformance.given import given, is_here
from nguongoc.domain.problem import Refused
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.queries import by_gtin
from nguongoc.trace.resolver.actions.links import Wanted, add_link
from nguongoc.trace.resolver.link_types import DEPRECATED, LINK_TYPES, VOCABULARY, name_of
from nguongoc.trace.resolver.models import Link
from nguongoc.trace.resolver.views.resolve import RESOLUTIONS
from world import NOW, TODAY, a_lot, a_party, a_product, begin

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]

DL = "/01/07898357410015"


def rows(name: str) -> Any:
    """The given set, or nothing where it is not here (the first test then skips by name)."""
    return (
        json.loads(given(f"digital-link/{name}").read_text("utf-8"))
        if is_here()
        else {"items": [], "meta": {}}
    )


def enter(party: Party, entry: dict[str, Any]) -> None:
    """One published data entry: the thing itself in our registry, then its links through the real action."""
    _, ai, value, *rest = entry["anchor"].split("/")
    if ai == "01" and by_gtin(value) is None:
        a_product(party, value, entry["itemDescription"])
    if rest[:1] == ["10"]:
        a_lot(by_gtin(value), rest[1])  # type: ignore[arg-type]
    default = entry.get("default", entry.get("defaultLinktype"))
    has_default = Link.objects.filter(anchor=entry["anchor"], is_default=True).exists()
    for link in written_out(entry):
        is_default = link["linktype"] == default and not has_default
        has_default = has_default or is_default
        wanted = Wanted(
            link["linktype"].removeprefix("gs1:"),
            link["href"],
            link["title"],
            TODAY,
            languages=link.get("hreflang", ()),
            media=link.get("type", ""),
            contexts=link.get("context", ()),
            is_default=is_default,
        )
        add_link(entry["anchor"], wanted, party=party, actor=None, at=NOW)


@pytest.fixture
def brazil() -> None:
    begin()
    party = a_party("Đơn vị thử", "enterprise")
    for entry in rows("resolver_behaviour.json")["meta"]["fixtures"]:
        enter(party, entry)


@pytest.fixture
def garden() -> None:
    begin()
    party = a_party("Dal Giardino", "enterprise")
    Prefix.objects.create(party=party, digits="9506000134", valid_from=TODAY)
    Prefix.objects.create(party=party, digits="09506000134", valid_from=TODAY)
    for item in rows("resolver_ce_link_entries.json")["items"]:
        for entry in item["entry"] if isinstance(item["entry"], list) else [item["entry"]]:
            enter(party, entry)


def written_out(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The links of an entry. That implementation's variables (`{serialnumber}`) are no part of the standard."""
    return [link for link in entry["links"] if "{" not in link["href"]]


@pytest.mark.parametrize("row", rows("resolver_behaviour.json")["items"], ids=lambda row: row["path"])
@pytest.mark.usefixtures("brazil")
def test_each_published_behaviour_is_ours(client: Client, row: dict[str, Any]) -> None:
    answer = client.generic(row.get("method", "GET"), row["path"], headers=row.get("headers", {}))
    allowed = row["status"] if isinstance(row["status"], list) else [row["status"]]
    assert answer.status_code in allowed
    if row.get("location_startswith"):
        assert answer["Location"].startswith(row["location_startswith"])
    assert answer.get("Content-Type", "").startswith(row.get("content_type_startswith", ""))
    for part in row.get("link_header_contains", ()):
        assert part in answer["Link"]
    for name, wanted in row.get("header_contains", {}).items():
        assert all(part in answer[name] for part in ([wanted] if isinstance(wanted, str) else wanted))
    if "anchors_min" in row:
        assert len(json.loads(answer.content)["linkset"]) >= row["anchors_min"]
    if "schema" in row:
        schema(row["schema"]).validate(json.loads(answer.content))


@pytest.mark.parametrize(
    "row",
    rows("resolver_language.json")["items"],
    ids=lambda row: f"{row['linkType']}-{row['accept_language']}",
)
@pytest.mark.usefixtures("garden")
def test_each_published_language_leads_to_its_page(client: Client, row: dict[str, Any]) -> None:
    answer = client.get(
        f"/01/09506000134352?linkType={row['linkType']}", headers={"Accept-Language": row["accept_language"]}
    )
    assert answer.status_code == 307
    assert all(part in answer["Location"] for part in row["location_contains"])


@pytest.mark.usefixtures("garden")
def test_each_published_entry_is_whole_in_its_linkset(client: Client) -> None:
    for item in rows("resolver_ce_link_entries.json")["items"]:
        for entry in item["entry"] if isinstance(item["entry"], list) else [item["entry"]]:
            if not written_out(entry):
                continue
            body = ask(client, entry["anchor"] + "?linkType=linkset").json()
            schema("gs1-linkset-schema.json").validate(body)
            hrefs = {one["href"] for level in body["linkset"] for name in level for one in of(level, name)}
            assert {link["href"] for link in written_out(entry)} <= hrefs


def of(level: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return level[name] if isinstance(level[name], list) else []


def schema(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(given(f"digital-link/schemas/{name}").read_text("utf-8")))


def ask(client: Client, path: str, method: str = "GET", **headers: str) -> HttpResponse:
    """As the suite's own server asks: a query is sent as it stands, and RAW_URI is what a real server hands over."""
    return client.generic(method, path, RAW_URI=path, headers={"Accept": "*/*", **headers})


def linkset_of(client: Client, path: str) -> list[dict[str, Any]]:
    return ask(client, f"{path}?linkType=linkset").json()["linkset"]


def stripped(uri: str) -> str:
    """The address without its linkType, as the suite compares."""
    base, _, query = uri.partition("?")
    kept = [one for one in query.split("&") if one and not one.startswith(("linkType=", "context="))]
    return base + ("?" + "&".join(kept) if kept else "")


LINKS = (
    "/01/07898357410015",
    "/01/07898357410015/10/123",
    "/01/07898357410015/10/KL8G/21/XYZ",
    "/01/09506000134352",
)


@pytest.fixture
def both(brazil: None) -> None:
    party = a_party("Dal Giardino", "enterprise")
    for item in rows("resolver_ce_link_entries.json")["items"]:
        for entry in item["entry"] if isinstance(item["entry"], list) else [item["entry"]]:
            if entry["anchor"].startswith("/01/09506000134352"):
                enter(party, entry)


Test = TypeVar("Test", bound=Callable[..., None])


def checks(*ids: str) -> Callable[[Test], Test]:
    """Which checks of `testsuite_checks.json` a test reproduces."""

    def decorate(test: Test) -> Test:
        test.checks = ids  # type: ignore[attr-defined]
        return test

    return decorate


@pytest.mark.usefixtures("both")
class TestHostedSuite:
    """Each check of GS1's hosted suite, made as it makes it."""

    def test_every_check_is_reproduced(self) -> None:
        made = {one for name in dir(self) for one in getattr(getattr(self, name), "checks", ())}
        assert made == {row["id"] for row in rows("testsuite_checks.json")["items"]}
        assert len(made) == 31

    @checks("isURL", "validDL", "plausibleDL")
    def test_the_address_is_one_key_of_14_digits(self) -> None:  # three checks of the address itself
        from nguongoc.domain.gs1 import digital_link

        for path in LINKS:
            link = digital_link.parse("https://testserver" + path)
            assert len(link.key.value) == 14

    @checks("isHttps", "tlsOK")
    def test_it_speaks_https_behind_the_front_server(self, client: Client) -> None:
        answer = client.get(f"{DL}?linkType=linkset", secure=True)
        assert answer.json()["linkset"][0]["anchor"].startswith("https://")

    @checks("httpVersion")
    def test_the_server_speaks_http_1_1(self) -> None:
        port = free_port()
        with subprocess.Popen([sys.executable, "-c", ECHO, f"127.0.0.1:{port}"], env=environment()) as site:
            try:
                asked(port, DL)
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("HEAD", DL)
                assert connection.getresponse().version == 11
            finally:
                site.terminate()

    @checks("rdFile")
    def test_the_description_file_is_valid(self, client: Client) -> None:
        body = ask(client, "/.well-known/gs1resolver").json()
        schema("description-file-schema.json").validate(body)
        assert "01" in body["supportedPrimaryKeys"]

    @checks("corsCheck", "methodsCheck")
    def test_any_page_may_ask_by_get_head_and_options(self, client: Client) -> None:
        answer = ask(client, DL, "OPTIONS", Origin="https://ref.gs1.org")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert all(one in answer["Access-Control-Allow-Methods"] for one in ("GET", "HEAD", "OPTIONS"))

    @checks("linkOnRedirect")
    def test_the_redirect_names_the_linkset(self, client: Client) -> None:
        for method in ("OPTIONS", "HEAD"):
            assert 'rel="linkset"' in ask(client, DL, method)["Link"]

    @checks("legacyLinkHeaders")
    def test_legacy_link_headers_are_not_sent(self, client: Client) -> None:
        assert 'rel="gs1:' not in ask(client, DL, "HEAD")["Link"]

    @checks("reportWith400", "noErrorWith200")
    def test_what_is_no_digital_link_is_refused_with_400(self, client: Client) -> None:
        for path in LINKS:
            assert ask(client, f"{path}/foo", "HEAD").status_code == 400

    @checks("trailingSlash")
    def test_a_trailing_slash_changes_nothing(self, client: Client) -> None:
        for path in LINKS:
            one, other = ask(client, path, "HEAD"), ask(client, path + "/", "HEAD")
            assert (one.status_code, one["Location"].rstrip("/")) == (
                other.status_code,
                other["Location"].rstrip("/"),
            )

    @checks("basicWalkUp")
    def test_an_unknown_lot_walks_up(self, client: Client) -> None:
        assert ask(client, f"{DL}/10/KL8G", "HEAD").status_code == 307

    @checks("ltLinksetNoRedirect")
    def test_a_linkset_that_is_asked_for_by_name_is_answered(self, client: Client) -> None:
        for path in LINKS:
            answer = ask(client, f"{path}?linkType=linkset")
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/linkset+json")

    @checks("ltAllNoRedirect")
    def test_all_is_the_old_word_for_it(self, client: Client) -> None:
        assert ask(client, f"{DL}?linkType=all").status_code == 200

    @checks("ltAcceptHeader")
    def test_a_linkset_that_is_asked_for_by_media_type_is_answered(self, client: Client) -> None:
        assert ask(client, DL, Accept="application/linkset+json").status_code == 200

    @checks("validLinkset")
    def test_the_linkset_is_valid(self, client: Client) -> None:
        for path in LINKS:
            schema("gs1-linkset-schema.json").validate(
                ask(client, path, Accept="application/linkset+json").json()
            )

    @checks("linksetJsonldCheck")
    def test_the_linkset_names_its_context(self, client: Client) -> None:
        header = ask(client, f"{DL}?linkType=linkset")["Link"]
        assert 'rel="http://www.w3.org/ns/json-ld#context"' in header
        assert 'type="application/ld+json"' in header

    @checks("declaredContentType")
    def test_the_linkset_declares_its_type(self, client: Client) -> None:
        assert ask(client, f"{DL}?linkType=linkset")["Content-Type"].startswith("application/linkset+json")

    @checks("qsPassedOn")
    def test_the_query_is_passed_on_as_sent(self, client: Client) -> None:
        assert ask(client, f"{DL}?foo=bar;x&y&z=%2F+", "HEAD")["Location"].endswith("?foo=bar;x&y&z=%2F+")

    @checks("defaultLinkExists", "singleDefaulLink")
    def test_every_anchor_has_one_bare_default(self, client: Client) -> None:
        for path in LINKS:
            for level in linkset_of(client, path):
                (default,) = level[VOCABULARY + "defaultLink"]
                assert default.keys() == {"href", "title"}

    @checks("defaultTarget")
    def test_a_plain_request_leads_to_the_default(self, client: Client) -> None:
        for path in LINKS:
            for level in linkset_of(client, path)[1:]:
                anchor = urlsplit(level["anchor"]).path
                RESOLUTIONS.forget()
                assert ask(client, anchor, "HEAD")["Location"] == level[VOCABULARY + "defaultLink"][0]["href"]
            first = linkset_of(client, path)[0]
            assert ask(client, path, "HEAD")["Location"] == first[VOCABULARY + "defaultLink"][0]["href"]

    @checks("singleMultiLink")
    def test_defaults_by_language_are_several(self, client: Client) -> None:
        product = by_gtin("07898357410015")
        assert product is not None
        for language in ("vi", "en"):
            wanted = Wanted(
                "faqs", f"https://example.vn/{language}", "Hỏi", TODAY, languages=[language], is_multi=True
            )
            add_link(DL, wanted, party=product.owner, actor=None, at=NOW)
        RESOLUTIONS.forget()
        assert len(linkset_of(client, DL)[0][VOCABULARY + "defaultLinkMulti"]) == 2
        assert ask(client, DL, "HEAD", **{"Accept-Language": "en-GB"})["Location"] == "https://example.vn/en"
        assert (
            ask(client, DL, "HEAD", **{"Accept-Language": "ja"})["Location"] == "https://www.codigo2d.com.br"
        )

    @checks("loFor<linkType>", "loFor<linkType><n>")
    def test_every_link_is_led_to_by_its_type_language_and_context(self, client: Client) -> None:
        for path in LINKS:
            for name, links in linkset_of(client, path)[0].items():
                if not isinstance(links, list) or "defaultLink" in name:
                    continue
                for link in links:
                    asked = f"{path}?linkType=gs1:{name_of(name)}" + "".join(
                        f"&context={one}" for one in link.get("context", ())[:1]
                    )
                    headers = {
                        "Accept": link.get("type", "*/*"),
                        "Accept-Language": link.get("hreflang", ["*"])[0],
                    }
                    answer = ask(client, asked, "HEAD", **headers)
                    assert (answer.status_code, stripped(answer["Location"])) == (
                        307,
                        stripped(link["href"]),
                    ), asked

    @checks("loFor<linkType><n> (300)")
    def test_two_that_cannot_be_told_apart_are_both_offered(self, client: Client) -> None:
        product = by_gtin("07898357410015")
        assert product is not None
        for number in (1, 2):
            wanted = Wanted(
                "faqs", f"https://example.vn/{number}", "Hỏi", TODAY, languages=["vi"], media="text/html"
            )
            add_link(DL, wanted, party=product.owner, actor=None, at=NOW)
        RESOLUTIONS.forget()
        answer = ask(client, f"{DL}?linkType=gs1:faqs")
        assert answer.status_code == 300
        schema("gs1-linkset-schema.json").validate(answer.json())
        page = ask(client, f"{DL}?linkType=gs1:faqs", Accept="text/html")
        assert page.status_code == 300
        assert "https://example.vn/2" in page.content.decode()

    @checks("linkTypesDefined")
    def test_every_link_type_is_ratified(self, client: Client) -> None:
        ratified = {one["id"]: one["status"] for one in rows("gs1_linktypes_webvoc_1_16.json")}
        assert {f"gs1:{name}" for name in LINK_TYPES} == ratified.keys()
        assert {f"gs1:{name}" for name in DEPRECATED} == {
            one for one, state in ratified.items() if state != "stable"
        }
        for path in LINKS:
            names = {name for level in linkset_of(client, path) for name in level if name.startswith("http")}
            assert {f"gs1:{name_of(one)}" for one in names} <= ratified.keys()

    @checks("specificLinkTypeNotFound")
    def test_a_link_type_that_nobody_has_is_not_found(self, client: Client) -> None:
        for path in LINKS:
            assert ask(client, f"{path}?linkType=gs1:nosuchlt", "HEAD").status_code == 404


@pytest.mark.usefixtures("garden")
def test_a_link_of_another_s_key_is_refused() -> None:
    wanted = Wanted("pip", "https://example.vn/", "Trang", TODAY)
    with pytest.raises(Refused, match="not your party's"):
        add_link("/8004/0950600013430000001", wanted, party=a_party("Khác"), actor=None, at=NOW)


@pytest.mark.usefixtures("garden")
def test_compressed_requests_are_answered_for_what_they_stand_for(client: Client) -> None:
    """GS1's vectors of EPC binary strings: each is answered as its Digital Link is, never with 500."""
    known = 0
    for row in rows("epc_binary_to_dl.json")["items"]:
        answer = ask(client, f"/{row['compressed_segment']}", "HEAD")
        if not row["valid"]:
            assert answer.status_code == 400, row
            continue
        path = row["dl_path"].partition("?")[0]
        assert answer.status_code == ask(client, path, "HEAD").status_code, row
        if answer.status_code == 307:
            known += 1
            assert answer["Location"].endswith(f"/xem{path}")
            assert f'<http://testserver{path}>; rel="owl:sameAs"' in answer["Link"]
    assert known
