"""Our table of Lai Châu's units against the given one."""

from __future__ import annotations

import csv

import pytest

from conformance.given import given
from nguongoc.domain.vietnam.places import DISTRICTS, communes, former_communes, spellings
from nguongoc.domain.vietnam.text import matched

pytestmark = pytest.mark.conformance


def test_every_former_commune_has_its_code_name_district_and_successor() -> None:
    rows = csv.DictReader(
        (given("lai-chau") / "laichau_units_old_to_new.csv").read_text("utf-8").splitlines()
    )
    theirs = {
        (r["old_code"], matched(r["old_name"]), matched(DISTRICTS[r["old_district_code"]]), r["new_code"])
        for r in rows
        if matched(DISTRICTS[r["old_district_code"]]) == matched(r["old_district"])
    }
    ours = {(u.code, matched(u.name), matched(DISTRICTS[u.district]), u.into) for u in former_communes()}
    assert len(theirs) == 106
    assert ours == theirs


def test_every_unit_of_today_has_its_code_and_name() -> None:
    rows = csv.DictReader((given("lai-chau") / "laichau_units_2025.csv").read_text("utf-8").splitlines())
    theirs = {(row["code"], matched(row["full_name"])) for row in rows}
    assert {(unit.code, matched(unit.name)) for unit in communes()} == theirs


def test_the_merger_text_calls_every_commune_by_its_name_or_a_known_spelling() -> None:
    rows = csv.DictReader(
        (given("lai-chau") / "laichau_units_old_to_new.csv").read_text("utf-8").splitlines()
    )
    known = {(code, matched(spelling)) for code, _, spelling in spellings()}
    for row in rows:
        kind, said = row["name_in_merger_text"].split(" ", 1)
        name = said.removeprefix("trấn ") if kind == "Thị" else said
        same = matched(row["name_in_merger_text"]) == matched(row["old_name"])
        assert same or (row["old_code"], matched(name)) in known, row
