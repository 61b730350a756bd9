"""How a page behind a code begins: the one sentence that its reader must not miss. It accuses nobody."""

from __future__ import annotations

from dataclasses import dataclass

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Tone
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.trace.resolver.queries.page import PublicPage

ASK_THE_SELLER = Text(
    "Hãy hỏi nơi bán, giữ lại bao bì, và báo cho cơ quan quản lý bằng nút bên dưới nếu thấy lạ.",
    "Ask where you bought it, keep the package, and use the button below if something seems wrong.",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first thing on the page. `status` is the answer's HTTP status."""

    tone: Tone
    title: Text
    words: Text
    status: int = 200


def verdict(page: PublicPage) -> Verdict:
    """The verdict of this page: what is wrong with the goods, else how much is told of them."""
    if not page.condition.is_fine:
        return _grave(page)
    if page.journey.is_empty:
        return _silent(page)
    told, all_steps = len(page.journey.told), len(page.journey.steps)
    title = Text(
        f"{told} trên {all_steps} công đoạn có bằng chứng", f"{told} of {all_steps} stages have proof"
    )
    missing = [step.stage.name for step in page.journey.missing]
    if not missing:
        return Verdict("good", title, Text("Không có lệnh thu hồi nào.", "Nothing is recalled."))
    vi, en = ", ".join(one.vi.lower() for one in missing), ", ".join(one.en.lower() for one in missing)
    return Verdict("wait", title, Text(f"Còn thiếu: {vi}.", f"Missing: {en}."))


def _silent(page: PublicPage) -> Verdict:
    only = Text("Chỉ thông tin sản phẩm", "Product information only")
    if not (page.lot_number or page.serial):
        words = Text(
            "Mã này chỉ loại sản phẩm, không chỉ lô hàng. Quét mã có số lô để xem hành trình.",
            "This code names the kind of product, not a lot. Scan a code with a lot number to see its way.",
        )
    elif page.lot or page.stamp:
        words = Text(
            "Lô này đã được đăng ký nhưng chưa có công đoạn nào được ghi.",
            "This lot is registered; no stage of it has been recorded yet.",
        )
    else:
        only = Text("Chưa có dữ liệu về lô này", "Nothing is recorded of this lot")
        words = Text(
            "Sản phẩm có thật trong hệ thống, nhưng số lô hoặc số sê-ri trên tem chưa được ghi. Hãy hỏi nơi bán, và "
            "đừng coi mã này là bằng chứng.",
            "The product is known here, but the lot or serial on the stamp has not been recorded. Ask the seller, and "
            "do not take this code as proof.",
        )
    return Verdict("wait", only, words)


def _grave(page: PublicPage) -> Verdict:
    found = page.condition
    since = day(found.at) if found.at else ""
    made = _GRAVE[found.code if found.code != "not_issued" or page.has_stamps else "unknown_serial"]
    words = made.words
    if found.code == "expired" and page.lot:
        last = day(page.lot.expires_on)
        words = Text(f"Hạn dùng là {last}. {words.vi}", f"The date was {last}. {words.en}")
    elif since:
        words = Text(f"Từ ngày {since}. {words.vi}", f"Since {since}. {words.en}")
    return Verdict(made.tone, made.title, words, made.status)


_GRAVE = {
    "recalled": Verdict(
        "bad",
        Text("Hàng này đang bị thu hồi", "These goods are recalled"),
        Text(
            "Đừng dùng. Mang trả nơi bán hoặc làm theo hướng dẫn của nhà sản xuất.",
            "Do not use them. Take them back to the seller, or do as the maker says.",
        ),
    ),
    "blocked": Verdict(
        "bad",
        Text("Tem này đang bị khóa", "This stamp is blocked"),
        Text(
            f"Đơn vị phát hành đã khóa tem để kiểm tra. {ASK_THE_SELLER.vi}",
            f"Its issuer has blocked it to look into something. {ASK_THE_SELLER.en}",
        ),
    ),
    "void": Verdict(
        "bad",
        Text("Tem này đã bị hủy", "This stamp was made void"),
        Text(
            f"Tem hỏng hoặc thừa đã được hủy, không dùng cho sản phẩm nào. {ASK_THE_SELLER.vi}",
            f"It was spoilt or left over, and belongs to no product. {ASK_THE_SELLER.en}",
        ),
        410,
    ),
    "destroyed": Verdict(
        "bad",
        Text("Sản phẩm này đã được tiêu hủy", "This product was destroyed"),
        Text(
            f"Người giữ hàng đã ghi việc tiêu hủy, nên mã này không còn sản phẩm nào. {ASK_THE_SELLER.vi}",
            f"Its holder recorded that it was destroyed: no product bears this code now. {ASK_THE_SELLER.en}",
        ),
    ),
    "disposed": Verdict(
        "bad",
        Text("Sản phẩm này đã được thải bỏ", "This product was disposed of"),
        Text(
            f"Người giữ hàng đã ghi việc thải bỏ. {ASK_THE_SELLER.vi}",
            f"Its holder recorded that it was disposed of. {ASK_THE_SELLER.en}",
        ),
    ),
    "stolen": Verdict(
        "bad",
        Text("Hàng này đã được báo mất", "These goods were reported missing"),
        Text(
            f"Chủ hàng đã báo mất hàng này. {ASK_THE_SELLER.vi}",
            f"Their owner reported them missing. {ASK_THE_SELLER.en}",
        ),
    ),
    "expired": Verdict(
        "bad",
        Text("Hàng này đã hết hạn", "These goods are past their date"),
        Text("Không nên dùng. Hãy báo nơi bán.", "Better not use them. Tell the seller."),
    ),
    "not_active": Verdict(
        "wait",
        Text("Tem chưa kích hoạt", "This stamp is not active yet"),
        Text(
            f"Tem có thật nhưng chưa được gắn với lô hàng nào. {ASK_THE_SELLER.vi}",
            f"The stamp was issued, and no lot has been bound to it yet. {ASK_THE_SELLER.en}",
        ),
    ),
    "not_issued": Verdict(
        "bad",
        Text("Tem này chưa được phát hành", "This stamp was not issued"),
        Text(
            "Sản phẩm có trong hệ thống, nhưng chưa có tem nào mang số này được cấp. Có thể mã bị đọc sai: hãy quét "
            "lại. "
            f"{ASK_THE_SELLER.vi}",
            "The product is known here, but no stamp with this number was issued. The code may have been misread: scan "
            f"it again. {ASK_THE_SELLER.en}",
        ),
        404,
    ),
    "unknown_serial": Verdict(
        "wait",
        Text("Chưa có dữ liệu về số sê-ri này", "Nothing is recorded of this serial"),
        Text(
            "Sản phẩm có trong hệ thống, nhưng chưa ai ghi gì về chiếc mang số này. Đừng coi mã này là bằng chứng.",
            "The product is known here, but nobody has recorded anything of the piece with this number. Do not take "
            "this code as proof.",
        ),
        404,
    ),
}
