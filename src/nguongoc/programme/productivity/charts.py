"""The charts of the workbook, each from the same result as the tables, with its own table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import printed
from nguongoc.domain.tfp.measures import PARTITION, SECTORS
from nguongoc.foundation.shared.components import Chart, Words

Tree = dict[str, Any]
YEAR = Text("Năm", "Year")


def of(result: Tree, tables: Sequence[printed.Table]) -> dict[str, Chart]:
    """Every chart that this run's figures allow, by its place on the page."""
    found = {
        "contributions": contributions(result),
        "growth": growth(result),
        "index": index(result),
        "fan": fan(result),
        "tornado": tornado(result),
        "ratios": ratios(result),
    }
    if "sectors" in result["sectors"]:
        found["sectors"] = sectors(result)
    for table in tables:
        if table.code.startswith("8.") and sum(row.cells[6].value is not None for row in table.rows) > 1:
            found[f"compared-{table.code}"] = compared(table)
    return found


def contributions(result: Tree) -> Chart:
    account = result["official"]
    names = ("c_capital", "c_labour", "c_tfp")
    rows: list[tuple[Words, list[float | None]]] = [
        (str(y), [_short(account[name][i]) for name in names]) for i, y in enumerate(result["years"])
    ]
    rows.append((_period(result), [_short(account["period"][name]) for name in names]))
    return Chart(
        Text("Đóng góp vào tăng trưởng GRDP", "Contributions to GRDP growth"),
        YEAR,
        (printed.CAPITAL, printed.LABOUR, printed.TFP),
        rows,
        "stack",
        Text("điểm %", "points"),
        Text(
            "Phần âm nằm dưới trục. Tổng các cột là tăng trưởng GRDP.", "Negative parts stand below the axis."
        ),
    )


def growth(result: Tree) -> Chart:
    account = result["official"]
    names = ("g_output", "c_tfp")
    rows = [(str(y), [_short(account[name][i]) for name in names]) for i, y in enumerate(result["years"])]
    said = (printed.GROWTH, Text("Tốc độ tăng TFP", "TFP growth"))
    name = Text("Tăng trưởng GRDP và TFP", "GRDP and TFP growth")
    return Chart(name, YEAR, said, rows, "line", "%")


def index(result: Tree) -> Chart:
    rows = [(str(y), [_short(v)]) for y, v in zip(result["levels"], result["official"]["index"], strict=True)]
    first = result["levels"][0]
    name = Text(f"Chỉ số TFP ({first} = 100)", f"TFP index ({first} = 100)")
    return Chart(name, YEAR, (Text("Chỉ số TFP", "TFP index"),), rows, "line", "", "", False)


def fan(result: Tree) -> Chart:
    bands = result["interval"]["fan"]
    rows = [
        (str(y), [_short(bands[name][i]) for name in ("low", "median", "high")])
        for i, y in enumerate(result["levels"])
    ]
    return Chart(
        Text("Chỉ số TFP trong khoảng bất định 5–95 %", "TFP index within its 5–95 % interval"),
        YEAR,
        (Text("5 %", "5 %"), Text("Trung vị", "Median"), Text("95 %", "95 %")),
        rows,
        "line",
        "",
        Text(
            f"{result['interval']['draws']:,} lượt mô phỏng".replace(",", "."),
            f"{result['interval']['draws']:,} draws",
        ),
        False,
    )


def tornado(result: Tree) -> Chart:
    rows = [
        (printed.NAMES[one["name"]], [_short(v) for v in one["share"]])
        for one in result["sensitivity"]["tornado"]
    ]
    said = (Text("Ở đầu thấp", "Low end"), Text("Ở đầu cao", "High end"))
    name = Text("Tỷ trọng TFP khi đổi từng giả định", "TFP share, one assumption at a time")
    return Chart(name, Text("Giả định", "Assumption"), said, rows, "bar", "%")


def ratios(result: Tree) -> Chart:
    ratio = result["capital"]["capital_output"][1:]
    rows = [
        (str(y), [_short(k), _short(i)])
        for y, k, i in zip(result["years"], ratio, result["icor"], strict=True)
    ]
    name = Text("Hệ số K/Y và ICOR", "K/Y and ICOR")
    note = Text("ICOR để trống ở năm GRDP không tăng.", "ICOR is blank where GRDP did not grow.")
    return Chart(name, YEAR, (Text("K/Y", "K/Y"), Text("ICOR", "ICOR")), rows, "line", "", note)


def sectors(result: Tree) -> Chart:
    found = result["sectors"]["sectors"]
    rows = [
        (str(y), [_short(one["contribution"][i]) for one in found]) for i, y in enumerate(result["years"])
    ]
    name = Text("Đóng góp vào TFP theo khu vực", "TFP by sector")
    said = [SECTORS[one] for one in PARTITION]
    return Chart(name, YEAR, said, rows, "stack", Text("điểm logarit", "log points"))


def compared(table: printed.Table) -> Chart:
    """Only like methods together: one chart a table."""
    rows = [
        (Text(f"{r.name.vi} {r.cells[0].vi()}", f"{r.name.en} {r.cells[0].vi()}"), [float(r.cells[6].value)])
        for r in table.rows
        if r.cells[6].value is not None
    ]
    name = Text(f"Tỷ trọng TFP – {table.method}", f"TFP share – {table.method}")
    return Chart(name, Text("Địa phương, giai đoạn", "Area, period"), (Text("TFP", "TFP"),), rows, "bar", "%")


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _period(result: Tree) -> Text:
    first, last = result["years"][0], result["years"][-1]
    return Text(f"BQ {first}–{last}", f"Mean {first}–{last}")
