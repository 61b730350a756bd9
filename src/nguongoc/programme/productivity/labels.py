"""Which part of the economy a yearbook's line is of, by its label in either language."""

from __future__ import annotations

import re

from nguongoc.domain.vietnam.text import fold

LABELS: tuple[tuple[str, str], ...] = (
    ("electricity", r"(trong do )?(san xuat va )?phan phoi dien|^dien( luc)?$|^electricity"),
    ("tax", r"thue san pham|products? tax|taxes less subsidies"),
    ("III", r"^khu vuc (iii|3)\b|^dich vu|^services?$"),
    ("II", r"^khu vuc (ii|2)\b|^cong nghiep va xay dung|^industry and construction"),
    ("I", r"^khu vuc (i|1)\b|^nong,? (lam|lam nghiep)|^nong nghiep, lam nghiep|^agriculture"),
    ("", r"^tong( so| cong)?$|^tong san pham|^total|^grdp|^gdp$|^toan (tinh|nen kinh te)|^ca nuoc"),
)


def sector_of(label: str) -> str | None:
    """The sector ("" for the whole), or None where the label is of something else. Bilingual labels ("TỔNG SỐ -
    TOTAL", "Dịch vụ / Services") are read by their first half, then by their second."""
    for part in re.split(r"\s*[/\n]\s*|\s[-–]\s", label):
        told = re.sub(r"\s+", " ", fold(part)).strip(" .:")
        for sector, pattern in LABELS:
            if re.search(pattern, told):
                return sector
    return None
