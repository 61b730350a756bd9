"""Tables that sort, filter, turn pages and export, on the server, by what the address asks.

| asked | means |
|---|---|
| `sap-xep=ten` · `sap-xep=-ten` | sorted by that column, up or down |
| `trang=2` | the second page |
| `tim=…` | rows that the table's search keeps |
| `<filter>=<value>` | rows that this filter keeps |
| `xuat=xlsx` | all rows that are asked for, as a spreadsheet |

A view says `table = take(request.GET, …)` and `return answer(request, "page.html", table)`; its template says
`{% table table %}`. What the address asks that nobody knows is ignored: old bookmarks go on working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.vietnam.text import sort_key
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Status, Words
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, money, number

Rows = Any
"""A QuerySet, or a sequence of objects that have the attributes their columns name."""
Kind = Literal["text", "code", "number", "money", "day", "moment", "status"]

SHOWN: dict[str, Callable[[Any], str]] = {"number": number, "money": money, "day": day, "moment": moment}
TO_THE_RIGHT = ("number", "money")
SORT, PAGE, SEARCH, EXPORT = "sap-xep", "trang", "tim", "xuat"
PAGE_OF_ROWS = 25


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` stands in addresses, `value` reads a row. It sorts where `order` names the fields
    (or attributes) to sort by. `note` is a second, smaller line; `link` the address behind the value."""

    key: str
    name: Words
    value: Callable[[Any], Any]
    kind: Kind = "text"
    order: tuple[str, ...] = ()
    note: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None

    def cell(self, row: Any) -> Cell:
        """What this row shows here."""
        value = self.value(row)
        shown = value if isinstance(value, Status) else SHOWN.get(self.kind, text)(value)
        note = text(self.note(row)) if self.note else ""
        return Cell(self, shown, note, self.link(row) if self.link else "")


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    note: str
    link: str

    @property
    def is_status(self) -> bool:
        return isinstance(self.value, Status)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter by choice: `choices` are (value, words), `keep` the rows that one value leaves."""

    key: str
    name: Words
    choices: Sequence[tuple[str, Words]]
    keep: Callable[[Rows, str], Rows]


@dataclass(frozen=True)
class Table:
    """One table as it was asked for."""

    name: str
    columns: tuple[Column, ...]
    rows: Rows
    asked: QueryDict
    choices: tuple[Choice, ...] = ()
    searches: bool = False
    search_hint: Words = ""
    id: str = "bang"
    per_page: int = PAGE_OF_ROWS
    empty: Words = field(default=_("Không có dòng nào."))

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.rows, self.per_page).get_page(self.asked.get(PAGE))

    @cached_property
    def lines(self) -> list[list[Cell]]:
        """The cells of this page, row by row."""
        return [[column.cell(row) for column in self.columns] for row in self.page]

    @property
    def sorted_by(self) -> str:
        return self.asked.get(SORT, "")

    @property
    def searched(self) -> str:
        return self.asked.get(SEARCH, "").strip()

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides rows."""
        return bool(self.searched or any(self.asked.get(one.key) for one in self.choices))

    @property
    def is_arranged(self) -> bool:
        """Whether the reader chose a filter or an order: then a small screen shows the fields, too."""
        return bool(self.sorted_by or any(chosen for _, chosen in self.filters))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look through: no row, and none hidden."""
        return not self.page.paginator.count and not self.is_narrowed

    @property
    def heads(self) -> Iterator[tuple[Column, str, str]]:
        """Every column, how it is sorted now (`ascending`, `descending` or ""), and the address that sorts it."""
        for column in self.columns:
            now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sorted_by, "")
            then = f"-{column.key}" if now == "ascending" else column.key
            yield column, now, self.address(**{SORT: then}) if column.order else ""

    @property
    def orders(self) -> Iterator[tuple[str, Words, bool]]:
        """Every way to sort: value, the column's name, whether downwards."""
        for column in self.columns:
            if column.order:
                yield column.key, column.name, False
                yield f"-{column.key}", column.name, True

    @property
    def filters(self) -> list[tuple[Choice, str]]:
        """Every filter, and the value chosen."""
        return [(one, self.asked.get(one.key, "")) for one in self.choices]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the address asks beside this table: it must live through a new search."""
        own = {SORT, PAGE, SEARCH, EXPORT, *(one.key for one in self.choices)}
        return [(key, value) for key, values in self.asked.lists() for value in values if key not in own]

    @property
    def sheet_address(self) -> str:
        return self.address(**{EXPORT: "xlsx"}, page=self.asked.get(PAGE))

    @property
    def whole_address(self) -> str:
        """The table without search and filters."""
        return self.address(**{SEARCH: None}, **{one.key: None for one in self.choices})

    @property
    def before(self) -> str:
        return self.address(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def after(self) -> str:
        return self.address(page=self.page.next_page_number()) if self.page.has_next() else ""

    def address(self, page: int | str | None = None, **changes: str | None) -> str:
        """This page's address with some things asked otherwise; whatever changes, paging begins anew."""
        query = self.asked.copy()
        for key, value in {EXPORT: None, PAGE: page, **changes}.items():
            query.pop(key, None)
            if value is not None:
                query[key] = str(value)
        return f"?{query.urlencode()}"


def take(
    asked: QueryDict,
    *,
    name: Words,
    columns: Sequence[Column],
    rows: Rows,
    choices: Sequence[Choice] = (),
    search: Callable[[Rows, str], Rows] | None = None,
    **looks: Any,
) -> Table:
    """The table that is asked for: narrowed, then sorted. Rows that are not asked to be sorted keep the order
    they came in. `looks` are the other fields of `Table`."""
    for one in choices:
        value = asked.get(one.key)
        if value in {known for known, _ in one.choices}:
            rows = one.keep(rows, str(value))
    words = asked.get(SEARCH, "").strip()
    if search and words:
        rows = search(rows, words)
    rows = _sorted(rows, columns, asked.get(SORT, ""))
    return Table(text(name), tuple(columns), rows, asked, tuple(choices), search is not None, **looks)


def answer(request: HttpRequest, template: str, table: Table, **context: Any) -> HttpResponseBase:
    """The page with this table, or the table alone as a spreadsheet when that was asked."""
    if table.asked.get(EXPORT) == "xlsx":
        return sheet(table)
    return render(request, template, {"table": table, **context})


def sheet(table: Table) -> HttpResponseBase:
    """All rows asked for, on every page, as XLSX."""
    rows = table.rows.iterator(chunk_size=2_000) if isinstance(table.rows, QuerySet) else table.rows
    heads = [text(column.name) for column in table.columns]
    return sheets.answer(
        table.name, heads, ([_plain(column, row) for column in table.columns] for row in rows)
    )


def _plain(column: Column, row: Any) -> Any:
    value = column.value(row)
    if isinstance(value, Status):
        return text(value.words)
    if column.kind in ("number", "money") and isinstance(value, str):
        return Decimal(value)
    return text(value) if column.kind in ("text", "code") else value


def _sorted(rows: Rows, columns: Sequence[Column], wish: str) -> Rows:
    down, key = wish.startswith("-"), wish.removeprefix("-")
    order = next((column.order for column in columns if column.key == key), ())
    if not order:
        return rows
    if isinstance(rows, QuerySet):
        terms = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in order]
        return rows.order_by(*terms, "pk")
    return sorted(rows, key=lambda row: [_rank(attrgetter(name)(row), down) for name in order], reverse=down)


def _rank(value: Any, down: bool) -> tuple[bool, Any]:
    """Sorts what is missing last, either way, and words as Vietnamese dictionaries do."""
    if value is None:
        return (not down, 0)
    return (down, sort_key(value) if isinstance(value, str) else value)
