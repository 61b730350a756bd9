"""A chain as a picture: what came from what, drawn on the server from left to right, and the same as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from nguongoc.domain.epcis.trace import Edge
from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.units import quantity
from nguongoc.foundation.shared.tables import Column
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.reports.explorer.things import Known, place_of, short
from nguongoc.reports.explorer.words import EDGES, said
from nguongoc.reports.registers.steps import step
from nguongoc.trace.events.models import Event
from nguongoc.trace.events.queries import Way

MOST = 60
"""So many things are drawn; beyond, the table alone tells the chain."""

WIDTH, HEIGHT, ACROSS, DOWN, EDGE = 204, 52, 336, 76, 12
_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture. `hidden`: the chain goes on there in events that the reader may not see."""

    x: int
    y: int
    label: str
    note: str
    title: str
    is_start: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One edge in the picture: its path, and what is written on it."""

    path: str
    x: int
    y: int
    anchor: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, in pixels."""

    width: int
    height: int
    nodes: Sequence[Node]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Step:
    """One edge as a row: from what to what, how, when, who, where, how much."""

    at: Any
    source: str
    target: str
    kind: Text
    step: Text
    sender: str
    place: str
    amount: str
    link: str


def steps(way: Way, known: Known) -> list[Step]:
    """The edges of a chain in order of time."""
    told = {event.event_id: event for event in way.events}
    edges = [(edge, told[edge.event]) for edge in way.chain.edges if edge.event in told]
    edges.sort(key=lambda one: (one[1].event_time, one[0].from_key, one[0].to_key))
    return [_step(edge, event, known) for edge, event in edges]


def _step(edge: Edge, event: Event, known: Known) -> Step:
    place = place_of(event.body)
    return Step(
        at=event.event_time,
        source=known.name(edge.from_key),
        target=known.name(edge.to_key),
        kind=said(EDGES, edge.kind),
        step=step(event.biz_step),
        sender=known.parties.get(event.sender, ""),
        place=known.where(place) if place else "",
        amount=_amount(edge),
        link=reverse("event_page", args=[event.pk]),
    )


def _amount(edge: Edge) -> str:
    language = get_language() or "vi"
    went = "" if edge.quantity is None else quantity(edge.quantity, edge.uom, language)
    made = "" if edge.made is None else quantity(edge.made, edge.made_uom, language)
    return f"{went or '?'} → {made}" if made else went


COLUMNS = (
    Column(
        "luc",
        Text("Lúc", "When"),
        lambda one: one.at,
        kind="moment",
        order=("at",),
        link=lambda one: one.link,
    ),
    Column("tu", Text("Từ", "From"), lambda one: one.source, order=("source", "at")),
    Column(
        "thanh", Text("Đến", "To"), lambda one: one.target, order=("target", "at"), note=lambda one: one.kind
    ),
    Column("viec", Text("Việc", "Step"), lambda one: one.step),
    Column("ai", Text("Ai ghi", "Who"), lambda one: one.sender, order=("sender", "at")),
    Column("noi", Text("Nơi", "Where"), lambda one: one.place),
    Column("luong", Text("Lượng", "How much"), lambda one: one.amount),
)


def draw(way: Way, start: Collection[str], known: Known) -> Picture | None:
    """The picture, or None where the chain holds more than can be read in one."""
    if not way.chain.edges or len(way.chain.nodes) > MOST:
        return None
    columns = _columns(way)
    rows = _centred(_rows(way, columns), columns)
    spots = {key: (columns[key] * ACROSS + EDGE, round(rows[key] * DOWN) + EDGE) for key in way.chain.nodes}
    nodes = [_node(key, spot, start, way, known) for key, spot in spots.items()]
    told = {event.event_id: event for event in way.events}
    onward = Counter(edge.from_key for edge in way.chain.edges)
    lines = [
        _line(edge, spots, told[edge.event], known, at_source=onward[edge.from_key] == 1)
        for edge in way.chain.edges
        if edge.event in told and edge.from_key in spots and edge.to_key in spots
    ]
    width = max(columns.values()) * ACROSS + WIDTH + 2 * EDGE
    return Picture(width, round((max(rows.values()) + 1) * DOWN) + EDGE, nodes, lines)


def _columns(way: Way) -> dict[str, int]:
    """Which column each thing stands in: behind all that it came from. What would lead in a circle (packed, unpacked
    and packed again) is left out of the reckoning."""
    before: dict[str, set[str]] = {key: set() for key in way.chain.nodes}
    for edge in way.chain.edges:
        if (
            edge.from_key in before
            and edge.to_key in before
            and not _reaches(before, edge.to_key, edge.from_key)
        ):
            before[edge.to_key].add(edge.from_key)
    columns: dict[str, int] = {}

    def column(key: str) -> int:
        if key not in columns:
            columns[key] = max((column(one) + 1 for one in before[key]), default=0)
        return columns[key]

    for key in before:
        column(key)
    return columns


def _reaches(before: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether the end came from the start."""
    seen, waiting = {end}, [end]
    while waiting:
        key = waiting.pop()
        if key == start:
            return True
        waiting += before[key] - seen
        seen |= before[key]
    return False


def _rows(way: Way, columns: Mapping[str, int]) -> dict[str, int]:
    """Which row each thing stands in: column by column, each near what it is joined with in the columns before."""
    joined: dict[str, set[str]] = defaultdict(set)
    for edge in way.chain.edges:
        joined[edge.from_key].add(edge.to_key)
        joined[edge.to_key].add(edge.from_key)
    rows: dict[str, int] = {}
    for place in sorted(set(columns.values())):
        here = sorted(
            (key for key in columns if columns[key] == place),
            key=lambda key: (_middle(rows, joined[key]), key),
        )
        rows |= {key: row for row, key in enumerate(here)}
    return rows


def _centred(rows: Mapping[str, int], columns: Mapping[str, int]) -> dict[str, float]:
    """Every column in the middle of the tallest one's height."""
    tall = Counter(columns.values())
    most = max(tall.values())
    return {key: row + (most - tall[columns[key]]) / 2 for key, row in rows.items()}


def _middle(rows: Mapping[str, int], keys: Collection[str]) -> float:
    known = [rows[key] for key in keys if key in rows]
    return sum(known) / len(known) if known else 0.0


def _node(key: str, spot: tuple[int, int], start: Collection[str], way: Way, known: Known) -> Node:
    lot = known.lots.get(key)
    label, note = text(short(key)), lot.product.name if lot else ""
    return Node(
        x=spot[0],
        y=spot[1],
        label=_cut(label),
        note=_cut(note),
        title=f"{known.name(key)} ({key})",
        is_start=key in start,
        hidden=key in way.hidden,
    )


def _line(
    edge: Edge, spots: Mapping[str, tuple[int, int]], event: Event, known: Known, *, at_source: bool
) -> Line:
    """An edge, its amount written where fewer lines meet."""
    (left, top), (right, bottom) = spots[edge.from_key], spots[edge.to_key]
    if right > left:
        left += WIDTH
    elif right < left:
        right += WIDTH
    top, bottom = top + HEIGHT // 2, bottom + HEIGHT // 2
    half = (left + right) // 2
    much = _amount(edge)
    words = (text(said(EDGES, edge.kind)), known.parties.get(event.sender, ""), day(event.event_time), much)
    return Line(
        path=f"M{left} {top}C{half} {top} {half} {bottom} {right} {bottom}",
        x=left + 8 if at_source else right - 8,
        y=(top if at_source else bottom) - 6,
        anchor="start" if at_source else "end",
        label=_cut(much, 18),
        title=" · ".join(filter(None, words)),
    )


def _cut(words: str, letters: int = _LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1]}…"
