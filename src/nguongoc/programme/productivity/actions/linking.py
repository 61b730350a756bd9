"""Decisions that make one comparable series of several: each is a new vintage that names what it was made from, why,
and by whom. The vintages it was made from stay as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.tfp import linking
from nguongoc.domain.tfp.cells import Status
from nguongoc.domain.tfp.series import Series as Values
from nguongoc.domain.tfp.yearbook import Figure
from nguongoc.domain.vietnam.text import nfc
from nguongoc.programme.productivity.actions.series import Publication, enter
from nguongoc.programme.productivity.models import Area, Series, Vintage

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User


def link(
    old: Vintage, new: Vintage, *, year: int, reason: str, document: str, actor: User | None, at: datetime
) -> Vintage:
    """X'_t = X_new(link) · X_old(t)/X_old(link) before the link year: two price bases, or two classifications that a
    year counts both ways. The result stands on the new base."""
    made = linking.link_series(_values(old), _values(new), year)
    return _decided(new, made.values, "linked", (old, new), reason, document, actor, at, year, made.breaks)


def splice(
    old: Vintage, new: Vintage, *, reason: str, document: str, actor: User | None, at: datetime
) -> Vintage:
    """Two definitions joined on the years that both counted; refused where they share none."""
    made = linking.splice(old.values, new.values)
    joint = min(set(old.values) & set(new.values))
    breaks = [y for y in old.break_years if y <= joint] + [y for y in new.break_years if y > joint]
    return _decided(new, made, "spliced", (old, new), reason, document, actor, at, joint, breaks)


def index(
    vintage: Vintage,
    published: Vintage,
    *,
    year: int,
    reason: str,
    document: str,
    actor: User | None,
    at: datetime,
) -> Vintage:
    """A flagged break mended by the published index (previous year = 100): the level of the year before the break is
    that of the break divided by the index, and earlier years keep their own growth."""
    if year not in vintage.break_years or year not in published.values or year - 1 not in vintage.values:
        why = Text(
            f"Năm {year} phải là điểm gãy đã đánh dấu và có trong chỉ số phát triển.",
            f"{year} must be a flagged break, and stand in the published index.",
        )
        raise Refused(Problem("year", why, "no-index"))
    before = vintage.values[year] / (published.values[year] / 100)
    factor = before / vintage.values[year - 1]
    made = {y: value * factor if y < year else value for y, value in vintage.values.items()}
    breaks = [y for y in vintage.break_years if y != year]
    return _decided(vintage, made, "indexed", (vintage, published), reason, document, actor, at, year, breaks)


def sum_members(
    area: Area, measure: str, sector: str, *, reason: str, document: str, actor: User | None, at: datetime
) -> Vintage:
    """A merged area over the years before its merger: the sum of its members' latest vintages, then its own figures.
    Refused: no members, one without this series, members on different price bases."""
    members = list(area.members.order_by("name"))
    found = {one.name: _latest(one, measure, sector) for one in members}
    told = [one for one in found.values() if one is not None]
    if not members or len(told) != len(members) or len({one.price_base for one in told}) != 1:
        why = Text(
            "Tính lùi cần số liệu của mọi đơn vị cũ, cùng một gốc giá: hãy bổ sung hoặc nối gốc giá trước.",
            "Back-casting needs the figures of every old unit on one price base: supply or link them first.",
        )
        raise Refused(Problem("members", why, "missing-unit"))
    summed = linking.backcast(
        {one.series.area.name: one.values for one in told}, [one.name for one in members]
    )
    own = _latest(area, measure, sector, entered=True)
    if own is not None and own.price_base != told[0].price_base:
        why = Text(
            "Số liệu mới và cũ khác gốc giá: hãy nối gốc giá trước.", "New and old stand on different bases."
        )
        raise Refused(Problem("price_base", why, "mixed-bases"))
    after = own.values if own else {}
    made = {year: value for year, value in summed.items() if not after or year < min(after)} | after
    breaks = sorted({year for one in told for year in one.break_years if year in made})
    publication = Publication(
        nfc(document),
        max(one.published_on for one in told),
        price_base=told[0].price_base,
        boundary=area.boundary,
        breaks=dict.fromkeys(breaks, nfc(reason)),
    )
    sources = (*told, own) if own else tuple(told)
    figures = {year: Figure(value, _worst(sources, year), "") for year, value in made.items()}
    return _entered(area, measure, sector, figures, publication, "summed", sources, reason, None, actor, at)


def _decided(
    new: Vintage,
    values: Mapping[int, float],
    origin: str,
    sources: Sequence[Vintage],
    reason: str,
    document: str,
    actor: User | None,
    at: datetime,
    year: int,
    breaks: Sequence[int] | frozenset[int],
) -> Vintage:
    whys = {one.year: one.why for source in sources for one in source.breaks.all()}
    publication = Publication(
        nfc(document),
        _today(at),
        price_base=new.price_base,
        boundary=new.boundary,
        breaks={one: whys.get(one, reason) for one in sorted(breaks) if one in values},
    )
    figures = {y: Figure(value, _worst(sources, y), "") for y, value in values.items()}
    series = new.series
    return _entered(
        series.area,
        series.measure,
        series.sector,
        figures,
        publication,
        origin,
        sources,
        reason,
        year,
        actor,
        at,
    )


@transaction.atomic
def _entered(
    area: Area,
    measure: str,
    sector: str,
    figures: Mapping[int, Figure],
    publication: Publication,
    origin: str,
    sources: Sequence[Vintage],
    reason: str,
    year: int | None,
    actor: User | None,
    at: datetime,
) -> Vintage:
    problems = [
        Problem(
            name,
            Text("Quyết định nối chuỗi cần lý do và văn bản.", "A decision needs its reason and document."),
            name,
        )
        for name, told in (("reason", reason), ("document", publication.source))
        if not told.strip()
    ]
    if problems:
        raise Refused(problems)
    made = enter(
        area, measure, sector, figures, publication=publication, actor=actor, at=at,
        origin=origin, reason=nfc(reason), link_year=year, made_from=sources,
    )  # fmt: skip
    assert made is not None
    return made


def _values(vintage: Vintage) -> Values:
    return Values(str(vintage.series), vintage.values, vintage.price_base, frozenset(vintage.break_years))


def _latest(area: Area, measure: str, sector: str, *, entered: bool = False) -> Vintage | None:
    series = Series.objects.filter(area=area, measure=measure, sector=sector).first()
    if series is None:
        return None
    found = series.vintages.filter(origin="entered") if entered else series.vintages.all()
    latest: Vintage | None = found.order_by("-number").first()
    return latest


ORDER: tuple[Status, ...] = ("estimate", "preliminary", "final")


def _worst(sources: Sequence[Vintage], year: int) -> Status:
    """The least settled status of what this year's figure rests on."""
    found = {one.figures[year].status for one in sources if year in one.figures}
    return next((status for status in ORDER if status in found), "final")


def _today(at: datetime) -> date:
    return timezone.localdate(at)
