"""The given tables of the statistics office, turned into spreadsheets as a clerk's are, through the importing door and
into a run."""

from __future__ import annotations

import pytest

from conformance.tfp import table
from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp.frozen import Assumptions
from nguongoc.programme.productivity.actions import import_sheet, start
from nguongoc.programme.productivity.actions.series import Imported
from nguongoc.programme.productivity.models import Area, Vintage
from programme.productivity.province import an_area, published, sheet
from world import NOW

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]

SPELLINGS = {
    "vi": lambda value: f"{value:,.1f}".translate(str.maketrans(",.", ".,")),
    "en": lambda value: f"{value:,.1f}",
    "number": lambda value: value,
}


def as_sheet(name: str, column: str, spelling: str) -> tuple[bytes, dict[str, dict[int, float]]]:
    """A given table as XLSX: bilingual title, unit, “Sơ bộ” years, “..” where a year is missing; and its figures."""
    known: dict[str, dict[int, float]] = {}
    status: dict[int, bool] = {}
    for row in table(name):
        if row[column]:
            known.setdefault(row.get("activity", "Tổng số"), {})[int(row["year"])] = float(row[column])
            status[int(row["year"])] = row.get("prel") == "True"
    years = sorted(status)
    spell = SPELLINGS[spelling]
    rows: list[list[object]] = [["Bảng 45 - Table 45"], ["Tỷ đồng - Bill. dongs"], []]
    rows.append([None, *(f"Prel. {year}" if status[year] else year for year in years)])
    rows += [[label, *(spell(v[y]) if y in v else ".." for y in years)] for label, v in known.items()]
    return sheet(rows), known


def take(content: bytes, measure: str, area: Area, **told: object) -> Imported:
    base = {"price_base": "2010"} if measure.endswith("constant") else {}
    return import_sheet(
        content, area=area, measure=measure, publication=published(**base, **told), actor=None, at=NOW
    )


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_gdp_by_activity_comes_in_whole_in_either_spelling(spelling: str) -> None:
    content, known = as_sheet("gso_vn_gdp_by_activity", "gdp_const2010_bn", spelling)
    found = take(content, "grdp_constant", an_area())
    lines = {one.series.sector: one for one in found.vintages}
    assert set(lines) == {"", "I", "electricity", "tax"}
    assert lines[""].values == pytest.approx(known["TOTAL"])
    taxes = next(values for label, values in known.items() if label.startswith("Products taxes"))
    assert lines["tax"].values == pytest.approx(taxes)
    assert len(found.passed_over) == len(known) - 4
    last = max(known["TOTAL"])
    assert lines[""].figures[last].status == "preliminary"


def test_the_missing_year_of_employment_stays_missing_and_stops_a_run_that_needs_it() -> None:
    area = an_area()
    content, known = as_sheet("gso_vn_employment_by_activity", "employed_thous", "vi")
    found = {one.series.sector: one for one in take(content, "employed", area).vintages}
    assert 2006 not in found[""].values
    take(as_sheet("gso_vn_gdp_by_activity", "gdp_const2010_bn", "vi")[0], "grdp_constant", area)
    take(as_sheet("gso_vn_investment_total", "inv_const2010_bn", "number")[0], "investment_constant", area)
    with pytest.raises(Refused) as refused:
        start(area, name="x", first=2006, last=2010, assumptions=Assumptions(), actor=None, at=NOW)
    assert "employed.whole.2006" in {one.where for one in refused.value.problems}
    assert 2007 in known["TOTAL"]


def test_viet_nam_2011_to_2015_falls_where_the_grid_of_the_specification_does() -> None:
    area = an_area("Việt Nam", demonstration=False)
    for name, column, measure in (
        ("gso_vn_gdp_by_activity", "gdp_const2010_bn", "grdp_constant"),
        ("gso_vn_employment_by_activity", "employed_thous", "employed"),
        ("gso_vn_investment_total", "inv_const2010_bn", "investment_constant"),
    ):
        take(as_sheet(name, column, "vi")[0], measure, area)
    run = start(
        area, name="VN", first=2011, last=2015, assumptions=Assumptions(alpha=0.45), actor=None, at=NOW
    )
    share = run.figures["official"]["period"]["share_tfp"]
    low, _, high = run.figures["interval"]["share"]
    assert 19 < share < 46
    assert low < share < high
    assert Vintage.objects.count() == 3 + 5
