"""The run as a workbook whose formulas are alive: change a figure or an assumption and the headline follows.

Sheets: “Kết quả” (growth, contributions, shares, the headline), “Vốn”, “Số liệu”, “Giả định”, then every printed table
as values. Formulas use + - * / ^, AVERAGE, IF and EXP alone, so that any spreadsheet program computes them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from nguongoc.domain.tfp import honest, printed
from nguongoc.domain.tfp.frozen import Frozen

Tree = dict[str, Any]
DATA, STOCK, GIVEN, RESULT = "'Số liệu'", "'Vốn'", "'Giả định'", "'Kết quả'"
HEAD = 3
"""The row (from 1) of the years on the sheets “Số liệu”, “Vốn” and “Kết quả”; above it stand the title and the mark."""


def write(frozen: Frozen, result: Tree, tables: Sequence[printed.Table], *, title: str) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = _Book(book, frozen, result, title)
    made.sheet("Kết quả")
    made.sheet("Vốn")
    made.sheet("Số liệu")
    made.sheet("Giả định")
    made.given()
    made.data()
    made.stock()
    made.result()
    for table in tables:
        made.table(table)
    made.sources()
    book.close()
    return out.getvalue()


class _Book:
    """One workbook under way. Columns: A names, B the first year of investment, and on."""

    def __init__(self, book: Any, frozen: Frozen, result: Tree, title: str) -> None:
        self.book, self.frozen, self.figures, self.title = book, frozen, result, title
        self.given_of = frozen.assumptions
        self.years: list[int] = result["capital"]["years"]
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bg_color": "#E4F0E8", "bottom": 1, "text_wrap": True})
        self.mark = book.add_format({"bold": True, "font_color": "#A3221B"})
        self.number = book.add_format({"num_format": "#,##0.00"})
        self.exact = book.add_format({"num_format": "0.0000"})
        self.big = book.add_format(
            {"bold": True, "num_format": "0.0", "font_size": 14, "bg_color": "#FAEFD9"}
        )
        self.pages: dict[str, Any] = {}

    def sheet(self, name: str) -> Any:
        """A new sheet with its title and, where the data are made up, the mark."""
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, self.title, self.bold)
        if self.frozen.is_demonstration:
            page.write_string(1, 0, honest.DEMONSTRATION.vi, self.mark)
        page.set_column(0, 0, 46)
        page.set_column(1, 40, 12)
        page.freeze_panes(HEAD, 1)
        self.pages[name] = page
        return page

    def column(self, year: int) -> str:
        return str(xl_col_to_name(1 + self.years.index(year)))

    def heads(self, name: str) -> Any:
        page = self.pages[name]
        page.write_string(HEAD - 1, 0, "Năm", self.head)
        for year in self.years:
            page.write_number(HEAD - 1, 1 + self.years.index(year), year, self.head)
        return page

    # --- what goes in

    def given(self) -> None:
        """δ, g, K₀ and the weights, each with its source; B4 δ, B5 g, B6 K₀."""
        page, known = self.pages["Giả định"], self.figures["capital"]
        first, tenth = self.column(self.years[0]), self.column(self.years[min(10, len(self.years) - 1)])
        steps = min(10, len(self.years) - 1)
        flow = f"{DATA}!{first}5:{self.column(self.years[min(2, len(self.years) - 1)])}5"
        page.write_row(HEAD - 1, 0, ["Giả định", "Giá trị", "Lý do, nguồn"], self.head)
        page.write_string("A4", "δ, tỷ lệ khấu hao một năm")
        page.write_number("B4", self.given_of.delta, self.exact)
        page.write_string("A5", "g, tăng đầu tư trước chuỗi")
        if self.given_of.investment_growth is None:
            formula = f"=({DATA}!{tenth}5/{DATA}!{first}5)^(1/{steps})-1"
            page.write_formula("B5", formula, self.exact, known["investment_growth"])
        else:
            page.write_number("B5", self.given_of.investment_growth, self.exact)
        page.write_string("A6", "K₀, vốn cuối năm trước năm đầu tư đầu tiên")
        if self.given_of.opening == "harberger":
            page.write_formula("B6", f"=AVERAGE({flow})/(B5+B4)", self.number, known["opening"])
        else:
            page.write_number("B6", known["opening"], self.number)
        page.write_string("C4", self.given_of.why.get("delta", ""))
        page.write_string("C6", printed.OPENINGS[self.given_of.opening].vi)
        for i, (name, value, why) in enumerate(printed.assumptions(self.frozen, self.figures)):
            for at, words in enumerate((name.vi, value, why)):
                page.write_string(8 + i, at, words)

    def data(self) -> None:
        """Row 4 Y, 5 I, 6 L, 7 labour share; 8 and 9 what I or L is made of."""
        page = self.heads("Số liệu")
        self._row(page, 4, "GRDP, giá so sánh (Y)", self._values("grdp_constant"))
        current, prices = self._values("investment_current"), self._values("investment_deflator")
        if self.frozen.find("investment_constant"):
            self._row(page, 5, "Vốn đầu tư thực, giá so sánh (I)", self._values("investment_constant"))
        else:
            self._row(page, 8, "Vốn đầu tư, giá hiện hành", current)
            self._row(page, 9, "Chỉ số giá đầu tư", prices)
            page.write_string(4, 0, "Vốn đầu tư thực (I)")
            for year, real in zip(self.years, self.figures["capital"]["investment"], strict=True):
                c = self.column(year)
                page.write_formula(f"{c}5", f"={c}8/({c}9/100)", self.number, real)
        self._labour(page)
        shares = dict(zip(self.figures["levels"], self.figures["inputs"]["labour_share"], strict=True))
        self._row(page, 7, "Tỷ trọng lao động (β)", shares, self.exact)

    def _labour(self, page: Any) -> None:
        if self.given_of.labour != "hours":
            self._row(page, 6, "Lao động (L)", self._values("employed"))
            return
        self._row(page, 10, "Lao động (người)", self._values("employed"))
        self._row(page, 11, "Giờ một người", self._values("hours"))
        page.write_string(5, 0, "Lao động (L, giờ)")
        for year, value in zip(self.figures["levels"], self.figures["inputs"]["labour"], strict=True):
            c = self.column(year)
            page.write_formula(f"{c}6", f"={c}10*{c}11", self.number, value)

    def _values(self, measure: str) -> dict[int, float]:
        found = self.frozen.find(measure)
        return {year: value for year, value in (found.values if found else {}).items() if year in self.years}

    def _row(self, page: Any, line: int, name: str, values: dict[int, float], look: Any = None) -> None:
        page.write_string(line - 1, 0, name)
        for year, value in values.items():
            page.write_number(f"{self.column(year)}{line}", value, look or self.number)

    # --- what comes out

    def stock(self) -> None:
        """Row 4 K at the end of the year, 5 depreciation, 6 capital input."""
        page = self.heads("Vốn")
        for line, name in ((4, "Vốn cuối năm (K)"), (5, "Khấu hao (D)"), (6, "Vốn đưa vào tính toán")):
            page.write_string(line - 1, 0, name)
        kept = f"(1-{GIVEN}!$B$4/2)" if self.given_of.timing == "mid" else "1"
        known = self.figures["capital"]
        for i, year in enumerate(self.years):
            c = self.column(year)
            before = f"{GIVEN}!$B$6" if i == 0 else f"{self.column(year - 1)}4"
            formula = f"=(1-{GIVEN}!$B$4)*{before}+{kept}*{DATA}!{c}5"
            page.write_formula(f"{c}4", formula, self.number, known["stock"][i])
            page.write_formula(f"{c}5", f"={before}+{DATA}!{c}5-{c}4", self.number, known["depreciation"][i])
            taken = f"=({before}+{c}4)/2" if self.given_of.capital_input == "mean" else f"={c}4"
            page.write_formula(f"{c}6", taken, self.number, known["stock"][i])

    def result(self) -> None:
        """Rows 4–6 growth, 7–9 contributions, 10–12 shares, 13 the index; the period in the last column; the headline
        below: B16 TFP's points a year, B17 its share of growth."""
        page = self.heads("Kết quả")
        names = ("Tăng GRDP (%)", "Tăng vốn (%)", "Tăng lao động (%)", "Đóng góp của vốn (điểm)",
                 "Đóng góp của lao động (điểm)", "Đóng góp của TFP (điểm)", "Tỷ trọng vốn (%)", "Tỷ trọng lao động (%)",
                 "Tỷ trọng TFP (%)", "Chỉ số TFP")  # fmt: skip
        for line, name in enumerate(names, 4):
            page.write_string(line - 1, 0, name)
        base = self.figures["levels"][0]
        page.write_number(f"{self.column(base)}13", 100, self.number)
        for i, year in enumerate(self.figures["years"]):
            self._year(page, year, i)
        self._period(page)

    def _year(self, page: Any, year: int, i: int) -> None:
        c, p = self.column(year), self.column(year - 1)
        account = self.figures["official"]
        for line, (sheet, row), key in (
            (4, (DATA, 4), "g_output"),
            (5, (STOCK, 6), "g_capital"),
            (6, (DATA, 6), "g_labour"),
        ):
            formula = f"=100*({sheet}!{c}{row}/{sheet}!{p}{row}-1)"
            page.write_formula(f"{c}{line}", formula, self.number, account[key][i])
        share = f"{DATA}!{c}7"
        lines = ((7, f"=(1-{share})*{c}5", "c_capital"), (8, f"={share}*{c}6", "c_labour"),
                 (9, f"={c}4-{c}7-{c}8", "c_tfp"))  # fmt: skip
        for line, formula, key in lines:
            page.write_formula(f"{c}{line}", formula, self.number, account[key][i])
        self._shares(page, c, account["shares"][i])
        formula = f"={p}13*EXP({c}9/100)"
        page.write_formula(f"{c}13", formula, self.number, account["index"][i + 1])

    def _shares(self, page: Any, c: str, known: Sequence[float | None]) -> None:
        for line, source, value in zip((10, 11, 12), (7, 8, 9), known, strict=True):
            formula = f'=IF({c}4>=1,100*{c}{source}/{c}4,"{honest.NOT_COMPUTED.vi}")'
            shown = honest.NOT_COMPUTED.vi if value is None else value
            page.write_formula(f"{c}{line}", formula, self.number, shown)

    def _period(self, page: Any) -> None:
        levels, account = self.figures["levels"], self.figures["official"]["period"]
        first, last, n = self.column(levels[0]), self.column(levels[-1]), len(levels) - 1
        at = 1 + len(self.years)
        c = xl_col_to_name(at)
        page.write_string(HEAD - 1, at, f"Bình quân {levels[1]}–{levels[-1]}", self.head)
        for line, (sheet, row), key in (
            (4, (DATA, 4), "g_output"),
            (5, (STOCK, 6), "g_capital"),
            (6, (DATA, 6), "g_labour"),
        ):
            formula = f"=100*(({sheet}!{last}{row}/{sheet}!{first}{row})^(1/{n})-1)"
            page.write_formula(f"{c}{line}", formula, self.number, account[key])
        share = f"AVERAGE({DATA}!{self.column(levels[1])}7:{last}7)"
        page.write_formula(f"{c}7", f"=(1-{share})*{c}5", self.number, account["c_capital"])
        page.write_formula(f"{c}8", f"={share}*{c}6", self.number, account["c_labour"])
        page.write_formula(f"{c}9", f"={c}4-{c}7-{c}8", self.number, account["c_tfp"])
        parts = honest.shares(
            [account[name] for name in ("c_capital", "c_labour", "c_tfp")], account["g_output"]
        )
        self._shares(page, c, parts)
        head = printed.headline(self.frozen, self.figures)
        page.write_string("A16", "KẾT QUẢ CHÍNH: TFP đóng góp một năm (điểm phần trăm)", self.bold)
        page.write_formula("B16", f"={c}9", self.big, account["c_tfp"])
        page.write_string("A17", "KẾT QUẢ CHÍNH: tỷ trọng của TFP trong tăng trưởng (%)", self.bold)
        page.write_formula(
            "B17", f"={c}12", self.big, honest.NOT_COMPUTED.vi if parts[2] is None else parts[2]
        )
        unit = "điểm" if head.share is None else "%"
        page.write_string(
            "A18", f"Khoảng 90 %: {printed.figure(head.low).vi()} đến {printed.figure(head.high).vi()} {unit}"
        )
        page.write_string("A19", printed.sentence(head, self.frozen.area).vi)
        page.write_string("A20", honest.YEARLY.vi)

    def table(self, table: printed.Table) -> None:
        """A printed table as values, on its own sheet."""
        page = self.sheet(f"Bảng {table.code}")
        page.write_string(HEAD - 1, 0, f"Bảng {table.code}. {table.name.vi}", self.head)
        method = printed.METHODS.get(table.method)
        told = " · ".join(one for one in (table.unit.vi, method.vi if method else "") if one)
        page.write_string(HEAD, 0, told)
        page.write_row(HEAD + 1, 0, [table.first.vi, *(one.vi for one in table.columns)], self.head)
        for line, row in enumerate(table.rows, HEAD + 2):
            page.write_string(line, 0, row.name.vi)
            for at, cell in enumerate(row.cells, 1):
                if cell.value is not None:
                    places = max(0, -int(cell.value.as_tuple().exponent))
                    page.write_number(line, at, float(cell.value), self._places(places))
                else:
                    page.write_string(line, at, cell.vi())
        for line, note in enumerate(table.notes, HEAD + 3 + len(table.rows)):
            page.write_string(line, 0, note.vi)

    def _places(self, places: int) -> Any:
        return self.book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})

    def sources(self) -> None:
        page = self.sheet("Nguồn")
        page.write_row(HEAD - 1, 0, ["Chuỗi", "Nguồn"], self.head)
        for line, (name, told) in enumerate(printed.sources(self.frozen), HEAD):
            page.write_string(line, 0, name.vi)
            page.write_string(line, 1, told)
