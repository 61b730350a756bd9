"""Questions about stamps and batches of labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.states import BOUND
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels import keys
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, ScratchCheck, Stamp, StampRange


@dataclass(frozen=True, slots=True)
class StampNow:
    """How one issued stamp stands.

    `state`: a code of `domain.stamps.states.STATES`; `since`: when it came into it. `lot`: what it is bound to, from
    activation on. `has_scratch`: whether a hidden code was issued with it; `checked_at`, `checked_in`: when and where
    (commune or province, maybe "") the right code was first given.
    """

    serial: str
    number: int
    state: str
    since: datetime
    product: Product
    lot: Lot | None
    batch: LabelBatch
    why: str
    has_scratch: bool
    checked_at: datetime | None
    checked_in: str

    @property
    def may_be_checked(self) -> bool:
        """Whether its scratch code may be tried: it has one, and is on goods that are on sale."""
        return self.has_scratch and self.state in BOUND

    @property
    def control(self) -> str:
        """Its control number as printed."""
        return numbers.control(self.number)


def stamp(gtin: str, serial: str) -> StampNow | None:
    """The stamp with this serial on goods of this GTIN-14, as it stands; None where no such stamp was issued, and
    where its keyed tail says that it was not, whatever the store says.

    A serial that was issued for other goods is no stamp of these. Two questions to the database, both by key.
    """
    found = Stamp.objects.select_related("check_made").filter(serial=serial).first()
    now = _now(found)
    return now if now is not None and now.product.gtin == gtin else None


def by_serial(serial: str) -> StampNow | None:
    """The stamp with this serial, whatever goods it is on: for the people who handle stamps, never for a buyer."""
    return _now(Stamp.objects.select_related("check_made").filter(serial=serial).first())


def by_number(number: int) -> StampNow | None:
    """The stamp with this number (`numbers.read_control` reads it from a control number); None where none was
    issued."""
    return _now(Stamp.objects.select_related("check_made").filter(number=number).first())


def serials_of_lot(lot: Lot) -> QuerySet[StampRange]:
    """The ranges of stamps that are bound to this lot, in order."""
    return StampRange.objects.filter(lot=lot).select_related("batch").order_by("numbers")


def held(viewer: Viewer) -> QuerySet[StampRange]:
    """The ranges that this viewer may see, with their batch, product and lot."""
    batches = LabelBatch.objects.visible_to(viewer)
    return StampRange.objects.filter(batch__in=batches).select_related("batch__product", "lot")


def templates(on: date) -> QuerySet[LabelTemplate]:
    """The label templates in force on that day."""
    return LabelTemplate.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on).order_by("code")


def _now(found: Stamp | None) -> StampNow | None:
    if found is None:
        return None
    ranges = StampRange.objects.select_related("batch__product__owner", "lot")
    held = ranges.filter(numbers__contains=found.number).first()
    if held is None or not _is_ours(found.serial, held.batch):
        return None
    check: ScratchCheck | None = getattr(found, "check_made", None)
    return StampNow(
        serial=found.serial,
        number=found.number,
        state=held.state,
        since=held.changed_at,
        product=held.batch.product,
        lot=held.lot,
        batch=held.batch,
        why=held.why,
        has_scratch=found.scratch is not None,
        checked_at=check.first_at if check else None,
        checked_in=check.first_place if check else "",
    )


def _is_ours(serial: str, batch: LabelBatch) -> bool:
    """Whether a serial of a batch with keyed tails bears one: a row that somebody wrote into the store by other ways
    than ours does not. Where this store was moved without its secret nothing can be said, and nothing is."""
    if not batch.has_tail or batch.key_print != keys.key_print():
        return True
    has_one = len(serial) == numbers.KEYED + numbers.TAIL
    return has_one and numbers.tail_holds(batch.product.gtin, serial, [keys.tail_key(batch.key_year)])
