"""Who follows whom: what was told of units and agencies that were merged or divided, told again of those after them.

A report on 2023 shows the districts of 2023; the same amounts on 2026 stand with the communes of 2026, and the totals
are equal, because the shares that go out of one member on one day add up to one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from nguongoc.domain.problem import Problem, Refused, Text

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Edge(Generic[K]):
    """From `on`, `share` (0 to 1) of what was `before`'s is `after`'s."""

    before: K
    after: K
    on: date
    share: Decimal = Decimal(1)


def carried(amounts: Mapping[K, Decimal], edges: Iterable[Edge[K]], until: date) -> dict[K, Decimal]:
    """The amounts as they stand with those who are there on the day `until`. The total stays the same.

    Successions are taken in the order of their days; on one day, each member is divided once, by all edges that
    leave it that day.
    """
    held: dict[K, Decimal] = defaultdict(Decimal, amounts)
    by_day: dict[date, list[Edge[K]]] = defaultdict(list)
    for edge in edges:
        if edge.on <= until:
            by_day[edge.on].append(edge)
    for day in sorted(by_day):
        leaving = {edge.before: held.pop(edge.before) for edge in by_day[day] if edge.before in held}
        for edge in by_day[day]:
            if edge.before in leaving:
                held[edge.after] += leaving[edge.before] * edge.share
    return dict(held)


def check_shares(shares: Iterable[Decimal]) -> None:
    """Raises Refused unless the shares are each above zero and add up to one exactly."""
    given = list(shares)
    if any(share <= 0 for share in given) or sum(given) != 1:
        said = str(sum(given) * 100).replace(".", ",")
        why = Text(
            f"Các phần kế thừa cộng lại phải đúng 100 %, mỗi phần lớn hơn 0; ở đây là {said} %.",
            f"the shares must each be above zero and add up to 100 % exactly, here they make {sum(given) * 100} %",
        )
        raise Refused(Problem("share", why, "shares-not-whole"))
