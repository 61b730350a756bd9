"""The demonstration province: fiction that says so, through the real doors, with every story reading right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import orjson
import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nguongoc.config import demo
from nguongoc.config.demo import province as made
from nguongoc.config.demo.telling import ZONE
from nguongoc.config.install import install
from nguongoc.foundation.accounts.actions import ROLES, make_token
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Membership, Party, Site
from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.registry.products.models import Product
from nguongoc.reports.start import demonstration as names
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.queries import with_id

AT = datetime.now(ZONE).replace(hour=0, minute=5, second=0, microsecond=0)
"""Five minutes into today: the hardest time for what must not lie in the future."""
TRIALS = {trial.path: trial for trial in names.TRIALS}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The province, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        install(at=AT)
        demo.load(at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_loaded: None, db: None) -> None:
    """The province, with what a test changes in it taken back."""


def text(client: Client, path: str) -> str:
    """What a reader sees at this address: the main part, without tags, blanks single."""
    main = (
        client.get(path, follow=True, headers={"Accept": "text/html"}).content.decode().partition("<main")[2]
    )
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def bodies(**conditions: Any) -> list[dict[str, Any]]:
    return list(Event.objects.filter(**conditions).values_list("body", flat=True))


def mass(elements: list[dict[str, Any]]) -> Decimal:
    """kg in a quantity list; packs count with their net weight, jars with 0.7 kg, live fish not at all."""
    net = {
        names.SHAN: "0.1",
        names.GREEN: "0.2",
        names.BLACK: "0.05",
        names.NOODLES: "0.5",
        names.HONEY: "0.7",
    }
    total = Decimal(0)
    for one in elements:
        each = "1" if one.get("uom") == "KGM" else net.get(one["epcClass"].split("/")[4], "0")
        total += Decimal(str(one["quantity"])) * Decimal(each)
    return total


@pytest.mark.usefixtures("loaded")
def test_two_seasons_are_told_and_nothing_lies_in_the_future() -> None:
    assert Event.objects.count() >= 3_000
    times = Event.objects.order_by("event_time").values_list("event_time", flat=True)
    first, last = times.first(), times.last()
    assert first is not None
    assert last is not None
    assert last <= AT
    assert last > AT - timedelta(days=10)
    assert first < AT - timedelta(days=500)
    assert not Capture.objects.filter(received_at__gt=AT).exists()


@pytest.mark.usefixtures("loaded")
def test_every_document_but_two_went_through_the_door_whole_and_without_a_warning() -> None:
    partly, refused = Capture.objects.filter(success=False).order_by("-events")
    assert (partly.events, len(partly.problems)) == (2, 1)
    assert (refused.events, len(refused.problems)) == (0, 3)
    jobs = Capture.objects.filter(success=True)
    assert {(job.success, job.repeated, str(job.problems), str(job.warnings)) for job in jobs} == {
        (True, 0, "[]", "[]")
    }
    assert sum(job.events for job in (*jobs, partly)) == Event.objects.count()
    assert max(job.events for job in jobs) <= 200
    assert len({job.sender_id for job in jobs}) >= 10


@pytest.mark.usefixtures("loaded")
def test_every_party_and_product_says_that_it_is_fiction() -> None:
    parties = Party.objects.exclude(kind="operator")
    assert parties.filter(kind="household").count() == 40
    for party in parties:
        assert party.is_demonstration
        assert "(trình diễn)" in party.names.get().name
        assert party.tax_code is None
        assert party.gln is None
    for product in Product.objects.all():
        assert product.is_demonstration
        assert product.is_internal
        assert "(trình diễn)" in product.name
    assert not Site.objects.exclude(gln=None).exists()


@pytest.mark.usefixtures("loaded")
def test_no_number_of_gs1_is_invented() -> None:
    found = set(re.findall(r"id\.gs1\.org/(\d+)/(\d+)", orjson.dumps(bodies()).decode()))
    assert {key for key, _ in found} == {"01"}
    assert {number for _, number in found} <= set(Product.objects.values_list("gtin", flat=True))


@pytest.mark.usefixtures("loaded")
def test_loading_twice_changes_nothing() -> None:
    before = [model.objects.count() for model in (Event, Capture, Party, Lot, User)]
    demo.load(at=AT + timedelta(days=1))
    assert [model.objects.count() for model in (Event, Capture, Party, Lot, User)] == before


@pytest.mark.usefixtures("loaded")
def test_nothing_weighs_more_than_it_was_made_of_but_one_lot() -> None:
    impossible = f"https://id.gs1.org{names.path(names.SHAN, names.IMPOSSIBLE)}"
    over = {}
    for body in bodies(event_type="TransformationEvent"):
        taken, given = mass(body["inputQuantityList"]), mass(body["outputQuantityList"])
        if given > taken and taken:
            over[body["outputQuantityList"][0]["epcClass"]] = given / taken
    assert over == {impossible: Decimal("1.18")}


@pytest.mark.usefixtures("loaded")
def test_four_and_a_half_to_five_kilos_of_leaf_make_one_of_tea_and_some_dust() -> None:
    made_tea = [
        body
        for body in bodies(event_type="TransformationEvent", biz_step="commissioning")
        if body["outputQuantityList"][0]["epcClass"].split("/")[4] == names.DRY
    ]
    assert len(made_tea) > 200
    for body in made_tea:
        tea, dust = body["outputQuantityList"]
        assert dust["epcClass"].split("/")[4] == names.DUST
        ratio = mass(body["inputQuantityList"]) / mass([tea, dust])
        assert Decimal("4.48") <= ratio <= Decimal("5.02")
        assert dust["quantity"] > 0


@pytest.mark.usefixtures("loaded")
def test_leaf_is_merged_split_blended_and_dried_again() -> None:
    transformations = bodies(event_type="TransformationEvent")
    inputs = [one["epcClass"] for body in transformations for one in body["inputQuantityList"]]
    assert len(inputs) > len(set(inputs)), "no lot was used in two transformations"
    assert any(body["bizStep"] == "other" for body in transformations), "nothing was dried again"
    packings = [body for body in transformations if body["bizStep"] == "packing"]
    assert any(len(body["inputQuantityList"]) > 1 for body in packings), "no lot is a blend"
    assert all(len(body["inputQuantityList"]) > 1 for body in bodies(biz_step="collecting"))


@pytest.mark.usefixtures("loaded")
def test_the_showcase_has_every_stage_at_every_level_of_proof(client: Client) -> None:
    assert demo.showcase() in TRIALS
    page = text(client, demo.showcase())
    assert "7 trên 7 công đoạn có bằng chứng" in page
    for stage, proof in (
        ("Hái búp", "đã kiểm tra"),
        ("Thu mua", "có chứng từ"),
        ("Chế biến", "đã kiểm tra"),
        ("Kiểm nghiệm", "phòng thử nghiệm"),
        ("Đóng gói", "tự khai"),
        ("Vận chuyển", "có chứng từ"),
    ):
        assert f"{stage} {proof}" in page
    assert "từ 14 nơi" in page
    assert "28 chứng từ" in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("path", "said", "unsaid"),
    [
        (names.path(names.SHAN, names.GAP), "Còn thiếu: vận chuyển", "7 trên 7"),
        (names.path(names.GREEN, names.EXPIRED), "đã hết hạn", "Còn thiếu"),
        (names.path(names.SHAN, names.IMPOSSIBLE), "40 kg → 472", "đã hết hạn"),
        (
            names.path(names.BLACK, names.SILENT),
            "Lô này đã được đăng ký nhưng chưa có công đoạn",
            "Hành trình",
        ),
        (names.path(names.SHAN, names.CORRECTED), "196 kg", "952 kg"),
        (names.path(names.HONEY, names.STAMPED, names.STAMP), "Gắn tem từng chai", "Còn thiếu"),
        (names.path(names.SHAN), "Mã này chỉ loại sản phẩm", "Hành trình"),
        (names.path(names.NOBODYS), "Đừng coi mã này là bằng chứng nguồn gốc", "(trình diễn)"),
    ],
)
def test_each_story_reads_as_the_page_of_trials_promises(
    client: Client, path: str, said: str, unsaid: str
) -> None:
    assert path in TRIALS
    page = text(client, path)
    assert said in page
    assert unsaid not in page


@pytest.mark.usefixtures("loaded")
def test_every_code_to_try_is_answered_with_the_status_of_its_story(client: Client) -> None:
    statuses = {path: client.get(path, follow=True).status_code for path in TRIALS}
    assert len(statuses) == len(names.TRIALS)
    *lots, unknown, bad = statuses.values()
    assert set(lots) == {200}
    assert (unknown, bad) == (404, 400)


@pytest.mark.usefixtures("loaded")
def test_the_late_correction_keeps_both_versions_and_counts_one() -> None:
    declared = Event.objects.get(event_type="ObjectEvent", declared_at__isnull=False)
    assert declared.declared_at is not None
    assert declared.declared_at - declared.event_time > timedelta(days=10)
    wrong, declaration = with_id(declared.event_id, SYSTEM)
    assert wrong.body["quantityList"] == declaration.body["quantityList"]
    (right,) = with_id(declaration.body["errorDeclaration"]["correctiveEventIDs"][0], SYSTEM)
    assert (wrong.body["quantityList"][0]["quantity"], right.body["quantityList"][0]["quantity"]) == (840, 84)


@pytest.mark.usefixtures("loaded")
def test_there_is_an_account_for_every_role_and_one_password_for_people() -> None:
    rows = Membership.objects.filter(party__is_demonstration=True).select_related("user")
    assert {row.role_id for row in rows} == {code for code, *_ in ROLES}
    for row in rows:
        assert row.user.username.startswith("trinhdien-")
        assert row.role_id in names.SEE
        assert check_password(names.PASSWORD, row.user.password) is (not row.user.is_service)


@pytest.mark.usefixtures("loaded")
def test_a_stranger_reads_what_to_try_and_with_which_account(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get("/trinh-dien/").content.decode()
    assert len(asked) <= 12
    assert len(page.encode()) < 50_000
    for path in TRIALS:
        assert f'href="{path}"' in page
    for username in made.ACCOUNTS:
        assert username in page
    assert names.PASSWORD in page
    assert "hư cấu" in page


@pytest.mark.usefixtures("loaded")
def test_the_page_of_trials_is_whole_in_english(client: Client) -> None:
    page = client.get("/trinh-dien/?lang=en").content.decode()
    for trial in names.TRIALS:
        assert trial.see.en in unescape(page)
        assert trial.see.vi not in unescape(page)


@pytest.mark.usefixtures("loaded")
def test_the_lines_to_paste_do_what_is_said_of_them(client: Client) -> None:
    now = AT + timedelta(hours=1)
    make, ask, send = (one.line for one in names.commands("http://testserver", at=now))
    username = make.partition("--user ")[2].split()[0]
    user = User.objects.get(username=username)
    scopes = make.partition("--scopes ")[2].rstrip(")").split(",")
    token = make_token(user, name="thu-nghiem", scopes=scopes, actor=None, at=now)
    bearer = {"Authorization": f"Bearer {token}"}
    asked = client.get(ask.split('"')[-2].removeprefix("http://testserver"), headers=bearer)
    assert len(orjson.loads(asked.content)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 5
    assert 'rel="next"' in asked["Link"]
    document = re.search(r"-d '(\{.*\})'$", send)
    assert document is not None
    sent = client.post("/epcis/capture", document[1], content_type="application/ld+json", headers=bearer)
    assert sent.status_code == 202
    assert "Đóng gói tự khai" in text(client, names.path(names.BLACK, names.SILENT))
