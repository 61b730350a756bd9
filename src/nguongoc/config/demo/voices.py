"""What people say in the demonstration: buyers who scan and one who asks, communes and enterprises that tell what they
need next year. Fiction, through the same doors as everybody's."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from random import Random

from nguongoc.config.demo.province import FAR, HIGH, LOW, Province
from nguongoc.programme.needs.actions import accept, open_campaign, propose, return_need
from nguongoc.programme.needs.models import Need
from nguongoc.reports.start.demonstration import EXPIRED, FISH, GAP, GREEN, HONEY, NOODLES, SHAN, SHOWN, path
from nguongoc.trace.resolver.actions.reports import Said, report
from nguongoc.trace.resolver.actions.scans import Seen, count

SEED, SCANS, DAYS = 12_851, 90, 28
LOOKED_AT = (
    (SHAN, SHOWN, 6),
    (SHAN, GAP, 3),
    (GREEN, EXPIRED, 1),
    (NOODLES, "", 2),
    (HONEY, "", 2),
    (FISH, "", 1),
)
"""GTIN, lot ("" none), and how often of fifteen."""
WHERE = ("", "", HIGH, LOW, LOW, FAR, "01")
"""What a buyer says of where they are: mostly nothing."""

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


def load(province: Province, *, at: datetime) -> None:
    """The scans of four weeks, one report, and a campaign that is open."""
    _scans(province, at)
    words = (
        "Tem trên hộp ghi lô TD02 nhưng trang nói còn thiếu vận chuyển. Hàng này có thật không? (trình diễn)"
    )
    product = province.products[SHAN]
    report(
        path(SHAN, GAP), Said("doubt", words), product=product, device=_phone(1), at=at - timedelta(hours=20)
    )
    _needs(province, at)


def _scans(province: Province, at: datetime) -> None:
    chance = Random(SEED)  # noqa: S311 (fiction needs no secret)
    often = [number for *_, number in LOOKED_AT]
    for number in range(SCANS):
        (gtin, lot, _) = chance.choices(LOOKED_AT, often)[0]
        condition = "expired" if lot == EXPIRED else "fine"
        seen = Seen(province.products[gtin].pk, lot, "", condition)
        when = at - timedelta(days=chance.uniform(0.1, DAYS))
        count(seen, device=_phone(number), at=when, place=chance.choice(WHERE))


def _phone(number: int) -> bytes:
    """Nobody's phone."""
    return hashlib.sha256(f"trinh-dien {number}".encode()).digest()[:8]


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
    reason = "Đã có trong kế hoạch năm nay; xin xem lại khi xong (trình diễn)."
    return_need(made[3], reason=reason, actor=officer, at=at - timedelta(days=1))
