"""The plan's figures beside their targets, what is declared, and what was closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.components import Chart, Tile, Words
from nguongoc.foundation.shared.templatetags.vn import day, number
from nguongoc.programme.plan.models import Declared, Indicator, Phase, Reading, Target
from nguongoc.programme.plan.queries import declared_on, indicators, targets_on
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.indicators.indicators import INDICATORS, Figure, figure

ENOUGH_FOR_A_TREND = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator in one phase as of a day."""

    indicator: Indicator
    phase: Phase
    figure: Figure
    target: Target | None
    declared: Declared | None

    def seen_by(self, viewer: Viewer) -> Standing:
        """With ways only to the records that this reader may open."""
        return replace(self, figure=self.figure.seen_by(viewer))

    @property
    def is_computed(self) -> bool:
        """Whether some function over records knows this indicator."""
        return self.indicator.code in INDICATORS

    @property
    def wanted(self) -> Text:
        """The target in words: “5–10, riêng giai đoạn này”."""
        if self.target is None:
            return Text("chưa đặt", "not set")
        low, high = number(self.target.low), number(self.target.high) if self.target.high else ""
        if not high:
            return Text(f"từ {low}", f"{low} or more")
        return Text(f"{low}–{high}", f"{low}–{high}")

    @property
    def tile(self) -> Tile:
        """As the dashboard shows it; the bar is drawn against the low end."""
        value, low = self.figure.value, self.target.low if self.target else None
        done = float(value / low) if value is not None and low else None
        pending = len(self.figure.waiting) / float(low) if low else 0.0
        return Tile(
            self.indicator.name,
            "–" if value is None else number(value),
            target=self.wanted,
            done=done,
            pending=pending,
            note=self._note,
        )

    @property
    def stated(self) -> Text | None:
        """What somebody states beside the figure that records show; None where nobody does."""
        if self.declared is None:
            return None
        said, on = number(self.declared.value), day(self.declared.as_of)
        return Text(f"khai báo: {said} ({on})", f"declared: {said} ({on})")

    @property
    def _note(self) -> Text:
        if self.figure.value is None and self.declared is not None:
            said = number(self.declared.value)
            return Text(
                f"khai báo: {said} ({day(self.declared.as_of)}), chưa có bằng chứng ở đây",
                f"declared: {said} ({day(self.declared.as_of)}), without evidence here",
            )
        if self.figure.value is None:
            return Text("chưa có nguồn bằng chứng", "no source of evidence yet")
        count = len(self.figure.waiting)
        return Text(f"{count} chờ bằng chứng", f"{count} waiting for evidence") if count else Text("", "")


def standings(phase: Phase, on: date) -> Sequence[Standing]:
    """Every indicator in this phase, as of a day and by the target that held on it."""
    return side_by_side([phase], on)[0]


def side_by_side(phases: Sequence[Phase], on: date) -> Sequence[Sequence[Standing]]:
    """The same for each of these phases."""
    targets, declared, wanted = targets_on(on), declared_on(on), list(indicators())
    return [
        [
            Standing(
                one,
                phase,
                _figure_beside(one.code, phase, on),
                targets.get((one.pk, phase.pk)),
                declared.get((one.pk, phase.pk)),
            )
            for one in wanted
        ]
        for phase in phases
    ]


def _figure_beside(code: str, phase: Phase, on: date) -> Figure:
    """A phase that is over hardly changes: beside others, what was computed for it is good for half a minute."""
    if not phase.is_over(on):
        return figure(code, phase, on)
    return _OVER.get(f"{code} {phase.pk} {on}", lambda: figure(code, phase, on))


_OVER: Brief[Figure] = Brief(30)


def standing(indicator: Indicator, phase: Phase, on: date) -> Standing:
    """One of them."""
    found = (indicator.pk, phase.pk)
    return Standing(
        indicator,
        phase,
        figure(indicator.code, phase, on),
        targets_on(on).get(found),
        declared_on(on).get(found),
    )


def trend(readings: Sequence[Reading]) -> Chart | None:
    """The closed periods as a line, carried on by one step along the straight line through them, as a band as wide as
    they have strayed from it. None where fewer than three are closed."""
    known = [(one, one.value) for one in readings if one.value is not None]
    if len(known) < ENOUGH_FOR_A_TREND:
        return None
    low, high = forecast([value for _, value in known])
    rows: list[tuple[Words, Sequence[float | None]]] = [
        (day(one.ends), (float(value), None, None)) for one, value in known
    ]
    rows.append((Text("dự báo kỳ sau", "next period, forecast"), (None, float(low), float(high))))
    return Chart(
        Text("Các kỳ đã chốt và dự báo", "Closed periods and forecast"),
        Text("Kỳ đến ngày", "Period until"),
        (
            Text("đã chốt", "closed"),
            Text("dự báo, thấp", "forecast, low"),
            Text("dự báo, cao", "forecast, high"),
        ),
        rows,
        kind="line",
        note=Text(
            "Dự báo là đường thẳng qua các kỳ đã chốt, cộng trừ độ lệch lớn nhất của chúng; không phải kết quả.",
            "The forecast is the straight line through the closed periods, give or take their largest deviation; it is "
            "no result.",
        ),
    )


def forecast(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The next value by least squares over equally spaced ones, less and plus the largest deviation from the line;
    never below zero."""
    count = len(values)
    middle, mean = Decimal(count - 1) / 2, sum(values, Decimal(0)) / count
    spread = sum(((index - middle) ** 2 for index in range(count)), Decimal(0))
    slope = (
        sum(((index - middle) * (value - mean) for index, value in enumerate(values)), Decimal(0)) / spread
    )
    line = [mean + slope * (index - middle) for index in range(count + 1)]
    stray = max(abs(value - on_line) for value, on_line in zip(values, line, strict=False))
    return max(Decimal(0), line[-1] - stray), max(Decimal(0), line[-1] + stray)
