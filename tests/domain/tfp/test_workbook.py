"""A whole run, from frozen figures to printed tables, and the rules of honesty held on the way (productivity.md §5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest

from domain.tfp.economy import BARE, figures, frozen, vintage
from nguongoc.domain.problem import Refused
from nguongoc.domain.tfp import frozen as spelling
from nguongoc.domain.tfp import honest, interval, period, printed, sensitivity, workbook
from nguongoc.domain.tfp.frozen import Frozen
from nguongoc.domain.tfp.montecarlo import Ranges


@cache
def whole() -> tuple[Frozen, dict[str, Any]]:
    given = frozen(scenarios=(("mục tiêu 8 %", 8.0, 6.0, 0.8),))
    return given, workbook.work(given)


@cache
def bare() -> tuple[Frozen, dict[str, Any]]:
    given = frozen(BARE)
    return given, workbook.work(given)


def table(code: str, run: tuple[Frozen, dict[str, Any]] | None = None) -> printed.Table:
    given, result = run or whole()
    return next(one for one in printed.tables(given, result) if one.code == code)


def row(code: str, name: str, run: tuple[Frozen, dict[str, Any]] | None = None) -> list[str]:
    found = next(one for one in table(code, run).rows if one.name.vi.startswith(name))
    return [cell.vi() for cell in found.cells]


def codes(refused: Refused) -> set[str]:
    return {one.code for one in refused.problems}


def with_one(given: Frozen, measure: str, **other: Any) -> Frozen:
    """The same input with one vintage otherwise."""
    changed = [
        replace(one, **other) if (one.measure, one.sector) == (measure, "") else one for one in given.vintages
    ]
    return replace(given, vintages=tuple(changed))


def test_the_same_input_gives_the_same_bytes_and_reads_back() -> None:
    given, result = whole()
    text = spelling.write(given)
    assert spelling.read(text) == given
    assert spelling.write(spelling.read(text)) == text
    assert workbook.write(workbook.work(spelling.read(text))) == workbook.write(result)


def test_a_text_of_a_later_program_is_refused() -> None:
    with pytest.raises(Refused):
        spelling.read(spelling.write(whole()[0]).replace('"form":1', '"form":2'))


def test_the_period_is_that_of_its_first_and_last_level() -> None:
    given, result = whole()
    known = result["inputs"]
    expected = period.official(known["output"], known["capital"], known["labour"], known["labour_share"])
    assert result["official"]["period"]["c_tfp"] == pytest.approx(expected.c_tfp, rel=1e-10)
    assert given.first == 2021
    assert result["levels"][0] == 2020


def test_a_falling_year_prints_points_and_no_share_and_still_counts_in_the_average() -> None:
    year = [2021, 2022, 2023, 2024, 2025].index(2023)
    assert row("4", "Tăng trưởng")[year] == "-2,77"
    assert row("5", "TFP")[year] == "không tính"
    assert row("5", "Tổng")[-1] == "100,0"
    assert honest.WHY_NOT in table("5").notes
    without_it = 100 * ((1.06 * 1.09 * 1.10 * 1.08) ** (1 / 4) - 1)
    assert float(row("4", "Tăng trưởng")[-1].replace(",", ".")) < without_it - 1


@pytest.mark.parametrize("growth", [0.0, 0.99, -0.99, -2.77, float("nan")])
def test_no_share_of_a_growth_below_one_per_cent(growth: float) -> None:
    assert honest.share(0.5, growth) is None


def test_a_share_may_pass_a_hundred_or_be_negative() -> None:
    assert honest.share(-4.1, 11.2) == pytest.approx(-36.6, abs=0.1)
    assert (honest.share(6.0, 5.0) or 0) > 100


def test_the_period_share_is_not_the_mean_of_yearly_shares() -> None:
    result = whole()[1]
    yearly = [one[2] for one in result["official"]["shares"] if one[2] is not None]
    mean = result["official"]["period"]
    assert abs(float(np.mean(yearly)) - (honest.share(mean["c_tfp"], mean["g_output"]) or 0)) > 5


def test_a_headline_cannot_be_made_without_assumptions_or_interval() -> None:
    head = printed.headline(*whole())
    assert head.low < (head.share or 0) < head.high
    for without in ({"assumptions": {}}, {"low": float("nan")}, {"low": head.high + 1}):
        with pytest.raises(Refused):
            replace(head, **without)  # type: ignore[arg-type]


def test_the_sentence_has_its_interval_and_one_decimal() -> None:
    said = printed.sentence(printed.headline(*whole()), "Tỉnh Mẫu").vi
    assert "khoảng 90 %" in said
    assert "45,2 % tăng trưởng" in said


def test_a_period_that_hardly_grew_has_a_sentence_in_points() -> None:
    flat = {year: 10000.0 * 1.002 ** (year - 2010) for year in range(2010, 2026)}
    given = with_one(frozen(BARE), "grdp_constant", values=flat)
    run = (given, workbook.work(given))
    head = printed.headline(*run)
    assert head.share is None
    assert "tỷ trọng không tính" in printed.sentence(head, "Tỉnh Mẫu").vi
    assert set(row("5", "TFP", run)) == {"không tính"}


def test_methods_are_never_mixed_in_a_table() -> None:
    with pytest.raises(Refused):
        honest.one_method(["official", "tornqvist"])
    assert {one.method for one in printed.tables(*whole()) if not one.code.startswith("8")} == {
        "",
        "official",
        "tornqvist",
    }
    others = [
        printed.Benchmark("Xa", "2011–2015", method, "", "", "", 6.0, 2.0, 33.0, "nguồn")
        for method in ("M", "N", "M")
    ]
    compared = printed.compared(*whole(), others)
    assert [one.method for one in compared] == ["A – công thức của Tổng cục Thống kê", "M", "N"]
    for one in compared:
        assert {line.cells[7].vi() for line in one.rows} == {one.method}


def test_printed_contributions_sum_to_printed_growth_and_shares_to_a_hundred() -> None:
    for code in ("4", "5", "5b"):
        *parts, total = table(code).rows
        for i, cell in enumerate(total.cells):
            if cell.value is not None:
                assert sum((part.cells[i].value or Decimal(0) for part in parts), Decimal(0)) == cell.value


def test_sector_lines_sum_to_total_tfp() -> None:
    *parts, total = table("6").rows
    assert total.name.vi == "TFP"
    for i, cell in enumerate(total.cells):
        assert sum((part.cells[i].value or Decimal(0) for part in parts), Decimal(0)) == cell.value


def test_with_and_without_electricity_and_the_water_adjusted_line_stand_together() -> None:
    lines = [one.name.vi for one in table("5c").rows]
    assert lines == ["Toàn nền kinh tế", "Không kể điện", "Điều chỉnh theo nước"]
    shares = [one.cells[4].value for one in table("5c").rows]
    assert len(set(shares)) == 3
    assert any("34,0 %" in note.vi for note in table("5c").notes)


def test_where_electricity_is_not_known_the_table_says_so() -> None:
    assert row("5c", "Không kể điện", bare()) == ["chưa có số liệu"] * 5
    assert any("sản xuất và phân phối điện" in note.vi for note in table("5c", bare()).notes)
    assert table("6", bare()).rows == ()
    assert "Chưa lập được" in table("6", bare()).notes[0].vi


def test_every_input_cell_knows_its_vintage_and_year() -> None:
    for line in table("1").rows:
        assert all(cell.source and cell.source[1] in range(2020, 2026) for cell in line.cells)


def test_a_wet_year_is_less_tfp_once_water_counts() -> None:
    result = whole()[1]
    used = result["water"]["utilisation"]
    assert used[3] < min(used[:3])
    assert result["water"]["c_tfp"][2] > result["official"]["c_tfp"][2]
    assert result["water"]["c_tfp"][3] < result["official"]["c_tfp"][3]


def test_the_interval_is_of_form_a_and_the_same_seed_gives_it_again() -> None:
    given, result = whole()
    known = result["inputs"]
    path = sensitivity.path(known["output"], known["labour"], result["capital"]["investment"])
    drawn = interval.draw([path], Ranges(), seed=given.assumptions.seed)
    assert drawn.points() == pytest.approx(result["interval"]["points"], rel=1e-9)
    total = drawn.c_capital + drawn.c_labour + drawn.c_tfp
    assert np.allclose(total, drawn.growth, atol=1e-12)
    assert interval.draw([path], Ranges(), seed=1).points() != drawn.points()


def test_one_draw_is_the_single_account_of_its_assumptions() -> None:
    known = whole()[1]["inputs"]
    path = sensitivity.path(known["output"], known["labour"], whole()[1]["capital"]["investment"])
    narrow = Ranges((0.45, 0.45), (0.05, 0.05), (0.06, 0.06))
    drawn = interval.draw([path], narrow)
    found = set()
    for timing in ("end", "mid"):
        stock = sensitivity.stock_of(path, delta=0.05, growth=0.06, timing=timing)  # type: ignore[arg-type]
        found.add(round(period.official(path.output, stock, path.labour, np.full(6, 0.55)).c_tfp, 9))
    assert {round(one, 9) for one in drawn.c_tfp.tolist()} == found


def test_fewer_than_ten_thousand_draws_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        workbook.work(frozen(BARE, draws=500))
    assert codes(refused.value) == {"too-few-draws"}


def test_a_lacking_series_or_year_is_refused_and_not_filled() -> None:
    with pytest.raises(Refused) as refused:
        workbook.work(frozen({("grdp_constant", "")}))
    assert codes(refused.value) == {"missing-series"}
    holed = {year: value for year, value in figures()[("employed", "")].items() if year != 2023}
    with pytest.raises(Refused) as refused:
        workbook.work(with_one(frozen(BARE), "employed", values=holed))
    assert [one.where for one in refused.value.problems] == ["employed.whole.2023"]
    holed = {year: value for year, value in figures()[("investment_constant", "")].items() if year != 2014}
    with pytest.raises(Refused) as refused:
        workbook.work(with_one(frozen(BARE), "investment_constant", values=holed))
    assert codes(refused.value) == {"missing-year"}


def test_a_break_inside_the_run_is_refused_until_linked_and_one_outside_is_not() -> None:
    with pytest.raises(Refused) as refused:
        workbook.work(with_one(frozen(BARE), "employed", breaks=(2022,)))
    assert codes(refused.value) == {"break"}
    assert workbook.work(with_one(frozen(BARE), "employed", breaks=(2019,)))["years"][0] == 2021
    with pytest.raises(Refused):
        workbook.work(with_one(frozen(BARE), "investment_constant", breaks=(2015,)))


def test_mixed_price_bases_are_refused_until_linked() -> None:
    with pytest.raises(Refused) as refused:
        workbook.work(with_one(frozen(BARE), "investment_constant", price_base="2020"))
    assert codes(refused.value) == {"mixed-bases"}


def test_investment_at_current_prices_needs_its_own_price_index() -> None:
    known = figures()
    current = vintage("investment_current", "", known[("investment_constant", "")], 90)
    base = frozen({("grdp_constant", ""), ("employed", "")})
    with pytest.raises(Refused):
        workbook.work(replace(base, vintages=(*base.vintages, current)))
    prices = vintage(
        "investment_deflator", "", dict.fromkeys(range(2010, 2026), 200.0), 91, price_base="2010"
    )
    run = workbook.work(replace(base, vintages=(*base.vintages, current, prices)))
    assert run["inputs"]["investment"][0] == pytest.approx(known[("investment_constant", "")][2020] / 2)


def test_the_labour_share_in_every_variant_that_the_data_allow() -> None:
    known = figures()
    grdp = known[("grdp_current", "")]
    more = (
        vintage("compensation", "", {2019: 0.4 * grdp[2019]}, 80),
        vintage("mixed_income", "", {2019: 0.2 * grdp[2019]}, 81),
        vintage("employees", "", {2019: known[("employed", "")][2019] * 0.7}, 82),
    )
    given = frozen(labour_share="all-mixed")
    given = replace(given, vintages=(*given.vintages, *more))
    run = workbook.work(given)
    variants = {name: values[-1] for name, values in run["inputs"]["shares"].items()}
    assert variants == pytest.approx(
        {"raw": 0.4, "all-mixed": 0.6, "split": 0.5, "employee-scaling": 0.4 / 0.7, "with-farming": 0.58}
    )
    assert run["inputs"]["labour_share"] == pytest.approx([0.6] * 6)
    with pytest.raises(Refused):
        workbook.work(
            replace(
                given, assumptions=replace(given.assumptions, labour_share="raw"), vintages=frozen().vintages
            )
        )


@pytest.mark.parametrize("alpha", [0.0, 1.0, 1.2])
def test_a_coefficient_outside_zero_and_one_is_refused(alpha: float) -> None:
    with pytest.raises(Refused) as refused:
        workbook.work(frozen(BARE, alpha=alpha))
    assert codes(refused.value) == {"share-out-of-range"}


def test_the_opening_stock_has_three_ways() -> None:
    way = {name: workbook.work(frozen(BARE, **given))["capital"]["opening"] for name, given in {
        "harberger": {"investment_growth": 0.06},
        "ratio": {"opening": "given", "opening_value": 20000.0},
    }.items()}  # fmt: skip
    first = figures()[("investment_constant", "")]
    assert way["harberger"] == pytest.approx(np.mean([first[y] for y in (2010, 2011, 2012)]) / 0.11)
    assert way["ratio"] == 20000.0
    with pytest.raises(Refused) as refused:
        workbook.work(frozen(BARE, opening="ratio", opening_value=3.0))
    assert [one.where for one in refused.value.problems] == ["grdp_constant.2009"]


def test_a_preliminary_figure_is_named_under_its_table() -> None:
    known = figures()[("grdp_constant", "")]
    statuses = {year: "preliminary" if year == 2025 else "final" for year in known}
    given = with_one(frozen(BARE), "grdp_constant", statuses=statuses)
    notes = table("1", (given, workbook.work(given))).notes
    assert [note.vi for note in notes] == ["Số sơ bộ: GRDP, giá so sánh 2025."]


def test_a_sector_sum_that_is_not_the_total_is_shown_and_not_spread() -> None:
    known = figures()[("grdp_constant", "")]
    given = with_one(frozen(), "grdp_constant", values={year: value * 1.02 for year, value in known.items()})
    notes = [note.vi for note in table("1", (given, workbook.work(given))).notes]
    assert len(notes) == 6
    assert "để nguyên, không phân bổ" in notes[0]


def test_a_regression_out_of_range_is_never_the_headline() -> None:
    assert whole()[1]["cobb_douglas"]["may_be_headline"] is (
        0.25 <= whole()[1]["cobb_douglas"]["alpha"] <= 0.65 and whole()[1]["cobb_douglas"]["alpha_p"] < 0.05
    )


def test_scaling_units_changes_no_growth() -> None:
    scaled = frozen(BARE)
    for measure, factor in (("grdp_constant", 1000.0), ("employed", 0.001)):
        one = scaled.find(measure)
        assert one is not None
        scaled = with_one(scaled, measure, values={y: v * factor for y, v in one.values.items()})
    assert workbook.work(scaled)["official"]["c_tfp"] == pytest.approx(
        bare()[1]["official"]["c_tfp"], rel=1e-9
    )
