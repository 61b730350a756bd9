"""A batch of labels is asked for, approved or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps import content, numbers, sealed
from nguongoc.domain.stamps.label import ean
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.identifiers.queries import own_prefixes
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels import printing
from nguongoc.trace.labels.gate import Gate, gate
from nguongoc.trace.labels.keys import key_print, sealing_key
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, SsccCounter, StampRange

MAKE = "labels.make_batch"  # the task that makes an approved batch
MOST = 500_000
Kind = LabelBatch.Kind


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: so many labels of a kind, each for so much goods."""

    product: Product
    lot: Lot | None
    template: LabelTemplate
    kind: str
    quantity: int
    content: Decimal = Decimal(1)
    uom: str = "H87"
    has_scratch: bool = False
    has_tail: bool = False


def look(wish: Wish, *, at: datetime) -> Gate:
    """How the wish stands before the gate, with nothing done."""
    each = (wish.content, wish.uom)
    return gate(wish.product, wish.lot, labels=_counted(wish), each=each, on=_day(at))


@transaction.atomic
def ask(wish: Wish, *, actor: User | None, at: datetime) -> LabelBatch:
    """Ask for a batch. Raises Refused naming every line that does not fit, everything that does not go together, and
    everything that the product, its chain or the lot's quantity still lacks."""
    _hold(wish.lot)
    wrong = [*_mistakes(wish, _day(at)), *printing.sheet(wish.template).problems()]
    if wrong:
        raise Refused(wrong)
    batch = _row(wish, actor, at)
    printing.design(batch)
    found = look(wish, at=at)
    if not found.is_open:
        raise Refused(found.problems)
    batch.score = found.score
    batch.save()
    record(
        "labels.asked",
        batch,
        actor=actor,
        at=at,
        product=wish.product.gtin,
        lot=wish.lot.number if wish.lot else None,
        kind=wish.kind,
        quantity=wish.quantity,
        score=found.score,
    )
    return batch


def preview(wish: Wish, *, at: datetime) -> LabelBatch:
    """The batch as it would be, kept nowhere: for looking at one label. Raises Refused like `ask`, the gate apart."""
    wrong = [*_mistakes(wish, _day(at)), *printing.sheet(wish.template).problems()]
    if wrong:
        raise Refused(wrong)
    row = _row(wish, None, at)
    row.pk, row.first_sscc = 0, "0" * 17
    return row


@transaction.atomic
def approve(batch: LabelBatch, *, actor: User | None, at: datetime) -> LabelBatch:
    """Let a batch be made: the gate is asked again, its stamps are issued, and a worker is woken.

    Raises Refused when the gate has closed since, or the batch was decided on already.
    """
    held = _asked(batch)
    _hold(held.lot)
    found = gate(
        held.product,
        held.lot,
        labels=held.quantity if held.kind != Kind.CARTON else 0,
        each=(held.content, held.uom),
        on=_day(at),
        besides=held,
    )
    if not found.is_open:
        raise Refused(found.problems)
    held.state, held.score, held.approved_by, held.approved_at = "making", found.score, actor, at
    held.key_print, held.key_year = key_print(), _day(at).year if held.has_tail else 0
    held.sealed_key = sealed.seal(sealing_key(), sealed.new_key(), held.code)
    if held.kind == Kind.CARTON:
        held.first_sscc = _allot_sscc(held, on=_day(at))
        printing.check_cartons(held)
    held.save()
    if held.kind == Kind.STAMP:
        first = numbers.number(held.pk, 1)
        StampRange.objects.create(
            batch=held, numbers=(first, first + held.quantity), changed_at=at, changed_by=actor
        )
    record("labels.approved", held, actor=actor, at=at, score=found.score, quantity=held.quantity)
    wake(held)
    return held


@transaction.atomic
def refuse(batch: LabelBatch, why: str, *, actor: User | None, at: datetime) -> LabelBatch:
    """Send a batch back, with the reason. Raises Refused without one."""
    if not why.strip():
        raise Refused(Problem("why", _WHY, "reason-missing"))
    held = _asked(batch)
    held.state, held.why, held.approved_by, held.approved_at = "refused", why.strip(), actor, at
    held.save()
    record("labels.refused", held, actor=actor, at=at, why=held.why)
    return held


def wake(batch: LabelBatch) -> None:
    """Have a worker make this batch, or go on making it. Waking twice does no harm."""
    app.configure_task(MAKE).defer(batch=batch.pk)


def _row(wish: Wish, actor: User | None, at: datetime) -> LabelBatch:
    said = printing.words(wish.product, wish.lot, wish.template.lines, _day(at))
    return LabelBatch(
        kind=wish.kind,
        product=wish.product,
        lot=wish.lot,
        template=wish.template,
        quantity=wish.quantity,
        content=wish.content,
        uom=wish.uom,
        has_scratch=wish.has_scratch,
        has_tail=wish.has_tail,
        said=said,
        asked_by=actor,
        asked_at=at,
    )


def _asked(batch: LabelBatch) -> LabelBatch:
    held = LabelBatch.objects.select_for_update(of=("self",)).select_related("product", "lot", "template")
    found = held.get(pk=batch.pk)
    if found.state != LabelBatch.State.ASKED:
        raise Refused(Problem("state", _DECIDED, "already-decided"))
    return found


def _hold(lot: Lot | None) -> None:
    """Two who ask for labels of one lot at once do so one after the other: neither overlooks the other's."""
    if lot is not None:
        Lot.objects.select_for_update().get(pk=lot.pk)


def _counted(wish: Wish) -> int:
    return 0 if wish.kind == Kind.CARTON else wish.quantity


def _mistakes(wish: Wish, on: date) -> Iterable[Problem]:
    is_carton = wish.kind == Kind.CARTON
    if not 1 <= wish.quantity <= MOST:
        yield Problem("quantity", _QUANTITY, "quantity-out-of-range")
    if wish.content <= 0:
        yield Problem("content", _CONTENT, "no-content")
    if wish.lot and wish.lot.product_id != wish.product.pk:
        yield Problem("lot", _OTHER_LOT, "lot-of-another-product")
    if wish.kind != Kind.STAMP and wish.lot is None:
        yield Problem("lot", _NO_LOT, "lot-missing")
    if wish.kind != Kind.STAMP and (wish.has_scratch or wish.has_tail):
        yield Problem("has_scratch", _STAMPS_ONLY, "stamps-only")
    if is_carton != (wish.template.medium == LabelTemplate.Medium.CARTON):
        yield Problem("template", _OTHER_TEMPLATE, "template-does-not-fit")
    if is_carton and (wish.uom not in content.PIECES or wish.content % 1):
        yield Problem("content", _PACKS, "cartons-count-packs")
    if is_carton and not own_prefixes(wish.product.owner, on).exists():
        yield Problem("kind", _NO_PREFIX, "no-company-prefix")
    if wish.template.has_ean:
        yield from _no_ean(wish.product.gtin)


def _no_ean(gtin: str) -> Iterable[Problem]:
    """Why this number cannot be printed for a till."""
    try:
        ean(gtin)
    except Refused as refused:
        yield from (Problem("template", one.why, one.code) for one in refused.problems)


def _allot_sscc(batch: LabelBatch, *, on: date) -> str:
    """The first SSCC of this batch without its check digit: extension 0, prefix, next serial reference.

    Source: GS1 General Specifications 3.2. Raises Refused where the owner has no company prefix in force.
    """
    prefix = own_prefixes(batch.product.owner, on).order_by("valid_from", "digits").first()
    if prefix is None:
        raise Refused(Problem("kind", _NO_PREFIX, "no-company-prefix"))
    width = 16 - len(prefix.digits)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [prefix.digits, batch.quantity + 1, batch.quantity])
        first = cursor.fetchone()[0] - batch.quantity
    if first + batch.quantity > 10**width:
        raise Refused(Problem("quantity", _NO_MORE_SSCC, "prefix-used-up"))
    return f"0{prefix.digits}{first:0{width}d}"


_COUNT = f"""
INSERT INTO {SsccCounter._meta.db_table} (prefix, next) VALUES (%s, %s)
ON CONFLICT (prefix) DO UPDATE SET next = {SsccCounter._meta.db_table}.next + %s RETURNING next
"""  # noqa: S608 (a table of ours)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


_WHY = Text("Hãy ghi lý do không duyệt.", "Say why it is refused.")
_DECIDED = Text(
    "Đợt in này đã được quyết định rồi. Tải lại trang để xem kết quả.",
    "This batch was decided on already. Load the page again.",
)
_QUANTITY = Text(f"Mỗi đợt in từ 1 đến {MOST} nhãn.", f"A batch has 1 to {MOST} labels.")
_CONTENT = Text("Lượng hàng của mỗi nhãn phải lớn hơn 0.", "What a label stands for must be more than 0.")
_OTHER_LOT = Text("Lô này không phải của sản phẩm đã chọn.", "This lot is not of the chosen product.")
_NO_LOT = Text(
    "Nhãn theo lô và nhãn thùng phải ghi số lô: hãy chọn lô.", "These labels name a lot: choose it."
)
_STAMPS_ONLY = Text(
    "Mã cào và đuôi khóa chỉ có trên tem từng sản phẩm.", "Scratch codes and keyed tails are for stamps only."
)
_OTHER_TEMPLATE = Text(
    "Mẫu nhãn không hợp với loại nhãn: nhãn thùng dùng mẫu nhãn thùng, các loại khác thì không.",
    "The template does not fit the kind: cartons need a carton template, other kinds do not.",
)
_PACKS = Text(
    "Nhãn thùng ghi số gói trong thùng: nhập một số nguyên, đơn vị cái hoặc hộp.",
    "A carton's label says how many packs it holds: a whole number, counted in pieces.",
)
_NO_PREFIX = Text(
    "Nhãn thùng cần mã SSCC, mà đơn vị chưa có mã doanh nghiệp GS1 còn hiệu lực. Hãy đăng ký với GS1 Việt Nam rồi "
    "ghi mã vào hồ sơ.",
    "Cartons need an SSCC, and the party has no GS1 company prefix in force. Register with GS1 Vietnam first.",
)
_NO_MORE_SSCC = Text(
    "Mã doanh nghiệp này đã dùng hết số SSCC. Hãy xin thêm mã ở GS1 Việt Nam.",
    "This prefix has no SSCC left. Ask GS1 Vietnam for another.",
)
