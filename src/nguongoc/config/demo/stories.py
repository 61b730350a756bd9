"""The tea lots with a story, each told on purpose: all of the way, a gap, a date past, a quantity that cannot be,
silence, a late correction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from nguongoc.config.demo.province import HIGH, Household
from nguongoc.config.demo.tea import IN_CARTON, collect, dry, examine, inspect, pack, pluck, visit
from nguongoc.config.demo.telling import DAY, Event, Goods, LotToOpen, Scene, moment
from nguongoc.config.demo.trade import Carton, cartons, deliver, sell, stock_shop
from nguongoc.reports.start.demonstration import (
    BLACK,
    CORRECTED,
    EXPIRED,
    GAP,
    GREEN,
    IMPOSSIBLE,
    SHAN,
    SHOWN,
    SILENT,
)

NAMES = uuid.UUID("6f2d3c1e-9b57-4a53-8d0e-1c5a7e0b2d94")
"""The namespace of the event ids that the stories give themselves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one of these lots was made: `begun` days before today, by the first so many households of the high
    commune, each plucking `kilos` on each of `days` days; `used` kg of the dry tea became so many `packs`."""

    number: str
    gtin: str
    begun: int
    households: int
    days: int
    kilos: Decimal
    used: Decimal
    packs: int
    is_inspected: bool = True
    is_visited: bool = False


def tell(scene: Scene) -> None:
    """All of them."""
    _told_whole(scene)
    _with_a_gap(scene)
    _past_its_date(scene)
    _impossible(scene)
    _silent(scene)
    _corrected(scene)


def _told_whole(scene: Scene) -> None:
    plan = Plan(SHOWN, SHAN, 75, 14, 2, Decimal(15), Decimal("86.6"), 853, is_visited=True)
    packed_on, full = _made(scene, plan)
    _to_the_shops(scene, packed_on, full, plan.number)


def _with_a_gap(scene: Scene) -> None:
    packed_on, full = _made(scene, Plan(GAP, SHAN, 68, 9, 1, Decimal(24), Decimal(42), 410))
    sell(scene, packed_on + 12 * DAY, "cuahang-2", [one.content for one in full])


def _past_its_date(scene: Scene) -> None:
    plan = Plan(EXPIRED, GREEN, 408, 10, 1, Decimal(22), Decimal(40), 196, is_inspected=False)
    packed_on, full = _made(scene, plan)
    _to_the_shops(scene, packed_on, full, plan.number)


def _impossible(scene: Scene) -> None:
    """40 kg of dry tea, 472 boxes of 100 g."""
    plan = Plan(IMPOSSIBLE, SHAN, 61, 10, 1, Decimal(21), Decimal(40), 472, is_inspected=False)
    packed_on, full = _made(scene, plan)
    _to_the_shops(scene, packed_on, full, plan.number)


def _silent(scene: Scene) -> None:
    scene.book.lots.append(LotToOpen(BLACK, SILENT, scene.day(8), Decimal(300), "", HIGH))


def _corrected(scene: Scene) -> None:
    """840 kg was typed for the 84 kg that four people of one household plucked; twelve days later the recorder
    declares the error and tells it anew."""
    plan = Plan(CORRECTED, SHAN, 54, 5, 1, Decimal(28), Decimal(38), 374)
    packed_on, full = _made(scene, plan, misread=Decimal(84))
    _to_the_shops(scene, packed_on, full, plan.number)


def _made(scene: Scene, plan: Plan, misread: Decimal | None = None) -> tuple[date, list[Carton]]:
    """From the plots to the cartons; answers the day of packing. With `misread`, the first household plucked so
    much and it was first written down tenfold."""
    farmers = [one for one in scene.province.households if one.commune == HIGH][: plan.households]
    first = scene.day(plan.begun)
    bought = []
    for turn in range(plan.days):
        day, name = first + turn * DAY, f"{plan.number}-{turn + 1}"
        leaf = _plucked(scene, day, farmers, plan, turn, misread)
        if plan.is_inspected:
            inspect(scene, day, HIGH, leaf, name)
        bought.append(collect(scene, day, HIGH, leaf, f"{name}TM"))
    dried_on = first + plan.days * DAY
    made = dry(scene, dried_on, bought, f"{plan.number}-K", Decimal("4.7"))
    if plan.is_visited:
        visit(scene, dried_on + DAY, made)
    examine(scene, dried_on + 4 * DAY, made)
    packed_on = dried_on + 9 * DAY
    used = made._replace(quantity=plan.used)
    packed = pack(scene, packed_on, plan.gtin, plan.number, [used], plan.packs)
    return packed_on, cartons(scene, packed_on, packed, IN_CARTON[plan.gtin], "xuong", "xuong")


def _plucked(
    scene: Scene, day: date, farmers: Sequence[Household], plan: Plan, turn: int, misread: Decimal | None
) -> list[Goods]:
    leaf = []
    for place, one in enumerate(farmers):
        kilos = misread if misread and not place else plan.kilos
        number = f"{plan.number}-{turn + 1}H{one.number:02d}"
        leaf.append(pluck(scene, day, one, kilos, number))
        if misread and not place:
            _declare_misread(scene, scene.book.told.pop().event, kilos)
    return leaf


def _declare_misread(scene: Scene, right: Event, kilos: Decimal) -> None:
    """The wrong event in its time; twelve days later its error declaration and the right one."""
    wrong_id, right_id = (f"urn:uuid:{uuid.uuid5(NAMES, word)}" for word in ("840 kg", "84 kg"))
    wrong = {**right, "eventID": wrong_id}
    wrong["quantityList"] = [{**right["quantityList"][0], "quantity": int(kilos * 10)}]
    late = timedelta(days=12)
    error = {
        "declarationTime": _later(right, late),
        "reason": "incorrect_data",
        "correctiveEventIDs": [right_id],
    }
    scene.book.tell("htx", wrong)
    scene.book.tell("htx", {**wrong, "errorDeclaration": error}, later=late)
    scene.book.tell("htx", {**right, "eventID": right_id}, later=late)


def _later(event: Event, late: timedelta) -> str:
    happened = moment(date.fromisoformat(event["eventTime"][:10]), 8)
    return (happened + late).isoformat(timespec="seconds")


def _to_the_shops(scene: Scene, packed_on: date, full: Sequence[Carton], number: str) -> None:
    deliver(scene, packed_on + 2 * DAY, full, number)
    for shop, some in enumerate((full[0::2], full[1::2]), 1):
        stock_shop(scene, packed_on + 4 * DAY, f"cuahang-{shop}", some, f"{number}-{shop}")
        sell(scene, packed_on + 6 * DAY, f"cuahang-{shop}", [one.content for one in some])
