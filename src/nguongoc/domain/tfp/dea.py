"""Data envelopment analysis: how far each unit stands from the best practice of all.

Farrell efficiency by linear programming (scipy's HiGHS). Sources: Charnes, Cooper, Rhodes (1978) for
constant returns; Banker, Charnes, Cooper (1984) for variable. X is units × inputs, Y units × outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp.floats import Floats, floats, refusal

Orientation = Literal["input", "output"]
Returns = Literal["crs", "vrs"]

EXACT = 1e-10
INFEASIBLE = Text(
    "bài toán quy hoạch không có nghiệm: đơn vị nằm ngoài vùng mà các đơn vị tham chiếu bao được",
    "the programme is infeasible: the unit lies outside what the reference units span",
)
IDLE = Text(
    "đơn vị không có đầu ra nào lớn hơn 0: hiệu quả không xác định",
    "the unit has no output above 0: its efficiency is undefined",
)


@dataclass(frozen=True, slots=True)
class Efficiency:
    """Farrell's factor, or NaN with the reason.

    Input-oriented θ ≤ 1: the part of its inputs that would do. Output-oriented φ ≥ 1: how many times its
    outputs could be. Against another period's frontier either may pass 1 the other way.
    """

    factor: float
    reason: Text | None = None


def efficiencies(
    inputs: ArrayLike,
    outputs: ArrayLike,
    *,
    orientation: Orientation = "input",
    returns: Returns = "crs",
    reference: tuple[ArrayLike, ArrayLike] | None = None,
) -> list[Efficiency]:
    """One factor a unit, against all units, or against `reference` (X, Y) of another period.

    input:  min θ  with  Σλx ≤ θ x_o,  Σλy ≥ y_o,    λ ≥ 0
    output: max φ  with  Σλx ≤ x_o,    Σλy ≥ φ y_o,  λ ≥ 0;  Σλ = 1 with variable returns.
    Refused: negative or unknown amounts, a unit without any input, no units.
    """
    x, y = _amounts("x", inputs), _amounts("y", outputs)
    x_ref, y_ref = (x, y) if reference is None else (_amounts("x", reference[0]), _amounts("y", reference[1]))
    # Scaling a column leaves every factor as it is and keeps the programme well conditioned.
    x_unit = np.maximum(np.vstack([x, x_ref]).max(axis=0), np.finfo(float).tiny)
    y_unit = np.maximum(np.vstack([y, y_ref]).max(axis=0), np.finfo(float).tiny)
    x, x_ref, y, y_ref = x / x_unit, x_ref / x_unit, y / y_unit, y_ref / y_unit
    return [_solve(x_o, y_o, x_ref, y_ref, orientation, returns) for x_o, y_o in zip(x, y, strict=True)]


def enough_units(units: int, inputs: int, outputs: int) -> bool:
    """Whether the comparison says much: at least three units for each input and output."""
    return units >= 3 * (inputs + outputs)


def _solve(
    x: Floats, y: Floats, x_ref: Floats, y_ref: Floats, orientation: Orientation, returns: Returns
) -> Efficiency:
    shrinks = orientation == "input"
    if not y.any():
        return Efficiency(float("nan"), IDLE)
    n = len(x_ref)
    of_inputs = np.column_stack([-x if shrinks else np.zeros_like(x), x_ref.T])
    of_outputs = np.column_stack([np.zeros_like(y) if shrinks else y, -y_ref.T])
    limits = np.concatenate([np.zeros_like(x) if shrinks else x, -y if shrinks else np.zeros_like(y)])
    goal = np.zeros(n + 1)
    goal[0] = 1 if shrinks else -1
    convex = np.concatenate([[0.0], np.ones(n)])[None, :] if returns == "vrs" else None
    solved = linprog(
        goal,
        A_ub=np.vstack([of_inputs, of_outputs]),
        b_ub=limits,
        A_eq=convex,
        b_eq=None if convex is None else np.ones(1),
        method="highs",
        options={"primal_feasibility_tolerance": EXACT, "dual_feasibility_tolerance": EXACT},
    )
    if solved.status != 0 or solved.x is None:
        return Efficiency(float("nan"), INFEASIBLE)
    return Efficiency(float(solved.x[0]))


def _amounts(name: str, amounts: ArrayLike) -> Floats:
    found = floats(amounts)
    if found.ndim != 2 or not found.size:
        raise refusal(name, "cần bảng đơn vị × chỉ tiêu", "a table of units × amounts is needed", "shape")
    wrong = np.argwhere(~((found >= 0) & np.isfinite(found)))
    idle = np.flatnonzero(~found.any(axis=1)) if name == "x" else np.array([], dtype=int)
    if wrong.size or idle.size:
        unit = int(wrong[0][0]) if wrong.size else int(idle[0])
        raise refusal(
            f"{name}[{unit}]",
            "đầu vào và đầu ra không được âm hay thiếu, và mỗi đơn vị cần ít nhất một đầu vào lớn hơn 0",
            "amounts may be neither negative nor missing, and each unit needs an input above 0",
            "amount",
        )
    return found
