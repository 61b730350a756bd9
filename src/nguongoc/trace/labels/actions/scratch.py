"""A buyer scratches the cover off and asks whether the code beneath belongs to the stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hmac import compare_digest

from django.db import transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps.numbers import scratch_hash
from nguongoc.domain.stamps.states import BOUND
from nguongoc.trace.labels import keys
from nguongoc.trace.labels.models import LabelBatch, ScratchCheck, Stamp
from nguongoc.trace.labels.queries import stamp as stamp_now

MOST_WRONG = 5
LOCK = timedelta(hours=24)


class Answer(Enum):
    """The three answers that people know from stamps checked by text message, and why there may be none."""

    FIRST = "first"
    """The right code, asked for the first time."""
    AGAIN = "again"
    """The right code, and it was asked for before: see `first_at` and `first_place`."""
    UNKNOWN = "unknown"
    """No such code with this stamp, or no such stamp."""
    LOCKED = "locked"
    """Too many wrong codes; try again after `locked_until`."""
    IDLE = "idle"
    """The stamp is on no goods that are on sale: not active yet, blocked or void. Nothing was tried."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a buyer is told."""

    answer: Answer
    first_at: datetime | None = None
    first_place: str = ""
    locked_until: datetime | None = None


def check(gtin: str, serial: str, code: str, *, at: datetime, place: str = "") -> Checked:
    """Try a scratch code on a stamp; the try is counted. `place` is a commune or province, never finer.

    Five wrong codes lock the stamp's check for a day; a right one in that time is not looked at. A stamp that is not
    in use is not tried, so that a right code never makes a stolen or void one look genuine. Raises Refused where
    this store was moved without the secret that the code was made with.
    """
    with transaction.atomic():
        found = stamp_now(gtin, serial)
        if found is None or not found.has_scratch:
            return Checked(Answer.UNKNOWN)
        if found.state not in BOUND:
            return Checked(Answer.IDLE)
        _same_secret(found.batch)
        ScratchCheck.objects.get_or_create(stamp_id=serial)
        held = ScratchCheck.objects.select_for_update().get(stamp_id=serial)
        if held.locked_until and at < held.locked_until:
            return Checked(Answer.LOCKED, locked_until=held.locked_until)
        kept = Stamp.objects.values_list("scratch", flat=True).get(serial=serial)
        right = compare_digest(bytes(kept or b""), scratch_hash(gtin, serial, code, keys.scratch_key()))
        return _right(held, at, place) if right else _wrong(held, at)


def _right(held: ScratchCheck, at: datetime, place: str) -> Checked:
    first = held.first_at is None
    held.right, held.wrong, held.locked_until = held.right + 1, 0, None
    if first:
        held.first_at, held.first_place = at, place
    held.save()
    return Checked(Answer.FIRST if first else Answer.AGAIN, held.first_at, held.first_place)


def _wrong(held: ScratchCheck, at: datetime) -> Checked:
    held.wrong, held.locked_until = held.wrong + 1, None
    if held.wrong >= MOST_WRONG:
        held.wrong, held.locked_until = 0, at + LOCK
    held.save()
    return Checked(Answer.UNKNOWN, locked_until=held.locked_until)


def _same_secret(batch: LabelBatch) -> None:
    if batch.key_print != keys.key_print():
        why = Text(
            "Chưa kiểm tra được mã cào: máy chủ này chưa có khóa đã dùng khi cấp tem. Hãy báo đơn vị vận hành.",
            "The code cannot be checked: this server lacks the key that the stamp was issued with. Tell the operator.",
        )
        raise Refused(Problem("", why, "other-secret"))
