"""The demonstration province by its names: what there is to try, and what there is to see.

`config.demo` makes what stands here, the page `/trinh-dien/` shows it: one list, so that the page never promises
what the store does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Text

PASSWORD = "trinh-dien-lai-chau"  # noqa: S105 (published on purpose, on the page itself)
"""The one password of every demonstration account. These accounts exist in the demonstration alone."""


def internal_gtin(number: int) -> str:
    """The internal number `02…` of the restricted range, as 14 digits: no GTIN, and nobody's."""
    body = f"02{number:010d}"
    return keys.gtin14(body + keys.check_digit(body))


SHAN, GREEN, BLACK, NOODLES, HONEY, FISH = (internal_gtin(number) for number in range(1, 7))
"""The demonstration's goods on sale."""
LEAF, DRY, DUST, ROOTS, STARCH, NOODLES_LOOSE, HONEY_RAW, FINGERLINGS = (
    internal_gtin(number) for number in range(101, 109)
)
"""What they are made of and what is left over."""
NOBODYS = internal_gtin(999)
"""A well-formed internal number that no product bears."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: the public path behind a code, what is special about it, what its page shall say."""

    path: str
    name: Text
    see: Text


def path(gtin: str, lot: str = "", serial: str = "") -> str:
    """The public path of a product, lot or item."""
    return f"/01/{gtin}" + (f"/10/{lot}" if lot else "") + (f"/21/{serial}" if serial else "")


SHOWN, GAP, EXPIRED, IMPOSSIBLE, SILENT, CORRECTED, STAMPED = (f"TD0{number}" for number in range(1, 8))
"""The lots with a story, by number."""
STAMP = "TD070012"
"""One jar of the stamped lot."""


def showcase() -> str:
    """The public path of the lot whose whole way is told, at every level of proof."""
    return path(SHAN, SHOWN)


TRIALS: tuple[Trial, ...] = (
    Trial(
        showcase(),
        Text("Lô chè có đủ mọi công đoạn", "A tea lot with every stage told"),
        Text(
            "Từ búp hái ở 14 hộ đến kệ hàng; mỗi công đoạn ghi rõ mức chứng minh: tự khai, có chứng từ, "
            "đã kiểm tra, phòng thử nghiệm.",
            "From the leaf of 14 households to the shelf; each stage says how well it is proven: self-declared, "
            "documented, inspected, laboratory.",
        ),
    ),
    Trial(
        path(SHAN, GAP),
        Text("Lô thiếu vận chuyển", "A lot with a gap"),
        Text(
            "Hàng đã bán ở cửa hàng nhưng không ai ghi việc vận chuyển: trang nói thẳng công đoạn còn thiếu.",
            "Sold in a shop, yet nobody told of its transport: the page names the stage that is missing.",
        ),
    ),
    Trial(
        path(GREEN, EXPIRED),
        Text("Lô đã hết hạn", "A lot past its date"),
        Text(
            "Mã đã in không bao giờ dẫn vào ngõ cụt: trang vẫn mở, hạn dùng được đánh dấu đã hết.",
            "A printed code never dead-ends: the page still opens, and marks the date as past.",
        ),
    ),
    Trial(
        path(SHAN, IMPOSSIBLE),
        Text("Lô có khối lượng không thể có", "A quantity that cannot be"),
        Text(
            "40 kg chè khô vào, 472 hộp 100 g ra: đóng gói 118 % lượng nguyên liệu. So hai con số ở bước đóng gói.",
            "40 kg of dry tea in, 472 boxes of 100 g out: 118 % of what went in. Compare the figures at packing.",
        ),
    ),
    Trial(
        path(BLACK, SILENT),
        Text("Lô đã đăng ký nhưng chưa có sự kiện", "A lot registered, with no event"),
        Text(
            "Trang chỉ nói thông tin sản phẩm và ngày, không vẽ hành trình khi chưa có bằng chứng.",
            "The page tells of the product and its dates, and draws no journey without evidence.",
        ),
    ),
    Trial(
        path(SHAN, CORRECTED),
        Text("Lô có một lần ghi được sửa muộn", "A lot with a late correction"),
        Text(
            "Người ghi gõ 840 kg thay vì 84 kg, mười hai ngày sau khai báo sai sót: trang tính theo số đã sửa, "
            "kho giữ cả hai bản.",
            "840 kg was typed for 84 kg and declared an error twelve days later: the page counts the corrected "
            "figure, the store keeps both.",
        ),
    ),
    Trial(
        path(HONEY, STAMPED, STAMP),
        Text("Một chai mật ong có số sê-ri", "One jar of honey with its serial number"),
        Text(
            "Tem riêng cho từng chai: trang của chai này dẫn tới lô, lần quay mật và phiếu thử nghiệm.",
            "Every jar has its own stamp: this jar's page leads to its lot, its extraction and its test.",
        ),
    ),
    Trial(
        path(SHAN),
        Text("Mã chỉ loại sản phẩm", "A code of the product alone"),
        Text(
            "Không có số lô thì không có hành trình: trang nói rõ đây chỉ là thông tin sản phẩm.",
            "Without a lot there is no journey: the page says that this is product information only.",
        ),
    ),
    Trial(
        path(NOBODYS),
        Text("Mã chưa có trong hệ thống", "A code that nobody registered"),
        Text(
            "Mã đúng quy tắc nhưng chưa có sản phẩm nào mang: trang khuyên đừng coi đó là bằng chứng.",
            "A well-formed code that no product bears: the page warns not to take it as evidence.",
        ),
    ),
    Trial(
        path(SHAN[:-1] + str((int(SHAN[-1]) + 1) % 10)),
        Text("Mã sai số kiểm tra", "A code with a wrong check digit"),
        Text(
            "Sai một chữ số: trang nói sai ở đâu và phải so lại với gì.",
            "One wrong digit: the page says what is wrong and what to compare it with.",
        ),
    ),
)

SEE: Mapping[str, Text] = {
    "system-administrator": Text("mọi hồ sơ và sự kiện trong tỉnh", "every record and event of the province"),
    "lead-officer": Text("mọi lô hàng và sự kiện trong tỉnh", "every lot and event of the province"),
    "department-officer": Text("mọi lô hàng, chỉ xem", "every lot, to read only"),
    "commune-officer": Text(
        "mọi lô hàng, trong đó có lô xã mình đã kiểm tra", "every lot, those inspected among them"
    ),
    "finance-officer": Text("hồ sơ đăng ký, không có sự kiện", "registry records, no events"),
    "leader": Text("toàn cảnh, chỉ xem", "the whole picture, to read only"),
    "inspector": Text("mọi lô, kể cả lô có khối lượng không thể có", "every lot, the impossible one too"),
    "auditor": Text("mọi sự kiện trong tỉnh, chỉ xem", "every event of the province, to read only"),
    "enterprise-administrator": Text("chỉ những gì nêu tên đơn vị mình", "only what names one's own party"),
    "qa-manager": Text("lô và sự kiện của đơn vị mình", "one's own party's lots and events"),
    "expert": Text("hồ sơ hỗ trợ được giao thẩm định", "the support cases that one is given to judge"),
    "recorder": Text("các lần ghi của đơn vị mình", "one's own party's captures"),
    "service": Text("không đăng nhập: dùng khóa API", "does not sign in: uses an API token"),
}
"""What to look at, by role."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line to paste into a terminal, and what it does."""

    line: str
    see: Text


def commands(address: str, *, at: datetime) -> tuple[Command, ...]:
    """The lines with which an integrator tries the interface at this address, as of `at` (with an offset)."""
    bearer = '-H "Authorization: Bearer $TOKEN"'
    document = json.dumps(silent_lot_packed(at=at), ensure_ascii=False, separators=(",", ":"))
    return (
        Command(
            "TOKEN=$(nguongoc token thu-nghiem --user trinhdien-phanmem --scopes capture,query)",
            Text("Tạo khóa API, in ra một lần.", "Make an API token; it is printed once."),
        ),
        Command(
            f'curl {bearer} "{address}/epcis/events?EQ_bizStep=packing&perPage=5"',
            Text(
                "Năm lần đóng gói gần nhất mà HTX chè được xem; tiêu đề Link dẫn tới trang sau.",
                "The latest five packings that the tea cooperative may see; the Link header leads to the next page.",
            ),
        ),
        Command(
            f"curl {bearer} -H 'Content-Type: application/ld+json' {address}/epcis/capture -d '{document}'",
            Text(
                "Ghi một sự kiện đóng gói cho lô chưa có sự kiện; mở lại trang của lô ấy để thấy hành trình bắt đầu.",
                "Capture a packing event for the lot that has none; open its page again to see its journey begin.",
            ),
        ),
    )


def silent_lot_packed(*, at: datetime) -> dict[str, Any]:
    """An EPCIS 2.0 document with one event: the packing of the lot that nobody has told of."""
    lot = {"epcClass": f"https://id.gs1.org{path(BLACK, SILENT)}", "quantity": 300}
    event = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": at.isoformat(timespec="seconds"),
        "eventTimeZoneOffset": at.isoformat()[-6:],
        "bizStep": "packing",
        "quantityList": [lot],
    }
    return {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": event["eventTime"],
        "epcisBody": {"eventList": [event]},
    }
