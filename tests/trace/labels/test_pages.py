"""The pages of stamps and labels, as those who use them see them."""

from __future__ import annotations

import io
import re
from trace.labels.stamps_world import Shop, a_batch, a_shop, delivered, first, last, made, template

import pytest
from django.test import Client

from nguongoc.domain.stamps import numbers, sealed
from nguongoc.trace.labels.actions import making, steps
from nguongoc.trace.labels.models import LabelBatch, LabelPart, LabelTemplate, PrintRule, Stamp, StampRange
from nguongoc.trace.labels.tasks import make_batch
from world import GTIN, NOW, a_page_of, a_party, a_user

pytestmark = pytest.mark.django_db


def wish(shop: Shop, **more: object) -> dict[str, object]:
    return {
        "lot": shop.lot.pk,
        "kind": "stamp",
        "template": template().pk,
        "quantity": 30,
        "content": "100",
        "uom": "GRM",
        "has_scratch": "on",
        **more,
    }


def test_stamps_go_from_the_wish_to_the_buyer_page_by_page() -> None:
    shop = a_shop()
    page = a_page_of(shop.user)
    address = f"/tem/yeu-cau/?san-pham={shop.product.pk}&lo={shop.lot.pk}"
    assert "Chè Shan tuyết" in page.get("/tem/yeu-cau/").content.decode()
    looked = page.post(address, wish(shop, preview="1")).content.decode()
    assert "data:image/png;base64," in looked
    assert "Đủ điều kiện in" in looked
    assert not LabelBatch.objects.exists()
    asked = page.post(address, wish(shop))
    batch = LabelBatch.objects.get()
    assert asked["Location"] == f"/tem/{batch.pk}/"
    assert "Duyệt và tạo" in page.get(f"/tem/{batch.pk}/").content.decode()
    page.post(f"/tem/{batch.pk}/lam/duyet")
    assert "<progress" in page.get(f"/tem/{batch.pk}/").content.decode()
    make_batch(batch.pk)
    assert taken(page, batch).keys() == {f"{batch.code}-0001.csv", f"{batch.code}-0001.pdf"}
    for form, start in (("pdf", b"%PDF"), ("csv", b"control,"), ("zpl", b"~DG")):
        assert page.get(f"/tem/{batch.pk}/phan/1.{form}").content.startswith(start)
    page.post(f"/tem/{batch.pk}/lam/da-in")
    page.post(f"/tem/{batch.pk}/lam/da-giao")
    assert [one.state for one in StampRange.objects.all()] == ["delivered"]
    asked_step = {
        "to": "activated",
        "first": numbers.control(first(batch)),
        "last": numbers.control(first(batch) + 9).lower(),
        "lot": shop.lot.number,
    }
    assert page.post("/tem/buoc/", asked_step)["Location"] == f"/tem/{batch.pk}/"
    shown = page.get("/tem/tra-cuu/", {"so": numbers.control(first(batch))}).content.decode()
    assert "đã kích hoạt" in shown
    assert shop.lot.number in shown
    assert page.get("/tem/").content.decode().count(batch.code) >= 1


def taken(page: Client, batch: LabelBatch) -> dict[str, bytes]:
    """The print file as a print shop opens it."""
    address = f"/tem/{batch.pk}/tep"
    words = re.search(r"<code>([A-Z2-9-]{23})</code>", page.get(address).content.decode())
    assert words
    answer = page.post(address, {"words": words[1]})
    assert answer["Content-Disposition"] == f'attachment; filename="{batch.code}.tem"'
    return dict(sealed.read(io.BytesIO(b"".join(answer)), words[1]))  # type: ignore[arg-type]


def test_what_is_missing_is_listed_with_a_link_to_mend_it() -> None:
    shop = a_shop(events=0)
    page = a_page_of(shop.user)
    shown = page.post(f"/tem/yeu-cau/?san-pham={shop.product.pk}", wish(shop)).content.decode()
    assert "Chưa đủ điều kiện in" in shown
    assert f'<a href="/lo-hang/{shop.lot.pk}/">công đoạn Hái búp</a>' in shown
    assert not LabelBatch.objects.exists()


def test_a_step_that_is_refused_says_why_on_the_same_page() -> None:
    shop = a_shop()
    batch = made(shop)
    page = a_page_of(shop.user)
    start = numbers.control(first(batch))
    shown = page.post("/tem/buoc/", {"to": "void", "first": start, "last": ""}).content.decode()
    assert "Hãy ghi lý do" in shown
    shown = page.post("/tem/buoc/", {"to": "sold", "first": start}).content.decode()
    assert "đã cấp số" in shown
    shown = page.post(
        "/tem/buoc/", {"to": "void", "first": start[:-1] + str((int(start[-1]) + 1) % 10)}
    ).content.decode()
    assert "số kiểm tra" in shown
    assert StampRange.objects.get().state == "issued"


def test_a_buyer_scratches_and_gets_one_of_the_three_answers_without_a_script() -> None:
    shop = a_shop()
    batch = made(shop, has_scratch=True)
    _, serial, _, code = making.part_rows(LabelPart.objects.get(batch=batch))[0]
    _, other, _, _ = making.part_rows(LabelPart.objects.get(batch=batch))[1]
    making.confirm_printed(batch, actor=shop.user, at=NOW)
    steps.step(first(batch), last(batch), "delivered", actor=shop.user, at=NOW)
    steps.activate(first(batch), first(batch) + 9, lot=shop.lot, actor=shop.user, at=NOW)
    buyer = a_page_of(None)

    def checked(serial: str, typed: str) -> str:
        address = f"/kiem-tra-tem?ma=/01/{GTIN}/21/{serial}"
        assert "Kiểm tra mã dưới lớp phủ" in buyer.get(f"/xem/01/{GTIN}/21/{serial}").content.decode()
        return buyer.post(address, {"code": typed, "place": "79"}).content.decode()

    assert "đây là lần kiểm tra đầu tiên" in checked(serial, f" {code[:4].lower()}-{code[4:]} ")
    again = checked(serial, code)
    assert "đã được kiểm tra trước đó" in again
    assert "Thành phố Hồ Chí Minh" in again
    assert "không khớp với tem này" in checked(other, code)
    for _ in range(4):
        checked(other, code)
    assert "Tạm dừng kiểm tra" in checked(other, code)
    steps.step(first(batch), first(batch), "recalled", actor=shop.user, at=NOW, why="thử")
    assert "Hàng này đang bị thu hồi" in checked(serial, code)
    late = Stamp.objects.get(number=last(batch)).serial
    address = f"/kiem-tra-tem?ma=/01/{GTIN}/21/{late}"
    assert "Kiểm tra mã dưới lớp phủ" not in buyer.get(f"/xem/01/{GTIN}/21/{late}").content.decode()
    assert "Tem này chưa dùng được" in buyer.post(address, {"code": code}).content.decode()
    assert buyer.get(f"/kiem-tra-tem?ma=/01/{GTIN}/21/AAAAAAAAAAAA").status_code == 404


def test_scanned_codes_are_told_by_state_and_wrong_ones_by_what_is_wrong() -> None:
    shop = a_shop()
    batch = made(shop)
    _, serial, address, _ = making.part_rows(LabelPart.objects.get(batch=batch))[0]
    page = a_page_of(shop.user)

    def said(code: str) -> str:
        answer = page.get("/quet/tra", {"ma": code})
        return str(answer.json()["words"])

    for code in (address, serial, numbers.control(first(batch))):
        assert said(code).startswith(numbers.control(first(batch)) + " · đã cấp số")
    assert said(f"(01){GTIN}(10)L260912") == "Chè Shan tuyết, hộp 100 g · L260912"
    assert said("8938505970012").startswith("Số kiểm tra của 8938505970012 sai")
    assert "không thuộc sản phẩm" in said("8938505970011")


def test_only_the_scanning_page_may_run_webassembly() -> None:
    page = a_page_of(a_shop().user)
    assert "'wasm-unsafe-eval'" in page.get("/quet/")["Content-Security-Policy"]
    for other in ("/tem/", "/tem/tra-cuu/", "/"):
        assert "wasm" not in page.get(other)["Content-Security-Policy"]


def test_nobody_else_sees_looks_up_or_moves_a_partys_stamps() -> None:
    shop = a_shop()
    batch = delivered(shop)
    other = a_page_of(a_user(a_party("Khác"), "enterprise-administrator"))
    control = numbers.control(first(batch))
    assert batch.code not in other.get("/tem/").content.decode()
    assert other.get(f"/tem/{batch.pk}/").status_code == 404
    assert "Không có tem nào mang số này" in other.get("/tem/tra-cuu/", {"so": control}).content.decode()
    assert "Không có tem nào" in other.get("/quet/tra", {"ma": control}).json()["words"]
    other.post("/tem/buoc/", {"to": "void", "first": control, "why": "phá"})
    assert StampRange.objects.get().state == "delivered"
    assert other.get(f"/tem/yeu-cau/?san-pham={shop.product.pk}").content.decode().count(GTIN) == 0


@pytest.mark.parametrize(
    ("role", "may_approve", "steps"),
    [
        ("qa-manager", False, {"activated", "sold", "blocked", "recalled", "void"}),
        ("recorder", False, {"activated", "sold"}),
    ],
)
def test_each_role_does_what_it_may(role: str, may_approve: bool, steps: set[str]) -> None:
    shop = a_shop()
    batch = a_batch(shop)
    page = a_page_of(a_user(shop.owner, role, username=f"x-{role}"))
    assert ("Duyệt và tạo" in page.get(f"/tem/{batch.pk}/").content.decode()) is may_approve
    assert page.post(f"/tem/{batch.pk}/lam/duyet").status_code == (302 if may_approve else 403)
    shown = page.get("/tem/buoc/").content.decode()
    offered = {
        code
        for code in ("activated", "sold", "delivered", "blocked", "recalled", "void")
        if f'value="{code}"' in shown
    }
    assert offered == steps


def test_an_administrator_sets_templates_and_rules_from_a_day_on() -> None:
    shop = a_shop()
    page = a_page_of(a_user(a_party("Sở", "agency"), "lead-officer"))
    assert "Mức ban đầu" in page.get("/tem/dieu-kien/").content.decode()
    given = {"sector": "tea", "least_score": 90, "least_stages": 5, "decided_by": "QĐ thử"}
    past = page.post("/tem/dieu-kien/moi", {**given, "valid_from": "01/01/2026"}).content.decode()
    assert "quá khứ" in past
    assert page.post("/tem/dieu-kien/moi", {**given, "valid_from": "01/01/2099"}).status_code == 302
    assert PrintRule.objects.get(sector="tea").least_score == 90
    shown = page.get(f"/tem/mau-nhan/moi?tu={template().pk}").content.decode()
    assert "63,5" in shown
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', shown))
    lines = re.findall(r'name="lines" value="([a-z]+)"[^>]*checked', shown)
    body = {**fields, "medium": "sheet", "lines": lines, "valid_from": "01/01/2099", "columns": 9}
    body.pop("csrfmiddlewaretoken", None)
    refused = page.post("/tem/mau-nhan/moi", body).content.decode()
    assert "mm mà chỉ có" in refused
    assert page.post("/tem/mau-nhan/moi", {**body, "columns": 2}).status_code == 302
    ended = LabelTemplate.objects.get(code="a4-24", valid_to__isnull=False)
    assert f"{ended.valid_to:%d/%m/%Y}" == "31/12/2098"
    assert last(made(shop)) > 0, "what is printed today is printed by today's template"
