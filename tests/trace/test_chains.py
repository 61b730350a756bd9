"""One row a registered lot: true to the log, whatever comes late, is taken back, or ends in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from nguongoc.registry.parties.rights import SYSTEM
from nguongoc.registry.products.models import Product
from nguongoc.trace.chains import actions
from nguongoc.trace.chains.actions import catch_up, draw_all
from nguongoc.trace.chains.journey import Proof
from nguongoc.trace.chains.models import LotChain
from nguongoc.trace.chains.queries import expected_of, read
from nguongoc.trace.events import queries as log
from nguongoc.trace.events.actions import Sender
from nguongoc.trace.events.models import Bookmark, Event
from world import (
    NOW,
    a_lot,
    a_party,
    a_product,
    a_sender,
    a_transformation,
    a_user,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    send,
)

# Followers read what is settled: what other transactions committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def product() -> Product:
    begin()
    return a_product(a_party())


@pytest.fixture
def sender(product: Product) -> Sender:
    return a_sender(product.owner)


def row(number: str = "L260912") -> LotChain:
    return LotChain.objects.get(lot__number=number)


def picked(**members: Any) -> dict[str, Any]:
    """Leaf of the lot LA is plucked."""
    return an_event(
        **{
            "eventID": event_number(1),
            "eventTime": "2026-09-02T02:00:00Z",
            "action": "ADD",
            "bizStep": "commissioning",
            "quantityList": [kg(lot_key("LA"), 420)],
            **members,
        }
    )


def made() -> dict[str, Any]:
    """It becomes the tea of the registered lot."""
    return a_transformation(
        [kg(lot_key("LA"), 420)],
        [kg(lot_key(), 88.4)],
        eventID=event_number(3),
        eventTime="2026-09-04T02:00:00Z",
    )


def test_a_lot_that_was_just_opened_gets_its_row(product: Product) -> None:
    a_lot(product)
    catch_up(NOW)
    assert row().told == []
    assert "harvest" in row().missing
    assert not row().is_stale
    assert not row().is_complete
    assert row().events == 0


def test_the_row_says_what_is_told_how_well_and_when(product: Product, sender: Sender) -> None:
    a_lot(product)
    send(sender, picked(), made())
    laboratory = a_sender(a_party("Phòng thử nghiệm Mẫu", "laboratory"))
    send(laboratory, an_event(eventID=event_number(4), eventTime="2026-09-09T02:00:00Z", bizStep="sampling"))
    catch_up(NOW)
    found = row()
    assert found.told == ["harvest", "processing", "test"]
    assert found.missing == ["purchase", "packing", "shipping"]
    assert (found.weakest, found.strongest) == (Proof.DECLARED, Proof.TESTED)
    assert found.first_at == datetime(2026, 9, 2, 2, tzinfo=UTC)
    assert found.last_at == datetime(2026, 9, 9, 2, tzinfo=UTC)
    assert (found.events, found.computed_at, found.is_cut) == (3, NOW, False)


def test_news_far_up_the_chain_reach_the_lot_below(product: Product, sender: Sender) -> None:
    a_lot(product)
    send(sender, made())
    catch_up(NOW)
    assert "harvest" in row().missing
    send(sender, picked())
    catch_up(NOW)
    assert "harvest" in row().told


def test_a_declared_error_takes_its_stage_back(product: Product, sender: Sender) -> None:
    a_lot(product)
    send(sender, picked(), made())
    catch_up(NOW)
    assert "harvest" in row().told
    error = {"declarationTime": "2026-09-20T00:00:00Z", "reason": "did_not_occur"}
    send(sender, picked(errorDeclaration=error))
    catch_up(NOW)
    assert "harvest" in row().missing


def test_a_lot_opened_after_its_events_were_told_has_them_all(product: Product, sender: Sender) -> None:
    send(sender, picked(), made())
    catch_up(NOW)
    a_lot(product)
    catch_up(NOW)
    assert row().told == ["harvest", "processing"]


def test_only_the_lots_that_an_event_concerns_are_drawn_again(product: Product, sender: Sender) -> None:
    a_lot(product)
    a_lot(product, "L2")
    catch_up(NOW)
    later = NOW + timedelta(minutes=1)
    send(sender, picked(quantityList=[kg(lot_key("L2"), 1)]))
    catch_up(later)
    assert row("L2").computed_at == later
    assert row().computed_at == NOW


def test_what_was_there_when_a_row_was_drawn_does_not_mark_it_again(product: Product, sender: Sender) -> None:
    a_lot(product)
    send(sender, picked(), made())
    draw_all(at=NOW)
    catch_up(NOW + timedelta(minutes=1))
    assert row().computed_at == NOW


def test_a_crash_after_the_mark_loses_nothing(
    product: Product, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lot(product)
    catch_up(NOW)
    send(sender, picked(), made())
    with monkeypatch.context() as broken:
        broken.setattr(actions, "read", _power_cut)
        with pytest.raises(_PowerCut):
            catch_up(NOW)
    assert row().is_stale
    catch_up(NOW)
    assert row().told == ["harvest", "processing"]


def test_a_crash_while_marking_leaves_the_bookmark_where_it_was(
    product: Product, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lot(product)
    catch_up(NOW)
    send(sender, picked(), made())
    with monkeypatch.context() as broken:
        broken.setattr(actions, "items", _power_cut)
        with pytest.raises(_PowerCut):
            catch_up(NOW)
    assert not row().is_stale
    catch_up(NOW)
    assert row().told == ["harvest", "processing"]
    assert Bookmark.objects.get(pk=actions.FOLLOWER).number > 0


class _PowerCut(Exception):
    pass


def _power_cut(*_: Any, **__: Any) -> Any:
    raise _PowerCut


def test_a_row_that_another_draws_is_left_to_them(product: Product, sender: Sender) -> None:
    a_lot(product)
    actions.mark_new_lots()
    drawn: list[int] = []

    def other() -> None:
        drawn.append(actions.draw_marked(at=NOW))
        connection.close()

    with transaction.atomic():
        LotChain.objects.select_for_update().get()
        thread = Thread(target=other)
        thread.start()
        thread.join(20)
    assert drawn == [0]
    assert actions.draw_marked(at=NOW) == 1


def test_an_event_told_while_a_lot_is_drawn_is_not_missed(
    product: Product, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drawing learns of the leaf LA; an event of LA comes after it has read, and before its keys are kept."""
    a_lot(product)
    catch_up(NOW)
    send(sender, made())
    followers: list[Thread] = []

    def follow_on() -> None:
        actions.read_on(actions.FOLLOWER, actions.mark_concerned, at=NOW)
        connection.close()

    def read_and_be_interrupted(*told: Any, **more: Any) -> Any:
        reading = read(*told, **more)
        if not followers:
            telling = Thread(target=lambda: (send(sender, picked()), connection.close()))
            telling.start()
            telling.join(20)
            followers.append(Thread(target=follow_on))
            followers[0].start()
            followers[0].join(1)
            assert followers[0].is_alive()  # it waits for the drawing
        return reading

    with monkeypatch.context() as interrupted:
        interrupted.setattr(actions, "read", read_and_be_interrupted)
        actions.read_on(actions.FOLLOWER, actions.mark_concerned, at=NOW)
        actions.draw_marked(at=NOW)
    followers[0].join(20)
    assert row().is_stale
    assert row().told == ["processing"]
    catch_up(NOW)
    assert row().told == ["harvest", "processing"]


def test_all_rows_are_drawn_anew_on_demand_and_by_age(product: Product) -> None:
    for number in ("L1", "L2", "L3"):
        a_lot(product, number)
    assert draw_all(at=NOW) == 3
    LotChain.objects.update(told=["wrong"])
    assert draw_all(at=NOW) == 3
    assert row("L1").told == []
    LotChain.objects.update(told=["wrong"])
    catch_up(NOW + timedelta(hours=25))
    catch_up(NOW + timedelta(hours=25))
    assert row("L3").told == []


def test_a_run_draws_no_more_than_its_share(product: Product) -> None:
    for number in ("L1", "L2", "L3"):
        a_lot(product, number)
    actions.mark_new_lots()
    assert actions.draw_marked(at=NOW, limit=2) == 2
    assert LotChain.objects.filter(is_stale=True).count() == 1


def test_the_cost_of_a_batch_follows_its_events_and_not_the_lots(product: Product, sender: Sender) -> None:
    for number in range(60):
        a_lot(product, f"L{number}")
    draw_all(at=NOW)
    send(sender, picked(quantityList=[kg(lot_key("L7"), 1)]))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        catch_up(NOW)
    assert len(asked) < 40


def test_the_other_half_of_a_process_told_apart_concerns_the_lot_too(
    product: Product, sender: Sender
) -> None:
    """What went in and what came out may be told in two events of one transformationID: neither names the other's
    goods."""
    a_lot(product)
    process = {"transformationID": "https://id.nguongoc.example/me/1", "eventTime": "2026-09-04T02:00:00Z"}
    send(sender, picked(), a_transformation([], [kg(lot_key(), 88.4)], eventID=event_number(3), **process))
    catch_up(NOW)
    assert row().told == ["processing"]
    send(sender, a_transformation([kg(lot_key("LA"), 420)], [], eventID=event_number(4), **process))
    catch_up(NOW + timedelta(minutes=1))
    assert row().told == ["harvest", "processing"]


def test_what_a_batch_concerns_is_one_question_however_much_is_told_of_the_same_lot(
    product: Product, sender: Sender
) -> None:
    a_lot(product)
    send(sender, *[picked(eventID=event_number(n), quantityList=[kg(lot_key(), 1)]) for n in range(200)])
    draw_all(at=NOW)
    send(sender, picked(eventID=event_number(201), quantityList=[kg(lot_key(), 1)]))
    with CaptureQueriesContext(connection) as asked:
        actions.mark_concerned(list(Event.objects.order_by("-number")[:1]))
    assert len(asked) == 2  # the event itself, the lots to mark
    assert row().is_stale


@pytest.mark.parametrize("number", ["L260912", "A/B", "A:B", "50%", "A+B(1)"])
def test_lots_are_found_by_the_names_that_events_give_them(
    product: Product, sender: Sender, number: str
) -> None:
    lot = a_lot(product, number)
    send(sender, picked(quantityList=[kg(lot.identifier, 1)]))
    catch_up(NOW)
    assert row(number).told == ["harvest"]


def tea_of(leaf: str, tea: str, number: int, **members: Any) -> dict[str, Any]:
    return a_transformation([kg(leaf, 10)], [kg(tea, 2)], eventID=event_number(number), **members)


def test_a_chain_that_was_drawn_is_read_again_in_two_questions_and_as_it_stands_now(product: Product) -> None:
    sender, lot = Sender(product.owner, a_user(product.owner)), a_lot(product)
    leaves, tea = [lot_key(f"LA{number}") for number in range(4)], lot.identifier
    steps = [*leaves, tea]
    for number, (one, other) in enumerate(pairwise(steps)):
        send(sender, tea_of(one, other, number, eventTime=f"2026-09-0{number + 1}T08:00:00+07:00"))
    draw_all(at=NOW)
    assert set(expected_of(lot)) >= set(steps)
    with CaptureQueriesContext(connection) as asked:
        found = log.way([tea], SYSTEM, direction="up", expected=expected_of(lot))
    assert len(asked) == 2  # the index, the rows
    assert found.chain == log.way([tea], SYSTEM, direction="up").chain

    earlier = lot_key("LA-")
    send(sender, tea_of(earlier, leaves[0], 8, eventTime="2026-08-30T08:00:00+07:00"))
    found = log.way([tea], SYSTEM, direction="up", expected=expected_of(lot))
    assert earlier in found.chain.nodes
    assert found.chain == log.way([tea], SYSTEM, direction="up").chain


def test_expecting_what_is_not_on_the_way_changes_nothing(product: Product) -> None:
    sender = Sender(product.owner, a_user(product.owner))
    send(sender, tea_of(lot_key("A"), lot_key("B"), 1), tea_of(lot_key("Y"), lot_key("Z"), 2))
    found = log.way([lot_key("B")], SYSTEM, expected=[lot_key("Z"), lot_key("nowhere")])
    assert found.chain == log.way([lot_key("B")], SYSTEM).chain
