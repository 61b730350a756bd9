"""Spreadsheets into the registers, as a worker takes them in: every row through the register's own action, all or
nothing, with the bar moved on; beside as many bare inserts in one transaction.

Counted is the processor time of the worker and of its database process together, which take turns: on an idle machine
that is how long a sheet takes, and on a busy one it stays the same.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nguongoc.config.bench import Figure, serving

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

SIZE = 5_000
PARTIES = ("Tên đơn vị", "Loại", "Xã, phường", "Địa chỉ", "Điện thoại")
SITES = ("Mã đơn vị", "Tên địa điểm", "Loại", "Xã, phường", "Trồng, nuôi gì")
PRODUCTS = ("Mã đơn vị", "Tên sản phẩm", "Ngành hàng", "Khối lượng tịnh", "Thương hiệu")
LOTS = ("Mã sản phẩm", "Số lô", "Ngày sản xuất", "Số lượng", "Đơn vị tính", "Nơi làm ra")


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """One figure a register."""
    size = options.size or SIZE
    with serving.store():
        who, code = _officer()
        bare = _bare(size)
        rows: dict[str, tuple[Sequence[str], Callable[[int], Sequence[Any]]]] = {
            "don-vi": (PARTIES, lambda n: (f"Hộ mẫu {n}", "hộ", "Sin Suối Hồ", f"bản {n}", "0213 000")),
            "dia-diem": (SITES, lambda n: (code, f"Nương {n}", "vùng trồng, ao, trại", "03394", "chè Shan")),
            "san-pham": (PRODUCTS, lambda n: (code, f"Chè mẫu {n}", "Chè", "100 g", "Mẫu")),
        }
        for register, (heads, row) in rows.items():
            yield _taken_in(register, heads, [row(n) for n in range(size)], who, bare)
        gtin = _first_product()
        lots = [(gtin, f"L{n:05}", "22/11/2026", "1.234,5", "kg", "Sin Suối Hồ") for n in range(size)]
        yield _taken_in("lo-hang", LOTS, lots, who, bare)


def _taken_in(
    register: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], who: User, bare: float
) -> Figure:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from nguongoc.foundation.shared import sheets
    from nguongoc.registry.sheets.actions import send_in, take_in

    written = BytesIO()
    sheets.write(written, register, heads, rows)
    file, at = SimpleUploadedFile(f"{register}.xlsx", written.getvalue()), timezone.now()
    upload = send_in(register, file, name=f"{register}.xlsx", only_check=False, actor=who, at=at)
    began = _spent()
    take_in(upload, at=at)
    rate = len(rows) / (_spent() - began)
    if upload.state != "done":
        raise RuntimeError(f"{register}: {upload.problems[:3]}")
    return Figure(
        f"import {register}", rate, "rows/s", bare, "bare one-row INSERT", rate / bare, size=len(rows)
    )


def _officer() -> tuple[User, str]:
    """Somebody who may fill every register, and the code of a party to fill them for."""
    from django.utils import timezone

    from nguongoc.foundation.accounts.models import User
    from nguongoc.registry.parties.actions import add_party, join
    from nguongoc.registry.parties.queries import commune_named

    now = timezone.now()
    today = timezone.localdate(now)
    unit = commune_named("03394", today)
    office, owner = (
        add_party(name, kind=kind, unit=unit, since=today, actor=None, at=now, is_demonstration=True)
        for name, kind in (("Sở mẫu", "agency"), ("HTX mẫu", "cooperative"))
    )
    who = User.objects.create_user("bench", password=None)
    join(who, office, "lead-officer", since=today, actor=None, at=now)
    return who, owner.internal_code


def _bare(size: int) -> float:
    """Rows a second of an insert a row, in one transaction, taken back afterwards."""
    from django.db import connection, transaction

    began = _spent()
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(size):
            cursor.execute(
                "INSERT INTO parties_party (kind, internal_code, is_demonstration, created_at, phone, email, website,"
                " representative, version) VALUES ('household', %s, false, now(), '', '', '', '', 1)",
                [f"BARE-{number}"],
            )
        transaction.set_rollback(True)
    return size / (_spent() - began)


def _spent() -> float:
    """Seconds of processor time so far, of this process and of the one that serves its connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    ticks = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def _first_product() -> str:
    from nguongoc.registry.products.models import Product

    return str(Product.objects.values_list("gtin", flat=True)[0])
