"""What comes out of the printer: every page of batches of every kind, on every template, read back as a phone does."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from trace.labels.stamps_world import Shop, a_shop, made, template

import pytest

from domain.stamps.drawn import page_pictures, read_back
from domain.stamps.test_drawing import printed as as_printed
from nguongoc.domain.problem import Refused
from nguongoc.registry.identifiers.actions import add_prefix, open_lot
from nguongoc.trace.labels import printing
from nguongoc.trace.labels.actions import making
from nguongoc.trace.labels.actions.rules import TEMPLATES
from nguongoc.trace.labels.models import LabelBatch, LabelPart, PrintRule
from nguongoc.trace.labels.views.batches import _zpl
from world import NOW, SINCE, a_product

pytestmark = pytest.mark.django_db

OWN = "08938505970011"
"""A GTIN under the prefix of the shop: it may bear an EAN-13, and its cartons an SSCC. As in GS1 Vietnam's samples."""
LONG = "Chè Shan tuyết cổ thụ Sin Suối Hồ Ẫm Ễnh, hộp 100 g"


def a_numbered_shop() -> Shop:
    """A shop that has a company prefix, and goods under it whose record need not be whole."""
    shop = a_shop()
    PrintRule.objects.all().delete()
    add_prefix(shop.owner, "893850597", since=SINCE, actor=None, at=NOW)
    product = a_product(shop.owner, OWN, LONG, net_content="100 g", brand="Mẫu")
    lot = open_lot(
        product, "L260912", actor=None, at=NOW, quantity=Decimal(9_000), uom="H87", produced_on=SINCE
    )
    return shop._replace(product=product, lot=lot)


def wishes() -> list[tuple[str, str]]:
    """Every template with every kind of batch that goes on it."""
    return [
        (code, kind)
        for code, _, medium, *_ in TEMPLATES
        for kind in (("carton",) if medium == "carton" else ("stamp", "lot"))
    ]


def test_every_page_of_every_kind_on_every_template_reads_back_label_by_label(tmp_path: Path) -> None:
    shop = a_numbered_shop()
    for code, kind in wishes():
        on = template(code)
        more = (
            {"content": Decimal(24)}
            if kind == "carton"
            else {"has_scratch": kind == "stamp" and code == "a4-24"}
        )
        count = on.columns * on.rows + 1
        batch = made(shop, template=on, kind=kind, quantity=count, **more)
        part = LabelPart.objects.get(batch=batch)
        expected = [label_codes(batch, row, has_ean=on.has_ean) for row in making.part_rows(part)]
        pages = page_pictures(making.part_pages(part), printing.sheet(on), 2, tmp_path, dpi=250)
        found = [sorted(read_back(page)) for page in pages]
        per_page = count - 1
        for number, page in enumerate(found):
            there = expected[number * per_page : (number + 1) * per_page]
            assert page == sorted(one for codes in there for one in codes), (code, kind, number)
        if code.startswith("cuon"):
            assert [sorted(read_back(one)) for one in as_printed(_zpl(part).decode())] == found, code


def label_codes(batch: LabelBatch, row: tuple[str, str, str, str], *, has_ean: bool) -> list[str]:
    """What the symbols of one label hold."""
    if batch.kind == LabelBatch.Kind.CARTON:
        return [f"(00){row[1]}", f"(02){OWN}(37)24", "(10)L260912"]
    assert re.fullmatch(rf"https?://[^/]+/01/{OWN}/(10/L260912|21/[A-Z2-9]{{12}})", row[2])
    return [row[2], *([OWN[1:]] if has_ean else [])]


def test_an_internal_number_is_refused_an_ean_13_when_it_is_asked_for_and_not_when_it_is_made() -> None:
    shop = a_shop()
    with pytest.raises(Refused) as refused:
        made(shop, template=template("a4-24-ean"))
    assert [one.code for one in refused.value.problems] == ["internal-number"]
    assert not LabelBatch.objects.exists()
