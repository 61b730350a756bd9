"""What in the scans should be looked at, and how that is said: each rule in words that accuse nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Tone
from nguongoc.trace.resolver.provinces import HERE, kilometres

FASTEST = 900.0
"""Kilometres an hour: an airliner. Two scans that are further apart were two things."""
PRINTED_AT_ONCE = 20
"""So many serials of one lot on one phone within ten minutes are a warehouse, or a leak of the print shop."""
A_SHELF = 2
"""So many phones that look at one lot past its date within a day are a shelf, not somebody's larder."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`what` was seen, `why` it may be harmless and may not, `ask` what its maker is asked."""

    name: Text
    what: Text
    why: Text
    ask: Text
    tone: Tone = "wait"


RULES: Mapping[str, Rule] = {
    "nhieu-may": Rule(
        Text("Một tem được nhiều máy quét", "One stamp scanned by many phones"),
        Text("máy khác nhau đã quét cùng một tem", "different phones that scanned the same stamp"),
        Text(
            "Thường gặp ở hàng bày quầy, quán ăn, hàng biếu. Cũng có thể tem đã bị sao chép.",
            "Common for goods on display, in restaurants, given as gifts. The stamp may also have been copied.",
        ),
        Text("Hàng mang tem này bán ở đâu, cho ai?", "Where were these goods sold, and to whom?"),
    ),
    "qua-nhanh": Rule(
        Text("Hai nơi quét quá xa nhau", "Two places too far apart"),
        Text(
            "lượt quét ở nơi không đi kịp từ nơi trước", "scans in a place that could not be reached in time"
        ),
        Text(
            "Người quét có thể chọn nhầm tỉnh, hoặc xem lại ảnh chụp mã. Cũng có thể có hai tem giống nhau.",
            "Somebody may have chosen the wrong province, or looked at a picture of the code. There may be two stamps.",
        ),
        Text("Tem này gắn trên mấy sản phẩm?", "On how many packages is this stamp?"),
    ),
    "sai-luc": Rule(
        Text("Quét khi tem chưa kích hoạt hoặc không còn dùng", "Scanned before activation or after its end"),
        Text(
            "lượt quét khi tem chưa kích hoạt, đã khóa, hủy, thu hồi",
            "scans while not active, blocked, void, recalled",
        ),
        Text(
            "Có thể quên kích hoạt trước khi giao hàng. Cũng có thể tem thất lạc đã ra thị trường.",
            "Activation may have been forgotten before delivery. Lost stamps may also be on the market.",
        ),
        Text("Hàng đã giao chưa, tem đang ở đâu?", "Were the goods delivered, and where are the stamps?"),
        "bad",
    ),
    "noi-la": Rule(
        Text("Quét ở tỉnh không giao hàng", "Scanned where the lot was not delivered"),
        Text(
            "máy đã quét lô này ở tỉnh ngoài danh sách nơi giao",
            "phones that scanned this lot in provinces that are not on its list",
        ),
        Text(
            "Người mua có thể mang hàng đi xa, hoặc danh sách nơi giao còn thiếu. Cũng có thể tem đã bị sao chép. "
            "Chỉ xét những lô mà đơn vị đã ghi nơi giao.",
            "Buyers travel, or the list of destinations lacks one. The stamps may also have been copied. Only lots "
            "whose destinations are told are looked at.",
        ),
        Text("Lô này có được giao tới những tỉnh ấy không?", "Was this lot delivered into these provinces?"),
    ),
    "het-han": Rule(
        Text("Hàng hết hạn vẫn được quét", "Scanned after its date"),
        Text("máy đã quét lô này trong một ngày sau hạn dùng", "phones within a day after the lot's date"),
        Text(
            "Người mua có thể còn giữ hàng ở nhà. Cũng có thể hàng hết hạn vẫn bày bán.",
            "Buyers may still have it at home. It may also still be on sale.",
        ),
        Text("Nơi bán nào còn hàng của lô này?", "Which shops still hold goods of this lot?"),
    ),
    "nhieu-so": Rule(
        Text("Nhiều tem của một lô trên một máy", "Many stamps of one lot on one phone"),
        Text(
            "tem của cùng một lô được một máy quét trong 10 phút",
            "stamps of one lot on one phone within 10 minutes",
        ),
        Text(
            "Thường là kho hoặc cửa hàng kiểm hàng. Cũng có thể là tem lọt ra từ nhà in.",
            "Mostly a store counting its goods. Stamps may also have leaked from the print shop.",
        ),
        Text("Có ai kiểm đếm lô này bằng điện thoại không?", "Did anybody count this lot with a phone?"),
    ),
    "do-so": Rule(
        Text("Dò số tem", "Serials being tried"),
        Text(
            "tem không có thật được hỏi từ một mạng trong 10 phút",
            "stamps that nobody issued, from one network",
        ),
        Text(
            "Một chương trình đang thử số liên tiếp. Người mua thật không bị ảnh hưởng.",
            "A program is trying numbers one after the other. Real buyers are not affected.",
        ),
        Text(
            "Không cần trả lời nếu không phải phần mềm của đơn vị.",
            "No answer is needed unless it was your program.",
        ),
        "info",
    ),
}


def impossible_ways(seen: Sequence[tuple[datetime, str]]) -> int:
    """How many of these scans of one stamp (when, in which place), in order of time, could not be reached from the
    one before at an airliner's speed. A place nobody told is passed over."""
    found, last = 0, None
    for at, place in seen:
        province = HERE if len(place) == 5 else place
        if not province:
            continue
        if last is not None:
            apart = kilometres(last[1], province)
            hours = (at - last[0]).total_seconds() / 3600
            found += apart is not None and apart > 100 and apart > FASTEST * hours
        last = at, province
    return found
