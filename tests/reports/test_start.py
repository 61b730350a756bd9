"""What waits on a start page, from rows alone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from nguongoc.foundation.accounts.actions import make_token
from nguongoc.foundation.accounts.models import Role, User
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.models import Party
from nguongoc.reports.start.health import lags, unsealed
from nguongoc.reports.start.queries import board
from nguongoc.trace.chains.actions import catch_up, draw_all
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.events.models import Capture
from world import (
    LD_JSON,
    NOW,
    SINCE,
    a_document,
    a_lot,
    a_page_of,
    a_party,
    a_product,
    a_second_factor,
    a_sender,
    a_user,
    an_event,
    as_bytes,
    begin,
    event_number,
    seen_by,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party("HTX chè Mẫu")


def sections(user: User) -> dict[str, Any]:
    """The lists of this user's start page, by their id."""
    made = board(seen_by(user), at=timezone.localtime())
    return {section.id: section for section in (*made.main, *made.aside)}


def send(sender: Sender, *events: dict[str, Any]) -> Capture:
    """Captured just now: start pages look at the last days."""
    return capture(as_bytes(a_document(*events)), media_type=LD_JSON, sender=sender, at=timezone.now())


def refuse(sender: Sender) -> Capture:
    """A document of which one event is good and one is not, taken in part."""
    bad = an_event(eventID=event_number(9), action="NONSENSE")
    proceed = Sender(sender.party, sender.user, Capture.Behaviour.PROCEED)
    body = as_bytes(a_document(an_event(), bad))
    return capture(body, media_type=LD_JSON, sender=proceed, at=timezone.now())


def test_a_refused_document_waits_with_its_problem_in_vietnamese(owner: Party) -> None:
    sender = a_sender(owner)
    job = refuse(sender)
    assert not job.success
    row = sections(sender.user)["bi-tu-choi"].rows[0]
    assert row.link == f"/lan-ghi/{job.pk}/"
    assert "Sự kiện thứ 2" in row.name.vi
    assert row.name.vi != row.name.en
    page = unescape(a_page_of(sender.user).get(row.link).content.decode())
    assert job.problems[0]["vi"] in page
    listed = a_page_of(sender.user).get("/lan-ghi/?ket-qua=tu-choi")
    assert [one.pk for one in listed.context["table"].page] == [job.pk]


def test_officers_see_refusals_by_party(owner: Party) -> None:
    sender = a_sender(owner)
    refuse(sender)
    officer = a_user(a_party("Sở", "agency"), "lead-officer")
    rows = sections(officer)["bi-tu-choi"].rows
    assert [(row.name, row.status.words.vi) for row in rows] == [("HTX chè Mẫu", "1 lần bị từ chối")]
    behind = a_page_of(officer).get(rows[0].link)
    assert behind.context["table"].page.paginator.count == 1


def test_dates_come_nearest_first_and_then_those_just_past(owner: Party) -> None:
    product = a_product(owner)
    for number, days in (("PAST", -3), ("OLD", -400), ("NEAR", 2), ("LATER", 20), ("FAR", 300)):
        a_lot(product, number, expires_on=TODAY + days * DAY)
    section = sections(a_user(owner))["han-dung"]
    assert [row.code for row in section.rows] == ["NEAR", "LATER", "PAST"]
    assert section.count == 2
    assert section.rows[0].when == "còn 2 ngày"
    assert section.rows[2].when.vi == "3 ngày trước"


def test_next_steps_name_what_is_missing_most(owner: Party) -> None:
    sender, product = a_sender(owner), a_product(owner)
    for number in ("L1", "L2", "QUIET"):
        a_lot(product, number)
    key = product.identifier
    for place, number in enumerate(("L1", "L2"), 1):
        packed = [{"epcClass": f"{key}/10/{number}", "quantity": 1}]
        send(sender, an_event(eventID=event_number(place), bizStep="packing", quantityList=packed))
    draw_all(at=NOW)
    said = [row.name.vi for row in sections(sender.user)["lam-tiep"].rows]
    assert said[0] == "Bổ sung công đoạn hái búp cho 2 lô"
    assert "Ghi sự kiện đầu tiên cho 1 lô" in said
    rows = sections(sender.user)["lam-tiep"].rows
    listed = [a_page_of(sender.user).get(row.link).context["table"].page.paginator.count for row in rows]
    assert listed == [2, 2, 2, 1]


def test_who_never_sent_anything_is_told_to_begin(owner: Party) -> None:
    first = sections(a_user(owner))["lam-tiep"].rows[0]
    assert first.name.vi == "Gửi sự kiện đầu tiên của đơn vị"


def test_a_lot_told_of_after_its_date_is_the_officers_work(owner: Party) -> None:
    a_lot(a_product(owner), produced_on=TODAY - 90 * DAY, expires_on=TODAY - 80 * DAY)
    late = (timezone.localtime() - 5 * DAY).isoformat()
    send(a_sender(owner), an_event(eventTime=late))
    draw_all(at=NOW)
    officer = a_user(a_party("Sở", "agency"), "inspector")
    assert [row.code for row in sections(officer)["ghi-sau-han"].rows] == ["L260912"]


def test_products_without_required_fields_are_named_with_what_they_lack(owner: Party) -> None:
    a_product(owner, net_content="100 g", standards="TCVN 13993:2024")
    officer = a_user(a_party("Sở", "agency"), "department-officer")
    section = sections(officer)["san-pham"]
    assert section.count == 1
    assert "thời hạn sử dụng" in section.rows[0].note.vi
    assert "khối lượng tịnh" not in section.rows[0].note.vi


def test_the_administrator_sees_who_is_behind_and_which_keys_end_soon(owner: Party) -> None:
    admin = a_user(a_party("Sở", "agency"), "system-administrator")
    now = timezone.now()
    make_token(admin, name="sắp hết", scopes=["query"], actor=None, at=now, expires_at=now + 5 * DAY)
    make_token(admin, name="còn lâu", scopes=["query"], actor=None, at=now, expires_at=now + 300 * DAY)
    catch_up(now)
    shown = sections(admin)
    assert [row.name for row in shown["khoa"].rows] == ["sắp hết"]
    assert [row.code for row in shown["nguoi-doc"].rows] == ["chains"]
    send(a_sender(owner), an_event())
    assert [(one.follower, one.events) for one in lags()] == [("chains", 1)]
    assert unsealed() > 0


def test_somebody_with_two_roles_gets_the_first_of_them(owner: Party) -> None:
    user = a_user(owner, "recorder")
    join(user, a_party("UBND tỉnh Mẫu", "agency"), "leader", since=SINCE, actor=None, at=NOW)
    a_second_factor(user)
    assert len(board(seen_by(user), at=timezone.localtime()).tiles) == 5


@pytest.mark.parametrize(
    ("permissions", "holds"),
    [
        (["events.query", "events.see_all", "registry.see_all"], "Sản phẩm thiếu thông tin"),
        (["registry.see_all"], "Đơn vị theo loại"),
        (["events.query"], "Nên làm tiếp"),
    ],
)
def test_a_role_of_ones_own_making_starts_on_what_it_may_see(
    owner: Party, permissions: list[str], holds: str
) -> None:
    Role.objects.create(code="khac", name_vi="Khác", name_en="Other", permissions=permissions)
    page = a_page_of(a_user(owner, "khac")).get("/").content.decode()
    assert holds in unescape(page)


def test_an_empty_store_says_what_to_do(owner: Party) -> None:
    page = unescape(a_page_of(a_user(owner)).get("/").content.decode())
    assert "nguongoc token" in page
    assert "Mọi lô đã có sự kiện đều đủ công đoạn" in page
    assert "Mở thử một mã" not in a_page_of(None).get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/lo-hang/", "/san-pham/", "/don-vi/", "/lan-ghi/", "/tim/?q=che"])
def test_every_page_speaks_english_by_a_link(owner: Party, path: str) -> None:
    a_lot(a_product(owner))
    joint = "&" if "?" in path else "?"
    page = a_page_of(a_user(owner)).get(f"{path}{joint}lang=en").content.decode()
    main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
    assert not re.search(r"\b(Lô hàng|Đơn vị|Sản phẩm|Việc|Tìm|Xem tất cả)\b", main)


@pytest.mark.parametrize("path", ["/lo-hang/", "/san-pham/", "/don-vi/", "/lan-ghi/"])
def test_every_register_is_a_spreadsheet_too(owner: Party, path: str) -> None:
    a_lot(a_product(owner))
    send(a_sender(owner), an_event())
    answer = a_page_of(owner.memberships.get().user).get(f"{path}?xuat=xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(answer).startswith(b"PK")


@pytest.mark.parametrize("path", ["/lo-hang/", "/san-pham/", "/don-vi/", "/lan-ghi/", "/nhat-ky/"])
def test_every_column_sorts_and_every_filter_filters(owner: Party, path: str) -> None:
    a_lot(a_product(owner))
    send(a_sender(owner), an_event())
    draw_all(at=NOW)
    client = a_page_of(a_user(a_party("Sở", "agency"), "system-administrator"))
    table = client.get(path).context["table"]
    asked = [f"sap-xep={value}" for value, _, _ in table.orders]
    asked += [f"{choice.key}={value}" for choice, _ in table.filters for value, _ in choice.choices]
    for one in [*asked, "tim=che", "tim=L26", "tim=%25"]:
        assert client.get(f"{path}?{one}").status_code == 200, one
