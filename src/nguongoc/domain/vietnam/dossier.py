"""The national states of a dossier (hồ sơ), and which may follow which. This table is the only one: the database's
guard and the pages are made from it.

The ten codes are those of public dossier software; draft, "0", is our own and never counted as a dossier. To be
confirmed against the circular in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from nguongoc.domain.problem import Text

DRAFT, REGISTERED, RECEIVED, NOT_RECEIVED, PROCESSING = "0", "1", "2", "3", "4"
SUPPLEMENT, PAYMENT, WITHDRAWING, STOPPED, DONE, RETURNED = "5", "6", "7", "8", "9", "10"

NAMES: Mapping[str, Text] = {
    DRAFT: Text("Bản nháp, chưa nộp", "Draft, not handed in"),
    REGISTERED: Text("Mới đăng ký", "Registered"),
    RECEIVED: Text("Được tiếp nhận", "Received"),
    NOT_RECEIVED: Text("Không được tiếp nhận", "Not received"),
    PROCESSING: Text("Đang xử lý", "Being processed"),
    SUPPLEMENT: Text("Yêu cầu bổ sung giấy tờ", "Further papers asked for"),
    PAYMENT: Text("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment asked for"),
    WITHDRAWING: Text("Công dân yêu cầu rút hồ sơ", "Withdrawal asked for"),
    STOPPED: Text("Dừng xử lý", "Stopped"),
    DONE: Text("Đã xử lý xong", "Decided"),
    RETURNED: Text("Đã trả kết quả", "Result handed over"),
}

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    DRAFT: (REGISTERED,),
    REGISTERED: (RECEIVED, NOT_RECEIVED, WITHDRAWING),
    RECEIVED: (PROCESSING, SUPPLEMENT, PAYMENT, WITHDRAWING, STOPPED),
    NOT_RECEIVED: (),
    PROCESSING: (SUPPLEMENT, PAYMENT, WITHDRAWING, STOPPED, DONE),
    SUPPLEMENT: (PROCESSING, WITHDRAWING, STOPPED),
    PAYMENT: (PROCESSING, WITHDRAWING, STOPPED),
    WITHDRAWING: (PROCESSING, STOPPED),
    STOPPED: (),
    DONE: (RETURNED,),
    RETURNED: (),
}
"""A withdrawal is granted (the case stops) or taken back (it goes on). What was decided is handed over, and ends."""

WITH_REASON = frozenset({NOT_RECEIVED, SUPPLEMENT, PAYMENT, WITHDRAWING, STOPPED})
"""States into which nothing goes without a reason that its owner reads."""
CLOCK_STANDS = frozenset({SUPPLEMENT, PAYMENT})
"""States in which the applicant owes papers or money: no working day is counted."""
CLOSED = frozenset({NOT_RECEIVED, STOPPED, DONE, RETURNED})
"""States in which nobody owes an answer any more."""
ON_THE_CLOCK = frozenset({RECEIVED, PROCESSING, WITHDRAWING, *CLOCK_STANDS})

Turn = Literal["applicant", "officer", ""]


def turn(state: str) -> Turn:
    """Whose turn it is."""
    if state in (DRAFT, SUPPLEMENT, PAYMENT):
        return "applicant"
    return "" if state in CLOSED - {DONE} else "officer"


def transitions() -> list[tuple[str, str]]:
    """Every allowed step, as pairs."""
    return [(before, after) for before, following in FOLLOWS.items() for after in following]
