"""Goods: their numbers, their record, their completeness, packagings, risk tiers, pictures."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from nguongoc.domain.problem import Refused, Text
from nguongoc.registry.identifiers.actions import (
    add_prefix,
    change_lot,
    register_packaging,
    register_product,
)
from nguongoc.registry.identifiers.queries import capacity, fees_due, next_gtin
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.actions import (
    Listed,
    add_image,
    change_product,
    change_rules,
    load_risk_list,
    show_first,
)
from nguongoc.registry.products.completeness import completeness, in_force, missing, without_required
from nguongoc.registry.products.models import Product, RuleSet
from nguongoc.registry.products.queries import lacking, risk_on
from world import GTIN, NOW, SINCE, TODAY, a_lot, a_party, a_png, a_product, begin

pytestmark = pytest.mark.django_db
PREFIX = "8938500001"


@pytest.fixture
def owner() -> Party:
    begin()
    return a_party()


def numbered(owner: Party, **how: object) -> Product:
    return register_product("Chè Shan", owner=owner, sector="tea", actor=None, at=NOW, **how)  # type: ignore[arg-type]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


# Numbers


def test_goods_are_numbered_under_their_owners_prefix_until_it_is_full(owner: Party) -> None:
    prefix = add_prefix(owner, PREFIX, since=SINCE, actor=None, at=NOW)
    first, second = numbered(owner, prefix=prefix), numbered(owner, prefix=prefix)
    assert (first.gtin[:13], second.gtin[:13]) == ("0893850000100", "0893850000101")
    assert capacity(prefix).left == 98
    for _ in range(98):
        numbered(owner, prefix=prefix)
    assert next_gtin(prefix) is None
    with pytest.raises(Refused) as refused:
        numbered(owner, prefix=prefix)
    assert code_of(refused) == "prefix-full"


def test_a_number_that_was_used_is_never_given_again(owner: Party) -> None:
    prefix = add_prefix(owner, PREFIX, since=SINCE, actor=None, at=NOW)
    used = numbered(owner, prefix=prefix)
    change_product(used, retired_on=TODAY, actor=None, at=NOW)
    assert next_gtin(prefix) != used.gtin
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        used.delete()
    with pytest.raises(Refused) as refused:
        numbered(owner, gtin=used.gtin)
    assert code_of(refused) == "gtin-taken"


def test_a_gtin_of_somebody_elses_prefix_is_refused(owner: Party) -> None:
    add_prefix(a_party("Khác"), PREFIX, since=SINCE, actor=None, at=NOW)
    with pytest.raises(Refused) as refused:
        numbered(owner, gtin="8938500001000")
    assert (code_of(refused), refused.value.problems[0].where) == ("others-prefix", "gtin")


def test_nobody_takes_a_number_under_893_that_was_not_allotted(owner: Party) -> None:
    with pytest.raises(Refused) as refused:
        numbered(owner, gtin="8938500001000")
    assert code_of(refused) == "no-prefix"
    with pytest.raises(Refused) as refused:
        numbered(owner, gtin="8938500001007")
    assert code_of(refused) == "incorrect-check-digit"


def test_without_a_gtin_goods_bear_an_internal_number_that_says_so(owner: Party) -> None:
    one, two = numbered(owner), numbered(owner)
    assert one.is_internal
    assert one.gtin.startswith("0021")
    assert one.gtin != two.gtin


def test_prefixes_do_not_overlap_and_their_fee_is_reminded_of(owner: Party) -> None:
    prefix = add_prefix(owner, PREFIX, since=SINCE, actor=None, at=NOW, fee_paid_until=date(2027, 12, 31))
    assert not fees_due(TODAY)
    assert list(fees_due(date(2027, 11, 15))) == [prefix]
    with pytest.raises(Refused) as refused:
        add_prefix(a_party("Khác"), PREFIX[:8], since=SINCE, actor=None, at=NOW)
    assert code_of(refused) == "prefix-taken"


def test_a_packaging_holds_a_packaging_and_counts_its_pieces(owner: Party) -> None:
    prefix = add_prefix(owner, PREFIX, since=SINCE, actor=None, at=NOW)
    product = numbered(owner, prefix=prefix)
    carton = register_packaging(product, "thùng 24 hộp", gtin="1", count=24, actor=None, at=NOW)
    pallet = register_packaging(product, "pa-lét", gtin="2", count=40, holds=carton, actor=None, at=NOW)
    assert (carton.gtin[:13], pallet.pieces) == ("1" + product.gtin[1:13], 960)
    assert capacity(prefix).used == 1
    for wrong, word in (("1", "gtin-taken"), (GTIN, "other-numbering")):
        with pytest.raises(Refused) as refused:
            register_packaging(product, "x", gtin=wrong, count=2, actor=None, at=NOW)
        assert code_of(refused) == word


# Completeness


def test_a_record_says_what_it_has_of_what_the_circular_asks(owner: Party) -> None:
    product = a_product(owner, shelf_life_days=730)
    assert completeness(product, TODAY).words == Text(
        "6/8, thiếu: hình ảnh, tiêu chuẩn áp dụng", "6/8, missing: picture, standards applied"
    )
    told = completeness(product, TODAY, known={"stages": True, "times": True})
    assert told.words.vi == "8/10, thiếu: hình ảnh, tiêu chuẩn áp dụng"
    assert [item.link for item in told.missing] == [
        f"/san-pham/{product.pk}/hinh-anh/",
        f"/san-pham/{product.pk}/sua/#id_standards",
    ]
    assert [item.key for item in missing(product, TODAY, known={"stages": False})] == [
        "image",
        "stages",
        "standards",
    ]


def test_the_condition_of_incomplete_products_agrees_with_each_ones_record(owner: Party) -> None:
    whole = a_product(owner, shelf_life_days=1, standards="TCVN")
    add_image(whole, SimpleUploadedFile("a.png", a_png()), name="a.png", caption="Hộp", actor=None, at=NOW)
    numbered(owner)
    numbered(owner, no_expiry=True, standards="TCVN")
    numbered(owner, use="input")
    incomplete = set(Product.objects.filter(without_required()))
    for product in Product.objects.all():
        assert (product in incomplete) == bool(lacking(product)), product
    assert len(incomplete) == 2


def test_inputs_have_nothing_to_tell(owner: Party) -> None:
    leaf = numbered(owner, use="input")
    assert lacking(leaf) == []
    assert not Product.objects.filter(without_required(), pk=leaf.pk)


def test_rule_sets_are_dated_and_an_officer_changes_what_they_ask(
    owner: Party, django_capture_on_commit_callbacks: object
) -> None:
    product = a_product(owner, shelf_life_days=730, standards="TCVN 13993:2024")
    assert [one.code for one in in_force(date(2025, 1, 1))] == ["TT02-2024"]
    assert {one.code for one in in_force(TODAY)} == {"TT02-2024", "ND37-2026", "ND37-2026-HCS"}
    decree = completeness(product, TODAY, rule_set="ND37-2026")
    assert [item.key for item in decree.missing] == ["image", "origin", "brand"]
    rules = RuleSet.objects.get(code="TT02-2024")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        change_rules(
            rules,
            [("name", Text("tên", "name"), True), ("image", Text("ảnh", "picture"), False)],
            valid_from=rules.valid_from,
            valid_to=None,
            rank=1,
            actor=None,
            at=NOW,
        )
    assert completeness(product, TODAY).words.vi == "2/2"


# Record


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"hs_code": "09.02"}, "hs_code"),
        ({"ocop_stars": 2}, "ocop_stars"),
        ({"ocop_from": TODAY, "ocop_until": SINCE}, "ocop_until"),
        ({"sector": "xe-may"}, "sector"),
    ],
)
def test_details_that_cannot_be_are_refused_at_their_field(
    owner: Party, details: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_product(a_product(owner), actor=None, at=NOW, **details)
    assert [one.where for one in refused.value.problems] == [field]


def test_the_risk_tier_is_that_of_the_longest_code_in_a_list_in_force(owner: Party) -> None:
    product = a_product(owner, hs_code="09021010")
    assert risk_on(product, TODAY) is None
    items = [
        Listed("09", "Chè, cà phê", "low"),
        Listed("0902", "Chè", "medium"),
        Listed("1001", "Lúa mì", "high"),
    ]
    lists = {"name": "Mẫu", "issuer": "Bộ Mẫu", "actor": None, "at": NOW}
    load_risk_list("1/2026/TT-MAU", items, since=SINCE, until=TODAY, **lists)  # type: ignore[arg-type]
    load_risk_list("2/2027/TT-MAU", [Listed("0902", "Chè", "high")], since=date(2027, 1, 1), **lists)  # type: ignore[arg-type]
    now, then = risk_on(product, TODAY), risk_on(product, date(2027, 1, 1))
    assert now is not None
    assert then is not None
    assert (now.tier, now.source, then.tier) == ("medium", "1/2026/TT-MAU, HS 0902", "high")


def test_pictures_keep_their_order_and_no_other_file_is_one(owner: Party) -> None:
    product = a_product(owner)
    for name in ("một", "hai"):
        file = SimpleUploadedFile("a.png", a_png())
        add_image(product, file, name="a.png", caption=name, actor=None, at=NOW)
    show_first(product.images.get(caption="hai"), actor=None, at=NOW)
    assert [one.caption for one in product.images.all()] == ["hai", "một"]
    with pytest.raises(Refused):
        add_image(
            product, SimpleUploadedFile("a.pdf", b"%PDF-1.4\n"), name="a.pdf", caption="x", actor=None, at=NOW
        )


def test_a_retired_product_opens_no_lots_and_a_lot_ends_after_it_begins(owner: Party) -> None:
    product = a_product(owner)
    lot = a_lot(product, produced_on=SINCE)
    with pytest.raises(Refused) as refused:
        change_lot(lot, expires_on=date(2025, 1, 1), actor=None, at=NOW)
    assert refused.value.problems[0].where == "expires_on"
    change_product(product, retired_on=TODAY, actor=None, at=NOW)
    with pytest.raises(Refused) as refused:
        a_lot(product, "L2")
    assert code_of(refused) == "retired"
