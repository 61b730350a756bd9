"""A chain as a picture: what came from what, drawn on the server from left to right, and the same as a table."""

from __future__ import annotations

from collections import defaultdict
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

WIDTH, HEIGHT, ACROSS, DOWN, EDGE = 168, 52, 250, 76, 12
_LETTERS = 22


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture. `hidden`: the chain goes on there in events that the reader may not see."""

    x: int
    y: int
    label: str
    note: str
    title: str
    link: str
    is_start: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One edge in the picture: its path, and what is written on it."""

    path: str
    x: int
    y: int
    label: str
    title: str
    link: str


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
        place=known.name(place) if place else "",
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
    rows = _rows(way)
    levels = sorted(set(way.chain.nodes.values()))
    columns = {level: place for place, level in enumerate(levels)}
    spots = {
        key: (columns[level] * ACROSS + EDGE, rows[key] * DOWN + EDGE)
        for key, level in way.chain.nodes.items()
    }
    nodes = [_node(key, spot, start, way, known) for key, spot in spots.items()]
    told = {event.event_id: event for event in way.events}
    lines = [
        _line(edge, spots, told[edge.event], known)
        for edge in way.chain.edges
        if edge.event in told and edge.from_key in spots and edge.to_key in spots
    ]
    width = (len(levels) - 1) * ACROSS + WIDTH + 2 * EDGE
    return Picture(width, (max(rows.values()) + 1) * DOWN + EDGE, nodes, lines)


def _rows(way: Way) -> dict[str, int]:
    """Which row each thing stands in: level by level, each near what it is joined with on the level before."""
    joined: dict[str, set[str]] = defaultdict(set)
    for edge in way.chain.edges:
        joined[edge.from_key].add(edge.to_key)
        joined[edge.to_key].add(edge.from_key)
    rows: dict[str, int] = {}
    for level in sorted(set(way.chain.nodes.values()), key=lambda one: (abs(one), one)):
        here = [key for key, at in way.chain.nodes.items() if at == level]
        here.sort(key=lambda key: (_middle(rows, joined[key]), key))
        for row, key in enumerate(here):
            rows[key] = row
    return rows


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
        link=known.link(key),
        is_start=key in start,
        hidden=key in way.hidden,
    )


def _line(edge: Edge, spots: Mapping[str, tuple[int, int]], event: Event, known: Known) -> Line:
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
        x=half,
        y=(top + bottom) // 2 - 6,
        label=_cut(much, 14),
        title=" · ".join(filter(None, words)),
        link=reverse("event_page", args=[event.pk]),
    )


def _cut(words: str, letters: int = _LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1]}…"
