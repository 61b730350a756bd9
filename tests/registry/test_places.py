"""Places: our own code and a later GLN, what lies on the ground, files of shapes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.utils import timezone

from nguongoc.domain.problem import Refused
from nguongoc.domain.vietnam.ground import Feature, outline
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.parties.actions import change_site, draw_site, import_ground, unit_on
from nguongoc.registry.parties.models import Party, ProvinceOutline, Site
from nguongoc.registry.parties.queries import named_by
from world import NOW, TODAY, a_page_of, a_party, a_site, a_user, begin

pytestmark = pytest.mark.django_db
SQUARE = [(103.40, 22.40), (103.41, 22.40), (103.41, 22.41), (103.40, 22.41)]
GLN = "4012345000009"


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party()


def test_a_place_is_given_a_gln_later_and_what_was_printed_still_means_it(owner: Party) -> None:
    site = a_site(owner)
    printed = site.identifiers[0]
    change_site(site, gln=GLN, actor=None, at=NOW)
    assert named_by([printed, f"https://id.gs1.org/414/{GLN}"]).keys() == {
        printed,
        f"https://id.gs1.org/414/{GLN}",
    }
    for other in ("", "4012345000016"):
        with pytest.raises(Refused, match="once given stays"):
            change_site(site, gln=other, actor=None, at=NOW)
    with pytest.raises(Refused, match=site.code):
        change_site(a_site(owner), gln=GLN, actor=None, at=NOW)


def test_a_place_is_drawn_and_its_area_measured(owner: Party) -> None:
    site = a_site(owner)
    draw_site(site, outline(SQUARE), actor=None, at=NOW)
    site.refresh_from_db()
    assert site.area_m2 is not None
    assert 1_100_000 < site.area_m2 < 1_200_000
    assert "area_m2" in Entry.objects.get(verb="site.drawn").details["changes"]


def test_a_file_of_shapes_is_taken_in_whole_or_not_at_all(owner: Party) -> None:
    known = a_site(owner, "Nương số 1", "field")
    good = Feature("nương  Số 1", outline(SQUARE).geometry)
    new = Feature("", outline([(x + 0.02, y) for x, y in SQUARE]).geometry)
    crossing = {"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]]}
    told = {"unit": unit_on("03394", TODAY), "actor": None, "at": NOW}
    with pytest.raises(Refused) as refused:
        import_ground(owner, [good, Feature("Nương lỗi", crossing)], **told)  # type: ignore[arg-type]
    assert [one.where for one in refused.value.problems] == ["2. Nương lỗi"]
    assert not Site.objects.exclude(shape=None).exists()
    assert import_ground(owner, [good, new], only_check=True, **told) == [
        (known.code, "nương Số 1"),
        ("", "Thửa 2"),
    ]  # type: ignore[arg-type]
    assert owner.sites.count() == 1
    import_ground(owner, [good, new], **told)  # type: ignore[arg-type]
    assert sorted(owner.sites.values_list("name", flat=True)) == ["Nương số 1", "Thửa 2"]
    assert not owner.sites.filter(area_m2=None).exists()


def test_the_page_draws_from_lines_and_names_the_line_that_is_wrong(owner: Party) -> None:
    site, client = a_site(owner), a_page_of(a_user(owner))
    address = f"/dia-diem/{site.pk}/ranh-gioi/"
    sent = {"version": site.version, "settled": 0}
    wrong = client.post(address, {**sent, "points": "22.4, 103.4\nsai"})
    assert wrong.status_code == 422
    assert "Dòng 2" in wrong.content.decode()
    lines = "\n".join(f"{y}, {x}" for x, y in SQUARE)
    assert client.post(address, {**sent, "points": lines})["Location"] == f"/dia-diem/{site.pk}/"
    site.refresh_from_db()
    assert site.area_m2 > Decimal(1_000_000)  # type: ignore[operator]
    assert "22.4, 103.4" in client.get(address).content.decode()


MADE_UP = [[[102.5, 21.8], [103.6, 21.8], [103.6, 22.7], [102.5, 22.7], [102.5, 21.8]]]
"""No province's: an outline for this test, smaller than the box."""


def test_an_administrator_gives_the_outline_within_which_plots_lie_from_a_day_on(owner: Party) -> None:
    administrator = a_user(a_party("Sở", "agency"), "system-administrator")
    page, address = a_page_of(administrator), "/dia-gioi-tinh/"
    east = [(x + 0.3, y) for x, y in SQUARE]
    site = a_site(owner, "Nương phía đông", "field")
    draw_site(site, outline(east), actor=None, at=NOW)
    assert "khung chữ nhật" in page.get(address).content.decode()

    def give(geometry: object, **typed: object) -> HttpResponse:
        file = SimpleUploadedFile("dia-gioi.geojson", json.dumps(geometry).encode())
        told = {
            "since": f"{timezone.localdate():%d/%m/%Y}",
            "margin_m": 500,
            "source": "Bản thử",
            "file": file,
        }
        return page.post(address, {**told, **typed})  # type: ignore[return-value]

    crossed = [[MADE_UP[0][0], MADE_UP[0][2], MADE_UP[0][1], MADE_UP[0][3], MADE_UP[0][0]]]
    metres = [[[x * 5000, y * 5000] for x, y in MADE_UP[0]]]
    for wrong, words in (
        ({"type": "Polygon", "coordinates": crossed}, "tự cắt nhau"),
        ({"type": "Polygon", "coordinates": metres}, "VN-2000"),
        (
            {"type": "Polygon", "coordinates": [[*map(list, SQUARE), list(SQUARE[0])]]},
            "không thể là một tỉnh",
        ),
        ({"type": "Point", "coordinates": [103, 22]}, "Cần một vùng"),
        ({"type": "Polygon", "coordinates": "x"}, "Cần một vùng"),
    ):
        assert words in give(wrong).content.decode()
    good = {"type": "Polygon", "coordinates": MADE_UP}
    assert "từ hôm nay" in give(good, since="01/01/2026").content.decode()
    assert give(good)["Location"] == address
    assert "Đã có một dòng" in give(good).content.decode()
    shown = page.get(address).content.decode()
    assert "Bản thử" in shown
    assert site.code in shown
    kept = ProvinceOutline.objects.get()
    assert 11_000 < kept.area_km2 < 12_000
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        ProvinceOutline.objects.update(margin_m=0)

    client, ground = a_page_of(a_user(owner)), f"/dia-diem/{site.pk}/ranh-gioi/"
    sent = {"version": site.version, "settled": 0}
    refused = client.post(ground, {**sent, "points": "22.40, 103.70"})
    assert "nằm ngoài tỉnh" in refused.content.decode()
    assert client.post(ground, {**sent, "points": "22.40, 103.603"}).status_code == 302, "within the margin"
    told = {"unit": unit_on("03394", TODAY), "actor": None, "at": timezone.now()}
    with pytest.raises(Refused, match="outside Lai Ch"):
        import_ground(owner, [Feature("Nương", outline(east).geometry)], **told)  # type: ignore[arg-type]
