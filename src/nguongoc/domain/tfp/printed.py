"""The tables of the report, 1 to 10 and the appendix, from a run's result: the pages, the spreadsheet and both
documents print these and nothing else, so they can never differ.

Contributions sum to the printed growth and shares to 100,0 by largest remainder (productivity.md §4); a table holds
one method; what may not be computed says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import honest
from nguongoc.domain.tfp.frozen import Frozen, Vintage
from nguongoc.domain.tfp.measures import MEASURES, SECTORS, named
from nguongoc.domain.tfp.rounding import half_up, largest_remainder

Tree = dict[str, Any]

METHODS: dict[str, Text] = {
    "official": Text("A – công thức của Tổng cục Thống kê", "A – the statistics office's form"),
    "tornqvist": Text("B – chỉ số Törnqvist", "B – Törnqvist"),
}
STATUSES: dict[str, Text] = {
    "final": Text("chính thức", "final"),
    "preliminary": Text("sơ bộ", "preliminary"),
    "estimate": Text("ước tính", "estimate"),
}
MEAN = Text("Bình quân", "Average")
CAPITAL, LABOUR = Text("Vốn", "Capital"), Text("Lao động", "Labour")
TFP, TOTAL = Text("TFP", "TFP"), Text("Tổng", "Total")
GROWTH = Text("Tăng trưởng GRDP", "GRDP growth")


NO_UNIT, ITEM = Text("", ""), Text("Chỉ tiêu", "Item")


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: a figure already rounded, or words; `source` (vintage, year) opens where it was published."""

    value: Decimal | None = None
    words: Text | None = None
    source: tuple[int, int] | None = None

    def vi(self) -> str:
        """As a Vietnamese document prints it: 1.234,5."""
        if self.words is not None:
            return self.words.vi
        return "–" if self.value is None else f"{self.value:,}".translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True, slots=True)
class Row:
    name: Text
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `code` as printed ("5"), `unit` under its name, the one `method` of its figures ("" for none)."""

    code: str
    name: Text
    columns: tuple[Text, ...]
    rows: tuple[Row, ...]
    unit: Text = NO_UNIT
    method: str = ""
    notes: tuple[Text, ...] = ()
    first: Text = ITEM


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure of another area, with all that makes it comparable or not."""

    area: str
    period: str
    method: str
    alpha: str
    delta: str
    opening: str
    growth: float | None
    points: float | None
    share: float | None
    source: str


def figure(value: float | None, places: int = 1, source: tuple[int, int] | None = None) -> Cell:
    return Cell(None if value is None else half_up(value, places), source=source)


def tables(frozen: Frozen, result: Tree, benchmarks: Sequence[Benchmark] = ()) -> list[Table]:
    """All tables of a run, in the order of the report."""
    return [
        inputs(frozen, result),
        capital(frozen, result),
        rates(result),
        contributions(result),
        shares(result),
        cross_check(result),
        electricity(frozen, result),
        by_sector(result),
        heat(result),
        tornado(result),
        *compared(frozen, result, benchmarks),
        productivity(result),
        icor(frozen, result),
        scenarios(result),
    ]


def inputs(frozen: Frozen, result: Tree) -> Table:
    """Bảng 1: every figure opens its source; what is not final says so."""
    rows = []
    marks: dict[str, list[str]] = {}
    for one in _ordered(frozen):
        cells = []
        for year in result["levels"]:
            cells.append(figure(one.values.get(year), 1, (one.key, year)))
            if one.statuses.get(year, "final") != "final":
                marks.setdefault(one.statuses[year], []).append(f"{named(one.measure, one.sector).vi} {year}")
        unit = MEASURES[one.measure].unit
        name = named(one.measure, one.sector)
        rows.append(Row(Text(f"{name.vi} ({unit.vi})", f"{name.en} ({unit.en})"), tuple(cells)))
    notes = [
        Text(
            f"Số {STATUSES[status].vi}: {'; '.join(names)}.",
            f"{STATUSES[status].en.title()}: {'; '.join(names)}.",
        )
        for status, names in marks.items()
    ]
    notes += [_gap(one) for one in result["discrepancies"] if not one["within"]]
    return Table(
        "1", Text("Số liệu đầu vào", "Inputs"), _years(result["levels"]), tuple(rows), notes=tuple(notes)
    )


def _ordered(frozen: Frozen) -> list[Vintage]:
    """The series as a yearbook orders them: by measure, the whole before its parts."""
    measures, parts = list(MEASURES), list(SECTORS)
    return sorted(frozen.vintages, key=lambda one: (measures.index(one.measure), parts.index(one.sector)))


def _gap(one: Tree) -> Text:
    name, size = MEASURES[one["measure"]].name, figure(one["gap"]).vi()
    return Text(
        f"{name.vi} {one['year']}: tổng chênh {size} so với cộng các khu vực; để nguyên, không phân bổ.",
        f"{name.en} {one['year']}: the total differs by {size} from the sum of its parts; shown, not spread.",
    )


def capital(frozen: Frozen, result: Tree) -> Table:
    """Bảng 2."""
    known = result["capital"]
    at = {year: i for i, year in enumerate(known["years"])}
    picked = [at[year] for year in result["levels"]]
    lines = [
        (Text("Vốn đầu tư thực hiện (I)", "Investment (I)"), [known["investment"][i] for i in picked], 1),
        (Text("Khấu hao (D)", "Depreciation (D)"), [known["depreciation"][i] for i in picked], 1),
        (
            Text("Vốn cuối năm (K)", "Capital at the end of the year (K)"),
            [known["stock"][i] for i in picked],
            1,
        ),
        (Text("Hệ số vốn trên sản lượng (K/Y)", "Capital-output ratio (K/Y)"), known["capital_output"], 2),
    ]
    weight = figure(100 * known["opening_weight"]).vi()
    opening = figure(known["opening"]).vi()
    note = Text(
        f"Vốn đầu kỳ {opening} tỷ đồng (cuối năm {known['years'][0] - 1}); đến cuối năm {result['levels'][0]} còn giữ "
        f"{weight} % trọng lượng.",
        f"Opening stock {opening} billion đồng (end of {known['years'][0] - 1}); by the end of {result['levels'][0]} "
        f"{weight} % of it is left.",
    )
    rows = tuple(Row(name, tuple(figure(v, places) for v in values)) for name, values, places in lines)
    name = Text("Vốn (K) và cách tính", "Capital (K) and how it is computed")
    return Table("2", name, _years(result["levels"]), rows, Text("tỷ đồng", "billion đồng"), "", (note,))


def rates(result: Tree) -> Table:
    """Bảng 3."""
    account = result["official"]
    mean = account["period"]
    lines = [
        (Text("GRDP", "GRDP"), account["g_output"], mean["g_output"]),
        (Text("Vốn (K)", "Capital (K)"), account["g_capital"], mean["g_capital"]),
        (Text("Lao động (L)", "Labour (L)"), account["g_labour"], mean["g_labour"]),
    ]
    rows = [Row(name, tuple(figure(v, 2) for v in [*yearly, period])) for name, yearly, period in lines]
    rows.append(Row(TFP, tuple(Cell(column[2]) for column in _points(account))))
    name = Text("Tốc độ tăng GRDP, vốn, lao động và TFP", "Growth of GRDP, capital, labour and TFP")
    return Table("3", name, _with_mean(result), tuple(rows), PER_CENT, "official", (honest.YEARLY,))


PER_CENT, POINTS = Text("%", "%"), Text("điểm phần trăm", "percentage points")


def contributions(result: Tree) -> Table:
    """Bảng 4: printed parts sum to printed growth."""
    printed = _points(result["official"])
    name = Text("Đóng góp vào tốc độ tăng GRDP", "Contributions to GRDP growth")
    return Table("4", name, _with_mean(result), _turned(printed, GROWTH), POINTS, "official")


def shares(result: Tree) -> Table:
    """Bảng 5: none where growth is ≤ 0 or below 1 %; the period's from its own growth."""
    account = result["official"]
    mean = account["period"]
    period = honest.shares((mean["c_capital"], mean["c_labour"], mean["c_tfp"]), mean["g_output"])
    printed: list[tuple[Decimal, ...] | None] = []
    for parts in [*account["shares"], period]:
        known = [one for one in parts if one is not None]
        printed.append(
            (*largest_remainder(known, total=100.0), Decimal("100.0")) if len(known) == 3 else None
        )
    name = Text("Tỷ trọng đóng góp vào tốc độ tăng GRDP", "Shares of GRDP growth")
    notes = (honest.WHY_NOT,) if None in printed else ()
    return Table("5", name, _with_mean(result), _turned(printed, TOTAL), PER_CENT, "official", notes)


def cross_check(result: Tree) -> Table:
    """Bảng 5b: form B, in a table of its own; the note tells how far the headline stands from it."""
    account = result["tornqvist"]
    gap = figure(result["official"]["period"]["c_tfp"] - account["period_points"], 2).vi()
    low, _, high = (figure(one, 2).vi() for one in account["period_interval"]["points"])
    notes = (
        Text(
            f"Đóng góp bình quân của TFP theo A trừ theo B (đã quy về điểm phần trăm): {gap} điểm. Khoảng 5–95 % của "
            f"B: {low} đến {high} điểm logarit.",
            f"The average TFP contribution by A less that by B (turned into percentage points): {gap}. B's 5–95 % "
            f"interval: {low} to {high} log points.",
        ),
    )
    name = Text("Đối chiếu bằng chỉ số Törnqvist: đóng góp", "Cross-check by Törnqvist: contributions")
    return Table(
        "5b", name, _with_mean(result), _turned(_points(account), GROWTH), LOG_POINTS, "tornqvist", notes
    )


def electricity(frozen: Frozen, result: Tree) -> Table:
    """Bảng 5c: with and without electricity, and with its water: always there, if only to say what is missing."""
    accounts = (
        (Text("Toàn nền kinh tế", "Whole economy"), result["official"]),
        (Text("Không kể điện", "Without electricity"), result["electricity"]),
        (Text("Điều chỉnh theo nước", "Water-adjusted"), result["water"]),
    )
    honest.one_method(["official" for _, account in accounts if "period" in account])
    rows, notes = [], [honest.YEARLY]
    for name, account in accounts:
        if "reason" in account:
            why = account["reason"]
            rows.append(Row(name, tuple(Cell(words=Text("chưa có số liệu", "no data")) for _ in range(5))))
            notes.append(Text(f"{name.vi}: {why['vi']}.", f"{name.en}: {why['en']}."))
            continue
        mean = account["period"]
        part = honest.share(mean["c_tfp"], mean["g_output"])
        told = figure(part) if part is not None else Cell(words=honest.NOT_COMPUTED)
        *parts, whole = _points(account)[-1]
        points = [Cell(whole), *(Cell(one) for one in parts)]
        rows.append(Row(name, (*points, told)))
    if "utilisation" in result["water"]:
        used = ", ".join(
            f"{year}: {figure(100 * u).vi()} %"
            for year, u in zip(result["levels"], result["water"]["utilisation"], strict=True)
        )
        notes.append(Text(f"Hệ số huy động công suất: {used}.", f"Utilisation: {used}."))
    columns = (
        Text("Tăng trưởng (%)", "Growth (%)"),
        Text("Vốn (điểm)", "Capital (points)"),
        Text("Lao động (điểm)", "Labour (points)"),
        Text("TFP (điểm)", "TFP (points)"),
        Text("Tỷ trọng TFP (%)", "TFP share (%)"),
    )
    name = Text(
        f"Có và không có điện, bình quân {frozen.first}–{frozen.last}",
        f"With and without electricity, average {frozen.first}–{frozen.last}",
    )
    return Table("5c", name, columns, tuple(rows), Text("", ""), "official", tuple(notes))


def by_sector(result: Tree) -> Table:
    """Bảng 6, form B: sectors, reallocation, product taxes, and what the published total adds."""
    found = result["sectors"]
    name = Text(
        "Đóng góp vào TFP theo khu vực I, II, III và thuế sản phẩm",
        "TFP by sector I, II, III and product taxes",
    )
    if "reason" in found:
        why = found["reason"]
        note = Text(f"Chưa lập được: {why['vi']}.", f"Not available: {why['en']}.")
        return Table("6", name, _with_mean(result), (), POINTS, "tornqvist", (note,))
    lines = [(SECTORS[one["code"]], one["contribution"]) for one in found["sectors"]]
    lines += [
        (Text("Dịch chuyển vốn giữa các khu vực", "Reallocation of capital"), found["reallocation_capital"]),
        (
            Text("Dịch chuyển lao động giữa các khu vực", "Reallocation of labour"),
            found["reallocation_labour"],
        ),
        (SECTORS["tax"], found["product_taxes"]),
        (Text("Chênh lệch giữa tổng và các phần", "Total less its parts"), found["discrepancy"]),
    ]
    columns = [[values[i] for _, values in lines] for i in range(len(result["years"]))]
    columns.append([sum(values) / len(values) for _, values in lines])
    totals = [*found["c_tfp"], sum(found["c_tfp"]) / len(found["c_tfp"])]
    printed = [
        (*largest_remainder(c, total=t, decimals=2), half_up(t, 2))
        for c, t in zip(columns, totals, strict=True)
    ]
    rows = tuple(
        Row(name, tuple(Cell(column[i]) for column in printed), i == len(lines))
        for i, (name, _) in enumerate([*lines, (TFP, [])])
    )
    notes = []
    if not found["own_shares"]:
        notes.append(
            Text(
                "Chưa có thu nhập của người lao động theo khu vực: dùng chung tỷ trọng của toàn nền kinh tế.",
                "Compensation by sector is not known: each sector uses the whole economy's labour share.",
            )
        )
    return Table("6", name, _with_mean(result), rows, LOG_POINTS, "tornqvist", tuple(notes))


LOG_POINTS = Text("điểm logarit × 100", "log points × 100")


def heat(result: Tree) -> Table:
    """Bảng 7a: TFP's share at each α and δ."""
    found = result["sensitivity"]
    rows = []
    for alpha, shares_ in zip(found["alphas"], found["heat"], strict=True):
        cells = tuple(figure(one) if one is not None else Cell(words=honest.NOT_COMPUTED) for one in shares_)
        label = figure(alpha, 2).vi()
        rows.append(Row(Text(f"α = {label}", f"α = {alpha:.2f}"), cells))
    columns = tuple(Text(f"δ = {figure(100 * d, 0).vi()} %", f"δ = {100 * d:.0f} %") for d in found["deltas"])
    notes = []
    if found["low"] is not None:
        low, median, high = (figure(found[one]).vi() for one in ("low", "median", "high"))
        notes.append(
            Text(
                f"{found['runs']} phương án (α, δ, g, thời điểm, lao động): {low} đến {high} %, trung vị {median} %.",
                f"{found['runs']} combinations (α, δ, g, timing, labour): from {low} to {high} %, median {median} %.",
            )
        )
    name = Text("Độ nhạy: tỷ trọng đóng góp của TFP theo α và δ", "Sensitivity: TFP share by α and δ")
    return Table("7a", name, columns, tuple(rows), PER_CENT, "official", tuple(notes))


NAMES: dict[str, Text] = {
    "alpha": Text("Hệ số vốn α", "Capital coefficient α"),
    "delta": Text("Tỷ lệ khấu hao δ", "Depreciation δ"),
    "growth": Text("Tăng đầu tư trước chuỗi g", "Investment growth before the data g"),
    "timing": Text("Thời điểm tính vốn (cuối năm / giữa năm)", "Timing (end / middle of the year)"),
    "labour": Text("Thước đo lao động (người / giờ)", "Labour measure (persons / hours)"),
    "electricity": Text("Điện (có / không)", "Electricity (with / without)"),
}


def tornado(result: Tree) -> Table:
    """Bảng 7b: one assumption at a time, from one end of its range to the other."""
    rows = []
    for one in result["sensitivity"]["tornado"]:
        ends = tuple(figure(v) if v is not None else Cell(words=honest.NOT_COMPUTED) for v in one["share"])
        said = " / ".join(figure(at, 2).vi() if isinstance(at, float) else "" for at in one["at"])
        name = NAMES[one["name"]]
        label = Text(f"{name.vi}: {said}", f"{name.en}: {said}") if any(c.isdigit() for c in said) else name
        known = [v for v in one["share"] if v is not None]
        width = figure(abs(known[1] - known[0])) if len(known) == 2 else Cell()
        rows.append(Row(label, (*ends, width)))
    rows.sort(key=lambda row: -(row.cells[2].value or Decimal(0)))
    columns = (
        Text("Ở đầu thấp", "At the low end"),
        Text("Ở đầu cao", "At the high end"),
        Text("Độ rộng", "Width"),
    )
    name = Text("Độ nhạy: đổi từng giả định", "Sensitivity: one assumption at a time")
    first = Text("Giả định (thấp / cao)", "Assumption (low / high)")
    return Table("7b", name, columns, tuple(rows), PER_CENT, "official", (), first)


def compared(frozen: Frozen, result: Tree, known: Iterable[Benchmark]) -> list[Table]:
    """Bảng 8, a table a method: this run stands only among its own kind."""
    own = result["official"]["period"]
    here = Benchmark(
        frozen.area, f"{frozen.first}–{frozen.last}", METHODS["official"].vi, _alpha(frozen, result),
        figure(100 * frozen.assumptions.delta, 1).vi() + " %", OPENINGS[frozen.assumptions.opening].vi,
        own["g_output"], own["c_tfp"], honest.share(own["c_tfp"], own["g_output"]), "lần tính này",
    )  # fmt: skip
    groups: dict[str, list[Benchmark]] = {here.method: [here]}
    for one in known:
        groups.setdefault(one.method, []).append(one)
    return [_compared(i, method, rows) for i, (method, rows) in enumerate(groups.items(), 1)]


def _compared(number: int, method: str, rows: list[Benchmark]) -> Table:
    honest.one_method(row.method for row in rows)
    columns = (
        Text("Giai đoạn", "Period"), Text("α", "α"), Text("δ", "δ"), Text("Vốn đầu kỳ", "Opening stock"),
        Text("GRDP (%)", "GRDP (%)"), Text("TFP (điểm)", "TFP (points)"), Text("Tỷ trọng TFP (%)", "TFP share (%)"),
        Text("Phương pháp", "Method"), Text("Nguồn", "Source"),
    )  # fmt: skip
    lines = tuple(
        Row(Text(row.area, row.area), (
            _said(row.period), _said(row.alpha), _said(row.delta), _said(row.opening), figure(row.growth, 2),
            figure(row.points, 2), figure(row.share, 2), _said(row.method), _said(row.source),
        ))
        for row in rows
    )  # fmt: skip
    name = Text(f"So sánh – phương pháp: {method}", f"Comparison – method: {method}")
    note = Text(
        "Khoảng cách giữa các địa phương phần lớn do phương pháp: chỉ so các số cùng α, δ và vốn đầu kỳ.",
        "The spread is largely method: compare only figures of the same α, δ and opening stock.",
    )
    return Table(
        f"8.{number}", name, columns, lines, Text("", ""), method, (note,), Text("Địa phương", "Area")
    )


def _said(words: str) -> Cell:
    return Cell(words=Text(words or "không nêu", words or "not told"))


def _alpha(frozen: Frozen, result: Tree) -> str:
    shares_ = result["inputs"]["labour_share"][1:]
    return figure(1 - sum(shares_) / len(shares_), 4).vi()


def productivity(result: Tree) -> Table:
    """Bảng 9, form B: labour productivity = capital deepening + TFP."""
    found = result["productivity"]
    columns = list(zip(found["deepening"], found["tfp"], found["productivity"], strict=True))
    columns.append(tuple(sum(line) / len(line) for line in zip(*columns, strict=True)))
    printed = [(*largest_remainder(c[:2], total=c[2], decimals=2), half_up(c[2], 2)) for c in columns]
    names = (
        Text("Tăng cường vốn trên lao động", "Capital deepening"),
        TFP,
        Text("Năng suất lao động", "Labour productivity"),
    )
    rows = [Row(name, tuple(Cell(c[i]) for c in printed), i == 2) for i, name in enumerate(names)]
    level = tuple(figure(one) for one in found["level"][1:])
    rows.append(Row(Text("Mức (triệu đồng/người)", "Level (million đồng a person)"), (*level, Cell())))
    name = Text("Năng suất lao động", "Labour productivity")
    return Table("9", name, _with_mean(result), tuple(rows), LOG_POINTS, "tornqvist")


def icor(frozen: Frozen, result: Tree) -> Table:
    """Bảng 10."""
    blank = Text("GRDP không tăng", "GRDP did not grow")
    cells = tuple(figure(one, 2) if one is not None else Cell(words=blank) for one in result["icor"])
    row = Row(Text("ICOR (vốn đầu tư / GRDP tăng thêm)", "ICOR"), cells)
    return Table("10", Text("Hệ số ICOR", "ICOR"), _years(result["years"]), (row,), Text("lần", "times"))


def scenarios(result: Tree) -> Table:
    """Bảng 11: kịch bản, never forecasts."""
    rows = tuple(
        Row(
            Text(f"Kịch bản: {one['label']}", f"Scenario: {one['label']}"),
            (
                *(figure(one[key], 2) for key in ("target", "g_capital", "g_labour", "g_tfp")),
                figure(one["share_tfp"]) if one["share_tfp"] is not None else Cell(words=honest.NOT_COMPUTED),
            ),
        )
        for one in result["scenarios"]
    )
    columns = (
        Text("GRDP mục tiêu (%)", "GRDP target (%)"), Text("Vốn (%)", "Capital (%)"),
        Text("Lao động (%)", "Labour (%)"),
        Text("TFP cần có (%)", "TFP needed (%)"), Text("Tỷ trọng TFP (%)", "TFP share (%)"),
    )  # fmt: skip
    note = Text("Kịch bản là giả định, không phải dự báo.", "Scenarios are assumptions, not forecasts.")
    name = Text("Kịch bản cho các năm tới", "Scenarios for the years to come")
    return Table("11", name, columns, rows, Text("", ""), "official", (note,), Text("Kịch bản", "Scenario"))


def headline(frozen: Frozen, result: Tree) -> honest.Headline:
    """The run's one number, with what it rests on."""
    mean, drawn = result["official"]["period"], result["interval"]
    share = honest.share(mean["c_tfp"], mean["g_output"])
    low, _, high = drawn["points"] if share is None else drawn["share"]
    return honest.Headline(
        frozen.first, frozen.last, "official", mean["g_output"], mean["c_tfp"], low, high,
        {name.vi: value for name, value, _ in assumptions(frozen, result)}, frozen.is_demonstration,
    )  # fmt: skip


def sentence(head: honest.Headline, area: str) -> Text:
    """One sentence that a leader can say: one decimal at most, and always the interval (productivity.md §3)."""
    growth, points = figure(head.growth).vi(), figure(head.points).vi()
    low, high = figure(head.low).vi(), figure(head.high).vi()
    if head.share is None:
        return Text(
            f"Giai đoạn {head.first}–{head.last}, GRDP của {area} tăng bình quân {growth} %/năm, trong đó TFP đóng góp "
            f"{points} điểm phần trăm (khoảng 90 %: {low} đến {high} điểm); tỷ trọng không tính vì tăng dưới 1 %.",
            f"In {head.first}–{head.last} GRDP of {area} grew by {growth} % a year, of which TFP gave {points} points "
            f"(90 % interval: {low} to {high}); no share is computed, as growth is below 1 %.",
        )
    share = figure(head.share).vi()
    return Text(
        f"Giai đoạn {head.first}–{head.last}, GRDP của {area} tăng bình quân {growth} %/năm, trong đó TFP đóng góp "
        f"{points} điểm phần trăm, tức {share} % tăng trưởng (khoảng 90 %: {low} đến {high} %).",
        f"In {head.first}–{head.last} GRDP of {area} grew by {growth} % a year, of which TFP gave {points} points, or "
        f"{share} % of growth (90 % interval: {low} to {high} %).",
    )


VARIANTS: dict[str, Text] = {
    "fixed": Text("hệ số cố định", "fixed coefficient"),
    "raw": Text("thu nhập người lao động / GRDP", "compensation / GRDP"),
    "all-mixed": Text("cộng toàn bộ thu nhập hỗn hợp", "with all mixed income"),
    "split": Text("chia thu nhập hỗn hợp", "mixed income shared out"),
    "employee-scaling": Text("nhân theo lao động / người làm công", "scaled by employed / employees"),
    "with-farming": Text("cộng giá trị tăng thêm khu vực I", "with value added of sector I"),
}
OPENINGS: dict[str, Text] = {
    "harberger": Text("Harberger I₁/(g + δ), trung bình 3 năm đầu", "Harberger I₁/(g + δ), mean of 3 years"),
    "ratio": Text("hệ số vốn trên sản lượng", "capital-output ratio"),
    "given": Text("vốn đầu kỳ nhập từ nguồn ngoài", "opening stock given"),
}


def assumptions(frozen: Frozen, result: Tree) -> list[tuple[Text, str, str]]:
    """Every assumption: name, value as printed, and its reason or source."""
    given = frozen.assumptions
    share = _alpha(frozen, result)
    beta = figure(1 - float(share.replace(",", ".")), 4).vi()
    lines = [
        ("method", Text("Phương pháp của số chính", "Method of the headline"), METHODS["official"].vi),
        ("labour_share", Text("Tỷ trọng lao động", "Labour share"), VARIANTS[given.labour_share].vi),
        ("alpha", Text("α (vốn), β (lao động), bình quân giai đoạn", "α, β, mean of the period"), f"{share}; {beta}"),
        ("delta", Text("δ, tỷ lệ khấu hao một năm", "δ a year"), _rate(given.delta)),
        ("opening", Text("Vốn đầu kỳ K₀", "Opening stock K₀"), OPENINGS[given.opening].vi),
        ("investment_growth", Text("g, tăng đầu tư trước chuỗi", "g before the data"),
         _rate(result["capital"]["investment_growth"])),
        ("timing", Text("Thời điểm tính vốn", "Timing"), "giữa năm" if given.timing == "mid" else "cuối năm"),
        ("capital_input", Text("Vốn đưa vào", "Capital input"),
         "trung bình đầu năm và cuối năm" if given.capital_input == "mean" else "vốn cuối năm"),
        ("labour", Text("Thước đo lao động", "Labour measure"), "giờ" if given.labour == "hours" else "người"),
        ("interval", Text("Khoảng bất định", "Interval"),
         f"{given.draws:,} lượt".replace(",", ".") + f", hạt giống {given.seed}; α {_range(given.alpha_range)}, "
         f"δ {_range(given.delta_range)}, g {_range(given.growth_range)}; 5–95 %"),
    ]  # fmt: skip
    return [(name, value, given.why.get(code, "")) for code, name, value in lines]


def _rate(value: float) -> str:
    return f"{figure(100 * value).vi()} %"


def _range(bounds: tuple[float, float]) -> str:
    return f"{figure(bounds[0], 2).vi()}–{figure(bounds[1], 2).vi()}"


def sources(frozen: Frozen) -> list[tuple[Text, str]]:
    """Every series of the run and where it was published."""
    found = []
    for one in _ordered(frozen):
        day = "/".join(reversed(one.published.split("-")))
        told = [
            one.source,
            one.table,
            f"trang {one.page}" if one.page else "",
            f"công bố {day}",
            f"địa giới {one.boundary}",
        ]
        if one.price_base:
            told.append(f"giá {one.price_base}")
        found.append((named(one.measure, one.sector), "; ".join(part for part in told if part)))
    return found


def _points(account: Tree) -> list[tuple[Decimal, ...]]:
    """(capital, labour, TFP, growth) of each year and of the period, printed so that the parts sum to growth."""
    names = ("c_capital", "c_labour", "c_tfp", "g_output")
    columns = [
        *zip(*(account[name] for name in names), strict=True),
        tuple(account["period"][name] for name in names),
    ]
    return [(*largest_remainder(c[:3], total=c[3], decimals=2), half_up(c[3], 2)) for c in columns]


def _years(years: Sequence[int]) -> tuple[Text, ...]:
    return tuple(Text(str(year), str(year)) for year in years)


def _with_mean(result: Tree) -> tuple[Text, ...]:
    first, last = result["years"][0], result["years"][-1]
    return (*_years(result["years"]), Text(f"{MEAN.vi} {first}–{last}", f"{MEAN.en} {first}–{last}"))


def _turned(columns: Sequence[Sequence[Decimal] | None], total: Text) -> tuple[Row, ...]:
    """Columns of (capital, labour, TFP, total) as rows; a column that may not be said says so."""
    return tuple(
        Row(
            name,
            tuple(Cell(column[i]) if column else Cell(words=honest.NOT_COMPUTED) for column in columns),
            name is total,
        )
        for i, name in enumerate((CAPITAL, LABOUR, TFP, total))
    )
