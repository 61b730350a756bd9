"""The states of stamps, by range."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from trace.labels.stamps_world import a_shop, delivered, first, last, made, printed

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguongoc.domain.problem import Refused
from nguongoc.domain.stamps import numbers
from nguongoc.domain.stamps.states import STATES, may_become
from nguongoc.foundation.evidence.models import Entry
from nguongoc.trace.events.models import Event
from nguongoc.trace.labels import queries
from nguongoc.trace.labels.actions import making, scratch, steps
from nguongoc.trace.labels.actions.scratch import Answer
from nguongoc.trace.labels.models import LabelPart, Stamp, StampRange
from world import GTIN, NOW, a_lot, a_product

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, int]]:
    return [(one.state, one.count) for one in StampRange.objects.order_by("numbers")]


def test_some_of_a_roll_are_activated_and_the_rest_stays() -> None:
    shop = a_shop()
    batch = delivered(shop)
    start = first(batch)
    steps.activate(start + 9, start + 19, lot=shop.lot, actor=shop.user, at=NOW)
    assert states() == [("delivered", 9), ("activated", 11), ("delivered", 30)]
    now = queries.by_number(start + 10)
    assert now is not None
    assert (now.state, now.lot) == ("activated", shop.lot)
    before = queries.by_number(start)
    assert before is not None
    assert (before.state, before.lot) == ("delivered", None)


def test_activation_is_an_event_of_the_log_that_others_can_count() -> None:
    shop = a_shop()
    batch = delivered(shop)
    steps.activate(first(batch), last(batch), lot=shop.lot, actor=shop.user, at=NOW)
    told = Event.objects.filter(body__bizStep="encoding").get()
    assert told.body["quantityList"] == [{"epcClass": shop.lot.identifier, "quantity": 50}]
    assert told.sender == shop.owner.pk


def test_a_step_that_was_skipped_is_refused_and_each_stretch_named() -> None:
    shop = a_shop()
    batch = printed(shop)
    start = first(batch)
    steps.step(start, start + 9, "delivered", actor=shop.user, at=NOW)
    with pytest.raises(Refused) as refused:
        steps.activate(start, start + 19, lot=shop.lot, actor=shop.user, at=NOW)
    (one,) = refused.value.problems
    assert numbers.control(start + 10) in one.why.vi
    assert "đã in" in one.why.vi
    assert states() == [("delivered", 10), ("printed", 40)]
    assert not Event.objects.filter(body__bizStep="encoding").exists()


def test_stamps_of_another_product_or_lot_cannot_be_activated() -> None:
    shop = a_shop()
    batch = delivered(shop)
    other = a_lot(a_product(shop.owner, gtin="00200000000127", name="Chè xanh"), "X1")
    for lot, code in (
        (other, "stamps-of-another-product"),
        (a_lot(shop.product, "L2"), "stamps-of-another-lot"),
    ):
        with pytest.raises(Refused) as refused:
            steps.activate(first(batch), last(batch), lot=lot, actor=shop.user, at=NOW)
        assert refused.value.problems[0].code == code


def test_a_roll_for_no_lot_is_balanced_when_it_is_activated() -> None:
    shop = a_shop()
    batch = delivered(shop, lot=None, quantity=1200)
    start = first(batch)
    steps.activate(start, start + 999, lot=shop.lot, actor=shop.user, at=NOW)
    with pytest.raises(Refused) as refused:
        steps.activate(start + 1000, start + 1000, lot=shop.lot, actor=shop.user, at=NOW)
    assert "còn 0" in refused.value.problems[0].why.vi
    steps.step(start, start + 9, "void", actor=shop.user, at=NOW, why="Rách khi dán")
    assert steps.activate(start + 1000, start + 1009, lot=shop.lot, actor=shop.user, at=NOW)


def test_stamps_that_were_never_issued_are_refused() -> None:
    shop = a_shop()
    batch = delivered(shop)
    for end in (last(batch) + 1, first(batch) - 1, last(batch) + numbers.A_BATCH):
        with pytest.raises(Refused):
            steps.step(first(batch), end, "void", actor=shop.user, at=NOW, why="x")


def test_blocking_and_voiding_need_a_reason_and_are_written_down() -> None:
    shop = a_shop()
    batch = delivered(shop)
    with pytest.raises(Refused) as refused:
        steps.step(first(batch), last(batch), "void", actor=shop.user, at=NOW)
    assert refused.value.problems[0].where == "why"
    steps.step(first(batch), first(batch) + 4, "blocked", actor=shop.user, at=NOW, why="Mất cuộn tem")
    entry = Entry.objects.get(verb="stamps.blocked")
    assert entry.details["count"] == 5
    assert entry.details["why"] == "Mất cuộn tem"
    now = queries.by_number(first(batch))
    assert now is not None
    assert now.why == "Mất cuộn tem"


def test_the_database_refuses_skipped_steps_false_beginnings_overlaps_and_deletion() -> None:
    shop = a_shop()
    batch = made(shop)
    held = StampRange.objects.get()
    start = first(batch)
    deeds = [
        lambda: StampRange.objects.filter(pk=held.pk).update(state="activated", lot=shop.lot),
        lambda: StampRange.objects.filter(pk=held.pk).update(numbers=(start, start + 60)),
        lambda: StampRange.objects.create(batch=batch, numbers=(start, start + 2), changed_at=NOW),
        lambda: StampRange.objects.create(
            batch=batch, numbers=(start + 90, start + 92), state="delivered", changed_at=NOW
        ),
        lambda: StampRange.objects.create(
            batch=batch, numbers=(start + 90, start + 92), state="printed", came_from=held, changed_at=NOW
        ),
        lambda: held.delete(),
    ]
    for deed in deeds:
        with (
            pytest.raises(Exception, match=r"a_stamp|ranges_are_kept|ranges are kept|Cannot delete"),
            transaction.atomic(),
        ):
            deed()
    assert states() == [("issued", 50)]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 49), st.integers(0, 49), st.sampled_from(sorted(STATES))), max_size=12)
)
def test_whatever_is_tried_every_stamp_keeps_one_state_and_took_only_allowed_steps(
    tried: list[tuple[int, int, str]],
) -> None:
    with transaction.atomic():
        shop = a_shop()
        batch = printed(shop)
        start = first(batch)
        now = ["printed"] * 50
        for one, other, to in tried:
            low, high = sorted((one, other))
            lot = shop.lot if to in ("activated", "sold", "recalled") else None
            allowed = all(may_become(state, to) for state in now[low : high + 1])
            try:
                with transaction.atomic():
                    steps.step(start + low, start + high, to, actor=shop.user, at=NOW, why="thử", lot=lot)
            except (Refused, IntegrityError):
                assert not allowed or to in ("printed", "delivered", "sold", "activated", "recalled")
            else:
                assert allowed
                now[low : high + 1] = [to] * (high - low + 1)
        kept = [
            one.state
            for one in StampRange.objects.order_by("numbers")
            for _ in range(one.first, one.last + 1)
        ]
        assert kept == now
        transaction.set_rollback(True)


def test_a_state_of_a_hundred_thousand_stamps_is_one_row_and_few_questions() -> None:
    shop = a_shop(quantity=Decimal(100_000))
    batch = delivered(shop, quantity=10)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.by_number(first(batch))
    assert len(asked) <= 2


# Scratch codes.


def a_scratched(*, active: bool = True) -> tuple[str, str]:
    """Serial and scratch code of a stamp that is on goods, or waits for the printer."""
    shop = a_shop()
    batch = made(shop, has_scratch=True)
    _, serial, _, code = making.part_rows(LabelPart.objects.get(batch=batch))[0]
    if active:
        making.confirm_printed(batch, actor=shop.user, at=NOW)
        steps.step(first(batch), last(batch), "delivered", actor=shop.user, at=NOW)
        steps.activate(first(batch), last(batch), lot=shop.lot, actor=shop.user, at=NOW)
    return serial, code


def test_the_code_of_a_stamp_that_is_not_in_use_is_not_tried_and_so_never_looks_genuine() -> None:
    serial, code = a_scratched(active=False)
    for _ in range(6):
        assert scratch.check(GTIN, serial, code, at=NOW).answer == Answer.IDLE
    now = queries.stamp(GTIN, serial)
    assert now is not None
    assert (now.checked_at, now.may_be_checked) == (None, False)


def test_a_scratch_code_answers_first_then_again_with_when_and_where() -> None:
    serial, code = a_scratched()
    found = scratch.check(GTIN, serial, code.lower(), at=NOW, place="phường Tân Phong")
    assert found.answer == Answer.FIRST
    later = scratch.check(GTIN, serial, code, at=NOW + timedelta(days=3))
    assert later.answer == Answer.AGAIN
    assert (later.first_at, later.first_place) == (NOW, "phường Tân Phong")
    now = queries.stamp(GTIN, serial)
    assert now is not None
    assert now.checked_at == NOW


def test_a_wrong_code_is_counted_and_five_lock_the_stamp_for_a_day() -> None:
    serial, code = a_scratched()
    answers = [scratch.check(GTIN, serial, "AAAAAAAA", at=NOW).answer for _ in range(5)]
    assert answers == [Answer.UNKNOWN] * 5
    assert scratch.check(GTIN, serial, code, at=NOW + timedelta(hours=23)).answer == Answer.LOCKED
    assert scratch.check(GTIN, serial, code, at=NOW + timedelta(hours=24)).answer == Answer.FIRST


def test_a_code_of_no_stamp_is_unknown() -> None:
    a_scratched()
    assert scratch.check(GTIN, "AAAAAAAAAAAA", "AAAAAAAA", at=NOW).answer == Answer.UNKNOWN


def test_a_store_moved_without_its_secret_says_so_instead_of_calling_a_stamp_false(
    monkeypatch: object,
) -> None:
    serial, code = a_scratched()
    batch = StampRange.objects.get().batch
    type(batch).objects.filter(pk=batch.pk).update(key_print="00000000")
    with pytest.raises(Refused) as refused:
        scratch.check(GTIN, serial, code, at=NOW)
    assert refused.value.problems[0].code == "other-secret"
    assert Stamp.objects.count() == 50
