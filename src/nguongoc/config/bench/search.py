"""The search box, over as many lots, products and parties as asked for, as an officer and as a party's member."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from nguongoc.config.bench import Figure, serving
from nguongoc.config.bench.events import GTIN

if TYPE_CHECKING:
    from django.db.models import Model

    from nguongoc.registry.parties.rights import Viewer

Made = TypeVar("Made", bound="Model")

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
    "a code": [f"(01){GTIN}(10)L00042", f"https://id.gs1.org/01/{GTIN}/10/L00042"],
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
    """So many parties with names of three words and a number, as many products, as many lots; answers the readers.
    Through the models, so that a column that is added to them has its value here too."""
    from django.db import connection

    from nguongoc.domain.vietnam.text import fold
    from nguongoc.registry.identifiers.models import Lot
    from nguongoc.registry.parties.models import Party, PartyName
    from nguongoc.registry.parties.rights import SYSTEM, Viewer
    from nguongoc.registry.products.models import Product

    chance = random.Random(5)  # noqa: S311 (nothing here is a secret)
    numbers = range(1, size + 1)
    names = [" ".join([*chance.choices(WORDS, k=3), str(number)]) for number in numbers]
    parties = _made(Party, ({"kind": "household", "internal_code": f"BENCH-{one}"} for one in numbers))
    since = date(2025, 7, 1)
    _made(
        PartyName,
        (
            {"party": party, "valid_from": since, "name": name, "folded": fold(name)}
            for party, name in zip(parties, names, strict=True)
        ),
    )
    chance.shuffle(names)
    products = _made(
        Product,
        (
            {
                "owner": party,
                "gtin": GTIN if number == 1 else f"021{number:011}",
                "numbering": "internal",
                "name": name,
                "folded": fold(name),
                "sector": "tea",
            }
            for number, party, name in zip(numbers, parties, names, strict=True)
        ),
    )
    lots = (
        {"product": products[0 if number <= OWN_LOTS else number - 1], "number": f"L{number:05}"}
        for number in numbers
    )
    _made(Lot, lots)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE parties_party, parties_partyname, products_product, identifiers_lot")
    member = Viewer(parties=(parties[0].pk,), permissions=frozenset({"events.query"}))
    return {"officer": SYSTEM, "member": member}


def _made(model: type[Made], rows: Iterable[dict[str, Any]]) -> list[Made]:
    return model._default_manager.bulk_create((model(**row) for row in rows), batch_size=2_000)
