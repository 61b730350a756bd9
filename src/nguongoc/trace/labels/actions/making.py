"""An approved batch is made, part by part; then its file goes to the print shop, and its key is thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from psycopg.errors import UniqueViolation

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps import numbers, pdf, sealed
from nguongoc.domain.stamps.layout import Design
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.trace.labels import keys, printing
from nguongoc.trace.labels.actions.batches import wake
from nguongoc.trace.labels.models import LabelBatch, LabelPart, Stamp, StampRange

PART = 2_000
"""Labels made in one transaction, rounded up to whole pages: about a second's work, and all that memory holds."""
Rows = Sequence[tuple[str, str, str, str]]


def make(batch: LabelBatch, *, at: datetime) -> LabelBatch:
    """Make what is left of an approved batch. A part is there or not: whoever is interrupted goes on behind the last.

    Two workers at one batch make it once: the second leaves it to the first. Raises Refused when it cannot be made.
    """
    design, key = printing.design(batch), printing.batch_key(batch)
    while _one_part(batch.pk, design, key, at=at):
        pass
    return LabelBatch.objects.get(pk=batch.pk)


def give_up(batch: LabelBatch, why: str, *, at: datetime) -> None:
    """Say that a batch could not be made, and why. What is made of it stays, for another try."""
    with transaction.atomic():
        held = LabelBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state == LabelBatch.State.MAKING:
            held.state, held.why = "failed", why
            held.save(update_fields=["state", "why"])
            record("labels.failed", held, actor=None, at=at, why=why)


@transaction.atomic
def try_again(batch: LabelBatch, *, actor: User | None, at: datetime) -> LabelBatch:
    """Go on with a batch that failed."""
    held = LabelBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state == LabelBatch.State.FAILED:
        held.state, held.why = "making", ""
        held.save(update_fields=["state", "why"])
        record("labels.tried_again", held, actor=actor, at=at)
        wake(held)
    return held


@transaction.atomic
def _one_part(pk: int, design: Design, key: bytes, *, at: datetime) -> bool:
    """Make the next part; False when there is none, or another worker is at it."""
    rows = LabelBatch.objects.select_for_update(skip_locked=True, of=("self",))
    batch = rows.select_related("product", "lot", "template").filter(pk=pk, state="making").first()
    if batch is None:
        return False
    if batch.made == batch.quantity:
        batch.state = "ready"
        batch.save(update_fields=["state"])
        record("labels.made", batch, actor=None, at=at, quantity=batch.made)
        return False
    first = batch.made + 1
    last = min(batch.quantity, batch.made + _whole_pages(design))
    _keep(batch, first, last, _issue(batch, first, last), design, key)
    batch.made = last
    batch.save(update_fields=["made"])
    return True


def _whole_pages(design: Design) -> int:
    page = design.sheet.per_page
    return -(-PART // page) * page


def _issue(batch: LabelBatch, first: int, last: int, tries: int = 3) -> Rows:
    """New numbers, and a row for each stamp. A serial that exists (one chance in 10¹⁰) is drawn anew."""
    tail = keys.tail_key(batch.key_year) if batch.has_tail else None
    rows = printing.new_numbers(batch, first, last, tail)
    if batch.kind != LabelBatch.Kind.STAMP:
        return rows
    try:
        with transaction.atomic():
            _copy(batch, first, rows)
    except UniqueViolation:
        if tries <= 1:
            raise
        return _issue(batch, first, last, tries - 1)
    return rows


def _copy(batch: LabelBatch, first: int, rows: Rows) -> None:
    gtin, key = batch.product.gtin, keys.scratch_key()
    table = f"COPY {Stamp._meta.db_table} (serial, number, scratch) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(table) as copy:
        for number, (_, serial, _, code) in enumerate(rows, numbers.number(batch.pk, first)):
            kept = numbers.scratch_hash(gtin, serial, code, key) if code else None
            copy.write_row((serial, number, kept))


def _keep(batch: LabelBatch, first: int, last: int, rows: Rows, design: Design, key: bytes) -> None:
    number = (batch.parts.aggregate(last=Max("number"))["last"] or 0) + 1
    gtin = batch.product.gtin
    title = f"{batch.code}/{number}"
    pages = pdf.pages(design, printing.labels(batch, rows), printing.fonts(), gtin=gtin, title=title)
    LabelPart.objects.create(
        batch=batch,
        number=number,
        first=first,
        last=last,
        numbers=sealed.seal(key, printing.as_csv(rows), f"{title}/csv"),
        pages=sealed.seal(key, pages, f"{title}/pdf"),
    )


# What a ready batch gives.


def part_rows(part: LabelPart) -> Rows:
    """The numbers of a part's labels. Raises Refused once the batch is printed."""
    body = sealed.unseal(
        printing.batch_key(part.batch), bytes(part.numbers), f"{part.batch.code}/{part.number}/csv"
    )
    return printing.from_csv(body)


def part_pages(part: LabelPart) -> bytes:
    """A part's pages as PDF. Raises Refused once the batch is printed."""
    return sealed.unseal(
        printing.batch_key(part.batch), bytes(part.pages), f"{part.batch.code}/{part.number}/pdf"
    )


def print_file(batch: LabelBatch, words: str, *, actor: User | None, at: datetime) -> Iterator[bytes]:
    """The sealed file for the print shop, piece by piece; `words` open it. That it was taken is written down first.

    Members: `T000012-0001.csv` and `T000012-0001.pdf` for each part. Raises Refused unless the batch is ready.
    """
    ready(batch)
    record("labels.file_taken", batch, actor=actor, at=at)
    return sealed.write(batch.code, _members(batch), words)


def _members(batch: LabelBatch) -> Iterator[tuple[str, bytes]]:
    for pk in batch.parts.order_by("number").values_list("pk", flat=True):
        part = LabelPart.objects.select_related("batch").get(pk=pk)
        yield f"{batch.code}-{part.number:04d}.csv", printing.as_csv(part_rows(part))
        yield f"{batch.code}-{part.number:04d}.pdf", part_pages(part)


def ready(batch: LabelBatch) -> None:
    """Raises Refused unless the batch is made and not yet printed."""
    if batch.state != LabelBatch.State.READY:
        raise Refused(Problem("state", _NOT_READY, "not-ready"))


@transaction.atomic
def confirm_printed(batch: LabelBatch, *, actor: User | None, at: datetime) -> LabelBatch:
    """The labels are on paper: the stamps are printed, the batch's key is thrown away, and with it what was made.

    Nobody can read its scratch codes from then on. Raises Refused unless the batch is ready.
    """
    held = LabelBatch.objects.select_for_update().get(pk=batch.pk)
    ready(held)
    held.state, held.sealed_key, held.printed_at = "printed", b"", at
    held.save(update_fields=["state", "sealed_key", "printed_at"])
    held.parts.all().delete()
    StampRange.objects.filter(batch=held, state="issued").update(
        state="printed", changed_at=at, changed_by=actor
    )
    record("labels.printed", held, actor=actor, at=at, quantity=held.quantity)
    return held


_NOT_READY = Text(
    "Đợt in này chưa tạo xong, hoặc đã xác nhận in xong và tệp đã hủy. Tải lại trang để xem trạng thái.",
    "This batch is not made yet, or was printed and its file destroyed. Load the page again.",
)
