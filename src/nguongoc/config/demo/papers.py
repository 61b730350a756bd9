"""Certificates, declarations and what a laboratory may test, all fiction: in force, ending soon, past their date,
taken back, and one whose scan is still missing. Each scan is a page that says that it is none."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from nguongoc.config.demo.province import Province
from nguongoc.registry.certificates.actions import (
    add_certificate,
    add_declaration,
    describe_laboratory,
    revoke_paper,
)
from nguongoc.registry.certificates.models import PUBLIC
from nguongoc.reports.start.demonstration import BLACK, EXPIRED_PAPER, GREEN, HONEY, NOODLES, SHAN
from nguongoc.trace.labels.printing import fonts

ISSUER = "Tổ chức chứng nhận Mẫu (trình diễn)"
SHOWN = ["number", "issuer", "dates", "scope"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One paper: how many days ago it was issued, in how many days it ends (None: never), and the rest of it."""

    number: str
    kind: str
    party: str
    issued: int
    ends: int | None
    goods: tuple[str, ...] = ()
    has_scan: bool = True
    taken_back: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


CERTIFICATES = (
    Plan(
        "VG-MAU-01",
        "vietgap",
        "htx",
        300,
        430,
        (SHAN, GREEN, BLACK),
        details={
            "standard": "TCVN 11892-1:2017 (VietGAP)",
            "scope": "Trồng và hái búp chè ở 40 hộ của hợp tác xã (hư cấu)",
            "public": [*SHOWN],
        },
    ),
    Plan(
        EXPIRED_PAPER,
        "organic",
        "htx",
        760,
        -30,
        (GREEN,),
        details={
            "standard": "TCVN 11041-2:2017 (hữu cơ)",
            "scope": "Chè xanh của 10 hộ xã Bình Lư (hư cấu)",
            "public": [*SHOWN],
        },
    ),
    Plan(
        "ATTP-MAU-07",
        "food-safety",
        "xuong",
        1_070,
        22,
        details={"scope": "Chế biến, đóng gói chè (hư cấu)", "public": ["number", "dates"]},
    ),
    Plan(
        "HACCP-MAU-03",
        "haccp",
        "mien",
        400,
        600,
        (NOODLES,),
        taken_back=45,
        details={"standard": "TCVN 5603:2023", "scope": "Sản xuất miến dong (hư cấu)", "public": [*SHOWN]},
    ),
    Plan(
        "ISO22000-MAU-11",
        "iso-22000",
        "ong",
        120,
        970,
        (HONEY,),
        has_scan=False,
        details={
            "standard": "TCVN ISO 22000:2018",
            "scope": "Quay, lọc, đóng chai mật ong (hư cấu)",
            "public": [*SHOWN],
        },
    ),
)
DECLARATIONS = (
    Plan(
        "TCCS 01:2026/MAU",
        "tccs",
        "htx",
        200,
        None,
        (SHAN, GREEN, BLACK),
        details={"scope": "Chè khô các loại (hư cấu)", "public": ["number", "dates"]},
    ),
    Plan(
        "TCB-MAU-02",
        "product",
        "mien",
        900,
        -12,
        (NOODLES,),
        details={"scope": "Miến dong gói 500 g (hư cấu)", "public": ["number", "dates"]},
    ),
    Plan(
        "TXNG-MAU-01",
        "traceability",
        "htx",
        90,
        640,
        details={"scope": "Hệ thống truy xuất của hợp tác xã, tự đánh giá (hư cấu)"},
    ),
)
assert all(set(one.details.get("public", ())) <= set(PUBLIC) for one in (*CERTIFICATES, *DECLARATIONS))


def load(province: Province, *, at: datetime) -> None:
    """All of them, written down by the party's own people; the certifier is the demonstration's."""
    today = at.date()
    for one in CERTIFICATES:
        paper = add_certificate(
            issuer=ISSUER, issued_by=province.parties["chungnhan"], **_told(one, province, today, at)
        )
        if one.taken_back is not None:
            on, why = today - timedelta(days=one.taken_back), "Cơ sở thôi áp dụng (trình diễn)"
            revoke_paper(paper, on=on, why=why, actor=None, at=at)
    for one in DECLARATIONS:
        add_declaration(**_told(one, province, today, at))
    describe_laboratory(
        province.parties["thunghiem"],
        actor=None,
        at=at,
        accreditation="VILAS Mẫu (trình diễn)",
        accredited_until=today + timedelta(days=200),
        scope="Độ ẩm, tinh bột, hydroxymethylfurfural, dư lượng thuốc bảo vệ thực vật, kháng sinh (hư cấu)",
    )


def _told(plan: Plan, province: Province, today: date, at: datetime) -> dict[str, Any]:
    return {
        "party": province.parties[plan.party],
        "kind": plan.kind,
        "number": plan.number,
        "issued_on": today - timedelta(days=plan.issued),
        "expires_on": None if plan.ends is None else today + timedelta(days=plan.ends),
        "products": [province.products[gtin] for gtin in plan.goods],
        "file": scan(plan.number) if plan.has_scan else None,
        "is_demonstration": True,
        "actor": None,
        "at": at,
        **plan.details,
    }


def scan(number: str) -> io.BytesIO:
    """What stands in for the scan of a paper: one page that says what it is."""
    body, known = io.BytesIO(), fonts()
    canvas = Canvas(body, pagesize=(595, 842), invariant=True)
    lines = (
        (700, 26, "BẢN QUÉT MẪU"),
        (660, 15, number),
        (620, 13, "Giấy hư cấu, chỉ để trình diễn hệ thống."),
    )
    for y, size, words in lines:
        x = (595 - known.width(words, size)) / 2
        for face, run in known.runs(words):
            canvas.setFont(face, size)
            canvas.drawString(x, y, run)
            x += known.width(run, size)
    canvas.rect(60, 580, 475, 180)
    canvas.save()
    body.name = f"{number.replace('/', '-').replace(':', '-')}.pdf"
    body.seek(0)
    return body
