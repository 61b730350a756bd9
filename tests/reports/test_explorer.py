"""The explorer of events: what its reader may see, every field of an event, its chain, and the forms to take away."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from nguongoc.domain.epcis import check, fingerprint, read_json, read_xml
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.events.models import Event
from world import (
    a_lot,
    a_page_of,
    a_party,
    a_product,
    a_sender,
    a_site,
    a_transformation,
    a_user,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

pytestmark = pytest.mark.django_db

RICH: dict[str, Any] = {
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:don-hang-7"}],
    "disposition": "in_transit",
    "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 4.5, "uom": "CEL"}]}],
    "certificationInfo": ["https://certificate.example/1"],
    "example:note": {"example:by": "Tổ 3"},
    "@context": {"example": "https://ns.example.com/"},
}


@pytest.fixture
def sender() -> Sender:
    begin()
    return a_sender()


@pytest.fixture
def reader(sender: Sender) -> Client:
    return a_page_of(sender.user)


def the_event(number: int = 1) -> Event:
    return Event.objects.get(event_id=event_number(number), declared_at=None)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_field_of_an_event_is_on_its_page(sender: Sender, reader: Client) -> None:
    lot = a_lot(a_product(sender.party))
    site = a_site(sender.party)
    send(sender, an_event(readPoint={"id": site.identifiers[0]}, **RICH))
    page = shown(reader, f"/su-kien/{the_event().pk}/")
    for words in (
        *("Gửi hàng", "đang vận chuyển", "ghi nhận", "12/09/2026", "10 kg", lot.number, lot.product.name),
        *("Đơn đặt hàng", "urn:x:don-hang-7", "Temperature", "4,5", "https://certificate.example/1", "Tổ 3"),
        *(site.identifiers[0], event_number(1), f"/lo-hang/{lot.pk}/"),
    ):
        assert words in page, words


def test_an_event_that_one_may_not_see_is_not_there(sender: Sender) -> None:
    send(sender, an_event())
    other = a_page_of(a_user(a_party("Khác")))
    key = the_event().pk
    for address in (f"/su-kien/{key}/", f"/su-kien/{key}/chuoi/", f"/su-kien/{key}/tai.json"):
        assert other.get(address).status_code == 404
    assert event_number(1) not in shown(other, "/su-kien/")
    assert str(key) not in shown(other, "/su-kien/")


def test_a_declared_error_is_told_at_the_event_and_has_a_page_of_its_own(
    sender: Sender, reader: Client
) -> None:
    send(sender, an_event())
    declaration = {"declarationTime": "2026-09-13T08:00:00+07:00", "reason": "incorrect_data"}
    send(sender, an_event(errorDeclaration=declaration))
    declared = Event.objects.get(declared_at__isnull=False)
    page = shown(reader, f"/su-kien/{the_event().pk}/")
    assert "đã khai là sai sót" in page
    assert "số liệu ghi sai" in page
    assert f"/su-kien/{declared.pk}/" in page
    assert "bản khai sai sót" in shown(reader, f"/su-kien/{declared.pk}/")
    assert str(declared.pk) in shown(reader, "/su-kien/?hieu-luc=sai-sot")
    assert str(the_event().pk) not in shown(reader, "/su-kien/?hieu-luc=sai-sot")


def test_the_register_narrows_by_what_when_where_step_and_who(sender: Sender, reader: Client) -> None:
    site = a_site(sender.party)
    a_lot(a_product(sender.party))
    send(
        sender,
        an_event(readPoint={"id": site.identifiers[0]}),
        an_event(
            eventID=event_number(2),
            bizStep="receiving",
            eventTime="2020-01-01T08:00:00+07:00",
            quantityList=None,
            epcList=["https://id.gs1.org/00/106141412345678908"],
        ),
    )
    first, second = str(the_event(1).pk), str(the_event(2).pk)
    for asked, found in (
        ("", (True, True)),
        ("?buoc=receiving", (False, True)),
        ("?buoc=shipping", (True, False)),
        ("?loai=AggregationEvent", (False, False)),
        ("?trong=365", (True, False)),
        (f"?noi={site.code}", (True, False)),
        (f"?don-vi={sender.party.pk}", (True, True)),
        ("?tim=L260912", (True, False)),
        ("?tim=106141412345678908", (False, True)),
        ("?tim=urn:epc:id:sscc:0614141.1234567890", (False, True)),
        (f"?tim={lot_key()}", (True, False)),
        (f"?tim={event_number(2)}", (False, True)),
        ("?tim=khong-co", (False, False)),
    ):
        page = shown(reader, f"/su-kien/{asked}")
        assert (first in page, second in page) == found, asked


def test_an_event_is_taken_away_as_json_xml_and_a_sheet(sender: Sender, reader: Client) -> None:
    send(sender, an_event(**RICH))
    stem = f"/su-kien/{the_event().pk}/tai"
    json = read_json.read(reader.get(f"{stem}.json").content)
    xml = read_xml.read(reader.get(f"{stem}.xml").content)
    assert not check.document_verdict(xml).problems
    assert list(fingerprint.document_hashes(json)) == list(fingerprint.document_hashes(xml))
    sheet = b"".join(reader.get(f"{stem}.xlsx"))  # type: ignore[arg-type]
    cells = [str(cell) for row in openpyxl.load_workbook(io.BytesIO(sheet)).active.values for cell in row]
    assert event_number(1) in cells
    assert "Tổ 3" in cells
    assert reader.get(f"{stem}.pdf").status_code == 404


def test_the_chain_is_drawn_and_told_edge_by_edge(sender: Sender, reader: Client) -> None:
    raw, made = lot_key("TUOI"), lot_key()
    send(
        sender,
        a_transformation([kg(raw, 50)], [kg(made, 10)]),
        {
            **an_event(eventID=event_number(2), type="AggregationEvent", action="ADD", quantityList=None),
            "parentID": "https://id.gs1.org/00/106141412345678908",
            "childQuantityList": [kg(made, 4)],
        },
    )
    page = shown(reader, f"/su-kien/{the_event(2).pk}/chuoi/")
    assert page.count("<rect ") == 3
    assert page.count('<path d="M') >= 2
    for words in (
        "lô TUOI",
        "lô L260912",
        "kiện 106141412345678908",
        "50 kg → 10 kg",
        "4 kg",
        "chế biến thành",
        "đóng vào",
    ):
        assert words in page, words


def test_a_chain_says_where_it_goes_on_unseen(sender: Sender, reader: Client) -> None:
    stranger = a_sender(a_party("Khác"))
    send(sender, an_event())
    send(stranger, a_transformation([kg(lot_key(), 5)], [kg(lot_key("KIN"), 1)], eventID=event_number(2)))
    page = shown(reader, f"/su-kien/{the_event().pk}/chuoi/")
    assert "KIN" not in page
    assert "không được xem" in page


def test_what_a_sender_writes_is_only_text(sender: Sender, reader: Client) -> None:
    evil = "<script>alert(1)</script>"
    send(
        sender,
        an_event(
            quantityList=[kg(f"urn:x:{'a' * 3}", 1)], **{"example:x": evil, "@context": RICH["@context"]}
        ),
    )
    page = shown(reader, f"/su-kien/{the_event().pk}/")
    assert evil not in page
    assert "&lt;script&gt;" in page
    shown(reader, f"/su-kien/{the_event().pk}/chuoi/")


def test_no_question_is_asked_for_each_row(
    sender: Sender, reader: Client, django_assert_max_num_queries: Any
) -> None:
    a_lot(a_product(sender.party))
    send(sender, *(an_event(eventID=event_number(number)) for number in range(1, 24)))
    with django_assert_max_num_queries(30):
        shown(reader, "/su-kien/")
