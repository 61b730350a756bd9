"""The business steps of CBV 2.0 (§7.1) in words; a step of somebody's own vocabulary shows as it is."""

from __future__ import annotations

from nguongoc.domain.problem import Text

STEPS: dict[str, Text] = {
    "accepting": Text("nghiệm thu", "accepting"),
    "arriving": Text("đến nơi", "arriving"),
    "assembling": Text("lắp ghép", "assembling"),
    "collecting": Text("thu gom", "collecting"),
    "commissioning": Text("tạo mới", "commissioning"),
    "consigning": Text("ký gửi", "consigning"),
    "creating_class_instance": Text("tạo lô", "creating a lot"),
    "cycle_counting": Text("kiểm đếm", "cycle counting"),
    "decommissioning": Text("ngừng dùng mã", "decommissioning"),
    "departing": Text("rời đi", "departing"),
    "destroying": Text("tiêu hủy", "destroying"),
    "disassembling": Text("tháo rời", "disassembling"),
    "dispensing": Text("chia lẻ", "dispensing"),
    "encoding": Text("mã hóa tem", "encoding"),
    "entering_exiting": Text("vào, ra", "entering or exiting"),
    "holding": Text("tạm giữ", "holding"),
    "inspecting": Text("kiểm tra", "inspecting"),
    "installing": Text("lắp đặt", "installing"),
    "killing": Text("hủy thẻ", "killing a tag"),
    "loading": Text("xếp hàng lên xe", "loading"),
    "other": Text("việc khác", "other"),
    "packing": Text("đóng gói", "packing"),
    "picking": Text("lấy hàng", "picking"),
    "receiving": Text("nhận hàng", "receiving"),
    "removing": Text("tháo bỏ", "removing"),
    "repackaging": Text("đóng gói lại", "repackaging"),
    "repairing": Text("sửa chữa", "repairing"),
    "replacing": Text("thay thế", "replacing"),
    "reserving": Text("dành mã", "reserving"),
    "retail_selling": Text("bán lẻ", "retail selling"),
    "sampling": Text("lấy mẫu", "sampling"),
    "sensor_reporting": Text("đo tự động", "sensor reporting"),
    "shipping": Text("gửi hàng", "shipping"),
    "staging_outbound": Text("chuẩn bị xuất kho", "staging outbound"),
    "stock_taking": Text("kiểm kê", "stock taking"),
    "stocking": Text("bày hàng", "stocking"),
    "storing": Text("lưu kho", "storing"),
    "transporting": Text("vận chuyển", "transporting"),
    "unloading": Text("dỡ hàng", "unloading"),
    "unpacking": Text("mở kiện", "unpacking"),
    "void_shipping": Text("hủy chuyến gửi", "void shipping"),
}


def step(name: str) -> Text:
    """This business step in words."""
    return STEPS.get(name, Text(name, name))
