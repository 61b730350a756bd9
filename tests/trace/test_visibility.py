"""Who sees what, on every way out; where a chain goes on with a partner one may not see, it says so and no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from nguongoc.domain.epcis.query import Query
from nguongoc.domain.epcis.trace import Direction
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.actions import merge_parties, pass_party
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import STRANGER, SYSTEM, viewer
from nguongoc.trace.events import pages, queries
from nguongoc.trace.events.documents import chain_object, query_document
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.queries import Way, way
from world import (
    NOW,
    TODAY,
    a_client,
    a_party,
    a_sender,
    a_transformation,
    a_user,
    an_event,
    begin,
    event_number,
    kg,
    lot_key,
    seen_by,
    send,
)

pytestmark = pytest.mark.django_db

LEAF, TEA, BLEND = lot_key("LA"), lot_key("CHE"), lot_key("PHOI")


class Trade:
    """A grower makes tea of leaf and ships it to a blender, who makes a blend of it and ships that to a shop.

    1 the grower's processing · 2 shipping grower → blender · 3 the blender's processing · 4 shipping blender → shop
    """

    def __init__(self) -> None:
        begin()
        self.grower, self.blender, self.shop = (
            a_party("Người trồng"),
            a_party("Người phối"),
            a_party("Cửa hàng"),
        )
        self.stranger = a_party("Người ngoài")
        send(a_sender(self.grower), made(1, 1, LEAF, TEA))
        send(a_sender(self.grower), shipped(2, 2, TEA, self.grower, self.blender))
        send(a_sender(self.blender), made(3, 3, TEA, BLEND))
        send(a_sender(self.blender), shipped(4, 4, BLEND, self.blender, self.shop))

    def way(self, party: Party, key: str, direction: Direction = "both") -> Way:
        return way(
            [key], seen_by(a_user(party, username=f"{party.pk}-{key[-3:]}-{direction}")), direction=direction
        )


def made(number: int, hour: int, from_key: str, to_key: str, **members: Any) -> dict[str, Any]:
    time = f"2026-09-12T{hour:02}:00:00Z"
    return a_transformation(
        [kg(from_key, 10)], [kg(to_key, 8)], eventID=event_number(number), eventTime=time, **members
    )


def shipped(number: int, hour: int, key: str, seller: Party, buyer: Party) -> dict[str, Any]:
    return an_event(
        eventID=event_number(number),
        eventTime=f"2026-09-12T{hour:02}:00:00Z",
        quantityList=[kg(key, 8)],
        sourceList=[{"type": "owning_party", "source": seller.identifiers[0]}],
        destinationList=[{"type": "owning_party", "destination": buyer.identifiers[0]}],
    )


@pytest.fixture
def trade() -> Trade:
    return Trade()


def ids(found: Way) -> list[int]:
    return [int(event.event_id[-3:]) for event in found.events]


def test_a_chain_shows_where_it_goes_on_with_a_partner_one_may_not_see(trade: Trade) -> None:
    assert (ids(trade.way(trade.blender, BLEND)), trade.way(trade.blender, BLEND, "up").hidden) == (
        [2, 3, 4],
        (TEA,),
    )
    down = trade.way(trade.grower, LEAF, "down")
    assert (ids(down), down.hidden) == ([1, 2], (TEA,))
    up = trade.way(trade.shop, BLEND, "up")
    assert (ids(up), up.hidden) == ([4], (BLEND,))


def test_nothing_is_hidden_from_those_who_see_all_of_it(trade: Trade) -> None:
    assert (ids(way([LEAF], SYSTEM)), way([LEAF], SYSTEM).hidden) == ([1, 2, 3, 4], ())
    officer = seen_by(a_user(a_party("Sở", "agency"), "inspector"))
    assert (ids(way([BLEND], officer)), way([BLEND], officer).hidden) == ([1, 2, 3, 4], ())


def test_of_the_hidden_part_nothing_is_told_but_that_it_is_there(trade: Trade) -> None:
    told = orjson.dumps(chain_object(trade.way(trade.shop, BLEND))).decode()
    assert orjson.loads(told)["hidden"] == [BLEND]
    for secret in (TEA, LEAF, event_number(3), event_number(2), *trade.grower.identifiers, "Transformation"):
        assert secret not in told


def test_who_sees_no_event_of_a_lot_does_not_learn_by_its_number_that_there_is_one(trade: Trade) -> None:
    for key in (LEAF, TEA, BLEND):
        found = trade.way(trade.stranger, key)
        assert (found.events, found.chain.edges, found.hidden) == ((), (), ())
    assert way([TEA], STRANGER).hidden == ()


def test_a_hidden_event_that_was_taken_back_hides_nothing() -> None:
    begin()
    grower, other = a_party("Người trồng"), a_party("Bên khác")
    send(a_sender(grower), made(1, 1, LEAF, TEA))
    wrong = made(5, 5, TEA, BLEND)
    send(a_sender(other), wrong)
    viewer = seen_by(a_user(grower, username="xem"))
    assert way([TEA], viewer).hidden == (TEA,)
    send(a_sender(other), {**wrong, "errorDeclaration": {"declarationTime": "2026-09-13T08:00:00Z"}})
    assert way([TEA], viewer).hidden == ()


def test_only_who_sent_an_event_takes_it_back() -> None:
    begin()
    grower, other = a_party("Người trồng"), a_party("Bên khác")
    event = made(1, 1, LEAF, TEA)
    send(a_sender(grower), event)
    declared = {**event, "errorDeclaration": {"declarationTime": "2026-09-13T08:00:00Z"}}
    send(a_sender(other), declared)
    assert (ids(way([TEA], SYSTEM)), ids(way([TEA], seen_by(a_user(grower, username="xem"))))) == ([1], [1])
    own = {**event, "errorDeclaration": {"declarationTime": "2026-09-14T08:00:00Z"}}
    send(a_sender(grower), own)
    assert (ids(way([TEA], SYSTEM)), ids(way([TEA], seen_by(a_user(grower, username="xem2"))))) == ([], [])


def test_what_happened_to_a_carrier_outside_the_journey_hides_nothing() -> None:
    begin()
    grower, other = a_party("Người trồng"), a_party("Bên khác")
    pallet = "https://id.gs1.org/00/002000000000000018"

    def packed(number: int, hour: int, action: str, key: str) -> dict[str, Any]:
        return {
            **an_event(eventID=event_number(number), eventTime=f"2026-09-12T{hour:02}:00:00Z", action=action),
            "type": "AggregationEvent",
            "parentID": pallet,
            "childQuantityList": [kg(key, 8)],
            "quantityList": None,
        }

    def sent(party: Party, event: dict[str, Any]) -> None:
        send(a_sender(party), {name: value for name, value in event.items() if value is not None})

    sent(grower, made(1, 1, LEAF, TEA))
    sent(grower, packed(2, 2, "ADD", TEA))
    sent(grower, packed(3, 4, "DELETE", TEA))
    sent(other, packed(4, 6, "ADD", lot_key("KHAC")))
    viewer = seen_by(a_user(grower, username="xem"))
    assert way([LEAF], viewer, direction="down").hidden == ()
    sent(
        other,
        an_event(
            eventID=event_number(5), eventTime="2026-09-12T03:00:00Z", quantityList=None, epcList=[pallet]
        ),
    )
    assert way([LEAF], viewer, direction="down").hidden == (pallet,)


def test_a_transformation_told_in_two_events_shows_that_its_other_half_is_hidden() -> None:
    begin()
    grower, other = a_party("Người trồng"), a_party("Bên khác")
    one = {"transformationID": "https://id.gs1.org/401/020000000123"}
    half = made(1, 1, LEAF, TEA, **one)
    send(a_sender(grower), {name: value for name, value in half.items() if name != "outputQuantityList"})
    rest = made(2, 2, LEAF, TEA, **one)
    send(a_sender(other), {name: value for name, value in rest.items() if name != "inputQuantityList"})
    assert ids(way([LEAF], SYSTEM)) == [1, 2]
    found = way([LEAF], seen_by(a_user(grower, username="xem")), direction="down")
    assert (ids(found), found.hidden) == ([1], (LEAF,))


@pytest.mark.parametrize(
    ("who", "visible"),
    [("grower", {1, 2}), ("blender", {2, 3, 4}), ("shop", {4}), ("stranger", set())],
)
def test_every_way_out_gives_a_party_the_events_that_it_sent_or_is_named_in(
    trade: Trade, who: str, visible: set[int]
) -> None:
    """The query, the single event, the export of a query, the list of jobs."""
    user = a_user(getattr(trade, who), username=f"{who}-khach")
    client = a_client(user)
    answer = client.get("/epcis/events").json()
    listed = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert {int(event["eventID"][-3:]) for event in listed} == visible
    for number in range(1, 5):
        found = client.get(f"/epcis/events/{quote(event_number(number), safe='')}")
        assert found.status_code == (200 if number in visible else 404)
    for key in (LEAF, TEA, BLEND):
        named = client.get("/epcis/events", {"MATCH_anyEPC": key, "perPage": "1"})
        while named is not None:
            page = named.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
            assert {int(event["eventID"][-3:]) for event in page} <= visible
            link = named.get("Link", "")
            named = client.get(link[1 : link.index(">")].removeprefix("http://testserver")) if link else None
    exported = query_document(pages.page(Query(), seen_by(user), at=NOW).events, at=NOW)
    told = orjson.dumps(exported).decode()
    assert all((event_number(number) in told) == (number in visible) for number in range(1, 5))
    assert {event.event_id for event in queries.naming([LEAF, TEA, BLEND], seen_by(user))} == {
        event_number(number) for number in visible
    }
    jobs = {job["captureID"] for job in client.get("/epcis/capture").json()}
    assert len(jobs) == {"grower": 2, "blender": 2}.get(who, 0)


def test_members_see_what_was_sent_under_a_merged_record_and_by_a_party_they_wholly_follow() -> None:
    trade, double = Trade(), a_party("Người trồng (nhập hai lần)")
    keeper = a_user(trade.stranger)
    assert not Capture.objects.visible_to(seen_by(keeper)).exists()
    send(a_sender(double), made(5, 5, lot_key("LB"), lot_key("CHE2")))
    merge_parties(double, into=trade.grower, actor=None, at=NOW)
    own = seen_by(User.objects.filter(memberships__party=trade.grower).earliest("pk"))
    assert own.parties[0] == trade.grower.pk
    assert set(Capture.objects.visible_to(own).values_list("sender", flat=True)) == {
        trade.grower.pk,
        double.pk,
    }
    assert Event.objects.visible_to(own).filter(event_id=event_number(5)).exists()

    pass_party(trade.grower, {trade.stranger: Decimal(1)}, on=TODAY, actor=None, at=NOW)
    assert {trade.grower.pk, double.pk} <= set(seen_by(keeper).sees)
    assert seen_by(keeper).parties == (trade.stranger.pk,)
    assert Capture.objects.visible_to(seen_by(keeper)).count() == 3
    assert not viewer(keeper, on=TODAY - timedelta(days=1)).watched
    halves = {trade.stranger: Decimal("0.5"), trade.shop: Decimal("0.5")}
    pass_party(trade.blender, halves, on=TODAY, actor=None, at=NOW)
    assert trade.blender.pk not in seen_by(keeper).sees
