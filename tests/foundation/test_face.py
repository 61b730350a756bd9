"""Components without a browser: figures and days in words, forms, states, refusals."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import engines
from django.test import Client
from django.utils import translation

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status, Tile
from nguongoc.foundation.shared.forms import DayField, FigureField, HouseForms
from nguongoc.foundation.shared.templatetags import vn
from nguongoc.foundation.shared.templatetags.face import icon, status, text
from nguongoc.foundation.shared.units import SYMBOLS

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (Decimal("1234567.50"), "1.234.567,5", "1,234,567.5"),
        (Decimal("88.4"), "88,4", "88.4"),
        ("0.12345", "0,123", "0.123"),
        (1000, "1.000", "1,000"),
        (-0.5, "-0,5", "-0.5"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (0, "0", "0"),
        (None, "–", "–"),
        ("", "–", "–"),
        ("chưa cân", "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_figure_is_written_as_the_reader_writes_figures(
    value: object, vietnamese: str, english: str
) -> None:
    with translation.override("vi"):
        assert vn.number(value) == vietnamese  # type: ignore[arg-type]
    with translation.override("en"):
        assert vn.number(value) == english  # type: ignore[arg-type]


def test_a_quantity_names_its_unit_and_keeps_it_on_the_line() -> None:
    with translation.override("vi"):
        assert vn.quantity("88.4", "KGM") == f"88,4{SPACE}kg"
        assert vn.quantity(2, "TNE") == f"2{SPACE}tấn"
        assert vn.quantity(3, "ZZZ") == f"3{SPACE}ZZZ", "a unit nobody knows is shown, not hidden"
        assert vn.quantity(3) == "3"
        assert vn.quantity(None, "KGM") == "–"
        assert vn.share("0.125") == f"12,5{SPACE}%"
        assert vn.money("412000000.4") == f"412.000.000{SPACE}đồng"


def test_every_unit_code_has_two_or_three_letters_or_digits_as_recommendation_20_writes_them() -> None:
    assert all(2 <= len(code) <= 3 and code.isalnum() and code.isupper() for code in SYMBOLS)


def test_a_moment_is_told_in_this_provinces_time() -> None:
    late = datetime(2026, 9, 11, 18, 30, tzinfo=UTC)
    assert vn.day(late) == "12/09/2026"
    assert vn.moment(late) == "12/09/2026 01:30"
    assert vn.day("2026-09-12") == "12/09/2026"
    assert vn.day("hôm qua") == "hôm qua"
    assert vn.day(None) == "–"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 9, 2), None, "02/09/2026"),
        (date(2026, 9, 2), date(2026, 9, 2), "02/09/2026"),
        (date(2026, 9, 2), date(2026, 9, 3), "02–03/09/2026"),
        (date(2026, 8, 28), date(2026, 9, 3), "28/08–03/09/2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30/12/2025–02/01/2026"),
    ],
)
def test_days_running_are_said_as_shortly_as_they_can_be(first: date, last: date | None, words: str) -> None:
    assert vn.span(first, last) == words


def test_a_deadline_says_how_near_it_is() -> None:
    today = date(2026, 11, 22)
    with translation.override("vi"):
        assert vn.due(today, today) == "hôm nay"
        assert vn.due(date(2026, 11, 20), today) == "chậm 2 ngày"
        assert vn.due(date(2026, 12, 1), today) == "còn 9 ngày"
    with translation.override("en"):
        assert vn.due(date(2026, 11, 23), today) == "1 day left"
        assert vn.due(date(2026, 11, 20), today) == "2 days late"


def test_words_come_in_the_readers_language_and_markup_in_them_is_harmless() -> None:
    words = Text("<b>đã kiểm tra</b>", "checked")
    with translation.override("en"):
        assert text(words) == "checked"
    with translation.override("vi"):
        assert "<b>" not in status(Status("good", words))
        assert "&lt;b&gt;đã kiểm tra" in status("good", words)
    assert 'aria-label="Khóa"' in icon("lock", "Khóa")


def test_a_bar_never_passes_its_end() -> None:
    assert Tile("a", "1", done=0.9, pending=0.4).bar == (90, 10)
    assert Tile("a", "1", done=1.7).bar == (100, 0)
    assert Tile("a", "1", done=-1).bar == (0, 0)


class Weighing(forms.Form):
    default_renderer = HouseForms
    day = DayField(label="Ngày")
    amount = FigureField(label="Khối lượng", required=False, max_value=500)
    sure = forms.BooleanField(label="Đã đối chiếu", help_text="Với sổ <ghi> tay")
    way = forms.ChoiceField(label="Cách", choices=[("a", "A")], widget=forms.RadioSelect)


def test_figures_and_days_are_typed_as_they_are_written_here() -> None:
    given = {"day": "22/11/2026", "amount": "1.234,5", "sure": "on", "way": "a"}
    with translation.override("vi"):
        form = Weighing({**given, "amount": "234,5"})
        assert form.is_valid()
        assert form.cleaned_data["day"] == date(2026, 11, 22)
        assert form.cleaned_data["amount"] == Decimal("234.5")
        assert "500" in str(Weighing(given)["amount"].errors), "1.234,5 is more than a thousand"
        assert "Không có ngày này" in str(Weighing({**given, "day": "31/02/2026"}).errors["day"])


@pytest.mark.parametrize(
    ("held", "shown"),
    [("600.000000", "600"), ("4.200", "4,2"), ("1234.5", "1.234,5"), ("0.000", "0"), ("-0.50", "-0,5")],
)
def test_a_figure_on_record_is_shown_without_the_zeros_of_its_column(held: str, shown: str) -> None:
    with translation.override("vi"):
        assert f'value="{shown}"' in str(Weighing(initial={"amount": Decimal(held)})["amount"])
        assert 'value="4,200"' in str(Weighing({"amount": "4,200"})["amount"]), "typed: left as it was typed"


def test_an_error_stands_beside_its_field_and_is_tied_to_it() -> None:
    with translation.override("vi"):
        page = str(Weighing({"day": "31/02/2026", "amount": "3"}))
    assert 'id="id_day_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_day_helptext id_day_error"' in page
    assert page.index('id="id_day_error"') < page.index('name="day"'), (
        "above the answer, where the eye passes"
    )
    assert 'href="#id_day"' in page, "the summary leads to it"
    assert "<fieldset" in page
    assert "<legend>Cách" in page
    assert "(không bắt buộc)" in page
    assert "&lt;ghi&gt;" in page


def test_a_page_names_a_right_in_the_readers_language() -> None:
    template = engines["django"].get_template("403.html")
    needed = Text("quản lý tài khoản", "manage accounts")
    with translation.override("en"):
        assert "manage accounts" in template.render({"needed": needed})
    assert "quản lý tài khoản" in template.render({"needed": needed})
    assert "<strong>" not in template.render({}), "nothing is named where nothing is known"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "status_code"), [("400", 400), ("403", 403), ("403_csrf", 403), ("404", 404), ("500", 500)]
)
def test_a_refusal_speaks_for_people_and_keeps_its_status(code: str, status_code: int) -> None:
    answer = Client(headers={"accept": "text/html"}).get(f"/giao-dien/loi/{code}")
    assert answer.status_code == status_code
    assert "Về trang đầu" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_nowhere_answers_in_the_houses_words() -> None:
    answer = Client(headers={"accept": "text/html"}).get("/khong-co/trang-nay")
    assert answer.status_code == 404
    assert "Không có trang nào ở địa chỉ này" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "offered"),
    [("/tai-khoan/dang-nhap/", "/tai-khoan/dang-nhap"), ("/lo-hang", "/lo-hang/"), ("/khong-co/", "")],
)
def test_an_address_with_a_slash_too_many_or_too_few_is_answered_with_the_right_one(
    typed: str, offered: str
) -> None:
    answer = Client(headers={"accept": "text/html"}).get(typed)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert (f'<a href="{offered}">{offered}</a>?' in page) if offered else "Có phải bạn tìm" not in page


PAGES = (
    "/giao-dien/",
    "/giao-dien/trang-cong-khai",
    "/giao-dien/tien-do",
    "/giao-dien/tien-do?buoc=6",
    "/giao-dien/hoi",
    "/tai-khoan/dang-nhap",
    "/tai-khoan/quen-mat-khau",
    *(f"/giao-dien/loi/{code}" for code in ("400", "403", "403_csrf", "404", "500")),
)
VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
NAMES = re.compile(
    r"Lai Châu|Tiếng Việt|Sin Suối Hồ|Bình Lư|Phong Thổ|Đồi Cao|Suối plot|Mẫu|\bđồng|xã \w+ \w+|phường \w+ \w+"
    r"|Chè Shan tuyết cổ thụ|Miến dong|Cá tầm phi lê|Mật ong rừng|Ẩm thực.*|mật ong Tả Lèng"  # names of goods, letters
    r"|, hộp 100 g|, gói 500 g|HTX (chè|cá)|Cơ sở miến|Tổ ong|\(trình diễn\)"
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_says_nothing_in_vietnamese_but_names(address: str) -> None:
    client = Client()
    client.cookies["lang"] = "en"
    page = re.sub(r"<(pre|script)\b.*?</\1>", "", client.get(address).content.decode(), flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|placeholder|title|label|alt|content)="([^"]*)"', page)
    seen = re.sub(r"<[^>]+>", "\n", page).splitlines()
    left = {
        line.strip() for line in [*spoken, *seen] if VIETNAMESE.search(NAMES.sub("", html.unescape(line)))
    }
    assert '<html lang="en">' in page
    assert not left


@pytest.mark.django_db
def test_pages_carry_no_inline_script_and_no_inline_style() -> None:
    for address in (
        "/giao-dien/",
        "/giao-dien/trang-cong-khai",
        "/tai-khoan/dang-nhap",
        "/giao-dien/tien-do",
    ):
        page = Client().get(address).content.decode()
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page), address
        assert not re.findall(r"<style|\sstyle=|\son[a-z]+=\"", page), address


@pytest.mark.django_db
def test_the_public_ground_asks_nothing_of_the_database_and_sets_no_cookie(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client().get("/giao-dien/trang-cong-khai")
    assert not answer.cookies
