"""The states of a stamp and the steps between them. A stamp that skips a step was stolen, or somebody erred."""

from __future__ import annotations

from dataclasses import dataclass

from nguongoc.domain.problem import Text


@dataclass(frozen=True, slots=True)
class State:
    """One state: what it is called, and where it may lead."""

    code: str
    name: Text
    leads_to: frozenset[str]


def _state(code: str, vi: str, en: str, *leads_to: str) -> State:
    return State(code, Text(vi, en), frozenset(leads_to))


STATES = {
    one.code: one
    for one in (
        _state("issued", "đã cấp số", "issued", "printed", "void"),
        _state("printed", "đã in", "printed", "delivered", "blocked", "void"),
        _state("delivered", "đã giao cho đơn vị", "delivered", "activated", "blocked", "void"),
        _state("activated", "đã kích hoạt", "activated", "sold", "recalled", "blocked", "void"),
        _state("sold", "đã bán", "sold", "recalled", "blocked"),
        _state("recalled", "bị thu hồi", "recalled", "activated", "sold", "void"),
        _state("blocked", "bị khóa", "blocked", "printed", "delivered", "activated", "sold", "void"),
        _state("void", "đã hủy", "void"),
    )
}
BOUND = frozenset({"activated", "sold", "recalled"})
"""States of a stamp that is bound to a lot. A blocked one may be; a void one keeps the lot it had."""


def may_become(state: str, other: str) -> bool:
    """Whether a stamp may go from one state straight to the other."""
    return other in STATES[state].leads_to
