"""The page behind the QR: what is proven, by whom, what is missing."""

from __future__ import annotations

import gzip
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nguongoc.registry.certificates.actions import add_certificate, add_declaration
from nguongoc.trace.resolver.views.page import FRESH, PAGES
from world import (
    GTIN,
    NOW,
    a_lot,
    a_party,
    a_png,
    a_product,
    a_sender,
    a_site,
    a_transformation,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"Accept": "text/html"})


def told_lot() -> Any:
    """A lot of tea with leaf, processing, a test and packing told of; transport is missing."""
    owner = a_party()
    product = a_product(owner)
    a_lot(product, produced_on=date(2026, 9, 12), expires_on=date(2028, 9, 12))
    field, works = a_site(owner, "Nương bà Mẩy", "field"), a_site(owner, "Xưởng")
    sender = a_sender(owner)
    leaf = an_event(
        eventID=event_number(1),
        eventTime="2026-09-02T02:00:00Z",
        action="ADD",
        bizStep="commissioning",
        quantityList=[kg(lot_key("LA"), 420)],
        readPoint={"id": field.identifiers[0]},
    )
    bought = an_event(
        eventID=event_number(2),
        eventTime="2026-09-03T02:00:00Z",
        bizStep="receiving",
        quantityList=[kg(lot_key("LA"), 420)],
        bizTransactionList=[{"type": "recadv", "bizTransaction": "urn:example:phieu-can:31"}],
    )
    made = a_transformation(
        [kg(lot_key("LA"), 420)],
        [kg(lot_key(), 88.4)],
        eventID=event_number(3),
        eventTime="2026-09-04T02:00:00Z",
        readPoint={"id": works.identifiers[0]},
    )
    packed = an_event(
        eventID=event_number(5),
        eventTime="2026-09-12T02:00:00Z",
        bizStep="packing",
        quantityList=[kg(lot_key(), 88)],
    )
    send(sender, leaf, bought, made, packed)
    send(
        a_sender(a_party("Phòng thử nghiệm Mẫu", "laboratory")),
        an_event(eventID=event_number(4), eventTime="2026-09-09T02:00:00Z", bizStep="sampling"),
    )
    send(
        a_sender(a_party("UBND xã (trình diễn)", "agency"), "commune-officer"),
        an_event(
            eventID=event_number(6),
            eventTime="2026-09-03T09:00:00Z",
            bizStep="inspecting",
            quantityList=[kg(lot_key("LA"), 420)],
        ),
    )
    return product


def page(browser: Client, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_page_tells_the_stages_their_proof_and_what_is_missing(browser: Client) -> None:
    told_lot()
    shown = page(browser, f"/xem/01/{GTIN}/10/L260912")
    assert "5 trên 6 công đoạn có bằng chứng" in shown
    assert "Còn thiếu: vận chuyển" in shown
    for words in ("Hái búp", "đã kiểm tra", "có chứng từ", "phòng thử nghiệm", "tự khai", "chưa có dữ liệu"):
        assert words in shown
    assert "420 kg → 88,4 kg" in shown
    assert "12/09/2026" in shown
    assert "không phải GTIN" in shown


def test_places_are_communes_and_nobody_on_a_plot_is_named(browser: Client) -> None:
    told_lot()
    shown = page(browser, f"/xem/01/{GTIN}/10/L260912")
    assert "xã Sin Suối Hồ" in shown
    assert "Mẩy" not in shown
    assert "dia-diem" not in shown


def test_the_page_speaks_english_by_a_link(browser: Client) -> None:
    told_lot()
    shown = page(browser, f"/xem/01/{GTIN}/10/L260912?lang=en")
    assert "laboratory" in shown
    assert "420 kg → 88.4 kg" in shown
    assert browser.get(f"/xem/01/{GTIN}/10/L260912?lang=en")["Content-Language"] == "en"


def test_a_code_without_a_lot_shows_product_information_and_says_that_it_is_only_that(
    browser: Client,
) -> None:
    told_lot()
    shown = page(browser, f"/xem/01/{GTIN}")
    assert "Chỉ thông tin sản phẩm" in shown
    assert "Hành trình" not in shown


def test_a_lot_that_nobody_has_recorded_is_not_passed_off_as_genuine(browser: Client) -> None:
    told_lot()
    assert "Chưa có dữ liệu về lô này" in page(browser, f"/xem/01/{GTIN}/10/KHONG-CO")


def test_a_registered_lot_without_events_says_that_no_stage_is_recorded(browser: Client) -> None:
    a_lot(a_product(a_party()))
    assert "chưa có công đoạn nào được ghi" in page(browser, f"/xem/01/{GTIN}/10/L260912")


def test_an_expired_lot_says_so(browser: Client) -> None:
    a_lot(a_product(a_party()), expires_on=date(2026, 1, 1))
    assert "đã hết hạn" in page(browser, f"/xem/01/{GTIN}/10/L260912")


def test_goods_that_only_events_tell_of_have_a_page_that_says_so(browser: Client) -> None:
    urn, link = "urn:epc:id:sgtin:9506000.013435.S1", "/xem/01/09506000134352/21/S1"
    page(browser, link, 404)
    send(a_sender(), an_event(quantityList=None, epcList=[urn]))
    PAGES.forget()
    shown = page(browser, link)
    assert "Hàng hóa chưa đăng ký" in shown
    assert "Vận chuyển" in shown
    assert "1 trên" in shown
    page(browser, "/xem/01/09506000134352/21/S2", 404)


def test_an_unknown_number_answers_404_in_the_houses_own_words(browser: Client) -> None:
    shown = page(browser, "/xem/01/09506000134352", 404)
    assert "Mã chưa có trong hệ thống" in shown
    (report,) = re.findall(r'href="(/phan-anh/gui[^"]+)"', shown)
    assert browser.get(report).status_code == 200, "whoever finds it may say where"


@pytest.mark.parametrize(
    "path",
    [
        "/xem/01/00200000000111",
        "/xem/01/123",
        "/xem/01/00200000000110/21/A/10/B",
        "/xem/01/00200000000110/10/quá-dài-và-có-dấu",
        "/xem/01/00200000000110/10/123456789012345678901",
        "/xem/01/00200000000110/10/%00",
        "/xem/01/foo",
    ],
    ids=["check digit", "too short", "wrong order", "letters", "too long", "NUL", "no number"],
)
def test_a_malformed_code_answers_400_and_says_why(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 400


def test_a_machine_gets_its_refusal_as_a_problem(client: Client) -> None:
    answer = client.get("/xem/01/00200000000111", headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert client.get("/xem/01/09506000134352", headers={"Accept": "application/json"}).status_code == 404


def test_an_escaped_slash_inside_a_lot_number_stays_inside_it(browser: Client) -> None:
    product = a_product(a_party())
    a_lot(product, "A/B")
    shown = browser.get(f"/xem/01/{GTIN}/10/A%2FB", RAW_URI=f"/xem/01/{GTIN}/10/A%2FB").content.decode()
    assert "chưa có công đoạn nào được ghi" in shown


def test_a_trailing_slash_shows_the_same_page(browser: Client) -> None:
    told_lot()
    assert page(browser, f"/xem/01/{GTIN}/10/L260912") == page(browser, f"/xem/01/{GTIN}/10/L260912/")


def test_the_page_costs_few_queries(browser: Client, django_assert_max_num_queries: Any) -> None:
    told_lot()
    with django_assert_max_num_queries(14):
        page(browser, f"/xem/01/{GTIN}/10/L260912")


def test_the_page_needs_no_script_and_stays_small(browser: Client) -> None:
    told_lot()
    answer = browser.get(f"/xem/01/{GTIN}/10/L260912")
    scripts = re.findall(rb"<script[^>]*>", answer.content)
    assert scripts == [b'<script type="application/ld+json">']  # data, which no browser runs
    assert len(answer.content) < 20_000
    assert "max-age=30" in answer["Cache-Control"]


def test_whoever_unpacks_it_is_sent_the_page_in_a_third_of_the_bytes(browser: Client) -> None:
    told_lot()
    plain = browser.get(f"/xem/01/{GTIN}/10/L260912")
    packed = browser.get(f"/xem/01/{GTIN}/10/L260912", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Content-Encoding" not in plain
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"], "no store between may hand one in the other's place"


def test_a_page_that_was_just_drawn_is_shown_again_without_a_query(
    browser: Client, django_assert_num_queries: Any
) -> None:
    told_lot()
    first = page(browser, f"/xem/01/{GTIN}/10/L260912")
    with django_assert_num_queries(0):
        assert page(browser, f"/xem/01/{GTIN}/10/L260912") == first
    assert "laboratory" in page(browser, f"/xem/01/{GTIN}/10/L260912?lang=en")
    browser.cookies["lang"] = "en"
    assert "laboratory" in page(browser, f"/xem/01/{GTIN}/10/L260912")


def test_what_is_told_later_is_on_the_page_within_a_minute() -> None:
    longest = FRESH + 30  # drawn by us, then kept by the phone's browser
    assert longest <= 60


def test_papers_say_who_gave_them_and_an_expired_one_greys_itself(browser: Client) -> None:
    product = a_product(a_party())
    given: dict[str, Any] = {"actor": None, "at": NOW, "public": ["number", "issuer", "dates", "scope"]}
    for number, expires in (("VG-1", date(2099, 1, 1)), ("VG-0", date(2025, 12, 31))):
        add_certificate(
            product.owner,
            kind="vietgap",
            number=number,
            issuer="Tổ chức chứng nhận Mẫu",
            issued_on=date(2025, 1, 1),
            expires_on=expires,
            file=SimpleUploadedFile("giay.png", a_png()),
            **given,
        )
    add_declaration(
        product.owner,
        kind="tccs",
        number="TCCS 01",
        issued_on=date(2026, 5, 14),
        **{**given, "public": ["number", "dates"]},
    )
    shown = page(browser, f"/xem/01/{GTIN}")
    assert '<span class="small muted"><span class="code">TCCS 01</span> · cấp 14/05/2026' in shown, (
        "no dot before"
    )
    assert shown.index("VG-1") < shown.index("VG-0")
    assert "Tổ chức chứng nhận Mẫu" in shown
    assert "đến 01/01/2099" in shown
    assert shown.count('class="muted">') >= 1
    assert "đã hết hạn" in shown
    facts = browser.get(f"/xem/01/{GTIN}", headers={"Accept": "application/ld+json"}).json()
    assert [one["certificationStatus"] for one in facts["hasCertification"]] == [
        "CertificationActive",
        "CertificationActive",
        "CertificationInactive",
    ]


def test_the_json_ld_tells_the_same_facts(browser: Client) -> None:
    told_lot()
    facts = browser.get(f"/xem/01/{GTIN}/10/L260912", headers={"Accept": "application/ld+json"}).json()
    assert facts["@id"] == f"https://id.gs1.org/01/{GTIN}/10/L260912"
    assert "gtin14" not in facts, "an internal number is no GTIN"
    assert {one["description"] for one in facts["subjectOf"]} >= {"laboratory", "inspected", "self-declared"}
    assert facts["expires"] == "2028-09-12"
