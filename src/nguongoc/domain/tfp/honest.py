"""What may be printed of a growth account, in one place: whoever shows a figure asks here (productivity.md §5, §3).

- a share of growth only where growth is above 0 and at least 1 %: `share`
- a period's share from the period's own growth, never the mean of yearly shares: `Headline` takes contributions
  and growth, and no yearly share
- no figure without its assumptions and its interval: `Headline` cannot be made without them
- one method to a table: `one_method`
- data that are made up say so wherever they are shown: `DEMONSTRATION`
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp.floats import refusal
from nguongoc.domain.tfp.growth import meaningful

NOT_COMPUTED = Text("không tính", "not computed")
WHY_NOT = Text(
    "“Không tính”: tăng trưởng âm hoặc dưới 1 % nên tỷ trọng không có ý nghĩa; điểm phần trăm vẫn in, và năm ấy vẫn "
    "nằm trong bình quân giai đoạn.",
    "“Not computed”: growth is negative or below 1 %, so a share of it says nothing; the points are printed, and the "
    "year still counts in the period's average.",
)
DEMONSTRATION = Text(
    "SỐ LIỆU TRÌNH DIỄN, KHÔNG PHẢI SỐ LIỆU THỐNG KÊ: không được trích dẫn hay dùng để báo cáo.",
    "DEMONSTRATION DATA, NOT STATISTICS: not to be quoted or reported.",
)
YEARLY = Text(
    "TFP từng năm ở nơi thủy điện chi phối chủ yếu là lượng mưa và mức huy động công suất, không phải công nghệ: hãy "
    "đọc bình quân 5 năm.",
    "Where hydropower dominates, yearly TFP is mostly rainfall and utilisation, not technology: read the five-year "
    "averages.",
)


def share(contribution: float, growth: float) -> float | None:
    """100 c / g in per cent, or None where growth (%) is ≤ 0 or below 1 %. Both of the same year or period."""
    if not math.isfinite(growth) or not bool(meaningful(growth)):
        return None
    return 100 * contribution / growth


def shares(parts: Iterable[float], growth: float) -> list[float | None]:
    """`share` of each part: all of them or none."""
    return [share(part, growth) for part in parts]


def one_method(methods: Iterable[str]) -> str:
    """The one method of a table's rows; rows of several are refused: two methods are two tables."""
    found = sorted(set(methods))
    if len(found) != 1:
        raise refusal(
            "method",
            f"một bảng chỉ được chứa một phương pháp, ở đây có: {', '.join(found) or 'không có'}",
            f"a table holds one method, here are: {', '.join(found) or 'none'}",
            "mixed-methods",
        )
    return found[0]


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number of a run: TFP's contribution in points a year and, where it may be said, its share of growth.

    `low` and `high` bound 90 % of the draws of what is shown (`share` where there is one, else points).
    Refused: no assumptions, no interval, an interval the wrong way round.
    """

    first: int
    last: int
    method: str
    growth: float
    points: float
    low: float
    high: float
    assumptions: Mapping[str, str]
    is_demonstration: bool

    def __post_init__(self) -> None:
        if not self.assumptions:
            raise refusal(
                "assumptions",
                "không in kết quả khi thiếu giả định",
                "no figure is printed without its assumptions",
                "no-assumptions",
            )
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise refusal(
                "interval",
                "không in kết quả khi thiếu khoảng bất định",
                "no figure is printed without its interval",
                "no-interval",
            )

    @property
    def share(self) -> float | None:
        """TFP's share of the period's growth, per cent."""
        return share(self.points, self.growth)
