"""What people may be told of. An app that tells something new adds its kind here: one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nguongoc.domain.problem import Text

How = Literal["at-once", "daily", "inside"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: its name, how people are told until they wish otherwise, and whether they may stop its
    letters. What touches the safety of food or of the account itself always goes out at once."""

    name: Text
    how: How = "daily"
    may_stop: bool = True


KINDS: Mapping[str, Kind] = {
    "account": Kind(Text("An toàn tài khoản của bạn", "Safety of your account"), "at-once", may_stop=False),
    "membership": Kind(Text("Vai trò, lời mời, ủy quyền", "Roles, invitations, delegations"), "at-once"),
    "personal-data": Kind(Text("Dữ liệu cá nhân", "Personal data"), "at-once", may_stop=False),
    "recall": Kind(Text("Tạm giữ và thu hồi", "Holds and recalls"), "at-once", may_stop=False),
    "alert": Kind(Text("Cảnh báo", "Alerts"), "at-once"),
    "inspection": Kind(Text("Kiểm tra và phản ánh", "Inspections and complaints"), "at-once"),
    "certificate": Kind(Text("Giấy chứng nhận, công bố sắp hết hạn", "Certificates and declarations near their end")),
    "prefix": Kind(Text("Phí mã số, mã vạch", "Fees for numbers and barcodes")),
    "label": Kind(Text("Tem truy xuất", "Labels")),
    "exchange": Kind(Text("Kết nối với cổng khác", "Connections to other portals")),
    "subscription": Kind(Text("Đăng ký nhận sự kiện bị dừng", "Event subscriptions that stopped")),
    "campaign": Kind(Text("Đợt đề xuất nhu cầu hằng năm", "Yearly needs campaign"), "at-once"),
    "task": Kind(Text("Nhiệm vụ của chương trình", "Tasks of the programme")),
    "case": Kind(Text("Hồ sơ hỗ trợ", "Support cases"), "at-once"),
    "budget": Kind(Text("Dự toán, thanh toán", "Estimates and payments")),
    "training": Kind(Text("Đào tạo, hội nghị", "Training and conferences"), "at-once"),
    "library": Kind(Text("Văn bản, tiêu chuẩn đang theo dõi", "Documents and standards that you follow")),
    "report": Kind(Text("Báo cáo đến hạn", "Reports due"), "at-once"),
    "system": Kind(Text("Vận hành hệ thống", "Running of the system"), "at-once"),
}  # fmt: skip
