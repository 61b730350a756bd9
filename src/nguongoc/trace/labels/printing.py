"""From rows to labels: the sheet of a template, the words of a product and lot, the design and labels of a batch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from nguongoc.domain.gs1 import digital_link, keys
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.stamps import numbers, sealed
from nguongoc.domain.stamps.fonts import Fonts, load
from nguongoc.domain.stamps.label import Label, together
from nguongoc.domain.stamps.layout import Design, Sheet, lay_out
from nguongoc.foundation import shared
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels.keys import sealing_key
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate

HEADS = ("control", "serial", "address", "scratch")
"""The columns of a part's list of numbers."""
_FOLDER = Path(str(shared.__file__)).parent / "static" / "vendor" / "fonts"


def fonts() -> Fonts:
    """The letters that labels are set in."""
    return load(_FOLDER)


def sheet(template: LabelTemplate) -> Sheet:
    """The template as arithmetic."""
    lengths = {
        name: float(getattr(template, name))
        for name in (
            *("page_width", "page_height", "label_width", "label_height", "left", "top", "gap_x", "gap_y"),
            *("symbol", "text_size", "least_size"),
        )
    }
    return Sheet(
        **lengths,
        columns=template.columns,
        rows=template.rows,
        lines=tuple(template.lines),
        has_ean=template.has_ean,
        is_carton=template.medium == LabelTemplate.Medium.CARTON,
    )


def words(product: Product, lot: Lot | None, lines: Iterable[str], on: date) -> dict[str, str]:
    """What each line of a label says. Labels are Vietnamese, whoever asks for them."""
    owner = Party.objects.named(on).get(pk=product.owner_id)
    number = f"Mã nội bộ: {product.gtin[1:]}" if product.is_internal else f"GTIN: {product.gtin}"
    all_lines = {
        "product": product.name,
        "brand": f"Nhãn hiệu: {product.brand}" if product.brand else "",
        "owner": getattr(owner, "name_then", "") or "",
        "net": f"Khối lượng tịnh: {product.net_content}" if product.net_content else "",
        "lot": f"Số lô: {lot.number}" if lot else "",
        "made": f"NSX: {day(lot.produced_on)}" if lot and lot.produced_on else "",
        "expires": f"HSD: {day(lot.expires_on)}" if lot and lot.expires_on else "",
        "number": number,
        "hint": "Quét mã để truy xuất nguồn gốc",
    }
    return {code: all_lines[code] for code in lines if all_lines.get(code)}


def design(batch: LabelBatch) -> Design:
    """The labels of a batch, laid out. Raises Refused naming the lines that do not fit."""
    is_stamp = batch.kind == LabelBatch.Kind.STAMP
    return lay_out(
        sheet(batch.template),
        batch.said,
        fonts(),
        control=numbers.control(numbers.number(0, 0)) if is_stamp else "",
        has_scratch=batch.has_scratch,
        bars=len(_carried(batch, "0" * 18)) if batch.kind == LabelBatch.Kind.CARTON else 0,
    )


def address(gtin: str, qualifier: str, value: str) -> str:
    """What a QR code holds: the Digital Link at this installation's public address."""
    return digital_link.build([("01", gtin), (qualifier, value)], settings.BASE_URL)


def new_numbers(
    batch: LabelBatch, first: int, last: int, key: bytes | None
) -> list[tuple[str, str, str, str]]:
    """The numbers of the labels from one place to another of a batch: control, serial, address, scratch code; for
    cartons the SSCC stands as serial. Random ones are new each time."""
    gtin = batch.product.gtin
    if batch.kind == LabelBatch.Kind.LOT:
        assert batch.lot, "held by the database: lot_labels_name_their_lot"
        return [("", "", address(gtin, "10", batch.lot.number), "")] * (last - first + 1)
    if batch.kind == LabelBatch.Kind.CARTON:
        return [("", _sscc(batch, place), "", "") for place in range(first, last + 1)]
    made = []
    stem = address(gtin, "21", "X")[:-1]  # the alphabet of serials needs no escapes
    for place in range(first, last + 1):
        serial = numbers.serial(gtin, key)
        scratch = numbers.scratch_code() if batch.has_scratch else ""
        made.append((numbers.control(numbers.number(batch.pk, place)), serial, stem + serial, scratch))
    return made


def labels(batch: LabelBatch, rows: Iterable[tuple[str, str, str, str]]) -> Iterator[Label]:
    """What is drawn for these numbers."""
    if batch.kind != LabelBatch.Kind.CARTON:
        return (Label(uri, control, scratch) for control, _, uri, scratch in rows)
    return (Label(carried=_carried(batch, sscc)) for _, sscc, _, _ in rows)


def check_cartons(batch: LabelBatch) -> None:
    """Raises Refused when what the cartons of this batch say is not valid together."""
    together(_carried(batch, _sscc(batch, 1)))


def as_csv(rows: Iterable[tuple[str, str, str, str]]) -> bytes:
    """The list that a machine prints from."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADS)
    writer.writerows(rows)
    return target.getvalue().encode()


def from_csv(body: bytes) -> list[tuple[str, str, str, str]]:
    """The rows of such a list."""
    rows = csv.reader(io.StringIO(body.decode()))
    next(rows)
    return [(control, serial, uri, scratch) for control, serial, uri, scratch in rows]


def batch_key(batch: LabelBatch) -> bytes:
    """The batch's own key. Raises Refused once it is thrown away, or where the store was moved without its secret."""
    return sealed.unseal(sealing_key(), bytes(batch.sealed_key), batch.code)


def _sscc(batch: LabelBatch, place: int) -> str:
    body = f"{int(batch.first_sscc) + place - 1:017d}"
    return body + keys.check_digit(body)


def _carried(batch: LabelBatch, sscc: str) -> tuple[tuple[Element, ...], ...]:
    """What a carton's symbols say: which unit it is; which goods and how many; of which lot."""
    contents = (Element("02", batch.product.gtin), Element("37", str(int(batch.content))))
    lot = ((Element("10", batch.lot.number),),) if batch.lot else ()
    return ((Element("00", sscc),), contents, *lot)


def sample(batch: LabelBatch) -> Label:
    """A label of this batch with made-up numbers: its address names no stamp."""
    if batch.kind == LabelBatch.Kind.CARTON:
        return Label(carried=_carried(batch, "0" * 18))
    if batch.kind == LabelBatch.Kind.LOT and batch.lot:
        return Label(address(batch.product.gtin, "10", batch.lot.number))
    serial = "MAU" + "2" * (len(numbers.serial(batch.product.gtin, b"" if batch.has_tail else None)) - 3)
    return Label(address(batch.product.gtin, "21", serial), numbers.control(numbers.number(0, 0)), "MAUCAO23")
