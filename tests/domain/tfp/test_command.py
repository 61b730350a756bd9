"""`nguongoc tfp`: its CSV forms, its problems by line and column, its empty cells with their reasons."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nguongoc.config.cli import main

VECTOR = """unit,year,output,capital,labour,labour_share
Lai Châu,2020,100,300,250,0.55
Lai Châu,2021,106.0,318,252.5,0.55
Lai Châu,2022,115.5,340,255,0.55
Lai Châu,2023,112.3,351,256,0.55
"""


class Run:
    """One run of the command on a text or bytes."""

    def __init__(self, capsys: pytest.CaptureFixture[str], path: Path) -> None:
        self.capsys, self.path = capsys, path / "in.csv"

    def __call__(self, work: str, data: str | bytes, *options: str) -> tuple[int, str, str]:
        self.path.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            status = main(["tfp", work, str(self.path), *options])
        except SystemExit as left:
            status = int(left.code or 0)
        told = self.capsys.readouterr()
        return status, told.out, told.err

    def rows(self, work: str, data: str | bytes, *options: str) -> list[dict[str, str]]:
        status, out, _ = self(work, data, *options)
        assert status == 0, out
        return list(csv.DictReader(io.StringIO(out)))

    def problems(self, work: str, data: str | bytes, *options: str) -> list[str]:
        status, out, _ = self(work, data, *options)
        assert status == 1
        return out.splitlines()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    return Run(capsys, tmp_path)


def test_growth_has_exactly_its_columns_and_a_line_a_year(run: Run) -> None:
    status, out, err = run("growth", VECTOR)
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == (
        "unit,year,g_output,g_capital,g_labour,g_tfp,c_capital,c_labour,c_tfp,"
        "share_capital,share_labour,share_tfp,tfp_index"
    )
    assert lines[1] == "Lai Châu,2020,,,,,,,,,,,100.0"
    assert [line.split(",")[1] for line in lines[1:]] == ["2020", "2021", "2022", "2023"]
    assert "Lai Châu, 2020: g_*, c_*, share_*: năm đầu" in err
    assert "Lai Châu, 2023: share_*: không tính tỷ trọng khi tăng trưởng ≤ 0" in err


def test_growth_prints_full_precision(run: Run) -> None:
    row = run.rows("growth", VECTOR)[1]
    assert float(row["g_output"]) == 100 * (106.0 / 100 - 1)
    assert float(row["c_tfp"]) == pytest.approx(2.75)
    assert float(row["share_tfp"]) == pytest.approx(45.8333333333333, rel=1e-12)


def test_a_falling_year_has_contributions_and_empty_shares(run: Run) -> None:
    row = run.rows("growth", VECTOR)[3]
    assert float(row["c_tfp"]) == pytest.approx(-4.4421, abs=5e-5)
    assert row["share_capital"] == row["share_labour"] == row["share_tfp"] == ""


def test_both_methods_and_the_log_scale_keep_the_identity(run: Run) -> None:
    for method in ("official", "tornqvist"):
        for log in ([], ["--log"]):
            for row in run.rows("growth", VECTOR, "--method", method, *log)[1:]:
                parts = sum(float(row[c]) for c in ("c_capital", "c_labour", "c_tfp"))
                assert parts == pytest.approx(float(row["g_output"]))
                assert row["g_tfp"] == row["c_tfp"]


def test_the_index_stands_at_a_hundred_in_2020_or_where_asked(run: Run) -> None:
    later = VECTOR.replace("2020", "2019").replace("2021", "2020")
    gapless = later.replace("2022", "2021").replace("2023", "2022")
    assert [r["year"] for r in run.rows("growth", gapless) if r["tfp_index"] == "100.0"] == ["2020"]
    asked = run.rows("growth", gapless, "--base", "2022")
    assert [r["year"] for r in asked if r["tfp_index"] == "100.0"] == ["2022"]
    assert "no TFP in this base year" in run("growth", gapless, "--base", "2015")[2]


def test_labour_input_is_the_product_of_its_columns(run: Run) -> None:
    wide = VECTOR.replace("labour_share\n", "labour_share,hours,human_capital\n")
    wide = "\n".join(
        line + f",{2000 + i},{2 + i / 10}" if i else line for i, line in enumerate(wide.strip().splitlines())
    )
    row = run.rows("growth", wide)[1]
    assert float(row["g_labour"]) == pytest.approx(100 * (252.5 * 2002 * 2.2 / (250 * 2001 * 2.1) - 1))


def test_an_unknown_hour_leaves_its_two_years_undefined_and_breaks_the_chain(run: Run) -> None:
    years = zip(VECTOR.splitlines(), ["hours", "2000", "", "2000", "2010"], strict=True)
    text = "\n".join(f"{line},{hours}" for line, hours in years)
    status, out, err = run("growth", text)
    assert status == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["g_tfp"] == "" for row in rows] == [True, True, True, False]
    assert rows[1]["g_output"] != ""
    assert rows[1]["c_capital"] != ""
    assert [row["tfp_index"] for row in rows[:2]] == ["", ""]
    assert rows[2]["tfp_index"] == "100.0"
    assert "hours or human capital are unknown" in err
    assert "the chain is broken" in err


CAPITAL = "unit,year,investment,delta,opening_stock\nA,2020,50,0.05,454.5\nA,2021,52,0.05,\nA,2022,55,0.05,\n"


def test_an_opening_stock_stands_at_the_end_of_its_own_year(run: Run) -> None:
    rows = run.rows("capital", CAPITAL)
    assert list(rows[0]) == ["unit", "year", "capital", "depreciation"]
    found = [float(row["capital"]) for row in rows]
    assert found == pytest.approx([454.5, 0.95 * 454.5 + 52, 0.95 * (0.95 * 454.5 + 52) + 55])
    assert float(rows[1]["depreciation"]) == pytest.approx(0.05 * 454.5)
    assert float(rows[0]["depreciation"]) == pytest.approx(0.05 * (454.5 - 50) / 0.95)


def test_an_opening_stock_may_stand_at_the_start(run: Run) -> None:
    found = [float(row["capital"]) for row in run.rows("capital", CAPITAL, "--opening-at", "start")]
    assert found[0] == pytest.approx(0.95 * 454.5 + 50)


def test_harberger_gives_the_stock_before_the_first_year(run: Run) -> None:
    bare = "unit,year,investment,delta\nA,2020,50,0.05\nA,2021,52,0.05\n"
    for timing, part in (("end", 1.0), ("mid", 0.975)):
        rows = run.rows("capital", bare, "--opening", "harberger", "--growth", "0.06", "--timing", timing)
        assert float(rows[0]["capital"]) == pytest.approx(0.95 * 50 / 0.11 + part * 50)


def test_the_year_of_a_closing_stock_may_lack_its_investment(run: Run) -> None:
    status, out, err = run("capital", CAPITAL.replace("2020,50,", "2020,,"))
    assert status == 0
    assert out.splitlines()[1] == "A,2020,454.5,"
    assert "A, 2020: depreciation: không suy ra được" in err


@pytest.mark.parametrize(
    ("text", "options", "place"),
    [
        (CAPITAL.replace("454.5", ""), [], "line 2, column opening_stock (E2)"),
        (CAPITAL.replace("454.5", "0"), [], "line 2, column opening_stock (E2)"),
        (CAPITAL.replace("0.05,\nA,2022", "0.05,460\nA,2022"), [], "line 3, column opening_stock (E3)"),
        (CAPITAL.replace(",52,", ",0,"), [], "line 3, column investment (C3)"),
        (CAPITAL.replace(",52,", ",,"), [], "line 3, column investment (C3)"),
        (CAPITAL.replace(",52,", ",..,"), [], "line 3, column investment (C3)"),
        (CAPITAL.replace(",52,", ",-1,"), [], "line 3, column investment (C3)"),
        (CAPITAL.replace("55,0.05", "55,5"), [], "line 4, column delta (D4)"),
        (
            CAPITAL.replace("454.5", ""),
            ["--opening", "harberger", "--growth", "-0.05"],
            "line 2, column delta (D2)",
        ),
    ],
)
def test_capital_refuses_by_line_and_column(run: Run, text: str, options: list[str], place: str) -> None:
    (problem,) = run.problems("capital", text, *options)
    assert place in problem


@pytest.mark.parametrize("options", [["--opening", "harberger"], ["--growth", "0.06"]])
def test_harberger_without_its_growth_is_used_wrongly(run: Run, options: list[str]) -> None:
    status, out, err = run("capital", CAPITAL, *options)
    assert (status, out) == (2, "")
    assert "--growth" in err


def test_a_growth_in_per_cent_is_used_wrongly(run: Run) -> None:
    status, _, err = run("capital", CAPITAL, "--opening", "harberger", "--growth", "6")
    assert status == 2
    assert "0.06" in err


SHARES = """unit,year,compensation,value_added,mixed_income,employees,employed
A,2020,30,100,25,41,100
A,2021,30,100,,20,100
"""


@pytest.mark.parametrize(
    ("method", "first", "second"),
    [("raw", 0.3, "0.3"), ("all-mixed", 0.55, ""), ("split", 0.4, ""), ("employee-scaling", 30 / 41, "")],
)
def test_each_labour_share_and_its_undefined_years(run: Run, method: str, first: float, second: str) -> None:
    status, out, err = run("labour-share", SHARES, "--method", method)
    assert status == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["unit", "year", "labour_share"]
    assert float(rows[0]["labour_share"]) == pytest.approx(first)
    assert rows[1]["labour_share"] == second
    assert ("A, 2021: labour_share:" in err) == (second == "")


def test_a_method_without_its_column_is_refused_by_its_name(run: Run) -> None:
    bare = "unit,year,compensation,value_added\nA,2020,30,100\n"
    (problem,) = run.problems("labour-share", bare, "--method", "split")
    assert "line 1, column mixed_income" in problem
    assert "thiếu cột “mixed_income”" in problem


def test_a_unit_of_one_year_has_a_stock_or_an_index_and_no_growth(run: Run) -> None:
    (row,) = run.rows("capital", "unit,year,investment,delta,opening_stock\nA,2020,50,0.05,454.5\n")
    assert row["capital"] == "454.5"
    (row,) = run.rows("growth", "\n".join(VECTOR.splitlines()[:2]))
    assert (row["g_output"], row["tfp_index"]) == ("", "100.0")


def test_dea_answers_in_both_orientations(run: Run) -> None:
    text = "unit,x1,y1\nA,2,1\nB,4,4\nC,6,5\nD,5,2\nE,5,0\n"
    status, out, err = run("dea", text)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert list(rows[0]) == ["unit", "efficiency"]
    assert [float(row["efficiency"]) for row in rows[:4]] == pytest.approx([0.5, 1, 5 / 6, 0.4])
    assert rows[4]["efficiency"] == ""
    assert "E: efficiency:" in err
    assert "only 5 units: 6 at least" in err
    found = run.rows("dea", text, "--orientation", "output", "--returns", "vrs")
    assert [float(row["efficiency"]) for row in found[:4]] == pytest.approx([1, 1, 1, 2.25])


def test_malmquist_answers_for_each_period_after_the_first(run: Run) -> None:
    text = "unit,period,x,y\nA,2020,1,1\nB,2020,1,2\nA,2021,1,2\nB,2021,1,3\nA,2023,1,3\nC,2023,1,3\n"
    status, out, err = run("malmquist", text)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert list(rows[0]) == ["unit", "to_period", "malmquist", "efficiency_change", "technical_change"]
    assert [(row["unit"], row["to_period"]) for row in rows] == [
        ("A", "2021"), ("A", "2023"), ("B", "2021"), ("B", "2023"), ("C", "2023")
    ]  # fmt: skip
    assert float(rows[0]["malmquist"]) == pytest.approx(2.0)
    assert rows[3]["malmquist"] == rows[4]["malmquist"] == ""
    assert "C, 2023: malmquist, efficiency_change, technical_change: đơn vị không có số liệu" in err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("unit,y1\nA,1\n", "line 1, column x1"),
        ("unit,x1\nA,1\n", "line 1, column y1"),
        ("unit,x1,y1\nA,1,1\nA,2,2\n", "line 3, column unit (A3)"),
        ("unit,x1,y1\nA,-1,1\n", "line 2, column x1 (B2)"),
        ("unit,x1,x2,y1\nA,1,1,1\nB,0,0,1\n", "line 3, column x1 (B3)"),
        ("unit,x1,y1\nA,1,\n", "line 2, column y1 (C2)"),
    ],
)
def test_dea_refuses_by_line_and_column(run: Run, text: str, place: str) -> None:
    (problem,) = run.problems("dea", text)
    assert place in problem


def test_malmquist_needs_two_periods_and_no_doubled_unit(run: Run) -> None:
    assert "two periods" in run.problems("malmquist", "unit,period,x1,y1\nA,1,1,1\n")[0]
    (problem,) = run.problems("malmquist", "unit,period,x1,y1\nA,1,1,1\nA,1,1,1\nA,2,1,1\n")
    assert "line 3, column period (B3)" in problem


@pytest.mark.parametrize(
    ("text", "place", "vi"),
    [
        ("", "line 1", "tệp trống"),
        ("\n\n", "line 1", "tệp trống"),
        ("unit,year,output,capital,labour,labour_share\n", "line 1", "chỉ có dòng tiêu đề"),
        (VECTOR.replace(",capital", ",von"), "line 1, column capital", "thiếu cột “capital”"),
        (VECTOR.replace(",", ";"), "line 1, column 1 (A1)", "phân cách bằng “;”"),
        (VECTOR.replace(",", "\t"), "line 1, column 1 (A1)", "phân cách bằng “TAB”"),
        (VECTOR.replace("2022,", "2021,"), "line 4, column year (B4)", "đã có ở dòng 3"),
        (
            VECTOR.replace("Lai Châu,2022,115.5,340,255,0.55\n", ""),
            "line 4, column year (B4)",
            "thiếu năm 2022",
        ),
        (VECTOR.replace("340", "ba trăm"), "line 4, column capital (D4)", "không phải là số"),
        (VECTOR.replace("340", '"1,234"'), "line 4, column capital (D4)", "có thể là nghìn hoặc là số lẻ"),
        (VECTOR.replace("340", ""), "line 4, column capital (D4)", "ô bắt buộc đang trống"),
        (VECTOR.replace("340", ".."), "line 4, column capital (D4)", "ô bắt buộc đang trống"),
        (VECTOR.replace("340", "0"), "line 4, column capital (D4)", "phải lớn hơn 0"),
        (VECTOR.replace("340", "-5"), "line 4, column capital (D4)", "phải lớn hơn 0"),
        (VECTOR.replace("340", "nan"), "line 4, column capital (D4)", "không phải là số"),
        (VECTOR.replace("340", "1e999"), "line 4, column capital (D4)", "số quá lớn"),
        (
            VECTOR.replace("255,0.55", "255,1.05"),
            "line 4, column labour_share (F4)",
            "lớn hơn 0 và nhỏ hơn 1",
        ),
        (VECTOR.replace("255,0.55", "255,0"), "line 4, column labour_share (F4)", "lớn hơn 0 và nhỏ hơn 1"),
        (VECTOR.replace("2022,", "năm nay,"), "line 4, column year (B4)", "không phải là năm"),
        (VECTOR.replace("Lai Châu,2022", ",2022"), "line 4, column unit (A4)", "thiếu tên đơn vị"),
        (VECTOR.replace("340,", ""), "line 4, column 6", "dòng có 5 ô, tiêu đề có 6"),
        (VECTOR.replace("340", "1.234,5"), "line 4, column 7", "phải để trong ngoặc kép"),
        (VECTOR.replace("Lai Châu,2023", '"Lai Châu,2023'), "line 5", "tệp CSV bị hỏng"),
        (VECTOR.replace("340", '"3\n40"'), "line 5, column capital (D5)", "không phải là số"),
        (VECTOR.replace(",labour,", ",output,"), "line 1, column output (C1)", "có hai lần"),
    ],
)
def test_a_bad_sheet_is_refused_by_line_and_column_in_both_languages(
    run: Run, text: str, place: str, vi: str
) -> None:
    problem = run.problems("growth", text)[0]
    assert f"{run.path}: " in problem
    assert place in problem
    assert vi in problem
    assert " | " in problem


def test_every_problem_of_a_sheet_is_told_at_once(run: Run) -> None:
    bad = VECTOR.replace("340", "x").replace("252.5", "").replace("2023,", "2025,")
    assert len(run.problems("growth", bad)) == 3


def test_bytes_that_are_not_utf8_are_refused_by_their_line(run: Run) -> None:
    (problem,) = run.problems(
        "growth", VECTOR.encode().replace("Lai Châu,2022".encode(), b"Lai Ch\xe2u,2022")
    )
    assert "line 4" in problem
    assert "UTF-8" in problem


def test_a_byte_order_mark_windows_lines_and_yearbook_spellings_are_read(run: Run) -> None:
    spelled = VECTOR.replace("2023,", "Sơ bộ 2023,").replace("115.5", '"115,5"').replace("106.0", '"1.06e2"')
    windows = b"\xef\xbb\xbf" + spelled.replace("\n", "\r\n").encode()
    assert run("growth", windows)[1] == run("growth", VECTOR)[1]


def test_title_lines_above_the_header_are_passed_over(run: Run) -> None:
    titled = "Biểu 1. Số liệu đầu vào\n\n" + VECTOR
    assert run("growth", titled)[1] == run("growth", VECTOR)[1]
    (problem,) = run.problems("growth", titled.replace("340", "x"))
    assert "line 6, column capital (D6)" in problem
    assert "line 3, column 1 (A3)" in run.problems("growth", titled.replace(",", ";"))[0]


def test_lines_in_any_order_give_years_in_order(run: Run) -> None:
    head, *lines = VECTOR.splitlines()
    assert run("growth", "\n".join([head, *lines[::-1]]))[1] == run("growth", VECTOR)[1]


def test_a_problem_writes_nothing_to_out_and_a_success_writes_only_there(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("growth", VECTOR.replace("340", "x"), "--out", str(out))[0] == 1
    assert not out.exists()
    expected = run("growth", VECTOR)[1]
    status, printed, _ = run("growth", VECTOR, "--out", str(out))
    assert (status, printed, out.read_text(encoding="utf-8")) == (0, "", expected)


def test_a_file_that_is_not_there_is_used_wrongly(run: Run, tmp_path: Path) -> None:
    assert main(["tfp", "growth", str(tmp_path / "none.csv")]) == 2
    assert run("growth", VECTOR, "--out", str(tmp_path / "no" / "out.csv"))[0] == 2


def test_help_starts_fast_and_loads_neither_django_nor_numpy() -> None:
    code = (
        "import sys; from nguongoc.config.cli import main\n"
        "try: main(['tfp', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'django', 'numpy', 'scipy', 'pandas'} & set(sys.modules)"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert time.perf_counter() - began < 3
