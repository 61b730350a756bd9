"""A batch of labels, from the wish to the print shop."""

from __future__ import annotations

import io
from decimal import Decimal
from trace.labels.stamps_world import a_batch, a_shop, a_wish, first, made, printed, template

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from nguongoc.domain.problem import Refused
from nguongoc.domain.stamps import numbers, sealed
from nguongoc.foundation.evidence.models import Entry
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.trace.labels import printing, queries, tasks
from nguongoc.trace.labels.actions import batches, making
from nguongoc.trace.labels.actions.batches import look
from nguongoc.trace.labels.models import LabelBatch, LabelPart, Stamp, StampRange
from world import GTIN, NOW, SINCE, a_product

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.problems}


def test_an_approved_batch_is_made_with_a_serial_for_each_label() -> None:
    shop = a_shop()
    batch = made(shop, has_scratch=True, has_tail=True)
    assert (batch.state, batch.made) == ("ready", 50)
    assert Stamp.objects.count() == 50
    part = LabelPart.objects.get()
    rows = making.part_rows(part)
    assert len({serial for _, serial, _, _ in rows}) == 50
    control, serial, address, code = rows[0]
    assert numbers.read_control(control) == first(batch)
    assert address.endswith(f"/01/{GTIN}/21/{serial}")
    assert len(code) == 8
    stamp = queries.stamp(GTIN, serial)
    assert stamp is not None
    assert (stamp.state, stamp.control, stamp.has_scratch, stamp.lot) == ("issued", control, True, None)
    assert queries.by_number(first(batch)) == stamp
    assert queries.stamp("00200000000127", serial) is None
    assert queries.stamp(GTIN, "AAAAAAAAAAAA") is None


def test_a_serial_that_was_written_into_the_store_without_the_key_was_never_issued() -> None:
    shop = a_shop()
    batch = made(shop, quantity=2, has_tail=True)
    one, other = Stamp.objects.order_by("number")
    forged = one.serial[:-1] + ("A" if one.serial[-1] != "A" else "B")
    with pgtrigger.ignore("labels.Stamp:stamps_are_issued_once_rows"):
        Stamp.objects.filter(pk=one.pk).update(serial=forged)
    assert queries.stamp(GTIN, forged) is None
    assert queries.stamp(GTIN, other.serial) is not None
    LabelBatch.objects.filter(pk=batch.pk).update(key_print="00000000")
    assert queries.stamp(GTIN, forged) is not None, "a store without its secret accuses nobody"


def test_a_batch_of_many_parts_goes_on_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PART", 20)
    shop = a_shop()
    batch = batches.approve(a_batch(shop, quantity=70), actor=shop.user, at=NOW)
    design, key = printing.design(batch), printing.batch_key(batch)
    assert making._one_part(batch.pk, design, key, at=NOW)
    assert LabelBatch.objects.get().made == 24, "a part is whole pages"
    tasks.take_up_batches(NOW)
    done = making.make(batch, at=NOW)
    assert (done.state, done.made) == ("ready", 70)
    assert [(one.first, one.last) for one in LabelPart.objects.all()] == [(1, 24), (25, 48), (49, 70)]
    assert Stamp.objects.count() == 70
    assert making.make(done, at=NOW).made == 70, "made twice is made once"


def test_a_batch_that_cannot_be_made_says_why_and_can_be_tried_again() -> None:
    shop = a_shop()
    batch = batches.approve(a_batch(shop), actor=shop.user, at=NOW)
    LabelBatch.objects.filter(pk=batch.pk).update(sealed_key=b"x" * 40)
    tasks.make_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "Không mở được" in batch.why
    assert making.try_again(batch, actor=shop.user, at=NOW).state == "making"


def test_the_print_file_holds_every_number_and_page_and_nobody_opens_it_without_its_words() -> None:
    shop = a_shop()
    batch = made(shop, quantity=30, has_scratch=True)
    words = sealed.pass_phrase()
    body = b"".join(making.print_file(batch, words, actor=shop.user, at=NOW))
    members = dict(sealed.read(io.BytesIO(body), words))
    assert list(members) == [f"{batch.code}-0001.csv", f"{batch.code}-0001.pdf"]
    assert members[f"{batch.code}-0001.csv"].count(b"\n") == 31
    assert members[f"{batch.code}-0001.pdf"].startswith(b"%PDF")
    assert Entry.objects.filter(verb="labels.file_taken").count() == 1
    with pytest.raises(Refused):
        list(sealed.read(io.BytesIO(body), sealed.pass_phrase()))


def test_once_printed_nobody_can_read_the_scratch_codes_again() -> None:
    shop = a_shop()
    batch = printed(shop, has_scratch=True)
    assert bytes(batch.sealed_key) == b""
    assert not LabelPart.objects.exists()
    assert StampRange.objects.get().state == "printed"
    with pytest.raises(Refused):
        making.print_file(batch, "x", actor=shop.user, at=NOW)
    with pytest.raises(Refused):
        printing.batch_key(batch)


def test_no_plain_number_stands_in_what_is_kept() -> None:
    shop = a_shop()
    part = LabelPart.objects.get(batch=made(shop, has_scratch=True))
    serials = list(Stamp.objects.values_list("serial", flat=True))
    kept = bytes(part.numbers) + bytes(part.pages)
    assert not any(one.encode() in kept for one in serials)


def test_a_lot_is_never_labelled_beyond_its_quantity() -> None:
    shop = a_shop()
    a_batch(shop, quantity=900)
    with pytest.raises(Refused) as refused:
        a_batch(shop, quantity=101)
    assert codes(refused) == {"lacking"}
    assert "còn 10" in refused.value.problems[0].why.vi
    assert a_batch(shop, quantity=100).state == "asked"
    found = look(a_wish(shop, quantity=1), at=NOW)
    assert not found.is_open
    assert found.balance is not None
    assert (found.balance.labelled, found.balance.left) == (Decimal(100), Decimal(0))


def test_labels_of_a_refused_batch_are_free_again() -> None:
    shop = a_shop()
    batch = a_batch(shop, quantity=1000)
    batches.refuse(batch, "Sai mẫu", actor=shop.user, at=NOW)
    assert a_batch(shop, quantity=1000).state == "asked"
    with pytest.raises(Refused):
        batches.approve(batch, actor=shop.user, at=NOW)


def test_a_lot_without_a_chain_gets_no_labels_and_is_told_which_stages_to_mend() -> None:
    shop = a_shop(events=0)
    found = look(a_wish(shop), at=NOW)
    assert not found.is_open
    lacks = {one.words.vi: one.link for one in found.lacks}
    assert lacks["công đoạn Hái búp"] == f"/lo-hang/{shop.lot.pk}/"
    with pytest.raises(Refused) as refused:
        a_batch(shop)
    assert "score-too-low" in codes(refused)


def test_a_lot_with_fewer_stages_than_the_rule_asks_gets_no_labels_whatever_its_score() -> None:
    shop = a_shop(events=2)
    found = look(a_wish(shop), at=NOW)
    assert not found.is_open
    assert [one.words.vi for one in found.lacks if one.closes] == [
        "chuỗi của lô mới có 2 công đoạn, cần ít nhất 3"
    ]


def test_a_lot_without_a_quantity_cannot_be_balanced() -> None:
    found = look(a_wish(a_shop(quantity=None)), at=NOW)
    assert not found.is_open
    assert "khối lượng hoặc số lượng của lô" in [one.words.vi for one in found.lacks]


def test_labels_for_no_lot_yet_are_judged_by_the_product_alone() -> None:
    shop = a_shop(events=0)
    found = look(a_wish(shop, lot=None, quantity=5000), at=NOW)
    assert found.is_open
    assert found.balance is None


def test_words_that_do_not_fit_are_refused_with_their_line_named() -> None:
    shop = a_shop()
    shop.product.name = "Chè Shan tuyết cổ thụ Sin Suối Hồ sao suốt hương cốm thượng hạng đặc biệt " * 3
    with pytest.raises(Refused) as refused:
        a_batch(shop, template=template("a4-65"))
    assert [one.where for one in refused.value.problems] == ["product"]


def test_what_does_not_go_together_is_refused_whole() -> None:
    shop = a_shop()
    other = a_product(shop.owner, gtin="00200000000127", name="Chè xanh")
    with pytest.raises(Refused) as refused:
        batches.ask(
            batches.Wish(other, shop.lot, template("thung-a6"), "lot", 0, has_scratch=True),
            actor=None,
            at=NOW,
        )
    assert codes(refused) == {
        "quantity-out-of-range",
        "lot-of-another-product",
        "stamps-only",
        "template-does-not-fit",
    }


def test_lot_labels_all_bear_the_code_of_their_lot() -> None:
    shop = a_shop()
    batch = made(shop, kind="lot", quantity=3)
    rows = making.part_rows(LabelPart.objects.get(batch=batch))
    assert {uri for _, _, uri, _ in rows} == {printing.address(GTIN, "10", shop.lot.number)}
    assert not StampRange.objects.exists()
    assert making.confirm_printed(batch, actor=shop.user, at=NOW).state == "printed"


def test_cartons_get_an_sscc_each_and_none_twice() -> None:
    shop = a_shop()
    carton = {"kind": "carton", "template": template("thung-a6"), "content": Decimal(100), "quantity": 3}
    with pytest.raises(Refused) as refused:
        made(shop, **carton)
    assert codes(refused) == {"no-company-prefix"}
    Prefix.objects.create(party=shop.owner, digits="893850597", valid_from=SINCE)
    ssccs = []
    for _ in range(2):
        batch = made(shop, **carton)
        ssccs += [one[1] for one in making.part_rows(LabelPart.objects.get(batch=batch))]
    assert len(set(ssccs)) == 6
    assert ssccs[0] == "0893850597" + "0000001" + ssccs[0][-1]
    assert ssccs[3].startswith("08938505970000004")


def test_every_deed_is_written_down() -> None:
    printed(a_shop())
    verbs = set(Entry.objects.filter(verb__startswith="labels.").values_list("verb", flat=True))
    assert verbs == {"labels.asked", "labels.approved", "labels.made", "labels.printed"}


def test_the_database_refuses_a_batch_that_skips_a_state_and_a_number_that_exists() -> None:
    shop = a_shop()
    batch = a_batch(shop)
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        LabelBatch.objects.filter(pk=batch.pk).update(state="printed")
    batch = made(shop)
    one = Stamp.objects.first()
    assert one is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Stamp.objects.create(serial=one.serial, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stamp.objects.filter(pk=one.pk).update(number=2)
