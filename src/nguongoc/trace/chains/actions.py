"""Keeping one row a registered lot true to the log.

Two steps, so that nothing is lost whatever ends in between. The follower marks the lots that new events concern, in
the transaction that moves its bookmark. Whatever is marked is drawn again from the log, row by row.

Which lots an event concerns is looked up, not walked: a drawing leaves behind every key that it asked the log for,
and an event can change a chain only if it names one of them. So a batch costs what its own events name, however much
the log already tells of the same lots.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from nguongoc.domain.epcis.items import items
from nguongoc.foundation.shared.log import horizon
from nguongoc.registry.identifiers.models import Lot
from nguongoc.trace.chains.models import ChainKeys, LotChain
from nguongoc.trace.chains.queries import Reading, read
from nguongoc.trace.events.followers import read_on, stand_still
from nguongoc.trace.events.models import Event

FOLLOWER = "chains"
AT_ONCE = 2_000
"""Lots drawn in one run: some twenty seconds of work. The rest waits for the next minute."""
OLDEST = timedelta(days=1)
"""A row is drawn again after this long even when nothing marked it."""


def catch_up(at: datetime) -> None:
    """Read on in the log, then draw what is marked: what the worker does every minute."""
    read_on(FOLLOWER, mark_concerned, at=at)
    mark_new_lots()
    drawn = draw_marked(at=at)
    if not drawn:
        mark_older_than(at - OLDEST)


def draw_all(*, at: datetime) -> int:
    """Draw every registered lot's chain anew; answers how many."""
    mark_new_lots()
    LotChain.objects.update(is_stale=True)
    drawn = 0
    while some := draw_marked(at=at):
        drawn += some
    return drawn


def mark_concerned(events: Sequence[Event]) -> None:
    """Mark the lots whose chains these events may change, except those drawn when the events were there already."""
    last = events[-1]
    before = Q(generation__lt=last.generation) | Q(generation=last.generation, tx__lte=last.tx)
    named = {item.key for event in events for item in items(event.body)}
    concerned = ChainKeys.objects.filter(keys__overlap=sorted(named)).values("lot")
    LotChain.objects.filter(before, lot__in=concerned).update(is_stale=True)


def mark_new_lots() -> int:
    """Give every lot that has no row one, marked; answers how many. A lot is opened without knowing of chains."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_LOTS)
        return int(cursor.rowcount)


NEW_LOTS = """
INSERT INTO chains_lotchain (lot_id, is_stale, told, missing, events, is_cut, generation, tx)
SELECT id, true, '{}', '{}', 0, false, 0, 0 FROM identifiers_lot
WHERE NOT EXISTS (SELECT FROM chains_lotchain WHERE lot_id = identifiers_lot.id)
ON CONFLICT DO NOTHING
"""


def mark_older_than(moment: datetime, *, limit: int = AT_ONCE // 10) -> None:
    """Mark the rows that nobody has drawn since that moment, oldest first, some at a time."""
    old = LotChain.objects.filter(computed_at__lt=moment).order_by("computed_at")[:limit]
    LotChain.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(is_stale=True)


def draw_marked(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Draw the marked rows anew, at most `limit`; answers how many. Two at it share the work."""
    marked = list(LotChain.objects.filter(is_stale=True).order_by("lot").values_list("pk", flat=True)[:limit])
    return sum(_draw(lot, at) for lot in marked)


@transaction.atomic
def _draw(lot_id: int, at: datetime) -> bool:
    """While a lot is drawn its follower stands still: an event that names what this drawing finds is looked up
    either before the log is read, and is read, or after the keys are left, and marks the row again."""
    stand_still(FOLLOWER)
    row = LotChain.objects.select_for_update(skip_locked=True).filter(pk=lot_id, is_stale=True).first()
    if row is None:
        return False
    until = horizon()
    lot = Lot.objects.select_related("product").get(pk=lot_id)
    reading = read([lot.identifier], sector_code=lot.product.sector)
    _write(row, reading)
    ChainKeys.objects.update_or_create(lot=lot, defaults={"keys": sorted(reading.asked)})
    row.computed_at, row.generation, row.tx, row.is_stale = at, until.generation, until.tx, False
    row.save()
    return True


def _write(row: LotChain, reading: Reading) -> None:
    found = reading.journey
    proofs = [step.proof for step in found.told if step.proof is not None]
    times = [told.at for told in reading.events]
    row.told = [step.stage.code for step in found.told]
    row.missing = [step.stage.code for step in found.missing]
    row.events, row.is_cut = len(reading.events), reading.is_cut
    row.first_at, row.last_at = min(times, default=None), max(times, default=None)
    row.weakest, row.strongest = min(proofs, default=None), max(proofs, default=None)
