"""The pages of support cases over HTTP: one story from the draft to the follow-up, told by everybody in it, and what
strangers may look up."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.evidence.models import Entry
from nguongoc.programme.plan.models import Phase
from nguongoc.programme.support.actions import applying, handling
from nguongoc.programme.support.models import Case, CodePrefix, Council, Kind, Miss
from nguongoc.registry.certificates.actions import add_certificate
from nguongoc.registry.certificates.models import Certificate
from nguongoc.reports.indicators.indicators import figure
from programme.support.cases import (
    PHONE,
    TOLD,
    Scene,
    a_granted,
    a_pdf,
    a_processed,
    a_received,
    a_scene,
    a_submitted,
    an_expert,
    fresh,
)
from world import a_page_of, a_party, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def scan(name: str = "giay.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf().getvalue())


def version(case: Case) -> dict[str, int]:
    return {"version": fresh(case).version, "settled": 0}


def body(page: Client, path: str, status: int = 200) -> str:
    answer = page.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def deed(page: Client, case: Case, slug: str, status: int = 302, **told: Any) -> str:
    answer = page.post(f"/ho-tro/{case.pk}/{slug}/", {**version(case), **told})
    assert answer.status_code == status, (slug, answer.status_code, answer.content.decode()[:3000])
    return answer.content.decode()


def test_a_case_from_its_draft_to_the_third_year(scene: Scene) -> None:
    mine, desk, leader = (
        a_page_of(scene.applicant),
        a_page_of(scene.officer),
        a_user(a_party("UBND", "agency"), "leader"),
    )
    kind = Kind.objects.get(code="chung-nhan")
    started = mine.post("/ho-tro/moi/?tieu-chuan=iso-22000&ten=ISO 22000", {"kind": kind.pk})
    case = Case.objects.get()
    assert started["Location"] == f"/ho-tro/{case.pk}/sua/"
    assert (case.wish_code, case.wish_name) == ("iso-22000", "ISO 22000")
    # The draft is kept as one types, field by field, and a wrong field keeps no other from being kept.
    typed = {**version(case), **TOLD, "total": "100", "asked": "200"}
    kept = mine.post(f"/ho-tro/{case.pk}/sua/", typed, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-swap-oob="true"' in kept
    assert "Không quá tổng kinh phí" in kept
    assert (fresh(case).scope, fresh(case).total, fresh(case).asked) == ("chè xanh", 100, None)
    assert "chè xanh" in body(mine, f"/ho-tro/{case.pk}/sua/")
    assert a_page_of(scene.officer).get(f"/ho-tro/{case.pk}/").status_code == 404
    assert "thiếu Giấy đăng ký" in body(mine, f"/ho-tro/{case.pk}/")
    assert "Chưa có giấy" in deed(mine, case, "nop", 422)
    paper = {"code": "dang-ky-kinh-doanh", "file": scan("dang-ky.docx")}
    assert mine.post(f"/ho-tro/{case.pk}/giay/", paper).status_code == 302
    deed(mine, case, "nop")
    code = fresh(case).code
    assert "Đã nộp, còn sửa được" in body(mine, f"/ho-tro/{case.pk}/")
    pdf = mine.get(f"/ho-tro/{case.pk}/bien-nhan.pdf")
    assert pdf.content.startswith(b"%PDF")
    # Before it is opened, officers do not read it; afterwards the applicant does not edit it.
    assert "chè xanh" not in body(desk, f"/ho-tro/{case.pk}/")
    file = fresh(case).papers.get().file_id
    assert desk.get(f"/ho-tro/{case.pk}/tep/{file}").status_code == 404
    deed(desk, case, "mo")
    assert "chè xanh" in body(desk, f"/ho-tro/{case.pk}/")
    late = mine.post(f"/ho-tro/{case.pk}/sua/", {**version(case), **TOLD, "scope": "VỪA GÕ"})
    assert late.status_code == 422
    assert "VỪA GÕ" in late.content.decode()
    assert "Cán bộ đã mở hồ sơ" in late.content.decode()
    # Received, asked for more, answered right there.
    deed(desk, case, "tiep-nhan", officer=scene.officer.pk)
    deed(desk, case, "yeu-cau", **{"field-scope": "Ghi rõ xưởng nào", "paper-bao-gia": "Chưa có báo giá"})
    shown = body(mine, f"/ho-tro/{case.pk}/")
    assert "Ghi rõ xưởng nào" in shown
    assert "đồng hồ đang dừng" in shown
    first, second = case.asks.order_by("pk")
    answer = mine.post(f"/ho-tro/{case.pk}/bo-sung/{first.pk}/", {f"a{first.pk}-answer": "xưởng số 1"})
    assert answer.status_code == 302
    answer = mine.post(f"/ho-tro/{case.pk}/bo-sung/{second.pk}/", {f"a{second.pk}-file": scan("bao-gia.pdf")})
    assert (answer.status_code, fresh(case).state, fresh(case).scope) == (
        302,
        dossier.PROCESSING,
        "xưởng số 1",
    )
    assert "đạt" in body(desk, f"/ho-tro/{case.pk}/dieu-kien/")
    # An expert with an account declares and judges; a council scores.
    expert = a_user(a_party("Viện mẫu", "experts"), "expert")
    competence = an_expert("Chuyên gia mẫu", user=expert, until=timezone.localdate() + timedelta(days=300))
    judge = a_page_of(expert)
    assert judge.get(f"/ho-tro/{case.pk}/").status_code == 404
    deed(desk, case, "chuyen-gia", competence=competence.pk)
    given = case.assignments.get()
    assert "xưởng số 1" in body(judge, f"/ho-tro/{case.pk}/")
    assert judge.post(f"/ho-tro/tham-dinh/{given.pk}/khai/", {"has_conflict": "0"}).status_code == 302
    told = {"opinion": "for", "words": "Khả thi"}
    assert judge.post(f"/ho-tro/tham-dinh/{given.pk}/y-kien/", told).status_code == 302
    assert (
        desk.post(f"/ho-tro/tham-dinh/{given.pk}/danh-gia/", {"mark": "5", "words": "KỸ"}).status_code == 302
    )
    sitting = {"held_on": f"{timezone.localdate():%d/%m/%Y}", "criteria": "Cần thiết | 60\nKhả thi | 40"}
    wrong = deed(
        desk, case, "hoi-dong", 422, members="Ông Chủ", criteria="Cần thiết", held_on=sitting["held_on"]
    )
    assert "Dòng 1: ghi “tên | điểm tối đa”" in wrong
    deed(desk, case, "hoi-dong", members="Ông Chủ | chủ tịch\nBà Thư | thư ký", **sitting)
    council = Council.objects.get()
    sheet: dict[str, str] = {}
    for seat in council.seats.all():
        sheet |= {f"c{seat.pk}": "0", f"p{seat.pk}_0": "50,5", f"p{seat.pk}_1": "30"}
    assert desk.post(f"/ho-tro/hoi-dong/{council.pk}/", sheet).status_code == 302
    assert desk.post(f"/ho-tro/hoi-dong/{council.pk}/khep/", {"conclusion": "Đạt"}).status_code == 302
    assert desk.post(f"/ho-tro/hoi-dong/{council.pk}/", sheet).status_code == 422
    assert "80,5" in body(desk, f"/ho-tro/hoi-dong/{council.pk}/")
    deed(desk, case, "ghi-chu", words="GHI-CHÚ-KÍN")
    deed(a_page_of(leader), case, "quyet-dinh", verdict="support", reason="Đủ điều kiện", amount="50.000.000")
    deed(desk, case, "tra")
    # Carried out: contract, stage, acceptance, certificate, measures that only the enterprise shares.
    day = f"{timezone.localdate():%d/%m/%Y}"
    too_much = {"number": "01/HĐ", "signed_on": day, "total": "100.000.000", "support": "60.000.000"}
    assert "Không quá số tiền đã quyết định" in deed(desk, case, "hop-dong", 422, **too_much)
    deed(desk, case, "hop-dong", **{**too_much, "support": "50.000.000"})
    deed(desk, case, "giai-doan", name="Đánh giá", due_date=day)
    assert "Còn giai đoạn chưa xong" in deed(desk, case, "nghiem-thu", 422, on=day, words="Đạt")
    stage = fresh(case).contract.stages.get()
    assert desk.post(f"/ho-tro/giai-doan/{stage.pk}/xong/", {"on": day, "words": "Xong"}).status_code == 302
    deed(desk, case, "nghiem-thu", on=day, words="Đạt")
    certificate = a_certificate(scene, day=timezone.localdate())
    deed(desk, case, "chung-nhan", certificate=certificate.pk)
    assert (
        mine.post(f"/ho-tro/{case.pk}/so-do/0/", {"m-ty-le-loi": "3,5", "words": "SỐ RIÊNG"}).status_code
        == 302
    )
    assert sorted(case.follow_ups.values_list("year", flat=True)) == [0, 1, 2, 3]
    outside = a_page_of(leader)
    for page, sees in ((mine, True), (desk, True), (outside, False)):
        shown = body(page, f"/ho-tro/{case.pk}/thuc-hien/")
        assert ("3,5" in shown, "SỐ RIÊNG" in shown) == (sees, sees)
        assert certificate.number in shown
    # What officers wrote for officers is nowhere that anybody else looks, and every page asks little.
    everywhere = ("", "tham-dinh/", "thuc-hien/", "dieu-kien/")
    for page in (mine, judge, outside, desk):
        for path in everywhere:
            with CaptureQueriesContext(connection) as asked:
                answer = page.get(f"/ho-tro/{case.pk}/{path}")
            shown = answer.content.decode()
            assert ("GHI-CHÚ-KÍN" in shown) == (page is desk and path == ""), path
            assert ("KỸ" in shown) == (page is desk and path in ("", "tham-dinh/")), path
            assert len(asked) <= 12, (path, len(asked), [one["sql"][:150] for one in asked])
    found = mine.get("/ho-tro/?xuat=xlsx")
    sheet_ = openpyxl.load_workbook(io.BytesIO(b"".join(found))).active
    assert sheet_["A2"].value == code
    # And it is counted, until its scan is gone: then the page says which case and why.
    phase = Phase.objects.get(code="2026-2030")
    assert figure("doanh-nghiep-chung-nhan", phase, timezone.localdate()).value == 1
    from nguongoc.foundation.evidence.actions import withdraw

    withdraw(certificate.file, why="mẫu", actor=None, at=timezone.now())  # type: ignore[arg-type]
    after = figure("doanh-nghiep-chung-nhan", phase, timezone.localdate())
    assert (after.value, [one.lacks.vi for one in after.waiting]) == (  # type: ignore[union-attr]
        0,
        [f"hồ sơ {code}: giấy CN-01 thiếu bản quét"],
    )
    assert Entry.objects.filter(subject=f"support.case:{case.pk}", verb="case.moved").count() == 6


def a_certificate(scene: Scene, day: Any, number: str = "CN-01") -> Certificate:
    return add_certificate(
        scene.party,
        number=number,
        kind="iso-22000",
        issuer="Nơi cấp mẫu",
        scope="chè",
        issued_on=day,
        file=a_pdf(),
        actor=None,
        at=timezone.now(),
    )


def test_the_second_officer_is_shown_what_happened_and_what_they_typed(scene: Scene) -> None:
    case = a_processed(scene)
    seen = version(case)
    ruling = {"verdict": "support", "reason": "Đủ"}
    assert (
        a_page_of(scene.officer).post(f"/ho-tro/{case.pk}/quyet-dinh/", {**seen, **ruling}).status_code == 302
    )
    late = a_page_of(scene.other).post(
        f"/ho-tro/{case.pk}/quyet-dinh/", {**seen, "verdict": "refuse", "reason": "LÝ DO CỦA TÔI"}
    )
    shown = late.content.decode()
    assert late.status_code == 422
    for words in ("so-1 đã chuyển sang “Đã xử lý xong”", "LÝ DO CỦA TÔI", 'name="settled" value="'):
        assert words in shown


def test_anybody_looks_up_a_case_by_code_and_phone_slowly_and_sees_no_names(
    scene: Scene, client: Client
) -> None:
    case = a_received(scene)
    shown = client.post("/ho-tro/tra-cuu/", {"code": case.code.lower(), "phone": "+84 912345678"})  # type: ignore[union-attr]
    words = shown.content.decode()
    assert "Được tiếp nhận" in words
    assert not [one for one in ("HTX mẫu", "Người mẫu", "so-1", PHONE, "0100109106") if one in words]
    answers = {
        client.post("/ho-tro/tra-cuu/", told).content.decode().count("Không có hồ sơ nào khớp cả mã")
        for told in ({"code": case.code, "phone": "0912 345 679"}, {"code": "H35.00-1", "phone": PHONE})
    }
    assert len(answers) == 1
    for _ in range(6):
        client.post("/ho-tro/tra-cuu/", {"code": "H35.00-261102-0009", "phone": PHONE})
    told = {"code": case.code, "phone": PHONE}
    assert client.post("/ho-tro/tra-cuu/", told).status_code == 429
    Miss.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert client.post("/ho-tro/tra-cuu/", told).status_code == 200


def test_published_times_say_their_rule_and_kinds_change_from_a_day_on(scene: Scene, client: Client) -> None:
    a_granted(scene, at=timezone.now())
    shown = body(client, "/ho-tro/thoi-gian/")
    assert "Hồ sơ khép sau đó, hoặc khép cả đợt" in shown
    assert client.get("/ho-tro/thoi-gian/?tu=x&den=01/01/2027").status_code == 200
    desk, kind = a_page_of(scene.officer), Kind.objects.get(code="tccs")
    tomorrow = timezone.localdate() + timedelta(days=1)
    told = {
        "since": f"{tomorrow:%d/%m/%Y}",
        "name_vi": "TCCS",
        "source": "QĐ mẫu",
        "days": "15",
        "papers": "Giấy đăng ký kinh doanh, đăng ký hợp tác xã hoặc xác nhận hộ sản xuất | bắt buộc\nBản thảo",
    }
    assert desk.post(f"/ho-tro/loai/{kind.pk}/", {**told, "since": "01/01/2020"}).status_code == 422
    assert desk.post(f"/ho-tro/loai/{kind.pk}/", told).status_code == 302
    old, new = Kind.objects.filter(code="tccs").order_by("valid_from")
    assert (old.valid_to, new.days, new.is_open) == (tomorrow - timedelta(days=1), 15, False)
    assert [one.code for one in new.wanted] == ["dang-ky-kinh-doanh", "giay-2"]
    prefix = {"begins_with": "h35.12", "since": f"{tomorrow:%d/%m/%Y}", "source": "CV mẫu"}
    assert desk.post("/ho-tro/loai/dau-ma/", prefix).status_code == 302
    assert CodePrefix.objects.filter(prefix="H35.12").exists()
    for path in ("/ho-tro/loai/", "/chuyen-gia/", "/ho-tro/?luot=officer&han=qua"):
        with CaptureQueriesContext(connection) as asked:
            body(desk, path)
        assert len(asked) <= 12, (path, len(asked))


def test_old_cases_are_closed_in_a_batch_on_a_page(scene: Scene) -> None:
    at = timezone.now() - timedelta(days=300)
    old = [a_processed(scene, at=at, wish_name=f"cũ {n}") for n in range(2)]
    told = {"cases": [one.pk for one in old], "reason": "Hồ sơ tồn"}
    desk = a_page_of(scene.officer)
    with CaptureQueriesContext(connection) as asked:
        assert "cũ 1" in body(desk, "/ho-tro/khep-dot/")
    assert len(asked) <= 12
    assert desk.post("/ho-tro/khep-dot/", told).status_code == 302
    nothing_left = body(desk, "/ho-tro/khep-dot/")
    assert "Không có hồ sơ nào nhận trên 180 ngày" in nothing_left
    assert "<textarea" not in nothing_left
    assert set(Case.objects.values_list("state", "in_batch")) == {(dossier.STOPPED, True)}


def test_messages_go_both_ways_and_a_stranger_to_the_case_gets_none(scene: Scene) -> None:
    case = a_submitted(scene)
    applying.say(case, "Bao giờ xong?", actor=scene.applicant, at=timezone.now())
    deed(a_page_of(scene.officer), case, "nhan-lai", words="Tuần sau")
    shown = body(a_page_of(scene.applicant), f"/ho-tro/{case.pk}/")
    assert "Tuần sau" in shown
    handling.open_case(case, actor=scene.officer, at=timezone.now())
    other = a_page_of(a_user(a_party("Khác"), "qa-manager", "khac"))
    for path in ("", "sua/", "bien-nhan.pdf", "nop/", "tham-dinh/"):
        assert other.get(f"/ho-tro/{case.pk}/{path}").status_code == 404
