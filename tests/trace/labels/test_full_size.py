"""A batch of 100,000 stamps through the store: made in parts, in flat memory, with its progress told, at a rate."""

from __future__ import annotations

import time
from itertools import pairwise
from trace.labels.stamps_world import Shop, a_batch, a_shop

import psutil
import pytest

from nguongoc.domain.stamps import sealed
from nguongoc.trace.labels import printing
from nguongoc.trace.labels.actions import batches, making
from nguongoc.trace.labels.models import LabelBatch, Stamp
from world import NOW, a_page_of

pytestmark = pytest.mark.django_db

MEGABYTE = 2**20


class Made:
    """One batch as it was made: how full it was after each part, the most memory, the time of this process."""

    def __init__(self, shop: Shop, quantity: int) -> None:
        asked = a_batch(shop, lot=None, quantity=quantity, has_scratch=True, has_tail=True)
        self.batch = batches.approve(asked, actor=shop.user, at=NOW)
        self.quantity, self.done, self.most = quantity, [0], 0
        design, key = printing.design(self.batch), printing.batch_key(self.batch)
        self.wall, self.processor = -time.perf_counter(), -time.process_time()
        while making._one_part(self.batch.pk, design, key, at=NOW):
            self.batch.refresh_from_db(fields=["made", "state"])
            self.done.append(self.batch.made)
            self.most = max(self.most, psutil.Process().memory_info().rss)
        self.wall, self.processor = self.wall + time.perf_counter(), self.processor + time.process_time()
        self.batch.refresh_from_db()

    def __str__(self) -> str:
        return (
            f"{self.quantity:,} stamps: {self.quantity / self.processor:,.0f}/s of processor time, "
            f"{self.quantity / self.wall:,.0f}/s by the wall, {self.most / MEGABYTE:,.0f} MB at most"
        )


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(4_100, id="small"),
        pytest.param(100_000, id="full", marks=[pytest.mark.acceptance, pytest.mark.timeout(1800)]),
    ],
)
def test_a_large_batch_is_made_in_flat_memory_and_tells_how_far_it_is(size: int) -> None:
    shop = a_shop()
    few = Made(shop, 100)
    part = Made(shop, 2_016)
    many = Made(shop, size)
    print(f"\n{few}\n{part}\n{many}")
    assert (many.batch.state, many.batch.made) == ("ready", size)
    assert Stamp.objects.count() == 100 + 2_016 + size
    assert all(one < other for one, other in pairwise(many.done[:-1])), "the progress bar only grows"
    assert many.most - part.most < 24 * MEGABYTE, "the same for one part and for all"
    assert many.batch.parts.count() == -(-size // 2_016)
    before, taken = psutil.Process().memory_info().rss, 0
    for piece in making.print_file(many.batch, sealed.pass_phrase(), actor=shop.user, at=NOW):
        taken += len(piece)
    assert psutil.Process().memory_info().rss - before < 24 * MEGABYTE
    assert taken > 200 * size


def test_whoever_waits_sees_how_far_a_batch_is() -> None:
    shop = a_shop()
    batch = batches.approve(a_batch(shop, lot=None, quantity=5_000), actor=shop.user, at=NOW)
    LabelBatch.objects.filter(pk=batch.pk).update(made=2_016)
    shown = a_page_of(shop.user).get(f"/tem/{batch.pk}/").content.decode()
    assert 'max="5000"' in shown
    assert 'value="2016"' in shown
