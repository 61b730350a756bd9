"""What GS1's own registry says of a number: asked beside the work, kept with its day, never waited for."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.gs1 import registry
from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.shared import outbound
from nguongoc.foundation.shared.outbound import Answer, Unreachable
from nguongoc.registry.identifiers.actions import ask_about, ask_again, ask_registry
from nguongoc.registry.identifiers.models import RegistryAnswer
from nguongoc.registry.identifiers.queries import registry_says, to_ask
from world import GTIN, NOW, TODAY, a_page_of, a_party, a_product, a_user, begin

KNOWN, UNKNOWN, SILENT = "09506000134352", "09506000134376", "09506000134369"
RECORDED = (Path(__file__).parent / "verified_by_gs1" / "answer.json").read_bytes()
OTHER = "https://registry.example/gtins/verified"
LATER = NOW + timedelta(days=31)


class Registry:
    """Stands for the registry: answers what it was told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.answer: Answer | Exception = Answer(200, {}, RECORDED)

    def call(self, url: str, *, body: bytes, headers: dict[str, str], method: str = "POST") -> Answer:
        assert (url, headers["APIKey"], method) == (OTHER, "key", "POST")
        self.asked.append(json.loads(body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Registry:
    settings.GS1_REGISTRY, settings.GS1_KEY = OTHER, "key"
    stands_in = Registry()
    monkeypatch.setattr(outbound, "call", stands_in.call)
    return stands_in


def goods() -> Any:
    """A product under a GTIN, one under an internal number."""
    begin()
    owner = a_party()
    a_product(owner)
    return a_product(owner, KNOWN, "Chè mẫu có GTIN")


@pytest.mark.django_db
def test_nobody_is_asked_until_an_address_and_a_key_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    product = goods()
    monkeypatch.setattr(outbound, "call", lambda *_, **__: pytest.fail("somebody was called"))
    assert ask_registry(at=NOW) == 0
    page = a_page_of(a_user(product.owner, "enterprise-administrator"))
    assert "Sổ đăng ký" not in page.get(f"/san-pham/{product.pk}/").content.decode()
    assert "Chưa nối với sổ đăng ký GS1" in page.get(f"/san-pham/{product.pk}/gs1/").content.decode()
    assert "Hỏi lại" not in page.get(f"/san-pham/{product.pk}/gs1/").content.decode()
    with pytest.raises(Refused, match="not set up"):
        ask_again(product, actor=None, at=NOW)


@pytest.mark.django_db
def test_the_registrys_words_stand_on_the_products_page_with_their_day_and_are_asked_anew(
    asked: Registry,
) -> None:
    product = goods()
    assert ask_registry(at=NOW) == 1
    assert asked.asked == [[KNOWN]], "an internal number is nobody's to ask about"
    page = a_page_of(a_user(product.owner, "enterprise-administrator"))
    shown = page.get(f"/san-pham/{product.pk}/").content.decode()
    assert "HTX chè Mẫu (hư cấu)" in shown
    assert "theo sổ ngày 20/11/2026" in shown
    detail = page.get(f"/san-pham/{product.pk}/gs1/").content.decode()
    for words in ("Sổ đăng ký có mã này", "đang dùng", "GS1 Mẫu", "10000115", "100 GRM"):
        assert words in detail
    assert ask_registry(at=NOW + timedelta(days=29)) == 0, "the answer is good for 30 days"
    assert ask_registry(at=LATER) == 1
    page.post(f"/san-pham/{product.pk}/gs1/")
    ask_about([KNOWN], at=LATER)
    assert len(asked.asked) == 3
    other = a_page_of(a_user(a_party("Khác"), username="khac"))
    assert other.get(f"/san-pham/{product.pk}/gs1/").status_code == 404
    assert other.post(f"/san-pham/{product.pk}/gs1/").status_code == 404


@pytest.mark.django_db
def test_a_registry_that_fails_keeps_the_last_answer_and_is_left_alone_for_an_hour(asked: Registry) -> None:
    product = goods()
    ask_registry(at=NOW)
    for answer in (
        Unreachable(Text("không trả lời đúng hạn", "did not answer in time")),
        Answer(401),
        Answer(503),
        Answer(200, {}, b"<html>"),
        Answer(200, {}, RECORDED[:500]),
        Answer(200, {}, b'{"message": "quota"}'),
    ):
        asked.answer = answer
        RegistryAnswer.objects.update(failed_at=None)
        assert ask_registry(at=LATER) == 1
        says = registry_says(KNOWN, today=TODAY + timedelta(days=31))
        assert says is not None
        assert says.registered is not None
        assert (says.registered.licensee, says.at, says.is_old) == ("HTX chè Mẫu (hư cấu)", NOW, True)
        assert says.failed_at == LATER
        assert says.why.vi
        assert says.why.en
        assert to_ask(at=LATER + timedelta(minutes=59), most=20) == []
    shown = a_page_of(a_user(product.owner)).get(f"/san-pham/{product.pk}/gs1/").content.decode()
    assert "chưa có trả lời" in shown
    asked.answer = Answer(200, {}, RECORDED)
    assert ask_registry(at=LATER + timedelta(hours=2)) == 1
    says = registry_says(KNOWN, today=TODAY)
    assert says is not None
    assert says.failed_at is None


@pytest.mark.django_db
def test_a_number_that_the_registry_does_not_confirm_is_said_so_and_stops_nothing(asked: Registry) -> None:
    begin()
    owner = a_party()
    unknown, silent = (
        a_product(owner, UNKNOWN, "Không có giấy phép"),
        a_product(owner, SILENT, "Không có câu nào"),
    )
    ask_registry(at=NOW)
    page = a_page_of(a_user(owner))
    for product in (unknown, silent):
        assert "không xác nhận mã này" in page.get(f"/san-pham/{product.pk}/").content.decode()
        assert page.get(f"/xem/01/{product.gtin}").status_code == 200
    assert "E040" in page.get(f"/san-pham/{unknown.pk}/gs1/").content.decode()
    with pytest.raises(Refused):
        ask_again(a_product(owner, GTIN), actor=None, at=NOW)


_STRANGE = st.sampled_from(
    [
        None,
        True,
        7,
        "x" * 999,
        [],
        {},
        [1],
        [{"language": 3}],
        [{"value": []}],
        {"licensingMO": 4},
        [{"errors": "x"}],
    ]
)
_NAMES = st.sampled_from(["gtinRecordStatus", "brandName", "netContent", "gs1Licence", "validationErrors"])


@given(st.dictionaries(_NAMES, _STRANGE))
def test_whatever_the_registry_says_is_read_or_passed_over(said: dict[str, Any]) -> None:
    found = registry.read(said)
    assert all(
        isinstance(one, str) and len(one) <= 300 for one in (found.status, found.brand, found.licensee)
    )
