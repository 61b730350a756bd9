"""The search box, over as many lots, products and parties as asked for, as an officer and as a party's member."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nguongoc.config.bench import Figure, serving

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

SIZE = 100_000
TIMES = 20
OWN_LOTS = 1_000
WORDS = (
    *(
        "Chè",
        "Che",
        "Shan",
        "tuyết",
        "Nậm",
        "Cha",
        "Chà",
        "Mường",
        "Miến",
        "dong",
        "Bình",
        "Lư",
        "Mật",
        "ong",
    ),
    *(
        "rừng",
        "Cá",
        "tầm",
        "Hộ",
        "Giàng",
        "A",
        "Páo",
        "Sùng",
        "Thị",
        "Mẩy",
        "Lò",
        "Văn",
        "Tẩn",
        "Phàn",
        "Đặc",
        "sản",
    ),
)
ASKED = {
    "a lot by its beginning": ["L0", "L00", "L0004", "L00042"],
    "a word that many hold": ["che", "Chè", "nam", "ong"],
    "two words": ["nậm chà", "Nậm Cha", "mien dong", "giang pao"],
    "nothing": ["zzz", "không có", "xyz 12"],
    "a code": ["(01)02000000000015(10)L00042", "https://id.gs1.org/01/02000000000015/10/L00042"],
}


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """One figure a kind of question and of reader; the p95 is what somebody waits for the rows, without the page."""
    size = options.size or SIZE
    with serving.store():
        readers = _fill(size)
        for reader, viewer in readers.items():
            for kind, asked in ASKED.items():
                yield _measured(f"search {kind}, {reader}", asked, viewer, size)


def _measured(work: str, asked: list[str], viewer: Viewer, size: int) -> Figure:
    from django.utils import timezone

    from nguongoc.reports.search.queries import find

    today = timezone.localdate()
    seconds = []
    for typed in asked:
        find(typed, viewer, on=today)
    for _ in range(TIMES):
        for typed in asked:
            began = time.perf_counter()
            find(typed, viewer, on=today)
            seconds.append(time.perf_counter() - began)
    seconds.sort()
    p95 = 1000 * seconds[int(0.95 * len(seconds))]
    return Figure(work, 1 / seconds[len(seconds) // 2], "searches/s", p95_ms=p95, size=size)


def _fill(size: int) -> dict[str, Viewer]:
    """So many parties with names of three words, as many products, as many lots; answers the readers."""
    from django.db import connection

    from nguongoc.domain.vietnam.text import fold
    from nguongoc.registry.parties.rights import SYSTEM, Viewer

    values: dict[str, Any] = {
        "size": size,
        "own": OWN_LOTS,
        "words": list(WORDS),
        "folded": [fold(word) for word in WORDS],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        for statement in (PARTIES, NAMES, PRODUCTS, LOTS):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE parties_party, parties_partyname, products_product, identifiers_lot")
        cursor.execute("SELECT owner_id FROM products_product WHERE gtin = '02000000000015'")
        member = Viewer(parties=(cursor.fetchone()[0],), permissions=frozenset({"events.query"}))
    return {"officer": SYSTEM, "member": member}


PARTIES = """
INSERT INTO parties_party (kind, internal_code, is_demonstration, created_at)
SELECT 'household', 'BENCH-' || n, false, now() FROM generate_series(1, %(size)s) n
"""
PICKED = """
  (SELECT n, 1 + floor(random() * cardinality(%(words)s::text[]))::int AS a,
   1 + floor(random() * cardinality(%(words)s::text[]))::int AS b,
   1 + floor(random() * cardinality(%(words)s::text[]))::int AS c FROM generate_series(1, %(size)s) n) AS picked
"""
NAME, FOLDED = (
    f"(%({words})s::text[])[a] || ' ' || (%({words})s::text[])[b] || ' ' || (%({words})s::text[])[c] || ' ' || n"
    for words in ("words", "folded")
)
NAMES = f"""
INSERT INTO parties_partyname (party_id, valid_from, name, short_name, folded)
SELECT party.id, date '2025-07-01', {NAME}, '', {FOLDED}
FROM {PICKED} JOIN parties_party party ON party.internal_code = 'BENCH-' || n
"""  # noqa: S608 (nothing here comes from outside)
PRODUCTS = f"""
INSERT INTO products_product (owner_id, gtin, numbering, name, name_en, folded, brand, description, sector,
  net_content, standards, is_demonstration, created_at)
SELECT party.id, CASE n WHEN 1 THEN '02000000000015' ELSE '021' || lpad(n::text, 11, '0') END, 'internal', {NAME}, '',
  {FOLDED}, '', '', 'tea', '', '', false, now()
FROM {PICKED} JOIN parties_party party ON party.internal_code = 'BENCH-' || n
"""  # noqa: S608
LOTS = """
INSERT INTO identifiers_lot (product_id, number, uom, created_at)
SELECT product.id, 'L' || lpad(n::text, 5, '0'), '', now() FROM generate_series(1, %(size)s) n
JOIN products_product product ON product.gtin =
  CASE WHEN n <= %(own)s THEN '02000000000015' ELSE '021' || lpad(n::text, 11, '0') END
"""
