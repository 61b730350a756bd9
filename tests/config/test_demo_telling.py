"""What the demonstration province tells on any day, and when it refuses to be loaded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from nguongoc.config import demo
from nguongoc.config.demo import province as made
from nguongoc.config.demo.telling import ZONE
from nguongoc.config.install import install
from nguongoc.domain.problem import Refused
from nguongoc.registry.parties.actions import add_party, unit_on
from nguongoc.registry.products.models import Product
from nguongoc.trace.events.models import Event

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


@pytest.mark.django_db
def test_the_same_day_tells_the_same_story() -> None:
    install(at=AT)
    province = made.found(at=AT)
    first, second = (demo.everything(province, AT.date()) for _ in range(2))
    assert first == second
    assert demo.everything(province, AT.date() + timedelta(days=1)) != first


@pytest.mark.django_db
def test_on_whatever_day_it_is_loaded_lots_have_their_own_numbers_and_nothing_is_yet_to_come() -> None:
    install(at=AT)
    province = made.found(at=AT)
    for today in (date(2026, 1, 1), date(2027, 3, 14), date(2028, 2, 29), date(2031, 8, 31)):
        book = demo.everything(province, today)
        lots = [(one.gtin, one.number) for one in book.lots]
        assert len(set(lots)) == len(lots) > 80
        assert max(told.moment.date() for told in book.told) < today
        assert min(one.quantity for one in book.lots) > 0
        assert len(book.told) > 5_000


@pytest.mark.django_db
def test_a_store_with_real_records_is_left_alone() -> None:
    install(at=AT)
    unit = unit_on(made.HIGH, made.SINCE)
    add_party("HTX thật", kind="cooperative", unit=unit, since=made.SINCE, actor=None, at=AT)
    with pytest.raises(Refused) as refusal:
        demo.load(at=AT)
    assert [problem.code for problem in refusal.value.problems] == ["real-records"]
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_public_address_is_refused_unless_it_is_meant(settings: Any) -> None:
    settings.HTTPS = True
    install(at=AT)
    with pytest.raises(Refused) as refusal:
        demo.load(at=AT)
    assert [problem.code for problem in refusal.value.problems] == ["demonstration-in-public"]
    assert not Product.objects.exists()


@pytest.mark.django_db
def test_without_the_demonstration_there_is_no_page_of_trials(client: Client) -> None:
    assert client.get("/trinh-dien/").status_code == 404
