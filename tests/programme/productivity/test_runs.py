"""Runs: frozen, reproduced bit for bit, compared, reviewed by a second person, never altered."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import Error, transaction

from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp.frozen import Assumptions
from nguongoc.foundation.evidence.models import Entry
from nguongoc.programme.productivity.actions import import_sheet, reproduce, review, start
from nguongoc.programme.productivity.models import Area, Review, Run
from nguongoc.programme.productivity.queries import compare, headline_run, verdict
from programme.productivity.province import LABELS, a_run, a_table, an_area, fill, published
from world import NOW, a_party, a_user, begin, seen_by

pytestmark = pytest.mark.django_db

BARE = {"grdp_constant", "investment_constant", "employed"}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.problems}


@pytest.fixture
def area() -> Area:
    found = an_area()
    fill(found)
    return found


def revise(area: Area, factor: float = 1.01) -> None:
    """The statistics office revises 2025."""
    from domain.tfp.economy import figures

    values = {year: round(value, 1) for year, value in figures()[("grdp_constant", "")].items()}
    values[2025] = round(values[2025] * factor, 1)
    told = published(price_base="2010", published_on=date(2026, 12, 1))
    sheet = a_table({LABELS[""]: values})
    import_sheet(sheet, area=area, measure="grdp_constant", publication=told, actor=None, at=NOW)


def test_a_run_is_reproduced_bit_for_bit_after_its_figures_were_revised(area: Area) -> None:
    run = a_run(area, alpha=0.4)
    kept = run.result
    revise(area)
    again = Run.objects.get(pk=run.pk)
    done = reproduce(again, actor=None, at=NOW)
    assert (done.is_same, done.inputs_hold, done.differences) == (True, True, ())
    assert again.result == kept
    later = a_run(area, alpha=0.4)
    assert later.result != kept
    assert later.inputs_sha256 != run.inputs_sha256
    assert Entry.objects.filter(verb="run.reproduced", details__is_same=True).exists()


def test_a_result_that_was_tampered_with_is_told_by_its_place(area: Area) -> None:
    run = a_run(area)
    figures = json.loads(run.result)
    figures["official"]["period"]["c_tfp"] += 1
    forged = Run(
        inputs=run.inputs, inputs_sha256=run.inputs_sha256, result_sha256=run.result_sha256, pk=run.pk
    )
    forged.result = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    done = reproduce(forged, actor=None, at=NOW)
    assert not done.is_same
    assert [where for where, _, _ in done.differences] == ["official.period.c_tfp"]


@pytest.mark.parametrize("field", ["inputs", "result", "name"])
def test_a_run_is_never_altered(area: Area, field: str) -> None:
    run = a_run(area)
    with pytest.raises(Error, match="a_run_is_never_altered"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**{field: "x"})
    with pytest.raises(Error, match="a_run_is_never_altered"), transaction.atomic():
        Run.objects.filter(pk=run.pk)._raw_delete("default")


def test_every_problem_of_a_run_is_told_at_once() -> None:
    area = an_area()
    fill(area, only={"employed"})
    with pytest.raises(Refused) as refused:
        a_run(area)
    assert [one.where for one in refused.value.problems] == ["grdp_constant", "investment_constant"]
    assert not Run.objects.exists()


def test_a_break_stops_a_run_until_it_is_linked(area: Area) -> None:
    from nguongoc.programme.productivity.actions import flag_break, splice
    from nguongoc.programme.productivity.models import Series

    series = Series.objects.get(area=area, measure="employed", sector="")
    old = series.vintages.get()
    flag_break(old, 2022, why="khái niệm việc làm mới", actor=None, at=NOW)
    with pytest.raises(Refused) as refused:
        a_run(area)
    assert codes(refused) == {"break"}
    new_values = {year: 200.0 + year - 2021 for year in range(2021, 2026)}
    sheet = a_table({LABELS[""]: new_values})
    made = import_sheet(
        sheet, area=area, measure="employed", publication=published(), actor=None, at=NOW
    ).vintages[0]
    splice(old, made, reason="nối trên 2021–2025", document="Biên bản 3", actor=None, at=NOW)
    assert a_run(area).last_year == 2025


def test_figures_of_two_boundaries_are_not_computed_together(area: Area) -> None:
    told = published(boundary="từ 2025")
    sheet = a_table({LABELS[""]: {2020: 5.0, 2021: 6.0}})
    import_sheet(sheet, area=area, measure="hours", publication=told, actor=None, at=NOW)
    with pytest.raises(Refused) as refused:
        a_run(area)
    assert codes(refused) == {"mixed-boundaries"}


@pytest.mark.parametrize(("first", "last"), [(2025, 2021), (2000, 2025)])
def test_a_period_runs_forward_and_not_too_long(area: Area, first: int, last: int) -> None:
    with pytest.raises(Refused) as refused:
        a_run(area, first=first, last=last)
    assert codes(refused) == {"period"}


def test_a_run_of_what_was_known_then_takes_the_old_vintage(area: Area) -> None:
    revise(area, 1.05)
    then = start(
        area,
        name="cũ",
        first=2021,
        last=2025,
        assumptions=Assumptions(),
        as_of=date(2026, 7, 1),
        actor=None,
        at=NOW,
    )
    now = a_run(area)
    assert (
        now.figures["official"]["period"]["g_output"] > then.figures["official"]["period"]["g_output"] + 0.9
    )


def test_two_runs_are_compared_down_to_the_figure_that_differs(area: Area) -> None:
    first = a_run(area, alpha=0.4)
    revise(area)
    second = a_run(area, alpha=0.5)
    found = compare(first, second)
    assert [one.name.vi for one in found["figures"]] == ["GRDP, giá so sánh, 2025"]
    assert [one.first for one in found["assumptions"]] == ["0,4000; 0,6000"]
    assert found["results"][-2].first != found["results"][-2].second
    assert compare(first, first)["assumptions"] == []


def test_only_a_second_person_approves_and_never_demonstration_data() -> None:
    begin()
    office = a_party("Sở", "agency")
    officer, lead = a_user(office, "department-officer"), a_user(office, "lead-officer")
    real = an_area("Tỉnh Thật (thử)", demonstration=False)
    fill(real, only=BARE)
    run = a_run(real, actor=officer)
    for actor, said, note, code in (
        (officer, "approved", "", "own-run"),
        (lead, "withdrawn", "vì", "not-approved"),
        (lead, "returned", " ", "no-reason"),
    ):
        with pytest.raises(Refused) as refused:
            review(run, said=said, note=note, actor=actor, at=NOW)
        assert codes(refused) == {code}
    review(run, said="approved", note="", actor=lead, at=NOW)
    assert verdict(run) == "approved"
    assert headline_run(seen_by(lead)) == run
    with pytest.raises(Refused):
        review(run, said="approved", note="", actor=lead, at=NOW)
    review(run, said="withdrawn", note="có số chính thức", actor=lead, at=NOW)
    assert verdict(run) == "withdrawn"
    with pytest.raises(Error), transaction.atomic():
        Review.objects.filter(run=run).update(note="x")

    fiction = an_area()
    fill(fiction, only=BARE)
    with pytest.raises(Refused) as refused:
        review(a_run(fiction, actor=officer), said="approved", note="", actor=lead, at=NOW)
    assert codes(refused) == {"demonstration"}


def test_who_may_not_see_productivity_sees_no_row(area: Area) -> None:
    begin()
    a_run(area)
    other = seen_by(a_user(a_party("HTX"), "qa-manager"))
    assert not Run.objects.visible_to(other).exists()
    assert headline_run(other) is None
