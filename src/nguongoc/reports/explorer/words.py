"""The standard's words about an event, in the officers' words (glossary.md; CBV 2.0 §7)."""

from __future__ import annotations

from nguongoc.domain.problem import Text

TYPES = {
    "ObjectEvent": Text("Sự kiện đối tượng", "Object event"),
    "AggregationEvent": Text("Đóng gói, gom", "Aggregation"),
    "TransformationEvent": Text("Chế biến, biến đổi", "Transformation"),
    "TransactionEvent": Text("Gắn với chứng từ", "Transaction"),
    "AssociationEvent": Text("Liên kết", "Association"),
}

ACTIONS = {
    "ADD": Text("thêm vào, bắt đầu", "added, begun"),
    "OBSERVE": Text("ghi nhận", "observed"),
    "DELETE": Text("lấy ra, kết thúc", "taken out, ended"),
}

DISPOSITIONS = {
    "active": Text("đang lưu hành", "active"),
    "available": Text("sẵn có", "available"),
    "completeness_inferred": Text("suy ra là đủ", "completeness inferred"),
    "completeness_verified": Text("đã kiểm là đủ", "completeness verified"),
    "conformant": Text("đạt yêu cầu", "conformant"),
    "container_closed": Text("kiện đã đóng", "container closed"),
    "container_open": Text("kiện đã mở", "container open"),
    "damaged": Text("hư hỏng", "damaged"),
    "destroyed": Text("đã tiêu hủy", "destroyed"),
    "dispensed": Text("đã chia lẻ", "dispensed"),
    "disposed": Text("đã thải bỏ", "disposed"),
    "encoded": Text("đã mã hóa", "encoded"),
    "expired": Text("hết hạn", "expired"),
    "in_progress": Text("đang xử lý", "in progress"),
    "in_transit": Text("đang vận chuyển", "in transit"),
    "inactive": Text("ngừng lưu hành", "inactive"),
    "mismatch_class": Text("sai loại hàng", "wrong class"),
    "mismatch_instance": Text("sai vật phẩm", "wrong item"),
    "mismatch_quantity": Text("sai số lượng", "wrong quantity"),
    "needs_replacement": Text("cần thay thế", "needs replacement"),
    "no_pedigree_match": Text("không khớp nguồn gốc", "pedigree does not match"),
    "non_conformant": Text("không đạt yêu cầu", "not conformant"),
    "non_sellable_other": Text("không bán được", "not for sale"),
    "partially_dispensed": Text("đã chia lẻ một phần", "partly dispensed"),
    "recalled": Text("bị thu hồi", "recalled"),
    "reserved": Text("đã dành", "reserved"),
    "retail_sold": Text("đã bán lẻ", "sold at retail"),
    "returned": Text("bị trả lại", "returned"),
    "sellable_accessible": Text("bán được, tại quầy", "for sale, in reach"),
    "sellable_not_accessible": Text("bán được, trong kho", "for sale, not in reach"),
    "stolen": Text("mất cắp", "stolen"),
    "unavailable": Text("không có sẵn", "unavailable"),
    "unknown": Text("không rõ", "unknown"),
}

ROLES = {
    "epc": Text("Vật phẩm", "Items"),
    "epcClass": Text("Hàng theo lô, theo loại", "By lot or class"),
    "parent": Text("Bao gói, phương tiện chứa", "What holds them"),
    "child": Text("Vật phẩm bên trong", "Items within"),
    "childClass": Text("Hàng bên trong", "Goods within"),
    "input": Text("Vật phẩm đầu vào", "Items that went in"),
    "inputClass": Text("Đầu vào", "What went in"),
    "output": Text("Vật phẩm đầu ra", "Items that came out"),
    "outputClass": Text("Đầu ra", "What came out"),
    "lot": Text("Thuộc lô", "Of the lot"),
}

LINKS = {
    "po": Text("Đơn đặt hàng", "Purchase order"),
    "poc": Text("Xác nhận đơn hàng", "Order confirmation"),
    "inv": Text("Hóa đơn", "Invoice"),
    "bol": Text("Vận đơn", "Bill of lading"),
    "desadv": Text("Phiếu giao hàng", "Despatch advice"),
    "recadv": Text("Phiếu nhận hàng", "Receiving advice"),
    "cert": Text("Giấy chứng nhận", "Certificate"),
    "prodorder": Text("Lệnh sản xuất", "Production order"),
    "pedigree": Text("Hồ sơ nguồn gốc", "Pedigree"),
    "rma": Text("Phiếu trả hàng", "Return authorisation"),
    "testprd": Text("Quy trình thử nghiệm", "Test procedure"),
    "testres": Text("Kết quả thử nghiệm", "Test result"),
    "upevt": Text("Sự kiện trước đó", "Upstream event"),
    "location": Text("địa điểm", "place"),
    "owning_party": Text("bên sở hữu", "owner"),
    "possessing_party": Text("bên đang giữ hàng", "holder"),
}

REASONS = {
    "did_not_occur": Text("việc này không xảy ra", "this did not occur"),
    "incorrect_data": Text("số liệu ghi sai", "the data was incorrect"),
}

EDGES = {
    "transform": Text("chế biến thành", "made into"),
    "aggregate": Text("đóng vào", "packed into"),
    "disaggregate": Text("lấy ra khỏi", "taken out of"),
    "observe": Text("nằm trong", "seen in"),
    "commission": Text("cấp số", "given a number"),
}


def said(words: dict[str, Text], value: str) -> Text:
    """A standard value in words; a value of somebody's own as it is."""
    return words.get(value, Text(value, value))
