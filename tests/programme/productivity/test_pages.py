"""The pages of productivity, asked as each role asks them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nguongoc.domain.tfp import honest
from nguongoc.foundation.accounts.models import User
from nguongoc.programme.productivity.models import Break, Run, Series, Vintage
from programme.productivity.province import LABELS, a_run, a_table, an_area, fill
from world import a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    begin()
    return a_user(a_party("Sở", "agency"), "department-officer")


def of(role: str) -> Client:
    return a_page_of(a_user(a_party(f"Nơi {role}", "agency"), role))


def shown(client: Client, name: str, *args: Any, **asked: Any) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def a_form(**other: Any) -> dict[str, Any]:
    area = an_area()
    given = {
        "sheet": SimpleUploadedFile("bang.xlsx", a_table({LABELS[""]: {2023: "1.234,5", 2024: "1.300,1"}})),
        "area": area.pk,
        "measure": "grdp_constant",
        "price_base": "2010",
        "scale": "1",
        "source": "Niên giám 2025",
        "table": "12",
        "published_on": "30/06/2026",
    }
    return {**given, **other}


def test_an_officer_enters_a_sheet_and_every_figure_opens_its_cell(officer: User) -> None:
    client = a_page_of(officer)
    answer = client.post(reverse("productivity_import"), a_form(breaks="2024", why_break="phân loại mới"))
    assert answer.status_code == 302
    vintage = Vintage.objects.get()
    assert (vintage.entered_by, vintage.sheet is not None) == (officer, True)
    page = shown(client, "productivity_vintage", vintage.pk)
    assert 'id="nam-2024"' in page
    assert "B4" in page
    assert "phân loại mới" in page
    assert honest.DEMONSTRATION.vi in page
    assert "điểm gãy" in shown(client, "productivity_one", vintage.series_id)
    assert "GRDP, giá so sánh" in shown(client, "productivity_series")


def test_a_bad_cell_is_named_on_the_page_and_nothing_is_entered(officer: User) -> None:
    bad = SimpleUploadedFile("bang.xlsx", a_table({LABELS[""]: {2023: "1.234", 2024: "mười"}}))
    page = a_page_of(officer).post(reverse("productivity_import"), a_form(sheet=bad)).content.decode()
    assert "B4" in page
    assert "C4" in page
    assert not Vintage.objects.exists()


def test_a_break_without_its_reason_is_asked_for(officer: User) -> None:
    page = a_page_of(officer).post(reverse("productivity_import"), a_form(breaks="20x4")).content.decode()
    assert "Ghi năm bốn chữ số" in page
    page = a_page_of(officer).post(reverse("productivity_import"), a_form(breaks="2024")).content.decode()
    assert "Nói rõ vì sao" in page


def test_a_series_is_broken_and_linked_by_form(officer: User) -> None:
    area, client = an_area(), a_page_of(officer)
    for lines, day in (({2018: 10.5, 2020: 12.5}, "30/06/2021"), ({2020: 25.0, 2021: 27.5}, "30/06/2022")):
        sheet = SimpleUploadedFile("b.xlsx", a_table({LABELS[""]: lines}))
        client.post(reverse("productivity_import"), a_form(sheet=sheet, published_on=day))
    series = Series.objects.get(area=area)
    new, old = series.vintages.order_by("-number")
    address = reverse("productivity_decide", args=[series.pk])
    told = {"kind": "link", "vintage": new.pk, "other": old.pk, "year": 2020, "reason": "gốc giá"}
    assert "Ghi văn bản" in client.post(address, told).content.decode()
    assert client.post(address, {**told, "year": 2019, "document": "BB"}).status_code == 200
    assert client.post(address, {**told, "document": "BB 1"}).status_code == 302
    made = series.vintages.order_by("-number")[0]
    assert made.values == {2018: 21.0, 2020: 25.0, 2021: 27.5}
    broken = {"kind": "break", "vintage": new.pk, "year": 2021, "reason": "khái niệm mới"}
    assert client.post(address, broken).status_code == 302
    assert Break.objects.get().year == 2021
    assert "Lập từ các bản" in shown(client, "productivity_vintage", made.pk)


def a_run_form(**other: Any) -> dict[str, Any]:
    given = {
        "area": an_area().pk,
        "name": "TFP 2021–2025",
        "first": 2021,
        "last": 2025,
        "labour_share": "fixed",
        "alpha": "0,45",
        "alpha_why": "bảng cân đối liên ngành",
        "delta": "5",
        "delta_why": "thông lệ",
        "opening": "harberger",
        "timing": "end",
        "capital_input": "end",
        "labour": "persons",
        "target": "8",
        "target_capital": "6",
        "target_labour": "0,8",
    }
    return {**given, **other}


def test_a_run_is_started_read_computed_again_compared_and_reviewed(officer: User) -> None:
    fill(an_area())
    client = a_page_of(officer)
    answer = client.post(reverse("productivity_new"), a_run_form())
    run = Run.objects.get()
    assert answer["Location"] == reverse("productivity_run", args=[run.pk])
    page = shown(client, "productivity_run", run.pk)
    for words in ("Bảng 1.", "Bảng 10.", "không tính", "bảng cân đối liên ngành", "Kịch bản: GRDP tăng 8 %"):
        assert words in page
    source = Series.objects.get(measure="grdp_constant", sector="").vintages.get()
    assert f"{reverse('productivity_vintage', args=[source.pk])}#nam-2023" in page
    assert 'href="#bang-4"' in page
    again = client.post(reverse("productivity_again", args=[run.pk])).content.decode()
    assert "Giống từng bit" in again
    assert "Giống từng bit" in shown(of("auditor"), "productivity_again", run.pk, tinh="1")
    other = a_run(an_area(), alpha=0.4, name="Lần khác")
    compared = shown(client, "productivity_compare", a=run.pk, b=other.pk)
    assert "0,4000; 0,6000" in compared
    assert "Hai lần dùng cùng số liệu." in compared
    lead = of("lead-officer")
    refused = lead.post(
        reverse("productivity_review", args=[run.pk]), {"verdict": "approved"}
    ).content.decode()
    assert "Số liệu trình diễn không được duyệt" in refused
    assert (
        lead.post(
            reverse("productivity_review", args=[run.pk]),
            {"verdict": "returned", "note": "cần số chính thức"},
        ).status_code
        == 302
    )
    assert "cần số chính thức" in shown(client, "productivity_run", run.pk)


def test_what_stands_in_the_way_of_a_run_is_said_on_its_form(officer: User) -> None:
    fill(an_area(), only={"employed"})
    page = a_page_of(officer).post(reverse("productivity_new"), a_run_form(alpha="")).content.decode()
    assert "Ghi α giữa 0 và 1" in page
    page = a_page_of(officer).post(reverse("productivity_new"), a_run_form()).content.decode()
    assert "Thiếu chuỗi “GRDP, giá so sánh”" in page
    assert not Run.objects.exists()


def test_the_leader_reads_one_sentence_one_number_its_interval_and_conditions(officer: User) -> None:
    leader = of("leader")
    assert "Chưa có lần tính nào" in shown(leader, "productivity")
    fill(an_area())
    run = a_run(an_area(), actor=officer)
    page = shown(leader, "productivity")
    head = run.figures["official"]["period"]
    assert f"{head['share_tfp']:.1f}".replace(".", ",") in page
    for words in ("khoảng 90 %", "δ, tỷ lệ khấu hao", "Không kể điện", honest.DEMONSTRATION.vi):
        assert words in page


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
def test_every_file_is_handed_out_under_a_name_that_says_demonstration(officer: User, kind: str) -> None:
    fill(an_area())
    run = a_run(an_area())
    answer = a_page_of(officer).get(reverse("productivity_download", args=[run.pk, kind]))
    assert answer.status_code == 200
    assert f"trinh-dien.{kind}" in answer["Content-Disposition"]
    assert a_page_of(officer).get(reverse("productivity_download", args=[run.pk, "exe"])).status_code == 404


def test_the_registers_are_exported_and_the_template_is_handed_out(officer: User) -> None:
    fill(an_area())
    a_run(an_area())
    client = a_page_of(officer)
    for name in ("productivity_series", "productivity_runs"):
        assert client.get(reverse(name), {"xuat": "xlsx"}).status_code == 200
    handed = of("lead-officer").get(reverse("productivity_template"), {"tai": "1"})
    assert handed.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("role", "name", "opens"),
    [
        ("auditor", "productivity", True),
        ("auditor", "productivity_import", False),
        ("auditor", "productivity_new", False),
        ("leader", "productivity_runs", True),
        ("leader", "productivity_template", False),
        ("department-officer", "productivity_new", True),
        ("department-officer", "productivity_template", False),
        ("lead-officer", "productivity_template", True),
        ("commune-officer", "productivity", False),
        ("finance-officer", "productivity_new", False),
        ("qa-manager", "productivity", False),
    ],
)
def test_who_enters_who_runs_who_approves_and_who_reads(role: str, name: str, opens: bool) -> None:
    begin()
    assert of(role).get(reverse(name)).status_code == (200 if opens else 403)
