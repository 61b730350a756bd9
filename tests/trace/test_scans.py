"""Scans: what counts as one, what is kept of it, what in them is asked about; what buyers say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.notices.models import Notice
from nguongoc.trace.resolver.actions import scans
from nguongoc.trace.resolver.actions.reports import MOST_AN_HOUR
from nguongoc.trace.resolver.actions.scans import Seen, answer_sign, count, watch
from nguongoc.trace.resolver.models import Guess, Report, Scan, Sign
from nguongoc.trace.resolver.provinces import PROVINCES, kilometres
from nguongoc.trace.resolver.signs import RULES, impossible_ways
from nguongoc.trace.resolver.views.page import COUNTED, PAGES
from world import GTIN, NOW, a_lot, a_page_of, a_party, a_product, a_sender, a_user, an_event, begin, send

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
STAMP = f"/xem/01/{GTIN}/21/K7M2Q9XRT4WZ"


@pytest.fixture(autouse=True)
def product() -> Any:
    begin()
    made = a_product(a_party())
    a_lot(made, expires_on=date(2099, 1, 1))
    stamp = f"https://id.gs1.org/01/{GTIN}/21/K7M2Q9XRT4WZ"
    send(a_sender(made.owner), an_event(quantityList=None, epcList=[stamp]))
    return made


@pytest.fixture
def phone() -> Client:
    return Client(headers={"Accept": "text/html", "User-Agent": PHONE, "Accept-Language": "vi"})


def forget() -> None:
    PAGES.forget()
    COUNTED.forget()


def test_a_buyer_who_opens_the_page_is_one_scan_however_often_they_look(phone: Client) -> None:
    for _ in range(3):
        phone.get(STAMP)
        forget()
    (scan,) = Scan.objects.all()
    assert (scan.serial, scan.condition, scan.place) == ("K7M2Q9XRT4WZ", "fine", "")
    assert phone.get(STAMP, REMOTE_ADDR="203.113.9.7").status_code == 200
    assert Scan.objects.count() == 2


def test_a_page_that_was_just_drawn_counts_its_next_reader_too(phone: Client) -> None:
    phone.get(STAMP)
    phone.get(STAMP, REMOTE_ADDR="203.113.9.7")
    assert Scan.objects.count() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "Googlebot/2.1"},
        {"User-Agent": "curl/8.5"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"Accept": "application/json"},
    ],
)
def test_programs_previews_and_who_asks_not_to_be_are_not_counted(
    phone: Client, headers: dict[str, str]
) -> None:
    phone.get(STAMP, headers=headers)
    assert not Scan.objects.exists()


def test_neither_the_redirect_nor_head_nor_the_linkset_nor_staff_are_counted(
    phone: Client, product: Any
) -> None:
    phone.head(STAMP)
    phone.get(STAMP.removeprefix("/xem"))
    phone.get(STAMP.removeprefix("/xem") + "?linkType=linkset")
    staff = a_page_of(a_user(product.owner, username="nhan-vien"))
    staff.get(STAMP, headers={"User-Agent": PHONE})
    assert not Scan.objects.exists()


def test_nothing_that_is_kept_tells_whose_phone_it_was(phone: Client) -> None:
    phone.get(STAMP, REMOTE_ADDR="203.113.9.7")
    forget()
    phone.get(STAMP, REMOTE_ADDR="203.113.9.200")
    (scan,) = Scan.objects.all()  # the same network and kind of phone is one
    assert b"203.113" not in bytes(scan.device)
    assert len(bytes(scan.device)) == 8
    assert {one.name for one in Scan._meta.fields} == {
        *("id", "at", "product", "lot_number", "serial", "device", "place", "condition")
    }


def test_a_failing_count_never_keeps_the_page_from_a_buyer(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError

    from nguongoc.trace.resolver.views import page

    def fails(*_: Any, **__: Any) -> bool:
        raise DatabaseError

    monkeypatch.setattr(page, "count", fails)
    assert phone.get(STAMP).status_code == 200


def test_a_buyer_may_say_where_they_are(phone: Client) -> None:
    phone.get(STAMP)
    page = f"{reverse('public_place')}?ma={STAMP.removeprefix('/xem')}"
    assert "Bạn quét mã này ở đâu" in phone.get(page).content.decode()
    assert phone.post(page, {"place": "79"}).status_code == 302
    assert Scan.objects.get().place == "79"
    phone.post(page, {"place": "01"})
    assert Scan.objects.get().place == "79", "said once"


def test_the_items_page_tells_how_often_it_was_looked_at_and_accuses_nobody(phone: Client) -> None:
    assert "Tem này" not in phone.get(STAMP).content.decode()
    for number in range(7):
        count(
            Seen(Scan.objects.first().product_id, "", "K7M2Q9XRT4WZ", "fine"),
            device=bytes([number] * 8),
            at=NOW,
        )  # type: ignore[union-attr]
    forget()
    shown = " ".join(phone.get(STAMP).content.decode().split())
    assert "8 máy" in shown
    assert "Thường gặp ở hàng bày quầy" in shown
    assert "giả" not in shown.lower().replace("giải", "")


def scan(product: Any, serial: str = "S1", *, phone: int = 1, minutes: float = 0, **details: Any) -> Scan:
    fields = {"lot_number": "L1", "serial": serial, "device": bytes([phone % 256] * 8), **details}
    return Scan.objects.create(product=product, at=NOW - timedelta(minutes=minutes), **fields)


def seen_signs() -> Iterator[tuple[str, int]]:
    watch(NOW)
    for one in Sign.objects.order_by("rule"):
        yield one.rule, one.count


def test_many_phones_on_one_stamp_are_asked_about_from_the_sixth(product: Any) -> None:
    for number in range(5):
        scan(product, phone=number)
    assert not dict(seen_signs())
    scan(product, phone=6)
    assert dict(seen_signs()) == {"nhieu-may": 6}


def test_two_provinces_faster_than_an_airliner_are_asked_about(product: Any) -> None:
    scan(product, place="03394", minutes=60)
    scan(product, place="79")
    assert dict(seen_signs()) == {"qua-nhanh": 1}


def test_two_provinces_a_day_apart_or_next_to_each_other_are_not(product: Any) -> None:
    assert impossible_ways([(NOW, "12"), (NOW + timedelta(hours=8), "79")]) == 0
    assert impossible_ways([(NOW, "24"), (NOW + timedelta(minutes=5), "01")]) == 0
    assert impossible_ways([(NOW, "12"), (NOW, ""), (NOW, "99"), (NOW, "12")]) == 0


@given(st.sampled_from([*PROVINCES]), st.sampled_from([*PROVINCES]))
def test_distances_are_the_same_both_ways_and_within_the_country(one: str, other: str) -> None:
    apart = kilometres(one, other)
    assert apart is not None
    assert apart == pytest.approx(kilometres(other, one))
    assert (apart == 0) == (one == other)
    assert apart < 1_700


def test_scans_of_what_is_not_to_be_sold_are_asked_about(product: Any) -> None:
    scan(product, condition="not_active")
    scan(product, condition="expired", serial="S2")
    assert dict(seen_signs()) == {"sai-luc": 1}


def test_scans_where_a_lot_was_not_delivered_are_asked_about_only_where_its_maker_told_where_it_went(
    product: Any,
) -> None:
    lot = product.lots.get()
    places = ["01", "01", "79", "03394", "", "99"]
    for number, place in enumerate(places):
        scan(product, phone=number, place=place, lot_number=lot.number, serial="")
    assert not dict(seen_signs()), "nothing is told of where it went"
    page = a_page_of(a_user(product.owner, "enterprise-administrator"))
    assert "Nơi giao" in page.get(f"/lo-hang/{lot.pk}/").content.decode()
    assert page.post(f"/lo-hang/{lot.pk}/noi-giao/", {"provinces": ["40"]}).status_code == 302
    assert dict(seen_signs()) == {"noi-la": 4}, "this province is where it is made"
    sign = Sign.objects.get()
    shown = page.get(f"/luot-quet/dau-hieu/{sign.pk}/").content.decode()
    assert "Hà Nội: 2" in shown
    assert "Nghệ An" in shown
    page.post(f"/luot-quet/dau-hieu/{sign.pk}/", {"answer": "Đã giao thêm ra Hà Nội và TP. Hồ Chí Minh."})
    page.post(f"/lo-hang/{lot.pk}/noi-giao/", {"provinces": ["01", "40", "79"]})
    watch(NOW + timedelta(hours=1))
    assert [one.state for one in Sign.objects.all()] == ["answered"], "the one abroad is too few"
    assert Entry.objects.filter(verb="lot.destinations").count() == 2
    assert page.post(f"/lo-hang/{lot.pk}/noi-giao/", {"provinces": ["00"]}).status_code == 200
    other = a_page_of(a_user(a_party("Khác"), "enterprise-administrator"))
    assert other.get(f"/lo-hang/{lot.pk}/noi-giao/").status_code == 404


def test_goods_past_their_date_on_several_phones_are_asked_about(product: Any) -> None:
    scan(product, condition="expired", phone=1)
    assert not dict(seen_signs()), "one phone is somebody's larder"
    scan(product, condition="expired", phone=2)
    assert dict(seen_signs()) == {"het-han": 2}


def test_many_stamps_of_a_lot_on_one_phone_are_asked_about(product: Any) -> None:
    for number in range(20):
        scan(product, f"S{number}", minutes=number / 4)
    assert dict(seen_signs()) == {"nhieu-so": 20}


def test_a_sign_grows_while_open_and_is_asked_anew_only_about_what_is_new(product: Any) -> None:
    scan(product, condition="blocked")
    watch(NOW)
    scan(product, condition="blocked", phone=2)
    watch(NOW)
    (sign,) = Sign.objects.all()
    assert sign.count == 2
    answer_sign(sign, "Kho kiểm hàng trước khi hủy.", close=False, actor=None, at=NOW + timedelta(minutes=1))
    watch(NOW + timedelta(minutes=2))
    assert Sign.objects.count() == 1
    scan(product, condition="blocked", phone=3, minutes=-5)
    watch(NOW + timedelta(minutes=6))
    assert list(Sign.objects.values_list("state", flat=True).order_by("state")) == ["answered", "open"]
    assert Entry.objects.filter(verb="scan.sign-answered").exists()


def test_scans_are_let_go_after_their_time(product: Any) -> None:
    scan(product, minutes=91 * 24 * 60)
    scan(product, minutes=89 * 24 * 60)
    watch(NOW)
    assert Scan.objects.count() == 1


def test_whoever_tries_serials_is_slowed_and_flagged_and_real_stamps_are_shown_all_the_while(
    phone: Client,
) -> None:
    answers = [phone.get(f"/xem/01/{GTIN}/21/AAAAAAAAA{number:03}") for number in range(25)]
    assert {one.status_code for one in answers[:20]} == {404}
    assert {one.status_code for one in answers[20:]} == {429}
    assert answers[-1]["Retry-After"] == "600"
    assert phone.get(STAMP).status_code == 200
    assert phone.get(f"/xem/01/{GTIN}/21/BBB", REMOTE_ADDR="203.113.9.7").status_code == 404, "other networks"
    watch(timezone.now())
    sign = Sign.objects.get(rule="do-so")
    assert (sign.product, sign.count) == (None, 25)
    assert Guess.objects.count() == 26


def test_signs_of_nobodys_goods_are_for_those_who_see_all(product: Any) -> None:
    Sign.objects.create(rule="do-so", first_at=NOW, last_at=NOW, count=30)
    Sign.objects.create(rule="nhieu-may", product=product, serial="S1", first_at=NOW, last_at=NOW, count=9)
    own = (
        a_page_of(a_user(product.owner, "enterprise-administrator"))
        .get("/luot-quet/dau-hieu/")
        .content.decode()
    )
    everything = (
        a_page_of(a_user(a_party("QLTT", "agency"), "inspector")).get("/luot-quet/dau-hieu/").content.decode()
    )
    assert "9 máy khác nhau" in own
    assert "30 tem không có thật" not in own
    assert "30 tem không có thật" in everything


def test_every_rule_asks_and_none_accuses() -> None:
    for rule in RULES.values():
        said = f"{rule.name.vi} {rule.what.vi} {rule.why.vi} {rule.ask.vi}".lower()
        assert "hàng giả" not in said
        assert "?" in rule.ask.vi or "không cần" in rule.ask.vi.lower()


def test_the_maker_answers_a_sign_on_its_page(product: Any) -> None:
    sign = Sign.objects.create(
        rule="nhieu-may", product=product, serial="S1", first_at=NOW, last_at=NOW, count=9
    )
    page = a_page_of(a_user(product.owner, "enterprise-administrator"))
    shown = page.get(f"/luot-quet/dau-hieu/{sign.pk}/").content.decode()
    assert RULES["nhieu-may"].ask.vi in shown
    page.post(f"/luot-quet/dau-hieu/{sign.pk}/", {"answer": "Hàng bày quầy."})
    sign.refresh_from_db()
    assert (sign.state, sign.answer) == ("answered", "Hàng bày quầy.")


def test_scans_are_drawn_by_day_product_and_place_for_ones_own_goods(product: Any) -> None:
    now = timezone.now()
    for number in range(3):
        scan(product, phone=number, place=("", "79", "12")[number], minutes=(NOW - now).total_seconds() / 60)
    page = a_page_of(a_user(product.owner, username="nhan-vien")).get("/luot-quet/?ngay=7").content.decode()
    assert "3 lượt trong 7 ngày qua" in page
    for words in ("Thành phố Hồ Chí Minh", ">Lai Châu<", "chưa rõ nơi", product.name, "ng-chart"):
        assert words in page
    other = a_page_of(a_user(a_party("Khác"))).get("/luot-quet/").content.decode()
    assert "Chưa có lượt quét nào" in other


SAID = {
    "kind": "doubt",
    "words": "Tem mờ, in lệch so với hộp trước.",
    "contact": "0900 000 000",
    "place": "79",
}
REPORT = f"/phan-anh/gui?ma=/01/{GTIN}/10/L260912"


def test_a_buyer_reports_without_account_or_riddle_and_the_maker_and_inspectors_are_told(
    phone: Client, product: Any
) -> None:
    maker, inspector = (
        a_user(product.owner, "enterprise-administrator"),
        a_user(a_party("QLTT", "agency"), "inspector"),
    )
    assert "Không cần tài khoản" in phone.get(REPORT).content.decode()
    assert "Đã nhận phản ánh" in phone.post(REPORT, SAID).content.decode()
    report = Report.objects.get()
    assert (report.product, report.code, report.state) == (product, f"/01/{GTIN}/10/L260912", "new")
    assert {maker, inspector} <= {one.user for one in Notice.objects.filter(kind="inspection")}


def test_a_program_that_fills_in_what_people_do_not_see_is_thanked_and_not_kept(phone: Client) -> None:
    answer = phone.post(REPORT, {**SAID, "website": "https://spam.example/"})
    assert "Đã nhận phản ánh" in answer.content.decode()
    assert not Report.objects.exists()


def test_one_phone_is_slowed_after_some_reports_and_others_are_not(phone: Client) -> None:
    for _ in range(MOST_AN_HOUR):
        assert phone.post(REPORT, SAID).status_code == 200
    slowed = phone.post(REPORT, SAID)
    assert slowed.status_code == 429
    assert "Hãy đợi một giờ" in slowed.content.decode()
    assert phone.post(REPORT, SAID, REMOTE_ADDR="203.113.9.7").status_code == 200


def test_a_report_about_nothing_is_not_taken(phone: Client) -> None:
    assert phone.get("/phan-anh/gui?ma=/01/123").status_code == 404
    assert phone.get("/phan-anh/gui?ma=//evil.example/").status_code == 404
    assert "Chưa gửi được" in phone.post(REPORT, {"kind": "doubt", "words": ""}).content.decode()


def test_a_report_is_answered_by_who_may_and_never_closed_without_a_word(phone: Client, product: Any) -> None:
    phone.post(REPORT, SAID)
    path = f"/phan-anh/{Report.objects.get().pk}/"
    page = a_page_of(a_user(product.owner, "enterprise-administrator"))
    assert "0900 000 000" in page.get(path).content.decode()
    assert "Ghi câu trả lời" in page.post(path, {"state": "closed", "answer": ""}).content.decode()
    page.post(path, {"state": "answered", "answer": "Lô này in tem mới."})
    assert Report.objects.get().state == "answered"
    reader = a_page_of(a_user(a_party("Sở", "agency"), "auditor"))
    assert "0900 000 000" not in reader.get(path).content.decode()
    assert reader.post(path, {"state": "closed", "answer": "x"}).status_code in (403, 404)
    assert Entry.objects.filter(verb="report.handled").count() == 1


def test_a_buyers_contact_is_erased_some_weeks_after_closing(phone: Client) -> None:
    phone.post(REPORT, SAID)
    long_ago: datetime = NOW - timedelta(days=31)
    Report.objects.update(state="closed", answer="Xong.", handled_at=long_ago)
    scans.watch(NOW)
    assert Report.objects.get().contact == ""
