"""Looking up a case without an account."""

from __future__ import annotations

from datetime import datetime

from nguongoc.programme.support import queries
from nguongoc.programme.support.actions.common import refused
from nguongoc.programme.support.models import Case, Miss


def look_up(code: str, phone: str, *, network: bytes, at: datetime) -> Case:
    """The case with this code and its contact's phone. Whoever fails too often waits: raises Refused, in the same
    words whether the code, the phone or both are wrong."""
    asked = code.strip().upper()[:30]
    if queries.must_wait(network, asked, at=at):
        raise refused(
            "",
            "Đã thử sai nhiều lần. Hãy đợi 10 phút rồi thử lại, hoặc hỏi cơ quan tiếp nhận.",
            "Too many failed tries. Wait ten minutes and try again, or ask the agency.",
            "wait",
        )
    found = queries.looked_up(asked, phone)
    if found is None:
        Miss.objects.create(network=network, code=asked, at=at)
        raise refused(
            "",
            "Không có hồ sơ nào khớp cả mã và số điện thoại. Xem lại giấy biên nhận: mã dạng H35.00-261130-0001, "
            "điện thoại là số người liên hệ ghi trong đơn.",
            "No case matches both the code and the phone. Look at your receipt: the code is like "
            "H35.00-261130-0001, the phone is the contact's in the application.",
            "not-found",
        )
    return found
