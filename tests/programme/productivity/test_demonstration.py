"""The demonstration province's statistics: fiction everywhere marked, made by the real actions, and cheap."""

from __future__ import annotations

import pytest

from nguongoc.config.demo import productivity
from nguongoc.programme.productivity.models import Area, Run, Vintage
from nguongoc.programme.productivity.queries import revisions, tables
from world import NOW, a_party, a_user, begin

pytestmark = pytest.mark.django_db


def test_the_demonstration_says_it_is_and_shows_revision_link_backcast_and_electricity() -> None:
    begin()
    office = a_party("Sở mẫu", "agency")
    users = {
        "trinhdien-sonnmt": a_user(office, "department-officer"),
        "trinhdien-sokhcn": a_user(office, "lead-officer"),
    }
    productivity.load(users, at=NOW)
    assert {one.series.area.is_demonstration for one in Vintage.objects.select_related("series__area")} == {
        True
    }
    assert all(run.is_demonstration for run in Run.objects.all())
    area = Area.objects.get(name="Tỉnh Mẫu (trình diễn)")
    whole = area.series.get(measure="grdp_constant", sector="")
    assert [year for _, _, changes in revisions(whole) for year, *_ in changes] == [2024, 2025]
    assert set(Vintage.objects.values_list("origin", flat=True)) == {"entered", "linked", "summed"}
    run = Run.objects.filter(first_year=2021).latest("id")
    assert "reason" not in run.figures["electricity"]
    assert "reason" not in run.figures["sectors"]
    assert "không tính" in [
        cell.vi() for table in tables(run) if table.code == "5" for cell in table.rows[0].cells
    ]
