"""What people ask in the demonstration: a buyer who doubts, communes and enterprises that tell what they need next
year. Fiction, through the same doors as everybody's."""

from __future__ import annotations

from datetime import datetime, timedelta

from nguongoc.config.demo.province import FAR, HIGH, LOW, Province
from nguongoc.programme.needs.actions import accept, need_nothing, open_campaign, propose, return_need
from nguongoc.programme.needs.models import Need
from nguongoc.reports.start.demonstration import GAP, SHAN, path
from nguongoc.trace.resolver.actions.reports import Said, report

# proposer, who needs it, kind, what, why
NEEDS = (
    ("ca", "Trại cá nước lạnh Mẫu (trình diễn)", Need.Kind.CERTIFICATE, "Chứng nhận VietGAP cho ao nuôi", ""),
    (
        "mien",
        "Cơ sở miến dong Mẫu (trình diễn)",
        Need.Kind.SYSTEM,
        "Áp dụng lại HACCP",
        "Giấy cũ đã bị thu hồi (hư cấu)",
    ),
    (f"xa-{HIGH}", "Tổ hợp tác ong Mẫu (trình diễn)", Need.Kind.TRAINING, "Lớp ghi nhật ký cho 30 người", ""),
    (f"xa-{LOW}", "Xưởng chế biến chè Mẫu (trình diễn)", Need.Kind.SECTOR, "5S cho xưởng chè", ""),
)

NOBODYS_PHONE = bytes(8)


def load(province: Province, *, at: datetime) -> None:
    """One report that waits for an answer, and a campaign that is open."""
    words = (
        "Tem trên hộp ghi lô TD02 nhưng trang nói còn thiếu vận chuyển. Hàng này có thật không? (trình diễn)"
    )
    product = province.products[SHAN]
    report(
        path(SHAN, GAP),
        Said("doubt", words),
        product=product,
        device=NOBODYS_PHONE,
        at=at - timedelta(hours=20),
    )
    _needs(province, at)


def _needs(province: Province, at: datetime) -> None:
    officer, today = province.users["trinhdien-sokhcn"], at.date()
    campaign = open_campaign(
        year=today.year + 1,
        opens_on=today - timedelta(days=12),
        closes_on=today + timedelta(days=18),
        words="Đợt hỏi nhu cầu trình diễn: mọi đề xuất đều hư cấu.",
        actor=officer,
        at=at - timedelta(days=12),
    )
    made = []
    for party, name, kind, what, why in NEEDS:
        need, _ = propose(
            campaign,
            province.parties[party],
            actor=province.sender(party),
            at=at - timedelta(days=2),
            name=name,
            kind=kind,
            what=what,
            why=why,
        )
        made.append(need)
    accept(made[0], actor=officer, at=at - timedelta(days=1))
    none = "Các đơn vị trong xã đang được hỗ trợ từ năm trước (trình diễn)"
    need_nothing(
        campaign,
        province.parties[f"xa-{FAR}"],
        why=none,
        actor=province.sender(f"xa-{FAR}"),
        at=at - timedelta(days=1),
    )
    reason = "Đã có trong kế hoạch năm nay; xin xem lại khi xong (trình diễn)."
    return_need(made[3], reason=reason, actor=officer, at=at - timedelta(days=1))
