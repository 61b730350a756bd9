"""One price base, one definition, one boundary for a whole series.

Bases in Việt Nam: 1994 → 2010 (Thông tư 02/2012/TT-BKHĐT) → 2020 (Thông tư 13/2019/TT-BKHĐT). Linked parts
do not add to the linked total; `series.discrepancy` shows by how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nguongoc.domain.tfp.floats import positive, refusal
from nguongoc.domain.tfp.series import Series


def link(old: Mapping[int, float], new: Mapping[int, float], at: int) -> dict[int, float]:
    """X'_t = X_new(link) · X_old(t) / X_old(link) before `at`; the new figures from `at` on.

    Growth before the link stays that of the old base. Refused when either series lacks the link year.
    """
    for which, values in (("old", old), ("new", new)):
        if at not in values:
            raise refusal(
                f"{which}.{at}",
                f"năm nối {at} phải có trong cả hai chuỗi",
                f"the link year {at} must stand in both series",
                "link-year",
            )
    before, after = positive("link", [old[at], new[at]])
    early = {year: float(value * after / before) for year, value in sorted(old.items()) if year < at}
    return early | {year: value for year, value in sorted(new.items()) if year >= at}


def link_series(old: Series, new: Series, at: int) -> Series:
    """`link` on whole series: the result stands on the new base, and the old one's breaks remain flagged.

    The splice mends the new series' own break at or before the link year, since growth up to it is the old's.
    """
    kept = {year for year in old.breaks if year <= at} | {year for year in new.breaks if year > at}
    published = {year: index for year, index in old.published.items() if year <= at} | dict(new.published)
    return Series(new.name, link(old.values, new.values, at), new.price_base, frozenset(kept), published)


def chain(first: float, at_current: Sequence[float], at_previous: Sequence[float]) -> list[float]:
    """X_t = X_{t-1} · (value of t at t-1 prices) / (value of t-1 at its own prices).

    `at_current` holds years 0..T-1 at their own prices, `at_previous` years 1..T at the year before's
    prices; the answer holds years 0..T, beginning with `first`.
    """
    if len(at_current) != len(at_previous):
        raise refusal(
            "at_previous",
            "số năm theo giá năm trước phải khớp với số năm theo giá hiện hành của năm trước đó",
            "each value at the previous year's prices needs that previous year's own value",
            "length",
        )
    levels = [float(positive("first", [first])[0])]
    bases, valued = positive("at_current", at_current), positive("at_previous", at_previous)
    for base, value in zip(bases, valued, strict=True):
        levels.append(float(levels[-1] * value / base))
    return levels


def from_index(level: float, at: int, index: Mapping[int, float]) -> dict[int, float]:
    """Levels from one level and a published index (previous year = 100), forward and back from `at`."""
    levels = {at: float(positive("level", [level])[0])}
    year = at
    while year + 1 in index:
        levels[year + 1] = levels[year] * index[year + 1] / 100
        year += 1
    year = at
    while year in index:
        levels[year - 1] = levels[year] / (index[year] / 100)
        year -= 1
    return dict(sorted(levels.items()))


def splice(old: Mapping[int, float], new: Mapping[int, float]) -> dict[int, float]:
    """A definition break mended on the years that both definitions counted, else refused.

    The factor is the mean ratio new/old over the overlap (productivity.md §5: splice on overlap, or stop).
    """
    shared = sorted(set(old) & set(new))
    if not shared:
        raise refusal(
            "overlap",
            "hai khái niệm không có năm nào chung: không nối được, hãy tìm năm có cả hai số liệu",
            "the two definitions share no year and cannot be spliced: find a year counted both ways",
            "no-overlap",
        )
    factor = sum(new[year] / old[year] for year in shared) / len(shared)
    early = {year: value * factor for year, value in sorted(old.items()) if year < shared[0]}
    return early | dict(sorted(new.items()))


def backcast(units: Mapping[str, Mapping[int, float]], members: Sequence[str]) -> dict[int, float]:
    """A merged province over the years before the merger: the sum of its old provinces, levels only.

    Only the years that every member has; a member that is not there is refused. Sum values at one price
    base; growth is taken of the sum, never averaged.
    """
    absent = [name for name in members if name not in units]
    if absent or not members:
        raise refusal(
            ", ".join(absent),
            "thiếu số liệu của đơn vị cũ trong tỉnh hợp nhất: hãy bổ sung trước khi tính lùi",
            "an old unit of the merged province has no figures: supply them before back-casting",
            "missing-unit",
        )
    years = set.intersection(*(set(units[name]) for name in members))
    return {year: sum(units[name][year] for name in members) for year in sorted(years)}


def revision(old: Mapping[int, float], new: Mapping[int, float]) -> list[tuple[int, float, float, float]]:
    """What a new vintage changed: (year, old, new, change in %) for each year that both hold differently."""
    both = sorted(set(old) & set(new))
    return [
        (year, old[year], new[year], 100 * (new[year] / old[year] - 1))
        for year in both
        if old[year] != new[year]
    ]
