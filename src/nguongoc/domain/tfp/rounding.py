"""Printed figures that add up: compute unrounded, round by largest remainder (productivity.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from nguongoc.domain.tfp.floats import refusal

SLACK = Decimal("1e-6")
"""How far the parts' sum may stand from the given total: the trace of floating point, nothing more."""


def half_up(value: float, decimals: int = 1) -> Decimal:
    """The value as printed: half away from zero, as yearbooks round."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def largest_remainder(
    parts: Sequence[float], *, total: float | None = None, decimals: int = 1
) -> list[Decimal]:
    """Each part rounded to `decimals` so that the printed parts sum exactly to the printed total.

    Every part is cut down to its unit and the missing units go to the largest remainders (the earlier part
    on a tie), so no printed part is more than one unit from its value. `total` defaults to the sum; a total
    that the parts do not reach is refused: that gap is a finding, not a rounding.
    """
    exact = [Decimal(repr(float(part))) for part in parts]
    whole = sum(exact, Decimal(0)) if total is None else Decimal(repr(float(total)))
    if abs(sum(exact, Decimal(0)) - whole) > SLACK * max(Decimal(1), abs(whole)):
        raise refusal(
            "",
            f"các phần cộng lại là {float(sum(exact, Decimal(0))):g}, không bằng tổng {float(whole):g}",
            f"the parts sum to {float(sum(exact, Decimal(0))):g}, not to the total {float(whole):g}",
            "sum",
        )
    unit = Decimal(1).scaleb(-decimals)
    cut = [part.quantize(unit, rounding=ROUND_FLOOR) for part in exact]
    missing = int((whole.quantize(unit, rounding=ROUND_HALF_UP) - sum(cut, Decimal(0))) / unit)
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - cut[i]), i))
    for i in order[:missing]:
        cut[i] += unit
    return cut
