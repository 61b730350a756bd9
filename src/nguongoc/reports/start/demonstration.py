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
EXPIRED_PAPER = "HC-MAU-02"
"""The certificate whose last day is past."""


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

STAMP_TRIALS: Mapping[str, tuple[Text, Text]] = {
    "activated": (
        Text("Tem đã kích hoạt", "An active stamp"),
        Text(
            "200. Tem gắn với lô đủ mọi công đoạn; trang có hành trình, trạng thái tem và chỗ thử mã cào.",
            "200. Bound to the lot with every stage: its way, its state, and where a scratch code is tried.",
        ),
    ),
    "sold": (
        Text("Tem đã bán", "A sold stamp"),
        Text("200. Như trên, trạng thái là đã bán.", "200. As above; its state is sold."),
    ),
    "issued": (
        Text("Tem chưa kích hoạt", "A stamp that is not active"),
        Text(
            "200, nhưng trang nói ngay tem chưa gắn với lô nào: tem bị lấy cắp trước khi dùng là vô giá trị.",
            "200, and the page says at once that no lot is bound to it: a stolen roll is worth nothing.",
        ),
    ),
    "blocked": (
        Text("Tem bị khóa", "A blocked stamp"),
        Text(
            "200, cảnh báo đỏ: một dải tem thất lạc trên đường.", "200, in red: a strip was lost on the way."
        ),
    ),
    "recalled": (
        Text("Tem bị thu hồi", "A recalled stamp"),
        Text("200, cảnh báo đỏ: đừng dùng, mang trả nơi bán.", "200, in red: do not use, take it back."),
    ),
    "void": (
        Text("Tem đã hủy", "A void stamp"),
        Text(
            "410: tem rách khi dán, không thuộc sản phẩm nào nữa.", "410: torn at packing, on no product now."
        ),
    ),
}
"""Stamps to try, by state: what they are, and the status and words of their page. Serials are random: the store
knows them (`queries.stamp_trials`)."""
NOT_ISSUED = Trial(
    path(SHAN, serial="AAAAAAAAAAAA"),
    Text("Tem chưa được phát hành", "A stamp that nobody issued"),
    Text(
        "404: sản phẩm có thật nhưng chưa ai cấp số này; trang không hề hiện như hàng thật.",
        "404: the product is real, and nobody issued this number; the page never passes it off as genuine.",
    ),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing to look at from within: with which account, at which address, what is special about it; `needs` is the
    permission without which the page stays shut ("": none)."""

    account: str
    path: str
    name: Text
    see: Text
    needs: str = ""


SIGHTS: tuple[Sight, ...] = (
    Sight(
        "trinhdien-ca",
        "/lan-ghi/?ket-qua=tu-choi",
        Text("Một tài liệu bị từ chối", "A document that was refused"),
        Text(
            "Phần mềm của trại cá gửi ba lỗi: mở ra, mỗi lỗi nói ở đâu, sai gì và sửa thế nào. HTX chè có một tài liệu "
            "chỉ ghi được một phần.",
            "The fish farm's software sent three faults: open it, each says where, what and how to mend it. The tea "
            "cooperative has one that was taken in in part.",
        ),
        "events.query",
    ),
    Sight(
        "trinhdien-chatluong",
        "/lo-hang/?chuoi=thieu",
        Text("Những lô còn thiếu công đoạn", "Lots with gaps"),
        Text(
            "Cột Chuỗi nói lô nào thiếu gì; mở lô TD02 để xem hành trình đứt ở đâu.",
            "The column says what each lacks; open TD02 to see where its way breaks off.",
        ),
    ),
    Sight(
        "trinhdien-kiemtra",
        f"/lo-hang/?tim={IMPOSSIBLE}",
        Text("Khối lượng không thể có", "A quantity that cannot be"),
        Text(
            "Mở lô TD04: bước đóng gói lấy 40 kg và ra 472 hộp 100 g.",
            "Open TD04: its packing took 40 kg and gave 472 boxes of 100 g.",
        ),
    ),
    Sight(
        "trinhdien-nguoighi",
        "/su-kien/?hieu-luc=sai-sot",
        Text("Một lần sửa muộn", "A late correction"),
        Text(
            "Bản khai báo sai sót gửi sau mười hai ngày, bên cạnh bản ghi sai và bản ghi đúng; không bản nào mất.",
            "An error declared twelve days later, beside the wrong event and the right one; none is lost.",
        ),
        "events.query",
    ),
    Sight(
        "trinhdien-thunghiem",
        "/su-kien/?buoc=sampling",
        Text("Phiếu thử nghiệm", "Laboratory tests"),
        Text(
            "Độ ẩm, dư lượng, tinh bột, kháng sinh: chỉ tiêu nào, kết quả bao nhiêu, giới hạn nào.",
            "Moisture, residues, starch, antibiotics: what was tested, what was found, against which limit.",
        ),
        "events.query",
    ),
    Sight(
        "trinhdien-chatluong",
        "/giay-chung-nhan/",
        Text("Giấy chứng nhận, có giấy đã hết hạn", "Certificates, one past its date"),
        Text(
            f"Giấy {EXPIRED_PAPER} hết hạn tháng trước và trang công khai nói ra. Có giấy sắp hết hạn, giấy bị thu hồi "
            "và giấy thiếu bản quét ở đơn vị khác.",
            f"{EXPIRED_PAPER} ended last month and the public page says so. Others end soon, were revoked, or lack "
            "their scan.",
        ),
    ),
    Sight(
        "trinhdien-sokhcn",
        "/dia-diem/?vi-tri=co",
        Text("Nương chè của 40 hộ", "The plots of 40 households"),
        Text(
            "Mỗi thửa có ranh giới và diện tích (hư cấu); người mua chỉ thấy tên xã.",
            "Each plot has an outline and an area (fiction); buyers see the commune alone.",
        ),
    ),
    Sight(
        "trinhdien-giamdoc",
        "/tem/",
        Text("Tem đang ở đâu", "Where the stamps are"),
        Text(
            "Một cuộn đã dán và bán, một cuộn chờ in, một yêu cầu chờ bạn duyệt.",
            "One roll on the goods and sold, one waiting for the printer, one waiting for your decision.",
        ),
    ),
    Sight(
        "trinhdien-sokhcn",
        "/luot-quet/",
        Text("Người mua quét và hỏi", "Buyers scan and ask"),
        Text(
            "Lượt quét bốn tuần, và một phản ánh mới nghi hàng không thật đang chờ trả lời.",
            "The scans of four weeks, and a report of doubt that waits for an answer.",
        ),
        "buyers.answer",
    ),
    Sight(
        "trinhdien-sokhcn",
        "/nhu-cau/",
        Text("Đợt hỏi nhu cầu đang mở", "A campaign that is open"),
        Text(
            "Bốn đề xuất: một được đưa vào, một trả lại kèm lý do, hai chờ quyết định.",
            "Four proposals: one accepted, one returned with the reason, two to decide.",
        ),
    ),
    Sight(
        "trinhdien-lanhdao",
        "/chi-tieu/",
        Text("Chỉ tiêu tính từ hồ sơ", "Indicators counted from records"),
        Text(
            "Mở một con số để thấy từng hồ sơ được tính và hồ sơ chờ bằng chứng.",
            "Open a figure to see each record counted, and those that wait for evidence.",
        ),
        "plan.see",
    ),
    Sight(
        "trinhdien-lanhdao",
        "/nang-suat/",
        Text("Năng suất các nhân tố tổng hợp", "Total factor productivity"),
        Text(
            "Tỷ trọng đóng góp với khoảng tin cậy, mọi giả định và báo cáo tải về (số liệu hư cấu).",
            "Its share with an interval, every assumption, and the report to take along (fiction).",
        ),
        "productivity.see",
    ),
)
"""What to open after signing in."""

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
