"""Where in a document a fault stands, for people: `eventList[1].eventTime` is “sự kiện thứ 2 · lúc xảy ra”."""

from __future__ import annotations

import re

from nguongoc.domain.problem import Text


def place(where: str) -> Text:
    """The place in words; of the whole document, none."""
    steps = [_step(name, index) for name, index in _STEP.findall(where)]
    return Text(" · ".join(one.vi for one in steps), " · ".join(one.en for one in steps))


_STEP = re.compile(r"([\w:@]+)(?:\[(\d+)\])?")
_FIELDS = {
    "eventList": Text("sự kiện", "event"),
    "eventTime": Text("lúc xảy ra", "when it happened"),
    "eventTimeZoneOffset": Text("múi giờ", "time zone"),
    "action": Text("hành động", "action"),
    "bizStep": Text("việc", "step"),
    "disposition": Text("tình trạng", "disposition"),
    "readPoint": Text("nơi ghi", "where it was read"),
    "bizLocation": Text("nơi để hàng", "where the goods are since"),
    "epcList": Text("mã", "item"),
    "quantityList": Text("lượng", "amount"),
    "inputQuantityList": Text("nguyên liệu", "input"),
    "outputQuantityList": Text("thành phẩm", "output"),
    "childQuantityList": Text("hàng trong kiện", "content"),
    "epcClass": Text("mã lô", "lot"),
    "quantity": Text("con số", "figure"),
    "uom": Text("đơn vị đo", "unit"),
    "parentID": Text("mã kiện", "container"),
    "bizTransactionList": Text("chứng từ", "document"),
}


def _step(name: str, index: str) -> Text:
    """One step of a path into a document; fields that have no words here are told by their name."""
    words = _FIELDS.get(name, Text(name, name))
    if not index:
        return words
    return Text(f"{words.vi} thứ {int(index) + 1}", f"{words.en} {int(index) + 1}")
