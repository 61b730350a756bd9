"""The steps of stamps, by range: delivered, activated for a lot, sold, blocked, recalled, void. Each is audited.

A range is named by its first and last stamp, as their control numbers say. All of it takes the step or none.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.states import STATES, may_become
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.identifiers.models import Lot
from nguongoc.trace.events.actions import Sender, capture
from nguongoc.trace.labels.gate import gate
from nguongoc.trace.labels.models import LabelBatch, StampRange

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
NEEDS_WHY = frozenset({"blocked", "recalled", "void"})


@transaction.atomic
def step(
    first: int, last: int, to: str, *, actor: User | None, at: datetime, why: str = "", lot: Lot | None = None
) -> list[StampRange]:
    """Take the stamps from `first` to `last` into another state; answers their ranges.

    Raises Refused naming every stretch that cannot go there, stamps that were never issued, and a missing reason. To
    activate stamps, ask `activate`, which also tells the log.
    """
    if to in NEEDS_WHY and not why.strip():
        raise Refused(Problem("why", _WHY, "reason-missing"))
    held = _held(first, last)
    stuck = [_cannot(one, first, last, to) for one in held if not may_become(one.state, to)]
    if stuck:
        raise Refused(stuck)
    for one in held:
        _cut(one, first, last)
        one.state, one.changed_at, one.changed_by, one.why = to, at, actor, why.strip()
        one.lot = lot or one.lot
        one.save()
    batch = held[0].batch
    details = {"first": numbers.control(first), "last": numbers.control(last), "count": last - first + 1}
    record(
        f"stamps.{to}", batch, actor=actor, at=at, why=why.strip(), lot=lot.number if lot else None, **details
    )
    return held


@transaction.atomic
def activate(first: int, last: int, *, lot: Lot, actor: User, at: datetime) -> list[StampRange]:
    """Bind delivered stamps to a lot, and tell the log: from now on a scan shows the lot's way.

    The event is an ObjectEvent of step `encoding` on the lot, with how many stamps and from which to which, so that
    others can count it. Raises Refused for stamps of another product or lot, when the gate is closed, and like `step`.
    """
    Lot.objects.select_for_update().get(pk=lot.pk)
    batch = _held(first, last)[0].batch
    if batch.product_id != lot.product_id:
        raise Refused(Problem("lot", _OTHER_PRODUCT, "stamps-of-another-product"))
    if batch.lot_id not in (None, lot.pk):
        raise Refused(Problem("lot", _OTHER_LOT, "stamps-of-another-lot"))
    each = (batch.content, batch.uom)
    count = last - first + 1 if batch.lot_id is None else 0
    found = gate(lot.product, lot, labels=count, each=each, on=timezone.localtime(at).date())
    if not found.is_open:
        raise Refused(found.problems)
    done = step(first, last, "activated", actor=actor, at=at, lot=lot)
    _tell(batch, first, last, lot=lot, actor=actor, at=at)
    return done


def _tell(batch: LabelBatch, first: int, last: int, *, lot: Lot, actor: User, at: datetime) -> None:
    here = timezone.localtime(at)
    named = f"{lot.identifier}#{first}-{last}@{here.isoformat()}"
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, named)}",
        "eventTime": here.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": here.isoformat()[-6:],
        "action": "OBSERVE",
        "bizStep": "encoding",
        "quantityList": [{"epcClass": lot.identifier, "quantity": last - first + 1}],
        "ng:stampBatch": batch.code,
        "ng:firstStamp": numbers.control(first),
        "ng:lastStamp": numbers.control(last),
    }
    document = {
        "@context": [CONTEXT, {"ng": f"{settings.ID_BASE}/tu-vung/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": here.isoformat(timespec="milliseconds"),
        "epcisBody": {"eventList": [event]},
    }
    sender = Sender(lot.product.owner, actor)
    capture(orjson.dumps(document), media_type="application/ld+json", sender=sender, at=at)


def _held(first: int, last: int) -> list[StampRange]:
    """The ranges that hold these stamps, locked, in order. Raises Refused where some were never issued, or they lie in
    several batches."""
    if last < first or first // numbers.A_BATCH != last // numbers.A_BATCH:
        raise Refused(Problem("last", _NO_RANGE, "no-range"))
    rows = StampRange.objects.select_for_update(of=("self",)).select_related("batch__product__owner", "lot")
    held = list(rows.filter(numbers__overlap=(first, last + 1)).order_by("numbers"))
    found = sum(min(last, one.last) - max(first, one.first) + 1 for one in held)
    if found != last - first + 1:
        raise Refused(Problem("last", _NEVER_ISSUED, "never-issued"))
    return held


def _cut(whole: StampRange, first: int, last: int) -> None:
    """Leave of a range only the stamps asked for; what lies before and behind becomes ranges of its own."""
    before, behind = (whole.first, first), (last + 1, whole.last + 1)
    whole.numbers = (max(whole.first, first), min(whole.last, last) + 1)
    whole.save(update_fields=["numbers"])
    whole.refresh_from_db(fields=["numbers"])
    for piece in (before, behind):
        if piece[0] < piece[1]:
            StampRange.objects.create(
                batch=whole.batch,
                numbers=piece,
                state=whole.state,
                lot=whole.lot,
                came_from=whole,
                changed_at=whole.changed_at,
                changed_by=whole.changed_by,
                why=whole.why,
            )


def _cannot(held: StampRange, first: int, last: int, to: str) -> Problem:
    state, wanted = STATES[held.state].name, STATES[to].name
    start, end = numbers.control(max(held.first, first)), numbers.control(min(held.last, last))
    why = Text(
        f"Tem {start} đến {end} đang ở trạng thái “{state.vi}”, không chuyển sang “{wanted.vi}” được. Hãy kiểm tra "
        "lại số đầu và số cuối, hoặc làm bước còn thiếu trước.",
        f"Stamps {start} to {end} are “{state.en}” and cannot become “{wanted.en}”. Check first and last number, or "
        "take the missing step first.",
    )
    return Problem("first", why, "step-not-allowed")


_WHY = Text("Hãy ghi lý do.", "Say why.")
_NO_RANGE = Text(
    "Số đầu và số cuối phải cùng một đợt in, số cuối không nhỏ hơn số đầu.",
    "First and last stamp belong to one batch, the last not before the first.",
)
_NEVER_ISSUED = Text(
    "Trong khoảng này có tem chưa từng được cấp. Hãy kiểm tra lại số đầu và số cuối.",
    "Some of these stamps were never issued. Check the first and last number.",
)
_OTHER_PRODUCT = Text(
    "Tem này được in cho sản phẩm khác. Hãy dùng đúng cuộn tem của sản phẩm.",
    "These stamps were printed for another product. Use the right roll.",
)
_OTHER_LOT = Text(
    "Tem này được in cho lô khác. Hãy kích hoạt cho đúng lô đã ghi khi yêu cầu in.",
    "These stamps were printed for another lot. Activate them for the lot they were asked for.",
)
